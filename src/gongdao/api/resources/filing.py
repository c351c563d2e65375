"""Opening cases, one or many. The path on which every complaint comes in: short, and without pydantic."""

from typing import Annotated, Any, Final, Union

from msgspec import Meta, Struct
from msgspec.structs import replace

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.api.failures import problem_of
from gongdao.api.outcomes import Done, done, reply
from gongdao.api.problems import Problem, invalid
from gongdao.api.reading import Reader, read_query
from gongdao.api.routes import Routes
from gongdao.casework.actions import handle
from gongdao.casework.bulk import Item, handle_many
from gongdao.casework.outcome import Outcome
from gongdao.people.actions import Person, find_or_create_customer
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.people.finding import customer_by_contact, level_of
from gongdao.rulebook.bounds import Name
from gongdao.rulebook.commands import BY_CLOCK, BY_NAME, OpenCase
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.terms import Party

MOST: Final = 1000  # commands in one request
BULK_LIMIT: Final = 8 * 1024 * 1024  # bytes
BY_CONTACT: Final = "customer"  # the reference that stands for: whoever has this contact

routes = Routes("cases")


class Under(Struct, frozen=True, forbid_unknown_fields=True):
    """Under which policy a case opens; the usual one if left out."""

    policy: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9-]{1,59}$(?!\n)")] = ""


@routes.add(
    "POST", "/cases", scope="cases:file", body=OpenCase, query=Under, answer=Done, status=201, idempotent=True
)
def open_case(call: Call) -> Reply:
    """Open a case.

    A complainant with the reference `customer` is found by the phone number or e-mail address in `contact`,
    or made. `missing` in the answer names what has to be asked for still.
    """
    command = with_customer(call, _OPEN.read(call.request))
    policy = read_query(call.request.GET, Under).policy if call.request.META.get("QUERY_STRING") else ""
    outcome = handle(command, actor=call.actor, now=call.now, policy=policy, idempotency_key=call.key)
    return reply(outcome, call, 201)


def with_customer(call: Call, command: OpenCase, field: str = "complainant") -> OpenCase:
    """The command with the reference of its customer, who is found by contact or made.

    Made by staff only: a party complains for itself, and a refused complaint leaves nobody behind.
    """
    party = command.complainant
    if not call.actor.is_staff:
        _need_only_own_word(command)
        return replace(command, complainant=_own(party))
    if party.ref != BY_CONTACT:
        return command
    phone, email = normalise_phone(party.contact), normalise_email(party.contact)
    if not phone and not email:
        # Without a contact every repetition of the request would make another customer.
        raise invalid(f"{field}.contact", "missing")
    person = Person(party.name, party.contact if phone else "", "" if phone else email, party.level)
    known = find_or_create_customer(now=call.now, person=person)
    return replace(command, complainant=replace(party, ref=known.ref, level=known.level))


def _need_only_own_word(command: OpenCase) -> None:
    """Refuse what a party cannot say of its own complaint, because the file rests on it (INT-2, INT-5).

    The day of receipt chooses the policy and the number; the snapshot of the order carries the caps of
    compensation and the logs. Both are for the company and its systems to record.
    """
    if command.received_at is not None:
        raise refuse("INT-2", "bad_value", field="received_at", allowed=[])
    if command.order is not None:
        raise refuse("INT-5", "bad_value", field="order", allowed=["order_no"])


def _own(party: Party) -> Party:
    """The complainant as a party may state it: known already, and at the level on record."""
    if party.ref == BY_CONTACT:
        known = customer_by_contact(party.contact, party.contact)
        return party if known is None else replace(party, ref=known.ref, level=known.level)
    # Most say nothing of it, and then there is nothing to look up.
    return party if party.level == "normal" else replace(party, level=level_of(party.ref))


# Every command a person can give, told apart by its `command`.
AnyCommand: Any = Union[tuple(kind for name, kind in BY_NAME.items() if name not in BY_CLOCK)]  # noqa: UP007  # made from a list


class BulkItem(Struct, frozen=True, forbid_unknown_fields=True):
    """One command; `number` of the case unless it opens one. `policy` as in `POST /api/cases`."""

    command: AnyCommand
    number: Name = ""
    policy: Name = ""
    idempotency_key: Annotated[str, Meta(pattern=r"^[!-~]*$(?!\n)", max_length=200)] = ""


class Bulk(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands, carried out in this order."""

    items: Annotated[tuple[BulkItem, ...], Meta(min_length=1, max_length=MOST)]


class BulkResult(Struct, frozen=True, omit_defaults=True):
    """What became of one item: `status` as its own request would have had, with `done` or `problem`."""

    status: int
    replayed: bool = False
    done: Done | None = None
    problem: Problem | None = None


class BulkAnswer(Struct, frozen=True):
    """One result per item, in their order."""

    results: tuple[BulkResult, ...]


@routes.add("POST", "/cases/bulk", scope="cases:act", body=Bulk, answer=BulkAnswer)
def bulk(call: Call) -> BulkAnswer:
    """Give up to 1000 commands, for one case or many.

    Each succeeds or fails alone; look at its `status`. Opening cases needs the scope `cases:file` too.
    """
    bulk = _BULK.read(call.request)
    if any(isinstance(item.command, OpenCase) for item in bulk.items):
        call.need("cases:file")
    items = [_item(call, item, n) for n, item in enumerate(bulk.items)]
    results = handle_many(items, actor=call.actor, now=call.now)
    return BulkAnswer(tuple(_result(result, call) for result in results))


def _item(call: Call, item: BulkItem, n: int) -> Item:
    command = item.command
    if isinstance(command, OpenCase):
        command = with_customer(call, command, f"items[{n}].command.complainant")
    return Item(command, item.number, item.policy, item.idempotency_key)


def _result(result: Outcome | Exception, call: Call) -> BulkResult:
    if isinstance(result, Outcome):
        return BulkResult(200, replayed=result.replayed, done=done(result, call.actor))
    problem = problem_of(result, call)
    return BulkResult(problem.status, problem=problem)


_OPEN: Final = Reader(OpenCase)
_BULK: Final = Reader(Bulk, BULK_LIMIT)
