"""`gongdao backup` and `restore`: whole or not at all, checked, and never over cases by mistake."""

import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from gongdao.config.address import socket_folder

from .conftest import House, opened, started

pytestmark = pytest.mark.xdist_group("cli")


@pytest.fixture(scope="module")
def archive(house, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("backups") / "all.tar"
    told = house.json("backup", str(path))
    assert told["cases"] >= 13
    assert told["exhibits"] > 0
    return path


@pytest.fixture(scope="module")
def vacant(folders) -> Iterator[House]:
    """An installation into which nothing is restored, as every attempt is refused."""
    with opened(folders / "vacant") as house:
        yield house


def rewritten(archive: Path, target: Path, name: str, change) -> Path:
    """The archive with one of its files changed, or left out where `change` gives None."""
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for info in old:
            file = old.extractfile(info)
            assert file is not None
            content = file.read()
            if info.name.startswith(name):
                content, name = change(content), "\0"
                if content is None:
                    continue
            info.size = len(content)
            new.addfile(info, io.BytesIO(content))
    return target


def test_restored_house_is_the_same_and_verifies(house, empty, archive):
    told = empty.json("restore", str(archive))
    assert told["differing"] == 0
    for number in ("202405-001", "202406-001"):
        assert empty.json("case", "show", number) == house.json("case", "show", number)
        assert empty.json("case", "timeline", number) == house.json("case", "timeline", number)
    assert empty.run("verify").returncode == 0
    kept = [Path(each.environment["GONGDAO_HOME"]) / "exhibits" for each in (house, empty)]
    assert len({tuple(sorted(path.name for path in folder.glob("??/*"))) for folder in kept}) == 1
    # It goes on where the other stopped: the demonstration is known, numbers are not given twice.
    assert empty.run("demo").returncode == 0
    arguments = ("case", "open", "--description", "又来一件", "--contact", "13800080001", "--as", "zhoumin")
    assert empty.json(*arguments)["number"] not in {
        item["number"] for item in house.json("case", "list", "--newest", "--limit", "1000")["cases"]
    }


def test_cases_are_not_replaced_unless_told_twice(house, empty, archive):
    empty.json("restore", str(archive))
    error = empty.json("restore", str(archive), code=3)["error"]
    assert error["code"] == "backup.not_empty"
    refused = empty.run("restore", str(archive), "--force", given="n\n")
    assert refused.returncode == 1
    assert empty.json("restore", str(archive), "--force", "--yes")["differing"] == 0


def test_backup_never_overwrites(house, archive):
    assert house.json("backup", str(archive), code=2)["error"]["code"] == "backup.exists"


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("database.dump", lambda content: content[:-1] + bytes([content[-1] ^ 1])),
        ("exhibits/", lambda content: content + b"!"),
        ("exhibits/", lambda _: None),
        ("manifest.json", lambda _: None),
        ("manifest.json", lambda _: b"{}"),
        ("manifest.json", lambda content: content.replace(b'"exhibits/', b'"../exhibits/', 1)),
    ],
)
def test_archive_that_is_not_whole_is_refused_and_nothing_changes(vacant, archive, tmp_path, name, change):
    broken = rewritten(archive, tmp_path / "broken.tar", name, change)
    assert vacant.json("restore", str(broken), code=1)["error"]["code"] == "backup.broken"
    address = f"host={socket_folder(Path(vacant.environment['GONGDAO_HOME']))} dbname=gongdao user=gongdao"
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_dump_that_cannot_be_read_to_its_end_changes_nothing(empty, archive, tmp_path):
    empty.json("restore", str(archive))
    from hashlib import sha256

    cut = rewritten(
        archive, tmp_path / "cut.tar", "database.dump", lambda content: content[: len(content) * 2 // 3]
    )
    with tarfile.open(cut) as read:
        file = read.extractfile("database.dump")
        assert file is not None
        content = file.read()

    def signed(text: bytes) -> bytes:
        manifest = json.loads(text)
        manifest["members"][0] |= {"size_bytes": len(content), "sha256": sha256(content).hexdigest()}
        return json.dumps(manifest).encode()

    signed_cut = rewritten(cut, tmp_path / "signed.tar", "manifest.json", signed)
    error = empty.json("restore", str(signed_cut), "--force", "--yes", code=1)["error"]
    assert error["code"] == "backup.failed"
    assert len(empty.json("case", "list", "--newest", "--limit", "1000")["cases"]) >= 13
    assert empty.run("verify").returncode == 0


def test_archive_of_a_newer_release_is_refused(vacant, archive, tmp_path):
    newer = rewritten(
        archive, tmp_path / "newer.tar", "manifest.json",
        lambda content: re.sub(rb'"casework": "[0-9]{4}', b'"casework": "9999', content),
    )  # fmt: skip
    assert vacant.json("restore", str(newer), code=2)["error"]["code"] == "backup.unknown_schema"


@pytest.mark.slow
def test_older_server_is_backed_up_and_restored_by_its_own_tools(
    empty, archive, folders, tmp_path, postgres_15
):
    server = started(folders / "fifteen", postgres_15)
    address = f"host={socket_folder(folders / 'fifteen')} dbname=gongdao user=gongdao"
    old = House(DATABASE_URL=address, GONGDAO_HOME=str(tmp_path / "old"))
    try:
        assert old.json("restore", str(archive), code=2)["error"]["code"] == "backup.older_server"
        old.migrate()
        assert old.run("demo").returncode == 0
        path = tmp_path / "fifteen.tar"
        assert old.json("backup", str(path))["postgres"].startswith("15.")
        assert old.json("restore", str(path), "--force", "--yes")["differing"] == 0
        assert empty.json("restore", str(path))["differing"] == 0  # upwards it goes
    finally:
        old.close()
        server.leave()
