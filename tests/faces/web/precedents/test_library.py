"""APP-17, AST-7: the library of precedents and what is like an appeal, for whom it is there."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.precedents import Library

from gongdao.insight.models import PrecedentPicture

pytestmark = pytest.mark.rule("APP-17")
LIBRARY = "/precedents/"


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_an_empty_library_says_so_in_both_languages(library: Library) -> None:
    assert "还没有公开的先例" in text_of(library.client("liushifu"), LIBRARY)
    assert "No precedents yet" in text_of(library.client("liushifu", "en"), LIBRARY)
    assert "没有符合条件的先例" in text_of(library.client("guqing"), f"{LIBRARY}?q=压痕")


def test_parties_find_what_won_and_staff_what_lost_too(library: Library) -> None:
    library.approve(library.won)
    library.approve(library.lost)
    party = text_of(library.client("liushifu"), LIBRARY)
    assert "外箱右下角已有压痕" in party
    assert "加价" not in party
    reviewer = text_of(library.client("guqing"), LIBRARY)
    assert "外箱右下角已有压痕" in reviewer
    assert "未获支持" in reviewer
    finance = text_of(library.client("dengfang"), LIBRARY)
    assert "加价" not in finance
    assert library.client("liushifu").get(f"{LIBRARY}{library.lost}/").status_code == 404
    assert library.client("liushifu").get(f"{LIBRARY}{library.won}/").status_code == 200
    assert library.client("guqing").get(f"{LIBRARY}{library.lost}/").status_code == 200


def test_nobody_who_is_not_signed_in_reads_any(library: Library) -> None:
    library.approve(library.won)
    for path in (LIBRARY, f"{LIBRARY}{library.won}/", f"{LIBRARY}{library.won}/pictures/1/"):
        assert Client().get(path).headers["Location"] == f"/accounts/login/?next={path}"


def test_a_draft_and_what_is_not_there_are_the_same(library: Library) -> None:
    for client in (library.client("liushifu"), library.client("admin")):
        for key in (library.won, 10**9, 2**63):
            assert client.get(f"{LIBRARY}{key}/").status_code == 404


def test_it_is_searched_by_words_and_facts(library: Library) -> None:
    library.approve(library.won)
    client = library.client("liushifu")
    for query, there in (
        ("q=交接单", True), ("q=没有这个词", False), ("kind=handover_form", True), ("kind=video", False),
        ("outcome=reduce&policy=workorder-liability&category=unpacking_damage", True),
        ("q=交接单&policy=workorder-liability&category=attitude", False), ("kind=x&outcome=y", True),
        ("after=0", False), ("after=x", True), ("q=%27", False),
    ):  # fmt: skip
        assert ("外箱右下角已有压痕" in text_of(client, f"{LIBRARY}?{query}")) is there, query


def test_one_precedent_tells_everything_without_persons(library: Library) -> None:
    library.approve(library.won)
    for language, words in (("zh-hans", ("减免", "交接单", "约 ¥450.00")), ("en", ("Won", "Handover form"))):
        html = text_of(library.client("liushifu", language), f"{LIBRARY}{library.won}/")
        assert [word for word in words if word.lower() not in html.lower()] == []
        for hidden in ("刘女士", "AZ2024053100087", "YD2024053100412", library.numbers[0], "⟦"):
            assert hidden not in html


def test_pages_cost_the_same_for_one_and_three(library: Library) -> None:
    library.approve(library.won)
    client = library.client("liushifu")
    text_of(client, LIBRARY)
    counts = []
    for more in (0, 2):
        library.copies(library.won, more)
        with CaptureQueriesContext(connection) as queries:
            html = text_of(client, LIBRARY)
        counts.append((html.count("<article"), len(queries)))
    assert [articles for articles, _ in counts] == [1, 3]
    assert counts[0][1] == counts[1][1]


def test_pages_follow_each_other_without_gap_or_double(library: Library) -> None:
    library.approve(library.won)
    library.copies(library.won, 24)
    client = library.client("liushifu")
    first = client.get(LIBRARY)
    assert len(first.context["cards"]) == 20
    second = client.get(f"{LIBRARY}?{first.context['more']}")
    keys = [card.key for page in (first, second) for card in page.context["cards"]]
    assert keys == sorted(set(keys), reverse=True)
    assert len(keys) == 25
    assert second.context["more"] == ""


def test_a_picture_is_given_out_only_while_it_is_shown(library: Library) -> None:
    library.approve(library.won)
    picture = PrecedentPicture.objects.filter(precedent=library.won).get()
    path = f"{LIBRARY}{library.won}/pictures/{picture.pk}/"
    client = library.client("liushifu")
    assert client.get(path).status_code == 404
    PrecedentPicture.objects.filter(pk=picture.pk).update(copy=b"\xff\xd8jpeg", left_out="")
    response = client.get(path)
    assert response.content == b"\xff\xd8jpeg"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert path in text_of(client, f"{LIBRARY}{library.won}/")
    assert client.get(f"{LIBRARY}{library.lost}/pictures/{picture.pk}/").status_code == 404


@pytest.mark.rule("AST-7")
def test_reviewers_see_on_the_case_what_is_like_the_appeal(library: Library) -> None:
    library.approve(library.won)
    library.copies(library.won, 1)  # of another case: the own one is not like it, but it
    path = f"/cases/{library.numbers[0]}/similar/F1/"
    reviewer = next(
        name for name in ("tangning", "guqing") if library.client(name).get(path).status_code == 200
    )
    html = text_of(library.client(reviewer), path)
    assert "同类问题" in html
    assert html.count("precedent-one") == 1
    assert "同样有交接单" in html
    assert 'hx-get="' + path in text_of(library.client(reviewer), f"/cases/{library.numbers[0]}/")
    for name in ("liushifu", "dengfang", "wangfang"):
        assert library.client(name).get(path).status_code == 404
    assert library.client(reviewer).get(f"/cases/{library.numbers[0]}/similar/F9/").status_code == 404
    assert Client().get(path).status_code == 302


@pytest.mark.rule("AST-7")
def test_appellants_see_it_while_they_write(library: Library) -> None:
    library.approve(library.won)
    library.copies(library.won, 1)
    library.copies(library.won, 1, policy="user-appeal")
    path = f"/my/cases/{library.numbers[0]}/check/F1/"
    html = library.client("liushifu").post(path, {"problem": "提货时外箱有压痕", "kind1": "handover_form"})
    text = html.content.decode()
    assert html.status_code == 200
    assert "类似的成功申诉" in text
    assert "都提到" in text
    assert "压痕" in text
    assert text.count("precedent-one") == 1
    assert library.client("wangfang").post(path, {}).status_code == 404
