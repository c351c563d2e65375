"""Acts on many cases at once: asked first, done once, one result for each case."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.casework.models import Case, Event
from gongdao.lib.ids import case_number
from gongdao.rulebook.commands import AssignHandler


def opened(scene: Company, key: str = "", count: int = 1) -> list[str]:
    """Cases of this person's, or of whoever gets them."""
    found = []
    for n in range(count):
        number = scene.open(1, f"王芳 139333300{n:02}", "包裹破损，要求退款。", order_no=f"2026{n:05}").number
        if key and scene.handler(number) != key:
            scene.act(number, 1, AssignHandler(handler=scene.refs[key]))
        found.append(number)
    return found


def unassigned(scene: Company, count: int) -> list[str]:
    return [
        scene.open(
            1, f"蒋文 139444400{n:02}", "师傅爽约", policy="workorder-liability", region="440000"
        ).number
        for n in range(count)
    ]


def send(as_: As, who: str, act: str, numbers: list[str], **fields: str) -> HttpResponse:
    data: dict[str, Any] = {"case": numbers, "next": "/desk/?tab=team", **fields}
    response: HttpResponse = as_(who).post(f"/desk/bulk/{act}/", data)
    return response


def confirm(as_: As, who: str, act: str, numbers: list[str], key: str = "k1", **fields: str) -> str:
    response = send(as_, who, act, numbers, confirm="1", key=key, **fields)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def handlers(numbers: list[str]) -> list[str]:
    rows = {case_number(key): handler for key, handler in Case.objects.values_list("pk", "handler")}
    return [rows[number] for number in numbers]


def test_act_is_asked_before_it_is_done(scene: Company, as_: As) -> None:
    numbers = opened(scene, "zhoumin", 2)
    html = send(as_, "chenjing", "assign", numbers).content.decode()
    assert "将处理以下 2 件工单" in html
    assert re.search(r"李婷（在办 \d 件）", html)
    assert 'name="next" value="/desk/?tab=team"' in html
    assert handlers(numbers) == [scene.refs["zhoumin"]] * 2


def test_question_and_answer_come_as_parts_for_htmx_and_as_pages_without(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    client = as_("chenjing")
    data = {"case": number}
    part = client.post("/desk/bulk/assign/", data, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-post" in part
    assert "<html" in client.post("/desk/bulk/assign/", data).content.decode()


@pytest.mark.rule("TRI-7")
def test_supervisor_assigns_many_to_a_person(scene: Company, as_: As) -> None:
    numbers = opened(scene, "zhoumin", 3)
    html = confirm(as_, "chenjing", "assign", numbers, handler=scene.refs["liting"])
    assert "已办理 3 件" in html
    assert "李婷" in html
    assert handlers(numbers) == [scene.refs["liting"]] * 3


@pytest.mark.rule("TRI-7")
def test_fairest_assignment_spreads_many_evenly(scene: Company, as_: As) -> None:
    from gongdao.people.actions import set_field
    from gongdao.people.models import Staff
    from gongdao.rulebook.actor import SYSTEM

    numbers = unassigned(scene, 6)
    for key in ("hechuan", "huangying", "dujuan"):
        staff = Staff.objects.get(account__username=key)
        set_field(actor=SYSTEM, now=scene.now, staff_id=staff.pk, regions=["440000"],
                  departments=["after_sales"], skills=[], capacity=20)  # fmt: skip
    confirm(as_, "sunhao", "assign", numbers)
    given = handlers(numbers)
    assert sorted(given.count(ref) for ref in set(given)) == [2, 2, 2]


@pytest.mark.rule("TRI-9")
def test_handler_hands_over_with_a_note_kept_in_each_case(scene: Company, as_: As) -> None:
    numbers = opened(scene, "zhoumin", 2)
    confirm(as_, "zhoumin", "hand_over", numbers, handler=scene.refs["liting"], note="客户六点后方便接电话")
    bodies = Event.objects.filter(type="case_handed_over").values_list("body", flat=True)
    assert [(body["handler"], body["note"]) for body in bodies] == [
        (scene.refs["liting"], "客户六点后方便接电话")
    ] * 2


@pytest.mark.rule("TRI-4")
def test_priority_changes_with_a_reason(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    html = confirm(as_, "zhoumin", "priority", [number], priority="urgent", reason="客户情绪激动")
    assert "优先级：紧急" in html
    assert Case.objects.get().priority == "urgent"


WRONG = (
    ("hand_over", {"handler": "", "note": "x"}),
    ("hand_over", {"handler": "staff:99999", "note": "x"}),
    ("hand_over", {"note": ""}),
    ("priority", {"priority": "highest", "reason": "x"}),
    ("priority", {"priority": "urgent", "reason": ""}),
    ("priority", {"priority": "urgent", "reason": "x\x07"}),
    ("priority", {"priority": "urgent", "reason": "长" * 5000}),
    ("assign", {"handler": "chenjing"}),
)


def test_bad_answers_are_asked_again_and_nothing_happens(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    before = Event.objects.count()
    for act, fields in WRONG:
        response = send(as_, "zhoumin", act, [number], confirm="1", key="k", **fields)
        assert response.status_code == 422, fields
        assert "请更正下面标出的内容" in response.content.decode()
    assert Event.objects.count() == before


def test_each_case_has_its_own_result_with_rule_and_help(scene: Company, as_: As) -> None:
    numbers = opened(scene, "zhoumin", 2)
    scene.act(numbers[0], 0.5, AssignHandler(handler=scene.refs["liting"]))
    html = confirm(as_, "chenjing", "assign", numbers, handler=scene.refs["liting"])
    assert "已办理 1 件" in html
    assert "有 1 件没有办成" in html
    assert "提交的内容与现状一致" in html
    assert "请刷新页面" in html
    assert "依据规则 TRI-7" in html
    assert re.findall(r'class="desk-number">([^<]+)<', html) == numbers  # the refused one stands first


def test_refusal_names_whom_it_is_about(scene: Company, as_: As) -> None:
    from gongdao.rulebook.terms import Party

    ref = scene.refs["liting"]
    number = scene.open(1, "王芳 13933339999", "客服态度恶劣", respondents=(Party(ref),)).number
    html = confirm(as_, "chenjing", "assign", [number], handler=ref)
    assert "李婷与本案有利害关系" in html


def test_foreign_and_absent_cases_look_the_same(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    question = send(as_, "liting", "assign", [number, "202401-999"]).content.decode()
    assert "包裹破损" not in question
    assert "另有 2 件不存在，或不对您开放" in question
    html = confirm(as_, "liting", "assign", [number, "202401-999"], handler="")
    assert html.count("没有这件工单，或它不对您开放") == 2
    assert handlers([number]) == [scene.refs["zhoumin"]]


def test_others_find_no_such_act(scene: Company, as_: As) -> None:
    numbers = opened(scene, "zhoumin")
    for who in ("shenlan", "yuanli", "dengfang", "liushifu"):
        assert send(as_, who, "assign", numbers).status_code == 404, who


def test_unknown_act_does_not_exist(scene: Company, as_: As) -> None:
    assert send(as_, "zhoumin", "delete", ["202401-001"]).status_code == 404
    assert as_("zhoumin").get("/desk/bulk/assign/").status_code == 405


def test_sent_twice_is_done_once(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    fields = {"priority": "urgent", "reason": "客户情绪激动"}
    first = confirm(as_, "zhoumin", "priority", [number], **fields)
    events = Event.objects.count()
    again = confirm(as_, "zhoumin", "priority", [number], **fields)
    assert Event.objects.count() == events
    assert "已办理 1 件" in first
    assert "已办理 1 件" in again


def test_key_used_for_something_else_is_told(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    confirm(as_, "zhoumin", "priority", [number], priority="urgent", reason="一")
    html = confirm(as_, "zhoumin", "priority", [number], priority="important", reason="二")
    assert "已经提交过别的内容" in html


def test_nothing_chosen_is_told_on_the_list(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    response = client.post("/desk/bulk/assign/", {"next": "/desk/?tab=all"})
    assert response.headers["Location"] == "/desk/?tab=all"
    assert "请先勾选" in client.get("/desk/?tab=all").content.decode()
    part = client.post("/desk/bulk/assign/", {}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert part.headers["HX-Retarget"] == "#toasts"


def test_way_back_stays_in_the_house(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    for url in ("https://example.com/", "//example.com", "javascript:alert(1)", "", "-1", "desk-new"):
        assert client.post("/desk/bulk/assign/", {"next": url}).headers["Location"] == "/desk/", url


def test_numbers_that_cannot_be_are_left_out(scene: Company, as_: As) -> None:
    (number,) = opened(scene, "zhoumin")
    html = send(as_, "zhoumin", "assign", [number, number, "x", "\x00", "202413-001"]).content.decode()
    assert "将处理以下 1 件工单" in html
