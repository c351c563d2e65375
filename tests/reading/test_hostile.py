"""Files made to do harm: each is answered in bounded memory and time, and the next file is still read."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import psutil
import pytest
from PIL import Image
from tests.pictures.screens import payment

from gongdao.exhibits.content import media_type
from gongdao.exhibits.reading.reader import Reader
from gongdao.rulebook.reading.report import Report

pytestmark = pytest.mark.xdist_group("reading")  # one process with its models for all of these

MOST_BYTES = 2 * 2**30  # of memory that the reading process may ever have used
MOST_SECONDS = 50  # of work of the reading process, however long it waits for its turn; ended after a minute
Read = Callable[[bytes, str], Report]


@pytest.fixture
def bounded(reader: Reader, read: Read) -> Iterator[Read]:
    """Reads, and afterwards looks at time, at memory, and at whether the next file is read."""
    before = (reader.pid, _worked(reader.pid))
    yield read
    if reader.pid:
        begun = (
            before[1] if reader.pid == before[0] else 0.0
        )  # a file may end the process: then it is another
        assert _worked(reader.pid) - begun < MOST_SECONDS
        assert _peak(reader.pid) < MOST_BYTES
    assert read("运单号：YT1234567890123".encode(), "text/plain").text == "运单号：YT1234567890123"


def _worked(pid: int) -> float:
    """Seconds of processor time."""
    return sum(psutil.Process(pid).cpu_times()[:2]) if pid else 0.0


def _peak(pid: int) -> int:
    rows = Path(f"/proc/{pid}/status").read_text().splitlines()
    return 1024 * int(next(row.split()[1] for row in rows if row.startswith("VmHWM")))


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj %b endobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    size = len(objects) + 1
    end = b"trailer <</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (size, start)
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + end


def stream(body: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %b>> stream\n%b\nendstream" % (len(body), more, body)


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>"


def deflated(kilobytes: int, of: bytes = b" ") -> bytes:
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(of * 1024) for _ in range(kilobytes)) + packer.flush()


def pdf_content_bomb() -> bytes:
    """A page whose drawing unpacks to 100 MB of blanks."""
    return pdf(CATALOG, PAGES, PAGE, stream(deflated(100_000), b"/Filter/FlateDecode"), b"<<>>")


def pdf_picture_bomb() -> bytes:
    """A page with a picture of 30,000 × 30,000 in a megabyte."""
    about = (
        b"/Type/XObject/Subtype/Image/Width 30000/Height 30000/BitsPerComponent 8/ColorSpace/DeviceRGB"
        b"/Filter/FlateDecode"
    )
    draw = stream(b"300 0 0 300 0 0 cm /I Do")
    return pdf(CATALOG, PAGES, PAGE, draw, stream(deflated(60_000, b"\0"), about))


def pdf_twice_packed() -> bytes:
    """Packed twice: 100 MB in some hundred bytes."""
    inner = zlib.compress(deflated(100_000), 9)
    return pdf(CATALOG, PAGES, PAGE, stream(inner, b"/Filter[/FlateDecode/FlateDecode]"), b"<<>>")


def pdf_tree_in_a_circle() -> bytes:
    return pdf(CATALOG, b"<</Type/Pages/Count 5/Kids[3 0 R]>>", b"<</Type/Pages/Count 5/Kids[2 0 R 3 0 R]>>")


def pdf_table_in_a_circle() -> bytes:
    """The table of places says that the one before it is itself."""
    plain = pdf(CATALOG, PAGES, PAGE, stream(b""), b"<<>>")
    start = plain.rindex(b"xref\n0")
    return plain.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)


def pdf_forms_in_a_circle() -> bytes:
    """A drawing that draws itself."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</I 5 0 R>>>>"
    return pdf(CATALOG, PAGES, PAGE, stream(b"/I Do"), stream(b"/I Do", form))


def pdf_deep() -> bytes:
    return pdf(
        CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox " + b"[" * 200_000 + b"]" * 200_000 + b">>"
    )


def pdf_without_end() -> bytes:
    return pdf(CATALOG, PAGES, PAGE, stream(b"q 1 0 0 1 0 0 cm\n" * 400_000), b"<<>>")[:-2000]


def pdf_huge_page() -> bytes:
    return pdf(CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 2000000000 2000000000]>>")


def gif_of_frames() -> bytes:
    """Forty thousand frames in a megabyte."""
    out = io.BytesIO()
    Image.new("P", (8, 8)).save(out, "GIF")
    plain = out.getvalue()
    start = plain.index(b"\x2c")
    return plain[:start] + (b"\x21\xf9\x04\0\0\0\0\0" + plain[start:-1]) * 40_000 + b";"


def gif_huge() -> bytes:
    out = bytearray(io.BytesIO(gif_of_frames()[:2000]).getvalue())
    out[6:10] = struct.pack("<HH", 65_535, 65_535)
    return bytes(out)


def png(width: int, height: int, *chunks: tuple[bytes, bytes], depth: int = 8, colour: int = 2) -> bytes:
    head = (b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    parts = (head, *chunks, (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def png_of_a_hundred_megapixels() -> bytes:
    """Within the limit, so really unpacked: 300 MB in 300 kB."""
    return png(10_000, 10_000, (b"IDAT", deflated(293_000, b"\0")))


def png_with_a_long_text() -> bytes:
    """A note beside the picture that unpacks to 100 MB."""
    return png(8, 8, (b"zTXt", b"note\0\0" + deflated(100_000)), (b"IDAT", zlib.compress(bytes(25 * 8))))


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    payment(Random(4)).picture.save(out, kind)
    return out.getvalue()


def webp_that_lies() -> bytes:
    """The head says 16,000 × 16,000; the picture in it is another."""
    content = bytearray(picture("WEBP"))
    at = content.index(b"\x9d\x01\x2a") + 3
    content[at : at + 4] = struct.pack("<HH", 16_000, 16_000)
    return bytes(content)


def office(parts: int, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", body)
        for n in range(parts):
            packed.writestr(f"word/media/{n}", b"")
    return out.getvalue()


def office_that_lies() -> bytes:
    """Its table says that the text has ten bytes; it has forty million."""
    content = bytearray(office(0, b"A" * 40_000_000))
    for start, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.index(start) + at
        content[place : place + 4] = struct.pack("<I", 10)
    return bytes(content)


LAUGHS = (
    b"<!DOCTYPE x [<!ENTITY a '" + b"ha" * 50 + b"'>"
    + b"".join(b"<!ENTITY %c '%b'>" % (98 + n, b"&%c;" % (97 + n) * 50) for n in range(9))
    + b"]><w:p><w:t>&j;</w:t></w:p>"
)  # fmt: skip


@pytest.mark.parametrize(
    ("make", "problems"),
    [
        (pdf_content_bomb, {"", "broken", "too_large"}),
        (pdf_picture_bomb, {"", "broken", "too_large"}),
        (pdf_twice_packed, {"", "broken", "too_large"}),
        (pdf_tree_in_a_circle, {"broken"}),
        (pdf_table_in_a_circle, {"", "broken"}),
        (pdf_forms_in_a_circle, {"", "broken"}),  # it may end the process, and that alone
        (pdf_deep, {"", "broken"}),
        (pdf_without_end, {"", "broken"}),
        (pdf_huge_page, {"too_large", "broken"}),
        (gif_of_frames, {""}),
        (gif_huge, {"too_large"}),
        (png_of_a_hundred_megapixels, {""}),
        (png_with_a_long_text, {"broken", "too_large", ""}),
        (webp_that_lies, {"broken", "too_large"}),
        (lambda: picture("WEBP")[:3000], {"broken"}),
        (lambda: picture("AVIF")[:3000], {"broken"}),
        (lambda: b"\0\0\0\x18ftypheic" + bytes(5000), {"broken"}),
        (lambda: picture("JPEG")[:20_000], {"", "broken"}),
        (lambda: picture("PNG")[:6_000], {"broken"}),
        (office_that_lies, {"broken", "too_large", ""}),
        (lambda: office(20_000, b"<w:p><w:t>text</w:t></w:p>"), {""}),
        (lambda: office(0, LAUGHS), {""}),
        (lambda: ("订" * 15_000_000).encode(), {"too_long"}),
    ],
    ids=[
        "pdf_content", "pdf_picture", "pdf_twice", "pdf_tree", "pdf_table", "pdf_forms", "pdf_deep",
        "pdf_without_end", "pdf_huge_page", "gif_frames", "gif_huge", "png_large", "png_text", "webp_lies",
        "webp_cut", "avif_cut", "heic", "jpeg_cut", "png_cut", "office_lies", "office_parts", "laughs",
        "text",
    ],
)  # fmt: skip
def test_a_harmful_file_is_answered_in_bounded_memory_and_time(
    make: Callable[[], bytes], problems: set[str], bounded: Read
) -> None:
    content = make()
    kind = media_type(content[:4096])
    assert kind
    report = bounded(content, kind)
    assert set(report.problems or ("",)) <= problems
    assert len(report.text) < 1_000_000


def test_pictures_of_newer_kinds_are_read(bounded: Read) -> None:
    for kind in ("WEBP", "AVIF"):
        content = picture(kind)
        assert "账单" in bounded(content, media_type(content)).text


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (picture("GIF") + office(0, b"<w:p/>"), "image/gif"),  # a picture that is also an archive of programs
        (
            pdf(CATALOG, PAGES, PAGE, stream(b""), b"<<>>") + b"<html><script>1</script></html>",
            "application/pdf",
        ),
        (picture("JPEG") + b"<?php system('id'); ?>", "image/jpeg"),
        (b"<html><script>1</script>" + pdf(CATALOG, PAGES, PAGE, stream(b""), b"<<>>"), ""),
        (b"II*\0" + bytes(2000), ""),  # TIFF
        (b"BM" + bytes(2000), ""),
        (b"PK\x03\x04" + b"\x14\0" * 13 + b"a.jar", ""),
        (b"\xef\xbb\xbf  <svg xmlns='http://www.w3.org/2000/svg' onload='1'/>", ""),
        (b"<?xml version='1.0'?><svg/>", ""),
        (b"%!PS-Adobe-3.0", "text/plain"),  # shown as text, run by nothing
    ],
    ids=["gifar", "pdf_html", "jpeg_php", "html_pdf", "tiff", "bmp", "jar", "svg", "xml", "postscript"],
)
def test_a_file_of_two_kinds_is_what_its_first_bytes_say(content: bytes, kind: str, bounded: Read) -> None:
    assert media_type(content[:4096]) == kind
    if kind:
        report = bounded(content, kind)
        assert "script" not in report.text
        assert "php" not in report.text
