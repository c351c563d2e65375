"""What findings burden parties with, and failed appeals (APP-2, APP-4, APP-15)."""

from typing import Final

from gongdao.rulebook.money.advances import borne_by
from gongdao.rulebook.money.transfer import COMPANY, FEN, Position, Transfer, put
from gongdao.rulebook.state import Appeal, State

FAILED_APPEAL: Final = "failed_appeal"
# Findings that burden nobody any more: what rested on them is undone.
VOID: Final = frozenset({"annulled", "remanded", "superseded"})


def counted_outcome(state: State, appeal: Appeal) -> str:
    """The outcome as it counts: a rejection of what fell later is no failed appeal any more (APP-15)."""
    fell = appeal.outcome == "uphold" and state.findings[appeal.finding].status in VOID
    return "" if fell else appeal.outcome or ""


def add(position: Position, state: State) -> None:
    """Final liabilities, and failed appeals against findings that still stand."""
    for key, finding in state.findings.items():
        if finding.status in VOID:
            continue
        for item in finding.liabilities:
            if item.party in finding.final_for and item.party != COMPANY:
                # What the fund has got back of an advance from this party is part of what it bears.
                owed = item.amount_fen - borne_by(state, item.party)
                transfer = Transfer(item.party, COMPANY, FEN, owed, "APP-2")
                put(position, f"finding:{key}:{item.party}", transfer)
    for key, appeal in state.appeals.items():
        if appeal.status == "upheld" and state.findings[appeal.finding].status not in VOID:
            put(position, f"appeal:{key}", Transfer(COMPANY, appeal.appellant, FAILED_APPEAL, 1, "APP-4"))
