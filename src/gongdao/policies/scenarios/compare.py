"""Compare what a story came to with what the scenario says it must."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Final

import msgspec

from gongdao.policies.scenarios.format import Expected, Refused, Told
from gongdao.policies.scenarios.run import Story
from gongdao.rulebook import events as e
from gongdao.rulebook.notices import Notice
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State

_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")


class Difference(msgspec.Struct, frozen=True):
    """One thing that is not as the scenario says. `where` is the field of the scenario."""

    where: str
    expected: str
    found: str


def compare_refusal(wanted: Refused | None, found: Refusal | None, where: str) -> Iterator[Difference]:
    """Whether the refusal came that must come, and no other."""
    expected = f"{wanted.rule} {wanted.code}" if wanted else "no refusal"
    got = f"{found.rule} {found.code}" if found else "no refusal"
    if expected != got:
        params = f" {found.params}" if found and found.params else ""
        yield Difference(where, expected, got + params)


def compare(wanted: Expected, story: Story, where: str) -> Iterator[Difference]:
    """Everything named in `wanted` that is otherwise in the story."""
    if story.state is None:
        yield Difference(where, "a case", "none was opened")
        return
    yield from _state(wanted, story, story.state, where)
    yield from _clocks(wanted, story, story.state, where)
    yield from _liable(wanted, story, story.state, where)
    yield from _owed(wanted, story, where)
    yield from _told(wanted, story, where)
    yield from _events(wanted, story, where)


def _state(wanted: Expected, story: Story, state: State, where: str) -> Iterator[Difference]:
    for field in ("status", "priority"):
        expected, found = getattr(wanted, field), getattr(state, field)
        if expected and expected != found:
            yield Difference(f"{where}.{field}", expected, found)
    if wanted.because:
        found = _priority_because(story)
        if found.split()[0] != wanted.because and found != wanted.because:
            yield Difference(f"{where}.because", wanted.because, found)
    yield from _part(wanted.state, state, story, f"{where}.state")


def _priority_because(story: Story) -> str:
    last = ""
    for logged in story.log:
        if isinstance(logged.event, e.CaseOpened):
            last = logged.event.priority_because
        elif isinstance(logged.event, e.PriorityChanged):
            last = logged.event.because
    return last or "-"


def _part(wanted: Any, found: Any, story: Story, where: str) -> Iterator[Difference]:
    """Whether `wanted` is a part of `found`: mappings by key, lists one by one, names as references."""
    if isinstance(wanted, dict):
        for key, value in wanted.items():
            below = f"{where}.{key}"
            inner = found.get(key, ...) if isinstance(found, dict) else getattr(found, key, ...)
            if inner is ...:
                yield Difference(below, _shown(value), "nothing of that name")
            else:
                yield from _part(value, inner, story, below)
    elif isinstance(wanted, list) and isinstance(found, (tuple, list)) and len(wanted) == len(found):
        for position, (value, item) in enumerate(zip(wanted, found, strict=True)):
            yield from _part(value, item, story, f"{where}[{position}]")
    elif isinstance(found, datetime) and isinstance(wanted, str) and _TIME.fullmatch(wanted):
        if story.instant(wanted) != found:
            yield Difference(where, wanted, story.local(found))
    elif wanted != found and not (isinstance(wanted, str) and story.ref(wanted) == found):
        yield Difference(where, _shown(wanted), _shown(found))


def _clocks(wanted: Expected, story: Story, state: State, where: str) -> Iterator[Difference]:
    for key, text in wanted.deadlines.items():
        place = f"{where}.deadlines.{key}"
        item = state.deadlines.get(key)
        if item is None:
            yield Difference(place, text, f"none; there are {', '.join(state.deadlines) or 'no deadlines'}")
            continue
        due, bearer = _TIME.search(text), text.partition(", by ")[2]
        status = text.split(",")[0]
        if item.status != status:
            yield Difference(place, status, f"{item.status}, due {story.local(item.due_at)}")
        if due is not None and story.instant(due.group()) != item.due_at:
            yield Difference(place, f"due {due.group()}", f"due {story.local(item.due_at)}")
        if bearer and story.ref(bearer) != item.bearer:
            yield Difference(place, f"by {bearer}", f"by {item.bearer}")


def _liable(wanted: Expected, story: Story, state: State, where: str) -> Iterator[Difference]:
    if wanted.liable is None:
        return
    finding = list(state.findings.values())[-1] if state.findings else None
    found = {item.party: (item.share_bp, item.amount_fen) for item in finding.liabilities} if finding else {}
    expected = {story.ref(party): item for party, item in wanted.liable.items()}
    for party in sorted(set(found) | set(expected)):
        place = f"{where}.liable.{party}"
        share, amount = found.get(party, (0, 0))
        item = expected.get(party)
        if item is None or round(item.percent * 100) != share:
            yield Difference(place, f"{item.percent if item else 0} %", f"{share / 100} %")
        elif item.fen is not None and item.fen != amount:
            yield Difference(place, f"{item.fen} fen", f"{amount} fen")


def _owed(wanted: Expected, story: Story, where: str) -> Iterator[Difference]:
    balances: dict[tuple[str, str], int] = defaultdict(int)
    for posting in story.postings:
        balances[posting.unit, posting.account] += posting.amount
    for unit, accounts in wanted.owed.items():
        for name, amount in accounts.items():
            found = balances[unit, story.account(name)]
            if found != amount:
                yield Difference(f"{where}.owed.{unit}.{name}", str(amount), str(found))


def _told(wanted: Expected, story: Story, where: str) -> Iterator[Difference]:
    for position, item in enumerate(wanted.told):
        if not _was_told(item, story):
            codes = sorted({notice.code for notice in _to(item, story)})
            yield Difference(
                f"{where}.told[{position}]", f"{item.to} {item.code}", ", ".join(codes) or "nothing"
            )
    for position, item in enumerate(wanted.not_told):
        if _was_told(item, story):
            yield Difference(f"{where}.not_told[{position}]", "nothing", f"{item.to} {item.code}")


def _to(item: Told, story: Story) -> Iterable[Notice]:
    return (notice for notice in story.notices if notice.recipient == story.ref(item.to))


def _was_told(item: Told, story: Story) -> bool:
    return any(notice.code == item.code for notice in _to(item, story))


def _events(wanted: Expected, story: Story, where: str) -> Iterator[Difference]:
    kinds = [e.type_of(logged.event) for logged in story.log]
    rest = iter(kinds)
    for position, kind in enumerate(wanted.happened):
        if kind not in rest:  # consumes: the events must come in this order
            yield Difference(f"{where}.happened[{position}]", kind, ", ".join(kinds))
            break
    for position, kind in enumerate(wanted.never):
        if kind in kinds:
            yield Difference(f"{where}.never[{position}]", f"no {kind}", kind)


def _shown(value: Any) -> str:
    return repr(value) if isinstance(value, str) else str(value)
