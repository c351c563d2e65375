"""The message centre: everybody reads and marks the own messages, and no others (MSG-1)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection

from gongdao.letters.actions import mark_all_read, mark_read
from gongdao.letters.models import Message
from gongdao.letters.notices import notice_of, refs_in
from gongdao.letters.queries import MOST_COUNTED, inbox, message, unread_count
from gongdao.policies.actions import publish_shipped

from .telling import tell

pytestmark = pytest.mark.django_db

ALICE = frozenset({"customer:1", "staff:9"})
CHARLIE = frozenset({"customer:3"})


@pytest.mark.rule("MSG-1")
def test_inbox_shows_the_own_messages_newest_first() -> None:
    first, second = tell("customer:1"), tell("staff:9")
    tell("customer:3")
    third = tell("customer:1")
    assert [item.id for item in inbox(ALICE)] == [third, second, first]
    assert inbox(frozenset()) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_takes_one_query_however_long(rows: int, django_assert_num_queries: Any) -> None:
    for _ in range(rows):
        tell("customer:1")
        tell("staff:9")
    with django_assert_num_queries(1):
        assert len(inbox(ALICE)) == 2 * rows


def test_inbox_is_read_page_by_page_without_gap_or_double() -> None:
    numbers = [tell("customer:1" if index % 3 else "staff:9") for index in range(10)]
    seen: list[int] = []
    before = None
    while page := inbox(ALICE, before=before, limit=3):
        seen += [item.id for item in page]
        before = page[-1].id
    assert seen == sorted(numbers, reverse=True)


def test_inbox_walks_along_the_primary_key() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO letters_message (recipient, code) SELECT 'customer:' || n % 500, 'update'"
            " FROM generate_series(1, 20000) n"
        )
        cursor.execute("ANALYZE letters_message")
    found = Message.objects.filter(recipient="customer:7").order_by("-id")[:30]
    assert "letters_message_pkey" in found.explain()


@pytest.mark.rule("MSG-1")
def test_read_marks_stay_with_the_reader(now: datetime) -> None:
    own, other = tell("customer:1"), tell("customer:3")
    assert mark_read(refs=ALICE, ids=[own, other], now=now) == 1
    assert mark_read(refs=ALICE, ids=[own], now=now) == 0
    assert unread_count(ALICE) == 0
    assert unread_count(CHARLIE) == 1
    assert message(ALICE, own) is not None
    assert message(ALICE, other) is None


def test_mark_all_leaves_what_came_after_the_reader_looked(now: datetime) -> None:
    tell("customer:1")
    seen = tell("staff:9")
    tell("customer:1")
    assert mark_all_read(refs=ALICE, up_to=seen, now=now) == 2
    assert unread_count(ALICE) == 1
    assert mark_all_read(refs=ALICE, now=now) == 1
    assert unread_count(ALICE) == 0


def test_unread_count_stops_where_the_bell_does() -> None:
    for _ in range(MOST_COUNTED + 5):
        tell("customer:1")
    assert unread_count(ALICE) == MOST_COUNTED


def test_database_refuses_a_state_of_mail_that_does_not_exist() -> None:
    with pytest.raises(IntegrityError, match="letters_message_mail_state"), connection.cursor() as cursor:
        cursor.execute("INSERT INTO letters_message (recipient, code, mail_state) VALUES ('x', 'y', 'lost')")


def test_notice_is_said_in_the_readers_language_with_names() -> None:
    tell("customer:1", "handler_named", case_id=202405 * 10**7 + 12, handler="staff:9")
    [stored] = inbox(ALICE)
    assert refs_in([stored]) == {"staff:9"}
    told = notice_of(stored, "zh-hans", names={"staff:9": "林静"})
    assert (told.number, told.text) == ("202405-012", "案件 202405-012 由林静负责，将与您联系。")
    told = notice_of(stored, "en", names={"staff:9": "Lin Jing"})
    assert told.text == "Lin Jing takes care of case 202405-012 and will contact you."


def test_code_without_a_notice_tells_that_there_is_news() -> None:
    tell("customer:1", "something_of_the_future", case_id=202405 * 10**7 + 12)
    [stored] = inbox(ALICE)
    assert notice_of(stored, "zh-hans").text == "案件 202405-012 有新进展，请查看。"


def test_values_cannot_pose_as_options_of_the_sentence() -> None:
    tell("customer:1", "progress_told", text="您好", zone="x", names="y")
    [stored] = inbox(ALICE)
    assert "您好" in notice_of(stored, "zh-hans").text


@pytest.mark.rule("MSG-1")
def test_a_limit_is_called_what_its_policy_calls_it() -> None:
    """Limits that only one policy knows have no word in the catalogue; a message never shows their code."""
    publish_shipped(datetime(2026, 1, 1, tzinfo=UTC))
    due = {"rule": "shop_answer", "due_at": "2026-05-08T02:00:00+00:00", "consequences": ["ask_step_in"]}
    tell("customer:1", "deadline_started", case_id=202605 * 10**7 + 1, **due)
    [stored] = inbox(ALICE)
    assert "“卖家回复投诉”" in notice_of(stored, "zh-hans").text
    assert "The shop answers" in notice_of(stored, "en").text
