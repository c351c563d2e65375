"""Shifts: begun, ended, and what is unfinished handed over with a note."""

import re
from typing import Any

import pytest
from django.test import Client
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.casework.models import Case, Event
from gongdao.people.models import Shift, Staff
from gongdao.rulebook.commands import AssignHandler


@pytest.fixture
def mine(scene: Company) -> list[str]:
    """Return two open cases of 周敏."""
    found = []
    for n in range(2):
        number = scene.open(1, f"王芳 139777700{n:02}", "包裹破损，要求退款。", order_no=f"S{n}").number
        if scene.handler(number) != "zhoumin":
            scene.act(number, 1, AssignHandler(handler=scene.refs["zhoumin"]))
        found.append(number)
    return found


def end(client: Client, numbers: list[str], **fields: Any) -> Any:
    last = re.findall(r'name="last" value="(\d+)"', client.get("/desk/shift/").content.decode())
    data = {"case": numbers, "key": "s1", "last": last[0] if last else "0", **fields}
    return client.post("/desk/shift/end/", data)


@pytest.mark.rule("TRI-9")
def test_unfinished_cases_are_handed_over_and_the_shift_ends(
    scene: Company, as_: As, mine: list[str]
) -> None:
    client = as_("zhoumin")
    client.post("/desk/shift/start/")
    to = scene.refs["liting"]
    html = end(client, mine, handler=to, note="都已致电，等仓库答复").content.decode()
    assert "已将 2 件工单交给李婷" in html
    assert {case.handler for case in Case.objects.all()} == {to}
    assert Event.objects.filter(type="case_handed_over", body__note="都已致电，等仓库答复").count() == 2
    shift = Shift.objects.get()
    assert (shift.handed_to, shift.cases, shift.note) == (to, 2, "都已致电，等仓库答复")
    assert shift.ended_at is not None
    assert not Staff.objects.get(pk=shift.staff_id).on_shift


def test_chosen_ones_go_and_the_others_stay(scene: Company, as_: As, mine: list[str]) -> None:
    end(as_("zhoumin"), mine[:1], handler=scene.refs["liting"], note="一件")
    assert sorted(case.handler for case in Case.objects.all()) == sorted(
        [scene.refs["zhoumin"], scene.refs["liting"]]
    )


def test_shift_may_end_with_nothing_handed_over(scene: Company, as_: As, mine: list[str]) -> None:
    client = as_("zhoumin")
    response = end(client, [])
    assert response.headers["Location"] == "/desk/shift/"
    assert "已结束当班" in client.get("/desk/shift/").content.decode()
    assert Shift.objects.get().cases == 0


def test_handover_needs_somebody_and_a_note(scene: Company, as_: As, mine: list[str]) -> None:
    client = as_("zhoumin")
    for fields in ({"handler": "", "note": "x"}, {"note": ""}, {"handler": "staff:0", "note": "x"}):
        assert end(client, mine, **{"handler": scene.refs["liting"], **fields}).status_code == 422, fields
    assert not Shift.objects.exists()
    assert {case.handler for case in Case.objects.all()} == {scene.refs["zhoumin"]}


def test_refused_cases_stay_and_are_told(scene: Company, as_: As, mine: list[str]) -> None:
    from gongdao.rulebook.terms import Party

    to = scene.refs["liting"]
    number = scene.open(1, "王芳 13977779999", "客服态度恶劣", respondents=(Party(to),)).number
    if scene.handler(number) != "zhoumin":
        scene.act(number, 1, AssignHandler(handler=scene.refs["zhoumin"]))
    html = end(as_("zhoumin"), [*mine, number], handler=to, note="下班").content.decode()
    assert "有 1 件没有办成" in html
    assert "李婷与本案有利害关系" in html
    assert "仍由您经办" in html
    assert Shift.objects.get().cases == 2


def test_form_sent_twice_ends_one_shift(scene: Company, as_: As, mine: list[str]) -> None:
    client = as_("zhoumin")
    data = {"case": mine, "key": "s1", "last": "0", "handler": scene.refs["liting"], "note": "下班"}
    client.post("/desk/shift/end/", data)
    events = Event.objects.count()
    assert client.post("/desk/shift/end/", data).headers["Location"] == "/desk/shift/"
    assert "已经结束了" in client.get("/desk/shift/").content.decode()
    assert (Shift.objects.count(), Event.objects.count()) == (1, events)


def test_cases_of_others_cannot_be_handed_over(scene: Company, as_: As, mine: list[str]) -> None:
    client = as_("wanglei")
    html = end(client, mine, handler=scene.refs["liting"], note="x").content.decode()
    # Nobody is offered whose cases one could take over: the choice itself is not there.
    assert "请更正" in html or "没有办成" in html
    assert {case.handler for case in Case.objects.all()} == {scene.refs["zhoumin"]}


def test_page_lists_what_is_due_first_and_the_shifts_before(scene: Company, as_: As, mine: list[str]) -> None:
    client = as_("zhoumin")
    end(client, mine[:1], handler=scene.refs["liting"], note="先交一件")
    html = client.get("/desk/shift/").content.decode()
    assert "已将 1 件工单交给李婷" in html
    assert "先交一件" in html
    assert re.findall(r'name="case" value="([^"]+)"', html) == mine[1:]
    assert "开始当班" in html


def test_parties_have_no_shift(scene: Company, as_: As) -> None:
    client = as_("liushifu")
    assert client.get("/desk/shift/").status_code == 404
    assert client.post("/desk/shift/start/").status_code == 404
    assert client.post("/desk/shift/end/").status_code == 404
