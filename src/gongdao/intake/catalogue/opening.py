"""Each hit opens a violation case with its proof, once: through the one door, all of it or nothing."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from django.db import IntegrityError, transaction
from msgspec import Struct

from gongdao.casework.actions import handle
from gongdao.exhibits import actions as exhibits
from gongdao.intake.catalogue.checking import Checked, in_words
from gongdao.intake.files.values import guarded
from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import ChargeViolation, OpenCase, SubmitExhibit
from gongdao.rulebook.listing import Hit
from gongdao.rulebook.policy import Policy, Violation
from gongdao.rulebook.terms import Exhibit, Party

_MOST_ROWS: Final = 2_000  # of a proof; the rest is named by number
_KEY_BYTES: Final = 20
_KNOWN: Final = "SELECT case_id FROM intake_taken WHERE key = %s"
_NOTE: Final = "INSERT INTO intake_taken (key, case_id, at) VALUES (%s, %s, %s)"
_LANGUAGE: Final = "zh-hans"  # in which cases and proofs are written
PLATFORM: Final = Party("company", name="平台")


class Opened(Struct, frozen=True):
    """The case of a hit. `known`: the same listings had been opened before."""

    hit: int
    number: str
    known: bool


def open_hits(
    checked: Checked,
    chosen: Sequence[int],
    *,
    actor: Actor,
    now: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[Opened]:
    """Open the cases of the hits at these places; yield each when it is stored. Raises Refused.

    The case is opened by `actor`; its proof and charge are the machine's, which saw them.
    """
    lines = frozenset(line for place in chosen for line in checked.hits[place].lines[:_MOST_ROWS])
    rows = checked.catalogue.rows(lines) if lines else {}
    for count, place in enumerate(chosen, 1):
        yield _opened(checked, place, rows, actor, now)
        if progress is not None:
            progress(count, len(chosen))


def _opened(
    checked: Checked, place: int, rows: Mapping[int, list[str]], actor: Actor, now: datetime
) -> Opened:
    hit = checked.hits[place]
    proof = _proof(checked, hit, rows)
    key = _key(hit, proof)
    if known := fetch(_KNOWN, [key]):
        return Opened(place, case_number(known[0][0]), known=True)
    try:
        with transaction.atomic():
            case = _open(checked.policy, hit, proof, actor, now)
            fetch(_NOTE, [key, case, now])
    except IntegrityError:
        # Another opened it in between; ours is undone.
        return Opened(place, case_number(fetch(_KNOWN, [key])[0][0]), known=True)
    return Opened(place, case_number(case), known=False)


def _open(policy: Policy, hit: Hit, proof: bytes, actor: Actor, now: datetime) -> int:
    violation = violation_for(policy, hit)
    seen = in_words(hit, _LANGUAGE)
    opened = handle(
        OpenCase(
            channel="file", complainant=PLATFORM, respondents=(Party(hit.shop),), description=seen,
            category=violation.category, acted_at=now,
        ),
        actor=actor, now=now, policy=policy.policy,
    )  # fmt: skip
    kept = exhibits.receive([proof], actor=SYSTEM.ref, now=now)
    exhibit = Exhibit(kept.sha256, "other", seen[:4_000], f"{hit.check}.csv")
    handle(SubmitExhibit(exhibit), actor=SYSTEM, now=now, number=opened.number)
    charge = ChargeViolation(violation.code, seen, acted_at=now, exhibits=("E1",))
    handle(charge, actor=SYSTEM, now=now, number=opened.number)
    return opened.case_id


def violation_for(policy: Policy, hit: Hit) -> Violation:
    """The violation a hit is; the linter sees to it that there is one. Raises StopIteration."""
    violations = policy.conduct.violations if policy.conduct is not None else ()
    return next(item for item in violations if hit.check in item.listing)


def _proof(checked: Checked, hit: Hit, rows: Mapping[int, list[str]]) -> bytes:
    """The listing rows as they stand in the file, with their lines; the same file gives the same bytes."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["#", *map(guarded, checked.catalogue.header)])
    for line in hit.lines[:_MOST_ROWS]:
        writer.writerow([str(line), *map(guarded, rows.get(line, []))])
    if not hit.lines or len(hit.lines) > _MOST_ROWS:
        writer.writerow([in_words(hit, _LANGUAGE)])
    return text.getvalue().encode()


def _key(hit: Hit, proof: bytes) -> bytes:
    """The same rule on the same rows of the same shop, wherever in the file they stand."""
    rows = sorted(line.partition(b",")[2] for line in proof.splitlines())
    parts = (hit.shop.encode(), hit.check.encode(), hit.seen.encode(), *rows)
    return sha256(b"\x00".join(parts)).digest()[:_KEY_BYTES]
