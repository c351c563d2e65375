"""Lists of cases, by what is due first or what is newest, and searching them."""

from datetime import datetime
from typing import Annotated, Final, Literal

from msgspec import Meta, Struct

from gongdao.api.call import Call
from gongdao.api.problems import invalid
from gongdao.api.reading import read_query
from gongdao.api.routes import Routes
from gongdao.casework import queries
from gongdao.rulebook.bounds import Moment, Name, RefOrNone
from gongdao.rulebook.terms import Priority

MOST: Final = 200
routes = Routes("cases")

Cursor = Annotated[str, Meta(pattern=r"^[0-9.]*$(?!\n)", max_length=60)]
Limit = Annotated[int, Meta(ge=1, le=MOST)]
Several = Annotated[tuple[Name, ...], Meta(max_length=50)]


class Listed(Struct, frozen=True):
    """A case in a list. `due_at`: its first limit that runs, whose key is `due_key`;
    in an open case without any clock, the limit that lapsed last.
    """

    number: str
    version: int
    status: str
    priority: str
    category: str
    handler: str
    department: str
    region: str
    order_no: str
    complainant: str
    subject: str
    received_at: datetime
    changed_at: datetime
    due_at: datetime | None
    due_key: str
    policy: str
    policy_version: str


class Listing(Struct, frozen=True):
    """One page. `next`: the `cursor` of the following page, empty at the end."""

    cases: tuple[Listed, ...]
    next: str


class Narrowed(Struct, frozen=True, forbid_unknown_fields=True):
    """What the list is narrowed to; what is left out means everything. `handler`: a reference, or `nobody`.

    `order`: `due` are the open cases, the one due first at the top; `newest` are all cases. `overdue`: those
    whose first limit has run out. `received_from`, `received_to`: received from the one on, before the other.
    """

    order: Literal["due", "newest"] = "due"
    status: Several = ()
    priority: Annotated[tuple[Priority, ...], Meta(max_length=3)] = ()
    category: Several = ()
    handler: RefOrNone = ""
    department: Name = ""
    region: Name = ""
    policy: Name = ""
    overdue: bool = False
    received_from: Moment | None = None
    received_to: Moment | None = None
    cursor: Cursor = ""
    limit: Limit = queries.PAGE


@routes.add("GET", "/cases", scope="cases:read", query=Narrowed, answer=Listing)
def cases(call: Call) -> Listing:
    """List the cases the caller may see."""
    narrowed = read_query(call.request.GET, Narrowed)
    read = queries.queue if narrowed.order == "due" else queries.newest
    try:
        page = read(call.actor, _filters(narrowed, call.now), after=narrowed.cursor, limit=narrowed.limit)
    except queries.BadCursor:
        raise invalid("cursor", "bad_cursor") from None
    return _listing(page)


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """Words, a case number, an order number; for staff also a phone number or its last four digits."""

    q: Annotated[str, Meta(min_length=1, max_length=200)]
    cursor: Cursor = ""
    limit: Limit = queries.PAGE


@routes.add("GET", "/cases/search", scope="cases:read", query=Asked, answer=Listing)
def search_cases(call: Call) -> Listing:
    """Find the cases in narrowed all these words occur, newest first, among those the caller may see."""
    asked = read_query(call.request.GET, Asked)
    try:
        page = queries.search(call.actor, asked.q, after=asked.cursor, limit=asked.limit)
    except queries.BadCursor:
        raise invalid("cursor", "bad_cursor") from None
    return _listing(page)


def _filters(narrowed: Narrowed, now: datetime) -> queries.Filters:
    return queries.Filters(
        status=narrowed.status, priority=narrowed.priority, category=narrowed.category,
        handler=narrowed.handler, department=narrowed.department, region=narrowed.region,
        policy=narrowed.policy, due_before=now if narrowed.overdue else None,
        received_from=narrowed.received_from, received_to=narrowed.received_to,
    )  # fmt: skip


def _listing(page: queries.Page) -> Listing:
    return Listing(tuple(listed(item) for item in page.cases), page.next)


def listed(item: queries.Listed) -> Listed:
    """A listed case as programs read it."""
    return Listed(
        number=item.number, version=item.version, status=item.status, priority=item.priority,
        category=item.category, handler=item.handler, department=item.department, region=item.region,
        order_no=item.order_no, complainant=item.complainant, subject=item.subject,
        received_at=item.received_at, changed_at=item.changed_at, due_at=item.due_at, due_key=item.due_key,
        policy=item.policy, policy_version=item.policy_version,
    )  # fmt: skip
