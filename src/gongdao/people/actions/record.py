"""What every action of this room does beside its own change: check who acts, write it down, forget copies."""

from datetime import datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.db import transaction

from gongdao.people import directory, queries
from gongdao.people.models import Change
from gongdao.rulebook.actor import Actor

_OFFICE: Final = "administrator"


class NotPermitted(PermissionDenied):
    """The actor may not do this to people; `code` is one of rulebook.refusal."""

    def __init__(self, code: str = "not_permitted") -> None:
        super().__init__(code)
        self.code = code


class Unfit(ValueError):
    """A value cannot be taken; nothing changed. `code` says why, `field` which one."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


def must_be_office(actor: Actor) -> None:
    """Raise NotPermitted unless the actor administers people, or is the program itself."""
    if not actor.has(_OFFICE) and actor.ref != "system":
        raise NotPermitted


def must_be_office_or(actor: Actor, ref: str) -> None:
    """Raise NotPermitted unless the actor administers people or acts for `ref`."""
    if not actor.acts_for(ref):
        must_be_office(actor)


def record(*, actor: Actor, now: datetime, action: str, about: str, **body: Any) -> None:
    """Write down a change beside it, in its transaction, and let go of copies kept in this process."""
    Change.objects.create(at=now, actor=actor.ref, action=action, about=about, body=body)
    forget_copies()


def forget_copies() -> None:
    """Let go of what this process keeps of people, now and again once the change is visible to all."""
    _forget()
    transaction.on_commit(_forget)


def _forget() -> None:
    queries.forget()
    directory.forget()
