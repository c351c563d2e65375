"""Whether an advance payment can end: conditions, caps, and limits for the return (FND-1…3)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.policy import Policy

CODES: Final = frozenset("fund_condition_twice fund_cap_over_day advance_without_limit".split())
# What must have a limit: the decision on an advance, the return, and the last time for it.
_ENDED_BY: Final = {"advance_asked": "", "advance_paid": "miss_return", "advance_return_missed": "take_back"}


def _fund(policy: Policy) -> Iterator[Finding]:
    rule = policy.fund
    if rule is None:
        return
    yield from twice((item.id for item in rule.conditions), "fund_condition_twice", "fund.conditions", "id")
    if rule.per_case_fen > rule.daily_fen:
        yield fault("fund_cap_over_day", "fund.per_case_fen", amount_fen=rule.daily_fen)
    for event, consequence in _ENDED_BY.items():
        limited = any(
            event in item.start.on and (not consequence or any(part.do == consequence for part in item.lapse))
            for item in policy.deadlines
        )
        if not limited:
            yield fault("advance_without_limit", "fund", event=event)


CHECKS: Final[tuple[Check, ...]] = (_fund,)
