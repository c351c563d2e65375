"""The front-end files are the published ones, with their licences; every icon that pages draw is there."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "src/gongdao/web"
VENDOR = WEB / "static/web/vendor"
PACKAGES = tomllib.loads((VENDOR / "VENDORED.toml").read_text())["package"]


@pytest.mark.parametrize(
    ("name", "sha256"), [item for package in PACKAGES for item in package["files"].items()]
)
def test_vendored_file_is_unchanged(name: str, sha256: str) -> None:
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == sha256


def test_nothing_lies_beside_the_manifest() -> None:
    listed = {name for package in PACKAGES for name in package["files"]} | {"VENDORED.toml"}
    assert {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()} == listed


def test_every_package_names_its_licence() -> None:
    assert all(package["licence"] for package in PACKAGES)
    assert {path.parent.name for path in VENDOR.rglob("LICENSE")} == {"htmx", "tabler", "echarts"}


def test_every_icon_that_is_drawn_exists() -> None:
    sprite = set(re.findall(r'<symbol id="([a-z0-9-]+)"', (VENDOR / "tabler/icons.svg").read_text()))
    drawn = {
        name
        for path in (WEB / "templates").rglob("*.html")
        for name in re.findall(r'(?:{% icon|symbol=)\s*"([a-z0-9-]+)"', path.read_text())
    }
    assert drawn - sprite == set()


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_template_has_nothing_inline(path: Path) -> None:
    """The content security policy allows no inline script, handler or style."""
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\bhx-on\b|https?://", text)


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_comment_of_a_template_ends_on_its_line(path: Path) -> None:
    """Django reads a longer one as text, and carries out the tags in it."""
    assert [line for line in path.read_text().splitlines() if line.count("{#") != line.count("#}")] == []
