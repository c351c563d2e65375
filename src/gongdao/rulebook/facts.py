"""What a decision needs to know beyond the case itself. Loaded by casework, given to `decide`."""

from msgspec import Struct

from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.terms import Order


class Facts(Struct, frozen=True):
    """Empty by default: a decision that needs nothing outside gets nothing.

    `related`: earlier cases of the same customer, order or shop, newest first (INT-6); `repeats`: how many
    of them came within the last 90 days. `failed_in_month` / `failed_in_year`: failed appeals of the
    appellant in the calendar month / year of `now` (APP-4). `candidates`: staff who could take the case.
    """

    related: tuple[int, ...] = ()
    repeats: int = 0
    candidates: tuple[Candidate, ...] = ()
    order: Order | None = None
    failed_in_month: int = 0
    failed_in_year: int = 0
    appellant_verified: bool = True
