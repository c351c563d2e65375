"""Receipts 回执: the company's signed word of what somebody handed in and when it arrived.

Who has a receipt can show that the event was taken into the log: a case file without it is then proof against
us. The signature of the same content is always the same, so nothing is stored and none can differ.
"""

from datetime import UTC
from typing import Any, Final

import msgspec
from msgspec import Struct

from gongdao.casework.models import Event
from gongdao.casework.outcome import CaseNotFound, Entry
from gongdao.casework.showing import Showing
from gongdao.casework.store import case_for, events_of
from gongdao.lib.canonical import canonical
from gongdao.lib.ids import case_number
from gongdao.lib.signing import signer
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor

FORMAT: Final = "gongdao-receipt/1"
# What is handed in; everything else follows from it or is said by the company.
SUBMISSIONS: Final = (
    e.CaseOpened, e.DetailsSupplied, e.ExhibitSubmitted, e.StatementGiven, e.AppealFiled, e.AppealWithdrawn,
    e.ProposalAnswered, e.CaseWithdrawn,
)  # fmt: skip


class Receipt(Struct, frozen=True):
    """A receipt. `signature`: Ed25519 over the canonical JSON of `receipt`; `key`: the raw public key."""

    receipt: dict[str, Any]
    signature: str
    key: str


def is_own(actor: Actor, entry: Entry) -> bool:
    """Whether the actor handed this in and may have a receipt of it."""
    if not isinstance(entry.event, SUBMISSIONS):
        return False
    of_whom = entry.event.complainant.ref if isinstance(entry.event, e.CaseOpened) else entry.actor
    return actor.acts_for(of_whom) or actor.acts_for(entry.actor)


def receipt(actor: Actor, number: str, seq: int) -> Receipt:
    """The receipt of event `seq`. Raises CaseNotFound for what is not there or not the actor's own."""
    stored = case_for(actor, number, lock=False)
    entries = events_of(stored.case_id, after=seq - 1, up_to=seq)
    if (
        not entries
        or not is_own(actor, entries[0])
        or not Showing(actor, stored.state).event(entries[0].event)
    ):
        raise CaseNotFound(number)
    entry = entries[0]
    row = Event.objects.only("digest", "chain").get(case_id=stored.case_id, seq=seq)
    told = {
        "format": FORMAT, "case": case_number(stored.case_id), "seq": seq, "type": e.type_of(entry.event),
        "by": entry.actor, "received_at": msgspec.to_builtins(entry.at.astimezone(UTC)),
        "digest": bytes(row.digest).hex(), "chain": bytes(row.chain).hex(), "key": signer().id,
    }  # fmt: skip
    if isinstance(entry.event, e.ExhibitSubmitted):
        told["sha256"] = entry.event.exhibit.sha256
    return Receipt(told, signer().sign(canonical(told)).hex(), signer().public.hex())
