"""Both sides' evidence beside each other: who sees it, what stands where, deciding; objections of parties."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM

JUDGE, HANDLER, BUYER, SHOP, STRANGER = "shenlan", "zhoumin", "wangfang", "linsenmu", "other"
AUDITOR = "auditor"
People = dict[str, Any]
SignedIn = Callable[[str], Client]


@pytest.fixture
def number(company: People) -> str:
    """A dispute with exhibits on either side, and an auditor beside the small company of these tests."""
    from tests.weighing import weighed  # settings are not ready when this file is read

    from gongdao.people import actions as people

    now = timezone.now()
    company[AUDITOR] = people.create_account(actor=SYSTEM, now=now, username=AUDITOR, display_name="审计")
    people.create_staff(
        actor=SYSTEM, now=now, number=AUDITOR, name="审计", account=company[AUDITOR], roles=("auditor",)
    )
    return weighed(company)


def bench(client: Client, number: str, query: str = "") -> str:
    response = client.get(f"/cases/{number}/evidence/{query}")
    assert response.status_code == 200
    text = str(response.content.decode())
    assert "⟨" not in text
    return text


def admit(client: Client, number: str, key: str, **data: str) -> str:
    """Decide on an exhibit; what the page then says."""
    response = client.post(f"/cases/{number}/evidence/{key}/admit/", data, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.rule("EVI-18")
def test_both_sides_stand_beside_each_other_contradictions_first(number: str, signed_in: SignedIn) -> None:
    text = bench(signed_in(HANDLER), number)
    assert text.index("与订单矛盾") < text.index('id="E1"')
    assert "订单为 DS1" in text
    row = text[text.index("已收到货物 · 还未退货") :]
    assert row.index("商品存在所说的问题") < row.index("商品的来源与品质")
    assert 'has-contradiction" id="E5"' in text
    assert "异议待处理" in text
    assert "这是别人的订单，与我无关。" in text
    assert "传错了，请以发票为准。" in text


@pytest.mark.rule("RES-4")
def test_offers_are_not_on_the_page_of_who_decides(company: People, signed_in: SignedIn) -> None:
    from tests.dispute import negotiated

    number = negotiated(company)
    text = bench(signed_in(HANDLER), number)
    assert "31.11" not in text
    assert "202.22" not in text


@pytest.mark.parametrize(
    ("who", "status"), [(HANDLER, 200), (JUDGE, 200), (BUYER, 302), (SHOP, 302), (STRANGER, 404), ("", 302)]
)
def test_the_page_is_for_staff_of_the_case(number: str, signed_in: SignedIn, who: str, status: int) -> None:
    client = signed_in(who) if who else Client()
    response = client.get(f"/cases/{number}/evidence/")
    assert response.status_code == status
    if status == 302:
        assert response.headers["Location"].startswith("/my/cases/" if who else "/accounts/")
    large = client.get(f"/cases/{number}/evidence/E1/").status_code
    assert large == (status if status == 200 or not who else 404)
    posted = client.post(f"/cases/{number}/evidence/E1/admit/", {"result": "admitted"}).status_code
    assert posted == (302 if who in (HANDLER, JUDGE, "") else 404)


@pytest.mark.rule("EVI-18")
def test_deciding_needs_a_reason_and_is_told_to_both(number: str, signed_in: SignedIn) -> None:
    from tests.parties import state_of

    client = signed_in(HANDLER)
    assert "这项操作需要说明原因" in admit(client, number, "E5", result="excluded")
    assert "请选择采信结论" in admit(client, number, "E5", result="perhaps")
    text = admit(client, number, "E5", result="excluded", reason="不是本单")
    assert "is-excluded" in text
    assert state_of(number).admissions["E5"].reason == "不是本单"
    for who in (BUYER, SHOP):
        page = signed_in(who).get(f"/my/cases/{number}/").content.decode()
        assert "不予采信" in page
        assert "不是本单" in page


@pytest.mark.rule("EVI-18")
def test_a_finding_names_people_where_it_is_refused_and_where_it_tells_its_reasons(
    number: str, signed_in: SignedIn
) -> None:
    from tests.parties import by_handler, fields_of

    by_handler(number, c.JudgeEvidence("Q1", "satisfied"), c.JudgeEvidence("Q2", "satisfied"))
    url = f"/cases/{number}/do/make_finding/"
    filled = fields_of(
        signed_in(JUDGE).get(url), fact_claim="received", fact_delivery="proven", fact_goods="conforming",
        fact_returned="none", reasons="发票可信", exhibits="E4",
    )  # fmt: skip
    refused = signed_in(JUDGE).post(url, filled)
    assert refused.status_code == 422
    assert "王*还没有表示意见" in refused.content.decode()
    admit(signed_in(HANDLER), number, "E5", result="excluded", reason="不是本单")
    del filled["exhibits"]
    assert signed_in(JUDGE).post(url, filled | fields_of(signed_in(JUDGE).get(url))).status_code == 302
    reasons = signed_in(JUDGE).get(f"/cases/{number}/reasons/F1/").content.decode()
    assert "不是本单" in reasons
    assert re.findall("(?:员工|工作人员) [0-9]+", reasons) == []


def test_a_page_that_is_behind_decides_nothing(number: str, signed_in: SignedIn) -> None:
    from tests.parties import state_of

    text = admit(signed_in(HANDLER), number, "E1", result="admitted", version="3")
    assert "案件刚刚有变化" in text
    assert state_of(number).admissions == {}


@pytest.mark.rule("EVI-16")
def test_identity_papers_are_for_those_who_check_them(number: str, signed_in: SignedIn) -> None:
    """The auditor sees the case and not the paper; the handler sees whether the name is the account's."""
    text = bench(signed_in(HANDLER), number)
    assert "证件姓名“王芳”与账号姓名一致，但账号尚未实名" in text
    auditor = signed_in(AUDITOR)
    hidden = bench(auditor, number)
    assert "身份证明只对核验人员开放" in hidden
    assert "王芳”" not in hidden
    assert f"/cases/{number}/evidence/E3/" not in hidden
    page = auditor.get(f"/cases/{number}/").content.decode()
    assert "身份证明只对核验人员开放" in page
    assert f"/cases/{number}/exhibits/E3/" not in page
    shop = signed_in(SHOP).get(f"/my/cases/{number}/").content.decode()
    assert "身份证明只对核验人员开放" in shop
    assert f"/my/cases/{number}/exhibits/E3/" not in shop
    assert f"/my/cases/{number}/exhibits/E1/" in shop
    assert auditor.get(f"/cases/{number}/evidence/E3/").status_code == 404
    assert auditor.get(f"/cases/{number}/exhibits/E3/").status_code == 404
    assert auditor.get(f"/cases/{number}/exhibits/E3/reading/").status_code == 404
    assert auditor.get(f"/cases/{number}/exhibits/E1/").status_code == 200


def test_the_picture_is_marked_where_each_fact_stands(number: str, signed_in: SignedIn) -> None:
    text = signed_in(HANDLER).get(f"/cases/{number}/evidence/E5/").content.decode()
    assert "⟨" not in text
    assert text.count('class="region region-red"') == 2
    assert text.index("region-red") < text.index("region-azure")
    assert "AZ9999999" in text
    paper = signed_in(HANDLER).get(f"/cases/{number}/evidence/E3/").content.decode()
    assert "证件姓名“王芳”与账号姓名一致" in paper
    assert 'class="region region-orange"' in paper
    green = signed_in(HANDLER).get(f"/cases/{number}/evidence/E1/").content.decode()
    assert 'class="region region-green"' in green


def test_the_cost_does_not_grow_with_the_exhibits(company: People, signed_in: SignedIn) -> None:
    from tests.dispute import dispute
    from tests.weighing import PAID, hand_in

    client, counts = signed_in(HANDLER), []
    for several in (1, 3):
        number = dispute(company)
        for n in range(several):
            hand_in(number, company[BUYER], "chat", f"聊天{n}", *PAID, plain=True)
        bench(client, number)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            bench(client, number)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.rule("EVI-18")
def test_a_party_objects_to_the_other_side_and_not_to_itself(
    number: str, company: People, signed_in: SignedIn
) -> None:
    from tests.parties import fields_of, state_of

    client = signed_in(BUYER)
    page = client.get(f"/my/cases/{number}/").content.decode()
    assert f"/my/cases/{number}/do/object_to_exhibit/E4/" in page
    assert f"/my/cases/{number}/do/object_to_exhibit/E1/" not in page
    url = f"/my/cases/{number}/do/object_to_exhibit/E4/"
    asked = client.get(url)
    data = fields_of(asked) | {"ground": "authenticity", "text": "发票号码查不到。"}
    assert client.post(url, data).status_code == 302
    assert state_of(number).objections["K2"].text == "发票号码查不到。"
    shop = signed_in(SHOP)
    answer = f"/my/cases/{number}/do/answer_objection/K2/"
    assert answer in shop.get(f"/my/cases/{number}/").content.decode()
    assert shop.post(answer, fields_of(shop.get(answer)) | {"text": "请见原件。"}).status_code == 302
    assert state_of(number).objections["K2"].answer == "请见原件。"
    assert signed_in(STRANGER).get(url).status_code == 404


@pytest.mark.rule("EVI-3")
def test_a_party_arranges_its_chain_and_the_adjudicator_sees_it_so(number: str, signed_in: SignedIn) -> None:
    from tests.parties import fields_of, state_of

    client, url = signed_in(SHOP), f"/my/cases/{number}/do/arrange_chain/"
    page = client.get(url)
    text = page.content.decode()
    assert 'name="step_E4"' in text
    assert 'name="step_E1"' not in text
    steps = {
        "step_E4": "effect",
        "place_E4": "1",
        "step_E5": "problem",
        "place_E5": "1",
        "step_E6": "handling",
    }
    assert client.post(url, fields_of(page) | steps).status_code == 302
    (chain,) = state_of(number).chains.values()
    assert (chain.problem, chain.handling, chain.effect) == (("E5",), ("E6",), ("E4",))
    shown = bench(signed_in(HANDLER), number)
    assert "由木源家居旗舰店排列" in shown


def test_of_several_respondents_one_stands_on_the_right(company: People, signed_in: SignedIn) -> None:
    from tests.dispute import acts
    from tests.parties import png

    from gongdao.casework.actions import handle
    from gongdao.exhibits.actions import receive
    from gongdao.people.queries import actor_for
    from gongdao.rulebook.terms import Exhibit, Party

    buyer, shop, fitter = (actor_for(company[name]).ref for name in (BUYER, SHOP, "liushifu"))
    number = handle(
        c.OpenCase(
            channel="web", complainant=Party(buyer, "王芳", "13800020001"),
            respondents=(Party(shop, "木源家居旗舰店"), Party(fitter, "刘建国")), description="吊灯灯罩开裂",
            category="quality",
        ),
        actor=SYSTEM, now=timezone.now(), policy="platform-dispute",
    ).number  # fmt: skip
    for name, shade in ((SHOP, 1), ("liushifu", 2)):
        kept = receive([png(shade)], actor=actor_for(company[name]).ref, now=timezone.now())
        acts(number, company[name], c.SubmitExhibit(Exhibit(kept.sha256, "chat", "聊天")))
    client = signed_in(HANDLER)
    assert 'id="E1"' in bench(client, number)
    assert 'id="E2"' not in bench(client, number)
    assert 'id="E2"' in bench(client, number, f"?party={fitter}")
    assert 'id="E1"' in bench(client, number, "?party=shop:99999")
