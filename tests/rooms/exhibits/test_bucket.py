"""Evidence in a bucket of a server that speaks S3, in a process of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.bucket import bucket_server

from gongdao.exhibits import sealing, store
from gongdao.exhibits.viewing import copies

PNG = b"\x89PNG\r\n\x1a\n" + b"name and number of somebody " * 9000


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server with an empty bucket `evidence`."""
    with bucket_server() as address:
        yield address


@pytest.fixture(autouse=True)
def bucket(settings: Any, tmp_path: Path, endpoint: str) -> None:
    settings.GONGDAO_HOME = tmp_path
    settings.EXHIBIT_KEYS = str(tmp_path / "exhibit_keys")
    settings.EXHIBITS_S3 = {
        "bucket_name": "evidence", "endpoint_url": endpoint, "region_name": "us-east-1",
        "access_key": "test", "secret_key": "test", "location": "proof", "file_overwrite": True,
        "default_acl": None,
    }  # fmt: skip


def files(home: Path) -> list[Path]:
    return [path for path in (home / "exhibits").rglob("*") if path.is_file()]


def test_a_content_lies_in_the_bucket_and_nowhere_else(tmp_path: Path) -> None:
    kept = store.keep([PNG[:10], PNG[10:]])
    assert files(tmp_path) == []
    assert store.keep([PNG]) == kept
    with store.open_bytes(kept.sha256) as file:
        assert file.read() == PNG
    assert store.digests_of(kept.sha256) == (kept.sha256, kept.sm3)
    with store.local(kept.sha256) as path:
        assert path.read_bytes() == PNG
    store.remove(kept.sha256)
    store.remove(kept.sha256)
    with pytest.raises(FileNotFoundError):
        store.open_bytes(kept.sha256)


def test_what_is_not_taken_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(store.Unfit):
        store.keep([b"MZ\x90\x00"])
    assert files(tmp_path) == []


def test_identity_papers_are_sealed_there_too() -> None:
    kept = store.keep([PNG])
    assert store.sealed_with(kept.sha256) == ""
    assert store.seal(kept.sha256)
    assert store.sealed_with(kept.sha256) == sealing.newest()
    with store.open_bytes(kept.sha256) as file:
        assert file.read() == PNG


def test_a_copy_for_viewing_is_drawn_from_the_bucket() -> None:
    import io

    from PIL import Image

    target = io.BytesIO()
    Image.new("RGB", (50, 40), "white").save(target, "PNG")
    kept = store.keep([target.getvalue()], sealed=True)
    drawn = copies.copy(kept.sha256, kept.media_type, mark=("staff:K1001",))
    assert Image.open(io.BytesIO(drawn.jpeg)).size == (50, 40)


def test_a_bucket_that_is_gone_is_an_error_and_not_an_absence(settings: Any) -> None:
    settings.EXHIBITS_S3 = {**settings.EXHIBITS_S3, "bucket_name": "nowhere"}
    with pytest.raises(Exception, match=r"NoSuchBucket|404|Not Found"):
        store.keep([PNG])
