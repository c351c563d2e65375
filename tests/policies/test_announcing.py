"""A change of the rules is announced in time, told to those concerned, and said in plain words."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.policies.good import TEXT, text_with

from gongdao.casework.actions import handle
from gongdao.insight.changes import said
from gongdao.insight.publishing import announce
from gongdao.letters.models import Message
from gongdao.letters.notices import notice_of
from gongdao.people.actions import create_staff
from gongdao.policies import queries
from gongdao.policies.actions import NotPublished
from gongdao.policies.difference import diff
from gongdao.policies.loading import load
from gongdao.policies.models import PolicyVersion
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.terms import Party

ADMINISTRATOR = Actor(ref="staff:1", roles=frozenset({"administrator"}), refs=frozenset({"staff:1"}))
AGENT = Actor(ref="staff:2", roles=frozenset({"agent"}), refs=frozenset({"staff:2"}))
NOTICE = {"days": 7, "cite": "DEC-3 提前七日公示"}
LIGHTER = {"because": "lighter", "reason": {"zh": "时限放宽", "en": "More time"}}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


@pytest.fixture
def first(now: datetime) -> PolicyVersion:
    text = text_with(in_force={"since": "2024-01-01"}, announcing=NOTICE)
    return announce(text, actor=ADMINISTRATOR, now=now - timedelta(days=100))


def second(since: date, **more: Any) -> str:
    return text_with(version="2024-06", in_force={"since": str(since), **more})


def test_a_change_within_the_notice_is_refused_and_changes_nothing(
    first: PolicyVersion, now: datetime
) -> None:
    told = Message.objects.count()
    with pytest.raises(NotPublished) as caught:
        announce(second(now.date() + timedelta(days=6)), actor=ADMINISTRATOR, now=now)
    assert caught.value.code == "notice_too_short"
    assert caught.value.params["earliest"] == now.date() + timedelta(days=7)
    assert (PolicyVersion.objects.count(), Message.objects.count()) == (1, told)


def test_a_change_with_full_notice_takes_effect_by_date(first: PolicyVersion, now: datetime) -> None:
    since = now.date() + timedelta(days=7)
    announce(second(since), actor=ADMINISTRATOR, now=now)
    assert queries.in_force(first.policy, now).version == "2024-01"
    assert queries.in_force(first.policy, since).version == "2024-06"
    assert [item.version for item in queries.upcoming(now.date())] == ["2024-06"]
    assert queries.upcoming(since) == ()
    act, today = queries.at_act_and_now(first.policy, now, now + timedelta(days=8))
    assert (act.version, today.version) == ("2024-01", "2024-06")


@pytest.mark.parametrize("because", ["lighter", "correction"])
def test_what_is_lighter_or_a_correction_needs_no_notice_but_a_reason(
    because: str, first: PolicyVersion, now: datetime
) -> None:
    announce(second(now.date(), early={**LIGHTER, "because": because}), actor=ADMINISTRATOR, now=now)
    assert queries.in_force(first.policy, now).version == "2024-06"


def test_a_first_version_owes_no_notice(first: PolicyVersion, now: datetime) -> None:
    assert queries.before(first.policy, first.since) is None


def test_announcing_is_for_administrators(now: datetime) -> None:
    with pytest.raises(NotPublished) as caught:
        announce(second(now.date()), actor=AGENT, now=now)
    assert caught.value.code == "not_permitted"
    assert not PolicyVersion.objects.exists()
    assert not Message.objects.exists()


def test_staff_and_parties_of_open_cases_are_told_once(first: PolicyVersion, now: datetime) -> None:
    staff = create_staff(actor=SYSTEM, now=now, number="7", name="林客服", roles=["agent"])
    opened = handle(
        OpenCase(channel="web", complainant=Party("customer:1", contact="x"), description="坏了"),
        actor=SYSTEM, now=now, policy=first.policy,
    )  # fmt: skip
    text = second(now.date() + timedelta(days=7))
    for _ in range(2):
        announce(text, actor=ADMINISTRATOR, now=now)
    told = Message.objects.filter(code="policy_announced", params__version="2024-06")
    recipients = [item.recipient for item in told]
    assert sorted(recipients) == sorted({f"staff:{staff.pk}", "customer:1"})
    notice = notice_of(told.get(recipient="customer:1"), "zh-hans")
    assert notice.title == "规则将有新版本"
    assert "自 2024年5月13日 起有效" in notice.text
    assert "More time" not in notice.text
    assert opened.state.policy_version == "2024-01"


def test_changes_are_said_in_plain_words() -> None:
    before = load(TEXT)
    after = load(TEXT.replace("urgent: 2h", "urgent: 1h").replace("failed: 10", "failed: 9"))
    changed = diff(before, after)
    assert said(changed, before, after, "zh-hans") == (
        "时限“首次响应” · 按优先级的长度 · 紧急：2 小时 改为 1 小时",
        "申诉 · 申诉次数限制“每年” · 失败次数：10 改为 9",
    )
    assert said(changed, before, after, "en") == (
        'time limit "First response", length by priority, Urgent: 1 hour instead of 2 hours',
        'appeals, quotas "a year", failed appeals: 9 instead of 10',
    )
