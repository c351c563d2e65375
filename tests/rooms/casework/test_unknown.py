"""Nobody is drawn into a case behind whom there is nobody, whatever door the command came through."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongdao.casework.actions import handle
from gongdao.casework.bulk import Item, handle_many
from gongdao.casework.models import Case
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Liability, Party, Terms

from .company import WORKORDER, Company, party

NOBODY = [
    "technician:99999", "shop:99999", "staff:99999", "customer:99999", "account:99999", "department:none",
    "technician:0", "technician:x", "technician:99999999999999999999", "technician", "martian:1", "system",
]  # fmt: skip


@pytest.mark.rule("INT-2")
@pytest.mark.parametrize("ref", NOBODY)
def test_complaint_against_nobody_is_refused(company: Company, ref: str) -> None:
    with pytest.raises(Refused) as refused:
        company.open(respondents=(Party(ref="shop:5"), Party(ref=ref, name="某人")))
    refusal = refused.value.refusal
    assert (refusal.rule, refusal.code, refusal.params) == ("INT-2", "unknown_party", {"refs": [ref]})
    assert not Case.objects.exists()


@pytest.mark.rule("INT-2")
@pytest.mark.parametrize("ref", NOBODY)
def test_nobody_is_named_later(company: Company, ref: str) -> None:
    opened = company.open()
    with pytest.raises(Refused) as refused:
        company.act(c.SupplyDetails(respondents=(Party(ref, "某人"),)), company.agent, opened)
    assert refused.value.refusal.params == {"refs": [ref]}


@pytest.mark.rule("INT-2")
def test_shop_that_is_named_later_sees_the_case_from_then_on(company: Company) -> None:
    opened, shop = company.open(), party("shop:5")
    with pytest.raises(CaseNotFound):
        case_for(shop, opened.number, lock=False)
    company.act(c.SupplyDetails(respondents=(Party("shop:5", "5号店"),)), company.agent, opened)
    assert case_for(shop, opened.number, lock=False).state.respondents == (Party("shop:5", "5号店"),)


@pytest.mark.rule("INT-2")
@pytest.mark.parametrize("ref", NOBODY)
def test_staff_cannot_complain_for_nobody(company: Company, ref: str) -> None:
    with pytest.raises(Refused) as refused:
        handle(company.complaint(complainant=Party(ref=ref)), actor=company.agent, now=company.now)
    refusal = refused.value.refusal
    assert (refusal.rule, refusal.code, refusal.params) == ("INT-2", "unknown_party", {"refs": [ref]})
    assert not Case.objects.exists()


def test_looking_the_complainant_up_costs_no_statement(company: Company) -> None:
    command = company.complaint(complainant=Party(ref="shop:5"))
    handle(command, actor=company.agent, now=company.now)
    with CaptureQueriesContext(connection) as captured:
        handle(command, actor=company.agent, now=company.now)
    assert len(captured) == 2


def test_one_of_many_for_nobody_is_refused_alone(company: Company) -> None:
    good, bad = (company.complaint(complainant=Party(ref=ref)) for ref in ("shop:5", "customer:99999"))
    results = handle_many([Item(good), Item(bad), Item(good)], actor=company.agent, now=company.now)
    assert [isinstance(item, Refused) for item in results] == [False, True, False]


def test_outsiders_need_not_be_on_the_register(company: Company) -> None:
    against = ("company", "carrier:nobody-yet", "third_party", "supplier:x", "department:orders")
    opened = company.open(respondents=tuple(Party(ref=ref) for ref in against))
    assert tuple(party.ref for party in opened.state.respondents) == against


def test_looking_respondents_up_costs_no_statement(company: Company) -> None:
    company.open()
    with CaptureQueriesContext(connection) as captured:
        company.open(respondents=(Party(ref="technician:7"), Party(ref="shop:5")))
    assert len(captured) == 2


def test_one_of_many_complaints_against_nobody_is_refused_alone(company: Company) -> None:
    good = company.complaint(respondents=(Party(ref="technician:7"),))
    items = [Item(good), Item(company.complaint(respondents=(Party(ref="shop:9"),))), Item(good)]
    first, refused, last = handle_many(items, actor=SYSTEM, now=company.now)
    assert isinstance(refused, Refused)
    assert refused.refusal.params == {"refs": ["shop:9"]}
    assert not isinstance(first, Exception)
    assert not isinstance(last, Exception)


@pytest.mark.parametrize(
    "command",
    [
        c.AskStatement("technician:99999", "请说明"),
        c.AskCollaboration("department:none", "请核实"),
        c.OrderRemedy(Terms("self_review", obligor="staff:99999"), "态度不当"),
        c.ProposeRemedies((Terms("apology", obligor="shop:99999"),), "致歉"),
        c.MakeFinding({}, "理由", (Liability("technician:99999", 10_000),)),
    ],
    ids=lambda command: type(command).__name__,
)
def test_nobody_is_drawn_into_a_case_later(company: Company, command: c.Command) -> None:
    opened = company.open(policy=WORKORDER, respondents=(Party(ref="technician:7"),))
    by = company.adjudicator if isinstance(command, c.MakeFinding) else company.supervisor
    with pytest.raises(Refused) as refused:
        company.act(command, by, opened)
    assert refused.value.refusal.code == "unknown_party"
    assert Case.objects.get().version == opened.version


def test_whoever_is_in_the_case_already_is_not_looked_up(company: Company) -> None:
    opened = company.open(policy=WORKORDER, respondents=(Party(ref="technician:7"),))
    with CaptureQueriesContext(connection) as captured:
        ask = c.AskStatement("technician:7", "请说明")
        handle(ask, actor=company.supervisor, now=company.now, number=opened.number)
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) == 2
