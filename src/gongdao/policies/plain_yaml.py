"""From bytes to a tree of YAML nodes, or to a clear problem with its place.

Only plain YAML is taken: the mistakes YAML is known for (`no` as false, `12:30` as a number, a tag that
makes objects) cannot happen.
"""

import re
from typing import Any, Final

import yaml
from msgspec import Struct

MAX_BYTES: Final = 1_000_000

_TAG: Final = "tag:yaml.org,2002:"
_SCALARS: Final = frozenset({_TAG + "str", _TAG + "int", _TAG + "bool", _TAG + "null", _TAG + "float"})


class Problem(Struct, frozen=True):
    """One mistake. `code` names the sentence, `expected` and `found` fill it."""

    code: str
    file: str
    line: int
    column: int
    field: str
    expected: str = ""
    found: str = ""

    def __str__(self) -> str:
        """One line for logs and exceptions; the faces make their own sentences."""
        said = " ".join(
            part
            for part in (
                self.code,
                f"expected {self.expected}" if self.expected else "",
                f"found {self.found}" if self.found else "",
            )
            if part
        )
        return f"{self.file}:{self.line}:{self.column}: {self.field or 'document'}: {said}"


class BadDocument(ValueError):
    """The document cannot be read. `problems` are in the order of the lines."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


# --- bytes to text -------------------------------------------------------------------------------


def decoded(text: str | bytes, name: str) -> str:
    """The text of a document. Raises BadDocument for too much of it or for anything but UTF-8."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    if len(raw) > MAX_BYTES:
        raise BadDocument((Problem("too_large", name, 1, 1, "", f"≤ {MAX_BYTES}", str(len(raw))),))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise BadDocument(
            (Problem("not_utf8", name, before.count(b"\n") + 1, column, "", "UTF-8", _likely_encoding(raw)),)
        ) from error


def _likely_encoding(raw: bytes) -> str:
    """What the bytes most likely are instead, as a hint; "" when nothing fits."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GB18030"


# --- text to nodes -------------------------------------------------------------------------------


class _PlainLoader(yaml.CSafeLoader):
    """YAML without surprises: only true/false, null and plain numbers are anything but text."""

    yaml_implicit_resolvers: Final = {}  # type: ignore[misc]  # replaces those of the base on purpose


for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("int", r"^-?(?:0|[1-9][0-9_]*)$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
):
    _PlainLoader.add_implicit_resolver(_TAG + _tag, re.compile(_pattern), list(_first))


def composed(text: str, name: str) -> yaml.Node:
    """The tree of the one document in `text`. Raises BadDocument when it is not YAML."""
    try:
        root = yaml.compose(text, Loader=_PlainLoader)
    except yaml.MarkedYAMLError as error:
        raise BadDocument((_syntax_problem(error, text, name),)) from error
    except (yaml.reader.ReaderError, UnicodeEncodeError) as error:
        raise BadDocument((_character_problem(text, name),)) from error
    if root is None:
        raise BadDocument((Problem("empty", name, 1, 1, ""),))
    return root


def _syntax_problem(error: yaml.MarkedYAMLError, text: str, name: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    lines = text.splitlines()
    at = lines[line - 1] if line <= len(lines) else ""
    if "\t" in at[: max(column, len(at) - len(at.lstrip()))]:
        return Problem("tab", name, line, at.index("\t") + 1, "")
    return Problem("not_yaml", name, line, column, "", found=" ".join(str(error.problem or error).split()))


def _character_problem(text: str, name: str) -> Problem:
    bad = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    start = bad.start() if bad else 0
    line = text.count("\n", 0, start) + 1
    column = start - text.rfind("\n", 0, start)
    found = f"U+{ord(bad.group()):04X}" if bad else ""
    return Problem("bad_character", name, line, column, "", found=found)


# --- nodes ---------------------------------------------------------------------------------------


def is_foreign(node: yaml.Node) -> bool:
    """Whether a node carries a tag that is not plain YAML."""
    if isinstance(node, yaml.ScalarNode):
        return node.tag not in _SCALARS
    return node.tag not in (_TAG + "map", _TAG + "seq")


def scalar(node: yaml.Node) -> Any:
    """The value of a scalar node: text, whole number, number, true, false or None."""
    kind, text = node.tag.removeprefix(_TAG), str(node.value)
    match kind:
        case "bool":
            return text == "true"
        case "null":
            return None
        case "int":
            return int(text.replace("_", ""))
        case "float":
            return float(text)
    return text


def found(node: yaml.Node) -> str:
    """What a node is, in few words, to be told beside what was expected."""
    if isinstance(node, yaml.MappingNode):
        return "{…}"
    if isinstance(node, yaml.SequenceNode):
        return "[…]"
    text = str(node.value)
    return repr(text if len(text) <= 60 else text[:57] + "…") if node.value else '""'
