"""JSON schemas of what comes in and goes out, made by msgspec from the structs that read and write it."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, Final

import msgspec

Schema = dict[str, Any]
REF: Final = "#/components/schemas/"
_PART: Final = re.compile(r"\.?([^.\[\]]+)|\[(\d*)\]")


def components(kinds: Iterable[type]) -> tuple[dict[type, Schema], dict[str, Schema]]:
    """The schema of each type, and the named schemas they refer to."""
    wanted = list(dict.fromkeys(kinds))
    schemas, named = msgspec.json.schema_components(wanted, ref_template=REF + "{name}")
    return dict(zip(wanted, schemas, strict=True)), {name: named[name] for name in sorted(named)}


def without_tag(schema: Schema, tag: str) -> Schema:
    """The schema of an object whose kind is known from elsewhere: `tag` may be left out and is not told."""
    properties = {name: field for name, field in schema["properties"].items() if name != tag}
    required = [name for name in schema.get("required", ()) if name != tag]
    kept = {name: part for name, part in schema.items() if name != "required"}
    return {**kept, "properties": properties} | ({"required": required} if required else {})


def accepted_at(kind: type, path: str) -> tuple[str, ...]:
    """The values of the closed list that is accepted at a path such as `demands[0].kind`; else none."""
    return tuple(str(value) for found in _at(kind, path) for value in found.get("enum", ()))


def fields_at(kind: type, path: str) -> tuple[str, ...]:
    """The fields of the object at a path."""
    return tuple(name for found in _at(kind, path) for name in found.get("properties", ()))


@cache
def _of(kind: type) -> tuple[Schema, dict[str, Schema]]:
    (schema,), named = msgspec.json.schema_components([kind], ref_template=REF + "{name}")
    return schema, named


def _at(kind: type, path: str) -> list[Schema]:
    """The schemas that apply at a path: several where alternatives are allowed."""
    root, named = _of(kind)
    here = _open([root], named)
    for name, _ in _PART.findall(path):
        inner = [_inner(schema, name) for schema in here]
        here = _open([schema for schema in inner if schema], named)
    return here


def _inner(schema: Schema, name: str) -> Schema:
    if not name:
        found: Schema = schema.get("items", {})
        return found
    found = schema.get("properties", {}).get(name, {})
    return found or (extra if isinstance(extra := schema.get("additionalProperties"), dict) else {})


def _open(schemas: list[Schema], named: dict[str, Schema]) -> list[Schema]:
    """Follow references and alternatives."""
    found: list[Schema] = []
    for schema in schemas:
        if "$ref" in schema:
            found += _open([named[schema["$ref"].removeprefix(REF)]], named)
        elif "anyOf" in schema:
            found += _open(schema["anyOf"], named)
        else:
            found.append(schema)
    return found
