"""Staff: taken on, given roles and a field of work, on shift and off."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from gongdao.people.actions.record import NotPermitted, Unfit, forget_copies, must_be_office, record
from gongdao.people.models import Account, Department, Region, Shift, Staff, StaffRole
from gongdao.rulebook.actor import ROLES, Actor

# Who administers or audits the house does not judge in it.
_APART: Final = (
    (frozenset({"administrator", "auditor"}), frozenset({"adjudicator", "appeal_reviewer", "finance"})),
    (frozenset({"administrator"}), frozenset({"auditor"})),
)


@transaction.atomic
def create_staff(
    *,
    actor: Actor,
    now: datetime,
    number: str,
    name: str,
    account: Account | None = None,
    roles: Collection[str] = (),
    regions: Collection[str] = (),
    departments: Collection[str] = (),
    skills: Collection[str] = (),
    capacity: int = 20,
) -> Staff:
    """Take on a member of staff. By an administrator. Raises `Unfit` as `set_roles` and `set_field` do."""
    must_be_office(actor)
    if not number.strip() or not name.strip():
        raise Unfit("name" if number.strip() else "number", "missing")
    try:
        with transaction.atomic():
            staff = Staff.objects.create(number=number.strip(), name=name.strip(), account=account)
    except IntegrityError as error:
        raise Unfit("account" if "account" in str(error) else "number", "taken") from error
    record(actor=actor, now=now, action="create_staff", about=f"staff:{staff.pk}", number=number, name=name)
    set_roles(actor=actor, now=now, staff_id=staff.pk, roles=roles)
    set_field(
        actor=actor,
        now=now,
        staff_id=staff.pk,
        regions=regions,
        departments=departments,
        skills=skills,
        capacity=capacity,
    )
    staff.refresh_from_db()
    return staff


@transaction.atomic
def set_roles(*, actor: Actor, now: datetime, staff_id: int, roles: Collection[str]) -> None:
    """Make these the roles held; those no longer named end now.

    By an administrator, never for oneself. Raises `Unfit` for an unknown role, and for roles that exclude
    each other: who administers or audits does not judge.
    """
    must_be_office(actor)
    if actor.acts_for(f"staff:{staff_id}"):
        raise NotPermitted("conflict_of_interest")
    wanted = set(roles)
    if not wanted <= set(ROLES):
        raise Unfit("roles", "unknown_choice")
    if any(wanted & left and wanted & right for left, right in _APART):
        raise Unfit("roles", "exclude_each_other")
    Staff.objects.select_for_update().get(pk=staff_id)
    standing = StaffRole.objects.filter(staff_id=staff_id, revoked_at=None)
    before = set(standing.values_list("role", flat=True))
    if wanted == before:
        return
    standing.filter(role__in=before - wanted).update(revoked_at=now)
    StaffRole.objects.bulk_create(
        StaffRole(staff_id=staff_id, role=role, granted_at=now) for role in sorted(wanted - before)
    )
    record(
        actor=actor,
        now=now,
        action="set_roles",
        about=f"staff:{staff_id}",
        roles=sorted(wanted),
        before=sorted(before),
    )


@transaction.atomic
def set_field(
    *,
    actor: Actor,
    now: datetime,
    staff_id: int,
    regions: Collection[str],
    departments: Collection[str],
    skills: Collection[str],
    capacity: int,
) -> None:
    """Set regions, departments (codes), skills and how many open cases one can carry (0: none).

    By an administrator, or by a supervisor for others. Raises `Unfit` for unknown codes.
    """
    if not actor.has("supervisor") or actor.acts_for(f"staff:{staff_id}"):
        must_be_office(actor)
    _must_exist("regions", Region.objects.filter(pk__in=regions).count(), regions)
    _must_exist("departments", Department.objects.filter(pk__in=departments).count(), departments)
    if not 0 <= capacity <= 10_000:
        raise Unfit("capacity", "bad_value")
    staff = Staff.objects.select_for_update().get(pk=staff_id)
    staff.regions.set(Region.objects.filter(pk__in=regions))
    staff.departments.set(Department.objects.filter(pk__in=departments))
    Staff.objects.filter(pk=staff_id).update(skills=sorted(set(skills)), capacity=capacity)
    field: dict[str, Any] = {"regions": sorted(regions), "departments": sorted(departments)}
    field |= {"skills": sorted(set(skills)), "capacity": capacity}
    record(actor=actor, now=now, action="set_field", about=f"staff:{staff_id}", **field)


@transaction.atomic
def start_shift(*, actor: Actor, now: datetime, staff_id: int) -> Shift:
    """Begin a shift: from now on the person is preferred in assignment.

    By oneself, a supervisor or an administrator. Begun already: that shift is returned.
    """
    _own_shift_or_lead(actor, staff_id)
    Staff.objects.select_for_update().get(pk=staff_id)
    shift, _ = Shift.objects.get_or_create(staff_id=staff_id, ended_at=None, defaults={"started_at": now})
    Staff.objects.filter(pk=staff_id).update(on_shift=True)
    forget_copies()
    return shift


@transaction.atomic
def end_shift(
    *, actor: Actor, now: datetime, staff_id: int, note: str = "", handed_to: str = "", cases: int = 0
) -> Shift:
    """End the shift (TRI-9), with what was handed over to whom; each case records its own handover.

    Someone who never began one ends a shift of no length, so that the note is kept.
    """
    _own_shift_or_lead(actor, staff_id)
    Staff.objects.select_for_update().get(pk=staff_id)
    shift, _ = Shift.objects.get_or_create(staff_id=staff_id, ended_at=None, defaults={"started_at": now})
    shift.ended_at, shift.note, shift.handed_to, shift.cases = now, note, handed_to, cases
    shift.save(update_fields=["ended_at", "note", "handed_to", "cases"])
    Staff.objects.filter(pk=staff_id).update(on_shift=False)
    forget_copies()
    return shift


def _own_shift_or_lead(actor: Actor, staff_id: int) -> None:
    if not actor.acts_for(f"staff:{staff_id}") and not actor.has("supervisor"):
        must_be_office(actor)


def _must_exist(field: str, found: int, codes: Collection[str]) -> None:
    if found != len(set(codes)):
        raise Unfit(field, "unknown_choice")
