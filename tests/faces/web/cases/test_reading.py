"""What was read of an exhibit on the pages: for staff of the case and for who handed it in."""

import pytest
from tests.work_order import Scene

from gongdao.casework.actions import handle
from gongdao.exhibits import readings
from gongdao.exhibits.actions import receive
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.reading.checks import Remark
from gongdao.rulebook.reading.report import Box, Line, Page, Report, Spoken
from gongdao.rulebook.terms import Exhibit
from gongdao.web.cases.reading import sentence

PAID = ("支付成功", "¥900.00", "2024-05-02 10:00:00", "订单号：AZ9999999")


def page(*rows: str) -> Page:
    lines = tuple(Line(text, Box(0, 500, 900 * n, 9_000, 900 * n + 600)) for n, text in enumerate(rows))
    return Page(720, 1280, sharp=80, lines=lines)


@pytest.fixture
def digest(scene: Scene) -> str:
    """A payment screen that the customer handed in, not yet read."""
    kept = receive([b"\x89PNG\r\n\x1a\n" + bytes(40)], actor=scene.actor("wangfang").ref, now=scene.now)
    exhibit = Exhibit(kept.sha256, "payment_platform", "付款截图", "付款.png")
    handle(SubmitExhibit(exhibit), actor=scene.actor("wangfang"), now=scene.now, number=scene.number)
    return kept.sha256


def urls(scene: Scene) -> tuple[str, str]:
    return f"/cases/{scene.number}/exhibits/E1/reading/", f"/my/cases/{scene.number}/exhibits/E1/reading/"


@pytest.mark.rule("EVI-4")
def test_staff_see_what_was_read_beside_the_order(scene: Scene, digest: str) -> None:
    client = scene.client(scene.handler)
    assert "正在识读" in client.get(urls(scene)[0]).content.decode()
    readings.keep(digest, Report("image/png", pages=(page(*PAID),), page_count=1), now=scene.now)
    text = client.get(urls(scene)[0]).content.decode()
    assert "可辨认支付成功字样" in text
    assert "与订单不一致：订单为 AZ1，凭证为 AZ9999999" in text
    assert text.count("<rect") == 4  # paid, amount, time, and what contradicts
    assert "¥900.00" in text
    assert "⟨" not in text


def test_staff_see_the_facts_and_what_the_file_tells_of_itself(scene: Scene, digest: str) -> None:
    rows = ("收件人：王芳", "净重 2.350 kg", "型号：V12", "这个订单的货还没有收到")
    spoken = (Spoken("给您退一百元", 65_000, 67_000),)
    report = Report(
        "image/png", pages=(page(*rows),), page_count=1, software="Snapseed 2.0", device="HUAWEI P60",
        place="31.230,121.470", container="M4A", spoken=spoken, spoken_by="whisper-1",
    )  # fmt: skip
    readings.keep(digest, report, now=scene.now)
    text = scene.client(scene.handler).get(urls(scene)[0]).content.decode()
    for shown in (
        "识读出的信息（3 项）", "2350 克", "V12", "文字：简体中文", "保存软件：Snapseed 2.0", "1:05",
        "设备：HUAWEI P60", "位置：31.230,121.470", "M4A", "机器听写：whisper-1，未经人工核对",
        "给您退一百元",
    ):  # fmt: skip
        assert shown in text, shown
    assert "⟨" not in text
    own = scene.client("wangfang").get(urls(scene)[1]).content.decode()
    for hidden in ("给您退一百元", "31.230", "HUAWEI", "2350"):
        assert hidden not in own


@pytest.mark.rule("EVI-13")
def test_who_handed_it_in_is_told_what_lacks_and_how_to_mend_it(scene: Scene, digest: str) -> None:
    readings.keep(digest, Report("image/png", pages=(page("¥900.00"),), page_count=1), now=scene.now)
    text = scene.client("wangfang").get(urls(scene)[1]).content.decode()
    assert "未识别到支付成功字样" in text
    assert "请打开账单详情，截取带有“支付成功”的整屏画面" in text
    assert "识读文字" not in text


@pytest.mark.rule("EVI-14")
def test_where_else_a_picture_was_used_is_shown_to_staff_alone(scene: Scene, digest: str) -> None:
    readings.keep(digest, Report("image/png", pages=(page(*PAID),), page_count=1), now=scene.now)
    from gongdao.exhibits.actions import note

    note(sha256=digest, act="received", actor="customer:9", at=scene.now, case_id=2023010000007)
    assert "在别处用过" in scene.client(scene.handler).get(urls(scene)[0]).content.decode()
    assert "另一工单" in scene.client(scene.handler).get(urls(scene)[0]).content.decode()
    assert "在别处用过" not in scene.client("wangfang").get(urls(scene)[1]).content.decode()


@pytest.mark.parametrize(
    ("who", "statuses"), [("liushifu", (404, 404)), ("limingyuan", (404, 404)), ("zhengyun", (404, 404))]
)
def test_nobody_else_sees_it(scene: Scene, digest: str, who: str, statuses: tuple[int, int]) -> None:
    client = scene.client(who)
    assert tuple(client.get(url).status_code for url in urls(scene)) == statuses


@pytest.mark.rule("EVI-14")
def test_amounts_that_contradict_are_told_as_money() -> None:
    remark = Remark(
        "EVI-14", "contradicts_order", "doubtful", {"kind": "amount", "expected": "29900", "found": "48574"}
    )
    assert sentence(remark, "zh-hans") == "与订单不一致：订单为 ¥299.00，凭证为 ¥485.74"
    assert sentence(remark, "en") == "Not as the order says: ¥299.00 there, ¥485.74 here"
