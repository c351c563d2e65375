"""A paper as DOCX: to be changed by whoever got it. The fonts are those that word processors bring."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final

from docx import Document
from docx.document import Document as Made
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from gongdao.letters.paper.model import (
    Block,
    Facts,
    Heading,
    Items,
    PageBreak,
    Paper,
    Picture,
    Room,
    Signature,
    Table,
    Text,
)

_LATIN: Final = "Times New Roman"
_SERIF, _SANS = "宋体", "黑体"  # what every Chinese word processor has or puts a like one for
_BLUE: Final = RGBColor(0x1D, 0x35, 0x57)
_QUIET: Final = RGBColor(0x52, 0x60, 0x6D)
_WIDTH: Final = Mm(162)  # between the margins of A4
_ROOM: Final = Mm(9)


def docx_of(paper: Paper, *, at: datetime) -> bytes:
    """The DOCX of a paper. `at`: the instant it states as that of its making."""
    made = Document()
    _set_up(made, paper, at)
    title = made.add_heading(paper.title, 0)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if paper.about:
        about = made.add_paragraph(style="Quiet")
        about.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _say(about, paper.about)
    for block in paper.blocks:
        _add(made, paper, block)
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def _set_up(made: Made, paper: Paper, at: datetime) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = Mm(24)
    section.bottom_margin = Mm(22)
    _run_along(section, paper)
    _style(made.styles["Normal"], _SERIF, 10.5)
    _style(made.styles["Title"], _SANS, 18, _BLUE)
    _style(made.styles["Heading 1"], _SANS, 14, _BLUE)
    _style(made.styles["Heading 2"], _SANS, 11.5, _BLUE)
    for name in ("Header", "Footer"):
        _style(made.styles[name], _SERIF, 8, _QUIET)
    quiet = made.styles.add_style("Quiet", WD_STYLE_TYPE.PARAGRAPH)
    quiet.base_style = made.styles["Normal"]
    _style(quiet, _SERIF, 8.5, _QUIET)
    # The frame of the title style is of an English template.
    for border in made.styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    told = made.core_properties
    told.title, told.author, told.comments = paper.title, "", ""
    told.language = "en-GB" if paper.language.startswith("en") else "zh-CN"
    told.created = told.modified = at.astimezone(UTC).replace(tzinfo=None)


def _run_along(section: Section, paper: Paper) -> None:
    """What stands on every page: the case above; below, what the paper is, and the page of how many."""
    section.header.paragraphs[0].text = paper.header
    section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    below = section.footer.paragraphs[0]
    for stop in list(below.style.paragraph_format.tab_stops) if below.style else ():
        below.paragraph_format.tab_stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    below.paragraph_format.tab_stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    below.add_run(f"{paper.footer}\t")
    _count(below, "PAGE")
    below.add_run(" / ")
    _count(below, "NUMPAGES")


def _count(paragraph: Paragraph, field: str) -> None:
    """A number that the word processor keeps: it is counted anew as the text is changed."""
    counted = OxmlElement("w:fldSimple")
    counted.set(qn("w:instr"), f" {field} ")
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    counted.append(run)
    paragraph._p.append(counted)  # noqa: SLF001  # the library has no fields


def _style(style: Any, chinese: str, points: float, colour: RGBColor | None = None) -> None:
    if not isinstance(style, ParagraphStyle):
        raise TypeError(style)
    style.font.name, style.font.size, style.font.bold = _LATIN, Pt(points), False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if "Theme" in name]:
        del fonts.attrib[name]  # a theme would win over the names below
    fonts.set(qn("w:eastAsia"), chinese)
    if colour is not None:
        style.font.color.rgb = colour


def _add(made: Made, paper: Paper, block: Block) -> None:
    match block:
        case Heading():
            made.add_heading(block.text, block.level)
        case Text():
            paragraph = made.add_paragraph(style="Quiet" if block.look == "quiet" else "Normal")
            if block.look == "said":
                paragraph.paragraph_format.left_indent = Mm(6)
            _say(paragraph, block.text)
        case Facts():
            _grid(made, block.rows, (1, 3), framed=False)
        case Items():
            _number(made, block)
        case Table():
            _grid(
                made,
                (*((block.head,) if block.head else ()), *block.rows),
                block.widths,
                framed=True,
                tall=block.tall,
            )
        case Picture():
            _show(made, block, paper.pictures[block.name])
        case Signature():
            paragraph = made.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.space_before = Pt(20)
            _say(paragraph, "\n".join(block.lines))
        case Room():
            table = made.add_table(1, 1, style="Table Grid")
            table.rows[0].height = Mm(block.height_mm)
            made.add_paragraph().paragraph_format.space_after = Pt(0)
        case PageBreak():
            made.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def _number(made: Made, block: Items) -> None:
    for number, entry in enumerate(block.entries, 1):
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(7)
        paragraph.paragraph_format.first_line_indent = -Mm(7)
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(7))
        paragraph.add_run(f"{number}.\t")
        _say(paragraph, entry.text)
        if entry.note:
            _say(paragraph, "\n" + entry.note, small=True)


def _show(made: Made, block: Picture, content: bytes) -> None:
    made.add_picture(BytesIO(content), width=Mm(120))
    made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption = made.add_paragraph(style="Quiet")
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _say(caption, block.caption)


def _grid(
    made: Made,
    rows: tuple[tuple[str, ...], ...],
    widths: tuple[int, ...],
    *,
    framed: bool,
    tall: bool = False,
) -> None:
    if not rows:
        return
    columns = len(rows[0])
    shares = widths or (1,) * columns
    table = made.add_table(len(rows), columns, style="Table Grid" if framed else None)
    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(_WIDTH * share / sum(shares))
    for row, cells in zip(table.rows, rows, strict=True):
        if tall and not any(cells[1:]):
            row.height = _ROOM
        for cell, text, share in zip(row.cells, cells, shares, strict=True):
            cell.width = int(_WIDTH * share / sum(shares))
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(2)
            _say(paragraph, text)
    made.add_paragraph().paragraph_format.space_after = Pt(0)


def _say(paragraph: Paragraph, text: str, *, small: bool = False) -> None:
    """Add words; a line break stays one."""
    run = paragraph.add_run(text)
    if small:
        run.font.size, run.font.color.rgb = Pt(8.5), _QUIET
