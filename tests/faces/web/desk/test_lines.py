"""What a line says of a limit, and how found words are shown."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.safestring import SafeString
from msgspec.structs import replace

from gongdao.rulebook import deadline
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.opening import parse_week
from gongdao.web.desk.found import excerpt, marked
from gongdao.web.desk.limits import Due, due_of
from gongdao.web.desk.lines import Line
from gongdao.web.desk.table import drawn

CALENDAR = Calendar(
    zone="Asia/Shanghai", hours=parse_week({"mon-fri": "09:00-12:00 13:30-18:00"}), holidays="cn"
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of May 2024 in Shanghai; the 6th is a Monday."""
    return datetime(2024, 5, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def left(length: str, start: datetime, now: datetime, warn: tuple[str, ...] = ()) -> tuple[str, str]:
    item = deadline.start(
        key="x",
        rule="x",
        cite="SLA-1",
        bearer="handler",
        at=start,
        calendar=CALENDAR,
        length=length,
        warn=warn,
    )
    due = due_of(item, CALENDAR, {}, "zh-hans", now)
    return due.look, due.left


@pytest.mark.rule("SLA-8")
@pytest.mark.parametrize(
    ("length", "start", "now", "look", "words"),
    [
        ("24h", at(6, 10), at(6, 12), "calm", "还剩 22 小时"),
        ("24h", at(6, 10), at(7, 7), "near", "将到期，还剩 3 小时"),
        ("24h", at(6, 10), at(7, 12), "late", "已超时 2 小时"),
        # Friday afternoon: one working hour is left of the day, the weekend does not count.
        ("8wh", at(17, 15), at(17, 17), "calm", "还剩 6 小时（工作时间）"),
        ("8wh", at(17, 15), at(19, 12), "calm", "还剩 5 小时（工作时间）"),
        ("8wh", at(17, 15), at(20, 11), "near", "将到期，还剩 3 小时（工作时间）"),
        ("8wh", at(17, 15), at(21, 10), "late", "已超时 3 小时 30 分（工作时间）"),
        # Saturday 11 May is a make-up workday.
        ("8wh", at(10, 15), at(11, 11), "near", "将到期，还剩 3 小时（工作时间）"),
        ("2wd", at(17, 15), at(17, 15), "calm", "还剩 2 天（按工作日）"),
        ("2wd", at(17, 15), at(19, 15), "calm", "还剩 1 天 15 小时（按工作日）"),
        # Due when the offices closed on Friday: on Saturday no working time has passed since.
        ("3wh", at(17, 15), at(18, 12), "late", "已到期"),
    ],
)
def test_remaining_time_is_told_in_its_own_measure(
    length: str, start: datetime, now: datetime, look: str, words: str
) -> None:
    assert left(length, start, now) == (look, words)


def test_limit_is_near_from_the_warning_of_its_policy_on() -> None:
    assert left("7d", at(6, 10), at(10, 9), warn=("3d",))[0] == "calm"
    assert left("7d", at(6, 10), at(10, 11), warn=("3d",))[0] == "near"


def test_warning_of_a_shorter_limit_does_not_make_the_longer_one_near() -> None:
    """As when the priority of a case is lowered after the warning was given."""
    item = deadline.start(
        key="x", rule="x", cite="SLA-1", bearer="handler", at=at(6, 10), calendar=CALENDAR, length="2h",
        warn=("1h",),
    )  # fmt: skip
    longer = deadline.relengthen(deadline.warn(item, at(6, 11)), "24h", CALENDAR)
    assert due_of(longer, CALENDAR, {}, "zh-hans", at(6, 11, 30)).look == "calm"


@pytest.mark.parametrize(
    ("bearer", "words"),
    [
        ("handler", ""),
        ("complainant", "（等投诉人）"),
        ("customer:5", "（等客户）"),
        ("technician:7", "（等师傅）"),
        ("overseer", "（等督办人）"),
    ],
)
def test_who_is_waited_for_is_told_by_kind(bearer: str, words: str) -> None:
    item = deadline.start(
        key="x", rule="x", cite="SLA-1", bearer=bearer, at=at(6, 10), calendar=CALENDAR, length="1d"
    )
    assert due_of(item, CALENDAR, {}, "zh-hans", at(6, 11)).bearer == words


@pytest.mark.parametrize(
    ("text", "search", "shown"),
    [
        ("要求退款", "退款", "要求<mark>退款</mark>"),
        ("退款退款", "退款", "<mark>退款退款</mark>"),
        ("手机坏了要退款", "手机退款", "<mark>手机</mark>坏了要<mark>退款</mark>"),
        ("iPhone 与 IPHONE", "iphone", "<mark>iPhone</mark> 与 <mark>IPHONE</mark>"),
        ("<b>退款</b>", "退款", "&lt;b&gt;<mark>退款</mark>&lt;/b&gt;"),
        ("没有这个词", "退款", "没有这个词"),
        ("退", "退", "<mark>退</mark>"),
        ("㎏退款㎏", "退款", "㎏<mark>退款</mark>㎏"),
        ("İstanbul 退款", "退款", "İstanbul 退款"),
        ("退款", "。", "退款"),
    ],
)
def test_found_words_are_marked_and_the_rest_is_safe(text: str, search: str, shown: str) -> None:
    assert marked(text, search) == shown


def test_excerpt_shows_where_the_word_stands() -> None:
    text = "一" * 200 + "要求退款" + "二" * 200
    assert excerpt("一" * 80, text, "退款").startswith("…")
    assert "退款" in excerpt("一" * 80, text, "退款")
    assert excerpt("退款问题", text, "退款") == "退款问题"
    assert excerpt("开头", "没有", "退款") == "开头"


BADGE = SafeString("<b>!</b>")
LINE = Line(
    id=1, number="202405-001", url="/cases/202405-001/", status="accepted", priority="normal",
    category="<i>", subject="<i>", complainant="<i>", handler="<i>", is_mine=True, order_no="<i>",
    received_at=at(6, 10), due=Due("<i>", "late", "<i>", at(6, 10), "<i>", "<i>"), look="late", left="<i>",
    sign=BADGE, priority_badge=BADGE, status_badge=BADGE,
)  # fmt: skip


def test_nothing_that_people_wrote_becomes_part_of_the_page() -> None:
    row = drawn([LINE], selectable=True, language="zh-hans")
    assert "<i>" not in row
    assert row.count("&lt;i&gt;") == 9
    assert row.count(BADGE) == 3
    assert "<mark>" in drawn([replace(LINE, subject=marked("退款", "退款"))], selectable=True, language="en")


def test_what_a_line_lacks_is_left_out_of_its_row() -> None:
    bare = replace(LINE, handler="", is_mine=False, order_no="", due=None)
    row = drawn([bare], selectable=False, language="zh-hans")
    assert "暂无经办人" in row
    assert [word for word in ("checkbox", "<time", "订单", "（我）") if word in row] == []
    full = drawn([LINE, LINE], selectable=True, language="zh-hans")
    assert [full.count(word) for word in ("checkbox", "<time", "订单")] == [2, 2, 2]
