"""TRN-1: the pages of the training quiz, from the list to the result and who passed."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.people.models import QuizResult
from gongdao.policies import queries as policies

pytestmark = pytest.mark.rule("TRN-1")
QUIZ = "/desk/training/quiz/workorder-liability/"


def answers(scene: Company, mistakes: int = 0) -> dict[str, str]:
    """What one sends, with some of the answers wrong."""
    law = policies.in_force("workorder-liability", scene.now)
    given = [item.true is (place >= mistakes) for place, item in enumerate(law.statements)]
    fields = {f"s{place}": "true" if item else "false" for place, item in enumerate(given)}
    return {"key": str(uuid4()), "version": law.version, **fields}


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def taken(client: Client, data: dict[str, str]) -> str:
    response = client.post(QUIZ, data)
    assert response.status_code == 302, response.content.decode()[:500]
    return str(response.headers["Location"])


def test_form_asks_all_statements_in_an_order_of_chance_without_the_answers(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    pages = [text_of(client, QUIZ) for _ in range(4)]
    law = policies.in_force("workorder-liability", scene.now)
    orders = [re.findall(r'name="s(\d+)" id="s\d+-true"', html) for html in pages]
    assert all(sorted(map(int, order)) == list(range(len(law.statements))) for order in orders)
    assert len(set(map(tuple, orders))) > 1
    assert all(item.text.zh in pages[0] for item in law.statements)
    assert not any(item.cite in pages[0] for item in law.statements)
    assert " checked" not in pages[0]


def test_result_tells_what_was_wrong_and_by_which_rule(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    html = text_of(client, taken(client, answers(scene, mistakes=5)))
    assert "答对 12/17 题" in html
    assert "未合格" in html
    wrong = html.split("答错的 5 题")[1].split("答对的 12 题")[0]
    law = policies.in_force("workorder-liability", scene.now)
    assert [item.text.zh in wrong for item in law.statements] == [True] * 5 + [False] * 12
    assert wrong.count("作答：") == 5
    assert "APP-6</span>" in wrong
    assert "W2" in wrong
    assert "再测一次" in html


def test_it_may_be_taken_again_until_passed_and_every_try_stays(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    taken(client, answers(scene, mistakes=9))
    assert "最好成绩 8/17，共测 1 次" in text_of(client, "/desk/training/")
    taken(client, answers(scene))
    assert "合格，共测 2 次" in text_of(client, "/desk/training/")
    html = text_of(client, "/desk/training/records/")
    assert re.findall(r"答对 (\d+)/17 题", html) == ["17", "8"]


def test_incomplete_form_comes_back_as_it_was_and_counts_nothing(scene: Company, as_: As) -> None:
    data = answers(scene)
    data |= {"order": ",".join(map(str, reversed(range(17)))), "s3": "maybe"}
    del data["s5"]
    response = as_("zhoumin").post(QUIZ, data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "还有 2 题没有作答" in html
    assert re.findall(r'name="s(\d+)" id="s\d+-true"', html) == [str(place) for place in reversed(range(17))]
    assert html.count(" checked") == 15
    assert data["key"] in html
    assert not QuizResult.objects.exists()


def test_answers_to_an_older_version_are_not_counted(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    response = client.post(QUIZ, answers(scene) | {"version": "2020-01"}, follow=True)
    assert "规则已更新" in response.content.decode()
    assert not QuizResult.objects.exists()


def test_form_sent_twice_counts_once(scene: Company, as_: As) -> None:
    client, data = as_("zhoumin"), answers(scene, mistakes=9)
    first = taken(client, data)
    assert taken(client, answers(scene) | {"key": data["key"]}) == first
    assert as_("liting").post(QUIZ, data).status_code == 404
    assert QuizResult.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"key": "x"},
        {"key": ""},
        {"order": "0,0,1"},
        {"order": "9" * 5000},
        {"order": "²,x,\u0661"},
        {"s99": "true"},
    ],
)
def test_a_meddled_form_does_no_harm(scene: Company, as_: As, change: dict[str, str]) -> None:
    taken(as_("zhoumin"), answers(scene) | change)
    assert QuizResult.objects.get().right == 17


def test_who_opens_which_page(scene: Company, as_: As) -> None:
    """The one who took it; the supervisor of that department; who answers for the house. Nobody else."""
    path = taken(as_("zhoumin"), answers(scene))
    expected: dict[str, tuple[int, int]] = {  # the result, who passed
        "zhoumin": (200, 404), "chenjing": (200, 200), "yuanli": (200, 200), "liangdong": (200, 200),
        "admin": (200, 200), "liting": (404, 404), "sunhao": (404, 200), "songyao": (404, 404),
        "liushifu": (404, 404), "wangfang": (404, 404),
    }  # fmt: skip
    for reader, statuses in expected.items():
        client = as_(reader)
        found = (client.get(path).status_code, client.get("/desk/training/standing/").status_code)
        assert found == statuses, reader
    for page in (path, QUIZ, "/desk/training/", "/desk/training/records/", "/desk/training/records/file/"):
        assert Client().get(page).status_code == 302, page
        for reader in ("liushifu", "wangfang"):
            assert as_(reader).get(page).status_code == 404, (reader, page)
            assert as_(reader).post(QUIZ, answers(scene)).status_code == 404


@pytest.mark.parametrize(
    "path", ["quiz/nothing/", "quiz/merchant-appeal/", "records/99999/", f"records/{10**30}/"]
)
def test_what_is_not_there(scene: Company, as_: As, path: str) -> None:
    assert as_("zhoumin").get(f"/desk/training/{path}").status_code == 404


def test_supervisor_sees_who_has_yet_to_pass(scene: Company, as_: As) -> None:
    taken(as_("zhoumin"), answers(scene))
    html = text_of(as_("chenjing"), "/desk/training/standing/?policy=workorder-liability")
    rows = dict(re.findall(r"<strong>([^<]+)</strong>.*?(合格，|未参加)", html, flags=re.DOTALL))
    assert rows["周敏"] == "合格，"
    assert rows["李婷"] == "未参加"
    assert "孙浩" not in rows


def test_list_as_a_file(scene: Company, as_: As) -> None:
    taken(as_("zhoumin"), answers(scene, mistakes=4))
    taken(as_("sunhao"), answers(scene))

    def rows(reader: str) -> list[Any]:
        content = as_(reader).get("/desk/training/records/file/").content.decode("utf-8-sig")
        return [[row[1], *row[5:]] for row in csv.reader(io.StringIO(content))]

    assert rows("chenjing") == [
        ["姓名", "答对题数", "总题数", "合格线", "结果"], ["周敏", "13", "17", "80%", "未合格"]
    ]  # fmt: skip
    assert [row[0] for row in rows("admin")[1:]] == ["孙浩", "周敏"]
    assert rows("liting")[1:] == []


def test_list_goes_on_page_by_page_at_the_same_cost(scene: Company, as_: As) -> None:
    client, lead = as_("zhoumin"), as_("chenjing")

    def cost() -> int:
        text_of(lead, "/desk/training/records/")
        with CaptureQueriesContext(connection) as captured:
            text_of(lead, "/desk/training/records/")
        return len(captured)

    taken(client, answers(scene))
    before = cost()
    for mistakes in range(1, 52):
        taken(client, answers(scene, mistakes=mistakes % 17))
    assert cost() == before
    html = text_of(lead, "/desk/training/records/")
    (more,) = re.findall(r'rel="next" href="([^"]+)"', html)
    seen = re.findall(r'href="(/desk/training/records/\d+/)"', html)
    seen += re.findall(
        r'href="(/desk/training/records/\d+/)"', text_of(lead, f"/desk/training/records/{more}")
    )
    assert len(seen) == len(set(seen)) == 52
