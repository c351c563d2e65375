"""Evidence of parties: handed in with an act, kept through a mistake in the form, given out by permission."""

from datetime import datetime
from typing import Any, Final

import msgspec
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from msgspec import Struct

from gongdao.casework.store import Stored
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.store import Unfit
from gongdao.letters.wording import say
from gongdao.people.permissions import facts_of
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import EXHIBIT_KINDS, Exhibit
from gongdao.web.cases.evidence import exhibit_response, kept, may_open
from gongdao.web.party.uploading import readable_name

SLOTS: Final = 3  # rows for files in one form; each takes several files
MOST_FILES: Final = 12
_KEPT_SECONDS: Final = 12 * 3600
_LONGEST_EXPLANATION: Final = 2_000
_PRIVATE: Final = frozenset({"identity"})  # EVI-16: shown only to those who need it


class Row(Struct, frozen=True):
    """One row of the form as it was filled in."""

    n: int
    kind: str = ""
    explanation: str = ""
    problem: str = ""

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


def uploads_of(request: HttpRequest, actor: Actor, *, language: str, now: datetime) -> Uploads:
    """Store the files of a form, and those that an earlier try of the same form brought.

    A file that was taken need not be chosen again when something else in the form is wrong: the page carries
    a signed list of them, which only the same party can use.
    """
    found = {item.sha256: item for item in _kept(request, actor)}
    rows = []
    for n in range(1, SLOTS + 1):
        kind, explanation = request.POST.get(f"kind{n}", ""), request.POST.get(f"explanation{n}", "").strip()
        files = request.FILES.getlist(f"file{n}")
        row = Row(n, kind, explanation[:_LONGEST_EXPLANATION])
        problem = _problem(row, len(files) + len(found)) if files else ""
        if files and not problem:
            for file in files:
                file.name = readable_name(file) or str(n)
            try:
                taken = [kept(file, row.kind, row.explanation, actor, now) for file in files]
            except Unfit as unfit:
                problem = unfit.code
            else:
                found |= {item.sha256: item for item in taken}
                row = Row(n)
        rows.append(msgspec.structs.replace(row, problem=problem and say(f"party.file.{problem}", language)))
    items = tuple(found.values())
    return Uploads(items, tuple(rows), signing.dumps(msgspec.to_builtins(items), salt=_salt(actor)))


def _problem(row: Row, files: int) -> str:
    if row.kind not in EXHIBIT_KINDS:
        return "no_kind"
    if not row.explanation:
        return "no_explanation"
    return "too_many" if files > MOST_FILES else ""


def _kept(request: HttpRequest, actor: Actor) -> tuple[Exhibit, ...]:
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
    """Whether a party may open an exhibit: its own, and those on which a judgement over it rests.

    Whoever is judged may look at what speaks against them; identity papers stay with who handed them in.
    """
    item = state.exhibits.get(key)
    if item is None:
        return False
    if may_open(actor, facts_of(state), item):
        return True
    relied_on = {
        exhibit
        for finding in state.findings.values()
        if any(actor.acts_for(liability.party) for liability in (*finding.made, *finding.liabilities))
        for exhibit in finding.exhibits
    }
    return key in relied_on and item.exhibit.kind not in _PRIVATE


def give_out(stored: Stored, actor: Actor, key: str, *, now: datetime) -> HttpResponse:
    """The bytes of an exhibit; who took them is on record. Raises Http404."""
    if not is_open_to(actor, stored.state, key):
        raise Http404
    exhibit = stored.state.exhibits[key].exhibit
    response = exhibit_response(exhibit)
    exhibits.note(sha256=exhibit.sha256, act="read", actor=actor.ref, at=now, case_id=stored.case_id)
    return response
