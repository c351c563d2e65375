"""Evidence of parties: handed in with an act, kept through a mistake in the form, given out by permission."""

from datetime import datetime
from typing import Any, Final

import msgspec
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from msgspec import Struct

from gongdao.casework.store import Stored
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.origin import Origin, origin_of
from gongdao.exhibits.store import Unfit
from gongdao.letters.wording import say
from gongdao.lib.ids import case_number
from gongdao.people.permissions import facts_of
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import FileRule
from gongdao.rulebook.refusal import Refused, refuse
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import EXHIBIT_KINDS, Exhibit
from gongdao.rulebook.weighing import opponents
from gongdao.web.cases.custody import custody_page
from gongdao.web.cases.evidence import kept, leafed, may_open, shown, taken
from gongdao.web.cases.playing import played
from gongdao.web.cases.reading import reading_response
from gongdao.web.party.face import Face
from gongdao.web.party.resuming import owner_of
from gongdao.web.party.uploading import readable_name
from gongdao.web.shell.files import need_taken_files, told
from gongdao.web.shell.parts import InParts, files_in, settle

SLOTS: Final = 3  # rows for files in one form; each takes several files
MOST_FILES: Final = 20  # that one act can carry at all, as `rulebook.commands`
_KEPT_SECONDS: Final = 12 * 3600
_LONGEST_EXPLANATION: Final = 2_000
_PRIVATE: Final = frozenset({"identity"})  # EVI-16: shown only to those who need it


class Row(Struct, frozen=True):
    """One row of the form as it was filled in."""

    n: int
    kind: str = ""
    explanation: str = ""
    problem: str = ""
    come: tuple[InParts, ...] = ()  # files that are here in parts, and wait for the rest of the row

    @property
    def number(self) -> str:
        """The number of the row, for the names of its inputs."""
        return str(self.n)


class Uploads(Struct, frozen=True):
    """What came with a form: files that lie in the store, and the rows to be shown again."""

    exhibits: tuple[Exhibit, ...]
    rows: tuple[Row, ...]
    token: str

    @property
    def has_problems(self) -> bool:
        """Whether something must be mended first."""
        return any(row.problem for row in self.rows)


def no_uploads() -> Uploads:
    """The empty rows of a fresh form."""
    return Uploads((), tuple(Row(n) for n in range(1, SLOTS + 1)), "")


def uploads_of(
    request: HttpRequest, face: Face, actor: Actor, rule: FileRule | None, *, language: str, now: datetime
) -> Uploads:
    """Store the files of a form, and those that an earlier try of the same form brought.

    A file that was taken need not be chosen again when something else in the form is wrong: the page carries
    a signed list of them, which only the same party can use. `rule`: what the policy takes.
    """
    found = {item.sha256: item for item in kept_before(request, actor)}
    origin, owner = origin_of(request, face.channel), owner_of(request)
    most = min(rule.at_once, MOST_FILES) if rule else MOST_FILES
    rows = []
    for n in range(1, SLOTS + 1):
        kind, explanation = request.POST.get(f"kind{n}", ""), request.POST.get(f"explanation{n}", "").strip()
        row, problem = Row(n, kind, explanation[:_LONGEST_EXPLANATION]), ""
        try:
            files = files_in(request, f"file{n}", owner=owner)
            come = tuple(file for file in files if isinstance(file, InParts))
            row = msgspec.structs.replace(row, come=come)
            if files:
                _need_told(row)
                for file in files:
                    file.name = readable_name(file) or str(n)
                need_taken_files(rule, files, row.kind)
                if len(files) + len(found) > most:
                    raise refuse("EVI-1", "too_many_files", count=len(files) + len(found), most=most)
                taken = [kept(file, row.kind, row.explanation, actor, now, origin) for file in files]
                settle(files)
                found |= {item.sha256: item for item in taken}
                row = Row(n)
        except Unfit as unfit:
            problem = say(f"party.file.{unfit.code}", language)
        except Refused as refused:
            problem = told(refused.refusal, language)
        rows.append(msgspec.structs.replace(row, problem=problem))
    items = tuple(found.values())
    return Uploads(items, tuple(rows), signing.dumps(msgspec.to_builtins(items), salt=_salt(actor)))


def written(text: str, actor: Actor, now: datetime, origin: Origin) -> Exhibit:
    """An answer in words as an exhibit (EVI-11): whether it says anything is for a person to judge."""
    stored = exhibits.receive_text(text, actor=actor.ref, now=now, origin=origin)
    return Exhibit(
        sha256=stored.sha256, kind="written_answer", explanation=text, media_type=stored.media_type,
        size_bytes=stored.size_bytes,
    )  # fmt: skip


def _need_told(row: Row) -> None:
    if row.kind not in EXHIBIT_KINDS:
        raise Unfit("no_kind")
    if not row.explanation:
        raise Unfit("no_explanation")


def kept_before(request: HttpRequest, actor: Actor) -> tuple[Exhibit, ...]:
    """The files that an earlier try of the same form brought, without those that were left out since."""
    try:
        plain: Any = signing.loads(request.POST.get("kept", ""), salt=_salt(actor), max_age=_KEPT_SECONDS)
        items = msgspec.convert(plain, tuple[Exhibit, ...])
    except (signing.BadSignature, msgspec.ValidationError):
        return ()
    left_out = set(request.POST.getlist("leave_out"))
    return tuple(item for item in items if item.sha256 not in left_out)


def _salt(actor: Actor) -> str:
    return f"gongdao.party.kept:{actor.ref}"


def is_open_to(actor: Actor, state: State, key: str) -> bool:
    """Whether a party may open an exhibit: its own, those it may dispute, those a judgement over it rests on.

    Whoever is judged may look at what speaks against them; identity papers stay with who handed them in.
    """
    item = state.exhibits.get(key)
    if item is None or item.erased_at is not None:
        return False
    if may_open(actor, facts_of(state), item):
        return True
    relied_on = {
        exhibit
        for finding in state.findings.values()
        if any(actor.acts_for(liability.party) for liability in (*finding.made, *finding.liabilities))
        for exhibit in finding.exhibits
    }
    against = item.objections_until is not None and any(map(actor.acts_for, opponents(state, key)))
    return (against or key in relied_on) and item.exhibit.kind not in _PRIVATE


def give_out(request: HttpRequest, face: Face, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """A marked copy of an exhibit; who looked is on record. Raises Http404."""
    _need_open(actor, stored, key)
    return shown(request, face.channel, actor, stored, key)


def take(request: HttpRequest, face: Face, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """The original of an exhibit, to those who may take it. Raises Http404."""
    _need_open(actor, stored, key)
    return taken(request, face.channel, actor, stored, key)


def play_recording(request: HttpRequest, face: Face, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """A recording, played from the original. Raises Http404."""
    _need_open(actor, stored, key)
    return played(request, face.channel, actor, stored, key)


def leaf(request: HttpRequest, face: Face, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """All pages of a document below each other. Raises Http404."""
    _need_open(actor, stored, key)
    number = case_number(stored.case_id)
    return leafed(
        request, actor, stored, key, frame=face.frame, back=face.case_url(number),
        url=face.exhibit_url(number, key),
    )  # fmt: skip


def _need_open(actor: Actor, stored: Stored, key: str) -> None:
    item = stored.state.exhibits.get(key)
    if item is not None and item.erased_at is not None and may_open(actor, facts_of(stored.state), item):
        return  # that it is gone is told there
    if not is_open_to(actor, stored.state, key):
        raise Http404


def own_reading(request: HttpRequest, face: Face, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """What was read of an exhibit that the party itself handed in. Raises Http404 for any other."""
    item = stored.state.exhibits.get(key)
    if item is None or not actor.acts_for(item.by):
        raise Http404
    number = case_number(stored.case_id)
    return reading_response(request, actor, stored, key, picture=face.exhibit_url(number, key))


def own_custody(request: HttpRequest, face: Face, actor: Actor, stored: Stored, key: str) -> HttpResponse:
    """What was done with an exhibit that the party itself handed in. Raises Http404 for any other."""
    item = stored.state.exhibits.get(key)
    if item is None or not actor.acts_for(item.by):
        raise Http404
    number = case_number(stored.case_id)
    return custody_page(request, actor, stored, key, frame=face.frame, back=face.case_url(number))
