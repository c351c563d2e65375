"""Accounts, staff and parties: fields and constraints only. Written by `actions` alone.

Who is who in a case is a text reference (`staff:9`, `customer:12`, `carrier:yunda`): the key is the row's id,
or the code where the row has one. Instants are set by the actions, from their argument `now`.
"""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.db.models.functions import Concat, Lower

from gongdao.rulebook.actor import ROLES

LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LEVELS = ["normal", "vip"]
ORGANISATION_KINDS = ["carrier", "insurer", "supplier", "mediator", "third_party"]


def _one_of(field: str, values: list[str] | tuple[str, ...], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


class Account(AbstractBaseUser):
    """One who can sign in. What the account may do follows from its staff row and its parties."""

    username = models.CharField(max_length=150, unique=True)  # lower case
    email = models.CharField(max_length=254, blank=True, default="")  # lower case
    display_name = models.CharField(max_length=100)
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_key = models.CharField(max_length=40, blank=True, default="")  # normalised, for finding
    language = models.CharField(max_length=10, choices=LANGUAGES, default="zh-hans")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    deactivated_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)  # identity verified (INT-7)
    verified_how = models.CharField(max_length=200, blank=True, default="")

    objects = BaseUserManager["Account"]()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(username=Lower("username")), name="account_username_lower"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="account_email_lower"),
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="account_email_unique"),
            _one_of("language", [code for code, _ in LANGUAGES], "account_language"),
        ]
        indexes = [models.Index(fields=["phone_key"], condition=~Q(phone_key=""), name="account_phone")]


class Region(models.Model):
    """A place, by administrative code; one responsible for a region is so for those below it."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True, default="")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")


class Department(models.Model):
    """A department of the company (TRI-6); a party too, as `department:orders`."""

    code = models.CharField(max_length=40, primary_key=True)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True, default="")


class Staff(models.Model):
    """One who works here. Everything about who may do what hangs on this row; roles are in StaffRole."""

    number = models.CharField(max_length=40, unique=True)  # 工号
    name = models.CharField(max_length=100)
    account = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="staff"
    )
    regions = models.ManyToManyField(Region, blank=True, related_name="staff")
    departments = models.ManyToManyField(Department, blank=True, related_name="staff")
    skills = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(default=20)  # open cases one can carry; 0 takes none
    on_shift = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)


class StaffRole(models.Model):
    """A role held from one instant to another. Taking it away ends the row, it does not destroy it."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="roles")
    role = models.CharField(max_length=40)
    granted_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            _one_of("role", ROLES, "staff_role_known"),
            models.UniqueConstraint(
                fields=["staff", "role"], condition=Q(revoked_at=None), name="staff_role_held_once"
            ),
        ]


class Shift(models.Model):
    """One stretch of work (TRI-9); what is handed over is recorded in each case."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="shifts")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, default="")
    handed_to = models.CharField(max_length=80, blank=True, default="")  # ref
    cases = models.PositiveIntegerField(default=0)  # how many were handed over

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=Q(ended_at=None), name="shift_one_open_per_staff"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="shift_ends_after_start"
            ),
        ]


class Shop(models.Model):
    """A merchant's shop, as `shop:5`."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.PROTECT, related_name="shops")
    is_active = models.BooleanField(default=True)


class ShopMember(models.Model):
    """An account that acts for a shop."""

    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="members")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="shops")
    since_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "account"], condition=Q(left_at=None), name="shop_member_once"
            ),
        ]


class Technician(models.Model):
    """One who installs and repairs 师傅, as `technician:7`."""

    number = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=100)
    phone = models.CharField(max_length=40, blank=True, default="")
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="technicians"
    )
    city = models.CharField(max_length=60, blank=True, default="")
    account = models.OneToOneField(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="technician"
    )
    is_active = models.BooleanField(default=True)


class Organisation(models.Model):
    """A carrier, insurer or other outside body, as `carrier:yunda`."""

    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True, default="")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "code"], name="organisation_unique"),
            _one_of("kind", ORGANISATION_KINDS, "organisation_kind_known"),
        ]


class Customer(models.Model):
    """One who buys and complains, as `customer:12`, with the dossier facts (INT-4).

    The same phone is the same customer, or the same e-mail where there is no phone; one without either is
    never taken for another.
    """

    name = models.TextField(blank=True, default="")  # bounded where it comes in
    phone = models.CharField(max_length=40, blank=True, default="")
    phone_key = models.CharField(max_length=40, blank=True, default="")  # normalised, for finding
    email = models.CharField(max_length=254, blank=True, default="")  # lower case
    contact_key = GeneratedField(
        expression=Case(
            When(~Q(phone_key=""), then=Concat(Value("phone:"), F("phone_key"))),
            When(~Q(email=""), then=Concat(Value("mail:"), F("email"))),
            default=None,
        ),
        output_field=models.CharField(max_length=300, null=True),
        db_persist=True,
    )
    level = models.CharField(max_length=20, default="normal")
    account = models.ForeignKey(
        Account, null=True, blank=True, on_delete=models.PROTECT, related_name="customers"
    )
    created_at = models.DateTimeField()
    purchase_summary = models.TextField(blank=True, default="")
    preferences = models.TextField(blank=True, default="")
    # Added to when a case closes and taken back when that is undone.
    cases_closed = models.PositiveIntegerField(default=0)
    cases_established = models.PositiveIntegerField(default=0)
    compensated_fen = models.BigIntegerField(default=0)
    last_closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact_key"], name="customer_contact_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="customer_email_lower"),
            _one_of("level", LEVELS, "customer_level_known"),
        ]
        indexes = [models.Index(fields=["email"], condition=~Q(email=""), name="customer_email")]


class Token(models.Model):
    """Access to the API. Only the digest is kept; the token itself is shown once, when it is made."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12)  # what people may see of it
    digest = models.CharField(max_length=64, unique=True)  # sha256, hexadecimal
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_date = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class Change(models.Model):
    """Who changed what in this room, when: append-only, kept by the database (see the second migration)."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80)  # ref
    action = models.CharField(max_length=60)
    about = models.CharField(max_length=80)  # ref
    body = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["about", "id"], name="change_about")]


class QuizResult(models.Model):
    """One training quiz taken (TRN-1): append-only, and passed as the numbers say; kept by the database."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="quizzes")
    key = models.UUIDField(unique=True)  # of the form: sent twice it counts once
    policy = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    taken_at = models.DateTimeField()
    answers = ArrayField(models.BooleanField())  # in the order of the policy's statements
    right = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    pass_percent = models.PositiveSmallIntegerField()
    passed = models.BooleanField()

    class Meta:
        db_table = "people_quiz"
        indexes = [models.Index(fields=["staff", "policy", "version"], name="quiz_of_staff")]
