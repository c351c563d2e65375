"""Photos of a complaint that is being written: taken in, described, given back to whoever took them in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.actions import VISITOR
from gongdao.exhibits.content import LOOKED_AT, media_type
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.store import Unfit, ceiling_bytes
from gongdao.letters.wording import say
from gongdao.rulebook.files import largest_mb
from gongdao.rulebook.policy import FileRule
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.terms import Exhibit
from gongdao.web.party.uploading import readable, readable_name
from gongdao.web.portal.draft import MOST_PHOTOS, Draft, Photo
from gongdao.web.shell.files import need_taken_files, told
from gongdao.web.shell.parts import InParts

KINDS: Final = ("goods_photo", "chat", "waybill", "transaction", "other")
_LONGEST_NAME: Final = 120
_LONGEST_CAPTION: Final = 300


def add(
    draft: Draft,
    files: "Iterable[UploadedFile[Any]]",
    rule: FileRule | None,
    *,
    language: str,
    now: datetime,
    origin: Origin,
) -> list[str]:
    """Take in photos as far as there is room and the policy takes them; a sentence for each that was not."""
    problems, most = [], most_of(rule)
    for file in files:
        name = readable_name(file)[:_LONGEST_NAME]
        if len(draft.photos) >= most:
            problems.append(say("portal.photo.too_many", language, most=most))
            break
        try:
            need_taken_files(rule, [file])
            photo = _received(file, name, now, origin)
        except Unfit as unfit:
            largest = largest_mb(rule, ceiling_bytes())
            problems.append(say(f"portal.photo.{unfit.code}", language, name=name, most=largest))
        except Refused as refused:
            problems.append(told(refused.refusal, language))
        else:
            if photo.sha256 not in {item.sha256 for item in draft.photos}:
                draft.photos.append(photo)
    return problems


def most_of(rule: FileRule | None) -> int:
    """How many photos a complaint begins with; more can follow once it is a case."""
    return min(rule.at_once, MOST_PHOTOS) if rule else MOST_PHOTOS


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


def _received(file: "UploadedFile[Any]", name: str, now: datetime, origin: Origin) -> Photo:
    head = file.read(LOOKED_AT)
    file.seek(0)
    if head and not media_type(head).startswith("image/"):
        raise Unfit("unknown_type")
    kept = exhibits.receive(file.chunks(), actor=VISITOR, now=now, origin=origin)
    if isinstance(file, InParts):
        file.became = kept.sha256
    return Photo(kept.sha256, name, kept.media_type, kept.size_bytes)
