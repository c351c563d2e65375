"""Tables in files: CSV in the encodings that are met in China, and XLSX, either of them compressed by gzip.

Rows stream; a file of any length is read in constant memory.
"""

import codecs
import csv
import gzip
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, Literal, NamedTuple
from xml.etree.ElementTree import ParseError

from gongdao.intake.files.problems import BadFile
from gongdao.intake.files.values import Cell

Row = tuple[int, list[Cell]]
"""The number of the line on which it begins, and its cells."""

_CHUNK: Final = 1 << 20
_LONGEST_CELL: Final = 64 * 1024 * 1024
_MOST_UNPACKED: Final = 2 * 1024**3  # bytes of a workbook
_DELIMITERS: Final = (",", "\t", ";")
_LIKELY: Final = 0.9  # share of rare characters above which a text is not what it was taken for
_OTHER_BOMS: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)

# The module csv keeps one limit for the whole process, 128 KiB unless told. Set once, when this is loaded: it
# never depends on which file was read before, and headers and rows are under the same.
csv.field_size_limit(_LONGEST_CELL)


class Shape(NamedTuple):
    """What was found out about a file. `lines`: about how many rows follow the header, 0 if unknown."""

    kind: Literal["csv", "xlsx"]
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    lines: int


class Table:
    """A table in a file."""

    def __init__(self, path: Path, *, sheet: str = "") -> None:
        """Look the file over: kind, encoding, header. Raises BadFile."""
        self.path = path
        self._sheet = sheet
        self.shape = self._looked_over()

    def rows(self) -> Iterator[Row]:
        """The rows below the header, without blank ones. Raises BadFile where the file breaks off."""
        rows = self._csv_rows() if self.shape.kind == "csv" else self._xlsx_rows()
        with _told(self.path):
            for line, cells in rows:
                if any(cells):
                    yield line, cells

    def _looked_over(self) -> Shape:
        with _told(self.path), _unpacked(self.path) as file:
            head = file.read(8)
        if head.startswith(b"PK\x03\x04"):
            return self._workbook_shape()
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            raise BadFile("old_excel", name=self.path.name)
        if not head:
            raise BadFile("empty_file", name=self.path.name)
        return self._csv_shape()

    # --- CSV ---

    def _csv_shape(self) -> Shape:
        with _told(self.path):
            encoding, lines = _encoding(self.path)
            with self._text(encoding) as text:
                first = text.readline(_CHUNK)
        delimiter = max(_DELIMITERS, key=first.count)
        with _told(self.path), self._text(encoding) as text:
            header = next(csv.reader(text, delimiter=delimiter), [])
        return Shape("csv", encoding, delimiter, _header(header, self.path), max(lines - 1, 0))

    def _csv_rows(self) -> Iterator[Row]:
        with self._text(self.shape.encoding) as text:
            reader = csv.reader(text, delimiter=self.shape.delimiter)
            next(reader, None)
            line = reader.line_num + 1
            try:
                for cells in reader:
                    yield line, list[Cell](cells)
                    line = reader.line_num + 1
            except csv.Error as error:
                raise BadFile("broken_csv", name=self.path.name, line=line) from error

    @contextmanager
    def _text(self, encoding: str) -> Iterator[IO[str]]:
        with _unpacked(self.path) as file, io.TextIOWrapper(file, encoding=encoding, newline="") as text:
            yield text

    # --- XLSX ---

    def _workbook_shape(self) -> Shape:
        with self._worksheet() as sheet:
            lines = max((sheet.max_row or 1) - 1, 0)
            sheet.reset_dimensions()
            header = next(sheet.iter_rows(values_only=True), ())
        return Shape("xlsx", "", "", _header([str(_cell(value)) for value in header], self.path), lines)

    def _xlsx_rows(self) -> Iterator[Row]:
        with self._worksheet() as sheet:
            sheet.reset_dimensions()  # some programs write a wrong size, and rows would be lost
            for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
                if line > 1:
                    yield line, [_cell(value) for value in values]

    @contextmanager
    def _worksheet(self) -> Iterator[Any]:
        from openpyxl import load_workbook

        with _told(self.path), _seekable(self.path) as file:
            if sum(item.file_size for item in zipfile.ZipFile(file).infolist()) > _MOST_UNPACKED:
                raise BadFile("too_large", name=self.path.name)
            file.seek(0)
            book = load_workbook(file, read_only=True, data_only=True)
            try:
                if self._sheet and self._sheet not in book.sheetnames:
                    raise BadFile("no_such_sheet", sheet=self._sheet, sheets=book.sheetnames)
                yield book[self._sheet] if self._sheet else book.worksheets[0]
            finally:
                book.close()


def _header(names: list[str], path: Path) -> tuple[str, ...]:
    header = tuple(name.strip().removeprefix("\ufeff") for name in names)
    if not any(header):
        raise BadFile("empty_file", name=path.name)
    return header


def _cell(value: object) -> Cell:
    """The value of a cell as text, but for instants. A whole number has no point: it may be a phone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


@contextmanager
def _unpacked(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked if it is compressed, whatever its name says."""
    if _is_packed(path):
        with gzip.open(path) as inner:
            yield io.BufferedReader(inner)
    else:
        with path.open("rb") as file:
            yield file


@contextmanager
def _seekable(path: Path) -> Iterator[BinaryIO]:
    """A workbook is read back and forth, so a compressed one is unpacked into a file of its own."""
    if not _is_packed(path):
        with path.open("rb") as file:
            yield file
        return
    with _unpacked(path) as packed, tempfile.TemporaryFile() as copy:
        while chunk := packed.read(_CHUNK):
            if copy.tell() > _MOST_UNPACKED:
                raise BadFile("too_large", name=path.name)
            copy.write(chunk)
        copy.seek(0)
        yield copy


def _is_packed(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _encoding(path: Path) -> tuple[str, int]:
    """The encoding of a whole file and its number of lines. Raises BadFile."""
    with _unpacked(path) as file:
        head = file.read(4)
        if head.startswith(_OTHER_BOMS):
            raise BadFile("unicode_16", name=path.name)
        wide = head.startswith(codecs.BOM_UTF8)
    line, lines = _undecodable(path, "utf-8")
    if line is None:
        return ("utf-8-sig" if wide else "utf-8"), lines
    other, lines = _undecodable(path, "gb18030")
    if wide or other is not None or not _is_likely_chinese(path):
        # It is more likely meant to be in the encoding in which it can be read further.
        raise BadFile("unknown_encoding", name=path.name, line=max(line, other or 1))
    return "gb18030", lines


def _undecodable(path: Path, encoding: str) -> tuple[int | None, int]:
    """The first line that is not in this encoding (None: all are), and how many lines there are."""
    decoder = codecs.getincrementaldecoder(encoding)()
    lines = 0
    with _unpacked(path) as file:
        while chunk := file.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError as error:
                return lines + chunk[: max(error.start, 0)].count(b"\n") + 1, lines
            lines += chunk.count(b"\n")
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return lines + 1, lines
    return None, lines


def _is_likely_chinese(path: Path) -> bool:
    """Whether a text that can be read as GB18030 was written in it: nearly all its characters are common.

    Other encodings, such as Big5 or Latin-1, can be read so too and turn into rare characters.
    """
    with _unpacked(path) as file:
        text = file.read(_CHUNK).decode("gb18030", "ignore")
    foreign = [char for char in text if char > "\x7f"]
    common = sum(char.encode("gb2312", "ignore") != b"" for char in foreign)
    return common >= _LIKELY * len(foreign)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what is wrong with a file instead of failing."""
    try:
        yield
    except FileNotFoundError:
        raise BadFile("no_such_file", name=str(path)) from None
    except (IsADirectoryError, PermissionError):
        raise BadFile("unreadable", name=str(path)) from None
    except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, ParseError, KeyError) as error:
        raise BadFile("broken_file", name=path.name) from error
