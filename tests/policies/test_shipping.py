"""What comes with the program beside what was published: an upgrade is told, and changes nothing."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from gongdao.policies import queries
from gongdao.policies.actions import publish, publish_shipped
from gongdao.policies.difference import diff
from gongdao.policies.loading import PACKS, read_bytes
from gongdao.policies.shipping import beside_published
from gongdao.rulebook.actor import SYSTEM

pytestmark = pytest.mark.django_db
OWN = PACKS / "merchant_appeal" / "policy.yaml"


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def published(now: datetime, before: str, after: str) -> None:
    text = read_bytes(OWN).decode()
    assert before in text
    publish(text.replace(before, after), actor=SYSTEM, now=now)


def test_nothing_is_published_and_then_everything_is_the_same(now: datetime) -> None:
    assert {one.standing for one in beside_published()} == {"new"}
    publish_shipped(now)
    assert {one.standing for one in beside_published()} == {"same"}


def test_what_was_published_stands_and_the_difference_is_told(now: datetime) -> None:
    published(now, "{period: month, failed: 3,", "{period: month, failed: 2,")
    publish_shipped(now)
    found = {one.file: one for one in beside_published()}
    own = found.pop("merchant_appeal/policy.yaml")
    assert {one.standing for one in found.values()} == {"same"}
    assert own.standing == "differs"
    assert own.published is not None
    (part,) = diff(own.published, own.shipped)
    (change,) = part.changes
    assert (change.path, change.before, change.after) == ("appeals.quotas[month].failed", 2, 3)


def test_another_comment_is_another_text_of_the_same_law(now: datetime) -> None:
    published(now, "# 商家售后申诉\n", "# 商家售后申诉。\n")
    (own,) = [one for one in beside_published() if one.standing == "differs"]
    assert own.published == own.shipped
