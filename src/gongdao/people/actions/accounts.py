"""Accounts: made, verified, given passwords, closed."""

import unicodedata
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from gongdao.people.actions.record import NotPermitted, Unfit, must_be_office, record
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.people.models import Account, Staff, Token
from gongdao.rulebook.actor import Actor

_LONGEST_NAME = 100


def create_account(
    *,
    actor: Actor,
    now: datetime,
    username: str,
    display_name: str,
    password: str | None = None,
    email: str = "",
    phone: str = "",
    language: str = "zh-hans",
) -> Account:
    """Make an account that can sign in, with a password or, with None, not until one is set.

    By an administrator. Raises `Unfit` for a name or e-mail that is taken or unusable.
    """
    must_be_office(actor)
    account = Account(
        username=_username(username),
        display_name=_display_name(display_name),
        email=_email(email),
        phone=phone,
        phone_key=normalise_phone(phone),
        language=language,
        created_at=now,
    )
    _give_password(account, password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
            record(actor=actor, now=now, action="create_account", about=f"account:{account.pk}")
    except IntegrityError as error:
        raise _taken(error) from error
    return account


@transaction.atomic
def deactivate_account(*, actor: Actor, now: datetime, account_id: int, reason: str) -> None:
    """Close an account: no sign-in, its tokens end, its staff member gets no more cases.

    By an administrator, not the own account. Nothing is removed: what was done stays on record. Closing
    twice is no harm.
    """
    must_be_office(actor)
    if actor.acts_for(f"account:{account_id}"):
        raise NotPermitted("conflict_of_interest")
    account = Account.objects.select_for_update().get(pk=account_id)
    if not account.is_active:
        return
    Account.objects.filter(pk=account_id).update(is_active=False, deactivated_at=now)
    Token.objects.filter(account_id=account_id, revoked_at=None).update(revoked_at=now)
    Staff.objects.filter(account_id=account_id).update(is_active=False, on_shift=False)
    record(actor=actor, now=now, action="deactivate_account", about=f"account:{account_id}", reason=reason)


@transaction.atomic
def set_password(*, actor: Actor, now: datetime, account_id: int, password: str) -> None:
    """Give an account a new password; its sessions end. By an administrator."""
    must_be_office(actor)
    account = Account.objects.select_for_update().get(pk=account_id)
    _give_password(account, password)
    Account.objects.filter(pk=account_id).update(password=account.password)
    record(actor=actor, now=now, action="set_password", about=f"account:{account_id}")


@transaction.atomic
def verify_identity(*, actor: Actor, now: datetime, account_id: int, how: str) -> None:
    """Put on record that the identity papers match the account (INT-7). `how` says what was compared.

    By an administrator or a supervisor, never for the own account.
    """
    if not actor.has("supervisor"):
        must_be_office(actor)
    if actor.acts_for(f"account:{account_id}"):
        raise NotPermitted("conflict_of_interest")
    if not how.strip():
        raise Unfit("how", "reason_needed")
    account = Account.objects.select_for_update().get(pk=account_id)
    Account.objects.filter(pk=account.pk).update(verified_at=now, verified_how=how[:200])
    record(actor=actor, now=now, action="verify_identity", about=f"account:{account_id}", how=how)


def _username(text: str) -> str:
    name = unicodedata.normalize("NFKC", text).strip().lower()
    if not name:
        raise Unfit("username", "missing")
    if len(name) > 150 or not all(char.isprintable() and not char.isspace() for char in name):
        raise Unfit("username", "bad_value")
    return name


def _display_name(text: str) -> str:
    name = text.strip()
    if not name:
        raise Unfit("display_name", "missing")
    if len(name) > _LONGEST_NAME or not name.isprintable():
        raise Unfit("display_name", "bad_value")
    return name


def _email(text: str) -> str:
    address = normalise_email(text)
    if text.strip() and not address:
        raise Unfit("email", "bad_value")
    return address


def _give_password(account: Account, password: str | None) -> None:
    if password is not None:
        try:
            validate_password(password, account)
        except ValidationError as error:
            raise Unfit("password", "too_weak") from error
    account.set_password(password)


def _taken(error: IntegrityError) -> Unfit:
    """Which value the database refused, by the name of the constraint."""
    constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
    if "language" in constraint:
        return Unfit("language", "bad_value")
    return Unfit("email" if "email" in constraint else "username", "taken")
