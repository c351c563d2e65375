"""The demonstration, played once and read into memory for the tests beside."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction

if TYPE_CHECKING:
    from gongdao.intake.demo.ending import Ending
    from gongdao.intake.demo.play import Played

TODAY = datetime(2026, 11, 22, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="session")
def today() -> datetime:
    """When the demonstration is played: long after its own dates."""
    return TODAY


@pytest.fixture(scope="session")
def local() -> Callable[[str], datetime]:
    """An instant from local text such as "2024-05-10 10:12"."""
    return lambda text: datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


class Demonstration:
    """Everything that was played, by story, read into memory."""

    def __init__(self, played: "list[Played]") -> None:
        from gongdao.casework.models import Case, Event
        from gongdao.casework.store import events_of
        from gongdao.intake.demo.ending import ending
        from gongdao.letters.models import Message
        from gongdao.people.models import Customer, Technician

        self.played = {item.story.story: item for item in played}
        self.ends: dict[str, Ending] = {name: ending(item) for name, item in self.played.items()}
        self.logs = {name: events_of(item.case_id) for name, item in self.played.items()}
        self.cases = {case.pk: case for case in Case.objects.all()}
        self.links = {(row.case_id, row.seq): (row.digest, row.chain) for row in Event.objects.all()}
        self.messages = list(Message.objects.order_by("id"))
        self.customers = {f"customer:{row.pk}": row for row in Customer.objects.all()}
        self.technicians = {row.number: f"technician:{row.pk}" for row in Technician.objects.all()}

    def due(self, story: str, key: str) -> datetime:
        return self.played[story].state.deadlines[key].due_at

    def told(self, story: str, ref: str) -> list[str]:
        case_id = self.played[story].case_id
        return [item.code for item in self.messages if (item.case_id, item.recipient) == (case_id, ref)]

    def money(self, story: str) -> dict[tuple[str, str], int]:
        return {(item.account, item.unit): item.amount for item in self.ends[story].money}

    def customer(self, story: str) -> str:
        return self.played[story].state.complainant.ref


@pytest.fixture(scope="session")
def demo(django_db_setup, django_db_blocker) -> Demonstration:
    """The demonstration, played once for all tests of this folder, read and undone."""
    from gongdao.intake.demo.play import play_all

    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:  # other tests may have counted on from 001
            for month in range(202401, 202413):
                cursor.execute(f"DROP SEQUENCE IF EXISTS casework_serial_{month}")
        demonstration = Demonstration(list(play_all(now=TODAY)))
        transaction.set_rollback(True)
    return demonstration
