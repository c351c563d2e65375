"""The working calendar of a policy (SLA-8)."""

from functools import lru_cache

from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.opening import parse_week
from gongdao.rulebook.policy import CalendarRule, Policy


def calendar_of(policy: Policy) -> Calendar:
    """The calendar that a policy describes. Raises ValueError for hours that cannot be read."""
    return _calendar(policy.calendar)


@lru_cache(maxsize=256)
def _calendar(rule: CalendarRule) -> Calendar:
    return Calendar(
        zone=rule.zone,
        hours=parse_week({item.days: item.open for item in rule.hours}),
        holidays=rule.holidays,
        make_up_as=rule.make_up_as,
    )
