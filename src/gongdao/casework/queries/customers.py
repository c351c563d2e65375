"""The dossier of a customer 客户档案 (INT-4): cases, purchases, communications and after-sale, by permission.

Somebody who handles a case of the customer, or oversees one, sees the dossier; of it the cases they may open,
and how many others there are. For everybody else there is none.
"""

from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from gongdao.casework.queries.details import among
from gongdao.casework.queries.lists import Listed
from gongdao.lib.statements import fetch
from gongdao.people.permissions import DOSSIER
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.events import AnyEvent, read
from gongdao.rulebook.state import AfterSale, OrderChange, Remedy
from gongdao.rulebook.terms import Order

MOST_CASES: Final = 100
MOST_TALKS: Final = 60
TALKS: Final = (
    "first_response_given", "contact_made", "progress_told", "promise_made", "promise_kept", "proposal_made",
    "proposal_answered", "follow_up_made", "survey_answered", "details_supplied",
)  # fmt: skip
_OF_CUSTOMER: Final = """
SELECT case_id FROM casework_party WHERE ref = %s AND role = 'complainant'
ORDER BY ref DESC, role DESC, case_id DESC LIMIT %s
"""
_PARTS: Final = """
SELECT id, (state -> 'order')::text, coalesce(state -> 'remedies', '{}')::text,
       coalesce(state -> 'after_sales', '{}')::text, coalesce(state -> 'order_changes', '{}')::text
FROM casework_case WHERE id = ANY(%s) ORDER BY id DESC
"""
_TALKED: Final = """
SELECT case_id, at, actor, body::text FROM casework_event
WHERE case_id = ANY(%s) AND type = ANY(%s) ORDER BY at DESC, case_id DESC, seq DESC LIMIT %s
"""
_ORDER: Final = msgspec.json.Decoder(Order | None)
_REMEDIES: Final = msgspec.json.Decoder(dict[str, Remedy])
_SERVICES: Final = msgspec.json.Decoder(dict[str, AfterSale])
_CHANGES: Final = msgspec.json.Decoder(dict[str, OrderChange])


class Talk(NamedTuple):
    """One communication on file."""

    case_id: int
    at: datetime
    actor: str
    event: AnyEvent


class Served(NamedTuple):
    """What was done after the sale in one case."""

    case_id: int
    remedies: dict[str, Remedy]
    after_sales: dict[str, AfterSale]
    order_changes: dict[str, OrderChange]


class CustomerFile(NamedTuple):
    """The dossier as one reader may see it. `others`: cases that are somebody else's business."""

    cases: tuple[Listed, ...]
    others: int
    purchases: tuple[tuple[int, Order], ...]
    talks: tuple[Talk, ...]
    served: tuple[Served, ...]


def may_see_customer(actor: Actor, ref: str) -> bool:
    """Whether the actor may see the dossier of this customer. Two statements at most."""
    return bool(_ids(actor, ref)[1])


def customer_file(actor: Actor, ref: str) -> CustomerFile | None:
    """The dossier of a customer; None for those who may not see it. Five statements."""
    ids, handled = _ids(actor, ref)
    if not handled:
        return None
    cases = among(actor, ids)
    seen = [case.id for case in cases]
    rows = fetch(_PARTS, [seen])
    orders = ((key, _ORDER.decode(order) if order else None) for key, order, *_ in rows)
    served = (
        Served(key, _REMEDIES.decode(remedies), _SERVICES.decode(services), _CHANGES.decode(changes))
        for key, _, remedies, services, changes in rows
    )
    return CustomerFile(
        cases=cases,
        others=len(ids) - len(seen),
        purchases=tuple((key, order) for key, order in orders if order is not None),
        talks=tuple(
            Talk(key, at, by, read(msgspec.json.decode(body)))
            for key, at, by, body in fetch(_TALKED, [seen, list(TALKS), MOST_TALKS])
        ),
        served=tuple(item for item in served if item.remedies or item.after_sales or item.order_changes),
    )


def _ids(actor: Actor, ref: str) -> tuple[list[int], tuple[Listed, ...]]:
    """The newest cases of a customer, and those that open the dossier; nothing for the customer."""
    if actor.acts_for(ref) or not actor.is_staff:
        return [], ()
    ids = [row[0] for row in fetch(_OF_CUSTOMER, [ref, MOST_CASES])]
    return ids, among(actor, ids, DOSSIER)
