"""What was read of an exhibit: a part of a page that loads by itself, places marked on the picture."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from msgspec import Struct

from gongdao.casework.examining import Used, examine, used_before
from gongdao.casework.outcome import CaseNotFound
from gongdao.casework.store import Stored, case_for
from gongdao.letters.wording import Language, has, reading_language, say
from gongdao.lib.numbers import BIGINT, whole
from gongdao.people.permissions import facts_of, may_open_exhibit, sees_as_staff
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.reading.checks import Remark
from gongdao.rulebook.reading.comparing import Match
from gongdao.rulebook.reading.fields import Field, fields_of
from gongdao.rulebook.reading.language import language_of
from gongdao.rulebook.reading.report import Box, Report
from gongdao.web.shell.access import signed_in

_LOOKS: Final = {"ok": "green", "missing": "red", "doubtful": "orange"}
_LOOKED_UP: Final = {"agrees": "green", "contradicts": "red", "absent": "secondary"}


class Said(Struct, frozen=True):
    """One remark in words. `place`: number of its mark on the picture, 0 for none."""

    text: str
    help: str
    rule: str
    verdict: str
    look: str
    place: int


class Mark(Struct, frozen=True):
    """A frame on the picture, in parts of 10,000."""

    number: int
    x: int
    y: int
    width: int
    height: int
    look: str


class Compared(Struct, frozen=True):
    """One fact of the order beside the exhibit."""

    kind: str
    expected: str
    found: str
    verdict: str
    look: str
    place: int


class Fact(Struct, frozen=True):
    """One fact that was read, in words. `sure`: 0…100."""

    kind: str
    value: str
    place: int
    sure: int


class Heard(Struct, frozen=True):
    """One sentence of a recording, and when in it, as 1:05."""

    at: str
    text: str


class Reading(Struct, frozen=True):
    """Everything shown of one exhibit."""

    key: str
    report: Report | None
    said: tuple[Said, ...]
    marks: tuple[Mark, ...]
    compared: tuple[Compared, ...]
    facts: tuple[Fact, ...]
    heard: tuple[Heard, ...]
    language: str
    used: tuple[Used, ...]
    inside: bool
    picture: str
    seconds: int


@require_safe
@never_cache
@signed_in
def part(request: HttpRequest, actor: Actor, number: str, key: str) -> HttpResponse:
    """Show what was read of an exhibit, to staff of the case; it asks again while it is being read."""
    try:
        stored = case_for(actor, number, lock=False)
    except CaseNotFound:
        raise Http404 from None
    item = stored.state.exhibits.get(key)
    case = facts_of(stored.state)
    if item is None or not sees_as_staff(actor, case):
        raise Http404
    if not may_open_exhibit(actor, case, item.by, item.exhibit.kind):
        raise Http404
    return reading_response(request, actor, stored, key, picture=f"/cases/{number}/exhibits/{key}/")


def reading_response(
    request: HttpRequest, actor: Actor, stored: Stored, key: str, *, picture: str
) -> HttpResponse:
    """The part for a reader who may open the exhibit. `picture`: its address."""
    context = {"reading": reading_of(actor, stored, key, picture=picture), "here": request.path}
    return render(request, "web/cases/reading_part.html", context)


def reading_of(actor: Actor, stored: Stored, key: str, *, picture: str) -> Reading:
    """What is shown of one exhibit."""
    language = reading_language(get_language())
    exhibit = stored.state.exhibits[key].exhibit
    seen = examine(stored.state, key)
    inside = sees_as_staff(actor, facts_of(stored.state))
    frames = Frames()
    said = told(seen.remarks, language, frames)[0]
    report = seen.report if inside else None
    return Reading(
        key=key, report=seen.report, said=said,
        compared=tuple(compared_shown(match, language, frames) for match in seen.matches) if inside else (),
        facts=tuple(_fact(field, language, frames) for field in fields_of(report)) if report else (),
        heard=tuple(Heard(_clock(part.start_ms), part.text) for part in report.spoken) if report else (),
        language=language_of(report.text) if report else "",
        used=used_before(actor, stored.case_id, exhibit.sha256) if report else (),
        inside=inside, picture=picture if exhibit.media_type.startswith("image/") else "",
        seconds=seen.report.duration_ms // 1000 if seen.report else 0, marks=tuple(frames.marks),
    )  # fmt: skip


class Frames:
    """The frames on a picture, numbered in the order in which they are told of; one for each place."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self._of: dict[Box, int] = {}

    def place(self, box: Box | None, look: str) -> int:
        """The number of the frame around a place, 0 where the picture does not show it."""
        if box is None or box.page != 0:
            return 0
        if box not in self._of:
            self._of[box] = len(self.marks) + 1
            self.marks.append(_mark(box, self._of[box], look))
        return self._of[box]


def told(
    remarks: tuple[Remark, ...], language: Language, frames: Frames | None = None
) -> tuple[tuple[Said, ...], tuple[Mark, ...]]:
    """What the checks say in words, what lacks first, and the places of it on the first page."""
    frames = frames or Frames()
    said: list[Said] = []
    for item in sorted(remarks, key=lambda item: ("missing", "doubtful", "ok").index(item.verdict)):
        help_ = f"check.help.{item.code}"
        said.append(
            Said(
                text=sentence(item, language),
                help=say(help_, language) if item.verdict != "ok" and has(help_, language) else "",
                rule=item.rule, verdict=item.verdict, look=_LOOKS[item.verdict],
                place=frames.place(item.box, _LOOKS[item.verdict]),
            )
        )  # fmt: skip
    return tuple(said), tuple(frames.marks)


def sentence(item: Remark, language: Language) -> str:
    """A remark in words; where a code has a sentence for being in order, that one."""
    code = f"check.{item.code}.{item.verdict}"
    code = code if has(code, language) else f"check.{item.code}"
    values: Mapping[str, Any] = item.params
    if (fen := whole(str(values.get("value", "")), most=BIGINT)) is not None:
        values = {**values, "value_fen": fen}
    if values.get("kind") == "amount":
        values = {**values, **{name: _money(values[name], language) for name in ("expected", "found")}}
    return say(code, language, **values)


def _mark(box: Box, number: int, look: str) -> Mark:
    return Mark(number, box.left, box.top, max(80, box.right - box.left), max(80, box.bottom - box.top), look)


def compared_shown(match: Match, language: Language, frames: Frames | None = None) -> Compared:
    """One fact of the order and what the exhibit shows of it, in words."""
    frames = frames or Frames()
    expected, found = match.expected, match.field.value if match.field else ""
    if match.kind == "amount":
        expected, found = (_money(text, language) for text in (expected, found))
    look = _LOOKED_UP[match.verdict]
    place = frames.place(match.field.box if match.field else None, look)
    return Compared(match.kind, expected, found, match.verdict, look, place)


def _fact(field: Field, language: Language, frames: Frames) -> Fact:
    value = field.value
    if field.kind == "amount":
        value = _money(value, language)
    elif field.kind == "weight":
        value = say("reading.grams", language, grams=int(value))
    return Fact(field.kind, value, frames.place(field.box, "blue"), field.sure)


def _money(fen: str, language: Language) -> str:
    return say("reading.money", language, amount_fen=int(fen)) if fen else ""


def _clock(milliseconds: int) -> str:
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes}:{seconds:02}"
