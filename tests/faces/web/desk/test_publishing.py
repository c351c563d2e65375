"""规则发布: an administrator checks a document, sees what it means and confirms that very text."""

import html
import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from tests.desk_company import Company
from tests.faces.web.desk.conftest import As

from gongdao.casework.models import Case
from gongdao.insight.backtest import backtest
from gongdao.letters.models import Message
from gongdao.lib.ids import case_id
from gongdao.people.permissions import visible_q
from gongdao.policies import queries as policies
from gongdao.policies.models import PolicyVersion

PAGE = "/desk/policies/publish/"
NAME = "dispute-mediation"


def document(since: date, **replaced: str) -> str:
    """The next version of the mediation policy: twelve hours for what is important."""
    text = policies.document(NAME, "2024-01").replace("version: 2024-01", "version: 2099-01")
    text = text.replace("{since: 2024-01-01}", f"{{since: {since}}}")
    return text.replace("important: 24h, normal: 48h}", "important: 12h, normal: 48h}")


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def uploaded(client: Client, text: str) -> HttpResponse:
    response: HttpResponse = client.post(
        PAGE, {"file": SimpleUploadedFile("规则.yaml", text.encode()), "text": ""}
    )
    return response


def words(response: HttpResponse) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def hidden(response: HttpResponse) -> dict[str, str]:
    """What the second step sends, as a browser does: lines end in two characters."""
    found = dict(
        re.findall(r'type="hidden" name="(document|confirmed)" value="([^"]*)"', response.content.decode())
    )
    return {name: html.unescape(value).replace("\n", "\r\n") for name, value in found.items()}


def unchanged(told: int) -> bool:
    return not PolicyVersion.objects.filter(version="2099-01").exists() and Message.objects.count() == told


def test_document_is_checked_confirmed_published_and_announced(busy_scene: Company, as_: As) -> None:
    client, told = as_("admin"), Message.objects.count()
    checked = uploaded(client, document(in_days(8)))
    assert checked.status_code == 200
    shown = words(checked)
    assert "时限“首次响应” · 按优先级的长度 · 重要：24 小时 改为 12 小时" in shown
    assert "须提前 7 天公示" in shown
    assert "个结果会不同" in shown  # the shipped scenarios know the limit of before
    assert "重要投诉24小时内响应" in shown
    assert re.search(r"共 [1-9]\d* 件", shown)
    assert "只重演最近的 500 件案件" in shown
    seen = set(Case.objects.filter(visible_q(busy_scene.actor("admin"))).values_list("pk", flat=True))
    named = {
        case_id(number) for number in re.findall(r"<summary>(\d{6}-\d+)</summary>", checked.content.decode())
    }
    assert named <= seen
    assert unchanged(told)

    done = client.post(PAGE, hidden(checked))
    assert done.headers["Location"] == f"/desk/policies/{NAME}/2099-01/"
    row = PolicyVersion.objects.get(version="2099-01")
    assert (row.document, row.published_by) == (document(in_days(8)), busy_scene.refs["admin"])
    assert row.sha256 in checked.content.decode()
    assert Message.objects.filter(code="policy_announced", recipient=busy_scene.refs["zhoumin"]).count() == 1
    assert policies.in_force(NAME, timezone.now()).version == "2024-01"
    assert client.post(PAGE, hidden(checked)).status_code == 302  # the same again
    assert PolicyVersion.objects.filter(version="2099-01").count() == 1

    for reader in ("zhoumin", "wangfang"):  # another member of staff, and a party
        page = words(as_(reader).get("/desk/policies/"))
        assert "即将施行" in page
        assert "24 小时 改为 12 小时" in page
        assert "规则发布" not in page


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("policy: dispute-mediation", "policy: [", "第"),
        ("urgent: 2h", "urgent: soon", "deadlines[0].by_priority"),
        ("holidays: cn", "holidays: mars", "calendar.holidays"),
    ],
)
def test_bad_document_is_told_by_line_and_field_and_changes_nothing(
    scene: Company, as_: As, old: str, new: str, said: str
) -> None:
    told = Message.objects.count()
    text = document(in_days(8))
    assert old in text
    text = text.replace(old, new, 1)
    line = 1 + text[: text.index(new)].count("\n")
    refused = uploaded(as_("admin"), text)
    assert refused.status_code == 422
    shown = words(refused)
    assert said in shown
    assert re.search(r"发现 \d+ 处问题", shown)
    if said != "第":
        assert f"第 {line} 行" in shown
    assert 'name="confirmed"' not in refused.content.decode()
    assert unchanged(told)


@pytest.mark.parametrize("given", [{}, {"text": "  "}, {"text": "x" * 1_000_001}])
def test_nothing_or_too_much_is_refused(scene: Company, as_: As, given: dict[str, str]) -> None:
    assert as_("admin").post(PAGE, given).status_code == 422


def test_pasted_text_that_breaks_the_notice_shows_the_earliest_day_and_cannot_be_confirmed(
    scene: Company, as_: As
) -> None:
    told = Message.objects.count()
    refused = as_("admin").post(PAGE, {"text": document(in_days(6))})
    assert refused.status_code == 422
    assert "规则的修改要提前 7 天公示" in words(refused)
    assert "24 小时 改为 12 小时" in words(refused)
    assert hidden(refused) == {}
    assert unchanged(told)


def test_only_what_was_looked_at_by_the_same_person_is_published(scene: Company, as_: As) -> None:
    told = Message.objects.count()
    client = as_("admin")
    sent = hidden(uploaded(client, document(in_days(8))))
    other = sent | {"document": sent["document"].replace("important: 12h", "important: 1h")}
    for wrong in (other, sent | {"confirmed": "x"}, sent | {"document": ""}, {"confirmed": "x"}):
        assert client.post(PAGE, wrong).status_code == 422
        assert unchanged(told)
    assert "与您检查过的不一致" in words(client.post(PAGE, other))


@pytest.mark.parametrize("who", ["zhoumin", "chenjing", "wangfang", "liushifu"])
def test_for_others_the_page_does_not_exist(scene: Company, as_: As, who: str) -> None:
    told = Message.objects.count()
    sent = hidden(uploaded(as_("admin"), document(in_days(8))))
    assert sent
    client = as_(who)
    assert client.get(PAGE).status_code == 404
    assert uploaded(client, document(in_days(8))).status_code == 404
    assert client.post(PAGE, sent).status_code == 404
    assert unchanged(told)


def test_strangers_sign_in_first(scene: Company) -> None:
    for response in (Client().get(PAGE), Client().post(PAGE, {"text": "x"})):
        assert response.headers["Location"].startswith("/accounts/login/")


def test_newest_cases_are_tested_and_no_more(busy_scene: Company) -> None:
    text, now = document(in_days(8)), timezone.now()
    everything = list(backtest(text, now=now))[-1].cases
    assert everything > 2
    assert [item.cases for item in backtest(text, now=now, newest=2)] == [2]
    assert list(backtest(text, now=now, newest=everything + 1))[-1].cases == everything
    assert list(backtest(text, now=now, newest=0)) == []
