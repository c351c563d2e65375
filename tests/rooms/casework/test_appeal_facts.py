"""What an appeal rests on beyond its case is loaded: the account, the operation log, the places."""

from collections import Counter
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from gongdao.casework.actions import handle
from gongdao.casework.models import Appeal
from gongdao.casework.outcome import Outcome
from gongdao.casework.showing import Showing
from gongdao.casework.store import case_for
from gongdao.people import actions as people
from gongdao.people.actions import Person
from gongdao.people.holders import holder_of
from gongdao.policies import actions as policies
from gongdao.policies.loading import read_bytes, shipped
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Order, Particulars, Party

from .company import WORKORDER, Company, party
from .test_together import together
from .user_appeals import WHO, appeal, judged

HELD = "workorder-places-held"


@pytest.mark.rule("INT-7")
def test_an_account_that_is_not_verified_cannot_appeal(company: Company) -> None:
    opened = judged(company, "customer:2")
    stranger = Actor(ref="customer:2", refs=frozenset({"customer:2"}), verified=False)
    with pytest.raises(Refused) as refused:
        handle(appeal(company, "customer:2"), actor=stranger, now=company.now, number=opened.number)
    assert (refused.value.refusal.rule, refused.value.refusal.code) == ("INT-7", "not_verified")
    handle(appeal(company, "customer:2"), actor=party("customer:2"), now=company.now, number=opened.number)


@pytest.mark.rule("INT-7")
def test_the_name_on_the_form_is_that_of_the_account(company: Company) -> None:
    ref = people.find_or_create_customer(
        now=company.now, person=Person("刘先生", "13812340000", "", "normal")
    ).ref
    opened = judged(company, ref)
    other = replace(appeal(company, ref), particulars=replace(WHO, name="张三"))
    with pytest.raises(Refused) as refused:
        handle(other, actor=party(ref), now=company.now, number=opened.number)
    assert (refused.value.refusal.rule, refused.value.refusal.code) == ("INT-7", "name_differs")
    handle(appeal(company, ref), actor=party(ref), now=company.now, number=opened.number)


@pytest.mark.rule("INT-7")
def test_on_behalf_of_an_account_that_is_not_verified_is_refused(company: Company) -> None:
    """The manager is verified, but the one appealed for has an account and is not."""
    account = people.create_account(
        actor=SYSTEM, now=company.now, username="laozhou", display_name="老周", password=None
    )
    technician = people.put_technician(
        actor=SYSTEM, now=company.now, number="T77", name="老周", account=account
    )
    ref = f"technician:{technician.pk}"
    assert holder_of(ref) == (True, False, frozenset({"老周"}))
    on_behalf = replace(company.appeal(ref), appellant=ref)
    opened = company.judged(technician=ref)
    with pytest.raises(Refused) as refused:
        company.act(on_behalf, company.city_manager, opened)
    assert refused.value.refusal.code == "not_verified"
    # One without any account is appealed for, as W8 has it.
    plain = company.judged()
    company.act(replace(company.appeal(), appellant="technician:7"), company.city_manager, plain)


@pytest.mark.rule("INT-9")
def test_the_log_of_the_order_is_found_with_another_case(company: Company) -> None:
    opened = judged(company, "customer:2", order_no="CZ-9", log=False)
    with pytest.raises(Refused) as refused:
        handle(
            appeal(company, "customer:2"), actor=party("customer:2"), now=company.now, number=opened.number
        )
    assert (refused.value.refusal.rule, refused.value.refusal.code) == ("INT-9", "no_operation_log")
    judged(company, "customer:3", order_no="CZ-9")  # somebody else's case keeps the snapshot with its log
    handle(appeal(company, "customer:2"), actor=party("customer:2"), now=company.now, number=opened.number)


def _publish_held(company: Company) -> None:
    """The work-order policy, its quotas holding a place for each appeal under way."""
    text = next(read_bytes(path) for path in shipped() if path.parent.name == "workorder_liability").decode()
    text = text.replace("policy: workorder-liability", f"policy: {HELD}")
    text = text.replace("failed: 3,", "failed: 1, holds_place: true,")
    policies.publish(text, actor=SYSTEM, now=company.now, name="held.yaml")


def _judged_held(company: Company) -> Outcome:
    opened = company.open(policy=HELD, respondents=(Party("technician:7", name="李师傅"),))
    facts = {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"}
    finding = c.MakeFinding(facts=dict(facts), reasons="操作不规范致损", amount_fen=30_000)
    return company.act(finding, company.adjudicator, opened)


@pytest.mark.rule("APP-4")
def test_of_two_appeals_at_the_last_place_one_is_taken(open_company: Company) -> None:
    """More than one failed appeal ends the month: two places. One has failed, so one place is left."""
    company = open_company
    _publish_held(company)
    first = _judged_held(company)
    company.act(company.appeal(), company.technician, first)
    company.act(c.DecideAppeal("A1", "uphold", "字迹不符"), company.reviewer, first)
    cases = [_judged_held(company) for _ in range(4)]

    def filed(on: Outcome) -> Callable[[], Outcome]:
        return lambda: company.act(company.appeal(), company.technician, on)

    outcomes = together(*[filed(case) for case in cases])
    assert Counter(item.refusal.code if isinstance(item, Refused) else "filed" for item in outcomes) == {
        "filed": 1,
        "quota_places_taken": 3,
    }
    assert Appeal.objects.filter(appellant="technician:7", open=True).count() == 1


@pytest.mark.rule("APP-4")
def test_a_place_is_free_again_once_the_appeal_has_won(company: Company) -> None:
    _publish_held(company)
    first, second, third = (_judged_held(company) for _ in range(3))
    company.act(company.appeal(), company.technician, first)
    company.act(company.appeal(), company.technician, second)
    with pytest.raises(Refused) as refused:
        company.act(company.appeal(), company.technician, third)
    assert refused.value.refusal.params == {"failed": 0, "under_way": 2, "allowed": 1}
    company.act(c.DecideAppeal("A1", "annul", "证据不足"), company.reviewer, first)
    company.act(company.appeal(), company.technician, third)


@pytest.mark.rule("APP-15")
def test_a_rejection_of_what_fell_later_counts_no_more(company: Company) -> None:
    """Rejected at first, annulled at the next try: no failed appeal is left to count."""
    opened = judged(company, "customer:2")
    company.staff("appeal_reviewer")
    user = party("customer:2")
    company.act(appeal(company, "customer:2"), user, opened)
    reviewer = _reviewer_of(opened, "A1")
    company.act(c.DecideAppeal("A1", "uphold", "缺通话记录", missing=("call_record",)), reviewer, opened)
    assert Appeal.objects.filter(appellant="customer:2", outcome="uphold").count() == 1
    more = replace(
        appeal(company, "customer:2"), exhibits=("E1", "E2", "E3"),
        new_exhibits=(replace(company.appeal("x").new_exhibits[0], kind="call_record"),),
    )  # fmt: skip
    company.act(more, user, opened)
    company.act(c.DecideAppeal("A2", "annul", "通话证实系统误扣"), _reviewer_of(opened, "A2"), opened)
    assert Appeal.objects.filter(appellant="customer:2", outcome="uphold").count() == 0


def _reviewer_of(opened: Outcome, key: str) -> Actor:
    ref = case_for(SYSTEM, opened.number, lock=False).state.appeals[key].reviewer
    return Actor(ref=ref, refs=frozenset({ref}), roles=frozenset({"appeal_reviewer"}), verified=True)


@pytest.mark.rule("INT-8")
def test_who_appeals_in_person_is_not_for_the_others_judged(company: Company) -> None:
    """The carrier that bears the other half sees the appeal, not the appellant's name and place."""
    opened = company.open(
        policy=WORKORDER, respondents=(Party("technician:7", name="李师傅"),),
        order=Order("AZ1", paid_fen=30_000, carrier="carrier:yunda"), order_no="AZ1",
    )  # fmt: skip
    facts = {"matter": "unpacking_damage", "work": "unknown", "handover": "missing", "packaging": "intact"}
    company.act(c.MakeFinding(dict(facts), "无交接单", amount_fen=30_000), company.adjudicator, opened)
    where = Particulars(happened="5月5日", place="客户家", people="本人")
    company.act(replace(company.appeal(), particulars=where), company.technician, opened)
    state = case_for(SYSTEM, opened.number, lock=False).state
    seen = {
        ref: Showing(actor, state).appeals()["A1"].particulars
        for ref, actor in (
            ("own", company.technician), ("other", party("carrier:yunda")), ("reviewer", company.reviewer),
        )
    }  # fmt: skip
    assert seen == {"own": where, "other": Particulars(), "reviewer": where}
