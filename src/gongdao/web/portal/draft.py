"""A complaint while it is written: kept in the visitor's session, as it was typed, until it is filed."""

from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Final

import msgspec
from django.http import HttpRequest

STEPS: Final = ("story", "topic", "photos", "contact", "review")
FORGOTTEN_AFTER: Final = timedelta(hours=12)
MOST_PHOTOS: Final = 6
_KEY: Final = "complaint"


class Photo(msgspec.Struct):
    """A photo that lies in the store of evidence, not yet in any case."""

    sha256: str
    name: str
    media_type: str
    size_bytes: int
    kind: str = "goods_photo"
    caption: str = ""


class Draft(msgspec.Struct):
    """`secret`: stands for this one complaint, however often it is sent. `typed`: by step and field."""

    secret: str
    begun_at: datetime
    typed: dict[str, dict[str, list[str]]] = {}
    photos: list[Photo] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written yet."""
        return not self.photos and not any(
            any(values) for step in self.typed.values() for values in step.values()
        )


def draft_of(request: HttpRequest, now: datetime) -> Draft:
    """The draft of this visitor, or a new one; one that lay too long is forgotten."""
    kept: Any = request.session.get(_KEY)
    if kept is not None:
        try:
            draft = msgspec.convert(kept, Draft)
        except msgspec.ValidationError:  # written by an older version of the program
            draft = None
        if draft is not None and now - draft.begun_at < FORGOTTEN_AFTER:
            return draft
    return Draft(secret=token_urlsafe(24), begun_at=now)


def is_begun(request: HttpRequest) -> bool:
    """Whether this visitor is writing a complaint."""
    return _KEY in request.session


def keep(request: HttpRequest, draft: Draft) -> None:
    """Keep a draft for the next page."""
    request.session[_KEY] = msgspec.to_builtins(draft)


def forget(request: HttpRequest) -> None:
    """Let go of the draft: it was filed, or is to begin anew."""
    request.session.pop(_KEY, None)
