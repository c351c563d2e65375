"""One exhibit large: the picture with what was read marked where it stands, coloured by the order."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, structs

from gongdao.casework.examining import Examined
from gongdao.letters.wording import Language, say
from gongdao.rulebook.reading.comparing import Match
from gongdao.rulebook.reading.fields import Field, fields_of
from gongdao.rulebook.reading.report import SCALE, Box
from gongdao.web.cases.reading import compared_shown, sentence

_LOOKS: Final = {"agrees": "green", "contradicts": "red"}
_VERDICTS: Final = ("missing", "doubtful", "ok")
_CHECKED: Final = {"missing": "red", "doubtful": "orange", "ok": "green"}
_SIDE: Final = 1_000  # length of the longer side of the drawing over the picture


class Region(Struct, frozen=True):
    """A frame over the picture, in the drawing's own measure; `label_y`: the base line of its number."""

    number: int
    x: int
    y: int
    width: int
    height: int
    label_y: int
    look: str
    title: str


class Line(Struct, frozen=True):
    """One fact that was read, with the number of its frame (0: on another page) and what the order says."""

    number: int
    kind: str
    value: str
    verdict: str
    look: str
    expected: str


class Drawing(Struct, frozen=True):
    """The frames over a picture of this shape, and the facts in words, contradictions first."""

    width: int
    height: int
    regions: tuple[Region, ...]
    lines: tuple[Line, ...]
    checks: tuple[Line, ...]  # what the rules of form say, what lacks first


def drawing_of(seen: Examined, language: Language) -> Drawing:
    """What is drawn over the first page of an exhibit that was read."""
    if seen.report is None or not seen.report.pages:
        return Drawing(_SIDE, _SIDE, (), (), ())
    page = seen.report.pages[0]
    longer = max(page.width, page.height, 1)
    width, height = max(1, _SIDE * page.width // longer), max(1, _SIDE * page.height // longer)
    regions: list[Region] = []
    lines: list[Line] = []
    framed: dict[Box, int] = {}
    for field, match in _facts(seen):
        shown = _words(field, match, language)
        look = _LOOKS.get(match.verdict, "azure") if match else "azure"
        verdict = match.verdict if match else ""
        number = 0
        if field is not None and field.box.page == 0:
            number = framed[field.box] = len(regions) + 1
            regions.append(_region(field.box, number, width, height, look, f"{shown[0]} {shown[1]}"))
        look = "secondary" if field is None else look
        lines.append(Line(number, shown[0], shown[1], verdict, look, shown[2]))
    checks: list[Line] = []
    for item in sorted(seen.remarks, key=lambda one: _VERDICTS.index(one.verdict)):
        if item.code == "contradicts_order":
            continue  # stands above with what the order says
        text, look = sentence(item, language), _CHECKED[item.verdict]
        number = framed.get(item.box, 0) if item.box is not None else 0
        if number and item.verdict != "ok" and regions[number - 1].look == "azure":
            regions[number - 1] = structs.replace(regions[number - 1], look=look)
        elif item.box is not None and item.box.page == 0 and not number:
            number = framed[item.box] = len(regions) + 1
            regions.append(_region(item.box, number, width, height, look, text))
        checks.append(Line(number, text, "", item.verdict, look, ""))
    return Drawing(width, height, tuple(regions), tuple(lines), tuple(checks))


def _facts(seen: Examined) -> Iterator[tuple[Field | None, Match | None]]:
    """Contradictions, what agrees, what else was read, and last what the order says and nothing shows."""
    by_verdict = {
        verdict: [match for match in seen.matches if match.verdict == verdict]
        for verdict in ("contradicts", "agrees", "absent")
    }
    told = [match.field for match in seen.matches if match.field is not None]
    for verdict in ("contradicts", "agrees"):
        for match in by_verdict[verdict]:
            yield match.field, match
    for field in fields_of(seen.report) if seen.report else ():
        if field not in told:
            yield field, None
    for match in by_verdict["absent"]:
        yield None, match


def _words(field: Field | None, match: Match | None, language: Language) -> tuple[str, str, str]:
    """What kind of fact, what was read, and what the order says where the two differ."""
    if match is not None:
        shown = compared_shown(match, language)
        kind = say(f"bench.fact.{shown.kind}", language)
        return kind, shown.found, shown.expected if match.verdict != "agrees" else ""
    if field is None:
        return "", "", ""
    value = field.value
    if field.kind == "amount" and value.isdecimal():
        value = say("reading.money", language, amount_fen=int(value))
    return say(f"bench.fact.{field.kind}", language), value or field.text, ""


def _region(box: Box, number: int, width: int, height: int, look: str, title: str) -> Region:
    left, top = width * box.left // SCALE, height * box.top // SCALE
    right, bottom = width * box.right // SCALE, height * box.bottom // SCALE
    return Region(
        number, left, top, max(8, right - left), max(8, bottom - top), max(24, top - 6), look, title
    )
