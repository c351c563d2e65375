"""The dossier of a customer, what was solved before, what customers answered, and voided waybills."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from gongdao.api.call import Call
from gongdao.api.problems import Failure, invalid
from gongdao.api.reading import read_query
from gongdao.api.resources.listing import Listed, listed
from gongdao.api.routes import Routes
from gongdao.casework.queries import BadCursor
from gongdao.casework.queries.customers import customer_file
from gongdao.casework.queries.details import among
from gongdao.casework.queries.experience import experience as solved_before
from gongdao.casework.queries.surveys import SCORES, Filed, opinions, voided
from gongdao.lib.ids import case_number
from gongdao.lib.numbers import whole
from gongdao.people.contact import mask_email, mask_phone
from gongdao.people.finding import customer_record
from gongdao.rulebook.bounds import Moment, Name
from gongdao.rulebook.events import body_of, type_of
from gongdao.rulebook.state import AfterSale, OrderChange, Remedy
from gongdao.rulebook.terms import Order

_LARGEST_KEY: Final = 10**11 - 1
_USUAL = timedelta(days=90)
# Lists of the desk: for who may not read them they are not there.
_KEPT: Final = frozenset({404})
routes = Routes("customers")


class Bought(Struct, frozen=True):
    """The order of a case."""

    number: str
    order: Order


class Said(Struct, frozen=True):
    """One communication: an event of the case."""

    number: str
    at: datetime
    actor: str
    type: str
    event: dict[str, Any]


class Served(Struct, frozen=True):
    """What was done after the sale in one case."""

    number: str
    remedies: dict[str, Remedy]
    after_sales: dict[str, AfterSale]
    order_changes: dict[str, OrderChange]


class Dossier(Struct, frozen=True):
    """What is on record of a customer. Phone and e-mail are masked; `other_cases` are others' business."""

    customer: str
    name: str
    phone: str
    email: str
    level: str
    since: datetime
    purchases: str
    preferences: str
    cases_closed: int
    cases_established: int
    compensated_fen: int
    last_closed_at: datetime | None
    cases: tuple[Listed, ...]
    other_cases: int
    orders: tuple[Bought, ...]
    communications: tuple[Said, ...]
    after_sale: tuple[Served, ...]


@routes.add("GET", "/customers/{customer}/dossier", scope="cases:read", answer=Dossier)
def customer_dossier(call: Call, customer: str) -> Dossier:
    """Read the dossier of a customer, for who handles a case of theirs and for supervisors."""
    key = whole(customer, most=_LARGEST_KEY)
    record = customer_record(key) if key is not None else None
    found = customer_file(call.actor, record.ref) if record is not None else None
    if record is None or found is None:
        raise Failure("not_found")
    return Dossier(
        customer=record.ref, name=record.name, phone=mask_phone(record.phone), email=mask_email(record.email),
        level=record.level, since=record.since, purchases=record.purchases, preferences=record.preferences,
        cases_closed=record.cases_closed, cases_established=record.cases_established,
        compensated_fen=record.compensated_fen, last_closed_at=record.last_closed_at,
        cases=tuple(map(listed, found.cases)), other_cases=found.others,
        orders=tuple(Bought(case_number(key), order) for key, order in found.purchases),
        communications=tuple(
            Said(case_number(item.case_id), item.at, item.actor, type_of(item.event), body_of(item.event))
            for item in found.talks
        ),
        after_sale=tuple(
            Served(case_number(item.case_id), item.remedies, item.after_sales, item.order_changes)
            for item in found.served
        ),
    )  # fmt: skip


class Sought(Struct, frozen=True, forbid_unknown_fields=True):
    """Words, or without them the newest of a `category`; `policy` narrows it too."""

    q: Annotated[str, Meta(max_length=200)] = ""
    category: Name = ""
    policy: Name = ""
    cursor: Annotated[str, Meta(pattern=r"^[0-9.]*$(?!\n)", max_length=60)] = ""


class Lesson(Struct, frozen=True):
    """One closed case without persons. `number` is empty for who may not open it."""

    number: str
    policy: str
    category: str
    closed_at: datetime | None
    cause: str
    solution: str
    prevention: str
    satisfied: bool | None
    score: float | None


class Lessons(Struct, frozen=True):
    """One page. `next`: the `cursor` of the following page, empty at the end."""

    cases: tuple[Lesson, ...]
    next: str


@routes.add("GET", "/experience", scope="cases:read", query=Sought, answer=Lessons, problems=_KEPT)
def experience(call: Call) -> Lessons:
    """Find how complaints were solved before, without names, phones and numbers."""
    sought = read_query(call.request.GET, Sought)
    try:
        found = solved_before(
            call.actor, sought.q, category=sought.category, policy=sought.policy, after=sought.cursor
        )
    except BadCursor:
        raise invalid("cursor", "bad_cursor") from None
    if found is None:
        raise Failure("not_found")
    open_to = {case.id for case in among(call.actor, [item.id for item in found.cases])}
    return Lessons(
        tuple(
            Lesson(
                number=item.number if item.id in open_to else "", policy=item.policy, category=item.category,
                closed_at=item.closed_at, cause=item.cause, solution=item.solution,
                prevention=item.prevention, satisfied=item.satisfied, score=item.score,
            )
            for item in found.cases
        ),
        found.next,
    )  # fmt: skip


class Between(Struct, frozen=True, forbid_unknown_fields=True):
    """From `since` on, before `until`; by default the last ninety days."""

    since: Moment | None = None
    until: Moment | None = None

    def instants(self, now: datetime) -> tuple[datetime, datetime]:
        """Both of them."""
        until = self.until or now
        return self.since or until - _USUAL, until


class Rated(Struct, frozen=True):
    """One question. `counts`: how often each score was given, by score."""

    policy: str
    question: str
    counts: dict[str, int]
    answers: int
    mean: float
    content_percent: int


class Heard(Struct, frozen=True):
    """One answer, without persons. `number` is empty for who may not open the case."""

    number: str
    at: datetime
    policy: str
    category: str
    answers: dict[str, int]
    text: str


class Surveys(Struct, frozen=True):
    """What customers answered. `asked` and `replied` are of cases closed in this time."""

    questions: tuple[Rated, ...]
    voices: tuple[Heard, ...]
    asked: int
    replied: int


@routes.add("GET", "/surveys", scope="cases:read", query=Between, answer=Surveys, problems=_KEPT)
def surveys(call: Call) -> Surveys:
    """Count what customers answered, question by question; for who oversees the desk."""
    found = opinions(call.actor, *read_query(call.request.GET, Between).instants(call.now))
    if found is None:
        raise Failure("not_found")
    open_to = {case.id for case in among(call.actor, [voice.case_id for voice in found.voices])}
    return Surveys(
        questions=tuple(
            Rated(
                item.policy, item.question,
                {str(score): count for score, count in zip(SCORES, item.counts, strict=True)},
                item.total, item.mean, item.content_percent,
            )
            for item in found.answered
        ),
        voices=tuple(
            Heard(
                voice.number if voice.case_id in open_to else "", voice.at, voice.policy, voice.category,
                voice.answers, voice.text,
            )
            for voice in found.voices
        ),
        asked=found.asked, replied=found.replied,
    )  # fmt: skip


class Waybills(Struct, frozen=True):
    """The waybills signed for as void, newest first."""

    waybills: tuple[Filed, ...]


@routes.add("GET", "/waybills/voided", scope="cases:read", query=Between, answer=Waybills, problems=_KEPT)
def voided_waybills(call: Call) -> Waybills:
    """List the waybills that were voided and signed for; for who oversees the desk."""
    found = voided(call.actor, *read_query(call.request.GET, Between).instants(call.now))
    if found is None:
        raise Failure("not_found")
    return Waybills(found)
