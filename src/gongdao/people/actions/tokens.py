"""API tokens: made, used, revoked. The token itself is shown once; only its digest is kept."""

import secrets
from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.db import transaction

from gongdao.people.actions.record import Unfit, forget_copies, must_be_office_or, record
from gongdao.people.models import Account, Token
from gongdao.people.queries import digest_of
from gongdao.rulebook.actor import Actor

# What a token may be used for. Roles decide on top of it: a token never allows more than its account.
SCOPES: Final = (
    "cases:read", "cases:file", "cases:act", "evidence:read", "evidence:write", "messages:read",
    "messages:write", "policies:read", "policies:write", "people:read", "people:write", "reports:read",
)  # fmt: skip
_MARK: Final = "gd_"
_SHOWN: Final = 8


@transaction.atomic
def create_token(
    *,
    actor: Actor,
    now: datetime,
    account_id: int,
    name: str,
    scopes: Collection[str],
    expires_at: datetime | None = None,
) -> tuple[Token, str]:
    """Make a token for the own account, or as administrator for another; return it with its text.

    The text cannot be had again. Raises `Unfit` for no name, no or unknown scopes, or an end in the past.
    """
    must_be_office_or(actor, f"account:{account_id}")
    if not name.strip():
        raise Unfit("name", "missing")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise Unfit("scopes", "unknown_choice" if scopes else "missing")
    if expires_at is not None and expires_at <= now:
        raise Unfit("expires_at", "bad_value")
    account = Account.objects.get(pk=account_id, is_active=True)
    raw = _MARK + secrets.token_urlsafe(32)
    token = Token.objects.create(
        account=account,
        name=name.strip()[:100],
        prefix=raw[: len(_MARK) + _SHOWN],
        digest=digest_of(raw),
        scopes=sorted(set(scopes)),
        created_at=now,
        expires_at=expires_at,
    )
    record(
        actor=actor, now=now, action="create_token", about=f"account:{account_id}", token=token.pk,
        scopes=token.scopes,
    )  # fmt: skip
    return token, raw


@transaction.atomic
def revoke_token(*, actor: Actor, now: datetime, token_id: int) -> None:
    """End a token: the own, or as administrator any. Other processes refuse it two seconds later at most."""
    token = Token.objects.select_for_update().get(pk=token_id)
    must_be_office_or(actor, f"account:{token.account_id}")
    if token.revoked_at is not None:
        return
    Token.objects.filter(pk=token_id).update(revoked_at=now)
    record(actor=actor, now=now, action="revoke_token", about=f"account:{token.account_id}", token=token_id)


def note_token_used(*, token_id: int, now: datetime) -> None:
    """Note the day of use. To be called when `Bearer.last_used_date` is not today: one write a day."""
    Token.objects.filter(pk=token_id).exclude(last_used_date=now.date()).update(last_used_date=now.date())
    forget_copies()
