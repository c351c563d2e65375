"""What carried-out remedies move: refunds, compensation, coupons, points (RES-2, RES-8)."""

from gongdao.rulebook.money.transfer import COMPANY, FEN, UNIT_OF, Position, Transfer, put
from gongdao.rulebook.state import State


def add(position: Position, state: State) -> None:
    """A remedy that was carried out went from its obligor to the complainant: registered, each of them."""
    for key, remedy in state.remedies.items():
        if remedy.status != "fulfilled":
            continue
        terms = remedy.terms
        unit = UNIT_OF.get(terms.kind, FEN)
        amount = terms.units if unit == "points" else terms.amount_fen
        source = terms.obligor or COMPANY
        put(position, f"remedy:{key}", Transfer(source, state.complainant.ref, unit, amount, "RES-8"))
