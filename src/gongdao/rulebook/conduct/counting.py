"""How points add up and which thresholds they reach (PEN-2, PEN-3). Arithmetic alone: no case, no clock."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from gongdao.rulebook.policy import ConductRule, PointsAccount, SanctionRule
from gongdao.rulebook.standing import Following, Held


class Reached(NamedTuple):
    """A threshold that was reached: the rule, and the number of points (a multiple where it repeats)."""

    rule: SanctionRule
    threshold: int


def account_of(rule: ConductRule, group: str) -> PointsAccount:
    """The account of a group; the linter sees to it that there is one. Raises StopIteration."""
    return next(item for item in rule.accounts if item.group == group)


def unit_of(group: str, at: datetime, zone: ZoneInfo) -> str:
    """The unit of the ledger: points are entered under the local year in which they are given."""
    return f"points_{group}:{at.astimezone(zone).year}"


def counted(held: Iterable[Held], account: PointsAccount, at: datetime, zone: ZoneInfo) -> Iterator[Held]:
    """The entries of a group that count at an instant, those of this very instant among them."""
    local = at.astimezone(zone)
    for item in held:
        if item.group != account.group or item.at > at:
            continue
        given = item.at.astimezone(zone)
        if account.holds == "calendar_year" and given.year != local.year:
            continue
        if account.holds == "twelve_months" and at >= a_year_after(given):
            continue
        yield item


def a_year_after(given: datetime) -> datetime:
    """The same local time a year on; from the 29th of February the 1st of March."""
    try:
        return given.replace(year=given.year + 1)
    except ValueError:
        return given.replace(year=given.year + 1, month=3, day=1)


def total(held: Iterable[Held], account: PointsAccount, at: datetime, zone: ZoneInfo) -> int:
    """How many points of the group count at an instant."""
    return sum(item.points for item in counted(held, account, at, zone))


def reached(rules: Iterable[SanctionRule], group: str, before: int, after: int) -> tuple[Reached, ...]:
    """The thresholds above `before` and not above `after`, lowest first: each is reached once."""
    found: list[Reached] = []
    for rule in rules:
        if rule.group != group:
            continue
        if rule.every:
            first = before // rule.at + 1
            found += [Reached(rule, rule.at * n) for n in range(first, after // rule.at + 1)]
        elif before < rule.at <= after:
            found.append(Reached(rule, rule.at))
    return tuple(sorted(found, key=lambda item: item.threshold))


def still_reached(
    sanction: Following,
    others: Iterable[Following],
    held: Iterable[Held],
    account: PointsAccount,
    now: datetime,
    zone: ZoneInfo,
) -> bool:
    """Whether the points in force reach the threshold of a sanction at some time since it was imposed.

    Only up to the next sanction at the same threshold: what is reached from then on is that one's reason.
    """
    entries = tuple(held)
    later = [
        item.at
        for item in others
        if (item.case, item.id) != (sanction.case, sanction.id)
        and (item.group, item.threshold) == (sanction.group, sanction.threshold)
        and item.at > sanction.at
    ]
    end = min(later, default=None)
    times = [sanction.at, *(item.at for item in entries if sanction.at < item.at <= now)]
    for at in times:
        if end is not None and at >= end:
            continue
        if account.holds == "calendar_year" and unit_of(sanction.group, at, zone) != sanction.account:
            continue
        if total(entries, account, at, zone) >= sanction.threshold:
            return True
    return False
