"""The queue: whose cases, in which order, with what is left, narrowed how, at what cost."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.casework.lapses import sweep_until_done
from gongdao.casework.store import case_for
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.commands import AssignHandler, RespondFirst
from gongdao.rulebook.terms import Demand

TEXT = "包裹破损，要求退款。"


def numbers(html: str) -> list[str]:
    """The cases of a list, in their order."""
    return re.findall(r'class="desk-number">([^<]+)<', html)


def page(as_: As, who: str, path: str = "/desk/") -> str:
    response = as_(who).get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def opened(scene: Company, key: str, hours: float = 1, text: str = TEXT, **more: object) -> str:
    """A case of this person's, that came in so many hours ago, of a customer and an order of its own."""
    count = len(scene.cases)
    number = scene.open(hours, f"王芳 139222200{count:02}", text, order_no=f"20260000{count}", **more).number
    scene.cases[str(count)] = number
    if scene.handler(number) != key:
        scene.act(number, hours, AssignHandler(handler=scene.refs[key]))
    return number


def test_handler_sees_the_own_case_first_due_first(scene: Company, as_: As) -> None:
    calm = opened(scene, "zhoumin", hours=1)
    late = opened(scene, "zhoumin", hours=60)
    assert numbers(page(as_, "zhoumin")) == [late, calm]


def test_colleague_and_stranger_do_not_see_it(scene: Company, as_: As) -> None:
    opened(scene, "zhoumin")
    for path in ("/desk/", "/desk/?tab=all", "/desk/?sort=newest", "/desk/?q=破损"):
        for who in ("liting", "hechuan", "dengfang"):
            assert numbers(page(as_, who, path)) == [], (who, path)
    for who in ("liting", "hechuan", "dengfang"):
        assert "更新" not in page(as_, who, "/desk/updates/?since=2024-01-01T00:00:00Z")
    assert as_("liushifu").get("/desk/").status_code == 404


def test_supervisor_sees_the_team_and_who_handles_each(scene: Company, as_: As) -> None:
    number = opened(scene, "zhoumin")
    html = page(as_, "chenjing", "/desk/?tab=team")
    assert numbers(html) == [number]
    assert "周敏" in html
    assert numbers(page(as_, "chenjing")) == []  # not the supervisor's own


@pytest.mark.rule("TRI-8")
def test_city_manager_sees_the_own_region_alone(scene: Company, as_: As) -> None:
    policy = "workorder-liability"
    own = scene.open(1, "沈阳 13911110008", "安装漏水", policy=policy, region="310000").number
    scene.open(1, "杨帆 13911110010", "安装漏水", policy=policy, region="330100")
    assert numbers(page(as_, "hechuan", "/desk/?tab=team")) == [own]
    assert numbers(page(as_, "hechuan", "/desk/?tab=all")) == [own]


def test_unassigned_cases_wait_in_a_tab_of_their_own(scene: Company, as_: As) -> None:
    number = scene.open(
        1, "蒋文 13911110013", "师傅爽约", policy="workorder-liability", region="440000"
    ).number
    html = page(as_, "zhaolei", "/desk/?tab=unassigned")
    assert numbers(html) == [number]
    assert "暂无经办人" in html


def test_adjudicator_begins_with_what_is_to_be_judged(scene: Company, as_: As) -> None:
    number = opened(scene, "zhoumin")
    html = page(as_, "shenlan")
    assert re.search(r'nav-link active"[^>]*>待判责', html)
    assert numbers(html) == [number]


def test_tabs_carry_bounded_counts(scene: Company, as_: As) -> None:
    opened(scene, "zhoumin")
    html = page(as_, "zhoumin")
    assert re.findall(r"(我的待办|请我协同|待分派|全部) <span[^>]*>(\d+\+?)<", html) == [
        ("我的待办", "1"), ("请我协同", "0"), ("待分派", "0"), ("全部", "1"),
    ]  # fmt: skip


def test_more_than_a_page_goes_on_where_it_ended(
    scene: Company, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = [opened(scene, "zhoumin", hours=hours) for hours in (5, 4, 3)]
    monkeypatch.setattr("gongdao.casework.queries.lists.queue.__kwdefaults__", {"after": "", "limit": 2})
    client = as_("zhoumin")
    first = client.get("/desk/").content.decode()
    assert numbers(first) == given[:2]
    (url,) = set(re.findall(r'href="(/desk/\?[^"]*after=[^"]+)"', first))
    rest = client.get(url.replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()
    assert numbers(rest) == given[2:]
    assert "<html" not in rest
    assert "<html" in client.get(url.replace("&amp;", "&")).content.decode()


NARROWED = {
    "priority=urgent": ["fire"],
    "priority=normal": ["late", "plain"],
    "status=accepted": ["late"],
    "status=received&priority=normal": ["plain"],
    "category=malfunction": [],
    "category=goods_damaged": ["late", "plain"],
    "overdue=1": ["late"],
    "overdue=1&priority=urgent": [],
    "policy=dispute-mediation": ["fire", "late", "plain"],
    "policy=workorder-liability": [],
    "department=service": ["fire", "late", "plain"],
    "department=orders": [],
    "status=closed": [],
}


def test_filters_narrow_the_queue(scene: Company, as_: As) -> None:
    named = {
        "plain": opened(scene, "zhoumin", hours=1),
        "late": opened(scene, "zhoumin", hours=24 * 12),
        "fire": opened(scene, "zhoumin", hours=0.5, text="电热毯冒烟起火"),
    }
    scene.act(named["late"], 24 * 11.9, RespondFirst("已收到。"))
    names = {number: name for name, number in named.items()}
    found = {
        query: sorted(names[number] for number in numbers(page(as_, "zhoumin", f"/desk/?{query}")))
        for query in NARROWED
    }
    assert found == NARROWED


def test_supervisor_filters_by_handler(scene: Company, as_: As) -> None:
    mine, other = opened(scene, "zhoumin"), opened(scene, "liting")
    ref = scene.refs["liting"]
    assert numbers(page(as_, "chenjing", f"/desk/?tab=team&handler={ref}")) == [other]
    assert mine != other


def test_closed_cases_are_found_by_their_status(scene: Company, as_: As) -> None:
    from gongdao.rulebook.commands import JudgeEstablishment

    number = opened(scene, "zhoumin", hours=3)
    scene.act(number, 1, JudgeEstablishment(established=False, reason="并无此事"))
    assert numbers(page(as_, "zhoumin")) == []
    assert numbers(page(as_, "zhoumin", "/desk/?status=closed")) == [number]
    assert numbers(page(as_, "zhoumin", "/desk/?sort=newest")) == [number]


def test_state_is_kept_in_the_address(scene: Company, as_: As) -> None:
    html = page(as_, "chenjing", "/desk/?tab=team&priority=urgent&overdue=1&sort=newest")
    assert '<input type="hidden" name="tab" value="team">' in html
    assert '<input type="hidden" name="sort" value="newest">' in html
    assert '<option value="urgent" selected>' in html
    assert 'href="?tab=team&amp;priority=urgent&amp;overdue=1"' in html  # the other order
    assert 'href="?tab=team&amp;sort=newest"' in html  # without filters


@pytest.mark.rule("INT-8")
def test_complainant_is_masked_for_whom_it_does_not_concern(scene: Company, as_: As) -> None:
    opened(scene, "zhoumin")
    assert "王芳" in page(as_, "zhoumin")
    assert "王芳" in page(as_, "chenjing", "/desk/?tab=team")
    for who in ("yuanli", "shenlan"):
        html = page(as_, who)
        assert "王*" in html
        assert "王芳" not in html


@pytest.mark.parametrize(
    ("hours", "look", "words"),
    [(0.9, "near", "将到期，还剩"), (3, "late", "已超")],
)
def test_urgent_case_says_how_it_stands_in_words_and_colour(
    scene: Company, as_: As, hours: float, look: str, words: str
) -> None:
    opened(scene, "zhoumin", hours=hours, text="电热毯冒烟起火，烫伤手臂")
    html = page(as_, "zhoumin")
    assert f"due due-{look}" in html
    assert words in html
    assert "首次响应" in html


def test_who_is_waited_for_is_told(scene: Company, as_: As) -> None:
    number = scene.open(1, "王芳 13800020001", TEXT, order_no="").number  # the order number is missing
    key = scene.handler(number)
    html = page(as_, key)
    assert "待补正" in html
    scene.act(number, 0, RespondFirst("请问订单号是多少？"))
    assert "等客户" in page(as_, key)


@pytest.mark.parametrize(
    "path", ["/desk/", "/desk/?q=恐龙", "/desk/?priority=urgent", "/desk/?tab=unassigned"]
)
def test_empty_pages_say_what_to_do(scene: Company, as_: As, path: str) -> None:
    html = page(as_, "zhoumin", path)
    assert 'class="empty"' in html
    assert ("取消筛选" in html) == ("priority" in path)


IMPOSSIBLE = (
    "tab=%00", "status='; DROP TABLE x", "priority=%ff", "handler=staff:99999", "region=" + "9" * 5000,
    "q=%00%01", "q=" + "x" * 5000, "q=%F0%9F%98%80", "sort=x&overdue=yes",
)  # fmt: skip
NO_PLACES = ("after=x", "after=1.x", "after=99999999999999999999.1", "after=1.-5", "q=退款&after=x")
NO_INSTANTS = ("", "x", "2024-01-01", "2024-13-01T00:00:00Z", "2024-01-01T00:00:00")


def test_an_empty_pile_leads_to_the_next_one_with_work(scene: Company, as_: As) -> None:
    opened(scene, "zhoumin")
    shown = page(as_, "chenjing")
    assert numbers(shown) == []
    assert 'href="/desk/?tab=team">去看“本部门与辖区”里的 1 件</a>' in shown
    assert "去看" not in page(as_, "zhoumin")  # has something here


def test_values_that_cannot_be_ask_for_nothing(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    found = {query: client.get(f"/desk/?{query}").status_code for query in IMPOSSIBLE}
    # An address that is no UTF-8, or holds a NUL, is refused as a whole, whatever it asks for.
    assert found == {query: 400 if "%ff" in query or "%00" in query else 200 for query in IMPOSSIBLE}


def test_place_that_cannot_be_is_a_bad_request(scene: Company, as_: As) -> None:
    client = as_("zhoumin")
    found = {query: client.get(f"/desk/?{query}").status_code for query in NO_PLACES}
    assert found == dict.fromkeys(NO_PLACES, 400)
    for since in NO_INSTANTS:
        assert client.get("/desk/updates/", {"since": since}).status_code == 400, since


def test_updates_are_told_quietly(scene: Company, as_: As) -> None:
    number = opened(scene, "zhoumin")
    client = as_("zhoumin")
    before = scene.now + timedelta(seconds=1)
    assert client.get("/desk/updates/", {"since": before.isoformat()}).content.decode().strip() == ""
    scene.act(number, -0.1, RespondFirst("已收到。"))
    html = client.get("/desk/updates/", {"since": before.isoformat()}).content.decode()
    assert "有 1 件更新" in html
    assert number not in html  # no lines: nothing moves under the reader's hand


def test_signed_out_is_led_to_the_sign_in_page(scene: Company, client: object) -> None:
    from django.test import Client

    assert Client().get("/desk/").headers["Location"].startswith("/accounts/login/")


def test_english_page_is_english(scene: Company, as_: As) -> None:
    opened(scene, "zhoumin", demands=(Demand("refund", 100),))
    client = as_("zhoumin")
    client.cookies["django_language"] = "en"
    html = client.get("/desk/").content.decode()
    assert "My queue" in html
    assert "First response" in html
    assert "Goods damaged" in html


def statements(as_: As, who: str, path: str, **headers: str) -> list[str]:
    client = as_(who)
    client.get(path, headers=headers)  # what is kept for seconds is known from here on
    with CaptureQueriesContext(connection) as captured:
        response = client.get(path, headers=headers)
    assert response.status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize(
    ("who", "path", "expected"),
    [
        # session, account, places (2), the page and its details, counts (2), unread messages
        ("zhoumin", "/desk/", 9),
        ("chenjing", "/desk/?tab=team", 9),
        ("zhoumin", "/desk/?q=破损", 9),  # two for a rare word, and no counts by status
        ("zhoumin", "/desk/updates/?since=2024-01-01T00:00:00Z", 5),
    ],
)
def test_page_costs_the_same_for_one_case_and_for_three(
    scene: Company, as_: As, who: str, path: str, expected: int
) -> None:
    opened(scene, "zhoumin")
    one = statements(as_, who, path)
    opened(scene, "zhoumin", hours=60)
    opened(scene, "zhoumin", hours=2, text="电热毯冒烟起火，外壳破损")
    three = statements(as_, who, path)
    assert (len(one), len(three)) == (expected, expected)


def test_a_case_without_any_clock_left_stands_first_and_says_how_late_it_is(scene: Company, as_: As) -> None:
    calm = opened(scene, "zhoumin", hours=1)
    forgotten = opened(scene, "zhoumin", hours=24 * 39)
    sweep_until_done(scene.now)
    assert case_for(SYSTEM, forgotten, lock=False).state.rises > 1
    html = page(as_, "zhoumin")
    assert numbers(html) == [forgotten, calm]
    line = html[html.index(forgotten) :].split("</article>")[0].split("<article")[0]
    assert re.search(r"已超时\s*\d+", line), line[:2000]
