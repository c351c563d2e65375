"""Whether the quiz of a policy tells who knows the rules (TRN-1)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault
from gongdao.rulebook.policy import Policy

CODES: Final = frozenset({"quiz_without_statements", "quiz_passed_blindly"})


def _quiz(policy: Policy) -> Iterator[Finding]:
    """There is something to ask, and who ticks the same for every statement does not pass."""
    if policy.quiz is None:
        return
    if not policy.statements:
        yield fault("quiz_without_statements", "quiz")
        return
    total = len(policy.statements)
    true = sum(item.true for item in policy.statements)
    blindly = max(true, total - true)
    if blindly * 100 >= policy.quiz.pass_percent * total:
        yield fault(
            "quiz_passed_blindly",
            "quiz.pass_percent",
            percent=policy.quiz.pass_percent,
            right=blindly,
            total=total,
        )


CHECKS: Final[tuple[Check, ...]] = (_quiz,)
