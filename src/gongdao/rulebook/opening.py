"""Opening hours of a week, as data and from text (SLA-8)."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, get_args

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Hours = tuple[tuple[int, int], ...]  # local minutes since midnight, (540, 1080) for 09:00-18:00
Week = tuple[Hours, Hours, Hours, Hours, Hours, Hours, Hours]  # from Monday

WEEKDAYS: Final[tuple[str, ...]] = get_args(Weekday)
WHOLE_DAY: Final[Hours] = ((0, 1440),)
ALWAYS_OPEN: Final[Week] = (WHOLE_DAY,) * 7
OFFICE_WEEK: Final[Week] = (((540, 1080),),) * 5 + ((),) * 2

_INTERVAL: Final = re.compile(r"(\d\d?):([0-5]\d)-(\d\d?):([0-5]\d)")


def parse_week(hours: Mapping[str, str | Iterable[str]]) -> Week:
    """A week from text: {"mon-fri": "09:00-12:00 13:30-18:00", "sat": ["10:00-16:00"], "sun": "closed"}.

    Days are one weekday or a range; the later text wins, days not named are closed. Raises ValueError.
    """
    week: list[Hours] = [()] * 7
    for days, text in hours.items():
        first, _, last = days.strip().lower().partition("-")
        if first not in WEEKDAYS or (last or first) not in WEEKDAYS:
            raise ValueError(f"{days!r} are not weekdays: expected as mon, mon-fri or sat-sun")
        named = range(WEEKDAYS.index(first), WEEKDAYS.index(last or first) + 1)
        if not named:
            raise ValueError(f"{days!r} run backwards: a week goes from mon to sun")
        for index in named:
            week[index] = parse_hours(text)
    return (week[0], week[1], week[2], week[3], week[4], week[5], week[6])


def parse_hours(text: str | Iterable[str]) -> Hours:
    """Opening hours of a day from text such as "09:00-12:00 13:30-18:00", "00:00-24:00" or "closed"."""
    parts = (text if isinstance(text, str) else " ".join(text)).replace(",", " ").split()
    if parts == ["closed"]:
        return ()
    hours = tuple(_parse_interval(part) for part in parts)
    check_hours(" ".join(parts), hours)
    return hours


def check_hours(name: str, hours: Hours) -> None:
    """Raise ValueError unless the intervals lie within a day, in order, without overlap."""
    at = 0
    for opens, closes in hours:
        if not at <= opens < closes <= 1440:
            raise ValueError(
                f"{name}: intervals must follow one another within one day; hours past midnight are two"
                f" intervals on two days, until 24:00 and from 00:00"
            )
        at = closes


def _parse_interval(text: str) -> tuple[int, int]:
    match = _INTERVAL.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} are not opening hours: expected as 09:00-18:00")
    first_hour, first_minute, last_hour, last_minute = map(int, match.groups())
    return first_hour * 60 + first_minute, last_hour * 60 + last_minute
