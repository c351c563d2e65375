"""Uploads in parts: they go on where they stood, whoever or whatever broke off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gongdao.exhibits import store, uploads
from gongdao.exhibits.models import Exhibit, Upload
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.store import Unfit

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"name and number of somebody " * 9000
OWNER = "customer:1"


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGDAO_HOME = tmp_path
    settings.EXHIBIT_KEYS = str(tmp_path / "exhibit_keys")
    return tmp_path


def begun(now: datetime, size: int = len(PNG), owner: str = OWNER) -> str:
    return str(uploads.begin(owner=owner, name="照片.png", size_bytes=size, now=now).pk)


def append(key: str, content: bytes, offset: int, now: datetime, owner: str = OWNER) -> int:
    return uploads.append(key, [content], owner=owner, offset=offset, now=now)


def take(key: str, now: datetime) -> store.Kept:
    return uploads.take(key, owner=OWNER, actor=OWNER, kind="identity", origin=Origin("page"), now=now)


def test_parts_become_one_content_and_lie_sealed_meanwhile(home: Path, now: datetime) -> None:
    key, place = begun(now), 0
    for part in (PNG[:100], PNG[100:150_000], PNG[150_000:]):
        place = append(key, part, place, now)
    for path in home.rglob("*"):
        assert not path.is_file() or b"name and number" not in path.read_bytes()
    kept = take(key, now)
    assert kept.sha256 == sha256(PNG).hexdigest()
    uploads.drop(key, owner=OWNER)
    assert not list((home / "uploads").iterdir())


def test_a_broken_connection_leaves_what_came(now: datetime) -> None:
    def broken() -> Iterator[bytes]:
        yield PNG[:70_000]
        raise ConnectionResetError

    key = begun(now)
    assert uploads.append(key, broken(), owner=OWNER, offset=0, now=now) == 70_000
    assert append(key, PNG[70_000:], 70_000, now) == len(PNG)
    assert take(key, now).size_bytes == len(PNG)


def test_what_a_killed_server_wrote_and_did_not_count_is_written_anew(home: Path, now: datetime) -> None:
    key = begun(now)
    append(key, PNG[:1000], 0, now)
    (home / "uploads" / key / f"{1000:012d}").write_bytes(b"half of a sealed part")
    (home / "uploads" / key / f"{9000:012d}").write_bytes(b"of another")
    assert uploads.find(key, owner=OWNER).offset_bytes == 1000
    append(key, PNG[1000:9500], 1000, now)
    (home / "uploads" / key / f"{9000:012d}").unlink()
    append(key, PNG[9500:], 9500, now)
    assert take(key, now).sha256 == sha256(PNG).hexdigest()


def test_a_part_from_elsewhere_is_told_where_to_go_on(now: datetime) -> None:
    key = begun(now)
    append(key, PNG[:1000], 0, now)
    for offset in (0, 999, 1001):
        with pytest.raises(uploads.WrongOffset) as wrong:
            append(key, PNG[:10], offset, now)
        assert wrong.value.offset == 1000


def test_what_is_not_whole_is_no_evidence(now: datetime) -> None:
    key = begun(now)
    append(key, PNG[:1000], 0, now)
    with pytest.raises(uploads.NoUpload):
        take(key, now)
    assert not Exhibit.objects.exists()


@pytest.mark.parametrize(
    ("content", "size", "code"),
    [
        (b"MZ\x90\x00" + bytes(9000), 20_000, "unknown_type"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 41, "unknown_type"),  # smaller than what is looked at
        (PNG[:5000], 4000, "too_large"),
    ],
)
def test_what_is_not_taken_is_gone_at_once(
    home: Path, now: datetime, content: bytes, size: int, code: str
) -> None:
    key = begun(now, size)
    with pytest.raises(Unfit) as unfit:
        append(key, content, 0, now)
    assert unfit.value.code == code
    assert not Upload.objects.exists()
    assert not list((home / "uploads").iterdir())


@pytest.mark.parametrize(("size", "code"), [(0, "empty"), (50 * 1024 * 1024 + 1, "too_large")])
def test_a_size_that_cannot_be_is_refused_before_anything_comes(now: datetime, size: int, code: str) -> None:
    with pytest.raises(Unfit) as unfit:
        begun(now, size)
    assert unfit.value.code == code


def test_nobody_has_more_than_so_many(now: datetime, settings: Any) -> None:
    settings.EVIDENCE_UPLOADS = 3
    for _ in range(3):
        begun(now)
    with pytest.raises(uploads.TooMany):
        begun(now)
    begun(now, owner="customer:2")


@pytest.mark.parametrize("owner", ["customer:2", ""])
def test_strangers_have_no_part_in_it(now: datetime, owner: str) -> None:
    key = begun(now)
    for act in (
        lambda: uploads.find(key, owner=owner),
        lambda: append(key, PNG[:10], 0, now, owner),
        lambda: uploads.drop(key, owner=owner),
    ):
        with pytest.raises(uploads.NoUpload):
            act()
    assert Upload.objects.count() == 1


def test_old_ones_are_tidied_and_what_no_row_knows(home: Path, now: datetime) -> None:
    old, young = begun(now - timedelta(hours=30)), begun(now)
    append(young, PNG[:10], 0, now)
    (home / "uploads" / "of-nobody").mkdir()
    assert uploads.tidy(now) == 1
    assert [str(row.pk) for row in Upload.objects.all()] == [young]
    assert [path.name for path in (home / "uploads").iterdir()] == [young]
    with pytest.raises(uploads.NoUpload):
        uploads.find(old, owner=OWNER)
