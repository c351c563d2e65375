"""The case page: who sees it, what it offers, what its forms do."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.casework.store import case_for
from gongdao.people.models import Staff
from gongdao.policies import queries as policies
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, key_of
from gongdao.rulebook.terms import Demand, Item, Order, Party
from gongdao.web.cases.acts import GROUPS
from gongdao.web.cases.asked import FIELDS, Asked
from gongdao.web.cases.choices import Offered
from gongdao.web.cases.fields import TermsField
from gongdao.web.cases.forms import CommandForm

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


def _state(scene: Scene) -> object:
    return case_for(SYSTEM, scene.number, lock=False).state


def _post(client: Client, scene: Scene, command: str, subject: str = "", **values: object) -> object:
    path = f"/cases/{scene.number}/do/{command}/" + (f"{subject}/" if subject else "")
    fields = {"version": case_for(SYSTEM, scene.number, lock=False).state.version, "key": f"{command}-1"}
    return client.post(path, fields | values)


@pytest.mark.parametrize(
    ("username", "status"),
    [("hechuan", 200), ("sunhao", 200), ("dujuan", 404), ("zhoumin", 404), ("zhangshifu", 404)],
)
def test_case_page_is_for_those_whose_case_it_is(scene: Scene, username: str, status: int) -> None:
    """The city manager of the region and the supervisor see it; another region, desk or technician do not."""
    assert scene.client(username).get(f"/cases/{scene.number}/").status_code == status


def test_case_page_leads_a_party_to_its_own_page(scene: Scene) -> None:
    response = scene.client(scene.technician).get(f"/cases/{scene.number}/")
    assert (response.status_code, response["Location"]) == (302, f"/my/cases/{scene.number}/")


def test_case_page_leads_a_stranger_to_the_sign_in(scene: Scene) -> None:
    assert Client().get(f"/cases/{scene.number}/").status_code == 302


def test_absent_and_forbidden_cases_look_the_same(scene: Scene) -> None:
    client = scene.client("dujuan")
    for path in (f"/cases/{scene.number}/", "/cases/202401-999/", "/cases/nonsense/"):
        assert client.get(path).status_code == 404


def test_every_command_of_people_has_a_form_and_a_group() -> None:
    people = set(c.BY_NAME) - c.BY_CLOCK - {"open_case"}
    assert set(FIELDS) == people
    assert {command for _, group in GROUPS for command in group} == people


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_form_can_be_opened_and_speaks_the_language(scene: Scene, language: str) -> None:
    client = scene.client(scene.handler)
    client.cookies["django_language"] = language
    pages = {
        command: client.get(f"/cases/{scene.number}/do/{command}/").content.decode() for command in FIELDS
    }
    assert [command for command, page in pages.items() if "⟨" in page] == []
    assert [command for command, page in pages.items() if '<form method="post"' not in page] == []


def test_forms_begin_with_what_the_case_has_and_choose_nothing_else(scene: Scene) -> None:
    """Nobody sends a case to the department, or asks the person, that stands first in a list."""
    client, state = scene.client(scene.handler), case_for(SYSTEM, scene.number, lock=False).state

    def begins(command: str, field: str) -> tuple[object, str]:
        form = client.get(f"/cases/{scene.number}/do/{command}/").context["form"]
        return form[field].value(), form.fields[field].choices[0][0]

    assert begins("classify_case", "category") == (state.category, "")
    assert begins("change_priority", "priority") == (state.priority, "")
    assert begins("record_contact", "with_") == (state.complainant.ref, "")
    for command, field in (("transfer_case", "department"), ("ask_collaboration", "of")):
        assert begins(command, field) == ("", "")


@pytest.mark.rule("APP-8", "DEC-1")
def test_what_is_waited_for_from_the_reader_stands_out(scene: Scene) -> None:
    def stands_out(username: str) -> str:
        first: str = scene.client(username).get(f"/cases/{scene.number}/").context["page"].first
        return first

    assert stands_out(scene.handler) == "respond_first"
    assert stands_out("shenlan") == "make_finding"


def test_case_page_says_in_words_what_cannot_be_done_now(scene: Scene) -> None:
    page = scene.client(scene.handler).get(f"/cases/{scene.number}/").content.decode()
    assert "⟨" not in page
    assert "现在不能做的操作及原因" in page
    assert re.search(
        r"结案</span><span class=\"d-block small\">[^<]+<span class=\"text-secondary\">RES-10", page
    )


def test_case_page_costs_the_same_however_long_the_case_is(
    scene: Scene, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = scene.client(scene.handler)
    client.get(f"/cases/{scene.number}/")  # names, people and policies are now known
    with django_assert_num_queries(5):  # session, account, unread messages, case, events
        client.get(f"/cases/{scene.number}/")
    for n in range(3):
        handle(c.AddNote(f"备注{n}"), actor=scene.actor(scene.handler), now=scene.now, number=scene.number)
    with django_assert_num_queries(5):
        client.get(f"/cases/{scene.number}/")


def test_form_carries_the_command_out_and_returns_to_the_case(scene: Scene) -> None:
    response = _post(
        scene.client(scene.handler), scene, "respond_first", text="您好，已收到。", via="hotline"
    )
    assert response["Location"] == f"/cases/{scene.number}/"  # type: ignore[index]  # a response
    assert _state(scene).first_response_at is not None  # type: ignore[attr-defined]  # a state


def test_form_sent_twice_is_carried_out_once(scene: Scene) -> None:
    client = scene.client(scene.handler)
    version = case_for(SYSTEM, scene.number, lock=False).state.version
    for _ in range(2):
        client.post(
            f"/cases/{scene.number}/do/add_note/", {"version": version, "key": "same", "text": "已致电客户"}
        )
    assert case_for(SYSTEM, scene.number, lock=False).state.version == version + 1


def test_stale_form_shows_what_changed_and_keeps_what_was_typed(scene: Scene) -> None:
    client = scene.client(scene.handler)
    version = case_for(SYSTEM, scene.number, lock=False).state.version
    handle(c.AddNote("同事刚刚联系过"), actor=scene.actor("sunhao"), now=scene.now, number=scene.number)
    response = client.post(
        f"/cases/{scene.number}/do/add_note/", {"version": version, "key": "k", "text": "我的备注"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "同事刚刚联系过" in page
    assert "我的备注" in page


def test_refused_form_says_rule_reason_and_what_would_help(scene: Scene) -> None:
    response = _post(scene.client(scene.handler), scene, "close_case", cause="x", solution="y")
    page = response.content.decode()  # type: ignore[attr-defined]  # a response
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert "RES-10" in page


def test_form_refuses_empty_and_overlong_input_without_changing_the_case(scene: Scene) -> None:
    client = scene.client(scene.handler)
    before = _state(scene)
    for text in ("", "很" * 20_001):
        assert _post(client, scene, "add_note", text=text).status_code == 422  # type: ignore[attr-defined]
    assert _post(client, scene, "change_priority", priority="highest", reason="x").status_code == 422  # type: ignore[attr-defined]
    assert _post(client, scene, "add_note", text="a\x00b").status_code == 422  # type: ignore[attr-defined]
    assert _state(scene) == before


def test_adjudicator_judges_by_the_form_as_the_table_suggests(scene: Scene) -> None:
    handle(c.RespondFirst("您好"), actor=scene.actor(scene.handler), now=scene.now, number=scene.number)
    facts = {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"}
    values = {f"fact_{name}": value for name, value in facts.items()}
    response = _post(
        scene.client("shenlan"), scene, "make_finding", reasons="拆包过猛", amount_fen="900", **values
    )
    assert response.status_code == 302  # type: ignore[attr-defined]
    finding = case_for(SYSTEM, scene.number, lock=False).state.findings["F1"]
    assert [(item.party, item.share_bp, item.amount_fen) for item in finding.liabilities] == [
        (scene.technician_ref, 10_000, 90_000)
    ]


@pytest.mark.rule("APP-1", "APP-6")
def test_form_on_behalf_says_what_evidence_is_needed_and_asks_what_a_file_is(scene: Scene) -> None:
    scene.judge()
    client = scene.client("hechuan")
    asked = client.get(f"/cases/{scene.number}/do/file_appeal/F1/").content.decode()
    assert "至少需要 1 份关键证据：交接单、异常反馈工单、通话记录、视频" in asked
    unnamed = _post(
        client, scene, "file_appeal", "F1", appellant=scene.technician_ref, scope="amount",
        problem="交接时外箱已压坏", demand="请减免一半", ask_amount_fen="450",
        file1=SimpleUploadedFile("交接单.png", PNG, "image/png"),
    )  # fmt: skip
    assert unnamed.status_code == 422  # type: ignore[attr-defined]
    assert list(unnamed.context["form"].errors) == ["kind1"]  # type: ignore[attr-defined]


@pytest.mark.rule("APP-1")
def test_city_manager_appeals_on_behalf_with_a_file(scene: Scene) -> None:
    scene.judge()
    response = _post(
        scene.client("hechuan"), scene, "file_appeal", "F1", appellant=scene.technician_ref, scope="amount",
        problem="交接时外箱已压坏", demand="请减免一半", ask_amount_fen="450", kind1="handover_form",
        explanation1="交接单注明外箱压坏", file1=SimpleUploadedFile("交接单.png", PNG, "image/png"),
    )  # fmt: skip
    assert response.status_code == 302  # type: ignore[attr-defined]
    state = case_for(SYSTEM, scene.number, lock=False).state
    assert state.appeals["A1"].appellant == scene.technician_ref
    assert state.exhibits[state.appeals["A1"].exhibits[0]].exhibit.media_type == "image/png"


def test_supervisor_proposes_several_remedies_by_the_form(scene: Scene) -> None:
    cells = ["repair", "", "", "", "", "上门更换门板", "coupon", "100.50", "", "30", "", ""] + [""] * 12
    rows = {f"remedies_{n}": cell for n, cell in enumerate(cells)}
    response = _post(scene.client("sunhao"), scene, "propose_remedies", explanation="方案如下", **rows)
    assert response.status_code == 302  # type: ignore[attr-defined]
    remedies = case_for(SYSTEM, scene.number, lock=False).state.proposals["P1"].remedies
    assert [(item.kind, item.amount_fen, item.valid_days) for item in remedies] == [
        ("repair", 0, 0),
        ("coupon", 10_050, 30),
    ]


@pytest.mark.rule("RES-13")
def test_supervisor_orders_several_things_by_one_form_or_none(scene: Scene) -> None:
    client, path = scene.client("sunhao"), f"/cases/{scene.number}/do/order_remedy/"
    assert path in client.get(f"/cases/{scene.number}/").content.decode()
    shown = client.get(path).content.decode()
    assert 'value="self_review"' in shown
    assert 'value="coupon"' not in shown
    cells = ["self_review", "", "", "", "", "写明经过"] * 2 + [""] * 12
    rows = {f"terms_{n}": cell for n, cell in enumerate(cells)}
    assert _post(client, scene, "order_remedy", reason="", **rows).status_code == 422  # type: ignore[attr-defined]
    assert _post(client, scene, "order_remedy", reason="被客户投诉", **rows).status_code == 302  # type: ignore[attr-defined]
    remedies = case_for(SYSTEM, scene.number, lock=False).state.remedies
    assert [item.terms.kind for item in remedies.values()] == ["self_review", "self_review"]


def test_points_are_numbers_and_not_money(db: None) -> None:
    field = TermsField([("points", "积分"), ("coupon", "优惠券")], [], [], "zh-hans")
    lines = ["points", "300", "", "", "", "", "coupon", "300", "", "", "", ""] + [""] * 12
    assert [(item.kind, item.units, item.amount_fen) for item in field.clean(lines)] == [
        ("points", 300, 0), ("coupon", 0, 30_000),
    ]  # fmt: skip
    with pytest.raises(ValidationError, match="积分数请填整数"):
        field.clean(["points", "0.5", *[""] * 22])


@pytest.mark.rule("SLA-11")
def test_deadline_is_explained_to_those_who_see_the_case(scene: Scene) -> None:
    path = f"/cases/{scene.number}/deadlines/first_response/"
    page = scene.client(scene.handler).get(path).content.decode()
    assert "计入时限" in page
    assert "SLA-1" in page
    assert scene.client("dujuan").get(path).status_code == 404
    assert scene.client(scene.handler).get(f"/cases/{scene.number}/deadlines/none/").status_code == 404


def test_exhibit_is_given_out_harmlessly_and_only_to_those_who_may(scene: Scene) -> None:
    html = SimpleUploadedFile("x.html", b"<script>alert(1)</script>", "image/png")
    refused = _post(
        scene.client(scene.handler), scene, "submit_exhibit", kind="other", explanation="x", file=html
    )
    assert refused.status_code == 422  # type: ignore[attr-defined]
    picture = SimpleUploadedFile("门板.png", PNG, "text/html")
    _post(
        scene.client(scene.handler),
        scene,
        "submit_exhibit",
        kind="goods_photo",
        explanation="破损",
        file=picture,
    )
    path = f"/cases/{scene.number}/exhibits/E1/"
    response = scene.client("sunhao").get(path)
    assert b"".join(response.streaming_content) == PNG  # type: ignore[attr-defined]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"] == "image/png"
    for stranger in ("dujuan", scene.technician):
        assert scene.client(stranger).get(path).status_code == 404


def test_contact_is_masked_for_those_who_need_not_reach_the_customer(scene: Scene) -> None:
    handler = scene.client(scene.handler).get(f"/cases/{scene.number}/").content.decode()
    auditor = scene.client("yuanli").get(f"/cases/{scene.number}/").content.decode()
    assert "13812345678" in handler
    assert "13812345678" not in auditor
    assert "138****5678" in auditor


@pytest.mark.rule("RES-1")
def test_tone_is_looked_at_only_for_those_who_see_the_case(scene: Scene) -> None:
    path, text = f"/cases/{scene.number}/tone/", {"text": "这不是我们的问题"}
    assert "避免推脱" in scene.client(scene.handler).post(path, text).content.decode()
    assert scene.client("dujuan").post(path, text).status_code == 404
    assert Client().post(path, text).status_code == 302


def test_who_gives_a_case_away_is_led_to_the_desk(scene: Scene) -> None:
    """The executive sees what is urgent: after saying that it is not, there is no page to lead back to."""
    handle(c.ChangePriority("urgent", "有人受伤"), actor=SYSTEM, now=scene.now, number=scene.number)
    client = scene.client("liangdong")
    response = _post(client, scene, "change_priority", priority="normal", reason="无人受伤")
    there = client.get(f"/cases/{scene.number}/").status_code
    assert (response.status_code, response["Location"], there) == (302, "/desk/", 404)  # type: ignore[attr-defined,index]  # a response


@pytest.mark.rule("APP-10", "DEC-5")
def test_who_may_turn_out_to_be_liable_can_be_heard(judged: Scene) -> None:
    """Liability shifts only to somebody who was heard; whoever was asked is then among those to be judged."""
    page = judged.client("hechuan").get(f"/cases/{judged.number}/do/ask_statement/")
    assert "张志强" in page.content.decode()
    assert "韵达快递" in page.content.decode()


@pytest.mark.rule("RES-9")
def test_follow_up_keeps_the_stars_that_were_given(scene: Scene) -> None:
    state = case_for(SYSTEM, scene.number, lock=False).state
    offered = Offered(policies.version(state.policy, state.policy_version), state, "zh-hans")
    filled = {"satisfied": "true", "via": "hotline", "text": "已回访", "measures": "已处理"}
    for stars, kept in (("5", 5), ("", 0)):
        form = CommandForm(Asked("follow_up", ""), offered, filled | {"score": stars})
        assert form.is_valid(), form.errors
        command = form.command()
        assert isinstance(command, c.FollowUp)
        assert command.score == kept


@pytest.mark.rule("INT-2")
def test_what_the_complainant_asks_for_can_be_supplied(scene: Scene) -> None:
    """A demand that was not known on the telephone comes in later by the form; empty lines do not count."""
    lines = {"demands_0": "refund", "demands_1": "120.50", "demands_2": "原路退回"}
    _post(scene.client(scene.handler), scene, "supply_details", **lines)
    state = case_for(SYSTEM, scene.number, lock=False).state
    assert state.demands == (Demand("refund", 12_050, "原路退回"),)


@pytest.mark.rule("INT-2")
def test_whom_it_is_against_is_named_by_name_or_number_beyond_doubt(scene: Scene) -> None:
    shop, buyer = scene.actor("muyuan").ref, scene.actor("wangfang").ref
    order = Order("DS1", items=(Item("吊灯", 1, 45_800),), paid_fen=45_800, shop=shop)
    opened = handle(
        c.OpenCase("web", Party(buyer, "王芳", "13800020001"), "吊灯开裂", order=order),
        actor=SYSTEM, now=scene.now, policy="platform-dispute",
    )  # fmt: skip
    accounts = Staff.objects.values_list("account__username", flat=True)
    client = scene.client(accounts.get(pk=key_of(opened.state.handler)))
    url = f"/cases/{opened.number}/do/supply_details/"
    assert client.get(url).context["form"]["respondents"].value() == "SH0001"  # whose order it is

    def name(text: str) -> tuple[int, str, tuple[Party, ...]]:
        version = case_for(SYSTEM, opened.number, lock=False).state.version
        answer = client.post(url, {"version": version, "key": f"name-{text}", "respondents": text})
        state = case_for(SYSTEM, opened.number, lock=False).state
        return answer.status_code, answer.content.decode(), state.respondents

    status, text, named = name("无此店铺")
    assert (status, named) == (422, ())
    assert "不能确定“无此店铺”是谁。" in text
    status, text, named = name("木源")
    assert (status, named) == (422, ())
    assert "可能是：木源家居旗舰店（SH0001）" in text
    assert name("SH0001")[2] == (Party(shop, "木源家居旗舰店"),)
    assert "respondents" not in client.get(url).context["form"].fields
