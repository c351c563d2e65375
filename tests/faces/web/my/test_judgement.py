"""My judgement: the finding with its reasons, the time to appeal, the appeal with evidence and its result."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests.parties import by_handler, fields_of, judge, picture, state_of, work_order

from gongdao.casework.actions import handle
from gongdao.exhibits.models import Exhibit
from gongdao.people.models import Account
from gongdao.people.queries import actor_for, forget
from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Liability

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
Accounts = dict[str, Account]

APPEAL = {
    "scope": "amount", "problem": "提货时外箱已有压痕，我在交接单上注明。", "demand": "减免到 200 元",
    "ask_amount_fen": "200",
}  # fmt: skip
FORM = {"kind1": "handover_form", "explanation1": "提货时注明外箱压痕"}


@pytest.fixture
def judged(company: Accounts) -> str:
    """Return the number of a work order for which 刘建国 was found liable."""
    number = work_order(company)
    judge(number, company)
    return number


def page_of(client: Client, number: str) -> Any:
    return client.get(f"/my/cases/{number}/")


def act(client: Client, number: str, path: str, **values: Any) -> Any:
    """Open the form of an act and send it filled in."""
    url = f"/my/cases/{number}/do/{path}/"
    form = client.get(url)
    assert form.status_code == 200
    return client.post(url, fields_of(form, **values))


def appeal(client: Client, number: str, **values: Any) -> Any:
    return act(
        client, number, "file_appeal/F1", **{**APPEAL, **FORM, "file1": picture("交接单.png"), **values}
    )


@pytest.mark.rule("DEC-3")
def test_judgement_says_facts_rule_share_reasons_and_until_when(
    company: Accounts, judged: str, signed_in: SignedIn
) -> None:
    text = page_of(signed_in("liushifu"), judged).content.decode()
    for part in (
        "您承担 100% 的责任，金额 ¥900.00", "师傅承认拆包时用力过猛。", "师傅操作", "不规范",
        "DEC-2 取值 W13", "版本 2024-01", "沈岚", "前申诉", "为什么是这个时间",
        "次日起算",
    ):  # fmt: skip
        assert part in text


@pytest.mark.rule("SLA-11")
def test_time_to_appeal_is_explained_day_by_day(judged: str, signed_in: SignedIn) -> None:
    (one,) = page_of(signed_in("liushifu"), judged).context["page"].judgements
    counted = [day for day in one.window.days if day.row.counts]
    assert len(counted) == 7
    assert sum(day.row.seconds for day in counted) == 7 * 24 * 3600


def test_judgement_is_for_the_judged_alone(judged: str, signed_in: SignedIn) -> None:
    assert page_of(signed_in("zhangshifu"), judged).status_code == 404
    assert page_of(signed_in("other"), judged).status_code == 404
    assert page_of(signed_in("liushifu"), "202401-999").status_code == 404
    anonymous = page_of(Client(), judged)
    assert anonymous.headers["Location"].startswith("/accounts/login/")


def test_complainant_is_masked_for_the_judged(judged: str, signed_in: SignedIn) -> None:
    text = page_of(signed_in("liushifu"), judged).content.decode()
    assert "王芳" not in text
    assert "13800020001" not in text
    assert "王芳" in page_of(signed_in("wangfang"), judged).content.decode()


@pytest.mark.rule("APP-1")
def test_appeal_is_filed_with_its_evidence(judged: str, signed_in: SignedIn) -> None:
    response = appeal(signed_in("liushifu"), judged)
    assert response.headers["Location"] == f"/my/cases/{judged}/"
    filed = state_of(judged).appeals["A1"]
    assert (filed.scope, filed.ask_amount_fen, filed.exhibits) == ("amount", 20_000, ("E1",))
    exhibit = state_of(judged).exhibits["E1"].exhibit
    assert (exhibit.kind, exhibit.explanation, exhibit.media_type) == (
        "handover_form", "提货时注明外箱压痕", "image/png",
    )  # fmt: skip
    text = page_of(signed_in("liushifu"), judged).content.decode()
    assert "唐宁" in text
    assert "未参与判责" in text


@pytest.mark.rule("APP-3")
def test_form_of_an_appeal_that_was_filed_leads_back_and_says_why(judged: str, signed_in: SignedIn) -> None:
    """As after the browser's way back: an empty form would ask for what nobody can take."""
    client = signed_in("liushifu")
    appeal(client, judged)
    page_of(client, judged)  # where it is told that the appeal was filed
    again = client.get(f"/my/cases/{judged}/do/file_appeal/F1/")
    assert again.headers["Location"] == f"/my/cases/{judged}/"
    told = page_of(client, judged).content.decode()
    assert "本案的申诉机会已经用完（共 1 次）" in told
    assert "申诉还在复核的，请等待结果" in told  # it is not final yet


@pytest.mark.rule("APP-6")
def test_key_evidence_is_told_before_and_demanded_after(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    form = client.get(f"/my/cases/{judged}/do/file_appeal/F1/").content.decode()
    assert "至少需要 1 份关键证据：交接单、异常反馈工单" in form
    response = appeal(client, judged, kind1="identity")
    assert response.status_code == 422
    text = response.content.decode()
    assert "依据规则 APP-6" in text
    assert "请上传上面列出的证据" in text
    assert state_of(judged).appeals == {}
    assert state_of(judged).exhibits == {}


def test_files_are_kept_when_something_else_is_wrong(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    response = appeal(client, judged, demand="")
    assert response.status_code == 422
    assert "已上传，不用重新选择" in response.content.decode()
    kept = response.context["uploads"].token
    url = f"/my/cases/{judged}/do/file_appeal/F1/"
    again = client.post(url, fields_of(response, **APPEAL, kept=kept))
    assert again.status_code == 302
    assert state_of(judged).appeals["A1"].exhibits == ("E1",)


def test_list_of_kept_files_belongs_to_one_party(company: Accounts, judged: str, signed_in: SignedIn) -> None:
    kept = appeal(signed_in("liushifu"), judged, demand="").context["uploads"].token
    other = work_order(company, against="zhangshifu")
    judge(other, company)
    url = f"/my/cases/{other}/do/file_appeal/F1/"
    client = signed_in("zhangshifu")
    response = client.post(url, fields_of(client.get(url), **APPEAL, kept=kept))
    assert response.status_code == 422
    assert state_of(other).appeals == {}


def test_files_that_cannot_be_evidence_are_explained(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    for content, word in (
        (b"", "空"),
        (b"MZ\x90\x00program", "不支持这种文件"),
        (b"<html>", "不支持这种文件"),
    ):
        response = appeal(client, judged, file1=SimpleUploadedFile("a.png", content))
        assert response.status_code == 422
        assert word in response.content.decode()
    assert Exhibit.objects.count() == 0


@pytest.mark.rule("APP-3")
def test_second_appeal_is_refused_with_rule_and_what_would_help(
    company: Accounts, judged: str, signed_in: SignedIn
) -> None:
    client = signed_in("liushifu")
    form = client.get(f"/my/cases/{judged}/do/file_appeal/F1/")
    appeal(client, judged)
    reviewer = actor_for(company["tangning"])
    liabilities = (
        Liability(actor_for(company["liushifu"]).ref, 5000, 45_000),
        Liability("carrier:yunda", 5000, 45_000),
    )
    decided = c.DecideAppeal("A1", "shift", "交接单注明压痕，承运方承担一半。", liabilities)
    handle(decided, actor=reviewer, now=timezone.now(), number=judged)
    url = f"/my/cases/{judged}/do/file_appeal/F1/"
    values = {**APPEAL, **FORM, "file1": picture("二.png", 7)}
    response = client.post(url, fields_of(form, **values) | {"version": "", "key": "second"})
    assert response.status_code == 422
    assert "依据规则 APP-3" in response.content.decode()
    text = page_of(client, judged).content.decode()
    assert "改判他方" in text
    assert "交接单注明压痕，承运方承担一半。" in text
    assert "您承担 50% 的责任，金额 ¥450.00" in text
    assert "原判为 100%" in text
    assert "依据规则 APP-3" in text


def test_appeal_sent_twice_is_one(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    url = f"/my/cases/{judged}/do/file_appeal/F1/"
    data = fields_of(client.get(url), **APPEAL, **FORM)
    answers = [client.post(url, {**data, "file1": picture("交接单.png")}).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert list(state_of(judged).appeals) == ["A1"]
    assert list(state_of(judged).exhibits) == ["E1"]


@pytest.mark.rule("APP-2")
def test_window_that_has_passed_is_told(company: Accounts, signed_in: SignedIn) -> None:
    then = timezone.now() - timedelta(days=20)
    number = work_order(company, now=then)
    judge(number, company, now=then)
    response = signed_in("liushifu").get(f"/my/cases/{number}/")
    assert "申诉期限已于" in response.content.decode()
    assert response.context["page"].judgements[0].file_url == ""


@pytest.mark.rule("INT-7")
def test_unverified_account_is_told_to_verify_first(
    company: Accounts, judged: str, signed_in: SignedIn
) -> None:
    Account.objects.filter(username="liushifu").update(verified_at=None)
    forget()
    text = page_of(signed_in("liushifu"), judged).content.decode()
    assert "尚未完成实名验证" in text
    assert "请先完成实名验证" in text


def test_finding_is_accepted_and_final_at_once(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    act(client, judged, "accept_finding/F1")
    assert state_of(judged).findings["F1"].status == "final"
    text = page_of(client, judged).content.decode()
    assert "判责已生效，不能再申诉。" in text


def test_appeal_is_withdrawn_by_its_appellant(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    appeal(client, judged)
    act(client, judged, "withdraw_appeal/A1", reason="已经与客户说清楚")
    assert state_of(judged).appeals["A1"].status == "withdrawn"


def test_act_of_another_party_is_refused(company: Accounts, judged: str, signed_in: SignedIn) -> None:
    customer = signed_in("wangfang")
    url = f"/my/cases/{judged}/do/file_appeal/F1/"
    values = {**APPEAL, **FORM, "file1": picture(), "key": "k", "version": ""}
    assert customer.post(url, values).status_code in (404, 422)
    assert customer.post(f"/my/cases/{judged}/do/accept_finding/F1/", {"key": "k2"}).status_code == 404
    assert signed_in("zhangshifu").post(url, values).status_code == 404
    assert state_of(judged).appeals == {}


def test_statement_asked_before_is_given_with_evidence(company: Accounts, signed_in: SignedIn) -> None:
    number = work_order(company)
    by_handler(number, c.AskStatement(actor_for(company["liushifu"]).ref, "拆包时箱子是什么样？"))
    client = signed_in("liushifu")
    assert "请说明情况" in page_of(client, number).content.decode()
    assert "拆包时箱子是什么样？" in client.get(f"/my/cases/{number}/do/give_statement/S1/").content.decode()
    act(
        client, number, "give_statement/S1", text="箱角已经压坏", file1=picture("箱角.png"),
        kind1="goods_photo", explanation1="箱角压痕",
    )  # fmt: skip
    assert state_of(number).statements["S1"].text == "箱角已经压坏"
    assert "箱角已经压坏" in page_of(client, number).content.decode()


def test_shop_members_see_and_answer_for_their_shop(company: Accounts, signed_in: SignedIn) -> None:
    number = work_order(company, against="linsenmu")
    judge(number, company)
    client = signed_in("linsenmu")
    assert "您承担 100% 的责任" in page_of(client, number).content.decode()
    appeal(client, number)
    assert state_of(number).appeals["A1"].appellant == actor_for(company["linsenmu"]).ref


def test_exhibits_relied_on_can_be_opened_by_the_judged_and_by_no_other_party(
    company: Accounts, signed_in: SignedIn
) -> None:
    number = work_order(company)
    customer = signed_in("wangfang")
    for kind, shade in (("goods_photo", 1), ("identity", 2), ("chat", 3)):
        act(
            customer,
            number,
            "submit_exhibit",
            file1=picture(f"{kind}.png", shade),
            kind1=kind,
            explanation1="看",
        )
    judge(number, company, exhibits=("E1", "E2"))
    technician = signed_in("liushifu")
    found = {
        key: technician.get(f"/my/cases/{number}/exhibits/{key}/").status_code for key in ("E1", "E2", "E3")
    }
    assert found == {"E1": 200, "E2": 404, "E3": 404}
    assert signed_in("zhangshifu").get(f"/my/cases/{number}/exhibits/E1/").status_code == 404
    assert customer.get(f"/my/cases/{number}/exhibits/E2/").status_code == 200


def test_technician_finishes_a_task_of_the_pool(company: Accounts, signed_in: SignedIn) -> None:
    number = work_order(company)
    by_handler(number, c.OrderAfterSale("parts", "换门板"))
    by_handler(number, c.DispatchAfterSale("T1", actor_for(company["zhangshifu"]).ref))
    client = signed_in("zhangshifu")
    assert "请完成售后任务" in page_of(client, number).content.decode()
    act(client, number, "finish_after_sale/T1", text="门板已更换，客户验收")
    assert state_of(number).after_sales["T1"].status == "done"


def test_stale_page_shows_what_changed(judged: str, signed_in: SignedIn) -> None:
    client = signed_in("liushifu")
    url = f"/my/cases/{judged}/do/accept_finding/F1/"
    data = fields_of(client.get(url))
    by_handler(judged, c.TellProgress("仓库找到了交接单。"))
    response = client.post(url, data)
    assert response.status_code == 409
    assert "告知进展" in response.content.decode()
    assert state_of(judged).findings["F1"].status == "issued"


def test_case_page_costs_few_statements(
    judged: str, signed_in: SignedIn, django_assert_max_num_queries: Any
) -> None:
    client = signed_in("liushifu")
    page_of(client, judged)
    with django_assert_max_num_queries(12):
        page_of(client, judged)
