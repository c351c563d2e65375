"""Negotiation between the two sides 协商, stepping in (RES-4, RES-5), and the check of goods."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Part
from gongdao.rulebook.policy.evidence import FactValues
from gongdao.rulebook.terms import Side


class NegotiationRule(Part, frozen=True):
    """RES-4: buyer and shop make offers to each other; what silence means stands with the limits.

    `offers`: how many each side may make. `confirm`: who must confirm what the platform proposes (RES-5).
    """

    offers: Annotated[int, Meta(ge=1, le=50)]
    confirm: Annotated[tuple[Side, ...], Meta(min_length=1)]
    cite: Cite
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`


class GoodsRule(Part, frozen=True):
    """SLA-12: the check of goods after receipt. The facts of the decision table that follow for a return."""

    cite: Cite
    in_order: FactValues = {}
    not_in_order: FactValues = {}
    lost: FactValues = {}
