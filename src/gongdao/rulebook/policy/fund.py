"""The compensation fund: when disputed money is advanced to the buyer 先行垫付, and how much."""

from typing import Annotated

from msgspec import Meta

from gongdao.rulebook.policy.base import Cite, Code, Part, Title


class AdvanceCondition(Part, frozen=True):
    """FND-1: what must hold before the fund pays: over the facts of case and finding, and `FUND_FACTS`."""

    id: Code
    title: Title
    when: str
    cite: Cite


class FundRule(Part, frozen=True):
    """FND-1…4. Nobody pays what they asked for themselves, nor writes off what they paid.

    `per_case_fen` and `daily_fen`: the most that is advanced in one case, and on one day over all cases.
    """

    conditions: Annotated[tuple[AdvanceCondition, ...], Meta(min_length=1)]
    per_case_fen: Annotated[int, Meta(gt=0)]
    daily_fen: Annotated[int, Meta(gt=0)]
    roles: Annotated[tuple[str, ...], Meta(min_length=1)]  # who may hold money, pay, deny, take back, recover
    write_off: Annotated[tuple[str, ...], Meta(min_length=1)]  # who may give up what cannot be recovered
    cite: Cite
    cites: dict[str, Cite] = {}  # where a field rests on another rule than `cite`
