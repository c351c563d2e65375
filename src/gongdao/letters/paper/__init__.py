"""Papers: letters, forms and files to be read and handed on; one content, shown as page, DOCX and PDF."""

from gongdao.letters.paper.model import (
    Block,
    Entry,
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
    lines_of,
    sound,
)

__all__ = [
    "Block",
    "Entry",
    "Facts",
    "Heading",
    "Items",
    "PageBreak",
    "Paper",
    "Picture",
    "Room",
    "Signature",
    "Table",
    "Text",
    "lines_of",
    "sound",
]
