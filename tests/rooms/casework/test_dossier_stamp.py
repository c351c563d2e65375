"""A case file bears the stamp of a time-stamp authority; the program in it tells for what and when."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.authority import Authority, authority

from gongdao.casework.outcome import Outcome
from gongdao.lib import stamping

from .company import Company
from .test_dossier import FINE, answers, case, made

__all__ = ["case"]  # a fixture


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Authority]:
    """Return a running authority."""
    with authority(tmp_path_factory.mktemp("authority")) as found:
        yield found


@pytest.fixture(autouse=True)
def named(clock: Authority, settings: Any) -> None:
    """Name the authority in the settings."""
    clock.mood = "fine"
    settings.TSA_URL, settings.TSA_ROOT = clock.url, str(clock.root)


def verified(files: dict[str, bytes], folder: Path, root: Path) -> bool:
    """What openssl says of the authority's signature, asked as the program tells one to."""
    for name in ("proof/head.json", "proof/head.tsr"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(files[name])
    command = [
        "openssl",
        "ts",
        "-verify",
        "-data",
        "proof/head.json",
        "-in",
        "proof/head.tsr",
        "-CAfile",
        str(root),
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode == 0


def test_the_head_bears_a_stamp_that_openssl_verifies(
    case: Outcome, company: Company, clock: Authority, tmp_path: Path
) -> None:
    files = made(case, company)
    assert answers(files, tmp_path) == FINE | {"time": "yes"}
    (tmp_path / "check").mkdir()
    assert verified(files, tmp_path / "check", clock.root)


def test_a_stamp_of_something_else_is_found_out(
    case: Outcome, company: Company, clock: Authority, tmp_path: Path
) -> None:
    files = made(case, company)
    other = stamping.stamp(b"another head")
    assert other is not None
    assert answers(files | {"proof/head.tsr": other}, tmp_path)["time"] == "no"
    token = files["proof/head.tsr"]
    for spoilt in (token[:100], b"", b"\x30\x84", token[: len(token) // 4], bytes(len(token))):
        assert answers(files | {"proof/head.tsr": spoilt}, tmp_path)["time"] == "no"


@pytest.mark.parametrize("mood", ["garbage", "refuses", "another", "endless", "slow"])
def test_without_a_sound_stamp_the_file_is_made_and_says_so(
    case: Outcome, company: Company, clock: Authority, tmp_path: Path, mood: str, monkeypatch: Any
) -> None:
    clock.mood = mood
    if mood == "slow":  # the others are asked with all patience: what they say must be what fails
        monkeypatch.setattr(stamping, "SECONDS", 0.5)
    files = made(case, company)
    assert "proof/head.tsr" not in files
    assert answers(files, tmp_path) == FINE


def test_an_authority_under_another_root_is_not_believed(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "a").mkdir()
    with authority(tmp_path / "a") as stranger:
        settings.TSA_URL = stranger.url
        assert stamping.stamp(b"head") is None
        settings.TSA_ROOT = str(stranger.root)
        assert stamping.stamp(b"head") is not None
        settings.TSA_ROOT = ""  # then the stamp is taken, and checked by whoever gets the file
        assert stamping.stamp(b"head") is not None


def test_nobody_is_asked_without_the_setting(
    case: Outcome, company: Company, clock: Authority, settings: Any
) -> None:
    settings.TSA_URL, clock.asked = "", 0
    assert "proof/head.tsr" not in made(case, company)
    assert clock.asked == 0


def test_an_authority_that_is_not_there_is_no_trouble(settings: Any) -> None:
    for url in ("http://127.0.0.1:9/", "file:///etc/passwd", "nonsense"):
        settings.TSA_URL = url
        assert stamping.stamp(b"head") is None
