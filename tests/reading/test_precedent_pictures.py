"""APP-17, INT-8: from a picture in a case to the copy that others see, through the process that reads."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from random import Random

import numpy as np
import pytest
from PIL import Image
from tests.parties import company
from tests.parties import work_order as opened
from tests.pictures.drawing import Sheet
from tests.pictures.faces import face

from gongdao.casework.actions import handle
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits import readings
from gongdao.insight.models import Precedent, PrecedentPicture
from gongdao.insight.precedents.pictures import NotRead, cover, pages_of
from gongdao.letters import paper as p
from gongdao.letters.paper.pdf import pdf_of
from gongdao.lib.ids import case_id
from gongdao.people.queries import actor_for
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.reading.report import Page, Report
from gongdao.rulebook.terms import Exhibit

pytestmark = [pytest.mark.django_db, pytest.mark.rule("APP-17", "INT-8"), pytest.mark.xdist_group("reading")]


def chat() -> bytes:
    sheet = Sheet(Random(2), (720, 520))
    sheet.text(60, 60, "王芳：师傅什么时候来", 36)
    sheet.text(60, 180, "外箱右下角压坏了", 36)
    sheet.text(60, 300, "电话13800020001联系我", 36)
    out = BytesIO()
    sheet.image.save(out, "JPEG", quality=90)
    return out.getvalue()


def kept(number: str, sha256: str, kind: str = "chat") -> PrecedentPicture:
    """A picture of a draft of this case."""
    draft = Precedent.objects.create(
        case_id=case_id(number), appeal="A1", state="draft", won=True, policy="workorder-liability",
        category="unpacking_damage", outcome="reduce", facts={}, texts={}, concerned=[],
        drafted_at=datetime.fromisoformat("2024-05-06T02:00:00+00:00"),
    )  # fmt: skip
    return PrecedentPicture.objects.create(precedent=draft, exhibit="E1", sha256=sha256, kind=kind)


def test_names_and_numbers_of_the_case_are_covered_in_its_pictures(now: datetime, tmp_path: Path) -> None:
    accounts = company(now)
    number = opened(accounts, now=now)
    customer = actor_for(accounts["wangfang"])
    stored = exhibits.receive([chat()], actor=customer.ref, now=now)
    shown = Exhibit(stored.sha256, "chat", explanation="聊天记录", name="聊天.jpg")
    handle(SubmitExhibit(shown), actor=customer, now=now, number=number)
    picture = kept(number, stored.sha256)
    with pytest.raises(NotRead):
        cover(picture.pk, now=now)
    readings.read(stored.sha256, now=now)
    assert cover(picture.pk, now=now) == ""
    picture.refresh_from_db()
    assert picture.precedent.version == 2
    assert len(picture.boxes) == 2
    path = tmp_path / "copy.jpg"
    path.write_bytes(bytes(picture.copy))
    again = readings.reader().read(path, "image/jpeg").text
    assert "外箱右下角压坏了" in again
    assert "王芳" not in again
    assert "0002" not in again
    picture.own = [{"page": 0, "left": 0, "top": 3000, "right": 10000, "bottom": 4500}]
    picture.save()
    cover(picture.pk, now=now)
    picture.refresh_from_db()
    path.write_bytes(bytes(picture.copy))
    assert "外箱" not in readings.reader().read(path, "image/jpeg").text


def test_a_content_that_is_gone_is_left_out(now: datetime) -> None:
    number = opened(company(now), now=now)
    picture = kept(number, "0" * 64)
    assert cover(picture.pk, now=now) == "broken"


def report_of_two_pages() -> bytes:
    """A PDF with names in its text layer, and on its second page a picture of a text and of a face."""
    shown = Sheet(Random(4), (900, 700))
    shown.text(40, 40, "王芳电话13800020001", 40)
    shown.text(40, 600, "门板右下角开裂", 40)
    shown.image.paste(Image.fromarray(np.ascontiguousarray(face(200)[:, :, ::-1])), (300, 130))
    out = BytesIO()
    shown.image.convert("RGB").save(out, "PNG")
    blocks = (
        p.Text("委托人：王芳"), p.Text("检测结论：外箱右下角压坏"), p.PageBreak(),
        p.Text("联系电话13800020001"), p.Picture("photo.png", "现场照片"),
    )  # fmt: skip
    paper = p.Paper("检测报告", "zh-hans", blocks, pictures={"photo.png": out.getvalue()})
    return pdf_of(paper, at=datetime.fromisoformat("2024-05-06T02:00:00+00:00"))


def test_the_pages_of_a_pdf_are_shown_without_its_people(now: datetime, tmp_path: Path) -> None:
    """What the text layer says and what only a picture on the page shows, both are covered; faces too."""
    accounts = company(now)
    number = opened(accounts, now=now)
    customer = actor_for(accounts["wangfang"])
    stored = exhibits.receive([report_of_two_pages()], actor=customer.ref, now=now)
    assert stored.media_type == "application/pdf"
    shown = Exhibit(stored.sha256, "inspection_report", explanation="检测报告", name="报告.pdf")
    handle(SubmitExhibit(shown), actor=customer, now=now, number=number)
    readings.read(stored.sha256, now=now)
    first = kept(number, stored.sha256, "inspection_report")
    second = PrecedentPicture.objects.create(
        precedent=first.precedent, exhibit="E1", sha256=stored.sha256, kind="inspection_report", page=2
    )
    third = PrecedentPicture.objects.create(
        precedent=first.precedent, exhibit="E1", sha256=stored.sha256, kind="inspection_report", page=3
    )
    left_out = [cover(one.pk, now=now) for one in (first, second, third)]
    assert left_out[0] == ""
    assert left_out[2] == "broken"
    texts = []
    for picture in (first, second):
        picture.refresh_from_db()
        path = tmp_path / f"{picture.page}.jpg"
        path.write_bytes(bytes(picture.copy))
        texts.append(readings.reader().read(path, "image/jpeg").text)
    assert "检测结论" in texts[0]
    assert "右下角开裂" in texts[1]
    assert not [text for text in texts if "王芳" in text or "1380002" in text]
    again = readings.reader().cover(tmp_path / "2.jpg", "image/jpeg", ())
    assert again.faces == ()
    third.refresh_from_db()
    assert third.copy is None


@pytest.mark.parametrize(
    ("report", "pages"),
    [
        (None, [1]),
        (Report("image/jpeg", pages=(Page(1, 1),)), [1]),
        (Report("application/pdf", pages=(Page(1, 1), Page(1, 1)), page_count=2), [1, 2]),
        (Report("application/pdf", pages=(Page(1, 1),) * 20, page_count=900), [1, 2, 3]),
        (Report("application/pdf", problems=("broken",)), [1]),
    ],
)
def test_of_a_document_the_first_pages_are_shown(report: Report | None, pages: list[int]) -> None:
    assert list(pages_of(report)) == pages
