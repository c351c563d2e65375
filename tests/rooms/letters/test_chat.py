"""MSG-1: messages by chat-bot, to whom the file names, once, again after a failure; against a real server."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import apprise
import pytest
from django.db import IntegrityError, connection, transaction
from tests.serving import Quiet, serving

from gongdao.letters.chat import BACK_OFF, CLAIM, BadChats, bots, deliver_chats
from gongdao.letters.models import Chat
from gongdao.people import actions as people
from gongdao.rulebook.actor import SYSTEM

from .telling import tell

pytestmark = [pytest.mark.django_db, pytest.mark.rule("MSG-1")]
CASE = 202405 * 10**7 + 1


@dataclass
class Bot:
    """A chat server that keeps what it is told; `status` is what it answers."""

    address: str = ""
    told: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200

    def url(self, name: str) -> str:
        return f"{self.address.replace('http', 'json')}/{name}"


@pytest.fixture
def bot() -> Iterator[Bot]:
    bot = Bot()

    class Handler(Quiet, BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            bot.told.append(body | {"path": self.path})
            self.send_response(bot.status)
            self.end_headers()

    with serving(Handler) as bot.address:
        yield bot


@pytest.fixture
def staff(now: datetime) -> str:
    people.put_department(actor=SYSTEM, now=now, code="service", name="客服部")
    person = people.create_staff(
        actor=SYSTEM, now=now, number="K1001", name="周敏", roles=["agent"], departments=["service"]
    )
    return f"staff:{person.pk}"


@pytest.fixture
def present() -> datetime:
    """Return an instant just after what is told now, by the clock of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp() + interval '1 minute'")
        (instant,) = cursor.fetchone()
        assert isinstance(instant, datetime)
        return instant


def _named(settings: Any, tmp_path: Path, plain: object) -> None:
    file = tmp_path / "chats.yaml"
    file.write_text(json.dumps(plain), encoding="utf-8")
    settings.CHATS_FILE = str(file)


def test_without_settings_nothing_is_sent(staff: str, present: datetime, settings: Any) -> None:
    settings.CHATS_FILE = ""
    tell(staff, case_id=CASE)
    assert deliver_chats(present) == 0
    assert not Chat.objects.exists()


def test_message_goes_once_to_the_bot_of_its_recipient(
    staff: str, bot: Bot, present: datetime, settings: Any, tmp_path: Path
) -> None:
    _named(settings, tmp_path, {
        "staff": {"K1001": bot.url("zhoumin"), "K9999": bot.url("nobody")},
        "departments": {"service": [bot.url("one"), bot.url("two")]},
    })  # fmt: skip
    tell(staff, case_id=CASE)
    tell("department:service", case_id=CASE)
    tell("customer:1", case_id=CASE)
    tell("staff:99999", case_id=CASE)
    assert deliver_chats(present) == 2
    assert deliver_chats(present + timedelta(minutes=5)) == 0
    assert sorted(one["path"] for one in bot.told) == ["/one", "/two", "/zhoumin"]
    assert all("202405-001" in one["title"] and one["message"] for one in bot.told)
    assert "⟨" not in json.dumps(bot.told, ensure_ascii=False)


def test_a_bot_that_fails_is_tried_again_and_given_up_in_the_end(
    staff: str, bot: Bot, present: datetime, settings: Any, tmp_path: Path
) -> None:
    _named(settings, tmp_path, {"staff": {"K1001": bot.url("zhoumin")}})
    tell(staff)
    bot.status = 500
    at = present
    for wait in BACK_OFF:
        assert deliver_chats(at) == 0
        assert deliver_chats(at + wait - timedelta(seconds=1)) == 0
        at += wait
    assert len(bot.told) == len(BACK_OFF)
    deliver_chats(at)
    assert Chat.objects.get().state == "failed"
    bot.status = 200
    assert deliver_chats(at + CLAIM) == 0


def test_it_comes_through_when_the_bot_is_back(
    staff: str, bot: Bot, present: datetime, settings: Any, tmp_path: Path
) -> None:
    _named(settings, tmp_path, {"staff": {"K1001": bot.url("zhoumin")}})
    tell(staff)
    bot.status = 500
    deliver_chats(present)
    bot.status = 200
    assert deliver_chats(present + BACK_OFF[0]) == 1
    assert Chat.objects.get().state == "sent"


def test_what_is_old_is_no_news(
    staff: str, bot: Bot, present: datetime, settings: Any, tmp_path: Path
) -> None:
    _named(settings, tmp_path, {"staff": {"K1001": bot.url("zhoumin")}})
    tell(staff)
    assert deliver_chats(present + timedelta(hours=2)) == 0
    assert bot.told == []


def test_an_address_that_is_none_harms_no_other(
    staff: str, bot: Bot, present: datetime, settings: Any, tmp_path: Path
) -> None:
    urls = ["nonsense", "", bot.url("zhoumin")]
    _named(settings, tmp_path, {"staff": {"K1001": urls}})
    tell(staff)
    assert deliver_chats(present) == 1
    assert [one["path"] for one in bot.told] == ["/zhoumin"]


@pytest.mark.parametrize("text", ["[1]", "staff: {K1: 5}", "stuff: {}", "a: [", "\x00"])
def test_a_file_that_cannot_be_used_says_so_without_addresses(
    text: str, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "chats.yaml"
    file.write_text(text, encoding="utf-8")
    for path in (file, tmp_path / "absent.yaml"):
        settings.CHATS_FILE = str(path)
        with pytest.raises(BadChats, match=r"\.yaml"):
            bots()


@pytest.mark.parametrize("url", ["wecombot://key", "dingtalk://token", "feishu://token"])
def test_the_bots_named_in_the_documents_are_known(url: str) -> None:
    assert apprise.Apprise().add(url)


def test_database_knows_no_other_state(staff: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Chat.objects.create(recipient=staff, message_id=1, state="lost")


def test_chat_bots_leave_the_headers_of_mails_as_they_were() -> None:
    """apprise's plugin for mail rewrites them for the whole process; an address it refuses loads it, too."""
    steps = (
        "import django; django.setup()",
        "from email import charset; before = charset.CHARSETS['utf-8']",
        "import gongdao.letters.chat, apprise",
        "assert not apprise.Apprise().add('nonsense://nobody')",
        "assert charset.CHARSETS['utf-8'] == before, charset.CHARSETS['utf-8']",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(steps)], check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
