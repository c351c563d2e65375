"""Buyer and shop on their pages: offers, evidence, confirming; and who sees nothing of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone

from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Terms

if TYPE_CHECKING:
    from gongdao.people.models import Account

SHOP, BUYER, STRANGER, OTHER_SHOP = "linsenmu", "wangfang", "other", "liushifu"
SHOP_SUM, BUYER_SUM = "31.11", "202.22"


def page(client: Client, number: str) -> str:
    response = client.get(f"/my/cases/{number}/")
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.rule("RES-4")
def test_each_side_sees_the_offers_and_answers_those_made_to_it(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import negotiated
    from tests.parties import fields_of, state_of

    number = negotiated(company)
    for name in (SHOP, BUYER):
        text = page(signed_in(name), number)
        assert SHOP_SUM in text
        assert BUYER_SUM in text
    assert f"/my/cases/{number}/do/answer_offer/O2/" in page(signed_in(SHOP), number)
    assert f"/my/cases/{number}/do/answer_offer/O2/" not in page(signed_in(BUYER), number)
    url = f"/my/cases/{number}/do/answer_offer/O2/"
    asked = signed_in(SHOP).get(url + "?accepted=false")
    answer = fields_of(asked, accepted="false", text="运费太高")
    assert signed_in(SHOP).post(url, answer).status_code == 302
    assert state_of(number).offers["O2"].status == "refused"


@pytest.mark.rule("RES-4")
def test_nobody_else_comes_near(company: "dict[str, Account]", signed_in: Callable[[str], Client]) -> None:
    from tests.dispute import negotiated

    number = negotiated(company)
    for name in (STRANGER, OTHER_SHOP):
        client = signed_in(name)
        assert client.get(f"/my/cases/{number}/").status_code == 404
        assert client.get(f"/my/cases/{number}/do/answer_offer/O2/").status_code == 404


@pytest.mark.rule("RES-4")
@pytest.mark.parametrize(("username", "sees"), [("zhoumin", True), ("chenjing", True), ("shenlan", False)])
def test_staff_who_decides_does_not_see_offers(
    company: "dict[str, Account]", signed_in: Callable[[str], Client], username: str, sees: bool
) -> None:
    from tests.dispute import negotiated

    number = negotiated(company)
    response = signed_in(username).get(f"/cases/{number}/")
    assert response.status_code == 200
    text = response.content.decode()
    assert [SHOP_SUM in text, BUYER_SUM in text] == [sees, sees]


@pytest.mark.rule("EVI-2", "EVI-12")
def test_shop_is_told_what_lacks_and_uploads_against_the_request(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import acts, dispute
    from tests.parties import by_handler, fields_of, picture, state_of

    number = dispute(company)
    by_handler(number, c.AskEvidence("source", "请提供9月的进货发票。"))
    text = page(signed_in(SHOP), number)
    for words in ("商品的来源与品质", "请提供9月的进货发票。", "进货发票", "视为没有举证"):
        assert words in text
    url = f"/my/cases/{number}/do/submit_exhibit/Q1/"
    asked = signed_in(SHOP).get(url)
    filled = fields_of(asked, file1=picture("发票.png"), kind1="purchase_invoice", explanation1="9月进货发票")
    assert signed_in(SHOP).post(url, filled).status_code == 302
    request = state_of(number).requests["Q1"]
    assert (request.status, request.exhibits) == ("submitted", ("E1",))
    for name in (BUYER, STRANGER):  # it is asked of the shop
        assert signed_in(name).get(url).status_code == 404
        assert signed_in(name).post(url, filled).status_code == 404
    assert state_of(number).requests["Q1"].exhibits == ("E1",)
    acts(number, company["zhoumin"], c.JudgeEvidence("Q1", "satisfied"))
    assert "举证成立" in page(signed_in(SHOP), number)


@pytest.mark.rule("EVI-11")
@pytest.mark.parametrize("words", ["11", "好的", "知道了"])
def test_an_answer_in_words_that_says_nothing_is_doubted_and_a_person_judges(
    company: "dict[str, Account]", signed_in: Callable[[str], Client], words: str
) -> None:
    from tests.dispute import acts, dispute
    from tests.parties import by_handler, fields_of, state_of

    number = dispute(company)
    by_handler(number, c.AskEvidence("source", "请提供9月的进货发票。"))
    url = f"/my/cases/{number}/do/submit_exhibit/Q1/"
    asked = signed_in(SHOP).get(url)
    assert "文字答复" in asked.content.decode()
    assert signed_in(SHOP).post(url, fields_of(asked, answer=words)).status_code == 302
    state = state_of(number)
    exhibit = state.exhibits["E1"].exhibit
    assert (exhibit.kind, exhibit.explanation, exhibit.media_type) == ("written_answer", words, "text/plain")
    # Said, but nothing proven: the limit goes on, and no machine rejects it.
    assert (state.requests["Q1"].status, state.requests["Q1"].exhibits) == ("partly_met", ("E1",))
    assert any(
        limit.is_open and limit.bearer == state.requests["Q1"].of for limit in state.deadlines.values()
    )
    for text in (page(signed_in(SHOP), number), page_of_staff(signed_in("zhoumin"), number)):
        assert "已满足 0 项，存疑 1 项，缺少 1 项" in text
        assert f'文字答复：<span class="prose">{words}</span>' in text
        for said in ("内容没有意义", "EVI-11", "请说明具体情况", "系统不会自行否定", "请补充：进货发票"):
            assert said in text
    bench = signed_in("zhoumin").get(f"/cases/{number}/evidence/").content.decode()
    assert bench.count("内容没有意义") == 1
    for name in (BUYER, STRANGER):
        assert signed_in(name).post(url, fields_of(asked, answer="不是我的")).status_code == 404
    acts(number, company["zhoumin"], c.JudgeEvidence("Q1", "invalid", reason="答非所问"))
    assert "存疑" not in page(signed_in(SHOP), number)
    assert state_of(number).requests["Q1"].status == "overdue"


@pytest.mark.rule("EVI-11", "EVI-1")
def test_an_answer_in_words_may_say_something_and_stands_beside_files(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import dispute
    from tests.parties import by_handler, fields_of, picture, state_of

    number = dispute(company)
    by_handler(number, c.AskEvidence("source", "请提供9月的进货发票。"))
    url = f"/my/cases/{number}/do/submit_exhibit/Q1/"
    asked = signed_in(SHOP).get(url)
    words = "<发票> 由总部统一开具，\n下面是照片。"
    filled = fields_of(
        asked, answer=words, file1=picture("发票.png"), kind1="purchase_invoice", explanation1="9月进货发票"
    )
    assert signed_in(SHOP).post(url, filled).status_code == 302
    state = state_of(number)
    assert [item.exhibit.kind for item in state.exhibits.values()] == ["written_answer", "purchase_invoice"]
    assert state.requests["Q1"].status == "submitted"
    text = page(signed_in(SHOP), number)
    assert "已满足 0 项，存疑 0 项，缺少 0 项。 正在识读 1 项。" in text
    assert "&lt;发票&gt; 由总部统一开具" in text
    opened = signed_in(SHOP).get(f"/my/cases/{number}/exhibits/E1/")
    assert b"".join(opened).decode() == f"\u3000{words}"  # type: ignore[arg-type]  # a stream
    refused = signed_in(SHOP).post(url, fields_of(asked))
    assert refused.status_code == 422
    assert signed_in(SHOP).post(url, fields_of(asked, answer="长" * 2_001)).status_code == 422


@pytest.mark.rule("EVI-2", "EVI-10")
def test_each_line_of_a_request_is_satisfied_doubtful_or_missing_with_how_to_mend_it(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    """What a machine read joins the checklist; it counts until a person has judged it."""
    from tests.dispute import dispute
    from tests.parties import by_handler, fields_of, picture, state_of

    from gongdao.exhibits.readings import keep
    from gongdao.rulebook.reading.report import Page, Report

    number = dispute(company)
    by_handler(number, c.AskEvidence("source"))
    url = f"/my/cases/{number}/do/submit_exhibit/Q1/"
    filled = fields_of(
        signed_in(SHOP).get(url), file1=picture("发票.png"), kind1="purchase_invoice", explanation1="发票"
    )
    assert "请补充：进货发票" in page(signed_in(SHOP), number)
    assert signed_in(SHOP).post(url, filled).status_code == 302
    state = state_of(number)
    assert state.requests["Q1"].status == "submitted"
    sha256 = state.exhibits["E1"].exhibit.sha256
    unread = page(signed_in(SHOP), number)
    assert "已满足 0 项，存疑 0 项，缺少 0 项。 正在识读 1 项。" in unread
    assert 'hx-select="#request-Q1"' in unread  # it asks again until it is read
    keep(sha256, Report("image/png", pages=(Page(720, 1280, busy=0),)), now=timezone.now())
    for text in (page(signed_in(SHOP), number), page_of_staff(signed_in("zhoumin"), number)):
        assert "已满足 0 项，存疑 1 项，缺少 0 项" in text
        assert "请换一张能看清内容的照片或截图" in text
        assert "系统不会自行否定" in text
    client = signed_in(SHOP)
    client.cookies["django_language"] = "en"
    assert "0 satisfied, 1 doubtful, 0 missing" in page(client, number)
    assert state_of(number).requests["Q1"].status == "submitted"
    by_handler(number, c.JudgeEvidence("Q1", "satisfied"))
    assert "存疑" not in page(signed_in(SHOP), number)


def page_of_staff(client: Client, number: str) -> str:
    return str(client.get(f"/cases/{number}/").content.decode())


@pytest.mark.rule("EVI-13")
@pytest.mark.parametrize("result", ["deficient", "satisfied"])
def test_what_the_machine_found_is_filled_in_for_whoever_judges(
    company: "dict[str, Account]", signed_in: Callable[[str], Client], result: str
) -> None:
    from tests.dispute import dispute
    from tests.parties import by_handler, fields_of, picture, state_of

    from gongdao.exhibits.readings import keep
    from gongdao.people.models import Account
    from gongdao.rulebook.reading.report import Page, Report

    number = dispute(company)
    by_handler(number, c.AskEvidence("source"))
    url = f"/my/cases/{number}/do/submit_exhibit/Q1/"
    handed = fields_of(
        signed_in(SHOP).get(url), file1=picture(), kind1="purchase_invoice", explanation1="发票"
    )
    assert signed_in(SHOP).post(url, handed).status_code == 302
    (exhibit,) = (item.exhibit for item in state_of(number).exhibits.values())
    keep(exhibit.sha256, Report("image/png", pages=(Page(720, 1280, busy=0),)), now=timezone.now())
    handler = Account.objects.get(staff__id=int(state_of(number).handler.removeprefix("staff:")))
    client, judging = signed_in(handler.username), f"/cases/{number}/do/judge_evidence/Q1/"
    form = client.get(judging).context["form"]
    lines = form["defects"].value()
    assert [(code, key) for code, key, _ in lines] == [("shows_nothing", "E1")]
    cells = {f"defects_{n}": cell for n, cell in enumerate(cell for line in lines for cell in line)}
    sent = fields_of(client.get(judging), result=result, reason="看过原件", **cells)
    assert client.post(judging, sent).status_code == 302
    told = state_of(number).requests["Q1"].defects
    assert [(item.code, item.exhibit) for item in told] == (
        [("shows_nothing", "E1")] if result == "deficient" else []
    )


@pytest.mark.rule("EVI-12", "EVI-13")
def test_a_better_picture_may_follow_until_the_first_one_is_judged(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import dispute
    from tests.parties import by_handler, fields_of, picture, state_of

    from gongdao.exhibits.readings import keep
    from gongdao.rulebook.reading.report import Page, Report

    number = dispute(company)
    by_handler(number, c.AskEvidence("source"))
    url = f"/my/cases/{number}/do/submit_exhibit/Q1/"
    for shade, busy in ((0, 0), (80, 60)):
        filled = fields_of(
            signed_in(SHOP).get(url),
            file1=picture(shade=shade),
            kind1="purchase_invoice",
            explanation1="发票",
        )
        assert signed_in(SHOP).post(url, filled).status_code == 302
        exhibit = list(state_of(number).exhibits.values())[-1].exhibit
        keep(exhibit.sha256, Report("image/png", pages=(Page(720, 1280, busy=busy),)), now=timezone.now())
        assert state_of(number).requests["Q1"].status == "submitted"
        assert "补充或更换凭证" in page(signed_in(SHOP), number)
    assert state_of(number).requests["Q1"].exhibits == ("E1", "E2")
    by_handler(number, c.JudgeEvidence("Q1", "satisfied"))
    assert signed_in(SHOP).post(url, filled).status_code in (404, 422)
    assert state_of(number).requests["Q1"].exhibits == ("E1", "E2")


@pytest.mark.rule("RES-5")
def test_both_confirm_the_proposal_on_their_pages(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import dispute
    from tests.parties import by_handler, fields_of, state_of

    number = dispute(company)
    shop = state_of(number).respondents[0].ref
    by_handler(number, c.ProposeRemedies((Terms("partial_refund", 8_000, obligor=shop),), "建议退80元。"))
    url = f"/my/cases/{number}/do/answer_proposal/P1/"
    for name in (BUYER, SHOP):
        client = signed_in(name)
        assert url in page(client, number)
        asked = client.get(url)
        assert client.post(url, fields_of(asked, accepted="true")).status_code == 302
    state = state_of(number)
    assert (state.proposals["P1"].status, state.status) == ("accepted", "executing")


@pytest.mark.rule("RES-5")
def test_the_handler_records_whose_answer_came_by_telephone(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import dispute
    from tests.parties import by_handler, fields_of, state_of

    from gongdao.people.models import Account

    number = dispute(company)
    shop = state_of(number).respondents[0].ref
    by_handler(number, c.ProposeRemedies((Terms("partial_refund", 8_000, obligor=shop),), "建议退80元。"))
    handler = Account.objects.get(staff__id=int(state_of(number).handler.removeprefix("staff:")))
    client, url = signed_in(handler.username), f"/cases/{number}/do/answer_proposal/P1/"
    for party in (shop, state_of(number).complainant.ref):
        assert "谁的答复" in client.get(url).content.decode()
        answer = fields_of(
            client.get(url), party=party, accepted="true", via="hotline", proof="录音 20240506-1"
        )
        assert client.post(url, answer).status_code == 302
        assert party in state_of(number).proposals["P1"].confirmed
    assert state_of(number).proposals["P1"].status == "accepted"


@pytest.mark.rule("SLA-12")
def test_buyer_returns_and_shop_objects_with_a_picture(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import acts, dispute
    from tests.parties import fields_of, picture, state_of

    from gongdao.people.models import Organisation

    number = dispute(company)
    Organisation.objects.create(kind="carrier", code="shunfeng", name="顺丰速运")
    acts(number, company[SHOP], c.MakeOffer((Terms("return_refund", 45_800),), "请寄回"))
    assert "待您答复" in page(signed_in(BUYER), number)
    assert "待对方答复" in page(signed_in(SHOP), number)
    acts(number, company[BUYER], c.AnswerOffer("O1", accepted=True))
    assert "您已同意" in page(signed_in(BUYER), number)
    url = f"/my/cases/{number}/do/ship_return/"
    for address in (
        "/my/",
        f"/my/cases/{number}/",
    ):  # asked of the buyer, with the time after which it is lost
        shown = signed_in(BUYER).get(address).content.decode()
        assert "请寄回货物并登记运单" in shown
        assert url in shown
    assert "视为放弃退货" in shown
    asked = signed_in(BUYER).get(url)
    sent = fields_of(asked, waybill="SF100200", carrier="carrier:shunfeng")
    assert signed_in(BUYER).post(url, sent).status_code == 302
    assert "顺丰速运" in signed_in(SHOP).get(f"/my/cases/{number}/").content.decode()
    url = f"/my/cases/{number}/do/receive_goods/G1/"
    asked = signed_in(SHOP).get(url)
    assert signed_in(SHOP).post(url, fields_of(asked)).status_code == 302
    url = f"/my/cases/{number}/do/check_goods/G1/"
    asked = signed_in(SHOP).get(url)
    unproven = signed_in(SHOP).post(url, fields_of(asked, in_order="false", note="缺灯泡"))
    assert "需要附上凭证，例如商品照片、视频。" in unproven.content.decode()
    filled = fields_of(
        asked, in_order="false", note="缺灯泡", file1=picture("缺件.png"), kind1="goods_photo",
        explanation1="退回的灯缺灯泡，与面单合照",
    )  # fmt: skip
    assert signed_in(SHOP).post(url, filled).status_code == 302
    parcel = state_of(number).parcels["G1"]
    assert (parcel.status, parcel.in_order, parcel.exhibits) == ("checked", False, ("E1",))
    for side in (SHOP, BUYER):  # both know until when somebody looks into it
        assert "前核实退货的异议" in page(signed_in(side), number)


@pytest.mark.rule("INT-2")
@pytest.mark.parametrize(("told", "known"), [("木源家居旗舰店", True), ("一家没有登记的店", False)])
def test_buyer_says_later_whom_it_is_against(
    company: "dict[str, Account]", signed_in: Callable[[str], Client], told: str, known: bool
) -> None:
    """Whoever has a shop in mind is told nothing of who is on record; staff look further names up."""
    from tests.dispute import dispute
    from tests.parties import actor_for, fields_of, state_of

    number = dispute(company, named=False)
    buyer, shop = signed_in(BUYER), signed_in(SHOP)
    assert "还缺少：被投诉方" in page(buyer, number)
    url = f"/my/cases/{number}/do/supply_details/"
    assert buyer.post(url, fields_of(buyer.get(url), respondents=told)).status_code == 302
    ref = actor_for(company[SHOP]).ref if known else "third_party"
    assert [(party.ref, party.name) for party in state_of(number).respondents] == [(ref, told)]
    assert shop.get(f"/my/cases/{number}/").status_code == (200 if known else 404)
    assert "还缺少" not in page(buyer, number)


@pytest.mark.rule("RES-4")
def test_an_offer_binds_one_of_the_two_sides(
    company: "dict[str, Account]", signed_in: Callable[[str], Client]
) -> None:
    from tests.dispute import dispute
    from tests.parties import state_of

    number = dispute(company)
    asked = signed_in(SHOP).get(f"/my/cases/{number}/do/make_offer/")
    state = state_of(number)
    obligors = asked.context["form"].fields["remedies"].fields[4].choices
    assert [ref for ref, _ in obligors] == ["", state.respondents[0].ref, state.complainant.ref]
