"""Evidence bytes: whole or not at all, once, and of a kind that is found in the content."""

import threading
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gongdao.exhibits import actions, queries, store
from gongdao.exhibits.content import media_type
from gongdao.exhibits.models import Custody, Exhibit

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGDAO_HOME = tmp_path
    return tmp_path


def files(home: Path) -> list[Path]:
    return sorted(path for path in (home / "exhibits").rglob("*") if path.is_file())


def test_a_content_lies_under_its_hash(home: Path) -> None:
    kept = store.keep([PNG[:10], PNG[10:]])
    assert kept == (sha256(PNG).hexdigest(), len(PNG), "image/png")
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
        ([PNG, b"x" * 2000], "too_large"),
        ([b"MZ\x90\x00"], "unknown_type"),
        ([b"<html><script>"], "unknown_type"),
        ([b"  <svg onload=x>"], "unknown_type"),
        ([b"#!/bin/sh\n\x00"], "unknown_type"),
        ([b"\xff\xfe\x00"], "unknown_type"),
        ([b"PK\x03\x04anything"], "unknown_type"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(home: Path, chunks: list[bytes], code: str) -> None:
    with pytest.raises(store.Unfit) as unfit:
        store.keep(chunks, most_bytes=1000)
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
    assert (row.sha256, row.size_bytes, row.media_type, row.first_seen_at) == (*kept, now)
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
