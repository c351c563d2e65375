"""What the address of the desk asks for: tab, filters, order, search. Unknown values ask for nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct
from msgspec.structs import replace

from gongdao.casework.queries import Filters
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.terms import ENDED, PRIORITIES, STATUSES
from gongdao.web.desk.tabs import Tab, tabs_for

LONGEST_SEARCH: Final = 200
# In the address, in the order of the form.
NAMES: Final = ("status", "priority", "category", "handler", "department", "region", "policy")


class Asked(Struct, frozen=True):
    """One view of the desk."""

    tab: Tab
    tabs: tuple[Tab, ...]
    values: Mapping[str, str]  # of NAMES, as given
    overdue: bool = False
    newest: bool = False
    search: str = ""
    after: str = ""

    @property
    def shows_ended(self) -> bool:
        """Whether what is asked for cannot be in the queue of open cases."""
        return self.values.get("status") in ENDED

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set."""
        return self.overdue or any(self.values.values())

    def filters(self, now: datetime) -> Filters:
        """The view as filters. A search looks through the whole desk, whatever the tab."""
        base = Filters() if self.search else self.tab.filters()
        values = self.values
        return replace(
            base,
            status=_tuple(values["status"]),
            priority=_tuple(values["priority"]),
            category=_tuple(values["category"]),
            handler=base.handler or values["handler"],
            department=values["department"],
            region=values["region"],
            policy=values["policy"],
            due_before=now if self.overdue else None,
        )

    def query(self, **changes: str) -> str:
        """The address of this view with changes, beginning with `?`; empty values are left out."""
        given = {"tab": self.tab.name, **self.values, "q": self.search}
        given["overdue"] = "1" if self.overdue else ""
        given["sort"] = "newest" if self.newest else ""
        given |= changes
        if given["tab"] == self.tabs[0].name:
            given["tab"] = ""
        return "?" + urlencode({name: value for name, value in given.items() if value})


class Allowed(Struct, frozen=True):
    """The values that filters can have here, each with its words."""

    category: Mapping[str, str]
    handler: Mapping[str, str]
    department: Mapping[str, str]
    region: Mapping[str, str]
    policy: Mapping[str, str]


def asked(given: Mapping[str, str], actor: Actor, allowed: Allowed) -> Asked:
    """Read the query of an address."""
    tabs = tabs_for(actor)
    tab = next((item for item in tabs if item.name == given.get("tab")), tabs[0])
    known: dict[str, Iterable[str]] = {
        "status": STATUSES, "priority": PRIORITIES, "category": allowed.category, "handler": allowed.handler,
        "department": allowed.department, "region": allowed.region, "policy": allowed.policy,
    }  # fmt: skip
    values = {name: given.get(name, "") if given.get(name, "") in known[name] else "" for name in NAMES}
    search = " ".join(given.get("q", "").replace("\0", " ").split())[:LONGEST_SEARCH]
    return Asked(
        tab=tab,
        tabs=tabs,
        values=values,
        overdue=given.get("overdue") == "1",
        newest=given.get("sort") == "newest",
        search=search,
        after=given.get("after", ""),
    )


def _tuple(value: str) -> tuple[str, ...]:
    return (value,) if value else ()
