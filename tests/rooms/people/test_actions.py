"""The writers: who may, what they refuse, what stays on record."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from gongdao.people import actions
from gongdao.people.actions import NotPermitted, Person, Unfit
from gongdao.people.models import Account, Change, Customer, Shift, Staff, StaffRole, Token
from gongdao.rulebook.actor import SYSTEM, Actor

pytestmark = pytest.mark.django_db

OFFICE = Actor(ref="staff:900", refs=frozenset({"staff:900"}), roles=frozenset({"administrator"}))
LEAD = Actor(ref="staff:901", refs=frozenset({"staff:901"}), roles=frozenset({"supervisor"}))
AGENT = Actor(ref="staff:902", refs=frozenset({"staff:902"}), roles=frozenset({"agent"}))
STRANGER = Actor(ref="customer:1", refs=frozenset({"customer:1"}))


def account_of(name: str, now: datetime, **more: str | None) -> Account:
    return actions.create_account(actor=SYSTEM, now=now, username=name, display_name=name, **more)


def hired(number: str, now: datetime, *roles: str, account: Account | None = None) -> Staff:
    return actions.create_staff(
        actor=SYSTEM, now=now, number=number, name=f"员工{number}", account=account, roles=roles
    )


def test_create_account_keeps_names_in_one_form(now):
    account = account_of(" Zhou ", now, email=" Zhou@Example.com ", phone="138 0000 0001", password=None)
    account.refresh_from_db()
    assert (account.username, account.email, account.phone_key) == (
        "zhou", "zhou@example.com", "+8613800000001",
    )  # fmt: skip
    assert account.created_at == now
    assert not account.has_usable_password()


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"username": "ZHOU"}, "username", "taken"),
        ({"username": " "}, "username", "missing"),
        ({"username": "a b"}, "username", "bad_value"),
        ({"username": "x" * 151}, "username", "bad_value"),
        ({"username": "nul\0"}, "username", "bad_value"),
        ({"display_name": ""}, "display_name", "missing"),
        ({"display_name": "名" * 101}, "display_name", "bad_value"),
        ({"display_name": "a\nb"}, "display_name", "bad_value"),
        ({"email": "zhou@EXAMPLE.com"}, "email", "taken"),
        ({"email": "nowhere"}, "email", "bad_value"),
        ({"language": "fr"}, "language", "bad_value"),
        ({"password": "12345"}, "password", "too_weak"),
        ({"password": "lihua-lihua"}, "password", "too_weak"),
    ],
)
def test_create_account_refuses_what_is_taken_or_unusable(now, given, field, code):
    account_of("zhou", now, email="zhou@example.com")
    with pytest.raises(Unfit) as refused:
        actions.create_account(
            actor=OFFICE, now=now, **{"username": "lihua-lihua", "display_name": "李华", **given}
        )
    assert (refused.value.field, refused.value.code) == (field, code)
    assert Account.objects.count() == 1


@pytest.mark.parametrize("actor", [LEAD, AGENT, STRANGER])
def test_office_matters_are_for_administrators(now, actor):
    account = account_of("zhou", now)
    staff = hired("A1", now, account=account)
    before = Change.objects.count()
    attempts = [
        lambda: actions.create_account(actor=actor, now=now, username="x", display_name="x"),
        lambda: actions.deactivate_account(actor=actor, now=now, account_id=account.pk, reason=""),
        lambda: actions.set_password(actor=actor, now=now, account_id=account.pk, password="Correct-Horse-9"),
        lambda: actions.create_staff(actor=actor, now=now, number="A2", name="x"),
        lambda: actions.set_roles(actor=actor, now=now, staff_id=staff.pk, roles=["administrator"]),
        lambda: actions.put_region(actor=actor, now=now, code="1", name="x"),
        lambda: actions.put_department(actor=actor, now=now, code="1", name="x"),
        lambda: actions.put_shop(actor=actor, now=now, code="1", name="x"),
        lambda: actions.put_technician(actor=actor, now=now, number="1", name="x"),
        lambda: actions.put_organisation(actor=actor, now=now, kind="carrier", code="1", name="x"),
        lambda: actions.link_customer(actor=actor, now=now, customer_id=1, account=account),
        lambda: actions.create_token(
            actor=actor, now=now, account_id=account.pk, name="x", scopes=["cases:read"]
        ),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted):
            attempt()
    assert Change.objects.count() == before


def test_deactivating_an_account_ends_tokens_and_work_and_keeps_the_rows(now):
    account = account_of("zhou", now)
    staff = hired("A1", now, "agent", account=account)
    token, _ = actions.create_token(
        actor=SYSTEM, now=now, account_id=account.pk, name="x", scopes=["cases:read"]
    )
    later = now + timedelta(days=1)
    actions.deactivate_account(actor=OFFICE, now=later, account_id=account.pk, reason="离职")
    actions.deactivate_account(actor=OFFICE, now=later + timedelta(days=1), account_id=account.pk, reason="")
    account.refresh_from_db()
    staff.refresh_from_db()
    assert (account.is_active, account.deactivated_at) == (False, later)
    assert (staff.is_active, staff.on_shift) == (False, False)
    assert Token.objects.get(pk=token.pk).revoked_at == later
    change = Change.objects.get(action="deactivate_account")
    assert (change.actor, change.about, change.body) == (
        "staff:900", f"account:{account.pk}", {"reason": "离职"},
    )  # fmt: skip


def test_nobody_decides_on_the_own_rights(now):
    account = account_of("admin", now)
    staff = hired("A1", now, "administrator", account=account)
    own = Actor(
        ref=f"staff:{staff.pk}",
        refs=frozenset({f"staff:{staff.pk}", f"account:{account.pk}"}),
        roles=frozenset({"administrator", "supervisor"}),
    )
    attempts = [
        lambda: actions.set_roles(actor=own, now=now, staff_id=staff.pk, roles=["adjudicator"]),
        lambda: actions.deactivate_account(actor=own, now=now, account_id=account.pk, reason=""),
        lambda: actions.verify_identity(actor=own, now=now, account_id=account.pk, how="身份证"),
    ]
    for attempt in attempts:
        with pytest.raises(NotPermitted) as refused:
            attempt()
        assert refused.value.code == "conflict_of_interest"


def test_set_roles_ends_the_old_and_keeps_them_on_record(now):
    staff = hired("A1", now, "agent", "supervisor")
    later = now + timedelta(days=30)
    actions.set_roles(actor=OFFICE, now=later, staff_id=staff.pk, roles=["agent", "finance"])
    actions.set_roles(actor=OFFICE, now=later, staff_id=staff.pk, roles=["finance", "agent"])
    rows = (
        StaffRole.objects.filter(staff=staff).order_by("role").values_list("role", "granted_at", "revoked_at")
    )
    assert list(rows) == [("agent", now, None), ("finance", later, None), ("supervisor", now, later)]
    assert Change.objects.filter(action="set_roles", about=f"staff:{staff.pk}").count() == 2


@pytest.mark.parametrize(
    ("roles", "code"),
    [
        (["king"], "unknown_choice"),
        (["administrator", "adjudicator"], "exclude_each_other"),
        (["auditor", "appeal_reviewer"], "exclude_each_other"),
        (["administrator", "auditor"], "exclude_each_other"),
    ],
)
def test_set_roles_refuses_unknown_roles_and_judging_administrators(now, roles, code):
    staff = hired("A1", now, "agent")
    with pytest.raises(Unfit) as refused:
        actions.set_roles(actor=OFFICE, now=now, staff_id=staff.pk, roles=roles)
    assert refused.value.code == code
    assert list(staff.roles.values_list("role", "revoked_at")) == [("agent", None)]


def test_set_field_takes_known_codes_only(now):
    actions.put_department(actor=SYSTEM, now=now, code="service", name="客服部")
    staff = hired("A1", now)
    common = {"now": now, "staff_id": staff.pk, "skills": ["b", "a", "a"], "regions": [], "capacity": 7}
    actions.set_field(actor=LEAD, departments=["service"], **common)
    staff.refresh_from_db()
    assert (staff.skills, staff.capacity) == (["a", "b"], 7)
    assert list(staff.departments.values_list("code", flat=True)) == ["service"]
    for change, field in (({"departments": ["none"]}, "departments"), ({"capacity": -1}, "capacity")):
        with pytest.raises(Unfit) as refused:
            actions.set_field(actor=LEAD, **{"departments": [], **common, **change})
        assert refused.value.field == field
    with pytest.raises(NotPermitted):
        actions.set_field(actor=AGENT, departments=[], **common)


def test_staff_number_and_account_are_taken_once(now):
    account = account_of("zhou", now)
    hired("A1", now, account=account)
    for number, field in (("A1", "number"), ("A2", "account")):
        with pytest.raises(Unfit) as refused:
            hired(number, now, account=account)
        assert (refused.value.field, refused.value.code) == (field, "taken")


@pytest.mark.rule("TRI-9")
def test_shift_is_begun_once_and_ended_with_what_was_handed_over(now):
    staff, other = hired("A1", now), hired("A2", now)
    own = Actor(ref=f"staff:{staff.pk}", refs=frozenset({f"staff:{staff.pk}"}), roles=frozenset({"agent"}))
    shift = actions.start_shift(actor=own, now=now, staff_id=staff.pk)
    assert actions.start_shift(actor=own, now=now + timedelta(hours=1), staff_id=staff.pk) == shift
    ended = actions.end_shift(
        actor=own, now=now + timedelta(hours=8), staff_id=staff.pk, note="两件待回访",
        handed_to=f"staff:{other.pk}", cases=2,
    )  # fmt: skip
    assert (ended.pk, ended.started_at, ended.cases) == (shift.pk, now, 2)
    staff.refresh_from_db()
    assert not staff.on_shift
    actions.start_shift(actor=LEAD, now=now + timedelta(hours=9), staff_id=staff.pk)
    staff.refresh_from_db()
    assert staff.on_shift
    assert Shift.objects.filter(staff=staff).count() == 2
    with pytest.raises(NotPermitted):
        actions.start_shift(actor=own, now=now, staff_id=other.pk)


def test_end_shift_without_a_beginning_keeps_the_note(now):
    staff = hired("A1", now)
    ended = actions.end_shift(actor=LEAD, now=now, staff_id=staff.pk, note="交接")
    assert (ended.started_at, ended.ended_at, ended.note) == (now, now, "交接")


@pytest.mark.rule("INT-7")
def test_identity_is_verified_by_another_who_says_how(now):
    account = account_of("zhou", now)
    actions.verify_identity(actor=LEAD, now=now, account_id=account.pk, how="身份证姓名与账号一致")
    account.refresh_from_db()
    assert (account.verified_at, account.verified_how) == (now, "身份证姓名与账号一致")
    with pytest.raises(Unfit):
        actions.verify_identity(actor=LEAD, now=now, account_id=account.pk, how=" ")
    with pytest.raises(NotPermitted):
        actions.verify_identity(actor=AGENT, now=now, account_id=account.pk, how="身份证")


def test_token_is_shown_once_and_only_its_digest_kept(now):
    account = account_of("zhou", now)
    own = Actor(ref="staff:1", refs=frozenset({f"account:{account.pk}"}))
    token, raw = actions.create_token(
        actor=own, now=now, account_id=account.pk, name=" 导入 ", scopes=["cases:read", "cases:file"]
    )
    assert raw.startswith(token.prefix)
    assert len(raw) > 40
    assert (token.name, token.scopes) == ("导入", ["cases:file", "cases:read"])
    kept = Token.objects.filter(pk=token.pk).values().get()
    assert raw not in str(kept)
    assert raw not in str(list(Change.objects.values_list("body", flat=True)))
    actions.revoke_token(actor=own, now=now, token_id=token.pk)
    actions.revoke_token(actor=own, now=now + timedelta(days=1), token_id=token.pk)
    assert Token.objects.get(pk=token.pk).revoked_at == now
    with pytest.raises(NotPermitted):
        actions.revoke_token(actor=STRANGER, now=now, token_id=token.pk)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"expires_at": datetime.fromisoformat("2024-05-06T02:00:00+00:00")}, "expires_at"),
    ],
)
def test_create_token_refuses_unknown_scopes_and_ends_in_the_past(now, given, field):
    account = account_of("zhou", now)
    with pytest.raises(Unfit) as refused:
        actions.create_token(
            actor=SYSTEM,
            now=now,
            account_id=account.pk,
            **{"name": "x", "scopes": ["cases:read"], **given},
        )
    assert refused.value.field == field


def test_note_token_used_writes_once_a_day(now):
    account = account_of("zhou", now)
    token, _ = actions.create_token(
        actor=SYSTEM, now=now, account_id=account.pk, name="x", scopes=["cases:read"]
    )
    actions.note_token_used(token_id=token.pk, now=now)
    actions.note_token_used(token_id=token.pk, now=now + timedelta(days=1))
    token.refresh_from_db()
    assert token.last_used_date == (now + timedelta(days=1)).date()


def test_region_cannot_lie_within_itself(now):
    actions.put_region(actor=SYSTEM, now=now, code="330000", name="浙江")
    actions.put_region(actor=SYSTEM, now=now, code="330100", name="杭州", parent="330000")
    for code, parent in (("330000", "330100"), ("330000", "330000"), ("1", "none")):
        with pytest.raises(Unfit):
            actions.put_region(actor=SYSTEM, now=now, code=code, name="x", parent=parent)


def test_register_writes_only_what_changes(now):
    for _ in range(2):
        actions.put_region(actor=SYSTEM, now=now, code="330100", name="杭州")
        actions.put_department(actor=SYSTEM, now=now, code="service", name="客服部")
        actions.put_shop(actor=SYSTEM, now=now, code="S1", name="一号店", region="330100")
        actions.put_technician(actor=SYSTEM, now=now, number="T1", name="王师傅", region="330100")
        actions.put_organisation(actor=SYSTEM, now=now, kind="carrier", code="yunda", name="韵达")
    assert Change.objects.count() == 5
    technician = actions.put_technician(actor=SYSTEM, now=now, number="T1", name="王建国", city="杭州")
    technician.refresh_from_db()
    assert (technician.name, technician.region_id, technician.city) == ("王建国", None, "杭州")
    assert Change.objects.filter(about=f"technician:{technician.pk}").count() == 2


def test_organisation_kinds_are_closed(now):
    with pytest.raises(Unfit):
        actions.put_organisation(actor=SYSTEM, now=now, kind="staff", code="1", name="x")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE people_change SET actor = 'x'", "DELETE FROM people_change", "TRUNCATE people_change"],
)
def test_record_of_changes_refuses_to_be_altered(now, statement):
    account_of("zhou", now)
    with pytest.raises(DatabaseError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Change.objects.count() == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_account SET username = 'Zhou'",
        "UPDATE people_account SET email = 'A@B.C'",
        "UPDATE people_account SET language = 'fr'",
        "UPDATE people_staffrole SET role = 'king'",
        """INSERT INTO people_staffrole (staff_id, role, granted_at)
           SELECT staff_id, role, now() FROM people_staffrole""",
        """INSERT INTO people_shift (staff_id, started_at, note, handed_to, cases)
           SELECT id, now(), '', '', 0 FROM people_staff, generate_series(1, 2)""",
        "UPDATE people_customer SET level = 'king'",
        "UPDATE people_customer SET phone_key = '1'",
    ],
)
def test_database_keeps_what_the_models_promise(now, statement):
    hired("A1", now, "agent", account=account_of("zhou", now))
    for name in ("王", "李"):
        actions.find_or_create_customer(now=now, person=Person(name=name))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Customer.objects.filter(phone_key="").count() == 2
