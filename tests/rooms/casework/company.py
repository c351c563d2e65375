"""A small company and its cases, made through the real doors, for the tests of casework."""

from datetime import datetime, timedelta
from typing import Any

from gongdao.casework.actions import handle
from gongdao.casework.outcome import Outcome
from gongdao.exhibits import actions as exhibits
from gongdao.people import actions as people
from gongdao.people.models import Shop, Technician
from gongdao.policies import queries
from gongdao.policies.actions import publish_shipped
from gongdao.policies.models import PolicyVersion
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.terms import Demand, Exhibit, Party

DEPARTMENTS = ["orders", "service", "after_sales"]
WORKORDER = "workorder-liability"
TEXT = "收到的手机壳包装破损，有明显划痕，联系客服要求退款，一直没有得到处理。"
_published: list[PolicyVersion] = []


def party(ref: str) -> Actor:
    """One who acts for a party, with a verified account."""
    return Actor(ref=ref, refs=frozenset({ref}), verified=True)


class Company:
    """Its people. `agent` takes all cases; `colleague` is an agent too and takes none."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        _publish(now)
        for code in DEPARTMENTS:
            people.put_department(actor=SYSTEM, now=now, code=code, name=code)
        people.put_region(actor=SYSTEM, now=now, code="310000", name="上海")
        self.agent = self.staff("agent", capacity=1000)
        self.colleague = self.staff("agent", capacity=0)
        self.supervisor = self.staff("supervisor")
        self.adjudicator = self.staff("adjudicator")
        self.reviewer = self.staff("appeal_reviewer")
        self.city_manager = self.staff("city_manager")
        self.executive = self.staff("executive")
        self.auditor = self.staff("auditor")
        self.customer = party("customer:1")
        self.stranger = party("customer:2")
        self.technician = party("technician:7")
        # Whom the tests name, under the numbers by which they name them.
        Technician.objects.bulk_create(
            Technician(pk=key, number=f"T{key}", name=f"{key}号师傅") for key in (7, 8)
        )
        Shop.objects.bulk_create(Shop(pk=key, code=f"S{key}", name=f"{key}号店") for key in (1, 2, 5))

    def staff(self, role: str, *, capacity: int = 100) -> Actor:
        """A further member of staff with one role, for all departments."""
        number = f"{role}-{capacity}-{PEOPLE[0]}"
        PEOPLE[0] += 1
        person = people.create_staff(
            actor=SYSTEM, now=self.now, number=number, name=number, roles=[role], regions=["310000"],
            departments=DEPARTMENTS, capacity=capacity,
        )  # fmt: skip
        return Actor(
            ref=f"staff:{person.pk}",
            refs=frozenset({f"staff:{person.pk}"}),
            roles=frozenset({role}),
            regions=frozenset({"310000"}),
            departments=frozenset(DEPARTMENTS),
            verified=True,
        )

    def complaint(self, **changes: Any) -> c.OpenCase:
        """A complaint of the customer."""
        fields: dict[str, Any] = {
            "channel": "app",
            "complainant": Party(ref=self.customer.ref, name="王女士", contact="13812345678"),
            "description": TEXT,
            "demands": (Demand(kind="refund", amount_fen=5_000),),
            "order_no": "2024042800123",
            "region": "310000",
        }
        return c.OpenCase(**(fields | changes))

    def open(self, *, policy: str = "", now: datetime | None = None, **changes: Any) -> Outcome:
        """A new case, opened by the customer, or by staff where it came in earlier."""
        command = self.complaint(**changes)
        by = SYSTEM if command.received_at else party(command.complainant.ref)
        return handle(command, actor=by, now=now or self.now, policy=policy)

    def judged(self, *, now: datetime | None = None, technician: str = "technician:7") -> Outcome:
        """A work order on which the technician has been found wholly liable for 300 yuan."""
        at = now or self.now
        opened = self.open(policy=WORKORDER, now=at, respondents=(Party(ref=technician, name="李师傅"),))
        self.act(c.RespondFirst(text="已受理"), self.city_manager, opened, at)
        facts: dict[str, str | int | bool] = {
            "matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact",
        }  # fmt: skip
        finding = c.MakeFinding(facts=facts, reasons="操作不规范致损", amount_fen=30_000)
        return self.act(finding, self.adjudicator, opened, at)

    def appealed(self, judged: Outcome, *, now: datetime, by: str = "technician:7") -> Outcome:
        """The technician appeals, with a handover form."""
        return self.act(self.appeal(by), party(by), judged, now)

    def appeal(self, by: str = "technician:7") -> c.FileAppeal:
        """An appeal with its evidence, whose bytes are stored here."""
        form = Exhibit(
            sha256=stored(f"交接单 {by}", self.now), kind="handover_form", explanation="注明外箱破损"
        )
        return c.FileAppeal(
            finding="F1",
            scope="attribution",
            problem="外箱到货时已破损",
            demand="撤销判责",
            new_exhibits=(form,),
        )

    def act(
        self, command: c.Command, actor: Actor, on: Outcome | str, now: datetime | None = None
    ) -> Outcome:
        """A command on a case."""
        number = on if isinstance(on, str) else on.number
        return handle(command, actor=actor, now=now or self.now, number=number)


PEOPLE = [0]
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def stored(text: str, now: datetime) -> str:
    """Store a text as evidence and return its hash."""
    return exhibits.receive([text.encode()], actor="system", now=now).sha256


def _publish(now: datetime) -> None:
    """Publish the shipped policies; from the second time on as the same rows again, which is quicker."""
    if not _published:
        _published.extend(publish_shipped(now))
        return
    fields = [field.attname for field in PolicyVersion._meta.concrete_fields if field.attname != "id"]
    again = [PolicyVersion(**{name: getattr(row, name) for name in fields}) for row in _published]
    PolicyVersion.objects.bulk_create(again)
    queries.forget_list()
