"""Many commands at once, with one result each. Used by bulk acts on the desk and by intake from files.

Commands are taken in their order, a few hundred together: facts loaded with one statement, decided one by
one, written with one statement. What one of them does never depends on whether another could be done.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Final

from django.db import DatabaseError, transaction
from msgspec import Struct
from msgspec.structs import replace

from gongdao.casework.actions import finish, handle, opening, outcome_of, prepared, replayed
from gongdao.casework.checking import checked, checked_key, fingerprint
from gongdao.casework.conduct import COUNTING
from gongdao.casework.draft import Draft, Promised
from gongdao.casework.facts import candidates, opening_facts
from gongdao.casework.outcome import CaseNotFound, KeyConflict, Outcome, StaleCase
from gongdao.casework.store import Stored, lock_cases
from gongdao.casework.writing import write
from gongdao.lib.ids import case_id
from gongdao.people.permissions import facts_of, may_see
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Candidate, one_more
from gongdao.rulebook.commands import (
    AnswerGroup,
    Command,
    DecideAsPerson,
    FileAppeal,
    JoinGroup,
    JudgeLateness,
    OpenCase,
    WithdrawAppeal,
)
from gongdao.rulebook.refusal import Refused

TOGETHER: Final = 250
# These wait in line for an appellant, a group or a shop; many of them in one transaction could wait for
# each other.
_ALONE: Final = (
    FileAppeal, WithdrawAppeal, JudgeLateness, DecideAsPerson, JoinGroup, AnswerGroup, *COUNTING,
)  # fmt: skip


class Item(Struct, frozen=True):
    """One command of many; fields as the arguments of `handle`. `mailed`: as of `Draft`, for new cases."""

    command: Command
    number: str = ""
    policy: str = ""
    idempotency_key: str = ""
    mailed: bool = True


Failure = Refused | CaseNotFound | StaleCase | KeyConflict
Result = Outcome | Failure
_Drafted = tuple[dict[int, Draft], dict[int, Result]]
_Drafter = Callable[[dict[int, Item], Actor, datetime], _Drafted]


def handle_many(items: Iterable[Item], *, actor: Actor, now: datetime) -> Iterator[Result]:
    """Carry out many commands of one actor; yield one result each, in order, as they are written.

    A result is an Outcome or the exception that `handle` would have raised. Each few hundred are committed
    together: what was yielded is stored.
    """
    remaining = iter(items)
    while together := tuple(islice(remaining, TOGETHER)):
        yield from _together(together, actor, now)


def _together(items: Sequence[Item], actor: Actor, now: datetime) -> Iterator[Result]:
    results: dict[int, Result] = {}
    for wave in _waves(items):
        opens = {n: items[n] for n in wave if isinstance(items[n].command, OpenCase)}
        rest = {n: items[n] for n in wave if not isinstance(items[n].command, (OpenCase, *_ALONE))}
        for group, drafted in ((opens, _open_drafts), (rest, _case_drafts)):
            if group:
                results |= _written(group, drafted, actor, now)
        for n in wave:
            if n not in results:
                results[n] = _alone(items[n], actor, now)
    yield from (results[n] for n in range(len(items)))


def _waves(items: Sequence[Item]) -> list[list[int]]:
    """The places of the items, so that a case or a key comes at most once in each wave, and in order."""
    waves: list[list[int]] = []
    times: dict[tuple[str, str], int] = {}
    for n, item in enumerate(items):
        names = [name for name in (("number", item.number), ("key", item.idempotency_key)) if name[1]]
        wave = max((times.get(name, 0) for name in names), default=0)
        times.update(dict.fromkeys(names, wave + 1))
        if wave == len(waves):
            waves.append([])
        waves[wave].append(n)
    return waves


def _written(items: dict[int, Item], drafted: _Drafter, actor: Actor, now: datetime) -> dict[int, Result]:
    """The results of a group; without those that must go alone.

    These are commands whose key was used, which finds the first answer, and the whole group where one of
    them broke a promise of the database: alone, each of the others comes through.
    """
    try:
        with transaction.atomic():
            drafts, results = drafted(items, actor, now)
            waiting = {n: draft for n, draft in drafts.items() if draft.happened}
            written = write(list(waiting.values()), now) if waiting else []
            for draft, key in zip(waiting.values(), written, strict=True):
                if key is not None:
                    draft.case_id = key
                    finish(draft)
    except DatabaseError:
        return {}
    gone = {n for n, key in zip(waiting, written, strict=True) if key is None}
    return results | {n: outcome_of(draft) for n, draft in drafts.items() if n not in gone}


def _open_drafts(items: dict[int, Item], actor: Actor, now: datetime) -> _Drafted:
    drafts: dict[int, Draft] = {}
    results: dict[int, Result] = {}
    asked: dict[int, tuple[OpenCase, Promised | None]] = {}
    for n, item in items.items():
        try:
            if isinstance(item.command, OpenCase):
                asked[n] = (item.command, _promised(item, actor))
        except Refused as refused:
            results[n] = refused
    staff: tuple[Candidate, ...] | None = None
    loaded = opening_facts(list(asked.values()), now, actor)
    for (n, (command, promised)), (facts, earlier) in zip(asked.items(), loaded, strict=True):
        staff = facts.candidates if staff is None else staff
        try:
            if promised is not None and earlier is not None:
                results[n] = replayed(earlier, promised)
                continue
            draft = opening(command, actor, now, items[n].policy, replace(facts, candidates=staff))
        except (Refused, KeyConflict) as failure:
            results[n] = failure
            continue
        draft.promised, draft.mailed = promised, items[n].mailed
        staff = _counted(staff, draft)
        drafts[n] = draft
    return drafts, results


def _counted(staff: tuple[Candidate, ...], draft: Draft) -> tuple[Candidate, ...]:
    """The candidates after the assignments of a draft, so that many cases are spread evenly."""
    for one in draft.happened:
        if isinstance(one.event, e.HandlerAssigned):
            staff = one_more(staff, one.event.handler)
    return staff


def _case_drafts(items: dict[int, Item], actor: Actor, now: datetime) -> _Drafted:
    drafts: dict[int, Draft] = {}
    results: dict[int, Result] = {}
    ids = {n: _id(item.number) for n, item in items.items()}
    stored = lock_cases({key for key in ids.values() if key is not None})
    staff = candidates()
    for n, item in items.items():
        try:
            drafts[n] = _case_draft(item, stored.get(ids[n] or 0), actor, now, staff)
            staff = _counted(staff, drafts[n])
        except (Refused, CaseNotFound) as failure:
            if not item.idempotency_key:  # with one, this may be the answer to a command that was done
                results[n] = failure
    return drafts, results


def _case_draft(
    item: Item, case: Stored | None, actor: Actor, now: datetime, staff: tuple[Candidate, ...]
) -> Draft:
    if case is None or not may_see(actor, facts_of(case.state)):
        raise CaseNotFound(item.number)
    promised = _promised(item, actor)
    draft = prepared(case, item.command, actor, now, staff)
    draft.promised = promised
    return draft


def _alone(item: Item, actor: Actor, now: datetime) -> Result:
    try:
        return handle(
            item.command, actor=actor, now=now, number=item.number or None, policy=item.policy,
            idempotency_key=item.idempotency_key or None,
        )  # fmt: skip
    except (Refused, CaseNotFound, StaleCase, KeyConflict) as failure:
        return failure


def _promised(item: Item, actor: Actor) -> Promised | None:
    """The key of an item, once its command was looked over. Raises Refused."""
    text = checked(item.command)
    if not item.idempotency_key:
        return None
    digest = fingerprint(text, number=item.number, policy=item.policy)
    return Promised(actor.ref, checked_key(item.idempotency_key), digest)


def _id(number: str) -> int | None:
    try:
        return case_id(number)
    except ValueError:
        return None
