"""Working time: known dates, published holidays, zones with daylight saving, limits in days, bad input."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from gongdao.rulebook.calendar import Calendar, Day
from gongdao.rulebook.holidays import PUBLISHED_YEARS, holiday_name
from gongdao.rulebook.opening import ALWAYS_OPEN, OFFICE_WEEK, parse_hours, parse_week

HOURS = {"mon-fri": "09:00-12:00 13:30-18:00"}
OFFICE = Calendar(hours=parse_week(HOURS))
ROUND_THE_CLOCK = Calendar(hours=ALWAYS_OPEN, holidays="none")
NEW_YORK = Calendar(zone="America/New_York", hours=ALWAYS_OPEN, holidays="none")
HOUR = 3600


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# --- days ---


@pytest.mark.rule("SLA-8")
@pytest.mark.parametrize(
    ("on", "kind", "note"),
    [
        (date(2026, 2, 13), "working", ""),
        (date(2026, 2, 14), "make_up_day", "spring_festival"),  # a Saturday
        (date(2026, 2, 15), "holiday", "spring_festival"),
        (date(2026, 2, 23), "holiday", "spring_festival"),  # a Monday
        (date(2026, 2, 28), "make_up_day", "spring_festival"),  # a Saturday
        (date(2026, 3, 1), "weekend", ""),
        (date(2026, 9, 20), "make_up_day", "national_day"),  # a Sunday
        (date(2026, 10, 1), "holiday", "national_day"),
        (date(2025, 10, 6), "holiday", "mid_autumn_festival"),
    ],
)
def test_day_knows_holidays_and_make_up_workdays(on: date, kind: str, note: str) -> None:
    day = OFFICE.day(on)
    assert (day.kind, day.note, day.estimated) == (kind, note, False)
    assert OFFICE.is_working_day(on) == (kind in ("working", "make_up_day"))


@pytest.mark.rule("SLA-8")
def test_make_up_day_has_the_hours_of_the_configured_weekday() -> None:
    hours = parse_week({"mon": "09:00-18:00", "tue-fri": "08:00-17:00", "sat": "10:00-12:00"})
    assert Calendar(hours=hours).day(date(2026, 2, 14)).hours == ((540, 1080),)
    assert Calendar(hours=hours, make_up_as="fri").day(date(2026, 2, 14)).hours == ((480, 1020),)
    assert Calendar(hours=hours, holidays="none").day(date(2026, 2, 14)).hours == ((600, 720),)


def test_single_dates_outrank_the_holidays() -> None:
    calendar = Calendar(
        hours=OFFICE_WEEK,
        closed=(date(2026, 2, 14), date(2026, 3, 3)),
        opened=(date(2026, 2, 17), date(2026, 3, 7)),
    )
    assert calendar.day(date(2026, 2, 14)) == Day(date(2026, 2, 14), "closed", (), "closed_date")
    assert calendar.day(date(2026, 3, 3)) == Day(date(2026, 3, 3), "closed", (), "closed_date")
    nine_to_six = ((540, 1080),)
    assert calendar.day(date(2026, 2, 17)) == Day(date(2026, 2, 17), "working", nine_to_six, "opened_date")
    assert calendar.day(date(2026, 3, 7)) == Day(date(2026, 3, 7), "working", nine_to_six, "opened_date")


@pytest.mark.rule("SLA-8")
def test_year_without_published_holidays_is_computed_by_weekday_and_flagged() -> None:
    beyond = PUBLISHED_YEARS[-1] + 1
    national_day = date(beyond, 10, 1)
    assert OFFICE.day(national_day).estimated
    assert OFFICE.is_working_day(national_day) == (national_day.weekday() < 5)
    last, first = datetime(beyond - 1, 12, 31, tzinfo=UTC), datetime(beyond, 1, 2, tzinfo=UTC)
    assert OFFICE.estimated_years(last - timedelta(days=9), last) == ()
    assert OFFICE.estimated_years(last, first) == (beyond,)
    assert OFFICE.estimated_years(shanghai("2003-12-31 12:00"), shanghai("2004-01-05 00:00")) == (2003,)
    assert ROUND_THE_CLOCK.estimated_years(last, first) == ()


def test_last_midnight_of_a_published_year_is_not_estimated() -> None:
    midnight = OFFICE.day_start(date(PUBLISHED_YEARS[-1] + 1, 1, 1))
    assert OFFICE.estimated_years(midnight - timedelta(days=1), midnight) == ()


def test_holidays_have_names_in_both_languages() -> None:
    assert holiday_name("national_day") == "国庆节"
    assert holiday_name("spring_festival", "en") == "Spring Festival"


# --- intervals ---


def test_intervals_on_gives_the_open_hours_in_utc() -> None:
    assert OFFICE.intervals_on(date(2026, 3, 2)) == (
        (utc("2026-03-02 01:00"), utc("2026-03-02 04:00")),
        (utc("2026-03-02 05:30"), utc("2026-03-02 10:00")),
    )
    assert OFFICE.intervals_on(date(2026, 10, 1)) == ()


@pytest.mark.rule("SLA-8")
def test_daylight_saving_makes_days_of_23_and_25_hours() -> None:
    spring, autumn = date(2026, 3, 8), date(2026, 11, 1)
    assert NEW_YORK.intervals_on(spring) == ((utc("2026-03-08 05:00"), utc("2026-03-09 04:00")),)
    assert NEW_YORK.intervals_on(autumn) == ((utc("2026-11-01 04:00"), utc("2026-11-02 05:00")),)


@pytest.mark.rule("SLA-8")
def test_hours_skipped_by_daylight_saving_are_not_open_and_hours_lived_twice_are_open_twice() -> None:
    night = Calendar(
        zone="America/New_York",
        hours=parse_week({"sun": "01:30-02:30", "mon": "9:00-17:00"}),
        holidays="none",
    )
    assert night.intervals_on(date(2026, 3, 8)) == ((utc("2026-03-08 06:30"), utc("2026-03-08 07:00")),)
    assert night.intervals_on(date(2026, 11, 1)) == (
        (utc("2026-11-01 05:30"), utc("2026-11-01 06:00")),
        (utc("2026-11-01 06:30"), utc("2026-11-01 07:30")),
    )


def test_date_that_a_zone_skipped_has_no_time() -> None:
    apia = Calendar(zone="Pacific/Apia", hours=ALWAYS_OPEN, holidays="none")
    skipped = date(2011, 12, 30)
    assert apia.intervals_on(skipped) == ()
    assert not apia.is_working_day(skipped)
    assert apia.day_start(skipped) == apia.day_end(skipped)


# --- working time ---


@pytest.mark.rule("SLA-8")
def test_add_working_jumps_lunch_night_and_the_national_holiday() -> None:
    add = OFFICE.add_working
    assert add(shanghai("2026-03-02 11:00"), 1 * HOUR) == shanghai("2026-03-02 12:00")
    assert add(shanghai("2026-03-02 11:00"), 2 * HOUR) == shanghai("2026-03-02 14:30")
    assert add(shanghai("2026-03-02 17:00"), 2 * HOUR) == shanghai("2026-03-03 10:00")
    assert add(shanghai("2026-09-30 17:30:30"), 1 * HOUR) == shanghai("2026-10-08 09:30:30")
    assert add(shanghai("2026-02-13 17:00"), 2 * HOUR) == shanghai("2026-02-14 10:00")  # make-up Saturday


def test_add_working_backwards_gives_the_latest_instant() -> None:
    add = OFFICE.add_working
    assert add(shanghai("2026-03-03 10:00"), -2 * HOUR) == shanghai("2026-03-02 17:00")
    assert add(shanghai("2026-03-03 10:00"), -1 * HOUR) == shanghai("2026-03-03 09:00")
    assert add(shanghai("2026-10-08 10:00"), -1 * HOUR - 1) == shanghai("2026-09-30 17:59:59")


def test_working_seconds_of_whole_years() -> None:
    start, end = shanghai("2024-01-01 00:00"), shanghai("2027-01-01 00:00")
    days = 251 + 248 + 248  # working days of 2024, 2025 and 2026 as published
    assert OFFICE.working_seconds(start, end) == int(days * 7.5 * HOUR)
    assert OFFICE.add_working(start, int(days * 7.5 * HOUR)) == shanghai("2026-12-31 18:00")
    assert OFFICE.working_seconds(end, start) == -int(days * 7.5 * HOUR)


def test_fractions_of_a_second_are_dropped() -> None:
    start = shanghai("2026-03-02 11:00:00.999999")
    assert OFFICE.add_working(start, 1) == shanghai("2026-03-02 11:00:01")
    assert OFFICE.working_seconds(start, shanghai("2026-03-02 11:00:01.5")) == 1


# --- limits in days ---


@pytest.mark.rule("SLA-8")
def test_working_days_start_the_next_day_and_skip_the_spring_festival() -> None:
    add = OFFICE.add_working_days
    friday = shanghai("2026-02-13 15:00")  # the 14th is worked, the 15th to the 23rd are off
    assert add(friday, 1) == shanghai("2026-02-15 00:00")
    assert add(friday, 2) == shanghai("2026-02-25 00:00")
    assert add(friday, 2, ends="close_of_business") == shanghai("2026-02-24 18:00")
    assert add(friday, 2, ends="same_time") == shanghai("2026-02-24 15:00")
    assert add(friday, 1, starts="same_day") == shanghai("2026-02-14 00:00")
    assert add(friday, 1, starts="same_day", ends="close_of_business") == shanghai("2026-02-13 18:00")


def test_same_day_counts_only_a_day_with_time_left() -> None:
    evening, sunday = shanghai("2026-03-02 19:00"), shanghai("2026-03-01 10:00")
    same_day = {"starts": "same_day", "ends": "close_of_business"}
    assert OFFICE.add_working_days(evening, 1, **same_day) == shanghai("2026-03-03 18:00")  # type: ignore[arg-type]
    assert OFFICE.add_days(evening, 1, **same_day) == shanghai("2026-03-03 18:00")  # type: ignore[arg-type]
    assert OFFICE.add_working_days(sunday, 1, starts="same_day") == shanghai("2026-03-03 00:00")


def test_same_time_counts_whole_days_from_the_next_working_day() -> None:
    add = OFFICE.add_working_days
    assert add(shanghai("2026-02-28 10:20:30"), 1, ends="same_time") == shanghai("2026-03-02 10:20:30")
    assert add(shanghai("2026-03-01 10:00"), 1, ends="same_time") == shanghai("2026-03-03 00:00")
    assert add(shanghai("2026-03-02 00:00"), 1, ends="same_time") == shanghai("2026-03-03 00:00")


@pytest.mark.rule("APP-2")
def test_natural_days_start_the_next_day_and_a_last_day_off_moves() -> None:
    add = OFFICE.add_days
    judged = shanghai("2026-09-24 10:00")
    assert add(judged, 7) == shanghai("2026-10-02 00:00")
    assert add(judged, 7, holiday_moves=True) == shanghai("2026-10-09 00:00")
    assert add(judged, 7, ends="close_of_business", holiday_moves=True) == shanghai("2026-10-08 18:00")
    assert add(judged, 7, ends="close_of_business") == shanghai("2026-10-02 00:00")  # closed that day
    assert add(judged, 7, ends="same_time") == shanghai("2026-10-01 10:00")
    assert add(judged, 7, starts="same_day") == shanghai("2026-10-01 00:00")
    assert add(shanghai("2026-09-24 00:00"), 7, ends="same_time", holiday_moves=True) == shanghai(
        "2026-10-01 00:00"
    )


def test_same_time_is_local_time_across_daylight_saving() -> None:
    before = datetime(2026, 3, 7, 12, 0, tzinfo=ZoneInfo("America/New_York"))
    assert NEW_YORK.add_days(before, 1, ends="same_time") - before.astimezone(UTC) == timedelta(hours=23)
    in_the_gap = datetime(2026, 3, 7, 2, 30, tzinfo=ZoneInfo("America/New_York"))
    assert NEW_YORK.add_days(in_the_gap, 1, ends="same_time") == utc("2026-03-08 07:30")


# --- bad input ---


def test_naive_instants_raise() -> None:
    naive = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - this is what must be refused
    with pytest.raises(ValueError, match="aware"):
        OFFICE.add_working(naive, 1)
    with pytest.raises(ValueError, match="aware"):
        OFFICE.working_seconds(shanghai("2026-03-02 09:00"), naive)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"zone": "Asia/Beijing"}, "expected a name as Asia/Shanghai"),
        ({"zone": "../etc/passwd"}, "expected a name as Asia/Shanghai"),
        ({"hours": ((),) * 7}, "at least one weekday"),
        ({"hours": (((540, 500),),) + ((),) * 6}, "mon: intervals must follow"),
        ({"hours": (((540, 720), (700, 800)),) + ((),) * 6}, "mon: intervals must follow"),
        ({"hours": (((540, 1500),),) + ((),) * 6}, "mon: intervals must follow"),
        ({"closed": (date(2026, 3, 2),), "opened": (date(2026, 3, 2),)}, "both a closed and an opened"),
    ],
)
def test_impossible_calendar_raises(fields: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Calendar(**fields)  # type: ignore[arg-type]  # on purpose


def test_limits_without_length_raise() -> None:
    at = shanghai("2026-03-02 09:00")
    with pytest.raises(ValueError, match="expected at least 1"):
        OFFICE.add_days(at, 0)
    with pytest.raises(ValueError, match="next_day"):
        OFFICE.add_working_days(at, 1, starts="same_day", ends="same_time")


def test_week_is_parsed_from_text() -> None:
    week = parse_week(
        {"mon-fri": "09:00-12:00, 13:30-18:00", "Sat": ["10:00-16:00", "20:00-24:00"], "sun": "closed"}
    )
    assert week == (((540, 720), (810, 1080)),) * 5 + (((600, 960), (1200, 1440)), ())


@pytest.mark.parametrize(
    "text", ["9-18", "09:00-18:60", "18:00-09:00", "22:00-26:00", "09:00-12:00 11:00-13:00", "always"]
)
def test_unreadable_hours_raise(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected as 09:00-18:00|intervals must follow"):
        parse_hours(text)


@pytest.mark.parametrize("days", ["monday", "fri-mon-", "1-5", "", "sat-mon"])
def test_unreadable_weekdays_raise(days: str) -> None:
    with pytest.raises(ValueError, match=r"expected as mon|from mon to sun"):
        parse_week({days: "09:00-18:00"})
