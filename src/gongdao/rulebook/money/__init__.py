"""What is owed and counted: the transfers a case comes to, and the entries by which it comes to them.

The ledger follows from the state. `position` says what a case as it stands has moved and counted; the
entries of an event are what leads from the position before it to the one after: what no longer holds is
undone by counter-entries, what is new is booked. So nothing is booked twice, a decision that is annulled,
reduced, shifted or made anew takes back whatever rested on the old one (APP-15), and the accounts of a case
always equal what its state says. Entries of one event and unit sum to zero.

Amounts are integers: fen for money and coupons, points as points, one for what is counted. A positive
amount is a credit of the account (it receives), a negative one a debit.
"""

from collections.abc import Iterator

from msgspec import Struct

from gongdao.rulebook.money import advances, burdens, points, remedies
from gongdao.rulebook.money.transfer import Position, Transfer
from gongdao.rulebook.state import State

__all__ = ["Posting", "Transfer", "position", "postings"]


class Posting(Struct, frozen=True):
    """One side of an entry: why (`item`, as "remedy:R1"; `rule`), and whether it undoes an earlier one."""

    account: str
    unit: str
    amount: int
    item: str = ""
    rule: str = ""
    counter: bool = False


def position(state: State) -> Position:
    """Every transfer that the case as it stands calls for, by what it is about."""
    found: Position = {}
    remedies.add(found, state)
    burdens.add(found, state)
    points.add(found, state)
    advances.add(found, state)
    return found


def postings(before: State | None, after: State) -> tuple[Posting, ...]:
    """The entries an event calls for: counter-entries first, then what is new.

    `before`: the state without the event, None for the first event. The event is known by what it changed.
    """
    if before is not None and _untouched(before, after):
        return ()
    old = position(before) if before is not None else {}
    new = position(after)
    return (
        *(side for key, item in old.items() if new.get(key) != item for side in _sides(key, item, undo=True)),
        *(
            side
            for key, item in new.items()
            if old.get(key) != item
            for side in _sides(key, item, undo=False)
        ),
    )


def _untouched(before: State, after: State) -> bool:
    """Whether nothing that a position rests on has changed; a step of the fold keeps what it leaves alone."""
    return (
        before.remedies is after.remedies
        and before.findings is after.findings
        and before.appeals is after.appeals
        and before.points is after.points
        and before.advances is after.advances
        and before.hold is after.hold
    )


def _sides(key: str, item: Transfer, *, undo: bool) -> Iterator[Posting]:
    amount = -item.amount if undo else item.amount
    yield Posting(item.source, item.unit, -amount, key, item.rule, undo)
    yield Posting(item.target, item.unit, amount, key, item.rule, undo)
