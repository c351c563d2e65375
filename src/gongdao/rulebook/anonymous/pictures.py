"""What of a picture must be covered before strangers see it, and which pictures they never see (INT-8)."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook.anonymous.known import Known
from gongdao.rulebook.anonymous.patterns import label_alone
from gongdao.rulebook.anonymous.texts import holds_personal_data
from gongdao.rulebook.reading.checks import HANDWRITTEN
from gongdao.rulebook.reading.report import SCALE, Box, Line, Report
from gongdao.rulebook.reading.turning import as_shown, turned_lines

# Pictures can be made safe; papers that are personal all over, and recordings, cannot.
_FOR_OTHERS: Final = frozenset({
    "chat", "operation_log", "transaction", "payment_platform", "waybill", "sign_receipt", "goods_photo",
    "weighing", "purchase_invoice", "inspection_report", "freight_receipt", "handover_form",
    "anomaly_report", "quality_report", "mail", "other",
})  # fmt: skip
_PICTURES: Final = frozenset({"image/jpeg", "image/png", "image/webp", "image/heic"})
_SURE: Final = 60  # of 100; what was read less surely may be anything
# Papers that people sign and write on; on a screen nothing is written by hand.
_WRITTEN_ON: Final = frozenset({
    "waybill", "sign_receipt", "freight_receipt", "handover_form", "anomaly_report", "inspection_report",
    "quality_report", "purchase_invoice", "other",
})  # fmt: skip
_SHARP: Final = 12  # of 100; in a picture less sharp there may be text that nobody could read
_READS: Final = {"recipient": "person", "courier": "technician", "shop": "seller"}


class Cover(Struct, frozen=True):
    """What to cover. `left_out`: why the picture is not shown unless a person says so; "" if it may be."""

    boxes: tuple[Box, ...] = ()
    left_out: str = ""


def cover_for(report: Report | None, kind: str, known: Sequence[Known], layer: Sequence[Line] = ()) -> Cover:
    """What to cover in an exhibit of this kind: lines with personal data, unsure ones, handwriting, stamps.

    `layer`: the text that lies beneath a page of a document, judged as what was read in its picture is.
    `left_out`: "kind" and "no_picture" are final; "unread" and "unclear" a person may overrule.
    """
    if kind not in _FOR_OTHERS:
        return Cover(left_out="kind")
    if report is None or report.problems or not report.pages:
        final = report is not None and report.media_type not in _PICTURES
        return Cover(left_out="no_picture" if final else "unread")
    if report.media_type not in _PICTURES:
        return Cover(left_out="no_picture")
    page = report.pages[0]
    read = tuple(_boxes(turned_lines(page.lines, page.turned), kind, known))
    read += tuple(replace(box, page=0) for box in _boxes(turned_lines(layer, page.turned), kind, known))
    stamp = (_wider(page.stamp),) if page.stamp else ()
    boxes = (*(as_shown(box, report) for box in read), *stamp)
    return Cover(boxes, "unclear" if page.sharp < _SHARP else "")


def read_names(fields: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Of (kind, value) of facts read in evidence: the names and references, by kind of mark."""
    kinds = {**_READS, "order_no": "order", "waybill": "waybill", "transaction_no": "transaction"}
    return tuple(dict.fromkeys((kinds[kind], value) for kind, value in fields if kind in kinds))


def _boxes(lines: Sequence[Line], kind: str, known: Sequence[Known]) -> Iterator[Box]:
    labels = [line.box for line in lines if label_alone().fullmatch(line.text)]
    before = ""
    for line in lines:
        # A label and its value may stand in two boxes: what follows a label is judged together with it.
        if (
            line.sure < _SURE
            or (kind in _WRITTEN_ON and line.hand >= HANDWRITTEN)
            or holds_personal_data(line.text, known)
            or (before.endswith((":", "：")) and holds_personal_data(before + line.text, known))
            or label_alone().fullmatch(before)
            or any(_in_the_row_of(label, line.box) for label in labels)
        ):
            yield _wider(line.box)
        before = line.text


def _in_the_row_of(label: Box, box: Box) -> bool:
    """Whether a box stands to the right of a label, at its height, as in the row of a table."""
    middle = (box.top + box.bottom) / 2
    return box.left >= label.right and label.top <= middle <= label.bottom


def _wider(box: Box) -> Box:
    """A little more than the text itself: its strokes reach beyond what was recognised."""
    room = max(20, (box.bottom - box.top) // 5)
    return Box(
        box.page, max(0, box.left - room), max(0, box.top - room), min(SCALE, box.right + room),
        min(SCALE, box.bottom + room),
    )  # fmt: skip
