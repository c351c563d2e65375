"""Following a complaint with number and contact code: what is shown, what can be done, who is kept out."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.parties import actor_of_staff, by_handler, fields_of, filed, picture, state_of

from gongdao.exhibits.models import Custody
from gongdao.letters.models import Message
from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Terms

pytestmark = pytest.mark.django_db

OFFER = c.ProposeRemedies(
    (Terms("refund", 19_950), Terms("coupon", 2_000, valid_days=90)), "花瓶在运输中压坏，全额退款并送优惠券。"
)


@pytest.fixture
def number(visitor: Client) -> str:
    """Return the number of a complaint that the visitor has just filed."""
    return filed(visitor)[0]


def page_of(client: Client, number: str) -> Any:
    return client.get(f"/portal/follow/{number}/")


def act(client: Client, number: str, path: str, **values: Any) -> Any:
    """Open the form of an act and send it filled in."""
    url = f"/portal/follow/{number}/do/{path}/"
    form = client.get(url)
    assert form.status_code == 200
    return client.post(url, fields_of(form, **values))


@pytest.mark.rule("MSG-2")
def test_number_and_code_open_the_case_however_they_are_typed(visitor: Client, stranger: Client) -> None:
    number, code = filed(visitor)
    for client, typed in ((stranger, code), (Client(), f" {code.lower().replace('-', ' ')} ")):
        response = client.post("/portal/follow/", {"number": f" {number}", "code": typed})
        assert response.headers["Location"] == f"/portal/follow/{number}/"
        assert page_of(client, number).status_code == 200


@pytest.mark.rule("MSG-2")
def test_every_change_is_told_unasked_and_stands_on_the_page(visitor: Client, number: str) -> None:
    """Nobody asks here: each step leaves its messages for the complainant, internal notes none."""
    me = state_of(number).complainant.ref

    def told() -> list[str]:
        own = Message.objects.filter(recipient=me).order_by("id")
        return [str(code) for code in own.values_list("code", flat=True)]

    steps: list[tuple[c.Command, tuple[str, ...], str]] = [
        (c.TellProgress("仓库已经确认有货。"), ("progress_told",), "仓库已经确认有货。"),
        (c.AddNote("内部备注"), (), ""),
        (OFFER, ("proposal_made", "deadline_started"), "花瓶在运输中压坏"),
    ]
    for command, codes, words in steps:
        before = told()
        by_handler(number, command)
        assert told()[len(before) :] == list(codes), command
        html = page_of(visitor, number).content.decode()
        assert words in html
        assert "内部备注" not in html


def test_wrong_code_and_absent_case_get_the_same_answer(visitor: Client, stranger: Client) -> None:
    number, code = filed(visitor)
    answers = [
        stranger.post("/portal/follow/", {"number": tried, "code": guess})
        for tried, guess in ((number, "AAAAA-AAAAA"), ("202401-999", code), ("no number", code))
    ]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    errors = [answer.context["form"].non_field_errors() for answer in answers]
    assert errors == [["编号或查询码不正确，请核对后再试。"]] * 3


def test_guessing_on_one_number_is_limited_for_everybody(visitor: Client, stranger: Client) -> None:
    number, code = filed(visitor)
    for _ in range(10):
        assert stranger.post("/portal/follow/", {"number": number, "code": "AAAAA-AAAAA"}).status_code == 422
    response = stranger.post("/portal/follow/", {"number": number, "code": code}, REMOTE_ADDR="203.0.113.9")
    assert response.status_code == 429
    assert "之后再试" in response.content.decode()
    assert page_of(visitor, number).status_code == 200  # whoever has shown the code before goes on


def test_guessing_from_one_address_is_limited_over_all_numbers(stranger: Client) -> None:
    answers = [
        stranger.post("/portal/follow/", {"number": f"202401-{n:03}", "code": "AAAAA-AAAAA"}).status_code
        for n in range(1, 23)
    ]
    assert answers == [422] * 20 + [429] * 2


def test_right_codes_do_not_count_as_guesses(visitor: Client) -> None:
    number, code = filed(visitor)
    answers = {
        visitor.post("/portal/follow/", {"number": number, "code": code}).status_code for _ in range(25)
    }
    assert answers == {302}


def test_nobody_else_sees_the_case_or_acts_in_it(number: str, stranger: Client) -> None:
    for path in ("", "do/withdraw_case/", "exhibits/E1/"):
        response = stranger.get(f"/portal/follow/{number}/{path}")
        assert response.headers["Location"] == f"/portal/follow/?number={number}"
    dialog = stranger.get(f"/portal/follow/{number}/do/withdraw_case/", headers={"HX-Request": "true"})
    assert dialog.headers["HX-Redirect"] == f"/portal/follow/?number={number}"
    stranger.post(f"/portal/follow/{number}/do/withdraw_case/", {"reason": "x", "key": "k"})
    assert state_of(number).is_open


def test_access_is_to_one_case_not_to_the_customer(visitor: Client, stranger: Client) -> None:
    first, _ = filed(visitor)
    second, code = filed(visitor)
    stranger.post("/portal/follow/", {"number": second, "code": code})
    assert page_of(stranger, second).status_code == 200
    assert page_of(stranger, first).status_code == 302
    assert first not in page_of(stranger, second).content.decode()


def test_access_ends_when_one_leaves_and_after_some_hours(visitor: Client, number: str) -> None:
    session = visitor.session
    held = session["followed"]
    assert 3.9 * 3600 < held[number][1] - timezone.now().timestamp() <= 4 * 3600
    session["followed"] = {number: [held[number][0], int(timezone.now().timestamp()) - 1]}
    session.save()
    assert page_of(visitor, number).status_code == 302
    late = visitor.post(f"/portal/follow/{number}/do/withdraw_case/", {"reason": "不用了"}, follow=True)
    assert "刚才填写的没有提交" in late.content.decode()
    assert state_of(number).is_open
    session["followed"] = held
    session.save()
    visitor.post(f"/portal/follow/{number}/leave/")
    assert page_of(visitor, number).status_code == 302


def test_page_masks_the_contact_and_shows_nothing_internal(visitor: Client, number: str) -> None:
    by_handler(number, c.RespondFirst("您好，我们正在核实。"), c.AddNote("内部：客户很生气"))
    text = page_of(visitor, number).content.decode()
    assert "138****5678" in text
    assert "1234 5678" not in text
    assert "您好，我们正在核实。" in text
    assert "客户很生气" not in text


@pytest.mark.rule("RES-3")
def test_proposal_is_accepted_with_proof_and_carried_out(visitor: Client, number: str) -> None:
    by_handler(number, OFFER)
    assert "全额退款并送优惠券" in page_of(visitor, number).content.decode()
    response = act(visitor, number, "answer_proposal/P1", accepted="true", text="同意，谢谢")
    assert response.headers["Location"] == f"/portal/follow/{number}/"
    state = state_of(number)
    assert state.proposals["P1"].status == "accepted"
    assert state.proposals["P1"].proof == f"account:{state.complainant.ref}"
    assert [item.status for item in state.remedies.values()] == ["due", "due"]
    assert "您的答复已记录。" in page_of(visitor, number).content.decode()


def test_proposal_is_refused_without_a_reason(visitor: Client, number: str) -> None:
    by_handler(number, OFFER)
    act(visitor, number, "answer_proposal/P1", accepted="false")
    assert state_of(number).proposals["P1"].status == "refused"


def test_offer_that_awaits_approval_is_not_shown(visitor: Client, number: str) -> None:
    by_handler(number, c.ProposeRemedies((Terms("compensation", 1_000_000),), "超额补偿，待批。"))
    assert state_of(number).proposals["P1"].status == "awaiting_approval"
    text = page_of(visitor, number).content.decode()
    assert "超额补偿" not in text
    assert "10,000.00" not in text


def test_answer_sent_twice_counts_once(visitor: Client, number: str) -> None:
    by_handler(number, OFFER)
    url = f"/portal/follow/{number}/do/answer_proposal/P1/"
    data = fields_of(visitor.get(url), accepted="true")
    assert [visitor.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert len(state_of(number).remedies) == 2


@pytest.mark.rule("MSG-2")
def test_stale_page_shows_what_changed_and_changes_nothing(visitor: Client, number: str) -> None:
    by_handler(number, OFFER)
    url = f"/portal/follow/{number}/do/answer_proposal/P1/"
    data = fields_of(visitor.get(url), accepted="true", text="我同意")
    by_handler(number, c.TellProgress("仓库已经确认有货。"), c.AddNote("内部备注"))
    response = visitor.post(url, data)
    text = response.content.decode()
    assert response.status_code == 409
    assert "告知进展" in text
    assert "内部备注" not in text
    assert "我同意" in text
    assert state_of(number).proposals["P1"].status == "open"
    again = visitor.post(url, fields_of(response, accepted="true", text="我同意"))
    assert again.status_code == 302


def test_missing_details_are_supplied(visitor: Client) -> None:
    number, _ = filed(visitor, story={"order_no": ""})
    assert "请补充信息" in page_of(visitor, number).content.decode()
    act(visitor, number, "supply_details", order_no="2024042800123")
    state = state_of(number)
    assert (state.order_no, state.missing) == ("2024042800123", ())


def test_photos_can_be_added_and_looked_at(visitor: Client, number: str) -> None:
    act(
        visitor, number, "submit_exhibit", file1=[picture(), picture("b.png", 9)], kind1="goods_photo",
        explanation1="瓶口碎裂",
    )  # fmt: skip
    state = state_of(number)
    assert [item.exhibit.explanation for item in state.exhibits.values()] == ["瓶口碎裂"] * 2
    response = visitor.get(f"/portal/follow/{number}/exhibits/E1/")
    assert response.headers["Content-Type"] == "image/jpeg"  # a marked copy
    original = visitor.get(f"/portal/follow/{number}/exhibits/E1/original/")
    assert original.headers["Content-Type"] == "image/png"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert Custody.objects.filter(act="downloaded", actor=state.complainant.ref).count() == 1
    assert visitor.get(f"/portal/follow/{number}/exhibits/E9/").status_code == 404


def test_file_without_kind_or_meaning_is_asked_for_again(visitor: Client, number: str) -> None:
    response = act(visitor, number, "submit_exhibit", file1=picture(), explanation1="瓶口碎裂")
    assert response.status_code == 422
    assert "请选择证据的种类。" in response.content.decode()
    response = act(visitor, number, "submit_exhibit")
    assert response.status_code == 422
    assert state_of(number).exhibits == {}


def test_case_goes_up_the_ladder_on_request(visitor: Client, number: str) -> None:
    by_handler(number, OFFER)
    act(visitor, number, "answer_proposal/P1", accepted="false")
    act(visitor, number, "escalate_case", reason="客服说了不算")
    assert state_of(number).rung == "supervisor"


def test_complaint_is_withdrawn_with_a_reason(visitor: Client, number: str) -> None:
    assert act(visitor, number, "withdraw_case", reason="").status_code == 422
    act(visitor, number, "withdraw_case", reason="商家已经解决")
    assert state_of(number).status == "withdrawn"
    text = page_of(visitor, number).content.decode()
    assert "投诉已撤回" in text
    assert "withdraw_case" not in text


@pytest.mark.parametrize(
    "path", ["close_case", "make_finding", "add_note", "lapse_deadline", "no_such", "open_case"]
)
def test_acts_of_others_do_not_exist_here(visitor: Client, number: str, path: str) -> None:
    assert visitor.get(f"/portal/follow/{number}/do/{path}/").status_code == 404
    assert visitor.post(f"/portal/follow/{number}/do/{path}/", {"text": "x"}).status_code == 404


def test_act_on_an_item_that_is_not_there_does_not_exist(visitor: Client, number: str) -> None:
    for path in ("answer_proposal/P9", "answer_proposal", "give_statement/S1"):
        assert visitor.get(f"/portal/follow/{number}/do/{path}/").status_code == 404


def test_act_that_came_too_late_is_refused_with_rule_and_help(visitor: Client, number: str) -> None:
    by_handler(number, OFFER)
    url = f"/portal/follow/{number}/do/answer_proposal/P1/"
    form = visitor.get(url)
    act(visitor, number, "answer_proposal/P1", accepted="true")
    data = fields_of(form, accepted="false") | {"version": state_of(number).version, "key": "another"}
    response = visitor.post(url, data)
    assert response.status_code == 422
    assert "依据规则 RES-3" in response.content.decode()


@pytest.mark.parametrize(
    "values", [{"version": "x" * 99}, {"version": "-1"}, {"key": ""}, {"key": "中文"}, {"key": "k" * 300}]
)
def test_hidden_fields_that_were_tampered_with_do_no_harm(
    visitor: Client, number: str, values: dict[str, str]
) -> None:
    url = f"/portal/follow/{number}/do/escalate_case/"
    response = visitor.post(url, {"reason": "a", "key": "k", "version": "1"} | values)
    assert response.status_code in (302, 409, 422)


def test_act_needs_the_token_of_its_form(visitor: Client, number: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visitor.cookies
    assert strict.post(f"/portal/follow/{number}/do/withdraw_case/", {"reason": "x"}).status_code == 403


@pytest.mark.rule("SLA-9")
def test_what_the_case_waits_for_stands_on_top_until_it_goes_on(visitor: Client, number: str) -> None:
    words = (
        "请补拍一张能看清瓶口裂纹、带面单的照片。"
        + "照片里要看得出裂纹的位置，也要看得清面单上的运单号。" * 3
    )
    by_handler(number, c.StartWaiting("third_party", "等厂家检测"))
    assert "需要您补充" not in page_of(visitor, number).content.decode()
    by_handler(number, c.EndWaiting(), c.StartWaiting("customer", words))
    text = page_of(visitor, number).content.decode()
    card = text[text.index("需要您补充") : text.index("limits-title")]
    assert words in card
    assert f"/portal/follow/{number}/do/submit_exhibit/" in card
    by_handler(number, c.EndWaiting())
    assert "需要您补充" not in page_of(visitor, number).content.decode()


def test_statement_asked_of_the_complainant_is_given_here(visitor: Client, number: str) -> None:
    by_handler(number, c.AskStatement(state_of(number).complainant.ref, "外箱是什么时候压坏的？"))
    assert (
        "外箱是什么时候压坏的？"
        in visitor.get(f"/portal/follow/{number}/do/give_statement/S1/").content.decode()
    )
    act(
        visitor, number, "give_statement/S1", text="收到时就压坏了", file1=picture(), kind1="goods_photo",
        explanation1="外箱",
    )  # fmt: skip
    statement = state_of(number).statements["S1"]
    assert statement.text == "收到时就压坏了"
    assert state_of(number).exhibits["E1"].by == state_of(number).complainant.ref


def test_closed_case_can_be_reopened_where_the_policy_allows(visitor: Client, number: str) -> None:
    by_handler(number, c.JudgeEstablishment(established=False, reason="经核实，商品完好。"))
    assert state_of(number).status == "closed"
    act(visitor, number, "reopen_case", reason="我有新的照片")
    assert state_of(number).is_open


def test_page_names_the_handler_and_speaks_english_when_asked(visitor: Client, number: str) -> None:
    visitor.cookies["django_language"] = "en"
    text = page_of(visitor, number).content.decode()
    assert "Handled by" in text
    assert "We give you a first response by" in text
    assert actor_of_staff(state_of(number).handler).ref == state_of(number).handler


def test_case_page_costs_the_same_whatever_happened(
    visitor: Client, number: str, django_assert_max_num_queries: Any
) -> None:
    by_handler(number, OFFER, *[c.TellProgress(f"进展 {n}") for n in range(10)])
    page_of(visitor, number)
    with django_assert_max_num_queries(10):
        page_of(visitor, number)


@pytest.mark.rule("APP-12")
def test_the_case_on_paper_is_for_who_showed_the_code(visitor: Client, stranger: Client, number: str) -> None:
    address = f"/portal/follow/{number}/dossier/pdf/"
    paper = visitor.get(address)
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert f'href="{address}"' in page_of(visitor, number).content.decode()
    assert stranger.get(address).headers["Location"].startswith("/portal/follow/?number=")


@pytest.mark.rule("AST-3")
def test_letters_are_for_who_showed_the_code_and_was_judged(
    visitor: Client, stranger: Client, number: str
) -> None:
    """Nobody was judged here, so there is no letter; a stranger is asked for the code before that is said."""
    for method, path in (
        ("post", "letter/F1/"), ("post", "letter/F1/pdf/"), ("post", "polish/F1/"),
        ("get", "appeals/A1/letter/"), ("get", "appeals/A1/letter/docx/"),
    ):  # fmt: skip
        address = f"/portal/follow/{number}/{path}"
        assert getattr(visitor, method)(address).status_code == 404
        assert getattr(stranger, method)(address).headers["Location"].startswith("/portal/follow/?number=")
