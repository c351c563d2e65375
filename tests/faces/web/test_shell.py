"""The frame of all pages without a browser: where one lands, language, errors, refusals, health."""

import logging
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpRequest
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone, translation

from gongdao.people.actions.accounts import create_account
from gongdao.people.actions.register import put_technician
from gongdao.people.actions.staff import create_staff
from gongdao.people.models import Account
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.refusal import REMEDIES, Refusal
from gongdao.web.shell.navigation import links_for
from gongdao.web.shell.telling import pending_toasts, refusal_toast, refuse_in_place, tell, tell_refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(now: datetime) -> Account:
    """Return the account of an agent."""
    account = create_account(
        actor=SYSTEM,
        now=now,
        username="alice",
        display_name="Alice",
        password="correct-horse-9",
        email="alice@example.com",
    )
    create_staff(actor=SYSTEM, now=now, number="A1", name="Alice", account=account, roles=["agent"])
    return account


@pytest.fixture
def bob(now: datetime) -> Account:
    """Return the account of a technician."""
    account = create_account(
        actor=SYSTEM, now=now, username="bob", display_name="Bob", password="correct-horse-9"
    )
    put_technician(actor=SYSTEM, now=now, number="T1", name="Bob", account=account)
    return account


@pytest.fixture
def charlie(now: datetime) -> Account:
    """Return the account of one who speaks for nobody."""
    return create_account(
        actor=SYSTEM, now=now, username="charlie", display_name="Charlie", password="correct-horse-9"
    )


def test_home_leads_everyone_to_their_place(
    client: Client, alice: Account, bob: Account, charlie: Account
) -> None:
    assert client.get("/").headers["Location"] == "/portal/"
    for account, place in ((alice, "/desk/"), (bob, "/my/"), (charlie, "/portal/")):
        client.force_login(account)
        assert client.get("/").headers["Location"] == place


def test_desk_does_not_exist_for_parties_and_asks_strangers_to_sign_in(client: Client, bob: Account) -> None:
    assert client.get("/desk/").headers["Location"] == "/accounts/login/?next=/desk/"
    client.force_login(bob)
    assert client.get("/desk/").status_code == 404


def test_part_of_a_page_leads_the_whole_page_to_the_sign_in_and_back(client: Client) -> None:
    asked = client.get(
        "/desk/updates/", headers={"hx-request": "true", "hx-current-url": "http://testserver/desk/"}
    )
    assert (asked.status_code, asked.content) == (204, b"")
    assert asked.headers["HX-Redirect"] == f"{reverse('account_login')}?next=/desk/"


def test_navigation_offers_only_pages_that_exist_and_marks_the_current_one() -> None:
    agent = Actor(ref="staff:1", roles=frozenset({"agent"}))
    links = links_for(agent, "/desk/")
    assert [link.current for link in links if link.url == "/desk/"] == [True]
    assert all(link.url for link in links)
    assert "/desk/" not in {link.url for link in links_for(Actor(ref="shop:1"), "/my/")}
    assert {link.url for link in links_for(None, "/portal/")} & {"/desk/", "/my/"} == set()


def test_language_is_chinese_whatever_the_browser_prefers(client: Client) -> None:
    answer = client.get("/portal/", headers={"accept-language": "en"})
    assert answer.headers["Content-Language"] == "zh-hans"
    assert '<html lang="zh-Hans">' in answer.content.decode()


def test_language_of_the_account_counts_until_the_browser_chose(client: Client, alice: Account) -> None:
    Account.objects.filter(pk=alice.pk).update(language="en")
    client.force_login(alice)
    assert client.get("/desk/").headers["Content-Language"] == "en"
    client.post("/language/", {"language": "zh-hans"})
    assert client.get("/desk/").headers["Content-Language"] == "zh-hans"


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_language_switch_leads_nowhere_else(client: Client, back: str) -> None:
    answer = client.post("/language/", {"language": "en", "next": back})
    assert answer.headers["Location"] == "/"
    assert answer.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_language_that_is_not_spoken_changes_nothing(client: Client) -> None:
    assert settings.LANGUAGE_COOKIE_NAME not in client.post("/language/", {"language": "xx"}).cookies


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有找到"), ("en", "Not found")])
def test_missing_page_says_so_in_the_readers_language(client: Client, language: str, words: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/no/such/page")
    assert answer.status_code == 404
    assert words in answer.content.decode()


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "不能这样打开"), ("en", "cannot be opened")])
def test_address_of_a_form_opened_as_a_page_says_what_to_do(
    client: Client, alice: Account, language: str, words: str
) -> None:
    client.force_login(alice)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.get("/desk/shift/start/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert words in answer.content.decode()


def test_form_without_its_token_is_refused_with_a_page(alice: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/language/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面停留过久" in answer.content.decode()


def test_failing_page_says_that_it_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongdao.web.shell.home.connection", None)  # as a mistake of ours would
    answer = Client(raise_request_exception=False).get("/healthz")
    assert answer.status_code == 500
    assert "这是我们的问题" in answer.content.decode()
    assert "NoneType" not in answer.content.decode()


def test_every_error_has_its_words() -> None:
    from gongdao.letters.wording import has
    from gongdao.web.shell.errors import STATUSES

    assert all(has(f"error.{status}.{part}") for status in STATUSES for part in ("title", "text"))


def test_health_answers_without_a_session(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_page_of_a_stranger_costs_no_query(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        client.get("/accounts/login/")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("code", REMEDIES)
def test_refusal_says_what_the_rule_and_what_would_help(code: str, language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        toast = refusal_toast(Refusal(rule="APP-3", code=code, params=_params(), remedy=REMEDIES[code]))
    assert toast.rule == "APP-3"
    assert toast.text
    assert toast.help
    assert "⟨" not in toast.text + toast.help


def _params() -> dict[str, Any]:
    """Values for whatever a refusal may mention."""
    return {
        "fields": ["contact"], "id": "P1", "category": "x", "channel": "chat", "limit": 1, "failed": 4,
        "allowed": 3, "at_least": 1, "kinds": ["video"], "ref": "staff:1",
    }  # fmt: skip


def test_refusal_told_on_the_next_page_keeps_its_parts(rf: RequestFactory) -> None:
    request = _with_messages(rf)
    tell(request, "messages.marked", count=2)
    tell_refusal(request, Refusal("APP-3", "appeal_used_up", {"limit": 1}, "finding_is_final"))
    done, refused = pending_toasts(request)
    assert (done.level, done.text, done.rule) == ("success", "已将 2 条消息标为已读。", "")
    assert (refused.level, refused.rule) == ("danger", "APP-3")
    assert refused.text == "本案的申诉机会已经用完（共 1 次）。"
    assert refused.help == "判责已经生效。如对执行有疑问，请联系经办人。"


def test_refusal_in_place_is_put_over_the_page(rf: RequestFactory) -> None:
    answer = refuse_in_place(_with_messages(rf), Refusal("SLA-7", "promise_in_the_past", {}, "correct_value"))
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#toasts"
    assert "请更正后重新提交" in answer.content.decode()
    assert "SLA-7" in answer.content.decode()


def _with_messages(rf: RequestFactory) -> HttpRequest:
    from django.contrib.messages.storage.cookie import CookieStorage

    request = rf.get("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # as the middleware does
    return request


def test_options_are_escaped_and_the_chosen_one_is_selected() -> None:
    page = Template("{% load gongdao %}{% options given chosen %}")
    given = (("a", "<b>"), ('"', "&"))
    assert page.render(Context({"given": given, "chosen": "a"})) == (
        '<option value="a" selected>&lt;b&gt;</option><option value="&quot;">&amp;</option>'
    )


def test_badges_follow_the_language_of_the_reader() -> None:
    page = Template('{% load gongdao %}{% badge "priority" "urgent" %}')
    drawn = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            drawn.append(page.render(Context()))
    assert [re.sub("<[^>]*>", "", badge) for badge in drawn] == ["紧急", "Urgent"]


def test_a_session_that_is_over_or_was_ended_is_nobodys(client: Client, alice: Account) -> None:
    client.force_login(alice)
    assert client.get("/desk/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/desk/").status_code == 302
    client.force_login(alice)
    assert client.get("/desk/").status_code == 200
    Session.objects.all().delete()
    assert client.get("/desk/").status_code == 302


def test_values_in_sentences_are_escaped() -> None:
    page = Template('{% load gongdao %}{% say "messages.open_case" number=x %}{{ x|word:"status" }}')
    assert "<script>" not in page.render(Context({"x": "<script>"}))


@pytest.mark.parametrize(("language", "subject"), [("zh-hans", "密码"), ("en", "Password")])
def test_password_is_reset_by_mail(client: Client, alice: Account, language: str, subject: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    client.post("/accounts/password/reset/", {"email": "alice@example.com"})
    [sent] = mail.outbox
    assert subject in sent.subject
    match = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", sent.body)
    assert match is not None
    page = client.get(match[1], follow=True)
    new = {"password1": "a-new-password-7", "password2": "a-new-password-7"}
    client.post(page.redirect_chain[-1][0], new)
    assert client.login(username="alice", password="a-new-password-7")


def test_addresses_of_an_account_are_not_changed_here(client: Client, alice: Account) -> None:
    client.force_login(alice)
    assert client.get(reverse("account_email")).status_code == 404


def test_pages_say_everything_they_mention(
    client: Client, alice: Account, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(alice)
    with caplog.at_level(logging.ERROR, "gongdao.letters.wording"):
        for path in ("/portal/", "/desk/", "/messages/", "/accounts/2fa/", "/accounts/password/change/"):
            assert client.get(path).status_code == 200
    assert [line.message for line in caplog.records if line.name.startswith("gongdao.letters.wording")] == []
