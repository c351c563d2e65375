"""Files of an appeal that is still being written, read before it is sent: AST-2 tells what is unusable."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest

from gongdao.exhibits import uploads
from gongdao.exhibits.origin import origin_of
from gongdao.exhibits.store import Unfit
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import FileRule
from gongdao.rulebook.refusal import Refused
from gongdao.rulebook.state import Submitted
from gongdao.rulebook.terms import EXHIBIT_KINDS, IDENTITY, Exhibit
from gongdao.web.party.evidence import SLOTS, kept_before
from gongdao.web.party.face import Face
from gongdao.web.party.resuming import owner_of
from gongdao.web.party.uploading import readable_name
from gongdao.web.shell.files import need_taken_files
from gongdao.web.shell.parts import InParts, files_in


def brought(
    request: HttpRequest, face: Face, actor: Actor, rule: FileRule | None, *, by: str, now: datetime
) -> Iterator[Submitted]:
    """The files of the form, as the exhibits of `by` that they will be: of an earlier try, or come in parts.

    Those in rows whose kind is chosen are stored and given to be read, once. Identity papers are not, before
    they are sent: they have no hash here. What is not taken is told when the form is sent.
    """
    for exhibit in kept_before(request, actor):
        yield Submitted(by=by, at=now, exhibit=exhibit)
    owner, origin = owner_of(request), origin_of(request, face.channel)
    for n in range(1, SLOTS + 1):
        kind = request.POST.get(f"kind{n}", "")
        for file in _whole(request, f"file{n}", owner) if kind in EXHIBIT_KINDS else ():
            name = readable_name(file) or str(n)
            if kind in IDENTITY:
                yield Submitted(by=by, at=now, exhibit=Exhibit("", kind, "", name))
                continue
            try:
                need_taken_files(rule, [file], kind)
                kept = uploads.take(file.key, owner=owner, actor=actor.ref, kind=kind, origin=origin, now=now)
            except (Refused, Unfit):
                continue
            if not file.became:
                uploads.settle(file.key, owner=owner, sha256=kept.sha256)
            exhibit = Exhibit(kept.sha256, kind, "", name, kept.media_type, kept.size_bytes)
            yield Submitted(by=by, at=now, exhibit=exhibit)


def _whole(request: HttpRequest, name: str, owner: str) -> list[InParts]:
    try:
        found = files_in(request, name, owner=owner)
    except Unfit:
        return []
    return [file for file in found if isinstance(file, InParts)]
