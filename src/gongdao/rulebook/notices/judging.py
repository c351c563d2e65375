"""Who is told: evidence and findings. Appeals: `appealing`."""

from collections.abc import Iterable
from typing import Any, Final

from gongdao.rulebook import events as e
from gongdao.rulebook.notices.base import Notice, Tellers
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Liability


def _statement_asked(event: e.StatementAsked, after: State) -> Iterable[Notice]:
    yield Notice(event.of, "statement_asked", {"id": event.id, "question": event.question})


def _statement_given(event: e.StatementGiven, after: State) -> Iterable[Notice]:
    yield Notice(after.handler, "statement_given", {"id": event.id, "of": event.of})


def burden(finding: str, item: Liability) -> dict[str, Any]:
    """What a party bears of a finding, for the sentence that tells it."""
    return {"id": finding, "share_bp": item.share_bp, "amount_fen": item.amount_fen}


def _judged(event: e.FindingMade, after: State) -> Iterable[Notice]:
    for item in event.liabilities:
        if after.charge is None:
            yield Notice(item.party, "finding_made", burden(event.id, item))
        else:  # what counts of a violation are points, told apart
            params = {"id": event.id, "amount_fen": item.amount_fen}
            yield Notice(item.party, "violation_found", params)


def _final(event: e.FindingFinal, after: State) -> Iterable[Notice]:
    yield Notice(event.party, "finding_final", {"id": event.id, "because": event.because})


TELLERS: Final[Tellers] = {
    e.StatementAsked: _statement_asked,
    e.StatementGiven: _statement_given,
    e.FindingMade: _judged,
    e.FindingFinal: _final,
}
