"""The linter: what a readable policy must still keep to be a fair and workable law.

`lint` is pure. Each check is a small function that yields its findings; CODES lists every code there is, so
that each has a sentence in both languages and a test with a policy that breaks exactly that.
"""

from typing import Final

from gongdao.policies.linter import (
    appeals,
    clocks,
    conditions,
    conduct,
    desk,
    dispute,
    fairness,
    files,
    fund,
    ladder,
    order,
    quiz,
    table,
)
from gongdao.policies.linter.finding import Check, Finding
from gongdao.rulebook.policy import Policy

CHECKS: Final[tuple[Check, ...]] = (
    *order.CHECKS, *conditions.CHECKS, *clocks.CHECKS, *table.CHECKS, *ladder.CHECKS, *fairness.CHECKS,
    *desk.CHECKS, *conduct.CHECKS, *fund.CHECKS, *appeals.CHECKS,
    *dispute.CHECKS, *quiz.CHECKS, *files.CHECKS,
)  # fmt: skip
CODES: Final[frozenset[str]] = frozenset(
    order.CODES
    | conditions.CODES
    | clocks.CODES
    | table.CODES
    | ladder.CODES
    | fairness.CODES
    | desk.CODES
    | conduct.CODES
    | fund.CODES
    | appeals.CODES
    | dispute.CODES
    | quiz.CODES
    | files.CODES
)

__all__ = ["CHECKS", "CODES", "Check", "Finding", "lint"]


def lint(policy: Policy) -> tuple[Finding, ...]:
    """Everything wrong with a policy, in the order of the document's parts; empty for a good one."""
    return tuple(finding for check in CHECKS for finding in check(policy))
