"""Rules of form over what was read (EVI-4…10, EVI-14, EVI-17): named, each with its reason.

A check says `ok`, `missing` where a readable exhibit lacks what it must show, or `doubtful` where the
machine cannot tell. None of them rejects: it goes to a person, and the party is told at once.
"""

from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import Any, Final, Literal

from msgspec import Struct

from gongdao.rulebook.reading.comparing import compared
from gongdao.rulebook.reading.fields import Field, fields_of, first
from gongdao.rulebook.reading.report import ONLY_CREASES, Box, Line, Report
from gongdao.rulebook.reading.templates import NUMBERS, template_in
from gongdao.rulebook.terms import Order

Verdict = Literal["ok", "missing", "doubtful"]
LEAST_SHARP: Final = 12  # below this no eye reads small print either
LEAST_BUSY: Final = 3
HANDWRITTEN: Final = 45  # Line.hand from which a line counts as written by hand
PRINTED: Final = 30  # up to which it counts as printed
UNSURE: Final = 60  # Line.sure below which a value is not relied on
_FILLED_IN: Final = ("waybill", "recipient", "courier", "time")
_LEAST_FILLED: Final = 2  # fields of a form that must be found before it is judged as a whole
_EDITORS: Final = (
    "photoshop",
    "美图",
    "meitu",
    "picsart",
    "snapseed",
    "gimp",
    "lightroom",
    "ps express",
    "稿定",
    "可画",
)


class Remark(Struct, frozen=True):
    """What one check found. `code`: of the sentence `check.<code>`; `box`: where, if anywhere."""

    rule: str
    code: str
    verdict: Verdict
    params: dict[str, Any] = {}
    box: Box | None = None


class Seen(Struct, frozen=True):
    """One exhibit under examination: what was read, the facts in it, and the order of the case if known."""

    kind: str
    report: Report
    fields: tuple[Field, ...]
    order: Order | None
    zone: str

    def has(self, *kinds: str) -> Field | None:
        """The first fact of one of these kinds."""
        return next((field for kind in kinds if (field := first(self.fields, kind)) is not None), None)  # type: ignore[arg-type]  # kinds of Field


Check = Callable[[Seen], Iterator[Remark]]


def examined(
    kind: str, report: Report, order: Order | None = None, *, zone: str = "Asia/Shanghai"
) -> tuple[Remark, ...]:
    """Every remark on one exhibit of this kind."""
    seen = Seen(kind, report, fields_of(report), order, zone)
    remarks = list(_legible(seen))
    if report.readable and not any(item.verdict == "missing" for item in remarks):
        for check in (*_CHECKS.get(kind, ()), _edited, _fits_order):
            remarks += check(seen)
    return tuple(remarks)


def chained(kinds: Iterable[str], at_least: int) -> Remark:
    """EVI-3: whether so many linked exhibits make a chain."""
    count = len(tuple(kinds))
    return Remark(
        "EVI-3", "chain", "ok" if count >= at_least else "missing", {"count": count, "at_least": at_least}
    )


def _legible(seen: Seen) -> Iterator[Remark]:
    """EVI-10: it opens, is sharp enough, and shows something at all."""
    report = seen.report
    for problem in report.problems:
        verdict: Verdict = "doubtful" if report.readable else "missing"
        yield Remark("EVI-10", f"unreadable_{problem}", verdict)
    if not report.pages or not report.readable:
        return
    page = report.pages[0]
    # In the grain of paper a stroke or a letter is made out sometimes, and never surely.
    said = any(char.isalnum() for line in report.lines if line.sure >= UNSURE for char in line.text)
    if page.busy < LEAST_BUSY and not said:
        # A crease in a blank paper looks like a dead row of a screen: that a person sees.
        unsure = page.busy == ONLY_CREASES or bool(report.lines)
        yield Remark("EVI-10", "blank", "doubtful" if unsure else "missing", {"busy": page.busy})
    elif page.sharp < LEAST_SHARP and not report.from_text:
        yield Remark("EVI-10", "blurred", "doubtful", {"sharp": page.sharp})


def _payment(seen: Seen) -> Iterator[Remark]:
    """EVI-4: a payment proof shows that the payment succeeded, how much, and when."""
    yield _shows(seen, "EVI-4", "paid")
    yield _shows(seen, "EVI-4", "amount")
    yield _shows(seen, "EVI-4", "time")


def _screenshot(seen: Seen) -> Iterator[Remark]:
    """EVI-4: a screenshot of a page shows its time and the full address."""
    yield _shows(seen, "EVI-4", "time")
    yield _shows(seen, "EVI-4", "url")


def _red_stamp(seen: Seen) -> Iterator[Remark]:
    """EVI-5: stamped; number, recipient, courier and date by hand on a printed form, not all of one kind."""
    report = seen.report
    stamp = next((page.stamp for page in report.pages if page.stamp is not None), None)
    yield Remark("EVI-5", "stamp", "ok" if stamp else "doubtful", box=stamp)
    lines = [line for line in report.lines if line.sure >= UNSURE and not _inside(line, stamp)]
    filled = {field.box for kind in _FILLED_IN if (field := seen.has(kind)) is not None}
    yield Remark("EVI-5", *_filling(lines, filled))
    by_hand = [line for line in lines if line.hand >= HANDWRITTEN]
    for kind in _FILLED_IN:
        yield _by_hand(seen, kind, by_hand)


def _filling(lines: list[Line], filled: set[Box]) -> tuple[str, Verdict]:
    """How a form was filled in: what stands in its fields beside what else stands on it.

    One line may be misjudged, so the middle one of each group counts, and all of one kind is only said where
    no line of the fields speaks against it.
    """
    values = [line.hand for line in lines if line.box in filled]
    others = [line.hand for line in lines if line.box not in filled]
    if not lines or not others or len(values) < min(_LEAST_FILLED, len(lines) - 1):
        return "by_hand", "doubtful"
    if max(values) <= PRINTED and median(others) <= PRINTED:
        return "all_printed", "missing"
    if min(values) >= HANDWRITTEN and min(others) >= HANDWRITTEN:
        return "all_by_hand", "missing"
    written, printed = median(values) >= HANDWRITTEN, median(others) <= PRINTED
    return "by_hand", "ok" if written and printed else "doubtful"


def _inside(line: Line, stamp: Box | None) -> bool:
    """Whether a line is part of the stamp: neither the form nor what was filled in."""
    if stamp is None or stamp.page != line.box.page:
        return False
    x, y = (line.box.left + line.box.right) / 2, (line.box.top + line.box.bottom) / 2
    return stamp.left <= x <= stamp.right and stamp.top <= y <= stamp.bottom


def _by_hand(seen: Seen, kind: str, by_hand: list[Line]) -> Remark:
    field = seen.has(kind)
    if field is None:
        return Remark("EVI-5", f"no_{kind}", "doubtful")
    written = any(line.box == field.box for line in by_hand)
    return Remark(
        "EVI-5", f"{kind}_by_hand", "ok" if written else "doubtful", {"value": field.value}, field.box
    )


def _freight(seen: Seen) -> Iterator[Remark]:
    """EVI-6: amount, time, waybill number; an electronic waybill or a record of a transfer is none."""
    for kind, code in (("transfer", "is_transfer"), ("electronic_waybill", "is_electronic_waybill")):
        if (field := seen.has(kind)) is not None:
            yield Remark("EVI-6", code, "missing", {"value": field.value}, field.box)
    for kind in ("amount", "time", "waybill"):
        yield _shows(seen, "EVI-6", kind)


def _goods(seen: Seen) -> Iterator[Remark]:
    """EVI-7: goods and a readable waybill in one photo."""
    yield _shows(seen, "EVI-7", "waybill", otherwise="doubtful")


def _purchase(seen: Seen) -> Iterator[Remark]:
    """EVI-8: a proof of the goods shows shop, product or model, and time."""
    yield _shows(seen, "EVI-8", "shop", otherwise="doubtful")
    product = "model" if seen.has("product") is None and seen.has("model") is not None else "product"
    yield _shows(seen, "EVI-8", product, otherwise="doubtful")
    yield _shows(seen, "EVI-8", "time", otherwise="doubtful")


def _inspection(seen: Seen) -> Iterator[Remark]:
    """EVI-8: an inspection report needs its body, not the cover alone."""
    result = seen.has("result")
    whole = result is not None or max(seen.report.page_count, len(seen.report.pages)) > 1
    box = result.box if result else None
    yield Remark("EVI-8", "report_body", "ok" if whole else "missing", box=box)


def _weighing(seen: Seen) -> Iterator[Remark]:
    """EVI-9: the weight can be read, and the record names the waybill."""
    yield _shows(seen, "EVI-9", "weight")
    yield _shows(seen, "EVI-9", "waybill")


def _notarised(seen: Seen) -> Iterator[Remark]:
    """EVI-17: notarised in Chinese and in English."""
    text = seen.report.text
    chinese = sum("一" <= char <= "鿿" for char in text)
    english = sum(char.isascii() and char.isalpha() for char in text)
    both = chinese >= 20 and english >= 60
    yield Remark(
        "EVI-17", "both_languages", "ok" if both else "doubtful", {"chinese": chinese, "english": english}
    )


def _edited(seen: Seen) -> Iterator[Remark]:
    """EVI-14: a program for editing pictures wrote the file. Shown, never held against anybody."""
    software = seen.report.software
    if any(name in software.lower() for name in _EDITORS):
        yield Remark("EVI-14", "edited", "doubtful", {"software": software})


def _fits_order(seen: Seen) -> Iterator[Remark]:
    """What contradicts the order of the case."""
    if seen.order is None:
        return
    for match in compared(seen.kind, seen.fields, seen.order, seen.zone):
        if match.verdict == "contradicts" and match.field is not None:
            params = {"kind": match.kind, "expected": match.expected, "found": match.field.value}
            yield Remark("EVI-14", "contradicts_order", "doubtful", params, match.field.box)


def _shows(seen: Seen, rule: str, kind: str, *, otherwise: Verdict = "missing") -> Remark:
    """Whether a fact can be read. What is not there in a picture that reads badly is doubtful."""
    field = seen.has(kind)
    if field is not None:
        verdict: Verdict = "ok" if field.sure >= UNSURE else "doubtful"
        return Remark(rule, f"shows_{kind}", verdict, {"value": field.value}, field.box)
    pages = seen.report.pages
    poor = not seen.report.from_text and any(page.sharp < 2 * LEAST_SHARP for page in pages)
    unsure = any(line.sure < UNSURE for line in seen.report.lines)
    return Remark(rule, f"no_{kind}", "doubtful" if poor or unsure else otherwise)


def _template(seen: Seen) -> Iterator[Remark]:
    """EVI-15: an official template is recognised by its number; free text goes to a person."""
    found = template_in(line.text for line in seen.report.lines)
    if found == seen.kind:
        yield Remark("EVI-15", "template", "ok", {"number": NUMBERS[found]})
    else:
        yield Remark("EVI-15", "template", "doubtful", {"number": NUMBERS[seen.kind]})


_CHECKS: Final[dict[str, tuple[Check, ...]]] = {
    "transaction": (_payment,), "bank_statement": (_payment,), "payment_platform": (_payment,),
    "operation_log": (_screenshot,), "red_stamp": (_red_stamp,), "freight_receipt": (_freight,),
    "goods_photo": (_goods,), "purchase_invoice": (_purchase,), "inspection_report": (_inspection,),
    "quality_report": (_inspection,), "weighing": (_weighing,), "notarised": (_notarised,),
    **dict.fromkeys(NUMBERS, (_template,)),
}  # fmt: skip
