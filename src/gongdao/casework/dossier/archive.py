"""Writes the case file: a ZIP whose parts are listed, hashed, chained and signed."""

import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, Final

import msgspec
from msgspec import Struct

from gongdao.casework.dossier.decisions import traced
from gongdao.casework.dossier.enclosed import papers
from gongdao.casework.dossier.redaction import Hidden, Shown, commitment, salt_of, shown
from gongdao.casework.outcome import Entry
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored, case_for, events_of
from gongdao.exhibits import actions as contents
from gongdao.exhibits import queries as exhibits
from gongdao.exhibits.actions import NOWHERE
from gongdao.exhibits.models import Erasure
from gongdao.exhibits.models import Exhibit as Content
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.store import open_bytes
from gongdao.lib.canonical import canonical, chain_next, chain_start, event_digest
from gongdao.lib.ids import case_number
from gongdao.lib.merkle import root
from gongdao.lib.signing import Signer, signer, sm3
from gongdao.lib.stamping import stamp
from gongdao.people.permissions import may_open_exhibit, may_read_addresses, may_take_original
from gongdao.policies import queries as policies
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import Submitted

FORMAT: Final = "gongdao-dossier/1"
_VERIFIER: Final = Path(__file__).with_name("offline")
_README: Final = """\
案卷 {number}

本文件包由“公道”系统生成，任何人无需信任本系统即可核验：
    python3 -I verify.py     （在解压后的文件夹内运行，需要 Python 3.9 以上，不需要网络）
先读 case.pdf：全案内容、经过、时限、判定理由和证据。
manifest.json 列出每个文件及其摘要（SHA-256、SM3）；events.jsonl 为全部事件；evidence/ 为凭证原件；
decision/ 为历次判定；rules/ 为所适用的规则；trace.json 为判定的推算过程；proof/ 为签名。
收件人无权查看的内容以承诺值（加盐摘要）代替。摘要只能证明封存之后未被改动，不能证明封存之前的真实。

Case file {number}

Made by gongdao; anybody can check it without trusting us:
    python3 -I verify.py     (in the unpacked folder; Python 3.9 or newer, no network)
Read case.pdf first: the whole case, its course, limits, decisions with reasons, and exhibits.
manifest.json lists every file with its digests; events.jsonl holds all events; evidence/ the originals;
decision/ the decisions; rules/ the rules that were applied; trace.json how the decisions follow; proof/ the
signature. What the reader may not see is replaced by commitments (salted hashes). A digest proves that
nothing changed after sealing, not that it was true before.
"""


class Made(Struct, frozen=True):
    """A case file that was written. `key`: the fingerprint of the key that signed it."""

    number: str
    files: int
    events: int
    hidden: int
    root: str
    key: str


class _Writer:
    """Adds files to the archive and to the list of what it holds."""

    def __init__(self, archive: zipfile.ZipFile, folder: str, at: datetime) -> None:
        self._archive, self._folder = archive, folder
        self._date = (at.year, at.month, at.day, at.hour, at.minute, at.second)
        self.listed: list[dict[str, Any]] = []

    def add(self, path: str, content: bytes, media_type: str, *, listed: bool = True) -> None:
        """One file with its content."""
        kept = media_type.startswith(("image/", "video/", "audio/"))  # packed already
        info = zipfile.ZipInfo(f"{self._folder}/{path}", self._date)
        info.compress_type = zipfile.ZIP_STORED if kept else zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self._archive.writestr(info, content)
        if listed:
            self.listed.append(
                {
                    "path": path, "sha256": sha256(content).hexdigest(), "sm3": sm3(content),
                    "size_bytes": len(content), "media_type": media_type,
                }
            )  # fmt: skip

    def json(self, path: str, value: Any) -> None:
        """One file of canonical JSON."""
        self.add(path, canonical(value), "application/json")


def make(
    target: IO[bytes],
    number: str,
    *,
    actor: Actor,
    now: datetime,
    reveal: frozenset[tuple[int, str]] = frozenset(),
    language: str = "zh-hans",
    body: str = "",
    origin: Origin = NOWHERE,
) -> Made:
    """Write the file of a case as `actor` may see it. Raises CaseNotFound.

    `reveal`: hidden places (seq, path) to be disclosed all the same; the caller says who may order that.
    `origin`: from where the reader comes, for custody.
    `language`: of the papers in it; `body`: outside, to which a letter in it is addressed (APP-12).
    """
    stored = case_for(actor, number, lock=False)
    log = events_of(stored.case_id)
    policy = policies.version(stored.state.policy, stored.state.policy_version)
    key, showing = signer(), Showing(actor, stored.state)
    folder = f"case-{case_number(stored.case_id)}"
    with zipfile.ZipFile(target, "w") as archive:
        writer = _Writer(archive, folder, now.astimezone(UTC))
        writer.add("README.txt", _README.format(number=number).encode(), "text/plain")
        for program in sorted(_VERIFIER.glob("*.py")):
            writer.add(program.name, program.read_bytes(), "text/x-python")
        lines, chain, hidden = _events(writer, key, showing, stored.case_id, log, reveal)
        _evidence(writer, showing, stored, now, origin)
        _decisions(writer, showing, policy, log)
        _rules(writer, policy)
        for path, content, media_type in papers(
            actor, stored, now=now, language=language, body=body, origin=origin
        ):
            writer.add(path, content, media_type)
        writer.json("proof/keys.json", {"ed25519": key.public.hex(), "sha256": key.id})
        manifest = canonical(
            {
                "format": FORMAT, "case": number, "case_id": stored.case_id, "events": len(lines),
                "chain": chain.hex(), "policy": policy.policy, "policy_version": policy.version,
                "made_at": _instant(now), "made_for": actor.ref, "files": writer.listed,
            }
        )  # fmt: skip
        writer.add("manifest.json", manifest, "application/json", listed=False)
        head = canonical(
            {
                "format": FORMAT, "case": number, "events": len(lines), "root": root(lines).hex(),
                "chain": chain.hex(), "manifest_sha256": sha256(manifest).hexdigest(), "at": _instant(now),
                "key": key.id,
            }
        )  # fmt: skip
        writer.add("proof/head.json", head, "application/json", listed=False)
        writer.add("proof/head.sig", key.sign(head).hex().encode() + b"\n", "text/plain", listed=False)
        if token := stamp(head):
            writer.add("proof/head.tsr", token, "application/timestamp-reply", listed=False)
    return Made(number, len(writer.listed) + 3 + bool(token), len(lines), hidden, root(lines).hex(), key.id)


def opened(
    number: str,
    *,
    actor: Actor,
    now: datetime,
    origin: Origin = NOWHERE,
    language: str = "zh-hans",
    body: str = "",
) -> IO[bytes]:
    """The file of a case as an open file without a name, gone once it is closed. Raises CaseNotFound."""
    file = TemporaryFile()  # noqa: SIM115  # whoever gets it closes it
    try:
        make(file, number, actor=actor, now=now, origin=origin, language=language, body=body)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _events(
    writer: _Writer,
    key: Signer,
    showing: Showing,
    case_id: int,
    log: tuple[Entry, ...],
    reveal: frozenset[tuple[int, str]],
) -> tuple[list[bytes], bytes, int]:
    """Write the events; return their lines, the last link of the chain, and how many places are hidden."""
    lines, link, count = [], chain_start(case_id), 0
    for entry in log:
        body = msgspec.to_builtins(entry.event)
        digest = event_digest(entry.seq, entry.at.astimezone(UTC), entry.actor, canonical(body))
        link = chain_next(link, digest)
        seen = shown(showing, entry, body)
        lines.append(canonical(_line(key, case_id, entry, seen, digest, link)))
        for place in seen.hidden:
            count += 1
            if (entry.seq, place.path) in reveal:
                _disclose(writer, key, case_id, entry.seq, place)
    writer.add("events.jsonl", b"\n".join(lines) + b"\n", "application/jsonl")
    return lines, link, count


def _line(key: Signer, case_id: int, entry: Entry, seen: Shown, digest: bytes, link: bytes) -> dict[str, Any]:
    return {
        "seq": entry.seq, "at": _instant(entry.at), "actor": seen.actor, "body": seen.body,
        "digest": digest.hex(), "chain": link.hex(),
        "hidden": [
            {"path": place.path, "commitment": commitment(key, case_id, entry.seq, place)}
            for place in seen.hidden
        ],
    }  # fmt: skip


def _disclose(writer: _Writer, key: Signer, case_id: int, seq: int, place: Hidden) -> None:
    told = {
        "seq": seq, "path": place.path, "value": place.value,
        "salt": salt_of(key, case_id, seq, place.path).hex(),
    }  # fmt: skip
    writer.json(f"disclosures/{seq}-{place.path or 'event'}.json", told)


def _evidence(writer: _Writer, showing: Showing, stored: Stored, now: datetime, origin: Origin) -> None:
    """The originals that the reader may open, each with what is known of it; that they left is on record."""
    actor = showing.actor
    written: set[str] = set()
    addresses = may_read_addresses(actor, showing.case)
    gone = exhibits.erased({item.exhibit.sha256 for item in stored.state.exhibits.values()})
    known = exhibits.known({item.exhibit.sha256 for item in stored.state.exhibits.values()})
    for key, item in stored.state.exhibits.items():
        opens = may_open_exhibit(actor, showing.case, item.by, item.exhibit.kind)
        takes = opens and may_take_original(actor, showing.case, item.by)
        meta = _meta(
            stored.case_id,
            key,
            item,
            known.get(item.exhibit.sha256),
            whole=opens,
            included=takes,
            addresses=addresses,
            erasure=gone.get(item.exhibit.sha256),
        )
        writer.json(f"evidence/{key}.meta.json", meta)
        digest = item.exhibit.sha256
        if not takes or digest in written or digest in gone:
            continue
        written.add(digest)
        with open_bytes(digest) as file:
            writer.add(f"evidence/{digest}", file.read(), item.exhibit.media_type)
        contents.note(
            sha256=digest, act="exported", actor=actor.ref, at=now, case_id=stored.case_id, origin=origin
        )


def _meta(
    case_id: int,
    key: str,
    item: Submitted,
    content: Content | None,
    *,
    whole: bool,
    included: bool,
    addresses: bool,
    erasure: Erasure | None,
) -> dict[str, Any]:
    exhibit = item.exhibit
    told: dict[str, Any] = {
        "id": key, "by": item.by, "at": _instant(item.at), "kind": exhibit.kind, "name": exhibit.name,
        "explanation": exhibit.explanation, "media_type": exhibit.media_type,
        "size_bytes": exhibit.size_bytes, "included": included and erasure is None,
    }  # fmt: skip
    if erasure is not None:  # the law on personal data; the digests below are all that is left
        told["erased"] = {"at": _instant(erasure.at), "reason": erasure.reason}
    if not whole:
        return told
    custody = [
        {
            "act": step.act, "actor": step.actor, "at": _instant(step.at), "channel": step.channel,
            "address": step.address if addresses else "",
        }
        for step in exhibits.custody(exhibit.sha256, case_id=case_id)
    ]  # fmt: skip
    sm3_of = content.sm3 if content is not None else ""
    return {**told, "sha256": exhibit.sha256, "sm3": sm3_of, "custody": custody}


def _decisions(writer: _Writer, showing: Showing, policy: Policy, log: tuple[Entry, ...]) -> None:
    seen = {entry.seq for entry in log if showing.event(entry.event)}
    traces = []
    for seq, key, decision, trace in traced(policy, log):
        if seq in seen:
            writer.json(f"decision/{key}.json", decision)
            traces.append(trace)
    writer.json("trace.json", traces)


def _rules(writer: _Writer, policy: Policy) -> None:
    """The rules as published, and as the program read them; the verifier needs the second."""
    document = policies.document(policy.policy, policy.version)
    writer.add("rules/policy.yaml", document.encode(), "application/yaml")
    writer.json("rules/policy.json", msgspec.to_builtins(policy))


def _instant(at: datetime) -> str:
    """An instant as in the digests of events."""
    text: str = msgspec.to_builtins(at.astimezone(UTC))
    return text
