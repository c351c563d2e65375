"""A lost contact code: staff give out a new one, on record and told; the old one opens nothing any more."""

import re
from datetime import timedelta

import pytest
from django.db.models import TextField
from django.db.models.functions import Cast
from django.test import Client
from django.utils import timezone
from tests.parties import actor_of_staff, by_handler, company, filed, state_of

from gongdao.casework.models import Event
from gongdao.intake import contact_codes
from gongdao.letters.models import Message
from gongdao.lib.ids import case_id
from gongdao.people import actions as people
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM

pytestmark = pytest.mark.django_db


class Scene:
    def __init__(self) -> None:
        self.accounts = company(timezone.now() - timedelta(hours=1))
        self.number, self.code = filed(Client())
        self.page = f"/cases/{self.number}/code/"

    def as_(self, who: str) -> Client:
        client = Client(headers={"accept-language": "zh-CN"})
        client.force_login(self.accounts[who])
        return client

    def handler(self) -> str:
        ref = state_of(self.number).handler
        return next(key for key, account in self.accounts.items() if ref in _refs(account))

    def opens(self, code: str) -> bool:
        return contact_codes.holder(self.number, code) is not None


def _refs(account: object) -> frozenset[str]:
    from gongdao.people.queries import actor_for

    return actor_for(account).refs  # type: ignore[arg-type]  # an account


@pytest.fixture
def scene() -> Scene:
    return Scene()


def _code_in(html: str) -> str:
    found = re.search(r'data-copy="([2-9A-HJKMNP-Z]{5}-[2-9A-HJKMNP-Z]{5})"', html)
    assert found is not None, html
    return found[1]


@pytest.mark.rule("INT-8")
def test_handler_gives_out_a_new_code(scene: Scene) -> None:
    client = scene.as_(scene.handler())
    assert scene.page in client.get(f"/cases/{scene.number}/").content.decode()
    form = client.get(scene.page)
    response = client.post(scene.page, {"checked": "来电号码一致，报出订单号", "key": form.context["key"]})
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    new = _code_in(response.content.decode())
    assert (scene.opens(new), scene.opens(scene.code)) == (True, False)
    log = Event.objects.filter(case_id=case_id(scene.number)).order_by("seq")
    kinds = [kind for kind in log.values_list("type", flat=True) if kind in ("note_added", "progress_told")]
    assert kinds == ["note_added", "progress_told"]
    assert "来电号码一致，报出订单号" in log.get(type="note_added").body["text"]
    told = Message.objects.filter(recipient=state_of(scene.number).complainant.ref, code="progress_told")
    assert told.count() == 1
    bodies = "".join(log.annotate(text=Cast("body", TextField())).values_list("text", flat=True))
    assert new not in bodies


def test_the_same_form_sent_twice_gives_the_same_code_once(scene: Scene) -> None:
    client = scene.as_(scene.handler())
    sent = {"checked": "核对无误", "key": client.get(scene.page).context["key"]}
    first, again = (_code_in(client.post(scene.page, sent).content.decode()) for _ in range(2))
    assert first == again
    assert Event.objects.filter(type="progress_told").count() == 1
    assert client.post(scene.page, {**sent, "checked": "另一说法"}).status_code == 409
    assert scene.opens(first)


def test_how_the_caller_was_recognised_must_be_told(scene: Scene) -> None:
    client = scene.as_(scene.handler())
    for checked in ("", "   "):
        response = client.post(scene.page, {"checked": checked, "key": "k"})
        assert response.status_code == 422
        assert "data-copy" not in response.content.decode()
    assert scene.opens(scene.code)


@pytest.mark.parametrize("who", ["wangfang", "other", "liushifu", "hechuan", "tangning", ""])
def test_nobody_else_gives_out_a_code(scene: Scene, who: str) -> None:
    client = scene.as_(who) if who else Client()
    for response in (client.get(scene.page), client.post(scene.page, {"checked": "x", "key": "k"})):
        assert response.status_code == (404 if who else 302)
    assert scene.opens(scene.code)
    assert not Event.objects.filter(type="note_added").exists()


def test_who_only_watches_reads_the_case_and_gives_out_no_code(scene: Scene) -> None:
    now = timezone.now()
    account = people.create_account(actor=SYSTEM, now=now, username="watcher", display_name="审计员")
    people.create_staff(
        actor=SYSTEM, now=now, number="watcher", name="审计员", account=account, roles=["auditor"]
    )
    scene.accounts["watcher"] = account
    client = scene.as_("watcher")
    page = client.get(f"/cases/{scene.number}/")
    assert page.status_code == 200
    assert scene.page not in page.content.decode()
    assert client.get(scene.page).status_code == 404


def test_the_complainant_of_a_closed_case_is_let_in_again(scene: Scene) -> None:
    by_handler(scene.number, c.WithdrawCase("投诉人撤诉"))
    handler = actor_of_staff(state_of(scene.number).handler)
    client = scene.as_(scene.handler())
    new = _code_in(client.post(scene.page, {"checked": "核对无误", "key": "k"}).content.decode())
    assert scene.opens(new)
    assert Event.objects.get(type="note_added").actor == handler.ref
    assert not Event.objects.filter(type="progress_told").exists()


@pytest.mark.parametrize("number", ["202405-999", "x", "202413-001"])
def test_a_case_that_is_not_there_has_no_code(scene: Scene, number: str) -> None:
    assert scene.as_("chenjing").post(f"/cases/{number}/code/", {"checked": "x"}).status_code == 404
