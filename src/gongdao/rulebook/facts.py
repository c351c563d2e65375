"""What a decision needs to know beyond the case itself. Loaded by casework, given to `decide`."""

from typing import Literal

from msgspec import Struct

from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.standing import Standing
from gongdao.rulebook.suggesting.weights import Weights
from gongdao.rulebook.terms import Earlier, Order


class Lead(Struct, frozen=True):
    """The case that leads a group of appeals, as one that would join needs to know it (APP-16)."""

    number: str
    title: str
    policy: str
    leads: bool  # it has a group that it leads
    answered: bool


class Member(Struct, frozen=True):
    """A case of a group, as its lead needs to know it (APP-16)."""

    number: str
    group_class: str
    amount_fen: int


class Unregistered(Struct, frozen=True):
    """A region or department named in a command that is not on the register; `known`: codes that are."""

    field: Literal["region", "department"]
    code: str
    known: tuple[str, ...] = ()


class Facts(Struct, frozen=True):
    """Empty by default: a decision that needs nothing outside gets nothing.

    `related`: earlier cases of the same customer, order or shop, newest first (INT-6); `repeats`: how many
    of them came within the last 90 days; `earlier`: the same by customer, order and shop, for three
    periods. `failed_in_month` / `failed_in_year`: failed appeals of the
    appellant in the calendar month / year of `now` (APP-4). `candidates`: staff who could take the case.
    `standing`: what other cases hold against the shop that is judged; `newer`: the version in force now where
    it is another than the case's own; `law_at_act`: the version in force when it was done (PEN-1…4).
    `order_held_fen`: what is held of the order's money, by whichever case; `fund_fen`: what the fund has
    (None: not asked); `advanced_today_fen`: what it has advanced today; `buyer_unreturned`: advances of the
    buyer whose goods never came (FND-1).
    `weights`: what was learned from own cases for sorting complaints (TRI-1); None: what is shipped.
    `appeals_under_way`: of the appellant, not yet decided, in every case. `appellant_names`: the names the
    account is known by, empty where there is no account (INT-7). `operation_log`: another case on the same
    order keeps one (INT-9). `lead`: of the group to be joined; `members`: of the group this case leads.
    `unknown`: references in the command behind which there is nobody; `unregistered`: its region or
    department, where there is none of this code.
    """

    related: tuple[int, ...] = ()
    repeats: int = 0
    candidates: tuple[Candidate, ...] = ()
    order: Order | None = None
    failed_in_month: int = 0
    failed_in_year: int = 0
    appellant_verified: bool = True
    earlier: tuple[Earlier, ...] = ()
    standing: Standing = Standing()
    newer: Policy | None = None
    law_at_act: str = ""
    order_held_fen: int = 0
    fund_fen: int | None = None
    advanced_today_fen: int = 0
    buyer_unreturned: int = 0
    weights: Weights | None = None
    appellant_names: frozenset[str] = frozenset()
    appeals_under_way: int = 0
    operation_log: bool = False
    lead: Lead | None = None
    members: tuple[Member, ...] = ()
    unknown: tuple[str, ...] = ()
    unregistered: Unregistered | None = None
