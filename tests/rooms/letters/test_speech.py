"""Sentences with values: instants, amounts, lengths, refs, lists, and what is missing."""

import logging
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongdao.letters.wording import (
    describe_ref,
    format_duration,
    format_instant,
    format_length,
    format_money,
    format_remaining,
    format_share,
    reading_language,
    say,
    say_value,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
INSTANT = datetime(2024, 5, 10, 6, 30, tzinfo=UTC)


def test_instant_is_shown_in_the_readers_zone() -> None:
    assert format_instant(INSTANT, "zh-hans", SHANGHAI) == "2024年5月10日 14:30"
    assert format_instant(INSTANT, "en", SHANGHAI) == "10 May 2024, 14:30"
    assert format_instant(INSTANT, "en", NEW_YORK) == "10 May 2024, 02:30"


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(129900, "¥1,299.00"), (0, "¥0.00"), (5, "¥0.05"), (-12345, "-¥123.45"), (10**12, "¥10,000,000,000.00")],
)
def test_money_is_shown_from_whole_fen(fen: int, shown: str) -> None:
    assert format_money(fen) == shown


@pytest.mark.parametrize(
    ("seconds", "chinese", "english"),
    [
        (12_000, "3 小时 20 分", "3 h 20 min"),
        (45, "45 秒", "45 s"),
        (0, "0 秒", "0 s"),
        (60, "1 分", "1 min"),
        (86_400, "1 天", "1 d"),
        (90_061, "1 天 1 小时", "1 d 1 h"),
    ],
)
def test_duration_is_shown_by_its_two_largest_units(seconds: int, chinese: str, english: str) -> None:
    assert format_duration(seconds, "zh-hans") == chinese
    assert format_duration(seconds, "en") == english


def test_remaining_says_left_or_over() -> None:
    assert format_remaining(7200, "zh-hans") == "还剩 2 小时"
    assert format_remaining(-7200, "zh-hans") == "已超 2 小时"
    assert format_remaining(7200, "en") == "2 h left"
    assert format_remaining(-7200, "en") == "2 h over"


@pytest.mark.rule("SLA-8")
def test_time_left_says_when_it_runs_by_working_time() -> None:
    assert format_remaining(3 * 86400, "zh-hans", "working_day") == "还剩 3 天（按工作日）"
    assert format_remaining(3 * 86400, "en", "working_day") == "3 d left (working days)"
    assert format_remaining(-7200, "zh-hans", "working") == "已超 2 小时（工作时间）"
    assert format_remaining(-7200, "en", "working") == "2 h over (working time)"
    assert format_remaining(7200, "zh-hans", "clock") == "还剩 2 小时"


def test_length_of_a_policy_is_shown_in_words() -> None:
    assert format_length("3wd", "zh-hans") == "3 个工作日"
    assert format_length("1wd", "en") == "1 working day"
    assert format_length("48h", "en") == "48 hours"
    assert format_length("soon", "en") == "soon"


@pytest.mark.parametrize(("bp", "shown"), [(10000, "100%"), (6000, "60%"), (3333, "33.33%"), (50, "0.5%")])
def test_share_is_shown_in_percent(bp: int, shown: str) -> None:
    assert format_share(bp) == shown


def test_values_of_a_stored_event_are_shown_by_their_names() -> None:
    body = {"id": "V1", "text": "核实物流", "due_at": "2024-05-10T06:30:00+00:00"}
    assert say("event.promise_made", "zh-hans", **body) == "承诺在 2024年5月10日 14:30 前答复（V1）：核实物流"
    assert say("event.promise_made", "en", zone=NEW_YORK, **body) == (
        "An answer was promised by 10 May 2024, 02:30 (V1): 核实物流"
    )


def test_list_of_liabilities_is_said_item_by_item() -> None:
    liabilities = [
        {"party": "technician:7", "share_bp": 6000, "amount_fen": 60000},
        {"party": "company", "share_bp": 4000},
    ]
    said = say(
        "event.finding_made",
        "zh-hans",
        names={"technician:7": "陈师傅"},
        id="F1",
        liabilities=liabilities,
        reasons="交接单显示外箱完好",
    )
    assert said == "作出判责 F1：陈师傅 60%（¥600.00）、公司 40%。理由：交接单显示外箱完好"


def test_optional_stretch_is_left_out_without_its_value() -> None:
    assert "订单号" not in say(
        "event.case_opened", "zh-hans", channel="chat", priority="normal", description="破损"
    )


def test_titles_of_the_policy_win_over_the_catalogue() -> None:
    names = {"deadline:first_response": "两小时内回电", "category:goods_damaged": "商品破损"}
    assert say_value("rule", "first_response", "zh-hans", kind="deadline") == "首次响应"
    assert say_value("rule", "first_response", "zh-hans", kind="deadline", names=names) == "两小时内回电"
    assert say_value("category", "goods_damaged", "zh-hans", kind="category", names=names) == "商品破损"


def test_ref_is_named_by_names_or_by_its_kind() -> None:
    assert describe_ref("customer:12", "zh-hans", {"customer:12": "王女士"}) == "王女士"
    assert describe_ref("customer:12", "en") == "Customer 12"
    assert describe_ref("department:orders", "zh-hans") == "订单部"
    assert describe_ref("company", "zh-hans") == "公司"


def test_number_takes_its_noun() -> None:
    assert say("messages.marked", "en", count=1) == "1 message was marked as read."
    assert say("messages.marked", "en", count=3) == "3 messages were marked as read."


def test_missing_value_is_shown_as_dots_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert say("messages.open_case", "zh-hans") == "查看案件 …"
    assert "'messages.open_case' lacks its value 'number'" in caplog.text


def test_unknown_code_is_shown_in_angle_marks_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        assert say("no.such", "en") == "⟨no.such⟩"
    assert "'no.such'" in caplog.text


def test_value_is_never_read_as_a_sentence() -> None:
    assert say("messages.open_case", "en", number="{number} [[x]] {0.__class__}") == (
        "See case {number} [[x]] {0.__class__}"
    )


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh-hans", "zh-hans"),
        ("zh-CN", "zh-hans"),
        ("de", "zh-hans"),
        ("", "zh-hans"),
    ],
)
def test_language_tag_is_read_generously(tag: str, language: str) -> None:
    assert reading_language(tag) == language


_INSTANTS = st.datetimes(min_value=datetime.fromisoformat("1970-01-02"), timezones=st.just(UTC)).filter(
    lambda instant: instant.year < 9999
)
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.dates(),
    _INSTANTS,
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
_KINDS = """instant date money duration length share ref short hidden facts status terms any_status""".split()


@given(value=_VALUES, kind=st.sampled_from(["", *_KINDS]))
def test_no_value_breaks_a_sentence(value: object, kind: str) -> None:
    assert isinstance(say_value("x", value, "zh-hans", kind=kind), str)
    assert isinstance(say("event.promise_made", "en", id=value, text=value, due_at=value), str)


def test_plain_day_keeps_its_day_in_every_zone() -> None:
    day = date(2024, 5, 10)
    assert say_value("on_date", day, "zh-hans", zone=NEW_YORK) == "2024年5月10日"
    assert say_value("on_date", "2024-05-10", "zh-hans", zone=NEW_YORK) == "2024年5月10日"
    assert say_value("on_date", INSTANT, "zh-hans", zone=NEW_YORK) == "2024年5月10日"
    assert say_value("on_date", datetime(2024, 5, 10, 2, 0, tzinfo=UTC), "en", zone=NEW_YORK) == "9 May 2024"


def test_a_text_that_ends_itself_gets_no_second_full_stop() -> None:
    code, within = "notice.correction_ordered.text", "3d"
    for ordered in ("请删除重复商品。", "请删除重复商品"):
        said = say(code, "zh-hans", number="202405-001", within=within, text=ordered)
        assert said == "案件 202405-001：请在 3 天内改正：请删除重复商品。按时改正并经核验的不扣分。"


@pytest.mark.rule("TRI-7")
def test_who_oversees_is_told_why_and_not_a_bare_title() -> None:
    names = {"rung:supervisor": "主管", "deadline:first_response": "首次响应"}

    def told(because: str) -> str:
        return say("notice.case_risen.text", "zh-hans", number="202405-001", because=because, names=names)

    assert told("supervisor") == "工单 202405-001 需要您督办。原因：升级到“主管”一级"
    assert told("first_response") == "工单 202405-001 需要您督办。原因：“首次响应”已逾期"
    assert told("approval") == "工单 202405-001 需要您督办。原因：方案须经审批"


def test_a_step_refused_for_its_state_says_which_state_it_needs() -> None:
    params = {"status": "accepted", "needed": ["executing", "resolved"]}
    assert say("refusal.not_in_this_state", "zh-hans", **params) == (
        "目前状态为“已受理”，不能进行这项操作；须在“方案执行中、已解决”状态下进行。"
    )
    assert say("refusal.not_in_this_state", "en", **params) == (
        "This step is not possible at the moment (state: Accepted);"
        " the state has to be: Being carried out, Resolved."
    )
