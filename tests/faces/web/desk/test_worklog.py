"""INS-5: the work log of a day, drawn from what somebody did; for that person and the supervisor."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As
from tests.faces.web.desk.test_queue import opened

from gongdao.rulebook.commands import AddNote, RespondFirst, TransferCase

pytestmark = pytest.mark.rule("INS-5")
TODAY = "/desk/log/"


def _busy(scene: Company) -> tuple[str, str]:
    """Two cases in which 周敏 did something just now, and one of them of 李婷."""
    one, other = opened(scene, "zhoumin"), opened(scene, "liting")
    scene.act(one, 0, RespondFirst("您好，已收到。"), AddNote("已核对订单"), by="zhoumin")
    scene.act(other, 0, RespondFirst("您好。"), by="liting")
    return one, other


def _rows(scene: Company, as_: As, who: str, query: str = "") -> list[list[str]]:
    response = as_(who).get(f"/desk/log/file/{query}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_handler_sees_the_own_day(scene: Company, as_: As) -> None:
    one, other = _busy(scene)
    html = as_("zhoumin").get(TODAY).content.decode()
    assert "共 2 项，涉及 1 件案件" in html
    acts = re.findall(r"<strong>([^<]+)</strong>", html)
    assert acts == ["首次响应", "添加备注"]
    assert (one in html, other in html) == (True, False)
    assert "李婷" not in html


def test_what_the_clock_did_because_of_it_is_not_listed(scene: Company, as_: As) -> None:
    one, _ = _busy(scene)
    rows = _rows(scene, as_, "zhoumin")
    assert rows[0] == ["日期", "时间", "人员", "案件编号", "事项", "投诉摘要"]
    assert [row[3] for row in rows[1:]] == [one, one]
    assert {row[2] for row in rows[1:]} == {"周敏"}


def test_supervisor_sees_the_team_and_others_see_nobody_elses(scene: Company, as_: As) -> None:
    _busy(scene)
    who = f"?who={scene.refs['zhoumin']}"
    for reader, status in (
        ("zhoumin", 200), ("chenjing", 200), ("yuanli", 200), ("liangdong", 200),
        ("liting", 404), ("sunhao", 404), ("hechuan", 404), ("songyao", 404), ("admin", 404),
        ("liushifu", 404), ("wangfang", 404),
    ):  # fmt: skip
        for path in (TODAY, "/desk/log/file/"):
            assert as_(reader).get(path + who).status_code == status, (reader, path)
    assert "周敏" in as_("chenjing").get(TODAY).content.decode()  # to choose from


@pytest.mark.parametrize("who", ["staff:99999", "customer:1", "x", "system"])
def test_log_of_nobody_is_not_there(scene: Company, as_: As, who: str) -> None:
    assert as_("yuanli").get(f"{TODAY}?who={who}").status_code == 404


def test_of_a_case_that_is_not_open_only_number_and_act_are_told(scene: Company, as_: As) -> None:
    """Handed to another department meanwhile: what one did stays on record, the complaint is not shown."""
    one, _ = _busy(scene)
    scene.act(one, 0, TransferCase("orders", "属订单部职责"), by="zhoumin")
    rows = _rows(scene, as_, "zhoumin")
    assert {(row[3], row[5]) for row in rows[1:]} == {(one, "")}
    html = as_("zhoumin").get(TODAY).content.decode()
    assert "案件不对您开放" in html
    assert "包裹破损" not in html


def test_days_are_those_of_the_local_calendar(scene: Company, as_: As) -> None:
    _busy(scene)
    day = timezone.localdate() - timedelta(days=1)
    assert "这一天没有案件处理记录" in as_("zhoumin").get(f"{TODAY}?day={day}").content.decode()
    for wrong in ("2024-13-01", "x", "9999-12-31", "0001-01-01", ""):
        assert "共 2 项" in as_("zhoumin").get(f"{TODAY}?day={wrong}").content.decode(), wrong


def test_a_cell_is_never_a_formula(scene: Company, as_: As) -> None:
    number = opened(scene, "zhoumin", text="=HYPERLINK(1)")
    scene.act(number, 0, AddNote("已核对"), by="zhoumin")
    assert _rows(scene, as_, "zhoumin")[1][5] == "'=HYPERLINK(1)"


def test_page_costs_the_same_for_one_act_and_for_many(scene: Company, as_: As) -> None:
    number = opened(scene, "zhoumin")
    scene.act(number, 0, AddNote("一"), by="zhoumin")
    client = as_("zhoumin")

    def cost() -> int:
        client.get(TODAY)
        with CaptureQueriesContext(connection) as captured:
            client.get(TODAY)
        return len(captured)

    before = cost()
    for _ in range(3):
        scene.act(opened(scene, "zhoumin"), 0, AddNote("又一"), by="zhoumin")
    assert cost() == before
