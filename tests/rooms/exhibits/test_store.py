"""Evidence bytes: whole or not at all, once, and of a kind that is found in the content."""

import io
import threading
import zipfile
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gongdao.exhibits import actions, queries, store
from gongdao.exhibits.content import media_type
from gongdao.exhibits.models import Custody, Exhibit
from gongdao.lib.signing import sm3
from gongdao.rulebook.policy.files import MB

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGDAO_HOME = tmp_path
    return tmp_path


def files(home: Path) -> list[Path]:
    return sorted(path for path in (home / "exhibits").rglob("*") if path.is_file())


def test_a_content_lies_under_its_hash(home: Path) -> None:
    kept = store.keep([PNG[:10], PNG[10:]])
    assert kept == (sha256(PNG).hexdigest(), len(PNG), "image/png", sm3(PNG))
    assert files(home) == [home / "exhibits" / kept.sha256[:2] / kept.sha256[2:]]
    with store.open_bytes(kept.sha256) as file:
        assert file.read() == PNG
    assert store.path_of(kept.sha256).stat().st_mode & 0o777 == 0o440


def test_the_same_content_is_stored_once(home: Path) -> None:
    for _ in range(3):
        store.keep([PNG])
    assert len(files(home)) == 1


def test_the_same_content_at_once_is_stored_once(home: Path) -> None:
    threads = [threading.Thread(target=store.keep, args=([PNG],)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(files(home)) == 1


@pytest.mark.parametrize(
    ("chunks", "code"),
    [
        ([], "empty"),
        ([b""], "empty"),
        ([PNG, b"x" * MB], "too_large"),
        ([b"MZ\x90\x00"], "unknown_type"),
        ([b"<html><script>"], "unknown_type"),
        ([b"  <svg onload=x>"], "unknown_type"),
        ([b"#!/bin/sh\n\x00"], "unknown_type"),
        ([b"\xff\xfe\x00"], "unknown_type"),
        ([b"PK\x03\x04anything"], "unknown_type"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(
    home: Path, settings: Any, chunks: list[bytes], code: str
) -> None:
    settings.EVIDENCE_MB = 1
    with pytest.raises(store.Unfit) as unfit:
        store.keep(chunks)
    assert unfit.value.code == code
    assert files(home) == []


def test_an_upload_that_breaks_off_leaves_nothing_behind(home: Path) -> None:
    def broken() -> Any:
        yield PNG
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.keep(broken())
    assert files(home) == []


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (PNG, "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI ", ""),
        (b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif", "image/avif"),
        (b"\x00\x00\x00\x18ftypavif", "image/avif"),
        (b"%PDF-1.7", "application/pdf"),
        (
            b"PK\x03\x04\x14\x00[Content_Types].xmlxl/",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        ("交接单".encode(), "text/plain"),
        ("交接单".encode() * 500 + "交".encode()[:2], "text/plain"),
        ("交接单".encode("gb18030"), ""),
        (b"", ""),
    ],
)
def test_the_kind_is_found_in_the_content(head: bytes, found: str) -> None:
    assert media_type(head) == found


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "a" * 63, "a" * 62 + "/x", "٣" * 64])
def test_no_path_leads_out_of_the_store(digest: str) -> None:
    with pytest.raises(ValueError, match="not a SHA-256"):
        store.open_bytes(digest)


@pytest.mark.django_db
def test_receiving_keeps_a_row_and_who_handed_it_in(now: datetime) -> None:
    kept = actions.receive([PNG], actor="customer:1", now=now)
    actions.receive([PNG], actor="shop:5", now=now)
    row = Exhibit.objects.get()
    assert (row.sha256, row.size_bytes, row.media_type, row.sm3, row.first_seen_at) == (*kept, now)
    assert list(Custody.objects.order_by("id").values_list("actor", "act", "case_id")) == [
        ("customer:1", "received", None),
        ("shop:5", "received", None),
    ]
    assert set(queries.known({kept.sha256, "0" * 64})) == {kept.sha256}


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["exhibits_exhibit", "exhibits_custody"])
@pytest.mark.parametrize("act", ["UPDATE {} SET sha256 = sha256", "DELETE FROM {}", "TRUNCATE {}"])
def test_evidence_and_custody_are_neither_changed_nor_removed(now: datetime, table: str, act: str) -> None:
    actions.receive([PNG], actor="customer:1", now=now)
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format(table))


def test_the_second_digest_is_that_of_the_standard() -> None:
    """GB/T 32905-2016, appendix A."""
    assert store.keep([b"abc"]).sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    long = store.keep([b"abcd"] * 16).sm3
    assert long == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


@pytest.mark.django_db
def test_a_content_without_a_second_digest_gets_it_once(now: datetime) -> None:
    old = _without_sm3(b"old", now)
    lost = _without_sm3(b"lost", now)
    changed = _without_sm3(b"changed", now)
    store.path_of(lost).unlink()
    store.path_of(changed).chmod(0o600)
    store.path_of(changed).write_bytes(b"other")
    assert actions.fill_digests() == 1
    assert Exhibit.objects.get(pk=old).sm3 == sm3(b"old")
    assert {item.sha256: item.found for item in queries.check()} == {
        old: "whole",
        lost: "missing",
        changed: "changed",
    }
    with pytest.raises(DatabaseError, match="are kept"), transaction.atomic():
        Exhibit.objects.filter(pk=old).update(sm3="0" * 64)


def _without_sm3(content: bytes, now: datetime) -> str:
    """A content as rows were before there was a second digest."""
    kept = store.keep([content])
    Exhibit.objects.create(
        sha256=kept.sha256, size_bytes=kept.size_bytes, media_type=kept.media_type, first_seen_at=now
    )
    return kept.sha256


def _zip(*names: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name in names:
            packed.writestr(name, b"x" * 50)
    return target.getvalue()


_DOCX = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
_XLSX = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml")


@pytest.mark.parametrize(
    "content",
    [
        _zip("photo.jpg"),
        _zip("word.txt", "xl.txt"),
        b"Rar!\x1a\x07\x01\x00" + bytes(100),
        b"Rar!\x1a\x07\x00" + bytes(100),
        b"7z\xbc\xaf\x27\x1c\x00\x04" + bytes(100),
        b"\x1f\x8b\x08" + bytes(100),
        b"BZh91AY&SY" + bytes(100),
        b"\xfd7zXZ\x00" + bytes(100),
        (b"file.txt".ljust(257, b"\x00")) + b"ustar" + bytes(300),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),  # doc and xls of old, with macros or without
        _zip(*_DOCX, "word/vbaProject.bin"),
        _zip(*_XLSX, "xl/vbaProject.bin"),
        _zip(*_DOCX, "word/vbaData.xml"),
        _zip(*_XLSX, "xl/macrosheets/sheet1.xml"),
        _zip(*_DOCX, "word/embeddings/oleObject1.bin"),
        _zip(*_DOCX, "word/activeX/activeX1.xml"),
        _zip(*_DOCX)[:-30],
    ],
    ids=lambda content: content[:4].hex(),  # what follows in an archive is the time it was made
)
def test_archives_and_documents_with_macros_are_not_taken(home: Path, content: bytes) -> None:
    with pytest.raises(store.Unfit) as unfit:
        store.keep([content])
    assert unfit.value.code == "unknown_type"
    assert files(home) == []


@pytest.mark.parametrize("names", [_DOCX, _XLSX])
@pytest.mark.parametrize("padding", [0, 200])
def test_documents_without_macros_are_taken(names: tuple[str, ...], padding: int) -> None:
    more = tuple(f"{names[2].split('/')[0]}/media/image{n}.png" for n in range(padding))
    assert store.keep([_zip(*more, *names)]).media_type.startswith("application/vnd.openxmlformats")
