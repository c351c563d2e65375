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
from gongdao.rulebook.notices import notices
from gongdao.rulebook.state import Appeal, State, people_of

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
        old = people_of(before) if before is not None else frozenset()
        new = people_of(after)
        self.joined += [PartyRow(n, ref, role) for ref, role in sorted(new - old)]
        self.left += [PartyRow(n, ref, role) for ref, role in sorted(old - new)]
        if before is not None and before.is_open != after.is_open:
            self.turned.append(TurnedRow(n))
        if (words := search_words(before, after)) is not None:
            self.words.append(WordsRow(n, BETWEEN_WORDS.join(sorted(words))))
        if after.appeals:
            known = before.appeals if before is not None else {}
            self.appeals += [
                _appeal(n, key, item) for key, item in after.appeals.items() if known.get(key) != item
            ]

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
            EntryRow(n, one.seq, line, posting.account, posting.unit, posting.amount, one.at)
            for line, posting in enumerate(postings(one.event, one.after), 1)
        ]


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


def _appeal(n: int, key: str, item: Appeal) -> AppealRow:
    return AppealRow(
        n, key, item.finding, item.appellant, item.filed_at, item.status in ("filed", "assigned"),
        item.outcome or "", item.decided_at,
    )  # fmt: skip


def _hex(value: bytes) -> str:
    return "\\x" + value.hex()
