"""Photos of a complaint that is being written: taken in, described, given back to whoever took them in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.content import LOOKED_AT, media_type
from gongdao.exhibits.store import Unfit
from gongdao.letters.wording import say
from gongdao.rulebook.terms import Exhibit
from gongdao.web.party.uploading import readable, readable_name
from gongdao.web.portal.draft import MOST_PHOTOS, Draft, Photo

MOST_BYTES: Final = 15 * 1024 * 1024
KINDS: Final = ("goods_photo", "chat", "waybill", "transaction", "other")
VISITOR: Final = "visitor"  # who hands in a photo before there is a case and a party
_LONGEST_NAME: Final = 120
_LONGEST_CAPTION: Final = 300


def add(draft: Draft, files: "Iterable[UploadedFile[Any]]", *, language: str, now: datetime) -> list[str]:
    """Take in photos as far as there is room; return a sentence for each that was not taken."""
    problems = []
    for file in files:
        name = readable_name(file)[:_LONGEST_NAME]
        if len(draft.photos) >= MOST_PHOTOS:
            problems.append(say("portal.photo.too_many", language, most=MOST_PHOTOS))
            break
        try:
            photo = _received(file, name, now)
        except Unfit as unfit:
            megabytes = MOST_BYTES // 1024 // 1024
            problems.append(say(f"portal.photo.{unfit.code}", language, name=name, most=megabytes))
        else:
            if photo.sha256 not in {item.sha256 for item in draft.photos}:
                draft.photos.append(photo)
    return problems


def describe(draft: Draft, post: QueryDict) -> None:
    """Take over what was said about each photo."""
    for n, photo in enumerate(draft.photos):
        kind = post.get(f"kind_{n}", photo.kind)
        photo.kind = kind if kind in KINDS else photo.kind
        caption = post.get(f"caption_{n}", photo.caption)
        photo.caption = readable(caption)[:_LONGEST_CAPTION].strip()


def remove(draft: Draft, digest: str) -> None:
    """Leave a photo out. Its bytes stay in the store, in no case."""
    draft.photos = [photo for photo in draft.photos if photo.sha256 != digest]


def find(draft: Draft, digest: str) -> Exhibit | None:
    """A photo of this draft, as evidence is given out."""
    photo = next((item for item in draft.photos if item.sha256 == digest), None)
    if photo is None:
        return None
    return Exhibit(photo.sha256, photo.kind, name=photo.name, media_type=photo.media_type)


def _received(file: "UploadedFile[Any]", name: str, now: datetime) -> Photo:
    head = file.read(LOOKED_AT)
    file.seek(0)
    if head and not media_type(head).startswith("image/"):
        raise Unfit("unknown_type")
    kept = exhibits.receive(file.chunks(), actor=VISITOR, now=now, most_bytes=MOST_BYTES)
    return Photo(kept.sha256, name, kept.media_type, kept.size_bytes)
