"""Registering a complaint for a customer: once, with what is known already and what it would become."""

import re
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.casework.models import Case
from gongdao.intake import contact_codes
from gongdao.people import directory
from gongdao.people.models import Customer

PHONE = "13955550001"


def filled(**changes: Any) -> dict[str, Any]:
    """The form as a hotline agent fills it in."""
    data: dict[str, Any] = {
        "key": "form1", "policy": "dispute-mediation", "channel": "hotline", "phone": PHONE,
        "name": "林小姐", "level": "normal", "mood": "angry", "description": "衣柜门板破损，要求换货。",
        "order_no": "DD20261122",
        "demand1_kind": "exchange", "demand1_note": "换同款新门板",
    }  # fmt: skip
    return data | changes


def send(client: Client, **changes: Any) -> HttpResponse:
    response: HttpResponse = client.post("/desk/new/", filled(**changes))
    return response


def state() -> dict[str, Any]:
    found: dict[str, Any] = Case.objects.get().state
    return found


@pytest.mark.rule("INT-1")
def test_registered_complaint_is_a_case_with_a_receipt(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    response = send(client)
    assert response.headers["Location"] == "/desk/new/done/form1/"
    html = client.get("/desk/new/done/form1/").content.decode()
    (number,) = set(re.findall(r'data-copy="(\d{6}-\d+)"', html))
    (code,) = re.findall(r'data-copy="([A-Z0-9]{5}-[A-Z0-9]{5})"', html)
    holder = contact_codes.holder(number, code)
    assert holder is not None
    assert holder.party == state()["complainant"]["ref"]
    assert "首次响应" in html


@pytest.mark.rule("INT-2")
def test_everything_told_is_recorded(scene: Company, as_: As) -> None:
    shop = scene.refs["muyuan"]
    send(
        as_("zhoumin"), level="vip", email="lin@example.com", category="not_as_described", nature="help",
        amount="1299.5", people_affected="3", risks=["media", "group"], region="310000", department="orders",
        external_ref="CRM-7", goods="橡木衣柜", paid="2599", carrier="carrier:yunda", waybill="YD9",
        ordered_at="2026-10-01T10:00", received_at="2026-11-01T09:30", respondent=[shop], channel="letter",
        demand2_kind="compensation", demand2_amount="200",
    )  # fmt: skip
    case = Case.objects.get()
    found = case.state
    assert (case.category, case.region, case.department, case.order_no) == (
        "not_as_described", "310000", "orders", "DD20261122",
    )  # fmt: skip
    assert found["channel"] == "letter"
    assert found["complainant"] | {"ref": ""} == {
        "ref": "", "name": "林小姐", "contact": PHONE, "level": "vip",
    }  # fmt: skip
    assert found["demands"] == [
        {"kind": "exchange", "note": "换同款新门板"}, {"kind": "compensation", "amount_fen": 20_000},
    ]  # fmt: skip
    assert found["amount_fen"] == 129_950
    assert found["risks"][:2] == ["media", "group"]
    assert found["received_at"] == "2026-11-01T01:30:00Z"
    assert found["respondents"] == [{"ref": shop, "name": "木源家居旗舰店"}]
    order = found["order"]
    assert (order["paid_fen"], order["carrier"], order["waybill"], order["shop"]) == (
        259_900, "carrier:yunda", "YD9", shop,
    )  # fmt: skip
    assert order["items"] == [{"name": "橡木衣柜", "price_fen": 259_900}]


def test_same_phone_is_the_same_customer(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    send(client, key="one")
    send(client, key="two", phone="+86 139-5555-0001", name="", order_no="DD2")
    assert Customer.objects.filter(phone_key=f"+86{PHONE}").count() == 1
    refs = {case.state["complainant"]["ref"] for case in Case.objects.all()}
    names = {case.state["complainant"]["name"] for case in Case.objects.all()}
    assert (len(refs), names) == (1, {"林小姐"})


@pytest.mark.parametrize(
    "changes", [{}, {"phone": "", "name": "一位顾客"}, {"phone": "", "email": "a@example.com"}]
)
def test_form_sent_twice_is_one_case(scene: Company, as_: As, changes: dict[str, str]) -> None:
    client = as_("zhoumin")
    first, second = send(client, **changes), send(client, **changes)
    assert first.headers["Location"] == second.headers["Location"]
    assert Case.objects.count() == 1


def test_old_form_with_another_complaint_is_not_lost(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    send(client)
    number = re.findall(r'data-copy="(\d{6}-\d+)"', client.get("/desk/new/done/form1/").content.decode())[0]
    again = send(client, description="另一件事：沙发开裂")
    html = again.content.decode()
    assert again.status_code == 409
    assert f"已经登记为 {number}" in html
    assert "另一件事：沙发开裂" in html
    (key,) = re.findall(r'name="key" value="([^"]+)"', html)
    assert key != "form1"
    send(client, key=key, description="另一件事：沙发开裂")
    assert Case.objects.count() == 2


WRONG: tuple[tuple[dict[str, str], str], ...] = (
    ({"description": ""}, "必填"),
    ({"phone": "12"}, "电话号码看起来不完整"),
    ({"email": "nobody"}, "邮箱地址看起来不对"),
    ({"order_no": "", "goods": "衣柜"}, "请同时填写订单号"),
    ({"demand2_amount": "5"}, "请选择要求的种类"),
    ({"amount": "-5"}, "大于或等于"),
    ({"amount": "99999999999999"}, "不超过"),
    ({"amount": "1.005"}, "小数"),
    ({"people_affected": "0"}, "大于或等于"),
    ({"channel": "pigeon"}, "pigeon"),
    ({"category": "nonsense"}, "nonsense"),
    ({"received_at": "2026-02-30T10:00"}, "有效的日期"),
    ({"received_at": "0001-01-01T00:00"}, "有效的日期"),
    ({"received_at": "0001-01-01T10:00"}, "有效的日期"),
    ({"received_at": "2099-01-01T10:00"}, "收到时间"),
    ({"received_at": "1999-01-01T10:00"}, "没有已经生效的规则"),
    ({"description": "a\x07b"}, "无法识别的字符"),
    ({"description": "长" * 20_001}, "20000"),
    ({"respondent_q": "谁也不是"}, "请在下面勾选"),
)


def test_bad_input_is_told_and_nothing_is_kept(scene: Company, as_: As) -> None:
    customers, client = Customer.objects.count(), as_("zhoumin")
    for changes, words in WRONG:
        response = send(client, **changes)
        assert response.status_code == 422, changes
        html = response.content.decode()
        assert words in html, changes
        assert "换同款新门板" in html  # what was typed is still there
        assert "⟨" not in html
    assert (Case.objects.count(), Customer.objects.count()) == (0, customers)


def test_respondent_typed_by_name_counts_when_beyond_doubt(scene: Company, as_: As) -> None:
    send(as_("zhoumin"), respondent_q="T0101")
    assert state()["respondents"] == [{"ref": scene.refs["liushifu"], "name": "刘建国"}]


def test_unknown_respondents_are_left_out(scene: Company, as_: As) -> None:
    send(as_("zhoumin"), respondent=["technician:99999", "x", scene.refs["liushifu"]])
    assert [party["ref"] for party in state()["respondents"]] == [scene.refs["liushifu"]]


def test_parties_are_found_by_part_of_name_or_number(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    html = client.post("/desk/new/parties/", {"respondent_q": "木源"}).content.decode()
    assert "木源家居旗舰店" in html
    assert "商家 · SH0001 · 杭州市" in html
    chosen = scene.refs["muyuan"]
    html = client.post("/desk/new/parties/", {"respondent_q": "T010", "respondent": chosen}).content.decode()
    assert re.findall(r'value="([^"]+)" checked', html) == [chosen]
    assert "刘建国" in html
    assert "张志强" in html
    for text in ("", "木", "%", "%%", "__", "\x00\x00"):
        assert "form-check" not in client.post("/desk/new/parties/", {"respondent_q": text}).content.decode()


@pytest.mark.rule("TRI-4")
def test_what_it_would_become_is_shown_as_one_types(scene: Company, as_: As) -> None:
    typed = filled(description="水壶漏电，手被烫伤，要打12315")
    html = as_("zhoumin").post("/desk/new/live/", typed).content.decode()
    assert "紧急" in html
    assert "人身安全、监管介入" in html
    assert "功能故障" in html
    assert "依据字词：漏电" in html
    assert "首次响应" in html
    assert Case.objects.count() == 0


def test_what_is_missing_is_named(scene: Company, as_: As) -> None:
    typed = filled(order_no="", demand1_kind="", demand1_note="", phone="")
    html = as_("zhoumin").post("/desk/new/live/", typed).content.decode()
    assert "联系方式、订单号、诉求" in html


def test_half_filled_form_never_fails(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    for field in ("policy", "channel", "description", "amount", "received_at"):
        for value in ("", "x", "\x00", "9" * 400):
            assert client.post("/desk/new/live/", filled(**{field: value})).status_code == 200, (field, value)
    assert client.post("/desk/new/live/", {}).status_code == 200


@pytest.mark.rule("INT-6")
def test_earlier_cases_are_shown_as_far_as_one_may_see_them(scene: Company, as_: As) -> None:
    own = scene.open(50, f"林小姐 {PHONE}", "上次的门板破损", order_no="DD1").number
    key = scene.handler(own)
    other = "liting" if key != "liting" else "wanglei"
    html = as_(key).post("/desk/new/live/", filled()).content.decode()
    assert own in html
    assert "90 天内" in html
    assert "林小姐" in html
    html = as_(other).post("/desk/new/live/", filled()).content.decode()
    assert own not in html
    assert "另有 1 件由其他人办理" in html


def test_same_order_is_recognised_without_a_contact(scene: Company, as_: As) -> None:
    scene.open(50, "别人 13955559999", "门板破损", order_no="DD20261122")
    html = as_("chenjing").post("/desk/new/live/", filled(phone="")).content.decode()
    assert "以往的投诉" in html


def test_policy_changes_the_form_and_keeps_what_was_typed(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    html = client.post("/desk/new/", filled(policy="workorder-liability", draft="1")).content.decode()
    assert "核销签收异常" in html
    assert "衣柜门板破损" in html
    assert "必填" not in html
    assert Case.objects.count() == 0


def test_whoever_may_register_nothing_finds_no_form(scene: Company, as_: As) -> None:
    for who in ("tangning", "dengfang", "yuanli", "admin", "liushifu", "wangfang"):
        client = as_(who)
        for path in ("/desk/new/", "/desk/new/live/", "/desk/new/parties/"):
            assert client.post(path, filled()).status_code == 404, (who, path)
        assert "/desk/new/" not in client.get("/desk/").content.decode()


def test_receipt_is_for_whoever_registered_it(scene: Company, as_: As) -> None:
    send(as_("zhoumin"))
    for who in ("liting", "chenjing"):
        assert as_(who).get("/desk/new/done/form1/").status_code == 404
    assert as_("zhoumin").get("/desk/new/done/other/").status_code == 404


def test_live_hints_cost_few_statements(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    client.post("/desk/new/live/", filled())
    directory.names(scene.refs.values())  # whoever is drawn as handler
    with CaptureQueriesContext(connection) as captured:
        client.post("/desk/new/live/", filled())
    # session, account, places (2), carriers, customer, earlier cases
    assert len(captured) == 7, [query["sql"][:100] for query in captured]
