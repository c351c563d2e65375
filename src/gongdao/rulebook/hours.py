"""The working calendar of a policy (SLA-8)."""

from functools import lru_cache
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.opening import parse_week
from gongdao.rulebook.policy import CalendarRule, Policy

_CHINESE: Final = frozenset({"Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "PRC"})


def calendar_of(policy: Policy) -> Calendar:
    """The calendar that a policy describes. Raises ValueError for hours that cannot be read."""
    return _calendar(policy.calendar)


def calendar_in(policy: Policy, zone: str) -> Calendar:
    """The calendar of a deadline counted in `zone` ("" for the policy's own): the same hours, local there.

    Public holidays are known for China alone; elsewhere the weekdays count as they come.
    """
    if not zone or zone == policy.calendar.zone:
        return calendar_of(policy)
    holidays = policy.calendar.holidays if zone in _CHINESE else "none"
    return _calendar(replace(policy.calendar, zone=zone, holidays=holidays))


@lru_cache(maxsize=256)
def _calendar(rule: CalendarRule) -> Calendar:
    return Calendar(
        zone=rule.zone,
        hours=parse_week({item.days: item.open for item in rule.hours}),
        holidays=rule.holidays,
        make_up_as=rule.make_up_as,
    )
