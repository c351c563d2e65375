"""Identity papers are sealed at rest (EVI-16): nothing of them is on the disk, and no byte can be changed."""

import io
import secrets
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gongdao.exhibits import actions, queries, sealing, store

PNG = b"\x89PNG\r\n\x1a\n" + b"name and number of somebody " * 9000
SIZES = [1, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 3 * 64 * 1024, 300_001]


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path) -> Path:
    settings.GONGDAO_HOME = tmp_path
    settings.EXHIBIT_KEYS = str(tmp_path / "exhibit_keys")
    return tmp_path


def sealed(content: bytes) -> bytes:
    target = io.BytesIO()
    sealer = sealing.Sealer(target)
    for start in range(0, len(content), 5000):
        sealer.write(content[start : start + 5000])
    sealer.finish()
    return target.getvalue()


def opened(raw: bytes) -> bytes:
    return io.BufferedReader(sealing.Opened(io.BytesIO(raw))).read()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again(size: int) -> None:
    content = secrets.token_bytes(size)
    assert opened(sealed(content)) == content


@pytest.mark.parametrize("size", SIZES)
def test_every_change_and_every_cut_is_found(size: int) -> None:
    raw = sealed(secrets.token_bytes(size))
    places = {0, 20, sealing.HEAD - 1, sealing.HEAD, len(raw) // 2, len(raw) - 1}
    for place in places:
        changed = bytearray(raw)
        changed[place] ^= 1
        with pytest.raises(sealing.Unsealable):
            opened(bytes(changed))
    chunk = 64 * 1024 + 16
    cuts = {len(raw) - 1, sealing.HEAD, *range(sealing.HEAD + chunk, len(raw), chunk)}
    for cut in cuts:
        with pytest.raises(sealing.Unsealable):
            opened(raw[:cut])


@pytest.mark.rule("EVI-16")
def test_nothing_of_an_identity_paper_is_on_the_disk(home: Path) -> None:
    kept = store.keep([PNG[:70_000], PNG[70_000:]], sealed=True)
    assert (kept.sha256, kept.size_bytes) == (sha256(PNG).hexdigest(), len(PNG))
    for path in home.rglob("*"):
        if path.is_file():
            assert b"name and number" not in path.read_bytes(), path
    with store.open_bytes(kept.sha256) as file:
        assert file.read() == PNG
    assert store.digests_of(kept.sha256) == (kept.sha256, kept.sm3)
    with store.local(kept.sha256) as path:
        assert not str(path).startswith(str(home))
        assert path.read_bytes() == PNG
    assert not path.exists()


@pytest.mark.rule("EVI-16")
def test_what_lay_open_is_sealed_and_stays_so() -> None:
    kept = store.keep([PNG])
    assert store.sealed_with(kept.sha256) == ""
    assert store.keep([PNG], sealed=True) == kept
    assert store.sealed_with(kept.sha256) == sealing.newest()
    assert store.keep([PNG]) == kept
    assert store.sealed_with(kept.sha256) == sealing.newest()


def test_keys_are_changed_and_old_ones_still_open(home: Path) -> None:
    kept = store.keep([PNG], sealed=True)
    first = sealing.newest()
    second = sealing.add_key()
    assert first != second
    assert (home / "exhibit_keys").stat().st_mode & 0o777 == 0o600
    with store.open_bytes(kept.sha256) as file:
        assert file.read() == PNG
    assert store.seal(kept.sha256)
    assert store.sealed_with(kept.sha256) == second
    assert not store.seal(kept.sha256)


@pytest.mark.django_db
def test_a_lost_key_says_which(home: Path, now: datetime) -> None:
    kept = actions.receive([PNG], actor="customer:1", now=now, kind="identity")
    lost = sealing.newest()
    (home / "exhibit_keys").unlink()
    with pytest.raises(store.Unsealable, match=f"the key {lost} is not among those in .*exhibit_keys"):
        store.open_bytes(kept.sha256)
    assert [item.found for item in queries.check()] == ["locked"]


@pytest.mark.rule("EVI-16")
def test_a_backup_holds_it_sealed_and_brings_it_back(home: Path) -> None:
    from datetime import UTC

    from gongdao.cli import archive
    from gongdao.exhibits.shelf import shelf

    kept, plain = store.keep([PNG], sealed=True), store.keep([b"open to all"])
    dump = home / "database.dump"
    dump.write_bytes(b"dump")

    def made(members: tuple[archive.Member, ...]) -> archive.Manifest:
        return archive.Manifest(1, datetime(2024, 5, 6, tzinfo=UTC), "0", 18, "18", {}, 0, 0, members)

    target = home / "backup.tar"
    manifest = archive.write(target, dump, shelf(), made, lambda _size: None)
    assert b"name and number" not in target.read_bytes()
    for digest in (kept.sha256, plain.sha256):
        store.remove(digest)
    archive.unpack(target, manifest, home / "again.dump", shelf(), lambda _size: None)
    for digest, content in ((kept.sha256, PNG), (plain.sha256, b"open to all")):
        with store.open_bytes(digest) as file:
            assert file.read() == content
