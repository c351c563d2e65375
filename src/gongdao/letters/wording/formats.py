"""How instants, days, amounts and lengths of time look in each language. The time zone is an argument."""

import re
from datetime import date, datetime, timedelta, tzinfo
from typing import Final

from gongdao.letters.wording.catalogue import Language

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR

# Lengths of a policy, such as `3wd` (working days) or `48h`.
_LENGTH = re.compile(r"(\d+)(wd|wh|wm|mo|d|h|m|y|w)")
_LENGTH_UNITS: Final[dict[Language, dict[str, tuple[str, str]]]] = {
    "zh-hans": {
        "wd": (" 个工作日",) * 2,
        "wh": (" 个工作小时",) * 2,
        "wm": (" 个工作分钟",) * 2,
        "mo": (" 个月",) * 2,
        "d": (" 天",) * 2,
        "h": (" 小时",) * 2,
        "m": (" 分钟",) * 2,
        "y": (" 年",) * 2,
        "w": (" 周",) * 2,
    },
    "en": {
        "wd": (" working day", " working days"),
        "wh": (" working hour", " working hours"),
        "wm": (" working minute", " working minutes"),
        "mo": (" month", " months"),
        "d": (" day", " days"),
        "h": (" hour", " hours"),
        "m": (" minute", " minutes"),
        "y": (" year", " years"),
        "w": (" week", " weeks"),
    },
}

# Beside what is left of a limit that does not run by the clock.
_MEASURED: Final[dict[Language, dict[str, str]]] = {
    "zh-hans": {"working": "（工作时间）", "working_day": "（按工作日）"},
    "en": {"working": " (working time)", "working_day": " (working days)"},
}


def format_instant(instant: datetime, language: Language, zone: tzinfo) -> str:
    """Return an aware instant in the local time of `zone`, to the minute."""
    local = instant.astimezone(zone)
    clock = f"{local.hour:02}:{local.minute:02}"
    separator = " " if language == "zh-hans" else ", "
    return f"{format_date(local.date(), language)}{separator}{clock}"


def format_due(instant: datetime, language: Language, zone: tzinfo) -> str:
    """Return a due instant; the end of a day is said as 24:00 of that day, as people count it."""
    local = instant.astimezone(zone)
    if (local.hour, local.minute, local.second) != (0, 0, 0):
        return format_instant(instant, language, zone)
    separator = " " if language == "zh-hans" else ", "
    return f"{format_date(local.date() - timedelta(days=1), language)}{separator}24:00"


def format_date(day: date, language: Language) -> str:
    """Return a day: `2024年5月10日`, `10 May 2024`."""
    if language == "zh-hans":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def format_money(fen: int, language: Language = "zh-hans") -> str:  # noqa: ARG001  # the same in both so far
    """Return an amount of integer fen in yuan with thousands separators: `¥1,299.00`."""
    sign = "-" if fen < 0 else ""
    yuan, cents = divmod(abs(fen), 100)
    return f"{sign}¥{yuan:,}.{cents:02}"


def format_duration(seconds: float, language: Language) -> str:
    """Return a length of time by its two largest units: `2 天 3 小时`, `3 h 20 min`, `45 s`."""
    whole = abs(int(seconds))
    zh = language == "zh-hans"
    units = (
        (_DAY, "天" if zh else "d"),
        (_HOUR, "小时" if zh else "h"),
        (_MINUTE, "分" if zh else "min"),
        (1, "秒" if zh else "s"),
    )
    for index, (size, name) in enumerate(units):
        if whole >= size or size == 1:
            count, rest = divmod(whole, size)
            parts = [f"{count} {name}"]
            if index + 1 < len(units) and size > _MINUTE and (more := rest // units[index + 1][0]):
                parts.append(f"{more} {units[index + 1][1]}")
            return " ".join(parts)
    raise AssertionError("seconds are the last unit")


def format_remaining(seconds: float, language: Language, measure: str = "") -> str:
    """Return what is left of a time limit, or by how much it has passed when `seconds` is negative.

    `measure`: in which the limit runs, where that is not clock time: working days or hours (SLA-8).
    """
    length = format_duration(seconds, language)
    if seconds < 0:
        said = f"已超 {length}" if language == "zh-hans" else f"{length} over"
    else:
        said = f"还剩 {length}" if language == "zh-hans" else f"{length} left"
    return said + _MEASURED[language].get(measure, "")


def format_length(length: str, language: Language) -> str:
    """Return a policy's length such as `3wd` or `48h` in words; what cannot be read is returned as it is."""
    if length.endswith("s") and length[:-1].isdecimal():  # up to a promised instant
        return format_duration(int(length[:-1]), language)
    parts = _LENGTH.findall(length)
    if not parts or "".join(count + unit for count, unit in parts) != length:
        return length
    words = (f"{count}{_LENGTH_UNITS[language][unit][int(count) != 1]}" for count, unit in parts)
    return " ".join(words)


def format_share(basis_points: int) -> str:
    """Return a share of basis points (10000 = all) as a percentage: `60%`, `33.33%`."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".") + "%"
