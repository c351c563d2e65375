"""The people of the demonstration, and their way to sign in.

All demo accounts share one random password, made for this installation and kept in `demo_password` beside
the secret key, readable by its owner alone. Nothing known from the source code opens an account, and
`retire_demo_people` closes them all.
"""

import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import yaml
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from msgspec import Struct

from gongdao.people.actions.accounts import create_account, deactivate_account, verify_identity
from gongdao.people.actions.customers import Person, find_or_create_customer, link_customer
from gongdao.people.actions.record import record
from gongdao.people.actions.register import (
    add_shop_member,
    put_department,
    put_organisation,
    put_region,
    put_shop,
    put_technician,
)
from gongdao.people.actions.staff import create_staff
from gongdao.people.models import Account, Change
from gongdao.rulebook.actor import SYSTEM

_DATA: Final = Path(__file__).resolve().parents[1] / "demo_people.yaml"
_ACTION: Final = "create_demo_people"
_ALPHABET: Final = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that looks like something else
_LOCK: Final = 0x64656D6F  # "demo"


class DemoPeople(Struct, frozen=True):
    """The people by their key in `demo_people.yaml`: `refs` of all, `accounts` (ids) of those who sign in."""

    refs: dict[str, str]
    accounts: dict[str, int]


class SignIn(Struct, frozen=True):
    """One way into the demonstration. `part`: staff roles, or technician, shop or customer."""

    username: str
    name: str
    part: tuple[str, ...]


@transaction.atomic
def create_demo_people(*, now: datetime) -> DemoPeople:
    """Make whoever of the demo people is not there yet; return all of them. Several at once are no harm.

    Raises `Unfit` when a user name is taken by an account that is not of the demonstration; nothing is
    changed then.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    before = demo_people()
    people = DemoPeople(dict(before.refs), dict(before.accounts))
    data = _data()
    if before.refs.keys() != _keys(data):
        _register(data, now)
        _staff(data, now, people)
        _parties(data, now, people)
        record(
            actor=SYSTEM, now=now, action=_ACTION, about="company", refs=people.refs, accounts=people.accounts
        )
    password, fresh = _password()
    given = set(people.accounts.values())
    _open(password, given if fresh else given - set(before.accounts.values()))
    return people


def demo_people() -> DemoPeople:
    """The demo people as recorded; both mappings are empty before the demonstration was set up."""
    last = Change.objects.filter(action=_ACTION, about="company").order_by("id").last()
    return DemoPeople(last.body["refs"], last.body["accounts"]) if last else DemoPeople({}, {})


def demo_sign_ins() -> tuple[str, tuple[SignIn, ...]]:
    """The password of the demo accounts of this installation, and who can sign in with it.

    ("", ()) before the demonstration was set up and after `retire_demo_people`.
    """
    active = Account.objects.filter(pk__in=demo_people().accounts.values(), is_active=True)
    names = dict(active.values_list("username", "display_name"))
    sign_ins = tuple(SignIn(key, names[key], part) for key, part in _parts(_data()).items() if key in names)
    path = _password_file()
    return (path.read_text().strip() if path.is_file() else "", sign_ins) if sign_ins else ("", ())


@transaction.atomic
def retire_demo_people(*, now: datetime) -> int:
    """Close every demo account, for an installation that goes into real use; return how many were open."""
    open_ones = Account.objects.filter(pk__in=demo_people().accounts.values(), is_active=True)
    keys = list(open_ones.values_list("pk", flat=True))
    for key in keys:
        deactivate_account(actor=SYSTEM, now=now, account_id=key, reason="demonstration ended")
    return len(keys)


def _data() -> dict[str, list[dict[str, Any]]]:
    data: dict[str, list[dict[str, Any]]] = yaml.safe_load(_DATA.read_text(encoding="utf-8"))
    return data


def _parts(data: dict[str, list[dict[str, Any]]]) -> dict[str, tuple[str, ...]]:
    """Who signs in, as what."""
    parts = {one["key"]: tuple(one["roles"]) for one in data["staff"]}
    parts |= {one["key"]: ("technician",) for one in data["technicians"]}
    parts |= {one["key"]: ("shop",) for one in data["shops"]}
    return parts | {one["key"]: ("customer",) for one in data["customers"] if one.get("account")}


def _keys(data: dict[str, list[dict[str, Any]]]) -> set[str]:
    return {one["key"] for kind in ("staff", "technicians", "shops", "customers") for one in data[kind]}


def _without_key(one: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != "key"}


def _register(data: dict[str, list[dict[str, Any]]], now: datetime) -> None:
    for one in data["regions"]:
        put_region(actor=SYSTEM, now=now, **one)
    for one in data["departments"]:
        put_department(actor=SYSTEM, now=now, **one)
    for one in data["organisations"]:
        put_organisation(actor=SYSTEM, now=now, **one)


def _account(key: str, name: str, now: datetime, people: DemoPeople) -> Account:
    """An account that nobody can use before `_open` gives it a password."""
    account = create_account(actor=SYSTEM, now=now, username=key, display_name=name)
    verify_identity(actor=SYSTEM, now=now, account_id=account.pk, how="demonstration")
    people.accounts[key] = account.pk
    return account


def _staff(data: dict[str, list[dict[str, Any]]], now: datetime, people: DemoPeople) -> None:
    for one in data["staff"]:
        key = one["key"]
        if key not in people.refs:
            account = _account(key, one["name"], now, people)
            staff = create_staff(actor=SYSTEM, now=now, account=account, **_without_key(one))
            people.refs[key] = f"staff:{staff.pk}"


def _parties(data: dict[str, list[dict[str, Any]]], now: datetime, people: DemoPeople) -> None:
    missing = {
        kind: [one for one in data[kind] if one["key"] not in people.refs]
        for kind in ("technicians", "shops", "customers")
    }
    for one in missing["technicians"]:
        account = _account(one["key"], one["name"], now, people)
        technician = put_technician(actor=SYSTEM, now=now, account=account, **_without_key(one))
        people.refs[one["key"]] = f"technician:{technician.pk}"
    for one in missing["shops"]:
        account = _account(one["key"], one["owner"], now, people)
        shop = put_shop(actor=SYSTEM, now=now, code=one["code"], name=one["name"], region=one["region"])
        add_shop_member(actor=SYSTEM, now=now, shop=shop, account=account)
        people.refs[one["key"]] = f"shop:{shop.pk}"
    for one in missing["customers"]:
        person = Person(one["name"], one["phone"], one.get("email", ""), one.get("level", "normal"))
        known = find_or_create_customer(now=now, person=person)
        people.refs[one["key"]] = known.ref
        if one.get("account"):
            account = _account(one["key"], one["name"], now, people)
            key = int(known.ref.removeprefix("customer:"))
            link_customer(actor=SYSTEM, now=now, customer_id=key, account=account)


def _password_file() -> Path:
    return Path(settings.GONGDAO_HOME) / "demo_password"


def _password() -> tuple[str, bool]:
    """The password kept for this installation, and whether it was made just now."""
    path = _password_file()
    if path.is_file() and (kept := path.read_text().strip()):
        return kept, False
    password = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{password}\n")
    return password, True


def _open(password: str, accounts: set[int]) -> None:
    """Let these accounts sign in. Hashed once: it is one password, and hashing is slow on purpose."""
    if accounts:
        Account.objects.filter(pk__in=accounts, is_active=True).update(password=make_password(password))
