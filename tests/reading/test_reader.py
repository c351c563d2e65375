"""Reading files in the process made for it: drawn evidence, and files that mean harm."""

import io
import struct
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import psutil
import pytest
from PIL import Image, ImageDraw, ImageOps
from tests.pictures.drawing import Sheet
from tests.pictures.exhibits import NAMES, made
from tests.pictures.fonts import font
from tests.pictures.screens import payment
from tests.pictures.wearing import WEARS, worn

from gongdao.exhibits.content import media_type
from gongdao.exhibits.reading.leaves import leaf
from gongdao.exhibits.reading.reader import Reader
from gongdao.exhibits.readings import ALIKE_BITS
from gongdao.rulebook.reading.checks import examined
from gongdao.rulebook.reading.fields import fields_of
from gongdao.rulebook.reading.report import SCALE, Report
from gongdao.rulebook.reading.turning import turned

pytestmark = pytest.mark.xdist_group("reading")  # one process with its models for all of these


Read = Callable[[bytes, str], Report]


def _paid(report: Report) -> bool:
    """Whether a payment screen was read."""
    return any(field.kind == "paid" for field in fields_of(report))


@pytest.mark.rule("EVI-4")
@pytest.mark.parametrize("name", NAMES)
def test_drawn_evidence_is_read_and_judged(name: str, read: Read) -> None:
    """Clean and worn once each; docs/evidence-accuracy.md has the numbers of many more."""
    random = Random(f"test {name}")
    one = made(name, random)
    for drawn in (one, worn(one, WEARS[1 + random.randrange(len(WEARS) - 1)], random)):
        report = read(drawn.jpeg(), "image/jpeg")
        found = fields_of(report)
        by_hand = drawn.kind == "red_stamp"  # of a hand not every digit is read rightly
        for kind, value in drawn.shows.items():
            read_so = [field.value for field in found if field.kind == kind]
            assert read_so, (kind, report.text)
            assert by_hand or value in ("", *read_so), (kind, value, report.text)
        remarks = {item.code: item.verdict for item in examined(drawn.kind, report)}
        if not drawn.lacks:
            assert "missing" not in remarks.values(), (drawn.wear, remarks)
        elif drawn.wear == "clean":
            said = {remarks.get(code) or remarks.get("by_hand", "unsaid") for code in drawn.lacks}
            assert said <= {"missing", "doubtful"}, remarks


@pytest.mark.rule("EVI-4")
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_picture_on_its_side_or_head_is_read_and_its_places_are_those_shown(
    degrees: int, read: Read
) -> None:
    """Turned anticlockwise by so much, it must be turned clockwise by as much."""
    one = payment(Random(8))
    steps = {90: Image.Transpose.ROTATE_90, 180: Image.Transpose.ROTATE_180, 270: Image.Transpose.ROTATE_270}
    straight = read(one.jpeg(), "image/jpeg")
    report = read(replace(one, picture=one.picture.transpose(steps[degrees])).jpeg(), "image/jpeg")
    assert (straight.pages[0].turned, report.pages[0].turned) == (0, degrees)
    expected = {field.kind: field for field in fields_of(straight)}
    found = {field.kind: field for field in fields_of(report)}
    assert {kind: field.value for kind, field in found.items()} == {
        kind: field.value for kind, field in expected.items()
    }
    for kind, field in found.items():
        box, own = turned(field.box, degrees), expected[kind].box
        assert max(abs(box.left - own.left), abs(box.top - own.top)) < 150, kind


def test_a_camera_that_says_how_it_was_held_is_believed(read: Read) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned clockwise by a quarter
    out = io.BytesIO()
    lying = payment(Random(8)).picture.convert("RGB").transpose(Image.Transpose.ROTATE_90)
    lying.save(out, "JPEG", exif=exif)
    page = read(out.getvalue(), "image/jpeg").pages[0]
    assert (page.width, page.height, page.turned) == (720, 1280, 0)
    out = io.BytesIO()
    lying.save(out, "PNG", exif=exif)
    page = read(out.getvalue(), "image/png").pages[0]
    assert (page.width, page.height, page.turned) == (720, 1280, 0)


@pytest.mark.rule("EVI-10")
def test_a_blank_paper_with_a_crease_goes_to_a_person_and_without_it_is_blank(read: Read) -> None:
    paper = Image.effect_noise((800, 800), 6).convert("RGB")
    verdicts = []
    for creased in (False, True):
        if creased:
            ImageDraw.Draw(paper).line((0, 300, 800, 340), fill="#505050", width=4)
        out = io.BytesIO()
        paper.save(out, "JPEG")
        remarks = examined("goods_photo", read(out.getvalue(), "image/jpeg"))
        verdicts.append({item.code: item.verdict for item in remarks}["blank"])
    assert verdicts == ["missing", "doubtful"]


@pytest.mark.rule("EVI-14")
def test_a_photo_tells_when_where_and_with_what_it_was_taken(read: Read) -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x0131] = "HUAWEI", "P60", "Adobe Photoshop 25.0"
    exif.get_ifd(0x8769)[0x9003] = "2024:05:06 10:00:00"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (31.0, 13.0, 48.0), "E", (121.0, 28.0, 12.0)
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "#777").save(out, "JPEG", exif=exif)
    report = read(out.getvalue(), "image/jpeg")
    assert (report.device, report.software, report.place) == (
        "HUAWEI P60",
        "Adobe Photoshop 25.0",
        "31.230,121.470",
    )
    assert report.taken_at == datetime(2024, 5, 6, 2, tzinfo=UTC)


@pytest.mark.rule("EVI-14")
def test_near_same_pictures_are_alike_and_others_are_not(read: Read) -> None:
    random = Random(5)
    one = payment(random)
    hashes = [
        int(read(worn(one, wear, random).jpeg(70), "image/jpeg").likeness, 16)
        for wear in ("clean", "recompressed", "dark")
    ]
    other = int(read(made("goods", random).jpeg(), "image/jpeg").likeness, 16)
    assert max((hashes[0] ^ same).bit_count() for same in hashes) <= ALIKE_BITS
    assert (hashes[0] ^ other).bit_count() > 12


def pdf(*texts: str) -> bytes:
    """A PDF of pictures, one a page."""
    pages = []
    for text in texts:
        sheet = Sheet(Random(1), (800, 600))
        sheet.text(60, 80, text, 40)
        pages.append(sheet.image)
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:])
    return out.getvalue()


def test_a_scanned_pdf_is_read_page_by_page(read: Read) -> None:
    report = read(pdf("运单号：YT1234567890123", "检验结论：合格"), "application/pdf")
    assert (report.page_count, report.from_text) == (2, False)
    assert [field.kind for field in fields_of(report)] == ["waybill", "result"]
    assert [line.box.page for line in report.lines] == [0, 1]


def typed(text: str, rotate: int, more: bytes = b"") -> bytes:
    """A page of 200 × 400 points with one line of text, and the words that it is shown turned clockwise.

    `more`: what else is said of the page.
    """
    drawn = f"BT /F1 12 Tf 20 350 Td ({text}) Tj ET".encode()
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 400]%s/Rotate %d/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>" % (more, rotate),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>"


@pytest.mark.parametrize("more", [b"", b"/CropBox[10 300 190 390]"], ids=["whole", "cropped"])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_text_of_a_pdf_lies_where_it_is_shown(read: Read, tmp_path: Path, rotate: int, more: bytes) -> None:
    content = typed("Order 2024042800123", rotate, more)
    (line,) = read(content, "application/pdf").lines
    (path := tmp_path / "page.pdf").write_bytes(content)
    picture, _ = leaf(str(path), 1, longest=800)
    left, top, right, bottom = ImageOps.invert(picture.convert("L")).getbbox() or (0, 0, 0, 0)
    across, down = SCALE / picture.width, SCALE / picture.height
    ink = (left * across, top * down, right * across, bottom * down)
    box = (line.box.left, line.box.top, line.box.right, line.box.bottom)
    assert all(abs(one - other) < 150 for one, other in zip(ink, box, strict=True)), (ink, box)


def test_an_office_document_gives_its_text(read: Read) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr(
            "word/document.xml",
            "<w:p><w:t>订单号：2024042800123</w:t></w:p><w:p><w:t>说明&amp;附件</w:t></w:p>",
        )
    report = read(out.getvalue(), media_type(out.getvalue()))
    assert report.text == "订单号：2024042800123\n说明&附件"
    assert report.from_text


def test_a_video_tells_its_length(read: Read, tmp_path: Path) -> None:
    header = (
        b"\x00\x00\x00\x00"
        + (3_797_805_600).to_bytes(4, "big")
        + bytes(4)
        + (1000).to_bytes(4, "big")
        + (12_500).to_bytes(4, "big")
    )
    mvhd = (8 + len(header) + 80).to_bytes(4, "big") + b"mvhd" + header + bytes(80)
    moov = (8 + len(mvhd)).to_bytes(4, "big") + b"moov" + mvhd
    report = read(b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + moov, "video/mp4")
    assert report.duration_ms == 12_500
    assert report.taken_at == datetime(2024, 5, 6, 2, tzinfo=UTC)


# --- files that mean harm --------------------------------------------------------------------------------


def bomb() -> bytes:
    """A PNG of 40,000 × 40,000 in a few kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1_000_000)))
        + chunk(b"IEND", b"")
    )


def packed_bomb() -> bytes:
    """A Word document whose text unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"A" * 300_000_000)
    return out.getvalue()


def encrypted_pdf() -> bytes:
    plain = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    )
    return plain + b"trailer<</Root 1 0 R/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -4>>>>\n%%EOF"


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "kind", "problems"),
    [
        (bomb(), "image/png", {"too_large"}),
        (packed_bomb(), DOCX, {"too_large"}),
        (b"\xff\xd8\xff" + Random(1).randbytes(5000), "image/jpeg", {"broken"}),
        (payment(Random(1)).jpeg()[:9000], "image/jpeg", {"broken"}),
        (b"%PDF-1.7\n" + Random(2).randbytes(20_000), "application/pdf", {"broken"}),
        (
            b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]/Type/Pages/Count 9>>endobj\n" * 2000,
            "application/pdf",
            {"broken"},
        ),
        (encrypted_pdf(), "application/pdf", {"broken", "encrypted"}),
        (b"PK\x03\x04" + Random(3).randbytes(900), DOCX, {"broken"}),
        (b"GIF89a" + b"\xff" * 500, "image/gif", {"broken"}),
    ],
    ids=["pixels", "zip", "noise", "cut", "pdf_noise", "pdf_loop", "encrypted", "no_zip", "gif"],
)
def test_harmful_files_are_told_and_disturb_nothing(
    content: bytes, kind: str, problems: set[str], read: Read
) -> None:
    report = read(content, kind)
    assert set(report.problems) <= problems
    assert report.problems
    after = read(payment(Random(2)).jpeg(), "image/jpeg")
    assert _paid(after)


def test_fifty_megapixels_are_read_in_bounded_memory(reader: Reader, read: Read) -> None:
    image = Image.new("RGB", (8660, 5774), "white")
    ImageDraw.Draw(image).text((400, 400), "运单号：YT1234567890123", font=font(300), fill="black")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    report = read(out.getvalue(), "image/jpeg")
    assert [field.value for field in fields_of(report) if field.kind == "waybill"][:1] == ["YT1234567890123"]
    assert reader._process is not None
    assert psutil.Process(reader.pid).memory_info().rss < 1_500 * 2**20


def test_a_long_pdf_is_read_in_part(read: Read) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"
    count = 10_000
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, b" ".join(b"%d 0 R" % (n + 3) for n in range(count))),
    ]
    objects += [page] * count
    out, places = b"%PDF-1.4\n", []
    parts = []
    for number, body in enumerate(objects, 1):
        parts.append(b"%d 0 obj%bendobj\n" % (number, body))
    offset = len(out)
    for part in parts:
        places.append(offset)
        offset += len(part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    content = (
        out
        + b"".join(parts)
        + table
        + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, offset)
    )
    report = read(content, "application/pdf")
    assert (report.page_count, len(report.pages), report.problems) == (count, 20, ("too_long",))


def test_a_file_that_takes_too_long_ends_its_reader_alone(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(payment(Random(3)).jpeg())
    reader = Reader()
    try:
        assert reader.read(path, "image/jpeg", seconds=0.01).problems == ("timed_out",)
        assert _paid(reader.read(path, "image/jpeg"))  # by a new process
    finally:
        reader.close()


def test_a_reader_that_is_killed_is_started_anew(reader: Reader, read: Read) -> None:
    read(payment(Random(3)).jpeg(), "image/jpeg")
    assert reader._process is not None
    reader._process.kill()
    reader._process.wait()
    assert _paid(read(payment(Random(3)).jpeg(), "image/jpeg"))


def test_the_reader_gets_no_secret_and_writes_no_file(reader: Reader, read: Read) -> None:
    read(payment(Random(3)).jpeg(), "image/jpeg")
    assert reader._process is not None
    environment = psutil.Process(reader.pid).environ()
    assert not [name for name in environment if name.startswith(("GONGDAO", "DATABASE", "DJANGO"))]
    limits = Path(f"/proc/{reader.pid}/limits").read_text()
    assert any(line.split()[:5] == ["Max", "file", "size", "0", "0"] for line in limits.splitlines())


@pytest.mark.parametrize(
    "content",
    [b"<svg onload='alert(1)'/>", b"<!doctype html><script>1</script>", b"MZ\x90\x00", b"Rar!\x1a\x07"],
)
def test_scripts_programs_and_archives_are_not_taken_at_all(content: bytes) -> None:
    assert media_type(content) == ""


def test_nothing_is_left_running(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("你好")
    reader = Reader()
    reader.read(path, "text/plain")
    process = reader._process
    reader.close()
    assert process is not None
    assert isinstance(process, subprocess.Popen)
    assert process.poll() is not None
