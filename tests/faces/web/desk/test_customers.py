"""Dossier, experience, satisfaction, voided waybills, the survey by link: who sees them, what they do."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from gongdao.casework.outcome import Outcome
from gongdao.casework.store import case_for
from gongdao.letters.survey_links import invited, survey_path
from gongdao.people.models import Change, Customer
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Item, Order, Terms

pytestmark = pytest.mark.django_db
As = Callable[[str], Client]
DESK = "complaint-desk"
ORDER = Order("2026000001", (Item("保温杯", 1, 20_000),), 20_000, carrier="carrier:yunda", waybill="YD77")
FULL = {
    "score_efficiency": "2",
    "score_solution": "4",
    "score_attitude": "5",
    "text": "还可以，打 13800000009",
}


def resolved(scene: Any) -> Outcome:
    """A complaint of somebody whose parcel was sent again."""
    opened = scene.open(30, "钱女士 13800000009", "快递的物流三天没有更新", policy=DESK, order=ORDER)
    scene.act(opened.number, 29, c.RespondFirst("非常抱歉"))
    scene.act(opened.number, 28, c.ProposeRemedies((Terms("resend"),), "补发"))
    scene.act(opened.number, 27, c.AnswerProposal("P1", accepted=True, proof="录音"), by="chenjing")
    return scene.act(opened.number, 26, c.CarryOutRemedy("R1", "运单 SF1"))


def closed(scene: Any) -> Outcome:
    done = resolved(scene)
    reply = c.FollowUp(
        satisfied=True, text="满意", measures="核对出库", result="已签收", prevention="出库扫码"
    )
    scene.act(done.number, 25, reply)
    return scene.act(done.number, 24, c.CloseCase("中转站漏扫", "补发，已致电钱女士13800000009"))


def state_of(done: Outcome) -> State:
    return case_for(SYSTEM, done.number, lock=False).state


def key_of(done: Outcome) -> str:
    return done.state.complainant.ref.partition(":")[2]


def others(scene: Any, done: Outcome) -> list[str]:
    """Agents of the department who do not handle this case."""
    return [name for name in ("zhoumin", "liting", "wanglei") if scene.refs[name] != done.state.handler]


def handler_of(scene: Any, done: Outcome) -> str:
    return next(name for name in ("zhoumin", "liting", "wanglei") if scene.refs[name] == done.state.handler)


@pytest.mark.rule("INT-4", "INT-8")
def test_the_dossier_is_for_the_handler_and_the_supervisor(scene: Any, as_: As) -> None:
    done = closed(scene)
    url = f"/desk/customers/{key_of(done)}/"
    for name in (handler_of(scene, done), "chenjing"):
        response = as_(name).get(url)
        page = response.content.decode()
        assert response.status_code == 200
        for shown in ("钱女士", "138****0009", done.number, "保温杯 × 1", "2026000001", "补发", "非常抱歉"):
            assert shown in page
        assert "13800000009" not in page
    for name in (*others(scene, done), "sunhao", "songyao", "admin", "wangfang"):
        assert as_(name).get(url).status_code == 404, name
    assert Client().get(url).status_code == 302
    assert as_("chenjing").get("/desk/customers/999999/").status_code == 404
    assert as_("chenjing").get("/desk/customers/99999999999999999999/").status_code == 404


@pytest.mark.rule("INT-4")
def test_what_is_worth_knowing_is_kept_and_on_record(scene: Any, as_: As) -> None:
    done = closed(scene)
    url = f"/desk/customers/{key_of(done)}/"
    told = {"preferences": "晚上方便接电话", "purchases": "常买厨房用品"}
    assert as_(others(scene, done)[0]).post(url, told).status_code == 404
    assert as_("chenjing").post(url, {**told, "preferences": "长" * 2001}).status_code == 422
    assert Customer.objects.get(pk=key_of(done)).preferences == ""
    assert as_("chenjing").post(url, told).status_code == 302
    customer = Customer.objects.get(pk=key_of(done))
    assert (customer.preferences, customer.purchase_summary) == ("晚上方便接电话", "常买厨房用品")
    assert (customer.name, customer.phone) == ("钱女士", "13800000009")
    change = Change.objects.filter(action="describe_customer").get()
    assert (change.about, change.body) == (f"customer:{key_of(done)}", {})


@pytest.mark.rule("RES-10", "INT-8")
def test_experience_shows_cause_and_solution_without_persons(scene: Any, as_: As) -> None:
    done = closed(scene)
    colleague = others(scene, done)[0]
    page = as_(colleague).get("/desk/experience/?q=物流").content.decode()
    assert "中转站漏扫" in page
    assert "补发，已致电******" in page
    assert done.number not in page
    assert done.number in as_("chenjing").get("/desk/experience/?category=delivery").content.decode()
    assert "中转站漏扫" not in as_(colleague).get("/desk/experience/?category=attitude").content.decode()
    for name in ("songyao", "admin", "wangfang"):
        assert as_(name).get("/desk/experience/").status_code == 404
    assert as_(colleague).get("/desk/experience/?q=物流&after=x").status_code == 404


@pytest.mark.rule("RES-14")
def test_the_survey_by_link_is_answered_once_by_anybody_who_has_it(scene: Any, as_: As) -> None:
    done = resolved(scene)
    survey = state_of(done).survey
    assert survey is not None
    shown = as_(handler_of(scene, done)).get(f"/cases/{done.number}/").content.decode()
    found = re.search(r"/portal/survey/[^/\"]+/", shown)
    assert found is not None
    path = found[0]
    visitor = Client()
    page = visitor.get(path).content.decode()
    assert done.number in page
    for hidden in ("钱女士", "13800000009", "快递的物流"):
        assert hidden not in page
    wrong = visitor.post(path, {**FULL, "score_solution": ""})
    assert wrong.status_code == 422
    assert state_of(done).survey == survey
    assert visitor.post(path, {**FULL, "score_solution": "6"}).status_code == 422
    assert visitor.post(path, FULL).status_code == 200
    answered = state_of(done).survey
    assert answered is not None
    assert answered.answers == {"efficiency": 2, "solution": 4, "attitude": 5}
    assert (answered.by, answered.via) == (done.state.complainant.ref, "web")
    assert visitor.post(path, FULL).status_code == 410
    assert visitor.get(path).status_code == 410
    assert state_of(done).survey == answered


def test_a_link_that_is_not_ours_leads_nowhere(scene: Any) -> None:
    done = resolved(scene)
    path = survey_path(done.number, scene.now)
    for wrong in (path, "/portal/survey/x/", path[:-3] + "aa/"):
        assert Client().get(wrong).status_code == 410
    assert invited("x") is None


@pytest.mark.rule("RES-14")
def test_satisfaction_is_for_who_oversees_the_desk(scene: Any, as_: As) -> None:
    done = resolved(scene)
    answers = {"efficiency": 2, "solution": 4, "attitude": 5}
    scene.act(done.number, 20, c.AnswerSurvey(answers, "我是 13800000009", "hotline", "录音 1"))
    page = as_("chenjing").get("/desk/surveys/").content.decode()
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)', page) == [
        "处理的速度", "问题是否得到解决", "客服的态度",
    ]  # fmt: skip
    assert done.number in page
    assert "13800000009" not in page
    analyst = as_("songyao").get("/desk/surveys/").content.decode()
    assert "我是 ***" in analyst
    assert "我是" not in as_("sunhao").get("/desk/surveys/").content.decode()  # another department
    assert "我是" not in as_("chenjing").get("/desk/surveys/?from=2020-01-01&to=2020-02-01").content.decode()
    assert as_("chenjing").get("/desk/surveys/?from=nonsense&to=9999-99-99").status_code == 200
    for name in ("zhoumin", "wangfang", "admin"):
        assert as_(name).get("/desk/surveys/").status_code == 404


@pytest.mark.rule("RES-12")
def test_voided_waybills_are_listed_once_signed(scene: Any, as_: As) -> None:
    opened = scene.open(30, "孙先生 13800000010", "还没发货，想换一件", policy=DESK, order=ORDER)
    scene.act(opened.number, 29, c.VoidWaybill("YD77", "换货"), by=handler_of(scene, opened))
    assert "YD77" not in as_("chenjing").get("/desk/waybills/").content.decode()
    scene.act(opened.number, 28, c.SignWaybillVoid("W1"), by="chenjing")
    page = as_("chenjing").get("/desk/waybills/").content.decode()
    assert "YD77" in page
    assert "陈静" in page
    assert as_("zhoumin").get("/desk/waybills/").status_code == 404


@pytest.mark.rule("TRI-5", "TRI-6", "INT-6")
def test_the_case_page_says_how_to_speak_with_the_customer(scene: Any, as_: As) -> None:
    scene.open(60, "钱女士 13800000009", "快递没收到", policy=DESK, order=ORDER)
    opened = scene.open(
        3, "钱女士 13800000009", "快递的物流三天没有更新", policy=DESK, order=ORDER, mood="angry",
        motive="psychological", wish="respect",
    )  # fmt: skip
    page = as_("chenjing").get(f"/cases/{opened.number}/").content.decode()
    for shown in ("先说抱歉", "道歉和重视比补偿更要紧", "心理平衡", "同一订单", "订单部", "请订单部查询物流"):
        assert shown in page


@pytest.mark.rule("INT-2", "TRI-5")
def test_what_the_customer_seems_to_want_is_registered_with_the_complaint(scene: Any, as_: As) -> None:
    form = {
        "policy": DESK, "channel": "hotline", "phone": "13800000011", "name": "李先生", "level": "normal",
        "description": "客服态度冷漠，爱理不理", "mood": "angry", "motive": "economic", "wish": "vent",
        "demand1_kind": "apology", "people_affected": "1", "key": "k1",
    }  # fmt: skip
    live = as_("zhoumin").post("/desk/new/live/", form).content.decode()
    assert "让他把话说完" in live
    response = as_("zhoumin").post("/desk/new/", form)
    assert response.status_code == 302
    number = re.search(r"20\d{4}-\d{3,}", as_("zhoumin").get(response["Location"]).content.decode())
    assert number is not None
    state = case_for(SYSTEM, number[0], lock=False).state
    assert (state.mood, state.motive, state.wish) == ("angry", "economic", "vent")
