"""APP-17: who approves precedents, with what in view, and what each act does."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from tests.precedents import Library

from gongdao.casework.models import Case
from gongdao.exhibits.actions import receive
from gongdao.exhibits.models import Custody
from gongdao.insight.models import Precedent, PrecedentAct, PrecedentPicture
from gongdao.insight.precedents.pictures import NotRead, cover
from gongdao.letters import paper as p
from gongdao.letters.paper.pdf import pdf_of

pytestmark = pytest.mark.rule("APP-17")
LIST = "/precedents/review/"


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def send(library: Library, name: str, act: str, *, key: int = 0, **values: Any) -> Any:
    """Send a form of the page, with the version that stands on it."""
    key = key or library.won
    version = Precedent.objects.get(pk=key).version
    return library.client(name).post(f"{LIST}{key}/{act}/", {"version": version, **values}, follow=True)


def state_of(key: int) -> str:
    return Precedent.objects.get(pk=key).state


def test_list_is_for_approvers_alone(library: Library) -> None:
    assert text_of(library.client("admin"), LIST).count("list-group-item") == 2
    assert "先例" in text_of(library.client("guqing"), LIST)
    assert "Approving precedents" in text_of(library.client("admin", "en"), LIST)
    for name in ("shenlan", "zhaolei", "dengfang", "liangdong", "yuanli", "liushifu"):
        assert library.client(name).get(LIST).status_code == 404
        assert library.client(name).get(f"{LIST}{library.won}/").status_code == 404
        for act in ("texts", "approve", "reject", "pictures/1"):
            assert library.client(name).post(f"{LIST}{library.won}/{act}/", {"version": 1}).status_code == 404
    assert Client().get(LIST).headers["Location"].startswith("/accounts/login/")
    assert Client().post(f"{LIST}{library.won}/approve/").headers["Location"].startswith("/accounts/login/")
    assert state_of(library.won) == "draft"


def test_list_costs_the_same_for_one_and_three(library: Library) -> None:
    client = library.client("admin")
    text_of(client, LIST)
    counts = []
    for more in (0, 2):
        for one in Precedent.objects.filter(state="draft")[:1] if more else ():
            for n in range(more):
                Precedent.objects.create(
                    case_id=10**13 + n, appeal="A1", state="draft", won=True, policy=one.policy,
                    category=one.category, outcome="reduce", facts=one.facts, texts=one.texts, concerned=[],
                    drafted_at=one.drafted_at,
                )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            html = text_of(client, LIST)
        counts.append((html.count("list-group-item"), len(queries)))
    assert [rows for rows, _ in counts] == [2, 4]
    assert counts[0][1] == counts[1][1]


def test_page_shows_before_and_after_beside_each_other(library: Library) -> None:
    html = text_of(library.client("admin"), f"{LIST}{library.won}/")
    assert "我承担不超过180元" in html
    assert "我承担不超过约180元" in html
    assert 'name="problem"' in html
    assert "正在制作遮挡副本" in html
    assert "disabled" in html.split("precedent-reject")[0].split("approve/")[1]


def test_who_had_part_in_the_case_sees_no_original_and_no_buttons(library: Library) -> None:
    concerned = Precedent.objects.get(pk=library.won).concerned
    name = next(one for one in ("tangning", "guqing") if library.actor(one).ref in concerned)
    html = text_of(library.client(name), f"{LIST}{library.won}/")
    assert "您参与过该案，不能审核" in html
    assert "我承担不超过180元" not in html
    assert "approve/" not in html
    assert "不能审核由它形成的先例" in send(library, name, "approve").content.decode()
    assert state_of(library.won) == "draft"
    picture = PrecedentPicture.objects.get(precedent=library.won)
    for what in ("before", "copy"):
        path = f"{LIST}{library.won}/pictures/{picture.pk}/{what}/"
        assert library.client(name).get(path).status_code == 404


def test_texts_are_edited_in_words_and_kept_as_marks(library: Library) -> None:
    response = send(library, "admin", "texts", problem="提货时〔卖家A〕说没问题，[order 2] 电话13800138000")
    assert "已保存。" in response.content.decode()
    kept = Precedent.objects.get(pk=library.won).texts["problem"]
    assert kept == "提货时⟦seller:1⟧说没问题，⟦order:2⟧ 电话⟦phone:1⟧"
    assert "提货时〔卖家A〕说没问题，〔订单②〕 电话〔电话①〕" in response.content.decode()
    assert "[seller A]" in text_of(library.client("admin", "en"), f"{LIST}{library.won}/")


def test_approval_and_rejection(library: Library) -> None:
    assert "还没有做好" in send(library, "admin", "approve").content.decode()
    library.cover_all(library.won)
    response = send(library, "admin", "approve")
    assert "已公开。" in response.content.decode()
    assert state_of(library.won) == "approved"
    assert "需要说明原因" in send(library, "admin", "reject", key=library.lost).content.decode()
    send(library, "admin", "reject", key=library.lost, reason="细节太少")
    assert state_of(library.lost) == "rejected"
    assert "细节太少" in text_of(library.client("admin"), f"{LIST}?show=rejected")
    send(library, "admin", "reject", reason="能认出来")
    assert state_of(library.won) == "withdrawn"
    assert "能认出来" in text_of(library.client("admin"), f"{LIST}{library.won}/")
    for show in ("draft", "approved"):
        assert 'class="empty"' in text_of(library.client("admin"), f"{LIST}?show={show}")
    assert library.client("admin").get(f"{LIST}?show=erased").status_code == 404


def test_a_page_that_is_out_of_date_does_nothing(library: Library) -> None:
    for version in ("0", "99", "", "x"):
        response = library.client("admin").post(
            f"{LIST}{library.won}/reject/", {"version": version, "reason": "x"}, follow=True
        )
        assert "内容已有变化" in response.content.decode()
    assert state_of(library.won) == "draft"
    assert PrecedentAct.objects.filter(precedent=library.won).count() == 1


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def shown(library: Library) -> PrecedentPicture:
    """A picture of which there is a copy, as the worker leaves one that may be shown."""
    PrecedentPicture.objects.filter(precedent=library.won).update(copy=jpeg(), left_out="")
    return PrecedentPicture.objects.get(precedent=library.won)


def test_more_is_covered_and_a_new_copy_is_awaited(library: Library, shown: PrecedentPicture) -> None:
    act = f"pictures/{shown.pk}"
    edges = {"left": "50", "top": "50", "right": "60", "bottom": "70"}
    send(library, "admin", act, box=["100,200,3000,4000"], show="yes", **edges)
    shown.refresh_from_db()
    assert [(box["left"], box["bottom"]) for box in shown.own] == [(100, 4000), (5000, 7000)]
    assert (shown.copy, shown.left_out) == (None, "due")
    assert "还没有做好" in send(library, "admin", "approve").content.decode()


def test_a_picture_is_left_out_and_shown_again(library: Library, shown: PrecedentPicture) -> None:
    send(library, "admin", f"pictures/{shown.pk}")
    shown.refresh_from_db()
    assert shown.left_out == "person"
    send(library, "admin", f"pictures/{shown.pk}", show="yes")
    shown.refresh_from_db()
    assert shown.left_out == ""
    PrecedentPicture.objects.filter(pk=shown.pk).update(copy=None, left_out="kind")
    response = send(library, "admin", f"pictures/{shown.pk}", show="yes")
    assert "无法处理到可以公开的程度" in response.content.decode()


@pytest.mark.parametrize(
    "values",
    [
        {"box": "1,2,3"},
        {"box": "0,0,0,0"},
        {"box": "0,0,99999,5"},
        {"box": "a,b,c,d"},
        {"left": "1"},
        {"left": "60", "top": "1", "right": "50", "bottom": "2"},
        {"left": "9" * 5000, "top": "1", "right": "50", "bottom": "2"},
    ],
)
def test_places_that_are_none_are_refused(
    library: Library, shown: PrecedentPicture, values: dict[str, str]
) -> None:
    response = send(library, "admin", f"pictures/{shown.pk}", show="yes", **values)
    assert "遮挡位置填写有误" in response.content.decode()
    shown.refresh_from_db()
    assert shown.own == []


def test_a_picture_that_is_never_read_can_be_left_out(library: Library) -> None:
    picture = PrecedentPicture.objects.get(precedent=library.won)
    send(library, "admin", f"pictures/{picture.pk}")
    assert "已公开。" in send(library, "admin", "approve").content.decode()
    with pytest.raises(NotRead):
        cover(picture.pk, now=library.now)
    library.cover_all(library.won)
    picture.refresh_from_db()
    assert (picture.left_out, picture.copy) == ("no_picture", None)


def test_no_more_places_than_a_person_can_mean(library: Library, shown: PrecedentPicture) -> None:
    boxes = [f"{n},{n},{n + 5},{n + 5}" for n in range(61)]
    response = send(library, "admin", f"pictures/{shown.pk}", show="yes", box=boxes)
    assert "最多手工遮挡 60 处" in response.content.decode()


@pytest.mark.rule("INT-8")
def test_the_original_is_for_approvers_and_who_looks_is_on_record(
    library: Library, shown: PrecedentPicture
) -> None:
    base = f"{LIST}{library.won}/pictures/{shown.pk}/"
    assert library.client("admin").get(f"{base}copy/").content == jpeg()
    # The evidence of this story is a text: there is nothing to look at here.
    assert library.client("admin").get(f"{base}before/").status_code == 404
    for name in ("liushifu", "dengfang", "shenlan"):
        for what in ("before", "copy"):
            assert library.client(name).get(f"{base}{what}/").status_code == 404
    assert Client().get(f"{base}before/").status_code == 302
    assert not Custody.objects.filter(sha256=shown.sha256, act="viewed").exists()


def test_a_page_of_a_document_is_drawn_for_who_compares_it(library: Library) -> None:
    """With a watermark of who looks, since it is drawn anew; nobody else sees it (APP-17, INT-8)."""
    blocks = (p.Text("委托人：王芳"), p.PageBreak(), p.Text("门板右下角开裂"))
    content = pdf_of(p.Paper("检测报告", "zh-hans", blocks), at=library.now)
    kept = receive([content], actor="staff:1", now=library.now)
    row = PrecedentPicture.objects.get(precedent=library.won)
    case = Case.objects.get(pk=library.cases[0])
    case.state["exhibits"][row.exhibit]["exhibit"] |= {
        "sha256": kept.sha256, "media_type": "application/pdf", "name": "报告.pdf",
    }  # fmt: skip
    case.save(update_fields=["state"])
    row.sha256, row.page, row.copy, row.left_out = kept.sha256, 2, jpeg(), ""
    row.save()
    address = f"{LIST}{library.won}/pictures/{row.pk}/before/"
    assert "第 2 页" in text_of(library.client("admin"), f"{LIST}{library.won}/")
    found = library.client("admin").get(address)
    assert (found.status_code, found.headers["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(BytesIO(found.content)).height > 500
    concerned = Precedent.objects.get(pk=library.won).concerned
    name = next(one for one in ("tangning", "guqing") if library.actor(one).ref in concerned)
    assert library.client(name).get(address).status_code == 404
    row.page = 3
    row.save()
    assert library.client("admin").get(address).status_code == 404
