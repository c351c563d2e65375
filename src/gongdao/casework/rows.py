"""What is written for a draft, as rows. `n` is the place of the draft among those written together.

The names of the fields are the names of the columns.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Raw, Struct

from gongdao.casework.draft import Draft, Happened, Promised, due_first, search_words, subject_of
from gongdao.lib.canonical import canonical, event_digest
from gongdao.rulebook.decide import next_due_at
from gongdao.rulebook.events import type_of
from gongdao.rulebook.money import postings
from gongdao.rulebook.money.burdens import counted_outcome
from gongdao.rulebook.notices import notices
from gongdao.rulebook.state import Appeal, State, parts_of

CORRECTION: Final = "correction"  # in place of the id of points
# No text holds a control character, so none can stand for a word's end.
BETWEEN_WORDS: Final = "\x1f"


class CaseRow(Struct):
    """`known`: the version that must still be stored; `id` and `chain` are None for a new case."""

    n: int
    id: int | None
    month: int
    known: int
    chain: str | None
    version: int
    policy: str
    policy_version: str
    status: str
    open: bool
    priority: str
    category: str
    handler: str
    department: str
    region: str
    order_no: str
    rung: str
    complainant: str
    subject: str
    received_at: datetime
    opened_at: datetime
    changed_at: datetime | None
    closed_at: datetime | None
    due_at: datetime | None
    due_key: str
    next_due_at: datetime | None
    state: State


class RequestRow(Struct):
    n: int
    actor: str
    key: str
    fingerprint: str
    first_seq: int
    last_seq: int
    at: datetime


class EventRow(Struct):
    n: int
    seq: int
    at: datetime
    actor: str
    type: str
    body: Raw
    digest: str


class PartyRow(Struct):
    n: int
    ref: str
    role: str


class TurnedRow(Struct):
    """The case was closed or opened again."""

    n: int


class WordsRow(Struct):
    n: int
    words: str


class AppealRow(Struct):
    n: int
    appeal: str
    finding: str
    appellant: str
    filed_at: datetime
    open: bool
    outcome: str
    decided_at: datetime | None


class PointsRow(Struct, frozen=True):
    n: int
    entry: str
    shop: str
    violation: str
    points_group: str
    account: str
    points: int
    made: int
    given_at: datetime


class SanctionRow(Struct, frozen=True):
    n: int
    sanction: str
    shop: str
    points_group: str
    account: str
    step: str
    threshold: int
    measures: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    status: str
    ended_at: datetime | None


class MessageRow(Struct):
    n: int
    recipient: str
    event_seq: int
    code: str
    params: dict[str, Any]
    created_at: datetime
    mail_state: str


class EntryRow(Struct):
    n: int
    event_seq: int
    line: int
    account: str
    unit: str
    amount: int
    at: datetime
    item: str
    rule: str
    counter: bool


class Document:
    """The rows of some drafts, by part. Messages and requests are of `now`, events have their own time."""

    def __init__(self, drafts: Sequence[Draft], now: datetime) -> None:
        self.now = now
        self.cases: list[CaseRow] = []
        self.requests: list[RequestRow] = []
        self.events: list[EventRow] = []
        self.joined: list[PartyRow] = []
        self.left: list[PartyRow] = []
        self.turned: list[TurnedRow] = []
        self.words: list[WordsRow] = []
        self.appeals: list[AppealRow] = []
        self.points: list[PointsRow] = []
        self.sanctions: list[SanctionRow] = []
        self.messages: list[MessageRow] = []
        self.entries: list[EntryRow] = []
        for n, draft in enumerate(drafts):
            self._add(n, draft)

    def _add(self, n: int, draft: Draft) -> None:
        before, after = draft.stored, draft.now
        self.cases.append(_case(n, draft))
        for one in draft.happened:
            self._add_event(n, one, "due" if draft.mailed else "none")
        if draft.promised is not None:
            self.requests.append(_request(n, draft, draft.promised, self.now))
        old = parts_of(before) if before is not None else frozenset()
        new = parts_of(after)
        self.joined += [PartyRow(n, ref, role) for ref, role in sorted(new - old)]
        self.left += [PartyRow(n, ref, role) for ref, role in sorted(old - new)]
        if before is not None and before.is_open != after.is_open:
            self.turned.append(TurnedRow(n))
        if (words := search_words(before, after)) is not None:
            self.words.append(WordsRow(n, BETWEEN_WORDS.join(sorted(words))))
        if after.appeals:
            known = _appeals(n, before) if before is not None else {}
            self.appeals += [row for key, row in _appeals(n, after).items() if known.get(key) != row]

        if after.charge is not None or after.points:
            known_points = set(points_of(n, before)) if before is not None else set()
            self.points += [row for row in points_of(n, after) if row not in known_points]
            known_sanctions = set(sanctions_of(n, before)) if before is not None else set()
            self.sanctions += [row for row in sanctions_of(n, after) if row not in known_sanctions]

    def _add_event(self, n: int, one: Happened, mail_state: str) -> None:
        body = canonical(one.event)
        digest = event_digest(one.seq, one.at, one.actor, body)
        self.events.append(
            EventRow(n, one.seq, one.at, one.actor, type_of(one.event), Raw(body), _hex(digest))
        )
        self.messages += [
            MessageRow(n, notice.recipient, one.seq, notice.code, notice.params, self.now, mail_state)
            for notice in notices(one.event, one.after)
        ]
        self.entries += [
            EntryRow(
                n, one.seq, line, side.account, side.unit, side.amount, one.at, side.item, side.rule,
                side.counter,
            )
            for line, side in enumerate(postings(one.before, one.after), 1)
        ]  # fmt: skip


def _case(n: int, draft: Draft) -> CaseRow:
    state = draft.now
    due_at, due_key = due_first(state)
    return CaseRow(
        n=n, id=draft.case_id, month=draft.month if draft.case_id is None else 0,
        known=draft.stored.version if draft.stored is not None else 0,
        chain=_hex(draft.chain) if draft.chain is not None else None,
        version=state.version, policy=state.policy, policy_version=state.policy_version, status=state.status,
        open=state.is_open, priority=state.priority, category=state.category, handler=state.handler,
        department=state.department, region=state.region, order_no=state.order_no, rung=state.rung,
        complainant=state.complainant.ref, subject=subject_of(state), received_at=state.received_at,
        opened_at=state.opened_at, changed_at=state.changed_at, closed_at=state.closed_at, due_at=due_at,
        due_key=due_key, next_due_at=next_due_at(state), state=state,
    )  # fmt: skip


def _request(n: int, draft: Draft, promised: Promised, now: datetime) -> RequestRow:
    first, last = draft.happened[0].seq, draft.happened[-1].seq
    return RequestRow(n, promised.actor, promised.key, _hex(promised.fingerprint), first, last, now)


def _appeals(n: int, state: State) -> dict[str, AppealRow]:
    return {key: _appeal(n, key, item, state) for key, item in state.appeals.items()}


def _appeal(n: int, key: str, item: Appeal, state: State) -> AppealRow:
    return AppealRow(
        n, key, item.finding, item.appellant, item.filed_at, item.status in ("filed", "assigned"),
        counted_outcome(state, item), item.decided_at,
    )  # fmt: skip


def points_of(n: int, state: State) -> tuple[PointsRow, ...]:
    """The points a case gave, and a correction that was accepted instead (PEN-6)."""
    rows = [
        PointsRow(
            n, key, item.shop, item.violation, item.group, item.account, item.points, item.made, item.at
        )
        for key, item in state.points.items()
    ]
    correction, charge = state.correction, state.charge
    if correction is not None and charge is not None and correction.status == "accepted":
        row = (n, CORRECTION, charge.shop, charge.violation, charge.group, "", 0, 0, correction.at)
        rows.append(PointsRow(*row))
    return tuple(rows)


def sanctions_of(n: int, state: State) -> tuple[SanctionRow, ...]:
    """The sanctions of a case."""
    return tuple(
        SanctionRow(
            n, key, item.shop, item.group, item.account, item.step, item.threshold, item.measures,
            item.starts_at, item.ends_at, item.status, item.ended_at,
        )
        for key, item in state.sanctions.items()
    )  # fmt: skip


def _hex(value: bytes) -> str:
    return "\\x" + value.hex()
