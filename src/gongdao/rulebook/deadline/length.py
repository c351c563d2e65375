"""Lengths of time limits as policies write them: "30m", "2h", "7d", "3wd", "8wh", and how days count."""

import re
from functools import lru_cache
from typing import Final, Literal

from msgspec import Struct

Unit = Literal["s", "m", "h", "d", "wd", "wh"]  # seconds to natural days 自然日, working days, working hours
Measure = Literal["clock", "working_day", "working"]

SECONDS: Final[dict[str, int]] = {"s": 1, "m": 60, "h": 3600, "wh": 3600, "d": 86400, "wd": 86400}

_LENGTH: Final = re.compile(r"([1-9][0-9]*)(wd|wh|s|m|h|d)")
_PERCENT: Final = re.compile(r"([1-9][0-9]?)%")
_LONGEST: Final = 100 * 366 * 86400


class Length(Struct, frozen=True, cache_hash=True):
    """So many of a unit; its text is what a policy writes."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    @property
    def in_days(self) -> bool:
        """Whether a day rule applies to it."""
        return self.unit in ("d", "wd")

    @property
    def rests_on_calendar(self) -> bool:
        """Whether holidays and hours may tell when it is over."""
        return self.unit in ("d", "wd", "wh")

    @property
    def seconds(self) -> int:
        """Its seconds in its own measure, a day being 24 hours."""
        return self.count * SECONDS[self.unit]


class DayRule(Struct, frozen=True, omit_defaults=True, cache_hash=True):
    """How a limit in days counts; limits in hours always start at once and end to the second.

    `starts`: at_once counts from the start itself; next_day from the next local midnight 次日起算; same_day
    makes the starting day the first. `ends`: at the same local time, at 24:00 local, or at the close of
    business. `holiday_moves`: natural days only, a last day off moves to the next working day 顺延.
    """

    starts: Literal["at_once", "next_day", "same_day"] = "at_once"
    ends: Literal["same_time", "end_of_day", "close_of_business"] = "same_time"
    holiday_moves: bool = False

    def __post_init__(self) -> None:
        if self.starts == "same_day" and self.ends == "same_time":
            raise ValueError("starts same_day cannot end same_time: one day would be no time at all")


@lru_cache(maxsize=1024)
def parse_length(text: str) -> Length:
    """The length a text means. Raises ValueError that says what was expected."""
    match = _LENGTH.fullmatch(text)
    if match is None:
        raise ValueError(
            f"{text!r} is not a length of time: expected a whole number from 1 and a unit, as 30m (minutes),"
            " 2h (hours), 7d (natural days), 3wd (working days) or 8wh (working hours)"
        )
    count, unit = match.groups()
    if len(count) > 10 or int(count) * SECONDS[unit] > _LONGEST:
        raise ValueError(f"{text!r} is too long a time: expected less than a hundred years")
    return Length(int(count), unit)  # type: ignore[arg-type]  # the pattern lets only units pass


@lru_cache(maxsize=1024)
def parse_warning(text: str) -> int | Length:
    """When to warn: a percentage of the length ("50%"), or a length before the end ("2h", "1wd")."""
    if match := _PERCENT.fullmatch(text):
        return int(match[1])
    try:
        return parse_length(text)
    except ValueError:
        raise ValueError(
            f"{text!r} is not a warning: expected 1% to 99%, or a time before the end as 2h or 1wd"
        ) from None


def measure_of(length: Length, rule: DayRule) -> Measure:
    """What a limit is measured in, so that pausing it can keep the remainder.

    `clock`: every second counts (s, m, h, d). `working_day`: all 24 hours of working days count (wd).
    `working`: opening hours count (wh, and wd up to the close of business).
    """
    if length.unit == "wh" or (length.unit == "wd" and rule.ends == "close_of_business"):
        return "working"
    return "working_day" if length.unit == "wd" else "clock"
