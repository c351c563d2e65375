"""What a stranger who clones the repository must find, and must not."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from .documents import ROOT

_ROOMS = sorted(path for path in (ROOT / "src" / "gongdao").iterdir() if (path / "__init__.py").exists())
# Written in pieces, so that this file is not found itself.
_HOSTS = [
    f"{name}.{domain}"
    for name, domain in (
        ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("docker", "io"),
        ("ghcr", "io"), ("quay", "io"), ("anaconda", "org"), ("debian", "org"), ("ubuntu", "com"),
        ("aliyun", "com"), ("tuna.tsinghua", "edu"),
    )
]  # fmt: skip
_OPTIONS = ["index" + "-url", "find" + "-links"]
_ALLOWED = {"--no-emit-index-url"}  # of `make lock`: it keeps such an address out


def _tracked(pattern: str) -> list[str]:
    """Every line of a tracked text file that matches, with its place; [] outside a checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    done = subprocess.run(
        ["git", "grep", "--untracked", "-nIE", pattern, "--", ".", ":!src/gongdao/web/static/web/vendor"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.splitlines()


def test_no_address_of_a_package_registry() -> None:
    found = _tracked("|".join(re.escape(name) for name in [*_HOSTS, *_OPTIONS]))
    assert [line for line in found if not any(allowed in line for allowed in _ALLOWED)] == []


def test_no_path_of_a_developers_machine() -> None:
    assert _tracked(r"(^|[^A-Za-z0-9_.$}-])/(home/[a-z]|root/|Users/|work/|opt/)") == []


@pytest.mark.parametrize("room", _ROOMS, ids=lambda room: room.name)
def test_every_room_says_what_it_is_for(room: Path) -> None:
    text = (room / "README.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {room.name}")
    assert len(text.splitlines()) >= 5


def test_the_changelog_has_the_version_that_is_built() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] == "Unreleased" or headings[0].startswith(f"{version} ")
    assert [heading for heading in headings if heading.startswith(f"{version} ")] != []
    from gongdao import __version__

    assert __version__ == version
