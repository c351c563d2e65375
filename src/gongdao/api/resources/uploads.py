"""Files that come in parts and go on after a broken connection; whole, they become exhibits of their case."""

from collections.abc import Iterator
from typing import Annotated, Final, NoReturn

from msgspec import Meta, Struct

from gongdao.api.answers import Reply
from gongdao.api.call import Call
from gongdao.api.problems import Failure, invalid
from gongdao.api.reading import Reader, length_of, sound
from gongdao.api.resources.exhibits import UNFIT, Submitted, submitted
from gongdao.api.routes import Routes
from gongdao.casework.actions import need_permission
from gongdao.casework.evidence import need_file_taken
from gongdao.casework.store import case_for
from gongdao.exhibits import uploads
from gongdao.exhibits.models import Upload
from gongdao.exhibits.store import Unfit, ceiling_bytes
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.permissions import facts_of
from gongdao.rulebook.bounds import Name, Note
from gongdao.rulebook.commands import SubmitExhibit
from gongdao.rulebook.terms import EXHIBIT_KINDS, Exhibit

MOST_PART: Final = 8 * 1024 * 1024
_CHUNK: Final = 64 * 1024

routes = Routes("exhibits")


class Beginning(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file is called, and how large it is as a whole."""

    name: Name
    size_bytes: Annotated[int, Meta(ge=1, le=BIGINT)]


class Progress(Struct, frozen=True):
    """How far an upload has come: the next part begins at `offset_bytes`, and has at most `part_bytes`."""

    upload: str
    name: str
    size_bytes: int
    offset_bytes: int
    part_bytes: int = MOST_PART


class Shown(Struct, frozen=True, forbid_unknown_fields=True):
    """What the file is (a kind of evidence, as `goods_photo`), what it shows, and the request it answers."""

    explanation: Annotated[Note, Meta(min_length=1)]
    kind: Name = "other"
    request: Annotated[str, Meta(pattern=r"^(Q[1-9][0-9]{0,4})?$(?!\n)")] = ""


@routes.add(
    "POST", "/cases/{number}/uploads", scope="evidence:write", body=Beginning, answer=Progress, status=201,
    etag=False, problems=frozenset({429}),
)  # fmt: skip
def begin_upload(call: Call, number: str) -> Reply:
    """Begin to hand in a file in parts.

    Send its parts one after the other to `…/parts/{offset}`; after a broken connection ask how far it has
    come and go on there. Whole, it becomes evidence by `…/exhibit`. Nobody else can see or continue it; what
    nobody goes on with is forgotten after a day.
    """
    beginning = _BEGINNING.read(call.request)
    _need_may(call, number, Exhibit("0" * 64, "other", "", beginning.name, "", beginning.size_bytes))
    try:
        row = uploads.begin(
            owner=call.actor.ref, name=beginning.name, size_bytes=beginning.size_bytes, now=call.now
        )
    except Unfit as unfit:
        _unfit(unfit)
    except uploads.TooMany:
        raise Failure("too_many_uploads") from None
    return Reply(_progress(row), 201, {"Location": f"/api/cases/{number}/uploads/{row.pk}"})


@routes.add("GET", "/cases/{number}/uploads/{upload}", scope="evidence:write", answer=Progress)
def upload_progress(call: Call, number: str, upload: str) -> Progress:
    """Read how far an upload has come."""
    return _progress(_found(call, number, upload))


@routes.add(
    "PUT", "/cases/{number}/uploads/{upload}/parts/{offset}", scope="evidence:write", octets=True,
    answer=Progress,
)  # fmt: skip
def upload_part(call: Call, number: str, upload: str, offset: str) -> Progress:
    """Send the bytes of an upload from `offset` on, as `application/octet-stream`, at most 8 MiB at a time.

    What came before a connection broke is kept. A part that begins elsewhere than where the upload has come
    to is refused with `wrong_offset`, which tells the right one.
    """
    row = _found(call, number, upload)
    request = call.request
    if request.content_type != "application/octet-stream":
        raise Failure("unsupported_media_type", {"expected": "application/octet-stream"})
    if not request.META.get("CONTENT_LENGTH"):
        raise Failure("length_required")
    length_of(request, MOST_PART)
    begins = whole(offset, most=BIGINT)
    if begins is None:
        raise Failure("not_found")

    def body() -> Iterator[bytes]:
        while chunk := request.read(_CHUNK):
            yield chunk

    try:
        come_to = uploads.append(upload, body(), owner=call.actor.ref, offset=begins, now=call.now)
    except uploads.WrongOffset as wrong:
        raise Failure("wrong_offset", {"offset_bytes": wrong.offset}) from None
    except uploads.NoUpload:
        raise Failure("not_found") from None
    except Unfit as unfit:
        _unfit(unfit)
    return Progress(str(row.pk), row.name, row.size_bytes, come_to)


@routes.add("DELETE", "/cases/{number}/uploads/{upload}", scope="evidence:write", answer=Progress)
def drop_upload(call: Call, number: str, upload: str) -> Progress:
    """Forget an upload and what has come of it; the answer is how far that was."""
    row = _found(call, number, upload)
    progress = _progress(row)
    uploads.drop(upload, owner=call.actor.ref)
    return progress


@routes.add(
    "POST", "/cases/{number}/uploads/{upload}/exhibit", scope="evidence:write", body=Shown, answer=Submitted,
    status=201, versioned=True, idempotent=True,
)  # fmt: skip
def upload_as_exhibit(call: Call, number: str, upload: str) -> Reply:
    """Hand in a file that has come whole in parts as evidence, as `POST /cases/{number}/exhibits` does.

    `upload_unfinished` tells how far it has come. Sent again with its key, the first answer comes again.
    """
    row = _found(call, number, upload)
    shown = _SHOWN.read(call.request)
    if shown.kind not in EXHIBIT_KINDS:
        raise invalid("kind", "not_in_list", allowed=list(EXHIBIT_KINDS))
    if row.offset_bytes != row.size_bytes:
        raise Failure("upload_unfinished", {"offset_bytes": row.offset_bytes})
    described = Exhibit(
        "0" * 64, shown.kind, shown.explanation, row.name, uploads.media_type_of(row), row.size_bytes
    )
    _need_may(call, number, sound(described))
    try:
        kept = uploads.take(
            upload, owner=call.actor.ref, actor=call.actor.ref, kind=shown.kind, origin=call.origin,
            now=call.now,
        )  # fmt: skip
    except uploads.NoUpload:
        raise Failure("not_found") from None
    except Unfit as unfit:
        _unfit(unfit)
    exhibit = Exhibit(kept.sha256, shown.kind, shown.explanation, row.name, kept.media_type, kept.size_bytes)
    reply = submitted(call, number, kept, SubmitExhibit(exhibit, shown.request))
    uploads.settle(upload, owner=call.actor.ref, sha256=kept.sha256)
    return reply


def _need_may(call: Call, number: str, exhibit: Exhibit) -> None:
    """Strangers leave nothing behind, and what the policy does not take is refused before it is sent."""
    state = case_for(call.actor, number, lock=False).state
    need_permission(call.actor, SubmitExhibit(exhibit), facts_of(state))
    need_file_taken(state, (exhibit,))


def _found(call: Call, number: str, key: str) -> Upload:
    case_for(call.actor, number, lock=False)
    try:
        return uploads.find(key, owner=call.actor.ref)
    except uploads.NoUpload:
        raise Failure("not_found") from None


def _progress(row: Upload) -> Progress:
    return Progress(str(row.pk), row.name, row.size_bytes, row.offset_bytes)


def _unfit(unfit: Unfit) -> NoReturn:
    if unfit.code == "too_large":
        raise Failure("body_too_large", {"limit_bytes": ceiling_bytes()}) from None
    raise invalid("file", UNFIT[unfit.code]) from None


_BEGINNING: Final = Reader(Beginning)
_SHOWN: Final = Reader(Shown)
