"""The sentence catalogue: reads the YAML texts once per process and compiles each sentence.

A sentence is made of text, placeholders and optional stretches:

    {name}                  the value, shown by its name and type (see `speech`)
    {name:kind}             the value shown as `kind`: instant, date, money, duration, length, share, ref,
                            short (a long text cut), or an area of the catalogue (`{priority:priority}`)
    {name|message|messages} a number with the noun in the singular or the plural
    [[ … {name} … ]]        left out when one of its values is missing or empty
"""

import functools
import re
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, cast

import yaml

Language = Literal["zh-hans", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh-hans", "en")
TEXTS: Final = Path(__file__).parent / "texts"

_PIECES = re.compile(
    r"\[\[(?P<optional>.*?)\]\]"
    r"|\{(?P<name>[a-z][a-z0-9_]*)(?::(?P<kind>[a-z_]+))?(?:\|(?P<one>[^|{}]+)\|(?P<many>[^|{}]+))?\}",
    re.DOTALL,
)


class Placeholder(NamedTuple):
    """A hole in a sentence. `nouns` are the singular and plural that follow a number."""

    name: str
    kind: str
    nouns: tuple[str, str] | None


class Optional(NamedTuple):
    """A stretch that is said only when all its values are there."""

    pieces: "Sentence"


Sentence = tuple[str | Placeholder | Optional, ...]


class _UniqueKeys(yaml.CSafeLoader):
    """A loader that refuses a key written twice, which YAML would silently let win."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the code {key.value!r} is written twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


@functools.lru_cache(maxsize=64)
def reading_language(tag: str | None) -> Language:
    """Return the catalogue language for a language tag such as `en-GB`; Chinese when in doubt."""
    return "en" if (tag or "").lower().split("-")[0] == "en" else "zh-hans"


def codes(language: Language = "zh-hans") -> tuple[str, ...]:
    """Return every code that has a sentence in `language`, in the order of the files."""
    return tuple(texts(language))


def has(code: str, language: Language = "zh-hans") -> bool:
    """Return whether there is a sentence for `code`."""
    return code in _sentences(language)


def find(code: str, language: Language) -> Sentence | None:
    """Return the compiled sentence in `language`, else in Chinese, else None."""
    found = _sentences(language).get(code)
    return _sentences("zh-hans").get(code) if found is None else found


def constant(code: str, language: Language) -> str | None:
    """Return the sentence for `code` when it is there in `language` and has no holes: most have none."""
    return _constants(language).get(code)


def placeholders(sentence: Sentence) -> set[str]:
    """Return the names of all values that a sentence mentions."""
    names: set[str] = set()
    for piece in sentence:
        if isinstance(piece, Placeholder):
            names.add(piece.name)
        elif isinstance(piece, Optional):
            names |= placeholders(piece.pieces)
    return names


def compile_sentence(text: str) -> Sentence:
    """Cut a text into its pieces. A brace that is no placeholder is a mistake: ValueError."""
    pieces: list[str | Placeholder | Optional] = []
    position = 0
    for match in _PIECES.finditer(text):
        pieces.append(_plain(text, position, match.start()))
        position = match.end()
        if (optional := match["optional"]) is not None:
            pieces.append(Optional(compile_sentence(optional)))
        else:
            nouns = (match["one"], match["many"]) if match["one"] else None
            pieces.append(Placeholder(match["name"], match["kind"] or "", nouns))
    pieces.append(_plain(text, position, len(text)))
    return tuple(piece for piece in pieces if piece != "")


def _plain(text: str, start: int, end: int) -> str:
    plain = text[start:end]
    if "{" in plain or "}" in plain:
        raise ValueError(f"unreadable placeholder in {text!r}")
    return plain


@functools.cache
def texts(language: Language) -> dict[str, str]:
    """Return code -> text as written, of all files of one language. A code written twice is a ValueError."""
    merged: dict[str, str] = {}
    for path in sorted((TEXTS / language).glob("*.yaml")):
        with path.open(encoding="utf-8") as file:
            page = cast(dict[str, str], yaml.load(file, Loader=_UniqueKeys) or {})  # noqa: S506  # a CSafeLoader
        if doubled := merged.keys() & page.keys():
            raise ValueError(f"{path.name} ({language}) repeats {sorted(doubled)}")
        merged |= page
    return merged


@functools.cache
def _sentences(language: Language) -> dict[str, Sentence]:
    return {code: compile_sentence(text) for code, text in texts(language).items()}


@functools.cache
def _constants(language: Language) -> dict[str, str]:
    return {
        code: "".join(map(str, pieces))
        for code, pieces in _sentences(language).items()
        if all(isinstance(piece, str) for piece in pieces)
    }
