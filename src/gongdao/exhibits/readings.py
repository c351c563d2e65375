"""What was read of contents: asked for when they come in, read by a worker, kept by content."""

import logging
from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from gongdao.exhibits.models import Custody, Erasure, Exhibit
from gongdao.exhibits.reading.reader import Reader
from gongdao.exhibits.speech import SpeechUnavailable, transcript
from gongdao.exhibits.store import local
from gongdao.lib.queue import defer
from gongdao.lib.statements import fetch
from gongdao.rulebook.reading.report import VERSION, Report

logger = logging.getLogger(__name__)

ALIKE_BITS: Final = 8  # of 64 by which pictures may differ and still be called near-same
_MOST_ALIKE: Final = 50
_DECODER: Final = msgspec.json.Decoder(Report)
# Asked for once for each content, and again by a newer program.
_ASK: Final = """
INSERT INTO exhibits_reading (sha256, state, version, asked_at, report)
VALUES (%(sha256)s, 'due', %(version)s, %(now)s, '{}')
ON CONFLICT (sha256) DO UPDATE SET state = 'due', version = excluded.version, asked_at = excluded.asked_at
    WHERE exhibits_reading.version < excluded.version
RETURNING sha256
"""
_KEEP: Final = """
UPDATE exhibits_reading SET state = 'done', read_at = %(now)s, report = %(report)s::jsonb,
    likeness = %(likeness)s, band0 = %(band0)s, band1 = %(band1)s, band2 = %(band2)s, band3 = %(band3)s
WHERE sha256 = %(sha256)s
"""
_READ: Final = "SELECT sha256, state, report::text FROM exhibits_reading WHERE sha256 = ANY(%s)"
_ALIKE: Final = """
SELECT r.sha256, bit_count((r.likeness # own.likeness)::bit(64)) AS apart
FROM exhibits_reading own, LATERAL (
    SELECT sha256, likeness FROM exhibits_reading WHERE band0 = own.band0 AND likeness IS NOT NULL
    UNION SELECT sha256, likeness FROM exhibits_reading WHERE band1 = own.band1 AND likeness IS NOT NULL
    UNION SELECT sha256, likeness FROM exhibits_reading WHERE band2 = own.band2 AND likeness IS NOT NULL
    UNION SELECT sha256, likeness FROM exhibits_reading WHERE band3 = own.band3 AND likeness IS NOT NULL
) AS r
WHERE own.sha256 = %(sha256)s AND r.sha256 <> own.sha256
    AND bit_count((r.likeness # own.likeness)::bit(64)) <= %(bits)s
ORDER BY apart, r.sha256 LIMIT %(most)s
"""
# The same for many contents at once.
_NEAR: Final = """
SELECT own.sha256, r.sha256
FROM exhibits_reading own, LATERAL (
    SELECT sha256, likeness FROM exhibits_reading WHERE band0 = own.band0 AND likeness IS NOT NULL
    UNION SELECT sha256, likeness FROM exhibits_reading WHERE band1 = own.band1 AND likeness IS NOT NULL
    UNION SELECT sha256, likeness FROM exhibits_reading WHERE band2 = own.band2 AND likeness IS NOT NULL
    UNION SELECT sha256, likeness FROM exhibits_reading WHERE band3 = own.band3 AND likeness IS NOT NULL
) AS r
WHERE own.sha256 = ANY(%(digests)s) AND r.sha256 <> own.sha256
    AND bit_count((r.likeness # own.likeness)::bit(64)) <= %(bits)s
LIMIT %(most)s
"""


class Alike(NamedTuple):
    """A near-same picture, and by how many of 64 bits it differs."""

    sha256: str
    apart: int


def ask(sha256: str, *, now: datetime) -> None:
    """Have a content read, once this transaction commits. A content that was read is not read again."""
    if fetch(_ASK, {"sha256": sha256, "version": VERSION, "now": now}):
        defer("exhibits.read", sha256=sha256)


def read(sha256: str, *, now: datetime) -> Report:
    """Read a content in the process made for it, and keep what was read. Raises Exhibit.DoesNotExist."""
    media_type = Exhibit.objects.values_list("media_type", flat=True).get(pk=sha256)
    try:
        with local(sha256) as path:
            report = reader().read(path, media_type)
            if report.readable and media_type.startswith(("audio/", "video/")):
                report = _with_speech(report, path)
    except FileNotFoundError:
        if Erasure.objects.filter(pk=sha256).exists():
            return Report(media_type)  # erased while it waited its turn
        raise
    if report.problems:
        logger.info("Reading %s: %s.", sha256[:12], ", ".join(report.problems))
    keep(sha256, report, now=now)
    Custody.objects.create(sha256=sha256, act="read", actor="system", at=now, channel="worker")
    return report


def _with_speech(report: Report, path: Path) -> Report:
    """A recording with what is said in it, where a machine for that is set; told so when that fails."""
    try:
        written = transcript(path, report.media_type)
    except SpeechUnavailable as error:
        logger.warning("Speech: %s.", error)
        return msgspec.structs.replace(report, problems=(*report.problems, "no_speech"))
    if written is None:
        return report
    return msgspec.structs.replace(report, spoken=written.spoken, spoken_by=written.by)


def keep(sha256: str, report: Report, *, now: datetime) -> None:
    """Keep what was read."""
    bits = int(report.likeness, 16) if report.likeness else None
    bands = {f"band{n}": None if bits is None else bits >> 16 * n & 0xFFFF for n in range(4)}
    signed = None if bits is None else bits - (1 << 64 if bits >> 63 else 0)
    text = msgspec.json.encode(report).decode()
    fetch(_KEEP, {"sha256": sha256, "now": now, "report": text, "likeness": signed, **bands})


def readings(digests: Collection[str]) -> dict[str, Report | None]:
    """What was read of these contents; None for one that is still to be read. One statement."""
    rows = fetch(_READ, [list(digests)]) if digests else []
    return {sha256: _DECODER.decode(text) if state == "done" else None for sha256, state, text in rows}


def alike(sha256: str) -> tuple[Alike, ...]:
    """Near-same pictures, nearest first; by index, however many there are. One statement."""
    return tuple(
        Alike(*row) for row in fetch(_ALIKE, {"sha256": sha256, "bits": ALIKE_BITS, "most": _MOST_ALIKE})
    )


def near(digests: Collection[str]) -> dict[str, frozenset[str]]:
    """Each of these contents with those near-same to it, itself among them. One statement."""
    found = {sha256: {sha256} for sha256 in digests}
    most = _MOST_ALIKE * max(1, len(found))
    for own, other in fetch(_NEAR, {"digests": sorted(found), "bits": ALIKE_BITS, "most": most}):
        found[own].add(other)
    return {sha256: frozenset(others) for sha256, others in found.items()}


@lru_cache(maxsize=1)
def reader() -> Reader:
    """The reader of this process; its own process is started when first needed and ends with this one."""
    return Reader()
