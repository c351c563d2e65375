"""The company of the benchmark: staff in regions and departments, and who of them signs in."""

from datetime import datetime
from random import Random
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from msgspec import Struct

from bench.vocabulary import name, phone
from gongdao.people.actions import (
    Person,
    create_account,
    create_staff,
    create_token,
    find_or_create_customers,
    put_department,
    put_region,
    put_technician,
)
from gongdao.people.models import Account, Staff, Token
from gongdao.rulebook.actor import SYSTEM

REGIONS: Final = (
    "110000", "310000", "320000", "330000", "350000", "370000", "410000", "420000", "440000", "510000",
)  # fmt: skip
AGENTS: Final = 200
TECHNICIANS: Final = 300
CUSTOMERS: Final = 200_000
_TOGETHER: Final = 2_000
_DEPARTMENTS: Final = ("service", "after_sales", "orders", "operations")
# Who else works there, in each region.
_OTHERS: Final[dict[str, dict[str, Any]]] = {
    "s": {"roles": ["supervisor"], "departments": ["service"]},
    "m": {"roles": ["city_manager"], "departments": ["after_sales"]},
    "a": {"roles": ["adjudicator"]},
    "r": {"roles": ["appeal_reviewer"]},
}
_SCOPES: Final = ("cases:read", "cases:file", "cases:act", "messages:read")
# Those who sign in: one agent, one supervisor of a region and one of the whole department, one of the office.
READERS: Final[dict[str, dict[str, Any]]] = {
    "agent": {"roles": ["agent"], "departments": ["service"], "regions": ["310000"]},
    "supervisor": {"roles": ["supervisor"], "departments": ["service"]},
    "region_supervisor": {"roles": ["supervisor"], "departments": ["service"], "regions": ["310000"]},
    "administrator": {"roles": ["administrator"]},
}


class Reader(Struct, frozen=True):
    """One who signs in: the staff reference, a token, a session."""

    role: str
    ref: str
    token: str
    session: str

    @property
    def api(self) -> dict[str, str]:
        """The headers of a request to the API."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def pages(self) -> dict[str, str]:
        """The headers of a request for a page."""
        return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session}"}


def found_company(now: datetime) -> None:
    """Make regions, departments and staff where they are missing."""
    if Staff.objects.filter(number="bench-0").exists():
        return
    for code in REGIONS:
        put_region(actor=SYSTEM, now=now, code=code, name=f"地区{code[:2]}")
    for code in _DEPARTMENTS:
        put_department(actor=SYSTEM, now=now, code=code, name=code)
    random = Random(1)
    for n in range(AGENTS):
        create_staff(
            actor=SYSTEM, now=now, number=f"bench-{n}", name=name(random), roles=["agent"], capacity=500,
            departments=["service"], regions=[REGIONS[n % len(REGIONS)]],
        )  # fmt: skip
    for region in REGIONS:
        for letter, place in _OTHERS.items():
            create_staff(
                actor=SYSTEM, now=now, number=f"bench-{letter}{region}", name=name(random), capacity=500,
                regions=[region], **place,
            )  # fmt: skip
    for n in range(TECHNICIANS):
        put_technician(
            actor=SYSTEM, now=now, number=f"bench-{n}", name=name(random), region=REGIONS[n % len(REGIONS)]
        )
    for first in range(1, CUSTOMERS, _TOGETHER):
        people = [
            Person(name(Random(n)), phone(n)) for n in range(first, min(first + _TOGETHER, CUSTOMERS + 1))
        ]
        find_or_create_customers(now=now, people=people)
    for role, place in READERS.items():
        account = create_account(actor=SYSTEM, now=now, username=f"bench-{role}", display_name=role)
        create_staff(
            actor=SYSTEM, now=now, number=f"bench-{role}", name=role, account=account, capacity=500, **place
        )  # fmt: skip


def readers(now: datetime) -> dict[str, Reader]:
    """Everybody who signs in, with new tokens and sessions."""
    return {role: _reader(role, now) for role in READERS}


def _reader(role: str, now: datetime) -> Reader:
    account = Account.objects.get(username=f"bench-{role}")
    Token.objects.filter(account=account).delete()
    _, token = create_token(actor=SYSTEM, now=now, account_id=account.pk, name="bench", scopes=_SCOPES)
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.create()
    staff = Staff.objects.get(account=account)
    return Reader(role, f"staff:{staff.pk}", token, str(session.session_key))
