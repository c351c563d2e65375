"""The register of regions, departments, shops, technicians and outside bodies. Each can be given twice."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model, QuerySet

from gongdao.people.actions.record import Unfit, must_be_office, record
from gongdao.people.models import (
    ORGANISATION_KINDS,
    Account,
    Department,
    Organisation,
    Region,
    Shop,
    ShopMember,
    Technician,
)  # fmt: skip
from gongdao.rulebook.actor import Actor


@transaction.atomic
def put_region(
    *, actor: Actor, now: datetime, code: str, name: str, name_en: str = "", parent: str = ""
) -> Region:
    """Enter or rename a region. Raises `Unfit` if it would lie within itself, or in one that is unknown."""
    must_be_office(actor)
    above = parent
    while above:
        if above == code:
            raise Unfit("parent", "bad_value")
        found = Region.objects.filter(pk=above).values_list("parent_id", flat=True)
        if not found:
            raise Unfit("parent", "unknown_choice")
        above = found[0] or ""
    values = {"name": name, "name_en": name_en, "parent_id": parent or None}
    region, changed = _put(Region.objects.all(), {"code": code}, values)
    if changed:
        record(actor=actor, now=now, action="put_region", about=f"region:{code}", name=name, parent=parent)
    return region


@transaction.atomic
def put_department(*, actor: Actor, now: datetime, code: str, name: str, name_en: str = "") -> Department:
    """Enter or rename a department."""
    must_be_office(actor)
    department, changed = _put(Department.objects.all(), {"code": code}, {"name": name, "name_en": name_en})
    if changed:
        record(actor=actor, now=now, action="put_department", about=f"department:{code}", name=name)
    return department


@transaction.atomic
def put_shop(*, actor: Actor, now: datetime, code: str, name: str, region: str = "") -> Shop:
    """Enter or rename a shop, by its code on the platform."""
    must_be_office(actor)
    shop, changed = _put(Shop.objects.all(), {"code": code}, {"name": name, "region_id": region or None})
    if changed:
        record(actor=actor, now=now, action="put_shop", about=f"shop:{shop.pk}", name=name, region=region)
    return shop


@transaction.atomic
def add_shop_member(*, actor: Actor, now: datetime, shop: Shop, account: Account) -> None:
    """Let an account act for a shop."""
    must_be_office(actor)
    _, created = ShopMember.objects.get_or_create(
        shop=shop, account=account, left_at=None, defaults={"since_at": now}
    )
    if created:
        record(actor=actor, now=now, action="add_shop_member", about=f"shop:{shop.pk}", account=account.pk)


@transaction.atomic
def end_shop_member(*, actor: Actor, now: datetime, shop: Shop, account: Account) -> None:
    """Let an account act for a shop no longer; that it did stays on record."""
    must_be_office(actor)
    if ShopMember.objects.filter(shop=shop, account=account, left_at=None).update(left_at=now):
        record(actor=actor, now=now, action="end_shop_member", about=f"shop:{shop.pk}", account=account.pk)


@transaction.atomic
def put_technician(
    *,
    actor: Actor,
    now: datetime,
    number: str,
    name: str,
    region: str = "",
    city: str = "",
    phone: str = "",
    account: Account | None = None,
) -> Technician:
    """Enter or change a technician, by number."""
    must_be_office(actor)
    values = {"name": name, "region_id": region or None, "city": city, "phone": phone, "account": account}
    technician, changed = _put(Technician.objects.all(), {"number": number}, values)
    if changed:
        about = f"technician:{technician.pk}"
        record(actor=actor, now=now, action="put_technician", about=about, number=number, region=region)
    return technician


@transaction.atomic
def put_organisation(
    *,
    actor: Actor,
    now: datetime,
    kind: str,
    code: str,
    name: str,
    name_en: str = "",
    account: Account | None = None,
) -> Organisation:
    """Enter or change a carrier, insurer or other outside body. Raises `Unfit` for an unknown kind."""
    must_be_office(actor)
    if kind not in ORGANISATION_KINDS:
        raise Unfit("kind", "unknown_choice")
    values = {"name": name, "name_en": name_en, "account": account}
    organisation, changed = _put(Organisation.objects.all(), {"kind": kind, "code": code}, values)
    if changed:
        record(actor=actor, now=now, action="put_organisation", about=f"{kind}:{code}", name=name)
    return organisation


_Row = TypeVar("_Row", bound=Model)


def _put(rows: QuerySet[_Row], key: dict[str, Any], values: dict[str, Any]) -> tuple[_Row, bool]:
    """The row under this key with these values, and whether anything had to be written for it."""
    row, created = rows.get_or_create(**key, defaults=values)
    changed = any(getattr(row, field) != value for field, value in values.items())
    if changed:
        for field, value in values.items():
            setattr(row, field, value)
        row.save(update_fields=list(values))
    return row, created or changed
