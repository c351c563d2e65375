"""Points of violations, counted in the unit of their group and year, as points_a:2024 (PEN-1…5)."""

from gongdao.rulebook.money.transfer import COMPANY, Position, Transfer, put
from gongdao.rulebook.state import State


def add(position: Position, state: State) -> None:
    """The points in force that the case gave; what an appeal took back is no longer among them (APP-15)."""
    for key, item in state.points.items():
        put(position, f"points:{key}", Transfer(COMPANY, item.shop, item.account, item.points, "PEN-1"))
