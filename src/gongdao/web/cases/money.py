"""The money of a case as its page shows it: what is held and advanced, every entry and why, payouts."""

from collections.abc import Mapping
from datetime import datetime
from itertools import groupby

from msgspec import Struct

from gongdao.casework.accounts import account_text, item_text, unit_text
from gongdao.casework.store import Stored
from gongdao.ledger import queries
from gongdao.ledger.models import Entry, Payout
from gongdao.letters.wording import format_money
from gongdao.rulebook.money import position
from gongdao.rulebook.state import Advance, Hold, held_fen


class Movement(Struct, frozen=True):
    """One transfer as booked: from where to where, how much, why."""

    seq: int
    at: datetime
    source: str
    target: str
    unit: str
    amount: str
    why: str
    rule: str
    counter: bool


class MoneyShown(Struct, frozen=True):
    """What the section 资金 shows."""

    hold: Hold | None
    left_fen: int
    buyer_fen: int
    seller_fen: int
    advances: tuple[tuple[str, Advance], ...]
    movements: tuple[Movement, ...]
    payouts: tuple[Payout, ...]


def money_shown(stored: Stored, names: Mapping[str, str], language: str) -> MoneyShown | None:
    """The section, or None where no money has moved: then nothing is read. At most two statements."""
    state = stored.state
    touched = state.hold is not None or bool(state.advances)
    if not touched and not position(state) and not _was_undone(stored):
        return None
    entries = list(queries.entries_of_case(stored.case_id))
    payouts = queries.payouts_of_case(stored.case_id) if touched else []
    releases = state.hold.releases if state.hold is not None else ()
    return MoneyShown(
        hold=state.hold, left_fen=held_fen(state), buyer_fen=sum(one.buyer_fen for one in releases),
        seller_fen=sum(one.seller_fen for one in releases), advances=tuple(state.advances.items()),
        movements=tuple(_movements(entries, names, language)), payouts=tuple(payouts),
    )  # fmt: skip


def _was_undone(stored: Stored) -> bool:
    """Whether something may have been booked that no longer holds: only findings fall away."""
    return any(
        item.status in ("annulled", "remanded", "superseded") for item in stored.state.findings.values()
    )


def _shown(amount: int, unit: str) -> str:
    return format_money(amount) if unit.endswith("fen") else str(amount)


def _movements(entries: list[Entry], names: Mapping[str, str], language: str) -> list[Movement]:
    found: list[Movement] = []
    for _, lines in groupby(entries, key=lambda one: (one.event_seq, one.item, one.counter, one.unit)):
        sides = list(lines)
        for giving, taking in zip(sides[::2], sides[1::2], strict=False):
            # A posting writes the giving side first; of a counter-entry the giver is who had received.
            source, target = (giving, taking) if giving.amount < 0 else (taking, giving)
            found.append(Movement(
                seq=giving.event_seq, at=giving.at, source=account_text(source.account, language, names),
                target=account_text(target.account, language, names),
                unit="" if giving.unit == "fen" else unit_text(giving.unit, language),
                amount=_shown(target.amount, giving.unit), rule=giving.rule, counter=giving.counter,
                why=item_text(giving.item, language, counter=giving.counter),
            ))  # fmt: skip
    return found
