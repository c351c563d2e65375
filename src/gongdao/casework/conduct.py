"""Conduct of merchants: what a shop stands at, and which laws could judge it, loaded for decisions."""

from datetime import datetime
from typing import Final

from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.policies import queries as policies
from gongdao.rulebook.commands import (
    ChargeViolation,
    Command,
    ConvertPoints,
    DecideAppeal,
    LiftSanction,
    MakeFinding,
    OrderCorrection,
)
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.standing import Following, Held, Standing
from gongdao.rulebook.state import State

# These decide by the points in force, or change them: they wait in line for the shop.
COUNTING: Final = (MakeFinding, DecideAppeal, ConvertPoints, OrderCorrection, LiftSanction)
NO_LAW: Final = "—"  # the version in force when there was none

_LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('conduct:' || %s, 0))"
_HELD: Final = """
SELECT case_id, entry, violation, points_group, account, points, given_at FROM casework_points
WHERE shop = %s AND case_id <> %s AND (points > 0 OR entry = 'correction') ORDER BY given_at, case_id, entry
"""
_FOLLOWING: Final = """
SELECT case_id, sanction, points_group, account, threshold, starts_at FROM casework_sanction
WHERE shop = %s AND case_id <> %s AND status <> 'lifted' ORDER BY starts_at, case_id, sanction
"""


def lock_shop(shop: str) -> None:
    """Wait until nobody else decides by the points of this shop; needs a transaction."""
    fetch(_LOCK, [shop])


def standing_of(shop: str, *, without: int = 0) -> Standing:
    """What is held against a shop, but for one case. Two statements."""
    return Standing(
        shop,
        tuple(Held(*row) for row in fetch(_HELD, [shop, without])),
        tuple(Following(*row) for row in fetch(_FOLLOWING, [shop, without])),
    )


def shop_of(state: State, command: Command | None = None) -> str:
    """The shop whose conduct a case is about; "" where it is about none."""
    if isinstance(command, ConvertPoints) and command.shop:
        return command.shop
    if state.charge is not None:
        return state.charge.shop
    if state.points:
        return next(iter(state.points.values())).shop
    return next((party.ref for party in state.respondents if party.ref.startswith("shop:")), "")


def newer_than(policy: Policy, now: datetime) -> Policy | None:
    """The version in force now, where it is another one (从旧兼从轻)."""
    try:
        found = policies.in_force(policy.policy, now)
    except policies.NoSuchPolicy:
        return None
    return found if found.version != policy.version else None


def law_at(policy: Policy, state: State, command: ChargeViolation) -> str:
    """The version in force when the violation was done; NO_LAW where none was."""
    acted_at = command.acted_at or state.acted_at or state.received_at
    try:
        return policies.in_force(policy.policy, acted_at).version
    except policies.NoSuchPolicy:
        return NO_LAW


def standing_sanctions(shop: str) -> tuple[tuple[str, str], ...]:
    """(case number, sanction) of the sanctions of a shop that are not lifted, oldest first."""
    return tuple((case_number(item.case), item.id) for item in standing_of(shop).sanctions)
