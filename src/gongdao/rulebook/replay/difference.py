"""What is different between a case as it is and as it would be: deadlines, acts, the end, what is owed."""

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.money import Transfer, position
from gongdao.rulebook.replay.course import Skipped
from gongdao.rulebook.state import State

Kind = Literal["deadline", "limit", "refused", "priority", "category", "outcome", "status", "owed"]


class Difference(Struct, frozen=True):
    """One thing that would be otherwise.

    `kind`: deadline (another end, as met or lapsed), limit (the same end, but due at another time), refused
    (an act that would not have been allowed; `after` is the code), priority, category, outcome, status, owed
    (`what` is the unit, `amount` what is moved more, or less). `rule`: the rule it rests on; "" for a result.
    """

    kind: Kind
    what: str
    rule: str
    before: str
    after: str
    amount: int = 0


def differences(truth: State, would_be: State, skipped: Iterable[Skipped]) -> tuple[Difference, ...]:
    """Everything that would be otherwise; empty where nothing would."""
    return (
        *(Difference("refused", one.type, one.rule, "", one.code) for one in skipped),
        *_deadlines(truth, would_be),
        *_results(truth, would_be),
        *_owed(truth, would_be),
    )


def _deadlines(truth: State, would_be: State) -> Iterator[Difference]:
    if truth.deadlines == would_be.deadlines:
        return
    for key in dict.fromkeys((*truth.deadlines, *would_be.deadlines)):
        one, other = truth.deadlines.get(key), would_be.deadlines.get(key)
        if one == other:
            continue
        rule = _rule((other or one).cite)  # type: ignore[union-attr]  # one of them is there
        what = (other or one).rule  # type: ignore[union-attr]  # as above
        before, after = one.status if one else "none", other.status if other else "none"
        if before != after:
            yield Difference("deadline", what, rule, before, after)
        elif one and other and one.due_at != other.due_at:
            yield Difference("limit", what, rule, one.due_at.isoformat(), other.due_at.isoformat())


def _results(truth: State, would_be: State) -> Iterator[Difference]:
    if truth.priority != would_be.priority:
        yield Difference("priority", "priority", "TRI-4", truth.priority, would_be.priority)
    if truth.category != would_be.category:
        yield Difference("category", "category", "TRI-1", truth.category, would_be.category)
    if truth.outcome != would_be.outcome:
        yield Difference("outcome", "outcome", "", truth.outcome or "", would_be.outcome or "")
    elif truth.status != would_be.status:
        yield Difference("status", "status", "", truth.status, would_be.status)


def _owed(truth: State, would_be: State) -> Iterator[Difference]:
    before, after = position(truth), position(would_be)
    for key in dict.fromkeys((*before, *after)):
        one, other = before.get(key), after.get(key)
        if one == other:
            continue
        shown: Transfer = other or one  # type: ignore[assignment]  # one of them is there
        amount = (other.amount if other else 0) - (one.amount if one else 0)
        yield Difference(
            "owed", shown.unit, _rule(shown.rule), str(one.amount if one else 0),
            str(other.amount if other else 0), amount,
        )  # fmt: skip


def _rule(cite: str) -> str:
    return cite.split(" ")[0]
