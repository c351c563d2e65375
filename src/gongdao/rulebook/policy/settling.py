"""Remedies, the ladder and closing."""

from typing import Annotated, Literal

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, LengthText, Part, Percent, Title
from gongdao.rulebook.policy.judging import ClaimsRule
from gongdao.rulebook.terms import AfterSaleKind, RemedyKind


class RemedyRule(Part, frozen=True):
    """RES-2: a remedy that may be proposed and its usual limit."""

    kind: RemedyKind
    within: LengthText
    cite: Cite


class Cap(Part, frozen=True):
    """RES-8: the share of the goods' value, and the amount, a role may compensate without approval."""

    role: str
    percent: Percent
    cite: Cite
    most_fen: Annotated[int, Meta(ge=0)] = 0  # in addition to the share; 0: no amount is too high


class FirstSteps(Part, frozen=True):
    """RES-12: what comes before an offer in a case of this category.

    The customer is answered and calmed, and these kinds of exhibits are there; then only these remedies are
    offered (none named: any).
    """

    category: str
    cite: Cite
    respond: bool = True
    exhibits: tuple[str, ...] = ()
    kinds: tuple[RemedyKind, ...] = ()


class RemedyRules(Part, frozen=True):
    """`compensating`: the kinds that count against the cap. `over_cap`: who may approve more (超额补偿).

    `steps`: compensation rises step by step (RES-8): the share of the goods' value a handler may offer at
    first, after one refusal, and so on; more needs approval. The last one holds from then on.
    """

    kinds: tuple[RemedyRule, ...]
    caps: tuple[Cap, ...]
    compensating: tuple[RemedyKind, ...]
    over_cap: str
    cite: Cite
    steps: tuple[Percent, ...] = ()
    first: tuple[FirstSteps, ...] = ()
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`


class Rung(Part, frozen=True):
    """RES-6: one rung of the ladder. `outside` rungs end or suspend the case here."""

    id: Code
    title: Title
    role: str
    cite: Cite
    outside: Literal["", "mediation", "referral"] = ""
    bodies: tuple[str, ...] = ()
    only: Literal["", "major"] = ""
    joined_by: tuple[str, ...] = ()  # departments that are asked to help at once (RES-7)


class Closing(Part, frozen=True):
    """RES-10: what a case needs before it may close."""

    follow_up: bool
    remedies_done: bool
    cite: Cite
    claims: ClaimsRule | None = None
    after_sale: tuple[AfterSaleKind, ...] = ()  # RES-11
    reopen: bool = True
    reply: tuple[Literal["measures", "result", "prevention"], ...] = ()  # parts of the closing reply (RES-1)
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`


class Handling(Part, frozen=True):
    """How cases of a category are usually handled (as W 13, 14: 处理方式)."""

    category: str
    ways: tuple[Title, ...]
    cite: Cite
