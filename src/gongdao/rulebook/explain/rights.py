"""How a judged party may appeal and until when, drawn from its real deadline (APP-2, APP-3, APP-10)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from msgspec import Struct

from gongdao.rulebook.policy import AppealRule, Policy
from gongdao.rulebook.state import State

Standing = Literal["open", "paused", "appealed", "final", "closed"]


class Right(Struct, frozen=True):
    """One party's right of appeal against a finding.

    `due_at`: the end of its window where there is or was one; `appeal`: the appeal it filed; `cite`: what
    the window rests on, or what closes it.
    """

    party: str
    standing: Standing
    cite: str
    due_at: datetime | None = None
    appeal: str = ""


def rights(policy: Policy, state: State, finding: str, parties: Iterable[str]) -> tuple[Right, ...]:
    """The rights of these parties as they stand in `state`; none where the policy knows no appeal."""
    rule = policy.appeals
    if rule is None or not state.findings[finding].binding:
        return ()
    return tuple(_right(rule, state, finding, party) for party in parties if party != "company")


def _right(rule: AppealRule, state: State, finding: str, party: str) -> Right:
    judged = state.findings[finding]
    window = state.deadlines.get(f"{rule.window}:{finding}:{party}")
    due_at = window.due_at if window else None
    cite = window.cite if window else rule.cites.get("shifted_may_appeal", rule.cite)
    filed = [
        key
        for key, item in state.appeals.items()
        if (item.finding, item.appellant) == (finding, party) and item.status != "withdrawn"
    ]
    if party in judged.final_for:
        return Right(party, "final", cite, due_at, filed[-1] if filed else "")
    if filed and (window is None or not window.is_open):
        return Right(party, "appealed", cite, due_at, filed[-1])
    if window is not None and window.is_open:
        return Right(party, "open" if window.status == "running" else "paused", cite, due_at)
    return Right(party, "closed", cite, due_at)
