"""The dossier, what was solved before, surveys and filed waybills: by permission, and without persons."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.outcome import Outcome
from gongdao.casework.queries.customers import customer_file, may_see_customer
from gongdao.casework.queries.experience import experience, redacted
from gongdao.casework.queries.surveys import opinions, voided
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.terms import Earlier, Item, Order, Party, Terms

from .company import DAY, HOUR, Company

DESK = "complaint-desk"
REPLY = c.FollowUp(
    satisfied=True, text="客户满意", measures="核对出库", result="已补发，王女士13812345678已签收",
    prevention="出库前扫码",
)  # fmt: skip
ORDER = Order(
    "2024042800123",
    (Item("保温杯", 1, 20_000),),
    20_000,
    carrier="carrier:yunda",
    waybill="YD1",
    shop="shop:5",
)


def resolved(company: Company, *, text: str = "快递的物流三天没有更新", ref: str = "customer:1") -> Outcome:
    """A parcel that was lost and sent again."""
    opened = company.open(
        policy=DESK, description=text, complainant=Party(ref, "王女士", "13812345678"), order=ORDER
    )
    company.act(c.RespondFirst("非常抱歉"), company.agent, opened)
    company.act(c.ProposeRemedies((Terms("resend"),), "补发"), company.agent, opened)
    company.act(c.AnswerProposal("P1", accepted=True, proof="录音"), company.agent, opened)
    return company.act(c.CarryOutRemedy("R1", "运单 SF1"), company.agent, opened)


def closed(company: Company, **more: str) -> Outcome:
    """The same, followed up and closed."""
    done = resolved(company, **more)
    company.act(REPLY, company.agent, done)
    close = c.CloseCase("中转站漏扫", "为王女士（13812345678）补发订单2024042800123")
    return company.act(close, company.agent, done)


def rated(company: Company, score: int, **more: str) -> Outcome:
    """And rated by the customer."""
    done = closed(company, **more)
    answers = {"efficiency": score, "solution": 4, "attitude": 5}
    return company.act(
        c.AnswerSurvey(answers, f"{score} 分，我的电话 13812345678"),
        Actor(done.state.complainant.ref, refs=frozenset({done.state.complainant.ref})),
        done,
    )


@pytest.mark.rule("INT-6")
def test_earlier_complaints_are_counted_by_customer_order_and_shop(company: Company) -> None:
    shop = (Party(ref="shop:5"),)
    company.open(order_no="A1", received_at=company.now - 31 * DAY)
    company.open(order_no="A1", complainant=Party(ref="customer:8"), received_at=company.now - 100 * DAY)
    company.open(order_no="A2", complainant=Party(ref="customer:9"), respondents=shop)
    again = company.open(order_no="A1", respondents=shop)
    assert again.state.earlier == (
        Earlier("customer", 0, 1, 1), Earlier("order", 0, 1, 2), Earlier("shop", 1, 1, 1),
    )  # fmt: skip
    assert again.state.repeats == 2


@pytest.mark.rule("INT-6")
def test_the_same_order_again_is_important_at_the_complaint_desk(company: Company) -> None:
    assert company.open(policy=DESK, order_no="A1").state.priority == "normal"
    assert company.open(policy=DESK, order_no="A1").state.priority == "important"


@pytest.mark.rule("INT-4")
def test_handler_and_supervisor_see_the_dossier_and_a_stranger_none(company: Company) -> None:
    done = closed(company)
    other = company.open(policy="workorder-liability", respondents=(Party("technician:7"),))
    found = customer_file(company.agent, "customer:1")
    assert found is not None
    assert [case.id for case in found.cases] == sorted({done.case_id, *_seen(company, other)}, reverse=True)
    assert [order.number for _, order in found.purchases][-1] == "2024042800123"
    kinds = [type(talk.event).__name__ for talk in found.talks if talk.case_id == done.case_id]
    assert kinds == ["FollowUpMade", "ProposalAnswered", "ProposalMade", "FirstResponseGiven"]
    assert [list(item.remedies) for item in found.served] == [["R1"]]
    assert may_see_customer(company.supervisor, "customer:1")
    strangers = (company.colleague, company.auditor, company.customer, company.stranger, company.technician)
    for stranger in strangers:
        assert customer_file(stranger, "customer:1") is None
        assert not may_see_customer(stranger, "customer:1")


def _seen(company: Company, case: Outcome) -> set[int]:
    return {case.case_id} if case.state.handler == company.agent.ref else set()


@pytest.mark.rule("INT-4")
def test_nobody_sees_the_own_dossier_as_staff(company: Company) -> None:
    closed(company)
    both = Actor(
        company.agent.ref, company.agent.roles, company.agent.refs | {"customer:1"},
        departments=company.agent.departments,
    )  # fmt: skip
    assert customer_file(both, "customer:1") is None


def test_the_dossier_costs_the_same_for_one_case_and_for_three(company: Company) -> None:
    counted = []
    for _ in range(2):
        closed(company)
        with CaptureQueriesContext(connection) as captured:
            customer_file(company.agent, "customer:1")
        counted.append(len(captured))
        closed(company)
    assert counted == [5, 5]


@pytest.mark.rule("RES-10", "INT-8")
def test_what_was_solved_is_found_by_words_without_persons(company: Company) -> None:
    done = closed(company)
    resolved(company)  # not closed: nothing to learn from yet
    for text in ("物流", "中转站漏扫", "出库前扫码"):
        lessons = experience(company.colleague, text)
        assert lessons is not None
        assert [item.id for item in lessons.cases] == [done.case_id]
    (item,) = lessons.cases
    assert (item.cause, item.solution) == ("中转站漏扫", "为***（***）补发订单***")
    assert item.category == "delivery"
    assert item.satisfied is True


@pytest.mark.rule("RES-10")
def test_experience_is_narrowed_to_a_category_and_not_for_everybody(company: Company) -> None:
    closed(company)
    found = experience(company.agent, category="delivery")
    assert found is not None
    assert len(found.cases) == 1
    assert experience(company.agent, category="attitude") is not None
    assert experience(company.agent, category="attitude").cases == ()  # type: ignore[union-attr]  # see above
    for nobody in (company.auditor, company.customer, company.technician):
        assert experience(nobody, "物流") is None


def test_experience_is_never_found_by_name_or_phone(company: Company) -> None:
    closed(company)
    for text in ("王女士", "13812345678", "5678"):
        lessons = experience(company.agent, text)
        assert lessons is not None
        assert all("王" not in item.solution and "5678" not in item.solution for item in lessons.cases)


def test_redacted_keeps_money_and_dates() -> None:
    text = "5月10日退款199.00元到 13812345678，邮箱 a.b@c.com，运单 SF1234567890"
    assert redacted(text) == "5月10日退款199.00元到 ***，邮箱 ***，运单 SF***"


@pytest.mark.rule("RES-14")
def test_answers_are_counted_for_each_question(company: Company) -> None:
    rated(company, 2)
    rated(company, 5, ref="customer:8")
    closed(company, ref="customer:9")
    found = opinions(company.auditor, company.now - DAY, company.now + DAY)
    assert found is not None
    by_question = {item.question: (item.counts, item.mean, item.content_percent) for item in found.answered}
    assert by_question == {
        "attitude": ((2, 0, 0, 0, 0), 5.0, 100),
        "efficiency": ((1, 0, 0, 1, 0), 3.5, 50),
        "solution": ((0, 2, 0, 0, 0), 4.0, 100),
    }
    assert (found.asked, found.replied) == (3, 2)
    assert found.voices[0].text == "2 分，我的电话 ***"
    assert found.voices[0].answers == {"efficiency": 2, "solution": 4, "attitude": 5}
    late = opinions(company.auditor, company.now + HOUR, company.now + DAY)
    assert late is not None
    assert (late.answered, late.voices, late.asked) == ((), (), 0)


@pytest.mark.rule("RES-14")
def test_a_supervisor_sees_the_answers_of_the_own_department_only(company: Company) -> None:
    rated(company, 2)
    found = []
    for departments in (frozenset({"service"}), frozenset({"orders"})):
        lead = Actor("staff:90", frozenset({"supervisor"}), frozenset({"staff:90"}), departments=departments)
        opened = opinions(lead, company.now - DAY, company.now + DAY)
        assert opened is not None
        found.append(len(opened.voices))
    assert found == [1, 0]
    for nobody in (company.agent, company.customer, company.technician):
        assert opinions(nobody, company.now - DAY, company.now + DAY) is None


@pytest.mark.rule("RES-12")
def test_a_voided_waybill_is_filed_once_it_is_signed_for(company: Company) -> None:
    opened = company.open(policy=DESK, description="还没发货，想换一件", order=ORDER)
    company.act(c.VoidWaybill("YD1", "客户换货"), company.agent, opened)
    span = (company.now - timedelta(hours=1), company.now + timedelta(hours=1))
    assert voided(company.supervisor, *span) == ()
    company.act(c.SignWaybillVoid("W1"), company.supervisor, opened)
    filed = voided(company.supervisor, *span)
    assert filed is not None
    assert [(item.number, item.waybill, item.signed_by, item.by, item.reason) for item in filed] == [
        (opened.number, "YD1", company.supervisor.ref, company.agent.ref, "客户换货")
    ]
    assert voided(company.agent, *span) is None


def test_system_opens_no_dossier(company: Company) -> None:
    closed(company)
    assert customer_file(SYSTEM, "customer:1") is None
