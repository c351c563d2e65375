"""Pictures for strangers (INT-8, APP-17): places and codes covered for good, in the process that reads."""

import io
from pathlib import Path
from random import Random

import cv2
import numpy as np
import pytest
from PIL import Image
from tests.pictures.drawing import Sheet
from tests.pictures.invented import NAMES
from tests.pictures.papers import freight
from tests.pictures.screens import payment

from gongdao.exhibits.copies import Copy
from gongdao.exhibits.reading.reader import Reader
from gongdao.rulebook.anonymous import Known
from gongdao.rulebook.anonymous.pictures import cover_for
from gongdao.rulebook.reading.report import SCALE, Box, Report

pytestmark = [pytest.mark.xdist_group("reading"), pytest.mark.rule("INT-8", "APP-17")]
_LEFT = (
    "0001101",
    "0011001",
    "0010011",
    "0111101",
    "0100011",
    "0110001",
    "0101111",
    "0111011",
    "0110111",
    "0001011",
)
_PARITY = "LLGLGG"  # of a first digit 2


def _saved(picture: Image.Image, folder: Path, **options: object) -> Path:
    path = folder / "exhibit.jpg"
    picture.convert("RGB").save(path, "JPEG", quality=92, **options)
    return path


def _copied(reader: Reader, path: Path, boxes: tuple[Box, ...] = ()) -> tuple[Copy, Image.Image]:
    copy = reader.cover(path, "image/jpeg", boxes)
    assert copy.problem == ""
    return copy, Image.open(io.BytesIO(copy.jpeg))


def _ean13(digits: str, module: int = 4, height: int = 160) -> Image.Image:
    """A bar code as on goods and parcels; `digits`: twelve, the first of them 2."""
    check = -sum(int(d) * (3 if n % 2 else 1) for n, d in enumerate(digits)) % 10
    bits = "101"
    for digit, side in zip(digits[1:7], _PARITY, strict=True):
        code = _LEFT[int(digit)]
        bits += code if side == "L" else "".join("10"[int(b)] for b in code)[::-1]
    bits += (
        "01010"
        + "".join("".join("10"[int(b)] for b in _LEFT[int(d)]) for d in f"{digits[7:]}{check}")
        + "101"
    )
    row = np.repeat(np.array([[255 - 255 * int(bit) for bit in bits]], np.uint8), module, axis=1)
    return Image.fromarray(np.repeat(row, height, axis=0))


def test_every_line_with_personal_data_is_covered_and_cannot_be_read_again(
    reader: Reader, tmp_path: Path
) -> None:
    drawn = payment(Random(3))
    path = _saved(drawn.picture, tmp_path)
    report = reader.read(path, "image/jpeg")
    cover = cover_for(report, drawn.kind, ())
    assert cover.left_out == ""
    assert cover.boxes
    copy, picture = _copied(reader, path, cover.boxes)
    again = reader.read(_saved(picture, tmp_path), "image/jpeg")
    assert drawn.shows["transaction_no"] in report.text.replace("\n", "")
    assert drawn.shows["transaction_no"][:8] not in again.text
    assert "旗舰店" not in again.text
    assert "专营店" not in again.text
    assert "专卖店" not in again.text
    assert "支付成功" in again.text
    assert copy.codes == ()


def test_a_known_name_is_covered_wherever_it_stands(reader: Reader, tmp_path: Path) -> None:
    sheet = Sheet(Random(1), (720, 480))
    sheet.text(60, 80, "欧阳小乐说货到了", 40)
    sheet.text(60, 220, "外箱已经压坏", 40)
    path = _saved(sheet.image, tmp_path)
    report = reader.read(path, "image/jpeg")
    cover = cover_for(report, "chat", (Known("buyer", "customer:1", "欧阳小乐"),))
    assert len(cover.boxes) == 1
    again = reader.read(_saved(_copied(reader, path, cover.boxes)[1], tmp_path), "image/jpeg")
    assert "小乐" not in again.text
    assert "外箱已经压坏" in again.text


def test_square_and_bar_codes_are_found_and_covered(reader: Reader, tmp_path: Path) -> None:
    picture = Image.new("RGB", (1000, 800), "white")
    square = cv2.QRCodeEncoder.create().encode("https://shop.example/u/12345678")
    picture.paste(Image.fromarray(square).resize((260, 260), Image.Resampling.NEAREST), (80, 80))
    picture.paste(_ean13("290123456789"), (480, 500))
    path = _saved(picture, tmp_path)
    copy, after = _copied(reader, path)
    assert len(copy.codes) == 2
    pixels = np.asarray(after)[:, :, ::-1].copy()
    assert cv2.QRCodeDetector().detectAndDecode(pixels)[0] == ""
    assert not cv2.barcode.BarcodeDetector().detectAndDecode(pixels)[0]
    assert reader.cover(_saved(after, tmp_path), "image/jpeg", ()).codes == ()


def test_a_covered_place_has_one_colour_and_the_file_tells_nothing(reader: Reader, tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 255, (400, 400, 3), np.uint8)
    about = Image.Exif()
    about[0x010F] = "Camera of Zhao Min"
    path = _saved(Image.fromarray(noise), tmp_path, exif=about)
    _, after = _copied(reader, path, (Box(0, SCALE // 4, SCALE // 4, SCALE // 2, SCALE // 2),))
    inside = np.asarray(after)[112:188, 112:188].astype(int)
    assert inside.std(axis=(0, 1)).max() < 4
    assert not after.getexif()
    assert b"Zhao" not in path.with_suffix(".none").name.encode()


def test_what_may_be_a_face_is_told_and_left_to_a_person(reader: Reader, tmp_path: Path) -> None:
    picture = Image.new("RGB", (600, 600), "#3c6ea0")
    face = Image.new("RGB", (160, 200), "#d8a184")
    picture.paste(face, (200, 150))
    copy, _ = _copied(reader, _saved(picture, tmp_path))
    assert len(copy.maybe_faces) == 1
    plain, _ = _copied(reader, _saved(Image.new("RGB", (600, 600), "#3c6ea0"), tmp_path))
    assert plain.maybe_faces == ()


def test_a_broken_picture_is_told_so_and_the_next_one_is_copied(reader: Reader, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    assert reader.cover(broken, "image/jpeg", ()).problem == "broken"
    _copied(reader, _saved(Image.new("RGB", (50, 50), "white"), tmp_path))


def test_papers_recordings_and_what_was_not_read_are_left_out() -> None:
    read = Report("image/jpeg")
    assert cover_for(read, "identity", ()).left_out == "kind"
    assert cover_for(None, "chat", ()).left_out == "unread"
    assert cover_for(Report("image/jpeg", problems=("broken",)), "chat", ()).left_out == "unread"
    assert cover_for(Report("application/pdf"), "chat", ()).left_out == "no_picture"


@pytest.mark.parametrize("seed", [2, 4])
def test_a_waybill_loses_its_recipient_and_number(reader: Reader, tmp_path: Path, seed: int) -> None:
    """In lines of text, and as a table in which a label stands alone."""
    drawn = freight(Random(seed))
    path = _saved(drawn.picture, tmp_path)
    cover = cover_for(reader.read(path, "image/jpeg"), drawn.kind, ())
    again = reader.read(_saved(_copied(reader, path, cover.boxes)[1], tmp_path), "image/jpeg")
    assert drawn.shows["waybill"][2:10] not in again.text
    assert not [name for name in NAMES if name in again.text]
