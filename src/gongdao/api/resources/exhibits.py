"""Evidence: bytes come in by a form and go out to those who may read the case."""

from typing import Annotated, Any, Final

import msgspec
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest
from django.http.multipartparser import MultiPartParserError
from msgspec import Meta, Struct

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.api.mistakes import mistake
from gongdao.api.outcomes import Done, done, headers_of
from gongdao.api.problems import Failure, invalid
from gongdao.api.reading import length_of, sound
from gongdao.api.routes import Routes
from gongdao.casework.actions import handle, need_permission
from gongdao.casework.store import case_for
from gongdao.exhibits import actions as contents
from gongdao.exhibits.store import MOST_BYTES, Kept, Unfit, open_bytes
from gongdao.people.permissions import facts_of, may_open_exhibit
from gongdao.rulebook.bounds import Name, Note
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.events import ExhibitSubmitted
from gongdao.rulebook.terms import Exhibit

# What the form needs around the file itself.
FORM_BYTES: Final = 64 * 1024
_LONGEST_NAME: Final = 200
# No browser runs anything of what it is given, whatever it is.
_INERT: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
_UNFIT: Final = {"empty": "empty_file", "unknown_type": "file_type"}

routes = Routes("exhibits")


class Upload(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file is (a kind of evidence, as `goods_photo`), and what it shows."""

    explanation: Annotated[Note, Meta(min_length=1)]
    kind: Name = "other"


class Submitted(Struct, frozen=True):
    """The exhibit in the case: its id there, its content, and where the case stands."""

    exhibit: str
    sha256: str
    media_type: str
    size_bytes: int
    done: Done


@routes.add(
    "POST", "/cases/{number}/exhibits", scope="evidence:write", multipart=Upload, answer=Submitted,
    status=201, versioned=True, idempotent=True,
)  # fmt: skip
def upload_exhibit(call: Call, number: str) -> Reply:
    """Hand in a file as evidence in a case: a form with `file`, `kind` and `explanation`.

    Pictures, PDF, office documents, audio, video and plain text up to 50 MB are taken; what it is, is found
    in the content. The same file is stored once.
    """
    # Before anything is stored: strangers leave nothing behind.
    case = case_for(call.actor, number, lock=False)
    file, upload = _form(call.request)
    name = (file.name or "")[-_LONGEST_NAME:]
    draft = sound(Exhibit("0" * 64, upload.kind, upload.explanation, name))
    need_permission(call.actor, SubmitExhibit(draft), facts_of(case.state))
    kept = _kept(call, file)
    exhibit = Exhibit(kept.sha256, upload.kind, upload.explanation, name, kept.media_type, kept.size_bytes)
    outcome = handle(
        SubmitExhibit(exhibit), actor=call.actor, now=call.now, number=number,
        idempotency_key=call.key, expected_version=call.expected_version,
    )  # fmt: skip
    key = next(event.id for event in outcome.events if isinstance(event, ExhibitSubmitted))
    answer = Submitted(key, kept.sha256, kept.media_type, kept.size_bytes, done(outcome, call.actor))
    headers = headers_of(outcome, f"/api/cases/{number}/exhibits/{key}")
    return Reply(answer, 201, headers)


@routes.add(
    "GET", "/cases/{number}/exhibits/{id}", scope="evidence:read", answer=None,
    media_type="application/octet-stream",
)  # fmt: skip
def download_exhibit(call: Call, number: str, id: str) -> FileResponse:  # noqa: A002  # part of the address
    """Download the bytes of an exhibit as they came in. That they were read, by whom, is kept on record."""
    stored = case_for(call.actor, number, lock=False)
    item = stored.state.exhibits.get(id)
    if item is None or not may_open_exhibit(call.actor, facts_of(stored.state), item.by):
        raise Failure("not_found")
    exhibit = item.exhibit
    try:
        file = open_bytes(exhibit.sha256)
    except FileNotFoundError:
        raise Failure("not_found") from None
    if call.request.method == "GET":
        contents.note(
            sha256=exhibit.sha256, act="read", actor=call.actor.ref, at=call.now, case_id=stored.case_id
        )
    return FileResponse(
        file, as_attachment=True, filename=exhibit.name or exhibit.sha256[:12],
        content_type="application/octet-stream", headers=_INERT,
    )  # fmt: skip


def _kept(call: Call, file: "UploadedFile[bytes]") -> Kept:
    try:
        return contents.receive(file.chunks(), actor=call.actor.ref, now=call.now)
    except Unfit as unfit:
        if unfit.code == "too_large":
            raise Failure("body_too_large", {"limit_bytes": MOST_BYTES}) from None
        raise invalid("file", _UNFIT[unfit.code]) from None


def _form(request: HttpRequest) -> "tuple[UploadedFile[bytes], Upload]":
    """The file and the fields of the form. Raises Failure."""
    length_of(request, MOST_BYTES + FORM_BYTES)
    if not request.META.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data"):
        raise Failure("unsupported_media_type", {"expected": "multipart/form-data"})
    try:
        fields, files = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        raise Failure("body_too_large", {"limit_bytes": FORM_BYTES}) from None
    except (MultiPartParserError, UnicodeError):
        raise Failure("malformed") from None
    given = files.getlist("file")
    if len(given) != 1 or not isinstance(given[0], UploadedFile):
        raise invalid("file", "given_twice" if given else "missing")
    twice = next((name for name, values in fields.lists() if len(values) > 1), None)
    if twice is not None:
        raise invalid(twice, "given_twice")
    values: dict[str, Any] = {name: fields[name] for name in fields}
    try:
        return given[0], msgspec.convert(values, Upload)
    except msgspec.ValidationError as error:
        raise mistake(error, Upload) from None
