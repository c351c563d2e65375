"""Publishing: a version stands for ever, and on each day at most one version of a policy is in force."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from tests.policies.good import GOOD, TEXT, text_with

from gongdao.policies import queries
from gongdao.policies.actions import NotPublished, publish, publish_shipped
from gongdao.policies.loading import read_bytes, shipped
from gongdao.policies.models import PolicyVersion
from gongdao.policies.plain_yaml import BadDocument
from gongdao.rulebook.actor import SYSTEM, Actor

ADMINISTRATOR = Actor(ref="staff:1", roles=frozenset({"administrator"}), refs=frozenset({"staff:1"}))
AGENT = Actor(ref="staff:2", roles=frozenset({"agent"}), refs=frozenset({"staff:2"}))
CUSTOMER = Actor(ref="customer:1", refs=frozenset({"customer:1"}))

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def later(version: str, since: str, until: str | None = None) -> str:
    return text_with(version=version, in_force={"since": since, **({"until": until} if until else {})})


def refused(text: str, now: datetime, actor: Actor = ADMINISTRATOR) -> NotPublished:
    with pytest.raises(NotPublished) as caught:
        publish(text, actor=actor, now=now)
    return caught.value


def test_without_any_policy_none_is_in_force() -> None:
    assert queries.all_versions() == ()
    with pytest.raises(queries.NoSuchPolicy):
        queries.in_force("small-claims", date(2024, 5, 1))


def test_policies_are_named_once_however_many_versions_they_have(now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    publish(later("2025-01", "2025-01-01"), actor=ADMINISTRATOR, now=now)
    queries.forget()
    assert queries.names() == ("small-claims",)
    assert queries.in_force("small-claims", date(2025, 5, 1)).version == "2025-01"


def test_publish_keeps_the_text_with_its_digest(now: datetime) -> None:
    row = publish(TEXT, actor=ADMINISTRATOR, now=now)
    stored = PolicyVersion.objects.get()
    assert stored.pk == row.pk
    assert stored.document == TEXT
    assert (stored.policy, stored.version) == ("small-claims", "2024-01")
    assert (stored.since, stored.until) == (date(2024, 1, 1), date(2024, 12, 31))
    assert (stored.published_at, stored.published_by) == (now, "staff:1")
    assert len(stored.sha256) == 64


def test_publish_of_the_same_text_again_changes_nothing(now: datetime) -> None:
    first = publish(TEXT, actor=ADMINISTRATOR, now=now)
    assert publish(TEXT.encode(), actor=SYSTEM, now=datetime(2025, 1, 1, tzinfo=UTC)).pk == first.pk
    assert PolicyVersion.objects.count() == 1


def test_publish_refuses_other_words_under_the_same_version(now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    error = refused(TEXT.replace("小额争议", "大额争议"), now)
    assert (error.code, error.params) == (
        "changed_after_publication",
        {"policy": "small-claims", "version": "2024-01"},
    )


@pytest.mark.parametrize("actor", [AGENT, CUSTOMER])
def test_publish_is_for_administrators(actor: Actor, now: datetime) -> None:
    assert refused(TEXT, now, actor).code == "not_permitted"
    assert not PolicyVersion.objects.exists()


def test_publish_refuses_a_bad_law_with_every_finding_and_its_line(now: datetime) -> None:
    error = refused(TEXT.replace("limit: 1", "limit: 0").replace("failed: 3", "failed: 0"), now)
    assert error.code == "bad_law"
    assert [finding.code for finding in error.findings] == ["no_appeal_left", "quota_of_zero"]
    lines = TEXT.splitlines()
    assert ["limit: 1" in lines[error.lines[0] - 1], "failed: 3" in lines[error.lines[1] - 1]] == [True, True]


def test_publish_refuses_what_cannot_be_read(now: datetime) -> None:
    with pytest.raises(BadDocument):
        publish("policy: [", actor=ADMINISTRATOR, now=now)
    assert not PolicyVersion.objects.exists()


@pytest.mark.parametrize(
    ("since", "until"),
    [("2024-12-31", None), ("2023-06-01", "2024-01-01"), ("2024-03-01", "2024-03-02"), ("2024-01-01", None)],
)
def test_publish_refuses_a_period_that_overlaps(since: str, until: str | None, now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    error = refused(later("2025-01", since, until), now)
    assert error.code == "overlap"
    assert error.params["other"] == "2024-01"


@pytest.mark.parametrize(("since", "until"), [("2025-01-01", None), ("2023-01-01", "2023-12-31")])
def test_publish_takes_a_period_that_touches(since: str, until: str | None, now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    publish(later("2025-01", since, until), actor=ADMINISTRATOR, now=now)
    assert PolicyVersion.objects.count() == 2


def test_a_version_without_end_gives_way_to_the_next(now: datetime) -> None:
    publish(later("2024-01", "2024-01-01"), actor=ADMINISTRATOR, now=now)
    publish(later("2025-01", "2025-01-01"), actor=ADMINISTRATOR, now=now)
    assert [(item.version, item.until) for item in queries.all_versions()] == [
        ("2024-01", date(2024, 12, 31)),
        ("2025-01", None),
    ]
    assert queries.in_force("small-claims", date(2024, 12, 31)).version == "2024-01"
    assert queries.in_force("small-claims", date(2025, 1, 1)).version == "2025-01"


def test_in_force_takes_the_local_day_of_an_instant(now: datetime) -> None:
    publish(later("2024-01", "2024-01-01"), actor=ADMINISTRATOR, now=now)
    publish(later("2025-01", "2025-01-01"), actor=ADMINISTRATOR, now=now)
    midnight = datetime(2024, 12, 31, 16, 0, tzinfo=UTC)  # 1 January, 0:00 in Shanghai
    assert queries.in_force("small-claims", midnight).version == "2025-01"
    assert queries.in_force("small-claims", midnight.replace(hour=15, minute=59)).version == "2024-01"


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2025, 1, 1)])
def test_in_force_says_when_there_is_none(day: date, now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    with pytest.raises(queries.NoSuchPolicy):
        queries.in_force("small-claims", day)
    with pytest.raises(queries.NoSuchPolicy):
        queries.in_force("no-such-policy", date(2024, 5, 1))


def test_version_gives_the_policy_as_published(now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    assert queries.version("small-claims", "2024-01") == GOOD
    assert queries.document("small-claims", "2024-01") == TEXT
    with pytest.raises(queries.NoSuchPolicy):
        queries.version("small-claims", "2025-01")
    with pytest.raises(queries.NoSuchPolicy):
        queries.document("small-claims", "2025-01")


def test_versions_once_read_are_not_read_again(now: datetime, django_assert_num_queries: Any) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    queries.in_force("small-claims", date(2024, 5, 1))
    with django_assert_num_queries(0):
        for _ in range(3):
            queries.version("small-claims", "2024-01")
            queries.in_force("small-claims", date(2024, 5, 1))


def test_publish_shipped_publishes_each_policy_once(now: datetime) -> None:
    first = publish_shipped(now)
    packs = sorted(path.parent.name.replace("_", "-") for path in shipped())
    assert sorted(row.policy for row in first) == packs
    assert [row.pk for row in publish_shipped(now)] == [row.pk for row in first]
    assert queries.in_force("dispute-mediation", date(2024, 5, 10)).version == "2024-01"
    assert queries.calendar(queries.in_force("dispute-mediation", now)).is_working_day(date(2024, 5, 11))


def test_publish_shipped_leaves_what_was_published_under_the_same_version(
    now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    path = shipped()[0]
    before = publish(read_bytes(path) + b"# an earlier wording\n", actor=SYSTEM, now=now)
    assert before.pk in {row.pk for row in publish_shipped(now)}
    assert PolicyVersion.objects.get(pk=before.pk).document.endswith("# an earlier wording\n")
    assert "that one stands" in caplog.text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE policies_version SET document = 'other'",
        "DELETE FROM policies_version",
        "TRUNCATE policies_version",
    ],
)
def test_the_database_keeps_what_was_published(statement: str, now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PolicyVersion.objects.get().document == TEXT


def test_the_database_refuses_periods_that_overlap(now: datetime) -> None:
    publish(TEXT, actor=ADMINISTRATOR, now=now)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO policies_version (policy, version, since, until, document, sha256, published_at,"
            " published_by) SELECT policy, '2030-01', '2024-12-31', NULL, document, sha256, published_at,"
            " published_by FROM policies_version"
        )
