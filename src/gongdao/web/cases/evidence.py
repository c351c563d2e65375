"""Files of a case: handed in by a form, and given out by permission."""

from datetime import datetime
from typing import Any, Final, cast
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import case_for
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.store import Unfit, open_bytes
from gongdao.people.permissions import facts_of, sees_as_staff
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.state import Submitted
from gongdao.rulebook.terms import Exhibit
from gongdao.web.cases.forms import FILES, CommandForm
from gongdao.web.shell.access import signed_in

# Shown in the browser itself; everything else is offered for download.
INLINE: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_LONGEST_NAME: Final = 200

__all__ = ["Unfit", "download", "exhibit_response", "handed_in", "may_open"]


def handed_in(form: CommandForm, actor: Actor, now: datetime) -> dict[str, Any]:
    """Store the files of a form and return what they add to its command. Raises Unfit."""
    data = form.cleaned_data
    if form.asked.command == "submit_exhibit":
        return {"exhibit": kept(data["file"], data["kind"], data["explanation"], actor, now)}
    if form.asked.command == "file_appeal":
        files = [
            kept(data[f"file{n}"], data[f"kind{n}"], data[f"explanation{n}"], actor, now)
            for n in range(1, FILES + 1)
            if data.get(f"file{n}")
        ]
        return {"new_exhibits": tuple(files)}
    if form.asked.command == "attach_order":
        return {"order": form.order()}
    if form.asked.command == "order_remedy":
        return {"terms": data["terms"][0]} if data["terms"] else {}
    return {}


def kept(file: "UploadedFile[bytes]", kind: str, explanation: str, actor: Actor, now: datetime) -> Exhibit:
    """Store one uploaded file and return it as an exhibit. Raises Unfit."""
    stored = exhibits.receive(file.chunks(), actor=actor.ref, now=now)
    return Exhibit(
        sha256=stored.sha256, kind=kind or "other", explanation=explanation,
        name=(file.name or "")[:_LONGEST_NAME], media_type=stored.media_type, size_bytes=stored.size_bytes,
    )  # fmt: skip


def may_open(actor: Actor, case: Any, item: Submitted) -> bool:
    """Whether somebody may open an exhibit: staff of the case, and whoever handed it in."""
    return sees_as_staff(actor, case) or actor.acts_for(item.by)


@require_safe
@signed_in
def download(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:  # noqa: ARG001  # views take one
    """Give out the original bytes of an exhibit; who took them is on record."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    item = stored.state.exhibits.get(key)
    if item is None or not may_open(actor, facts_of(stored.state), item):
        raise Http404
    response = exhibit_response(item.exhibit)
    exhibits.note(
        sha256=item.exhibit.sha256, act="read", actor=actor.ref, at=timezone.now(), case_id=stored.case_id
    )
    return response


def exhibit_response(exhibit: Exhibit) -> HttpResponse:
    """The bytes with headers under which no browser runs anything of them. Raises Http404."""
    try:
        file = open_bytes(exhibit.sha256)
    except FileNotFoundError:
        raise Http404 from None
    inline = exhibit.media_type in INLINE
    response = cast(
        "HttpResponse",
        FileResponse(file, content_type=exhibit.media_type if inline else "application/octet-stream"),
    )
    how = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = (
        f"{how}; filename*=UTF-8''{quote(exhibit.name or exhibit.sha256[:12])}"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"  # every reading is on record
    return response
