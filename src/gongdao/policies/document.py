"""Read a YAML document into a typed struct, with errors that say where and what was expected.

The YAML tree is checked against the type itself before anything is built, so that all mistakes of a
document are told at once, each with file, line and field.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, Generic, NamedTuple, TypeVar

import msgspec
import yaml
from msgspec import inspect as shape

from gongdao.policies.plain_yaml import (
    BadDocument,
    Problem,
    composed,
    decoded,
    found,
    is_foreign,
    scalar,
)  # fmt: skip
from gongdao.policies.shapes import fits, said

T = TypeVar("T")

MAX_NODES: Final = 200_000  # aliases count each time they are used
MAX_DEPTH: Final = 40


class Document(NamedTuple, Generic[T]):
    """A read document and where each field stands in it."""

    value: T
    name: str
    lines: Mapping[str, int]

    def line_of(self, path: str) -> int:
        """The line of a field such as `deadlines[2].stop`, or of the nearest part around it."""
        while path:
            if path in self.lines:
                return self.lines[path]
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return 1


def read_document(text: str | bytes, kind: type[T], *, name: str) -> Document[T]:
    """Read one YAML document as `kind`, a msgspec struct.

    `name` is the file as told in errors. Raises BadDocument with every mistake that could be found.
    """
    root = composed(decoded(text, name), name)
    reader = _Reader(name)
    plain = reader.value(root, _shape_of(kind), "")  # type: ignore[arg-type]  # every class can be hashed
    if reader.problems:
        # A part that is used again by an alias is told once, where it stands.
        once = {
            (item.line, item.column, item.code, item.field.rpartition(".")[2]): item
            for item in reversed(reader.problems)
        }
        raise BadDocument(tuple(once[place] for place in sorted(once)))
    try:
        value = msgspec.convert(plain, kind)
    except msgspec.ValidationError as error:  # a rule of the type that this reader does not know
        message, _, path = str(error).partition(" - at `$")
        path = path.rstrip("`").lstrip(".")
        line = Document(None, name, reader.lines).line_of(path)
        raise BadDocument((Problem("wrong_value", name, line, 1, path, expected=message),)) from error
    return Document(value, name, reader.lines)


@cache
def _shape_of(kind: type) -> shape.Type:
    return shape.type_info(kind)


# --- nodes to plain values, checked against the type ----------------------------------------------


class _Reader:
    """Walks nodes and type together, collecting problems and lines."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines: dict[str, int] = {}
        self._nodes = 0

    def value(self, node: yaml.Node, kind: shape.Type, path: str, depth: int = 0) -> Any:
        """The plain value of `node`; its mistakes are added to `problems`."""
        self._nodes += 1
        self.lines[path] = node.start_mark.line + 1
        if depth > MAX_DEPTH or self._nodes > MAX_NODES:
            if not any(problem.code == "too_deep" for problem in self.problems):
                self._problem("too_deep", node, path, f"≤ {MAX_DEPTH}, ≤ {MAX_NODES}")
            return None
        if is_foreign(node):
            return self._problem("foreign_tag", node, path, found=node.tag)
        match kind:
            case shape.StructType():
                return self._struct(node, kind, path, depth)
            case shape.DictType():
                return self._mapping(node, kind, path, depth)
            case shape.VarTupleType() | shape.ListType():
                return self._list(node, kind, path, depth)
            case shape.AnyType():
                return self._anything(node, path, depth)
            case shape.UnionType():
                return self._union(node, kind, path, depth)
        return self._leaf(node, kind, path)

    def _struct(self, node: yaml.Node, kind: shape.StructType, path: str, depth: int) -> Any:
        fields = {field.encode_name: field for field in kind.fields}
        plain: dict[str, Any] = {}
        for key, key_node, child in self._entries(node, path):
            if kind.tag_field and key == kind.tag_field:
                plain[key] = self._leaf(child, shape.LiteralType((str(kind.tag),)), _below(path, key))
            elif key in fields:
                plain[key] = self.value(child, fields[key].type, _below(path, key), depth + 1)
            else:
                self._problem("unknown_field", key_node, _below(path, key), ", ".join(fields), key)
        if not isinstance(node, yaml.MappingNode):
            return None
        for name, field in fields.items():
            if field.required and name not in plain:
                self._problem("missing_field", node, _below(path, name), said(field.type))
        return plain

    def _mapping(self, node: yaml.Node, kind: shape.DictType, path: str, depth: int) -> Any:
        plain: dict[str, Any] = {}
        for key, key_node, child in self._entries(node, path):
            below = _below(path, key)
            if not fits(key, kind.key_type):
                self._problem("wrong_value", key_node, below, said(kind.key_type), repr(key))
                continue
            plain[key] = self.value(child, kind.value_type, below, depth + 1)
        return plain

    def _list(self, node: yaml.Node, kind: shape.VarTupleType | shape.ListType, path: str, depth: int) -> Any:
        if not isinstance(node, yaml.SequenceNode):
            return self._problem("wrong_kind", node, path, said(kind), found(node))
        if kind.min_length and len(node.value) < kind.min_length:
            self._problem("too_few", node, path, f"≥ {kind.min_length}", str(len(node.value)))
        if kind.max_length is not None and len(node.value) > kind.max_length:
            self._problem("too_many", node, path, f"≤ {kind.max_length}", str(len(node.value)))
        return [
            self.value(item, kind.item_type, f"{path}[{position}]", depth + 1)
            for position, item in enumerate(node.value)
        ]

    def _anything(self, node: yaml.Node, path: str, depth: int) -> Any:
        anything = shape.AnyType()
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, shape.ListType(anything), path, depth)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, shape.DictType(shape.StrType(), anything), path, depth)
        return scalar(node)

    def _union(self, node: yaml.Node, kind: shape.UnionType, path: str, depth: int) -> Any:
        """The alternative that fits the kind of node; a union of structs is told apart by its tag."""
        if isinstance(node, yaml.ScalarNode):
            return self._leaf(node, kind, path)
        wanted: tuple[type, ...] = (shape.StructType, shape.DictType)
        if isinstance(node, yaml.SequenceNode):
            wanted = (shape.VarTupleType, shape.ListType)
        fitting = [item for item in kind.types if isinstance(item, wanted)]
        if len(fitting) > 1:
            tagged = [item for item in fitting if isinstance(item, shape.StructType)]
            return self._tagged(node, tagged, path, depth)
        if fitting:
            return self.value(node, fitting[0], path, depth)
        return self._problem("wrong_kind", node, path, said(kind), found(node))

    def _tagged(self, node: yaml.Node, kinds: list[shape.StructType], path: str, depth: int) -> Any:
        field = str(kinds[0].tag_field)
        tags = {str(kind.tag): kind for kind in kinds}
        values = {key.value: child for key, child in node.value if isinstance(key, yaml.ScalarNode)}
        if field not in values:
            return self._problem("missing_field", node, _below(path, field), " | ".join(tags))
        tag = values[field].value
        if tag not in tags:
            return self._problem("wrong_value", values[field], _below(path, field), " | ".join(tags), tag)
        return self._struct(node, tags[tag], path, depth)

    def _leaf(self, node: yaml.Node, kind: shape.Type, path: str) -> Any:
        if not isinstance(node, yaml.ScalarNode):
            return self._problem("wrong_kind", node, path, said(kind), found(node))
        plain = scalar(node)
        if fits(plain, kind):
            return plain
        return self._problem("wrong_value", node, path, said(kind), found(node))

    def _entries(self, node: yaml.Node, path: str) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Key, key node and value node of a mapping; a key that is no text or comes twice is a problem."""
        if not isinstance(node, yaml.MappingNode):
            self._problem("wrong_kind", node, path, "{…}", found(node))
            return
        seen: dict[str, int] = {}
        for key_node, child in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._problem("wrong_kind", key_node, path, '"…"', found(key_node))
                continue
            key = str(key_node.value)
            if key in seen:
                self._problem("duplicate_key", key_node, _below(path, key), found=str(seen[key]))
                continue
            seen[key] = key_node.start_mark.line + 1
            yield key, key_node, child

    def _problem(self, code: str, node: yaml.Node, path: str, expected: str = "", found: str = "") -> None:
        mark = node.start_mark
        self.problems.append(Problem(code, self.name, mark.line + 1, mark.column + 1, path, expected, found))


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
