"""Registering a batch of rows: customers, cases and the record of what was taken, in one transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import IntegrityError, transaction
from msgspec.structs import replace

from gongdao.casework.bulk import Item, handle_many
from gongdao.casework.outcome import Outcome
from gongdao.intake.files.problems import Problem
from gongdao.intake.files.rows import Complaint, Rejected
from gongdao.lib.statements import fetch
from gongdao.people.actions import find_or_create_customers
from gongdao.people.models import Shop, Staff, Technician
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Party

TOGETHER: Final = 250
_ATTEMPTS: Final = 3
_KINDS: Final = frozenset({"staff", "shop", "technician", "department", "carrier", "insurer", "supplier"})
_KNOWN: Final = "SELECT key, case_id FROM intake_taken WHERE key = ANY(%s)"
_NOTE: Final = """
INSERT INTO intake_taken (key, case_id, at, platform, code)
SELECT key, case_id, %(now)s, platform, code
FROM unnest(%(keys)s::bytea[], %(cases)s::bigint[], %(platforms)s::text[], %(codes)s::text[])
    AS t(key, case_id, platform, code)
"""
# A later export tells where the dispute stands by then.
_MOVED: Final = """
UPDATE intake_taken AS own SET platform = t.platform, code = t.code
FROM unnest(%(keys)s::bytea[], %(platforms)s::text[], %(codes)s::text[]) AS t(key, platform, code)
WHERE own.key = t.key AND (own.platform, own.code) IS DISTINCT FROM (t.platform, t.code)
"""


class Registered(NamedTuple):
    """A row that is a case. `known`: it was before."""

    line: int
    case_id: int
    known: bool


Result = Registered | Rejected


def take(batch: Sequence[Complaint], *, policy: str, actor: Actor, now: datetime) -> list[Result]:
    """Register what is not registered yet; one result a row, in order. All of it is stored, or nothing.

    Two who take the same rows at once: the second finds what the first has stored.
    """
    for attempt in range(_ATTEMPTS):
        try:
            with transaction.atomic():
                return _take(batch, policy, actor, now)
        except IntegrityError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise RuntimeError("the last attempt returns or raises")


def _take(batch: Sequence[Complaint], policy: str, actor: Actor, now: datetime) -> list[Result]:
    known = {bytes(key): case for key, case in fetch(_KNOWN, [[row.key for row in batch]])}
    fresh = {row.key: row for row in batch if row.key not in known}
    results = dict(zip(fresh, _registered(list(fresh.values()), policy, actor, now), strict=True))
    made = {key: found.case_id for key, found in results.items() if isinstance(found, Registered)}
    if made:
        standings = _standings([fresh[key] for key in made])
        fetch(_NOTE, {"keys": list(made), "cases": list(made.values()), "now": now, **standings})
    if moved := {row.key: row for row in batch if row.key in known and row.standing is not None}:
        fetch(_MOVED, {"keys": list(moved), **_standings(list(moved.values()))})
    return [_result(row, known, results, fresh) for row in batch]


def _standings(rows: Sequence[Complaint]) -> dict[str, list[str]]:
    told = [(row.standing.platform, row.standing.raw) if row.standing else ("", "") for row in rows]
    return {"platforms": [platform for platform, _ in told], "codes": [code for _, code in told]}


def _result(
    row: Complaint,
    known: Mapping[bytes, int],
    results: Mapping[bytes, Result],
    fresh: Mapping[bytes, Complaint],
) -> Result:
    if row.key in known:
        return Registered(row.line, known[row.key], known=True)
    found = results[row.key]
    if fresh[row.key] is row:
        return found
    # The same external number again, further down in the same file.
    if isinstance(found, Rejected):
        return Rejected(row.line, found.problem, row.cells)
    return Registered(row.line, found.case_id, known=True)


def _registered(rows: Sequence[Complaint], policy: str, actor: Actor, now: datetime) -> list[Result]:
    refs = _refs_of({row.against for row in rows if row.against})
    customers = find_or_create_customers(now=now, people=[row.person for row in rows])
    items = []
    for row, known in zip(rows, customers, strict=True):
        person = row.person
        party = Party(
            known.ref, name=person.name, contact=person.phone or person.email,
            level="vip" if "vip" in (known.level, person.level) else "normal",
        )  # fmt: skip
        items.append(Item(_command(row, party, refs), policy=policy, mailed=False))
    results = handle_many(items, actor=actor, now=now)
    return [_told(row, found) for row, found in zip(rows, results, strict=True)]


def _told(row: Complaint, found: Outcome | Exception) -> Result:
    if isinstance(found, Outcome):
        return Registered(row.line, found.case_id, known=False)
    if isinstance(found, Refused):
        why = found.refusal
        return Rejected(
            row.line, Problem(why.rule, why.code, why.params, why.remedy, refusal=True), row.cells
        )
    raise found


def _command(row: Complaint, party: Party, refs: Mapping[str, str]) -> OpenCase:
    command = replace(row.command, complainant=party)
    if not row.against:
        return command
    if ref := refs.get(row.against):
        return replace(command, respondents=(Party(ref),))
    return replace(command, description=f"{command.description}\n被投诉方：{row.against}")


def _refs_of(against: Iterable[str]) -> dict[str, str]:
    """The references of those complained of, by reference itself or by their number or code."""
    wanted = list(against)
    refs = {name: name for name in wanted if kind_of(name) in _KINDS and ":" in name}
    if wanted:
        numbered = {
            "staff": Staff.objects.filter(number__in=wanted).values_list("number", "pk"),
            "technician": Technician.objects.filter(number__in=wanted).values_list("number", "pk"),
            "shop": Shop.objects.filter(code__in=wanted).values_list("code", "pk"),
        }
        refs |= {number: f"{kind}:{key}" for kind, found in numbered.items() for number, key in found}
    return refs
