"""Who appears in the stories: the demo people, those added here, and the customers of single stories."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.db import transaction
from msgspec import Struct

from gongdao.intake.demo.stories import Role, Story
from gongdao.people.actions import (
    Person,
    create_account,
    create_demo_people,
    create_staff,
    find_or_create_customer,
    put_department,
    put_technician,
)
from gongdao.people.models import Account, Customer, Staff
from gongdao.people.queries import actor_for, party_actor
from gongdao.rulebook.actor import SYSTEM, Actor, key_of, kind_of
from gongdao.rulebook.state import State

COMPANY: Final = "company"
_DATA: Final = Path(__file__).parent / "people.yaml"


class Cast(Struct, frozen=True):
    """The people of one story by their name in it: as a party of a case, and as one who acts."""

    parties: dict[str, dict[str, str]]
    actors: dict[str, Actor]

    def actor(self, name: str, state: State | None) -> Actor:
        """Who acts: one of the cast, the handler, overseer or reviewer of the case by now, or a machine."""
        known = self.actors.get(name)
        if known is not None:
            return known
        if name == SYSTEM.ref:
            return SYSTEM
        if state is None:
            raise ValueError(f"nobody is called {name!r} before the case is opened")
        ref = {
            "handler": state.handler,
            "overseer": state.overseer,
            "reviewer": next((item.reviewer for item in reversed(state.appeals.values())), ""),
        }[name]
        return actor_for(Account.objects.get(staff=int(key_of(ref))))


@transaction.atomic
def everybody(*, now: datetime) -> dict[str, str]:
    """Make whoever of the demonstration is not there yet; refs by key. Safe to call again."""
    refs = dict(create_demo_people(now=now).refs)
    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    for one in data["departments"]:
        put_department(actor=SYSTEM, now=now, **one)
    for one in data["staff"]:
        refs[one["key"]] = _staff_ref(one, now)
    for one in data["technicians"]:
        values = {name: value for name, value in one.items() if name != "key"}
        refs[one["key"]] = f"technician:{put_technician(actor=SYSTEM, now=now, **values).pk}"
    return refs


def _staff_ref(one: dict[str, Any], now: datetime) -> str:
    """A member of staff with an account that nobody can sign in to."""
    found = Staff.objects.filter(number=one["number"]).first()
    if found is None:
        account = create_account(actor=SYSTEM, now=now, username=one["key"], display_name=one["name"])
        values = {name: value for name, value in one.items() if name != "key"}
        found = create_staff(actor=SYSTEM, now=now, account=account, **values)
    return f"staff:{found.pk}"


def cast_of(story: Story, refs: dict[str, str], *, now: datetime) -> Cast:
    """The cast of a story. Its own customers are made when they do not exist."""
    parties: dict[str, dict[str, str]] = {}
    actors: dict[str, Actor] = {}
    for name, who in story.cast.items():
        if isinstance(who, Role):
            person = Person(who.name, who.phone, level=who.level)
            ref = find_or_create_customer(now=now, person=person).ref
        else:
            ref = who if ":" in who or who == COMPANY else refs[who]
        parties[name] = _party(ref)
        actors[name] = _actor(ref)
    return Cast(parties, actors)


def _party(ref: str) -> dict[str, str]:
    if kind_of(ref) != "customer":
        return {"ref": ref}
    customer = Customer.objects.get(pk=int(key_of(ref)))
    return {"ref": ref, "name": customer.name, "contact": customer.phone, "level": customer.level}


def _actor(ref: str) -> Actor:
    """Somebody with an account acts through it; a customer without one as who showed number and code."""
    kind, key = kind_of(ref), key_of(ref)
    through = {
        "staff": "staff",
        "technician": "technician",
        "customer": "customers",
        "shop": "shops__shop",
    }.get(kind)
    account = Account.objects.filter(**{through: int(key)}).first() if through else None
    return actor_for(account) if account is not None else party_actor(ref)
