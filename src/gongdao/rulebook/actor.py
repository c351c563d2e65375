"""Who acts: the person, account or machine that asks something of a case."""

from typing import Final, Literal, get_args

from msgspec import Struct

Role = Literal[
    "agent", "supervisor", "city_manager", "adjudicator", "appeal_reviewer", "finance", "analyst",
    "administrator", "auditor", "executive", "mediator",
]  # fmt: skip
ROLES: Final[tuple[str, ...]] = get_args(Role)


class Actor(Struct, frozen=True):
    """One who acts. Built at the edge by `gongdao.people.queries.actor_for`; empty `roles` for parties."""

    ref: str  # who acts, as "staff:9"
    roles: frozenset[str] = frozenset()  # of ROLES
    refs: frozenset[str] = frozenset()  # every ref the account may act for, `ref` among them
    regions: frozenset[str] = frozenset()  # codes, with those below them; empty: not bound to a region
    departments: frozenset[str] = frozenset()  # codes
    verified: bool = False  # identity verified (INT-7)

    def has(self, *roles: str) -> bool:
        """Whether the actor holds at least one of these staff roles."""
        return not self.roles.isdisjoint(roles)

    def acts_for(self, ref: str) -> bool:
        """Whether what the actor does counts as done by `ref`."""
        return bool(ref) and (ref == self.ref or ref in self.refs)

    @property
    def is_staff(self) -> bool:
        """Whether any staff role is held; parties have none."""
        return bool(self.roles)


SYSTEM: Final = Actor(ref="system", refs=frozenset({"system"}), verified=True)  # an automatic step
CLOCK: Final = Actor(ref="clock", refs=frozenset({"clock"}), verified=True)  # a lapse or warning


def kind_of(ref: str) -> str:
    """The kind of a reference: "staff" of "staff:9", "company" of "company"."""
    return ref.partition(":")[0]


def key_of(ref: str) -> str:
    """The key of a reference: "9" of "staff:9", "" of "company"."""
    return ref.partition(":")[2]
