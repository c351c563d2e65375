"""The published Chinese holidays (SLA-8), as data: rest days and make-up workdays 调休补班, by code.

The State Council publishes each year's schedule in the autumn before; the `chinesecalendar` package carries
it. Its own questions raise NotImplementedError outside the published years; here such a year is simply not
in `PUBLISHED_YEARS`, and the calendar computes it by weekday and flags it.
"""

from datetime import date
from typing import Final

from chinese_calendar import Holiday
from chinese_calendar import holidays as _rest_days
from chinese_calendar import workdays as _make_up_days

_CODES: Final[dict[str, str]] = {holiday.value: holiday.name for holiday in Holiday}

REST_DAYS: Final[dict[date, str]] = {day: _CODES[name] for day, name in _rest_days.items()}
MAKE_UP_DAYS: Final[dict[date, str]] = {day: _CODES[name] for day, name in _make_up_days.items()}
PUBLISHED_YEARS: Final[range] = range(min(_rest_days).year, max(_rest_days).year + 1)

_NAMES: Final[dict[str, dict[str, str]]] = {
    holiday.name: {"zh-hans": holiday.chinese, "en": holiday.value} for holiday in Holiday
}


def holiday_name(code: str, language: str = "zh-hans") -> str:
    """The name of a holiday code: "national_day" is 国庆节. An unknown code or language raises KeyError."""
    return _NAMES[code][language]
