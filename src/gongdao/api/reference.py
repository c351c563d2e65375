"""The reference page: the OpenAPI document as plain HTML, without a script or anything from elsewhere."""

import re
from functools import cache
from typing import Final

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from msgspec import Struct

from gongdao.api.document import PREFIX
from gongdao.api.face import OPERATIONS, openapi
from gongdao.api.problems import REFUSAL_STATUSES, STATUSES
from gongdao.api.routes import Operation
from gongdao.api.schemas import Schema
from gongdao.letters.wording import Language, has, reading_language, say
from gongdao.letters.wording.catalogue import texts
from gongdao.rulebook.refusal import REMEDIES

_OPTIONAL: Final = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_HOLE: Final = re.compile(r"\{[^{}]*\}")


class Field(Struct, frozen=True):
    """One field or parameter: its type in words, a link to the schema it names, and its bounds."""

    name: str
    required: bool
    type: str
    schema: str
    bounds: str
    about: SafeString


class Entry(Struct, frozen=True):
    """One operation as shown."""

    id: str
    method: str
    path: str
    title: str
    description: SafeString
    scope: str
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    example: str
    status: str
    answer: str
    problems: tuple[str, ...]


class Named(Struct, frozen=True):
    """One schema as shown."""

    name: str
    about: SafeString
    fields: tuple[Field, ...]


class Told(Struct, frozen=True):
    """One code of a problem as shown."""

    code: str
    status: int
    title: str
    remedy: str


def reference(request: HttpRequest) -> HttpResponse:
    """Show every operation, schema and problem; open to everybody."""
    language = reading_language(translation.get_language())
    return render(
        request,
        "api/reference.html",
        {
            "language": language,
            "words": {word: say(f"reference.{word}", language) for word in _WORDS},
            "topics": _topics(language),
            "schemas": _schemas(language),
            "problems": _problems(language),
        },
    )


_WORDS: Final = (
    "title", "about", "operations", "schemas", "problems", "scope", "parameters", "body", "example",
    "answers", "required", "code", "status", "meaning", "remedy", "name", "type", "bounds", "note",
    "download",
)  # fmt: skip


@cache
def _topics(language: Language) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    topics: dict[str, list[Entry]] = {}
    for item in OPERATIONS:  # in the order in which one would use them
        told = openapi()["paths"][PREFIX + item.path][item.method.lower()]
        topics.setdefault(item.tag, []).append(_entry(item, told, language))
    return tuple((say(f"reference.tag.{tag}", language), tuple(entries)) for tag, entries in topics.items())


def _entry(item: Operation, told: Schema, language: Language) -> Entry:
    content = told.get("requestBody", {}).get("content", {})
    nothing: Schema = {}
    body: Schema = next(iter(content.values()), nothing)
    status = next(code for code in told["responses"] if code.startswith("2"))
    answers = told["responses"][status].get("content", {})
    answer: Schema = next(iter(answers.values()), nothing).get("schema", nothing)
    example = body.get("example")
    return Entry(
        id=item.name,
        method=item.method,
        path=PREFIX + item.path,
        title=_title(item.name, told["summary"], language),
        description=_marked(told["description"].partition("Needs the scope")[0].strip()),
        scope=item.scope,
        parameters=tuple(_parameter(one, language) for one in told["parameters"]),
        fields=_fields(_open(body.get("schema", {})), language),
        example=msgspec.json.format(msgspec.json.encode(example)).decode() if example else "",
        status=status,
        answer=_ref(answer),
        problems=tuple(code for code in told["responses"] if code != status),
    )


def _title(name: str, summary: str, language: Language) -> str:
    for code in (f"operation.{name}", f"action.{name}"):
        if has(code, language):
            return say(code, language)
    return summary


def _marked(text: str) -> SafeString:
    """A text with what stands between backticks as code."""
    parts = re.split(r"`([^`]+)`", text)
    shown = [format_html("<code>{}</code>" if n % 2 else "{}", part) for n, part in enumerate(parts)]
    return mark_safe("".join(shown).replace("\n\n", "<br><br>"))  # noqa: S308  # every part was escaped


@cache
def _schemas(language: Language) -> tuple[Named, ...]:
    named = openapi()["components"]["schemas"]
    return tuple(
        Named(name, _marked(schema.get("description", "")), _fields(schema, language))
        for name, schema in named.items()
    )


@cache
def _problems(language: Language) -> tuple[Told, ...]:
    own = [
        Told(code, status, _plain(f"problem.{code}.title", language), "") for code, status in STATUSES.items()
    ]
    refusals = [
        Told(code, status, _plain(f"refusal.{code}", language), _plain(f"remedy.{REMEDIES[code]}", language))
        for code, status in REFUSAL_STATUSES.items()
    ]
    return (*own, *refusals)


def _plain(code: str, language: Language) -> str:
    """A sentence without its values: what is optional is left out, the rest is shown as a gap."""
    return _HOLE.sub("…", _OPTIONAL.sub("", texts(language)[code]))


def _parameter(item: Schema, language: Language) -> Field:
    schema = item["schema"]
    about = item.get("description", "")
    return Field(
        f"{item['name']} ({item['in']})", item.get("required", False), _type(schema), _ref(schema),
        _bounds(schema, language), _marked(about),
    )  # fmt: skip


def _fields(schema: Schema, language: Language) -> tuple[Field, ...]:
    required = schema.get("required", ())
    return tuple(
        Field(
            name,
            name in required,
            _type(field),
            _ref(field),
            _bounds(field, language),
            _marked(field.get("description", "")),
        )
        for name, field in schema.get("properties", {}).items()
    )


def _open(schema: Schema) -> Schema:
    name = _ref(schema)
    found: Schema = openapi()["components"]["schemas"][name] if name else schema
    return found


def _ref(schema: Schema) -> str:
    """The name of the schema that this one refers to, also as item or alternative; "" for none."""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    inner = [schema.get("items", {}), *schema.get("anyOf", ())]
    return next((name for part in inner if (name := _ref(part))), "") if any(inner) else ""


def _type(schema: Schema) -> str:
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_type(part) for part in schema["anyOf"]))
    if "$ref" in schema:
        return _ref(schema)
    kind = str(schema.get("format") or schema.get("type", "any"))
    return f"[{_type(schema['items'])}]" if kind == "array" and schema.get("items") else kind


_BOUNDS: Final = {
    "minLength": "≥ {} {chars}", "maxLength": "≤ {} {chars}", "minimum": "≥ {}", "maximum": "≤ {}",
    "minItems": "≥ {} {items}", "maxItems": "≤ {} {items}", "pattern": "{}",
}  # fmt: skip


def _bounds(schema: Schema, language: Language) -> str:
    words = {word: say(f"reference.{word}", language) for word in ("chars", "items")}
    return ", ".join(told.format(schema[name], **words) for name, told in _BOUNDS.items() if name in schema)
