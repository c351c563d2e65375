"""Files of a case: handed in by a form, and given out by permission."""

from datetime import datetime
from typing import Any, BinaryIO, Final, cast
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gongdao.casework.giving import copy_for, is_recording, may_take, original_for
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import Stored, case_for
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.origin import Origin, origin_of
from gongdao.exhibits.readings import readings
from gongdao.exhibits.store import Unfit, Unsealable, open_bytes
from gongdao.exhibits.viewing.copies import NoCopy
from gongdao.lib.ids import case_number
from gongdao.lib.inert import INERT
from gongdao.lib.numbers import INTEGER, whole
from gongdao.people.permissions import facts_of, may_open_exhibit
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.state import Submitted
from gongdao.rulebook.terms import Exhibit
from gongdao.web.cases.forms import FILES, WITH_NEW_EXHIBITS, CommandForm
from gongdao.web.cases.not_given import NOT_GIVEN, not_given
from gongdao.web.cases.playing import played
from gongdao.web.shell.access import signed_in
from gongdao.web.shell.errors import error_page
from gongdao.web.shell.files import need_taken_files
from gongdao.web.shell.parts import InParts

# Shown in the browser itself; everything else is offered for download.
INLINE: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})

_LONGEST_NAME: Final = 200
_MOST_LEAVES: Final = 100  # pages of a document that one page shows
# No browser runs anything of what it is given; every look is on record, so none is kept.
__all__ = [
    "Unfit",
    "drawn_response",
    "exhibit_response",
    "handed_in",
    "leafed",
    "may_open",
    "original",
    "pages",
    "play",
    "show",
    "shown",
    "taken",
]


def handed_in(form: CommandForm, actor: Actor, now: datetime, origin: Origin) -> list[dict[str, Any]]:
    """Store the files of a form and return what they add to its command.

    One command for each exhibit handed in and each remedy ordered. Raises Unfit, and Refused for what the
    policy does not take.
    """
    data = form.cleaned_data
    if form.asked.command == "submit_exhibit":
        need_taken_files(form.offered.policy.files, data["file"], data["kind"])
        said = data["kind"], data["explanation"]
        return [{"exhibit": kept(file, *said, actor, now, origin)} for file in data["file"]]
    if form.asked.command == "order_remedy":
        return [{"terms": terms} for terms in data["terms"]] or [{}]
    return [_beside(form, actor, now, origin)]


def _beside(form: CommandForm, actor: Actor, now: datetime, origin: Origin) -> dict[str, Any]:
    """What comes beside the plain fields of a form."""
    data = form.cleaned_data
    if form.asked.command in WITH_NEW_EXHIBITS:
        given = [data[f"file{n}"] for n in range(1, FILES + 1) if data.get(f"file{n}")]
        need_taken_files(form.offered.policy.files, given)
        files = [
            kept(data[f"file{n}"], data[f"kind{n}"], data[f"explanation{n}"], actor, now, origin)
            for n in range(1, FILES + 1)
            if data.get(f"file{n}")
        ]
        return {"new_exhibits": tuple(files)}
    if form.asked.command == "attach_order":
        return {"order": form.order()}
    return {}


def kept(
    file: "UploadedFile[bytes]", kind: str, explanation: str, actor: Actor, now: datetime, origin: Origin
) -> Exhibit:
    """Store one uploaded file and return it as an exhibit. Raises Unfit."""
    stored = exhibits.receive(file.chunks(), actor=actor.ref, now=now, origin=origin, kind=kind)
    if isinstance(file, InParts):
        file.became = stored.sha256
    return Exhibit(
        sha256=stored.sha256, kind=kind or "other", explanation=explanation,
        name=(file.name or "")[:_LONGEST_NAME], media_type=stored.media_type, size_bytes=stored.size_bytes,
    )  # fmt: skip


def may_open(actor: Actor, case: Any, item: Submitted) -> bool:
    """Whether somebody may open an exhibit: staff of the case, and whoever handed it in (EVI-16, INT-8)."""
    return may_open_exhibit(actor, case, item.by, item.exhibit.kind)


@require_safe
@signed_in
def show(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show an exhibit to staff of the case, as a marked copy."""
    return shown(request, "page", actor, _openable(actor, number, key), key)


@require_safe
@signed_in
def original(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Give out the original bytes of an exhibit to those who may take them."""
    return taken(request, "page", actor, _openable(actor, number, key), key)


@require_safe
@never_cache
@signed_in
def pages(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show all pages of a document to staff of the case, as marked copies."""
    stored = _openable(actor, number, key)
    where = reverse("case-exhibit", args=[number, key])
    return leafed(
        request, actor, stored, key, frame="web/base.html", back=reverse("case", args=[number]), url=where
    )


@require_safe
@never_cache
@signed_in
def play(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Play a recording to staff of the case, from the original."""
    return played(request, "page", actor, _openable(actor, number, key), key)


def _openable(actor: Actor, number: str, key: str) -> Stored:
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    item = stored.state.exhibits.get(key)
    if item is None or not may_open(actor, facts_of(stored.state), item):
        raise Http404
    return stored


def shown(request: HttpRequest, channel: str, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """A marked copy; of what cannot be drawn the original, for those who may take it. `?page=`, `?small=1`.

    Whether the actor may look at all is the caller's question. Raises Http404 where nothing can be shown.
    """
    page = whole(request.GET.get("page", "1"), most=INTEGER) or 0
    try:
        drawn = copy_for(
            actor, stored, key, now=timezone.now(), origin=origin_of(request, channel), page=page,
            small="small" in request.GET,
        )  # fmt: skip
    except Unsealable as error:
        return not_given(request, stored, key, error)
    except NoCopy as none:
        if stored.state.exhibits[key].erased_at is not None:
            return error_page(request, 404, why="erased")
        if none.code in ("missing", "no_such_page") or not may_take(actor, stored, key):
            raise Http404 from None
        return taken(request, channel, actor, stored, key)
    return drawn_response(drawn.jpeg)


def taken(request: HttpRequest, channel: str, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """The original as it came in, to those who may take it; others are told that they may not."""
    try:
        exhibit, file = original_for(
            actor, stored, key, now=timezone.now(), origin=origin_of(request, channel)
        )
    except NOT_GIVEN as error:
        return not_given(request, stored, key, error)
    return _given(exhibit, file)


def leafed(
    request: HttpRequest, actor: Actor, stored: Stored, key: str, *, frame: str, back: str, url: str
) -> HttpResponse:
    """The page with all pages of a document below each other. `url`: where a single one is."""
    exhibit = stored.state.exhibits[key].exhibit
    report = readings([exhibit.sha256]).get(exhibit.sha256)
    count = max(1, min(report.page_count if report else 1, _MOST_LEAVES))
    context = {
        "frame": frame, "back": back, "number": case_number(stored.case_id), "key": key, "exhibit": exhibit,
        "url": url, "leaves": range(1, count + 1), "more": report is not None and report.page_count > count,
        "may_take": may_take(actor, stored, key), "not_read": report is None,
        "recording": is_recording(exhibit.media_type), "erased": stored.state.exhibits[key].erased_at,
    }  # fmt: skip
    return render(request, "web/cases/leaves.html", context)


def drawn_response(jpeg: bytes) -> HttpResponse:
    """A picture that was drawn here, with the same headers as evidence itself."""
    return HttpResponse(jpeg, content_type="image/jpeg", headers=INERT)


def exhibit_response(exhibit: Exhibit) -> HttpResponse:
    """The bytes with headers under which no browser runs anything of them. Raises Http404."""
    try:
        return _given(exhibit, open_bytes(exhibit.sha256))
    except FileNotFoundError:
        raise Http404 from None


def _given(exhibit: Exhibit, file: BinaryIO) -> HttpResponse:
    inline = exhibit.media_type in INLINE
    response = cast(
        "HttpResponse",
        FileResponse(file, content_type=exhibit.media_type if inline else "application/octet-stream"),
    )
    how = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = (
        f"{how}; filename*=UTF-8''{quote(exhibit.name or exhibit.sha256[:12])}"
    )
    for name, value in INERT.items():
        response.headers[name] = value
    return response
