"""Time limits: lengths from text, start, pause, resume, extend, end, warnings, and the explanation."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from gongdao.rulebook import deadline as clock
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.deadline import DayRule, Deadline, Length, Remaining, parse_length, parse_warning
from gongdao.rulebook.opening import ALWAYS_OPEN, parse_week

OFFICE = Calendar(hours=parse_week({"mon-fri": "09:00-12:00 13:30-18:00"}))
ALWAYS = Calendar(hours=ALWAYS_OPEN, holidays="none")
WHOLE_DAYS = DayRule(starts="next_day", ends="end_of_day")
MOVING = DayRule(starts="next_day", ends="end_of_day", holiday_moves=True)
CLOSING = DayRule(starts="next_day", ends="close_of_business")
HOUR = timedelta(hours=1)
TUESDAY = "2026-03-03 10:00"


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def start(
    length: str,
    at: str = TUESDAY,
    rule: DayRule | None = None,
    warn: tuple[str, ...] = (),
    calendar: Calendar = OFFICE,
) -> Deadline:
    return clock.start(
        key="proposal",
        rule="proposal",
        cite="SLA-2",
        bearer="handler",
        at=shanghai(at),
        length=length,
        day_rule=rule or DayRule(),
        warn=warn,
        calendar=calendar,
    )


def waited(deadline: Deadline, since: str, until: str, calendar: Calendar = OFFICE) -> Deadline:
    paused = clock.pause(deadline, shanghai(since), calendar, reason="customer")
    return clock.resume(paused, shanghai(until), calendar)


# --- lengths ---


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("30m", Length(30, "m")),
        ("2h", Length(2, "h")),
        ("7d", Length(7, "d")),
        ("3wd", Length(3, "wd")),
        ("8wh", Length(8, "wh")),
        ("5400s", Length(5400, "s")),
    ],
)
def test_length_is_parsed_and_written_the_same(text: str, length: Length) -> None:
    assert parse_length(text) == length
    assert str(length) == text


@pytest.mark.parametrize(
    "text", ["", "3", "d", "0d", "-1h", "1.5h", "3 wd", "7D", "２h", "1h30m", "3days", "03d"]
)
def test_unreadable_length_says_what_was_expected(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected a whole number from 1 and a unit, as 30m .*3wd"):
        parse_length(text)


@pytest.mark.parametrize("text", ["999999d", "9" * 5000 + "h", "99999999999s"])
def test_endless_length_raises(text: str) -> None:
    with pytest.raises(ValueError, match="less than a hundred years"):
        parse_length(text)


def test_warning_is_a_percentage_or_a_length() -> None:
    assert parse_warning("50%") == 50
    assert parse_warning("1wd") == Length(1, "wd")
    for text in ("0%", "100%", "50 %", "soon"):
        with pytest.raises(ValueError, match="expected 1% to 99%"):
            parse_warning(text)


def test_day_rule_that_leaves_no_time_raises() -> None:
    with pytest.raises(ValueError, match="no time at all"):
        DayRule(starts="same_day", ends="same_time")


# --- start ---


@pytest.mark.parametrize(
    ("length", "rule", "due", "seconds", "measure"),
    [
        ("30m", DayRule(), "2026-03-03 10:30", 1800, "clock"),
        ("24h", WHOLE_DAYS, "2026-03-04 10:00", 86400, "clock"),
        ("8wh", WHOLE_DAYS, "2026-03-04 10:30", 8 * 3600, "working"),
        ("3wd", DayRule(), "2026-03-06 10:00", 3 * 86400, "working_day"),
        ("3wd", WHOLE_DAYS, "2026-03-07 00:00", 3 * 86400, "working_day"),
        ("3wd", DayRule(ends="end_of_day"), "2026-03-07 00:00", 3 * 86400 + 14 * 3600, "working_day"),
        ("3wd", CLOSING, "2026-03-06 18:00", 3 * 27000, "working"),
        ("7d", DayRule(), "2026-03-10 10:00", 7 * 86400, "clock"),
        ("7d", WHOLE_DAYS, "2026-03-11 00:00", 7 * 86400, "clock"),
        (
            "7d",
            DayRule(starts="same_day", ends="end_of_day"),
            "2026-03-10 00:00",
            6 * 86400 + 14 * 3600,
            "clock",
        ),
    ],
)
@pytest.mark.rule("SLA-8")
def test_start_counts_by_unit_and_day_rule(
    length: str, rule: DayRule, due: str, seconds: int, measure: str
) -> None:
    deadline = start(length, rule=rule)
    assert deadline.due_at == shanghai(due)
    assert (deadline.seconds, deadline.measure) == (seconds, measure)
    assert clock.remaining(deadline, deadline.started_at, OFFICE) == Remaining(seconds, deadline.measure)


def test_at_once_at_midnight_counts_that_day() -> None:
    rule = DayRule(starts="at_once", ends="end_of_day")
    assert start("1d", "2026-03-03 00:00", rule).due_at == shanghai("2026-03-04 00:00")


@pytest.mark.rule("SLA-7")
def test_a_promised_instant_is_itself_the_limit() -> None:
    promised = shanghai("2026-03-05 15:30:20")
    deadline = clock.start(
        key="promise:1", rule="promise", cite="SLA-7", bearer="staff:9", at=shanghai(TUESDAY),
        due_at=promised, calendar=OFFICE, warn=("2h",),
    )  # fmt: skip
    assert (deadline.due_at, deadline.length) == (promised, "192620s")
    assert deadline.warn_at == (promised - 2 * HOUR,)
    with pytest.raises(ValueError, match="expected an instant after"):
        clock.start(
            key="promise:1", rule="promise", cite="SLA-7", bearer="staff:9", at=promised, due_at=promised,
            calendar=OFFICE,
        )  # fmt: skip


@pytest.mark.rule("SLA-12")
def test_goods_check_takes_72_hours_whatever_the_day() -> None:
    assert start("72h", "2026-02-15 09:00").due_at == shanghai("2026-02-18 09:00")
    assert not start("72h", "2026-12-30 09:00").estimated


@pytest.mark.rule("SLA-8")
def test_deadline_that_rests_on_unpublished_holidays_is_flagged() -> None:
    assert start("3wd", "2026-12-30 09:00").estimated
    assert not start("3wd", "2026-12-27 09:00", WHOLE_DAYS).estimated  # up to the last midnight of 2026
    assert start("7d", "2026-12-30 09:00", MOVING).estimated
    assert not start("7d", "2026-12-30 09:00", WHOLE_DAYS).estimated
    assert not start("3wd", "2026-12-30 09:00", calendar=ALWAYS).estimated


# --- pause and resume ---


@pytest.mark.rule("SLA-9")
@pytest.mark.parametrize(
    ("length", "rule", "since", "until", "due"),
    [
        # clock time: moved by the pause itself
        ("24h", DayRule(), "2026-03-03 20:00:01", "2026-03-05 08:00:03", "2026-03-05 22:00:02"),
        # opening hours: a pause over night costs nothing, one over lunch only its open part
        ("8wh", DayRule(), "2026-03-03 18:00", "2026-03-04 09:00", "2026-03-04 10:30"),
        ("8wh", DayRule(), "2026-03-03 11:00", "2026-03-03 14:30", "2026-03-04 14:00"),
        # working days: all their hours count, a weekend costs nothing
        ("3wd", WHOLE_DAYS, "2026-03-05 10:00", "2026-03-05 15:00", "2026-03-09 05:00"),
        ("3wd", WHOLE_DAYS, "2026-03-05 10:00", "2026-03-08 15:00", "2026-03-10 14:00"),
        # before the counting begins a pause costs nothing
        ("3wd", WHOLE_DAYS, "2026-03-03 11:00", "2026-03-03 23:00", "2026-03-07 00:00"),
        # to the close of business: opening hours
        ("3wd", CLOSING, "2026-03-05 17:00", "2026-03-06 10:00", "2026-03-09 11:00"),
        # natural days: moved by the pause itself
        ("7d", WHOLE_DAYS, "2026-03-05 10:00", "2026-03-05 15:00", "2026-03-11 05:00"),
    ],
)
def test_pause_keeps_what_is_left_in_the_own_measure(
    length: str, rule: DayRule, since: str, until: str, due: str
) -> None:
    before = start(length, rule=rule)
    left = clock.remaining(before, shanghai(since), OFFICE)
    after = waited(before, since, until)
    assert after.due_at == shanghai(due)
    assert clock.remaining(after, shanghai(until), OFFICE) == left


@pytest.mark.rule("SLA-9")
def test_pause_at_the_due_instant_leaves_nothing() -> None:
    deadline = waited(start("24h"), "2026-03-04 10:00", "2026-03-06 12:00")
    assert deadline.due_at == shanghai("2026-03-06 12:00")


def test_pause_after_the_due_instant_gives_nothing_back() -> None:
    deadline = waited(start("24h"), "2026-03-04 10:00:01", "2026-03-06 12:00")
    assert deadline.due_at == shanghai("2026-03-04 10:00")


@pytest.mark.rule("SLA-9")
def test_holidays_over_which_the_last_day_moved_are_not_given_twice() -> None:
    appeal = start("7d", "2026-09-24 10:00", MOVING)
    assert appeal.due_at == shanghai("2026-10-09 00:00")
    within = waited(appeal, "2026-10-02 10:00", "2026-10-05 10:00")
    assert within.due_at == appeal.due_at
    across = waited(appeal, "2026-09-28 12:00", "2026-10-10 10:00")
    assert clock.remaining(across, shanghai("2026-10-10 10:00"), OFFICE).seconds == int(3.5 * 86400)
    assert across.due_at == shanghai("2026-10-13 22:00")


def test_last_day_that_moved_with_nothing_left_moves_only_once() -> None:
    moved = waited(
        start("7d", "2026-03-05 10:00", DayRule(holiday_moves=True)), "2026-03-12 10:00", "2026-03-14 12:00"
    )
    assert moved.due_at == shanghai("2026-03-16 00:00")  # a Monday
    assert waited(moved, "2026-03-14 13:00", "2026-03-15 13:00").due_at == moved.due_at


def test_remaining_stands_still_while_paused_and_turns_negative_when_overdue() -> None:
    deadline = start("24h")
    paused = clock.pause(deadline, shanghai("2026-03-03 20:00"), OFFICE, reason="evidence")
    assert clock.remaining(paused, shanghai("2026-03-09 20:00"), OFFICE).seconds == 14 * 3600
    assert clock.remaining(deadline, shanghai("2026-03-04 10:00:05"), OFFICE).seconds == -5
    assert clock.next_tick(paused) is None


def test_pause_before_the_start_counts_from_the_start() -> None:
    deadline = clock.pause(start("24h"), shanghai("2026-03-03 09:59:59"), OFFICE, reason="customer")
    assert deadline.paused_at == shanghai(TUESDAY)
    resumed = clock.resume(deadline, shanghai("2026-03-03 09:59:58"), OFFICE)
    assert resumed.due_at == shanghai("2026-03-04 10:00")


# --- extend and relengthen ---


@pytest.mark.rule("SLA-10")
@pytest.mark.parametrize(
    ("length", "rule", "added", "due", "seconds"),
    [
        ("24h", DayRule(), "90m", "2026-03-04 11:30", 5400),
        ("24h", DayRule(), "2wd", "2026-03-06 10:00", 2 * 86400),
        ("24h", DayRule(), "8wh", "2026-03-05 10:30", 86400 + 1800),
        ("8wh", DayRule(), "2h", "2026-03-04 14:00", 7200),
        ("8wh", DayRule(), "1wd", "2026-03-05 10:30", 27000),
        ("3wd", WHOLE_DAYS, "2d", "2026-03-11 00:00", 2 * 86400),
        ("3wd", WHOLE_DAYS, "2h", "2026-03-09 02:00", 7200),
        ("3wd", WHOLE_DAYS, "1wh", "2026-03-09 10:00", 36000),
        ("7d", WHOLE_DAYS, "3d", "2026-03-14 00:00", 3 * 86400),
        ("7d", MOVING, "4d", "2026-03-17 00:00", 4 * 86400),  # the 14th is a Saturday
    ],
)
def test_extension_adds_time_at_the_end(
    length: str, rule: DayRule, added: str, due: str, seconds: int
) -> None:
    at = shanghai("2026-03-03 11:00")
    longer = clock.extend(start(length, rule=rule), added, "more evidence", at, "staff:3", OFFICE)
    assert longer.due_at == shanghai(due)
    assert longer.extended == (
        clock.Extension(by_length=added, reason="more evidence", at=at, by="staff:3", seconds=seconds),
    )


def test_extension_of_a_paused_deadline_is_there_when_it_resumes() -> None:
    paused = clock.pause(start("24h"), shanghai("2026-03-03 20:00"), OFFICE, reason="customer")
    longer = clock.extend(paused, "2h", "asked", shanghai("2026-03-04 08:00"), "staff:3", OFFICE)
    resumed = clock.resume(longer, shanghai("2026-03-05 20:00"), OFFICE)
    assert clock.remaining(resumed, shanghai("2026-03-05 20:00"), OFFICE).seconds == 16 * 3600


@pytest.mark.rule("TRI-4")
def test_relengthen_counts_anew_from_the_own_start_with_the_same_pauses() -> None:
    deadline = waited(start("48h", warn=("50%",)), "2026-03-03 12:00", "2026-03-03 13:00")
    shorter = clock.relengthen(deadline, "2h", OFFICE, warn=("30m",))
    assert (shorter.length, shorter.seconds) == ("2h", 7200)
    assert shorter.due_at == shanghai("2026-03-03 13:00")  # nothing was left when it was paused
    assert shorter.pauses == deadline.pauses
    assert clock.relengthen(deadline, "48h", OFFICE) == deadline


@pytest.mark.rule("SLA-8")
def test_relengthen_with_its_own_length_takes_up_holidays_known_since() -> None:
    estimated = start("3wd", "2026-12-30 09:00", WHOLE_DAYS)
    known = Calendar(hours=OFFICE.hours, closed=(shanghai("2027-01-01 00:00").date(),))
    assert estimated.due_at == shanghai("2027-01-05 00:00")
    assert clock.relengthen(estimated, "3wd", known).due_at == shanghai("2027-01-06 00:00")


# --- warnings and ticks ---


@pytest.mark.rule("SLA-10")
def test_warnings_come_before_the_limit_and_then_the_due_instant() -> None:
    deadline = start("8wh", warn=("50%", "2h", "1wh", "3wd"))  # three working days before: already over
    half, clock_2h, hour = map(shanghai, ("2026-03-03 15:30", "2026-03-04 08:30", "2026-03-04 09:30"))
    assert deadline.warn_at == (half, clock_2h, hour)
    assert clock.next_tick(deadline) == half
    warned = clock.warn(deadline, clock_2h)  # a machine that slept through the first
    assert (warned.warn_at, warned.warned) == ((hour,), 1)
    warned = clock.warn(warned, hour)
    assert (warned.warn_at, warned.warned) == ((), 2)
    assert clock.next_tick(warned) == warned.due_at
    with pytest.raises(ValueError, match="no warning is due"):
        clock.warn(warned, hour)


@pytest.mark.rule("SLA-9")
def test_warnings_to_come_move_with_the_due_instant() -> None:
    deadline = clock.warn(start("24h", warn=("50%", "2h")), shanghai("2026-03-03 22:00"))
    later = waited(deadline, "2026-03-03 23:00", "2026-03-04 05:00")
    assert later.due_at == shanghai("2026-03-04 16:00")
    assert later.warn_at == (shanghai("2026-03-04 14:00"),)


def test_extension_warns_anew_before_the_new_end() -> None:
    deadline = clock.warn(start("24h", warn=("50%", "2h")), shanghai("2026-03-04 09:00"))
    longer = clock.extend(deadline, "24h", "asked", shanghai("2026-03-04 09:30"), "staff:3", OFFICE)
    assert longer.warn_at == (shanghai("2026-03-04 10:00"), shanghai("2026-03-05 08:00"))
    assert longer.warned == 1


# --- ends ---


@pytest.mark.rule("SLA-10")
def test_lapse_only_from_the_due_instant_on_and_once() -> None:
    deadline = start("24h")
    with pytest.raises(ValueError, match="cannot lapse before"):
        clock.lapse(deadline, deadline.due_at - timedelta(seconds=1))
    lapsed = clock.lapse(deadline, deadline.due_at)
    assert (lapsed.status, lapsed.ended_at) == ("lapsed", deadline.due_at)
    assert clock.is_late(lapsed)
    assert clock.next_tick(lapsed) is None
    for end in (clock.lapse, clock.stop, clock.cancel):
        with pytest.raises(ValueError, match="is lapsed: expected running"):
            end(lapsed, deadline.due_at)


def test_stop_is_late_only_after_the_due_instant() -> None:
    deadline = start("24h")
    assert not clock.is_late(deadline)
    assert not clock.is_late(clock.stop(deadline, deadline.due_at))
    assert clock.is_late(clock.stop(deadline, deadline.due_at + timedelta(seconds=1)))
    assert not clock.is_late(clock.cancel(deadline, deadline.due_at + HOUR))


@pytest.mark.rule("SLA-9")
def test_what_is_done_within_a_pause_is_in_time() -> None:
    deadline = start("24h")
    paused = clock.pause(deadline, deadline.due_at - HOUR, OFFICE, reason="customer")
    done = clock.stop(paused, deadline.due_at + 9 * HOUR)
    assert not clock.is_late(done)
    assert clock.remaining(done, deadline.due_at + 20 * HOUR, OFFICE).seconds == 3600
    assert clock.counted_seconds(clock.explain(done, OFFICE, deadline.due_at + 20 * HOUR)) == 86400


def test_wrong_order_raises() -> None:
    running = start("24h")
    at = running.started_at
    paused = clock.pause(running, at, OFFICE, reason="customer")
    with pytest.raises(ValueError, match="is paused: expected running"):
        clock.pause(paused, at, OFFICE, reason="customer")
    with pytest.raises(ValueError, match="is paused: expected running"):
        clock.lapse(paused, running.due_at)
    with pytest.raises(ValueError, match="is running: expected paused"):
        clock.resume(running, at, OFFICE)
    with pytest.raises(ValueError, match="is met: expected running or paused"):
        clock.extend(clock.stop(running, at), "1h", "asked", at, "staff:3", OFFICE)


def test_deadline_is_stored_and_read_back_the_same() -> None:
    deadline = waited(
        start("7d", "2026-09-24 10:00", MOVING, ("50%", "1wd")), "2026-09-26 10:00", "2026-09-26 11:00"
    )
    deadline = clock.extend(deadline, "1d", "asked", deadline.started_at, "staff:3", OFFICE)
    assert msgspec.json.decode(msgspec.json.encode(deadline), type=Deadline) == deadline


# --- explanation ---


def rows(
    deadline: Deadline, now: datetime | None = None, calendar: Calendar = OFFICE
) -> list[tuple[object, ...]]:
    def local(at: datetime) -> str:
        return f"{at.astimezone(ZoneInfo('Asia/Shanghai')):%m-%d %H:%M}"

    return [
        (local(row.from_at), local(row.to_at), row.seconds / 3600, row.kind, row.note)
        for row in clock.explain(deadline, calendar, now or deadline.started_at)
    ]


@pytest.mark.rule("SLA-11")
def test_explain_working_hours_over_a_make_up_sunday_and_a_pause() -> None:
    deadline = waited(start("20wh", "2026-09-18 16:00"), "2026-09-20 11:00", "2026-09-20 14:00")
    assert rows(deadline) == [
        ("09-18 16:00", "09-18 18:00", 2.0, "counted", ""),
        ("09-18 18:00", "09-20 09:00", 39.0, "weekend", ""),
        ("09-20 09:00", "09-20 18:00", 6.0, "make_up_day", "national_day"),
        ("09-20 11:00", "09-20 14:00", 3.0, "paused", "customer"),
        ("09-20 18:00", "09-21 09:00", 15.0, "closed", ""),
        ("09-21 09:00", "09-21 18:00", 7.5, "counted", ""),
        ("09-21 18:00", "09-22 09:00", 15.0, "closed", ""),
        ("09-22 09:00", "09-22 15:00", 4.5, "counted", ""),
    ]  # 2 + 6 + 7.5 + 4.5 = 20
    assert deadline.due_at == shanghai("2026-09-22 15:00")


@pytest.mark.rule("SLA-11")
def test_explain_natural_days_whose_last_day_moved() -> None:
    assert rows(start("7d", "2026-09-26 10:05", MOVING)) == [
        ("09-26 10:05", "09-27 00:00", pytest.approx(13.9166, abs=0.001), "closed", "not_yet_counting"),
        ("09-27 00:00", "09-28 00:00", 24.0, "counted", "mid_autumn_festival"),
        ("09-28 00:00", "09-29 00:00", 24.0, "counted", ""),
        ("09-29 00:00", "09-30 00:00", 24.0, "counted", ""),
        ("09-30 00:00", "10-01 00:00", 24.0, "counted", ""),
        ("10-01 00:00", "10-02 00:00", 24.0, "counted", "national_day"),
        ("10-02 00:00", "10-03 00:00", 24.0, "counted", "national_day"),
        ("10-03 00:00", "10-08 00:00", 120.0, "holiday", "national_day"),
        ("10-08 00:00", "10-09 00:00", 24.0, "counted", ""),
    ]


@pytest.mark.rule("SLA-11")
def test_explain_working_days_over_the_spring_festival() -> None:
    assert rows(start("3wd", "2026-02-13 15:00")) == [
        ("02-13 15:00", "02-14 00:00", 9.0, "counted", ""),
        ("02-14 00:00", "02-15 00:00", 24.0, "make_up_day", "spring_festival"),
        ("02-15 00:00", "02-24 00:00", 216.0, "holiday", "spring_festival"),
        ("02-24 00:00", "02-25 00:00", 24.0, "counted", ""),
        ("02-25 00:00", "02-25 15:00", 15.0, "counted", ""),
    ]


@pytest.mark.rule("SLA-11")
def test_explain_a_paused_deadline_as_if_it_were_resumed_now() -> None:
    paused = clock.pause(start("24h"), shanghai("2026-03-03 22:00"), OFFICE, reason="evidence")
    assert rows(paused, shanghai("2026-03-05 08:00")) == [
        ("03-03 10:00", "03-03 22:00", 12.0, "counted", ""),
        ("03-03 22:00", "03-05 08:00", 34.0, "paused", "evidence"),
        ("03-05 08:00", "03-05 20:00", 12.0, "counted", ""),
    ]


@pytest.mark.rule("SLA-11")
def test_explain_shows_breaks_as_parts_of_one_row() -> None:
    (row,) = clock.explain(start("7wh", "2026-03-03 10:00"), OFFICE, shanghai(TUESDAY))[:1]
    assert row.seconds == 6 * 3600 + 1800
    assert row.parts == (
        (shanghai("2026-03-03 10:00"), shanghai("2026-03-03 12:00")),
        (shanghai("2026-03-03 13:30"), shanghai("2026-03-03 18:00")),
    )
    assert row.from_at.tzinfo is UTC


@pytest.mark.rule("SLA-11")
def test_explain_flags_days_of_unpublished_years() -> None:
    explained = clock.explain(
        start("3wd", "2026-12-30 09:00", WHOLE_DAYS), OFFICE, shanghai("2026-12-30 09:00")
    )
    assert [(row.kind, row.estimated) for row in explained] == [
        ("closed", False), ("counted", False), ("counted", True), ("weekend", True), ("counted", True),
    ]  # fmt: skip
