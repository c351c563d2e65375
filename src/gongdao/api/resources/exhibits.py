"""Evidence: bytes come in by a form and go out to those who may read the case."""

from typing import Annotated, Any, Final

import msgspec
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from msgspec import Meta, Struct

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.api.mistakes import mistake
from gongdao.api.outcomes import Done, done, headers_of
from gongdao.api.problems import Failure, invalid
from gongdao.api.reading import Reader, length_of, read_query, sound
from gongdao.api.routes import Routes
from gongdao.casework.actions import handle, need_permission
from gongdao.casework.custody import Course, course
from gongdao.casework.evidence import need_file_taken
from gongdao.casework.giving import copy_for, original_for
from gongdao.casework.store import Stored, case_for
from gongdao.exhibits import actions as contents
from gongdao.exhibits.content import LOOKED_AT, media_type
from gongdao.exhibits.store import Kept, Unfit, ceiling_bytes
from gongdao.exhibits.viewing.copies import NoCopy
from gongdao.lib.inert import INERT
from gongdao.lib.numbers import BIGINT
from gongdao.people.permissions import facts_of, may_open_exhibit
from gongdao.rulebook.bounds import Name, Note
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.events import ExhibitSubmitted
from gongdao.rulebook.terms import EXHIBIT_KINDS, Exhibit

# What the form needs around the file itself.
FORM_BYTES: Final = 64 * 1024
_LONGEST_NAME: Final = 200
_LOST: Final = "\ufffd"  # what Django puts where bytes made no letter; the bytes themselves are gone then
UNFIT: Final = {"empty": "empty_file", "unknown_type": "file_type", "erased": "file_erased"}

routes = Routes("exhibits")


RequestId = Annotated[str, Meta(pattern=r"^Q[1-9][0-9]{0,4}$(?!\n)")]


class Upload(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file is (a kind of evidence, as `goods_photo`), what it shows, and the request it answers."""

    explanation: Annotated[Note, Meta(min_length=1)]
    kind: Name = "other"
    request: Annotated[str, Meta(pattern=r"^(Q[1-9][0-9]{0,4})?$(?!\n)")] = ""


class WrittenAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What is answered in words, and to which request for evidence, as Q1."""

    request: RequestId
    text: Annotated[Note, Meta(min_length=1)]


class Submitted(Struct, frozen=True):
    """The exhibit in the case: its id there, its content, and where the case stands."""

    exhibit: str
    sha256: str
    sm3: str
    media_type: str
    size_bytes: int
    done: Done


@routes.add(
    "POST", "/cases/{number}/exhibits", scope="evidence:write", multipart=Upload, answer=Submitted,
    status=201, versioned=True, idempotent=True,
)  # fmt: skip
def upload_exhibit(call: Call, number: str) -> Reply:
    """Hand in a file as evidence in a case: a form with `file`, `kind` and `explanation`.

    How large it may be and what it may hold, says the part `files` of the case's policy; what it is, is found
    in the content. The same file is stored once. A large one had better come in parts: `/uploads`.
    """
    # Before anything is stored: strangers leave nothing behind.
    case = case_for(call.actor, number, lock=False)
    file, upload = _form(call.request)
    name = (file.name or "")[-_LONGEST_NAME:]
    head = file.read(LOOKED_AT)
    file.seek(0)
    draft = sound(Exhibit("0" * 64, upload.kind, upload.explanation, name, media_type(head), file.size or 0))
    need_permission(call.actor, SubmitExhibit(draft), facts_of(case.state))
    need_file_taken(case.state, (draft,))
    kept = _kept(call, file, upload.kind)
    exhibit = Exhibit(kept.sha256, upload.kind, upload.explanation, name, kept.media_type, kept.size_bytes)
    return submitted(call, number, kept, SubmitExhibit(exhibit, upload.request))


def submitted(call: Call, number: str, kept: Kept, command: SubmitExhibit) -> Reply:
    """Hand in what is kept, and answer what became of it."""
    outcome = handle(
        command, actor=call.actor, now=call.now, number=number, idempotency_key=call.key,
        expected_version=call.expected_version,
    )  # fmt: skip
    key = next(event.id for event in outcome.events if isinstance(event, ExhibitSubmitted))
    answer = Submitted(
        key, kept.sha256, kept.sm3, kept.media_type, kept.size_bytes, done(outcome, call.actor)
    )
    headers = headers_of(outcome, f"/api/cases/{number}/exhibits/{key}")
    return Reply(answer, 201, headers)


@routes.add(
    "POST", "/cases/{number}/written-answers", scope="evidence:write", body=WrittenAnswer, answer=Submitted,
    status=201, versioned=True, idempotent=True,
)  # fmt: skip
def answer_in_words(call: Call, number: str) -> Reply:
    """Answer a request for evidence in words alone, where there is no file to hand in.

    The text becomes an exhibit of the kind `written_answer`. It meets no line of the request: what was asked
    for is still due in time, and a person judges what was said. "11" or "好的" are pointed at (EVI-11).
    """
    case = case_for(call.actor, number, lock=False)
    answer = _WRITTEN.read(call.request)
    draft = Exhibit("0" * 64, "written_answer", answer.text)
    need_permission(call.actor, SubmitExhibit(draft, answer.request), facts_of(case.state))
    try:
        kept = contents.receive_text(answer.text, actor=call.actor.ref, now=call.now, origin=call.origin)
    except Unfit as unfit:
        raise invalid("text", UNFIT[unfit.code]) from None
    exhibit = Exhibit(kept.sha256, "written_answer", answer.text, "", kept.media_type, kept.size_bytes)
    return submitted(call, number, kept, SubmitExhibit(exhibit, answer.request))


@routes.add(
    "GET", "/cases/{number}/exhibits/{id}", scope="evidence:read", answer=None,
    media_type="application/octet-stream",
)  # fmt: skip
def download_exhibit(call: Call, number: str, id: str) -> FileResponse:  # noqa: A002  # part of the address
    """Download the bytes of an exhibit as they came in. That they were taken, by whom, is kept on record.

    For who handed it in and for staff who judge or answer for the case; others look at `/view`.
    """
    stored = _openable(call, number, id)
    try:
        exhibit, file = original_for(
            call.actor, stored, id, now=call.now, origin=call.origin, note=call.request.method == "GET"
        )
    except FileNotFoundError:
        raise Failure("not_found") from None
    return FileResponse(
        file, as_attachment=True, filename=exhibit.name or exhibit.sha256[:12],
        content_type="application/octet-stream", headers=INERT,
    )  # fmt: skip


class Look(Struct, frozen=True, forbid_unknown_fields=True):
    """Which page of a document, counted from 1; `small` for a picture of at most 320 pixels."""

    page: Annotated[int, Meta(ge=1, le=500)] = 1
    small: bool = False


@routes.add(
    "GET", "/cases/{number}/exhibits/{id}/view", scope="evidence:read", query=Look, answer=None,
    media_type="image/jpeg",
)  # fmt: skip
def view_exhibit(call: Call, number: str, id: str) -> HttpResponse:  # noqa: A002  # part of the address
    """Look at a picture, or at a page of a PDF: a copy marked with who looks, the case and the time.

    Who may open an exhibit may look at it; that it was shown is kept on record. What cannot be drawn is not
    found here.
    """
    look = read_query(call.request.GET, Look)
    stored = _openable(call, number, id)
    try:
        drawn = copy_for(
            call.actor, stored, id, now=call.now, origin=call.origin, page=look.page, small=look.small
        )
    except NoCopy:
        raise Failure("not_found") from None
    return HttpResponse(drawn.jpeg, content_type="image/jpeg", headers={**INERT, "X-Pages": str(drawn.pages)})


def _openable(call: Call, number: str, key: str) -> Stored:
    stored = case_for(call.actor, number, lock=False)
    item = stored.state.exhibits.get(key)
    if item is None or not may_open_exhibit(call.actor, facts_of(stored.state), item.by, item.exhibit.kind):
        raise Failure("not_found")
    return stored


class Page(Struct, frozen=True, forbid_unknown_fields=True):
    """Which part: `before` the one given as `next` of the page before."""

    before: Annotated[int, Meta(ge=0, le=BIGINT)] = 0
    limit: Annotated[int, Meta(ge=1, le=200)] = 50


@routes.add("GET", "/cases/{number}/exhibits/{id}/custody", scope="evidence:read", query=Page, answer=Course)
def exhibit_custody(call: Call, number: str, id: str) -> Course:  # noqa: A002  # part of the address
    """Read what was done with an exhibit: who, when, from where, newest first; and both of its digests.

    For staff of the case and for who handed it in, who learn of staff that it was `staff`. `act`: received,
    read (by the program), viewed, downloaded, copied (covered, for a precedent), exported (in a case file),
    sealed (encrypted where it lies), erased.
    """
    page = read_query(call.request.GET, Page)
    stored = case_for(call.actor, number, lock=False)
    return course(call.actor, stored, id, before=page.before, limit=page.limit)


def _kept(call: Call, file: "UploadedFile[bytes]", kind: str) -> Kept:
    try:
        return contents.receive(
            file.chunks(), actor=call.actor.ref, now=call.now, origin=call.origin, kind=kind
        )
    except Unfit as unfit:
        if unfit.code == "too_large":
            raise Failure("body_too_large", {"limit_bytes": ceiling_bytes()}) from None
        raise invalid("file", UNFIT[unfit.code]) from None


def _form(request: HttpRequest) -> "tuple[UploadedFile[bytes], Upload]":
    """The file and the fields of the form. Raises Failure."""
    length_of(request, ceiling_bytes() + FORM_BYTES)
    if not request.META.get("CONTENT_TYPE", "").lower().startswith("multipart/form-data"):
        raise Failure("unsupported_media_type", {"expected": "multipart/form-data"})
    try:
        fields, files = request.POST, request.FILES
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        raise Failure("body_too_large", {"limit_bytes": FORM_BYTES}) from None
    except (MultiPartParserError, UnicodeError):
        raise Failure("malformed_form") from None
    if any(_LOST in text for name, values in fields.lists() for text in (name, *values)):
        raise Failure("not_utf8")
    given = files.getlist("file")
    if len(given) != 1 or not isinstance(given[0], UploadedFile):
        raise invalid("file", "given_twice" if given else "missing")
    twice = next((name for name, values in fields.lists() if len(values) > 1), None)
    if twice is not None:
        raise invalid(twice, "given_twice")
    values: dict[str, Any] = {name: fields[name] for name in fields}
    try:
        upload = msgspec.convert(values, Upload)
    except msgspec.ValidationError as error:
        raise mistake(error, Upload) from None
    if upload.kind not in EXHIBIT_KINDS:  # before its bytes are kept
        raise invalid("kind", "not_in_list", allowed=list(EXHIBIT_KINDS))
    return given[0], upload


_WRITTEN: Final = Reader(WrittenAnswer)
