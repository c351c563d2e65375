"""Precedents for tests: two worked cases with their drafts, and copies of them in numbers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import transaction
from django.test import Client

from gongdao.exhibits import readings
from gongdao.insight.models import Precedent
from gongdao.insight.precedents.drafting import follow
from gongdao.insight.precedents.finding import words_for
from gongdao.insight.precedents.pictures import cover
from gongdao.insight.precedents.reviewing import approve
from gongdao.intake.demo.cast import everybody
from gongdao.intake.demo.play import endow, play
from gongdao.intake.demo.stories import stories
from gongdao.lib.statements import fetch
from gongdao.people.models import Account
from gongdao.people.queries import actor_for
from gongdao.policies.actions import publish_shipped
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.reading.report import Page, Report

NOW = datetime(2024, 12, 6, 2, tzinfo=UTC)  # after both stories
WON, LOST = "handover-form", "second-appeal"


class Library:
    """`won` and `lost`: keys of the drafts of an appeal that won and one that lost; `cases`: their cases."""

    def __init__(self, now: datetime, *, told: tuple[str, ...] = (WON, LOST)) -> None:
        publish_shipped(now)
        self.now = now
        refs = everybody(now=now)
        known = {story.story: story for story in stories()}
        endow(refs, known[told[0]].steps[0].at)
        played = [play(known[name], refs, now=now) for name in told]
        self.cases = [item.case_id for item in played]
        self.numbers = [item.number for item in played]
        for case in self.cases:
            follow(case, now=now)
        self.won, self.lost = (self.of(case).pk for case in self.cases)

    def of(self, case: int) -> Precedent:
        """The precedent of a case."""
        return Precedent.objects.get(case_id=case)

    def actor(self, username: str) -> Actor:
        """One of the people of the demonstration."""
        return actor_for(Account.objects.get(username=username))

    def client(self, username: str, language: str = "zh-hans") -> Client:
        """A browser in which one of them is signed in."""
        client = Client()
        client.force_login(Account.objects.get(username=username))
        client.cookies["django_language"] = language
        return client

    def cover_all(self, key: int) -> None:
        """Do the jobs of the worker for the exhibits of one, which are texts in these stories."""
        text = Report("text/plain", pages=(Page(0, 0),), page_count=1)
        for picture in Precedent.objects.get(pk=key).pictures.all():
            readings.keep(picture.sha256, text, now=self.now)
            cover(picture.pk, now=self.now)

    def approve(self, key: int, by: str = "admin") -> Precedent:
        """Have somebody approve it as it stands."""
        Precedent.objects.get(pk=key).pictures.update(left_out="person")
        version = Precedent.objects.get(pk=key).version
        return approve(key, actor=self.actor(by), now=self.now, version=version)

    def copies(self, key: int, count: int, **changes: object) -> list[Precedent]:
        """More approved precedents like an approved one, of cases that are not there."""
        one = Precedent.objects.get(pk=key)
        first = 10**12 + Precedent.objects.count()
        kept = {
            field.attname: getattr(one, field.attname)
            for field in Precedent._meta.concrete_fields
            if field.attname not in ("id", "words", "case_id")
        }
        drafts = {"state": "draft", **kept, **changes} | {"state": "draft"}
        made = Precedent.objects.bulk_create(Precedent(case_id=first + n, **drafts) for n in range(count))
        for item in made:
            fetch(_PUT_IN, [words_for(item), item.pk])
        return made


@contextmanager
def told_once() -> Iterator[Library]:
    """A library in a transaction that is undone at the end; tests within it are savepoints."""
    with transaction.atomic():
        yield Library(NOW)
        transaction.set_rollback(True)


_PUT_IN = "UPDATE insight_precedent SET state = 'approved', words = array_to_tsvector(%s) WHERE id = %s"
