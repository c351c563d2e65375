"""The documents of the repository, and what stands in them: links, headings, examples, commands."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
README, README_ZH = ROOT / "README.md", ROOT / "README.zh.md"
DOCS = ROOT / "docs"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")
_HEADING = re.compile(r"^(#{1,6}) +(.+?)\s*$", re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")


class Example(NamedTuple):
    """A fenced block: the language after the fence, and its text."""

    language: str
    text: str


def documents() -> list[Path]:
    """Every Markdown file that people read, those of the rooms included."""
    return [
        *sorted(ROOT.glob("*.md")),
        *sorted(DOCS.rglob("*.md")),
        *sorted((ROOT / "src").rglob("README.md")),
    ]


def examples(path: Path, language: str = "") -> list[Example]:
    """The fenced blocks of a document, of one language if it is given."""
    found = [Example(*match) for match in _FENCE.findall(path.read_text(encoding="utf-8"))]
    return [example for example in found if language in ("", example.language)]


def prose(path: Path) -> str:
    """A document without its fenced blocks."""
    return _FENCE.sub("", path.read_text(encoding="utf-8"))


def links(path: Path) -> list[str]:
    """Every target of a link or a picture, as written."""
    return [one or other for one, other in _LINK.findall(prose(path))]


def headings(path: Path) -> list[tuple[int, str]]:
    """Level and text of every heading."""
    return [(len(marks), text) for marks, text in _HEADING.findall(prose(path))]


def anchors(path: Path) -> set[str]:
    """The fragments by which the headings of a document can be reached, as GitHub makes them."""
    kept = (re.sub(r"[^\w\- ]", "", text.replace("`", "").lower()) for _, text in headings(path))
    return {text.replace(" ", "-") for text in kept}


def codes(path: Path) -> set[str]:
    """Every word set as code, in the text or inside its examples."""
    inside = [example.text for example in examples(path)]
    return set(re.findall(r"[A-Za-z0-9_]+", "\n".join([*_CODE.findall(prose(path)), *inside])))


def commands(path: Path) -> Iterator[list[str]]:
    """Every call of `gongdao` or `make` in the shell examples and in code within the text, as words.

    Placeholders such as FILE stay as they are; what follows a pipe or a redirection is left out.
    """
    lines = [line for example in examples(path, "sh") for line in _logical_lines(example.text)]
    for text in [*lines, *_CODE.findall(prose(path))]:
        bare = re.sub(r"^(?:[A-Z_]+=\S* )+", "", text.removeprefix("$ ").removeprefix(".venv/bin/")).strip()
        if bare.startswith(("gongdao ", "make ")) and "…" not in bare:
            yield shlex.split(re.split(r" [|>&;]|\s#\s", bare)[0])


def _logical_lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\\\n", " ").splitlines()]
