"""Faces in pictures are found and covered (INT-8, APP-17). The faces are drawn: of nobody."""

import hashlib
import io
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from tests.pictures.faces import Colour, face

from gongdao.exhibits.reading import faces
from gongdao.exhibits.reading.reader import Reader
from gongdao.rulebook.reading.report import SCALE

pytestmark = [pytest.mark.xdist_group("reading"), pytest.mark.rule("INT-8", "APP-17")]
VENDOR = Path(faces.__file__).parent / "centerface"
PACKAGE = tomllib.loads((VENDOR / "VENDORED.toml").read_text())["package"][0]
COVERED = (82, 88, 96)  # red, green, blue


@pytest.mark.parametrize(("name", "sha256"), PACKAGE["files"].items())
def test_the_model_is_the_published_one_with_its_licence(name: str, sha256: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sha256
    assert PACKAGE["licence"] == "MIT"


def saved(pixels: faces.Pixels, folder: Path) -> Path:
    path = folder / "photo.jpg"
    Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1])).save(path, "JPEG", quality=92)
    return path


def scene(*at: tuple[int, int, int], width: int = 1200, height: int = 900) -> faces.Pixels:
    """A room with faces at (left, top, size)."""
    made = np.full((height, width, 3), (200, 190, 180), np.uint8)
    for left, top, size in at:
        made[top : top + 2 * size, left : left + 2 * size] = face(size)
    return made


@pytest.mark.parametrize(
    "skin", [(140, 170, 220), (90, 125, 185), (60, 85, 130)], ids=["light", "tan", "dark"]
)
@pytest.mark.parametrize("size", [60, 160, 300])
def test_a_face_is_covered_from_chin_to_hair(reader: Reader, tmp_path: Path, size: int, skin: Colour) -> None:
    made = np.full((900, 1200, 3), (200, 190, 180), np.uint8)
    left, top = 300, 150
    made[top : top + 2 * size, left : left + 2 * size] = face(size, skin=skin)
    copy = reader.cover(saved(made, tmp_path), "image/jpeg", ())
    assert copy.problem == ""
    assert len(copy.faces) == 1
    after = np.asarray(Image.open(io.BytesIO(copy.jpeg))).astype(int)
    middle_x, middle_y = left + size, top + size
    eyes, below = ((-0.16, -0.04), (0.16, -0.04)), ((0, 0.13), (0, 0.26), (0, -0.2))  # nose, mouth, forehead
    for across, down in (*eyes, *below):
        found = after[round(middle_y + down * size), round(middle_x + across * size)]
        assert np.abs(found - COVERED).max() < 8
    assert np.abs(after[880, 20] - (180, 190, 200)).max() < 8  # what is no face stays


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_face_is_covered_however_the_telephone_was_held(
    reader: Reader, tmp_path: Path, quarters: int
) -> None:
    made = np.rot90(scene((300, 150, 160)), quarters)
    copy = reader.cover(saved(made, tmp_path), "image/jpeg", ())
    assert len(copy.faces) == 1
    after = np.rot90(np.asarray(Image.open(io.BytesIO(copy.jpeg))).astype(int), -quarters)
    for across, down in ((-0.16, -0.04), (0.16, -0.04), (0, 0.13), (0, 0.26), (0, -0.2)):
        found = after[round(310 + down * 160), round(460 + across * 160)]
        assert np.abs(found - COVERED).max() < 8


def test_every_face_of_several_is_covered_and_found_no_more(reader: Reader, tmp_path: Path) -> None:
    copy = reader.cover(
        saved(scene((40, 40, 150), (450, 200, 120), (800, 60, 90)), tmp_path), "image/jpeg", ()
    )
    assert len(copy.faces) == 3
    path = tmp_path / "again.jpg"
    path.write_bytes(copy.jpeg)
    assert reader.cover(path, "image/jpeg", ()).faces == ()


def test_a_picture_without_a_face_stays_as_it_is(reader: Reader, tmp_path: Path) -> None:
    copy = reader.cover(saved(scene(), tmp_path), "image/jpeg", ())
    assert copy.faces == ()


def planes(height: int, width: int) -> tuple[faces.np.ndarray, faces.np.ndarray, faces.np.ndarray]:
    return np.zeros((height, width)), np.zeros((2, height, width)), np.zeros((2, height, width))


def test_boxes_follow_from_the_planes_to_the_pixel() -> None:
    """A face of 40 × 80 pixels whose middle is a quarter of a cell below and right of cell (10, 20)."""
    likely, measures, offsets = planes(30, 40)
    likely[10, 20] = 0.9
    measures[:, 10, 20] = np.log(80 / 4), np.log(40 / 4)
    offsets[:, 10, 20] = -0.25, 0.25
    [box] = faces.boxes_from(likely, measures, offsets)
    x, y = (20 + 0.25 + 0.5) * 4, (10 - 0.25 + 0.5) * 4
    assert box.tolist() == pytest.approx([x - 20 - 8, y - 40 - 16, x + 20 + 8, y + 40 + 16])


def test_of_overlapping_boxes_the_likeliest_stays_and_apart_ones_both() -> None:
    likely, measures, offsets = planes(30, 40)
    measures[:] = np.log(40 / 4)
    likely[10, 10], likely[10, 11], likely[10, 35], likely[20, 5] = 0.6, 0.8, 0.3, 0.19
    found = faces.boxes_from(likely, measures, offsets)
    assert sorted(round(box[0] + 28) for box in found) == [46, 142]  # middles of cells 11 and 35


def test_no_face_gives_no_box() -> None:
    assert faces.boxes_from(*planes(30, 40)).shape == (0, 4)


@pytest.mark.parametrize("shape", [(1, 1), (33, 700), (1600, 90)])
def test_pictures_of_any_shape_are_looked_at(shape: tuple[int, int]) -> None:
    found = faces.faces_in(np.full((*shape, 3), 128, np.uint8))
    assert all(0 <= box.left <= box.right <= SCALE for box in found)
