"""A file becomes cases: every row once, rejected rows beside the file, the same again after a stop."""

import csv
import gzip
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test.utils import CaptureQueriesContext

from gongdao.casework.models import Case, Event
from gongdao.casework.store import decoded, events_of
from gongdao.intake import actions
from gongdao.intake.actions import Options, take_file
from gongdao.intake.files import taking
from gongdao.intake.files.problems import BadFile
from gongdao.intake.models import Taken
from gongdao.intake.queries import code_that_came
from gongdao.letters.models import Message
from gongdao.lib.statements import fetch
from gongdao.people.actions import create_demo_people
from gongdao.people.models import Customer, Technician
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.evolve import fold
from gongdao.rulebook.state import State

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 5, 20, 2, 0, tzinfo=UTC)
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "complaints_unlabelled.csv.gz"
HEADER = "编号,投诉内容,姓名,电话,时间,金额,渠道,类别,诉求,被投诉人"
GOOD = (
    "A1,外箱压坏商品破损,王女士,13800050001,2024-05-10 10:12,699,在线聊天,商品破损,退货退款、赔偿100元,T0101",
    "A2,师傅态度恶劣,李先生,13800050002,2024/5/11,,电话,,道歉,某师傅",
    "A3,没有收到货,,,,,,,赶紧处理,",
)


@pytest.fixture
def house(settings, tmp_path):
    settings.GONGDAO_HOME = tmp_path / "var"
    publish_shipped(NOW)
    create_demo_people(now=NOW)


def table(folder: Path, *rows: str, header: str = HEADER) -> Path:
    path = folder / "complaints.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def taken(path: Path, **options) -> actions.Report:
    return take_file(path, Options(**options), language="zh-hans", now=NOW)


def states() -> list[State]:
    return [decoded(text) for (text,) in fetch("SELECT state::text FROM casework_case ORDER BY id")]


def rejected(path: Path) -> list[dict[str, str]]:
    with path.with_name(f"{path.name}.rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.rule("INT-1")
def test_every_row_becomes_a_case_with_what_it_says(house, tmp_path):
    report = taken(table(tmp_path, *GOOD))
    assert (report.registered, report.known, report.rejected) == (3, 0, 0)
    first, second, third = states()
    assert (first.channel, first.category, first.amount_fen) == ("chat", "goods_damaged", 69_900)
    assert [(item.kind, item.amount_fen) for item in first.demands] == [
        ("return_refund", 0),
        ("compensation", 10_000),
    ]
    assert first.received_at == datetime(2024, 5, 10, 2, 12, tzinfo=UTC)
    assert first.respondents[0].ref == f"technician:{Technician.objects.get(number='T0101').pk}"
    assert (first.complainant.name, first.complainant.contact) == ("王女士", "13800050001")
    assert first.external_ref == "A1"
    assert first.handler  # TRI-7: everybody gets a handler
    assert (second.channel, second.category) == ("hotline", "attitude")
    assert second.description == "师傅态度恶劣\n被投诉方：某师傅"
    assert third.description == "没有收到货\n诉求：赶紧处理"
    assert third.complainant.ref != first.complainant.ref


def test_registered_rows_have_events_messages_and_words(house, tmp_path):
    taken(table(tmp_path, *GOOD))
    for case in Case.objects.all():
        log = events_of(case.pk)
        assert fold((entry.event, entry.at) for entry in log) == decoded(
            fetch("SELECT state::text FROM casework_case WHERE id = %s", [case.pk])[0][0]
        )
        assert Message.objects.filter(case_id=case.pk, code="case_opened").count() == 1
    assert set(Message.objects.values_list("mail_state", flat=True)) == {"none"}
    assert fetch("SELECT count(*) FROM casework_search WHERE words @@ '''破损'''::tsquery") == [(1,)]


def test_second_run_registers_nothing(house, tmp_path):
    path = table(tmp_path, *GOOD)
    taken(path)
    before = (Case.objects.count(), Event.objects.count(), Customer.objects.count())
    report = taken(path)
    assert (report.registered, report.known) == (0, 3)
    assert (Case.objects.count(), Event.objects.count(), Customer.objects.count()) == before


def test_rows_added_later_are_registered_and_the_others_are_not(house, tmp_path):
    taken(table(tmp_path, *GOOD[:2]))
    report = taken(table(tmp_path, GOOD[2], *GOOD[:2]))
    assert (report.registered, report.known) == (1, 2)


def test_equal_rows_are_different_complaints_and_stay_so(house, tmp_path):
    path = table(tmp_path, "东西不好", "东西不好", "东西不好", header="text")
    assert taken(path).registered == 3
    assert (taken(path).registered, taken(path).known) == (0, 3)


def test_same_external_number_twice_is_one_complaint(house, tmp_path):
    report = taken(table(tmp_path, "7,坏了", "7,坏了，再说一次", header="编号,内容"))
    assert (report.registered, report.known, Case.objects.count()) == (1, 1, 1)


def test_same_number_of_another_system_is_another_complaint(house, tmp_path):
    path = table(tmp_path, "7,坏了", header="编号,内容")
    taken(path, source="crm")
    assert taken(path, source="hotline").registered == 1


@pytest.mark.rule("INT-6")
def test_customer_who_complains_again_is_recognised(house, tmp_path):
    taken(table(tmp_path, "坏了,13800050009", header="内容,电话"))
    report = taken(table(tmp_path, "又坏了,138 0005 0009", header="内容,电话"))
    assert report.registered == 1
    first, second = states()
    assert first.complainant.ref == second.complainant.ref
    assert (second.repeats, second.priority) == (1, "important")


BAD = (
    ("B1,有控制\x07字符,,,,,,,,", "INT-2", "控制字符"),
    (f"B2,{'长' * 20_001},,,,,,,,", "INT-2", "20001 个字符"),
    ("B3,日期不存在,,,2024-02-30,,,,,", "INT-2", "不存在"),
    ("B4,日期在将来,,,2025-02-01,,,,,", "INT-2", "晚于现在"),
    ("B5,金额是负数,,,,-5,,,,", "INT-2", "负数"),
    ("B6,类别不明,,,,,,天外飞仙,,", "TRI-1", "不在可选范围内"),
    ("B7,渠道不明,,,,,飞鸽,,,", "INT-1", "不在可选范围内"),
    ("B8,,,,,,,,,", "INT-2", "是空的"),
    ("B9,一,二,三,,,,,,,多出来的", "INT-2", "11 格"),
    ("B10,规则还没有生效,,,2019-01-01,,,,,", "INT-1", "没有生效"),
)


def test_rejected_rows_are_written_with_line_rule_reason_and_help(house, tmp_path):
    path = table(tmp_path, GOOD[0], *(row for row, _, _ in BAD), GOOD[1])
    report = taken(path)
    assert (report.registered, report.rejected) == (2, len(BAD))
    rows = rejected(path)
    assert [int(row["行号"]) for row in rows] == list(range(3, 3 + len(BAD)))
    assert [row["规则"] for row in rows] == [rule for _, rule, _ in BAD]
    for row, (_, _, reason) in zip(rows, BAD, strict=True):
        assert reason in row["未登记的原因"]
        assert row["怎样改正"]
    assert [row["编号"] for row in rows] == [f"B{n}" for n in range(1, len(BAD) + 1)]
    assert set(report.reasons) >= {"control_characters", "too_long", "impossible_date", "negative_amount"}


def test_mended_rejects_file_can_be_taken_itself_and_then_nothing_is_left(house, tmp_path):
    path = table(tmp_path, "C1,金额是负数,,,,-5,,,,", "C2,=cmd|' /C calc'!A0,,,,-5,,,,")
    taken(path)
    beside = path.with_name(f"{path.name}.rejected.csv")
    text = beside.read_text(encoding="utf-8-sig")
    assert "'=cmd" in text  # no formula for whoever opens it
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("'-5", "5"), encoding="utf-8")
    assert taken(mended).registered == 2
    assert states()[1].description == "=cmd|' /C calc'!A0"
    path.write_text(path.read_text().replace("-5", "5"))
    assert taken(path).known == 2
    assert not beside.exists()


def test_dry_run_tells_and_writes_nothing(house, tmp_path):
    before = Customer.objects.count()
    report = taken(table(tmp_path, *GOOD, BAD[4][0]), dry_run=True)
    assert (report.registered, report.rejected, report.sorted_as["goods_damaged"]) == (3, 1, 1)
    assert (Case.objects.count(), Taken.objects.count(), Customer.objects.count()) == (0, 0, before)


def test_statements_do_not_grow_with_the_rows_of_a_batch(house, tmp_path):
    from django.db import connection

    taken(table(tmp_path, GOOD[0]))
    counted = []
    for rows in (1, 3, 100):
        path = table(tmp_path, *(f"{rows}-{n},又坏了" for n in range(rows)), header="编号,内容")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            taken(path)
        counted.append(len(queries))
    assert counted[0] == counted[1] == counted[2]


def test_batch_that_another_took_meanwhile_is_found_and_not_doubled(house, tmp_path, monkeypatch):
    path = table(tmp_path, *GOOD)
    answers = iter([[], None])

    def late(sql, params=()):
        # The first look finds nothing, as it would while another's batch is not yet committed.
        if sql == taking._KNOWN and next(answers) == []:
            return []
        return fetch(sql, params)

    taken(path)
    monkeypatch.setattr(taking, "fetch", late)
    report = taken(path)
    assert (report.registered, report.known, Case.objects.count()) == (0, 3, 3)


@pytest.mark.skipif(not SHARED.exists(), reason="the 20,000 real texts are not beside this checkout")
def test_real_texts_are_taken_as_given(house, tmp_path):
    """The first 600 of 20,000 real complaint texts (columns domain, text), compressed as they come."""
    path = tmp_path / "complaints.csv.gz"
    with gzip.open(SHARED, "rt", encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.reader(file), range(601), strict=False)]
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    report = taken(path)
    assert (report.registered, report.rejected) == (600, 0)
    assert report.columns == {"product": "domain", "description": "text"}
    assert states()[0].description == f"{rows[1][1].strip()}\n商品：{rows[1][0]}"


PLATFORM_HEADER = "编号,投诉内容,平台状态,平台原因"


@pytest.mark.usefixtures("house")
def test_codes_of_a_platform_are_read_from_a_file_and_go_back_as_they_came(tmp_path):
    rows = (
        "T1,一直没有消息,104,NOT_DELIVERED_TOO_LONG", "T2,退钱,101,FAKE_PRODUCT", "T3,看看,,",
        "T4,看看,999,OTHERS", "T5,看看,100,NO_SUCH_REASON",
    )  # fmt: skip
    path = table(tmp_path, *rows, header=PLATFORM_HEADER)
    options = {"policy": "platform-dispute", "platform": "wechat_shop"}
    report = taken(path, **options)
    assert (report.registered, report.rejected, report.unused) == (3, 2, ())
    first, second, third = states()
    assert [state.category for state in (first, second)] == ["not_received", "counterfeit"]
    assert first.description == (
        "一直没有消息\n平台状态：104（等待举证）\n平台原因：NOT_DELIVERED_TOO_LONG（快递长时间未送达）"
    )
    assert third.description == "看看"
    assert [row["编号"] for row in rejected(path)] == ["T4", "T5"]
    cases = list(Case.objects.order_by("id").values_list("id", flat=True))
    assert [code_that_came(case, "wechat_shop") for case in cases] == ["104", "101", ""]
    # A later export tells where it stands by then, and opens nothing again.
    later = table(tmp_path, "T1,一直没有消息,106,NOT_DELIVERED_TOO_LONG", header=PLATFORM_HEADER)
    assert taken(later, **options).known == 1
    assert code_that_came(cases[0], "wechat_shop") == "106"


@pytest.mark.usefixtures("house")
def test_columns_of_a_platform_are_left_aside_without_one(tmp_path):
    path = table(tmp_path, "T1,没收到货,104,NOT_DELIVERED_TOO_LONG", header=PLATFORM_HEADER)
    assert taken(path).unused == ("平台状态", "平台原因")
    with pytest.raises(BadFile) as caught:
        taken(path, columns={"platform_status": "平台状态"})
    assert caught.value.code == "no_platform"
    with pytest.raises(BadFile) as unknown:
        taken(path, platform="amazon")
    assert (unknown.value.code, "taobao" in unknown.value.params["allowed"]) == ("unknown_platform", True)


@pytest.mark.usefixtures("house")
def test_reasons_of_platforms_without_codes_are_words(tmp_path):
    path = table(tmp_path, "T1,快处理,cs=10,一直没收到货", header=PLATFORM_HEADER)
    assert taken(path, platform="taobao", policy="platform-dispute").registered == 1
    (state,) = states()
    assert state.description == "快处理\n平台状态：cs=10（等待举证）\n平台原因：一直没收到货"
    assert state.category == "not_received"
