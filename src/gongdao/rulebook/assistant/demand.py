"""Concrete demands, worked out from the case (AST-4): what can be asked for, in figures that stand in it."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import Finding, State


class Demand(Struct, frozen=True):
    """One demand: the sentence `demand.<code>` with these values."""

    code: str
    params: dict[str, Any] = {}


def demands_for(policy: Policy, state: State, finding: Finding, party: str) -> tuple[Demand, ...]:
    """What a judged party, or a complainant who was refused, may concretely ask for."""
    return tuple(_demands(policy, state, finding, party))


def _demands(policy: Policy, state: State, finding: Finding, party: str) -> Iterator[Demand]:
    rule = policy.appeals
    outcomes = rule.outcomes if rule is not None else ()
    own = next((item for item in finding.liabilities if item.party == party), None)
    if own is not None and policy.conduct is not None:  # judged in points
        yield from (Demand(f"{one}_points") for one in ("annul", "reduce") if one in outcomes)
    elif own is not None:
        burden = {"share_bp": own.share_bp, "amount_fen": own.amount_fen}
        if "annul" in outcomes:
            yield Demand("annul", burden)
        if "reduce" in outcomes and own.amount_fen:
            yield Demand("reduce", burden)
        carrier = state.order.carrier if state.order is not None else ""
        if "shift" in outcomes and carrier and carrier != party:
            yield Demand("shift", {**burden, "to": carrier})
    if party == state.complainant.ref:
        paid = (state.order.paid_fen if state.order is not None else 0) or state.amount_fen
        for asked in state.demands:
            yield Demand(f"asked_{asked.kind}", {"amount_fen": asked.amount_fen or paid})
        if not state.demands and paid:
            yield Demand("asked_refund", {"amount_fen": paid})
