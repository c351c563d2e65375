"""The OpenAPI 3.1 document, made from the declared operations and the structs they read and answer."""

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec

from gongdao import __version__
from gongdao.api.examples import EXAMPLES
from gongdao.api.problems import CONTENT_TYPE, REFUSAL_STATUSES, STATUSES, Problem
from gongdao.api.reading import KEY_LIMIT
from gongdao.api.routes import Operation
from gongdao.api.schemas import Schema, components, without_tag
from gongdao.rulebook.commands import Command

PREFIX: Final = "/api"
_SECURITY: Final = {
    "token": {"type": "http", "scheme": "bearer", "description": "An API token: `Authorization: Bearer …`."},
    "session": {
        "type": "apiKey", "in": "cookie", "name": "sessionid",
        "description": "The session of a browser. Changes need the CSRF token in `X-CSRFToken`.",
    },
}  # fmt: skip
_PARTS: Final[dict[str, Schema]] = {
    "number": {
        "description": "The number of the case.", "example": "202405-001",
        "schema": {"type": "string", "pattern": "^[0-9]{6}-[0-9]{3,7}$"},
    },
    "key": {
        "description": "The key of the deadline.", "example": "first_response",
        "schema": {"type": "string", "pattern": "^[a-z_]+(:[A-Za-z0-9_.:-]+)?$", "maxLength": 200},
    },
    "id": {
        "description": "The id of the exhibit in the case.", "example": "E1",
        "schema": {"type": "string", "pattern": "^[A-Z]{1,2}[1-9][0-9]{0,4}$"},
    },
    "seq": {
        "description": "The number of the event in the case.", "example": "1",
        "schema": {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"},
    },
    "finding": {
        "description": "The id of the finding in the case.", "example": "F1",
        "schema": {"type": "string", "pattern": "^F[1-9][0-9]{0,4}$"},
    },
    "appeal": {
        "description": "The id of the appeal in the case.", "example": "A1",
        "schema": {"type": "string", "pattern": "^A[1-9][0-9]{0,4}$"},
    },
    "customer": {
        "description": "The number of the customer: of `customer:12` the part after the colon.",
        "example": "12",
        "schema": {"type": "string", "pattern": "^[0-9]{1,11}$"},
    },
    "upload": {
        "description": "The id of the upload, as it was told when it began.",
        "example": "0b9f0d9e-6f0b-4a52-9d0c-0f3f5f3c1a77",
        "schema": {"type": "string", "format": "uuid"},
    },
    "offset": {
        "description": "Where in the file the part begins, in bytes.", "example": "0",
        "schema": {"type": "string", "pattern": "^[0-9]{1,11}$"},
    },
    "code": {
        "description": "The code of the shop.", "example": "SH0001",
        "schema": {"type": "string", "minLength": 1, "maxLength": 60},
    },
    "policy": {
        "description": "The name of the policy.", "example": "dispute-mediation",
        "schema": {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,59}$"},
    },
}  # fmt: skip
_IF_MATCH: Final = {
    "name": "If-Match", "in": "header", "required": False,
    "description": "The version of the case you saw, as `\"7\"`; if it moved on, nothing happens (409).",
    "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'},
}  # fmt: skip
_IDEMPOTENCY: Final = {
    "name": "Idempotency-Key", "in": "header", "required": False,
    "description": (
        "Chosen by you for this request. Sent again with the same body, the first answer comes again, marked"
        " `Idempotent-Replayed: true`, and nothing happens twice; with another body it is refused."
    ),
    "schema": {"type": "string", "pattern": "^[!-~]+$", "maxLength": KEY_LIMIT},
}  # fmt: skip
_LANGUAGE: Final = {
    "name": "Accept-Language", "in": "header", "required": False,
    "description": "The language of sentences: `zh-hans` or `en`. Otherwise that of the account.",
    "schema": {"type": "string"},
}  # fmt: skip
_ETAG: Final = {"ETag": {"description": "The version of the case.", "schema": {"type": "string"}}}
_REPLAYED: Final = {
    "Idempotent-Replayed": {
        "description": "The key was used before; this is the first answer again.",
        "schema": {"enum": ["true"]},
    }
}
_ABOUT: Final = (
    "Complaints, disputes and appeals. Times are RFC 3339 with offset; money is integer fen. A refusal names"
    " the rule it rests on (`rule`), a stable `code` and what would help (`remedy`, `remedy_text`):"
    " 422 when a rule speaks against it, 409 when the case is not in the state for it, 403 when it is not for"
    " this account. Whatever is refused has changed nothing."
)


def document(operations: Iterable[Operation]) -> dict[str, Any]:
    """The document for these operations, in a fixed order."""
    all_operations = sorted(operations, key=lambda item: (item.path, item.method))
    kinds = [kind for item in all_operations for kind in _kinds(item)]
    schemas, named = components([*kinds, Problem])
    spread = {_name(schemas[item.query]) for item in all_operations if item.query is not None}
    statuses = sorted({status for item in all_operations for status in item.problems})
    paths: dict[str, Any] = {}
    for item in all_operations:
        paths.setdefault(PREFIX + item.path, {})[item.method.lower()] = _operation(item, schemas, named)
    return {
        "openapi": "3.1.0",
        "info": {"title": "gongdao", "version": __version__, "description": _ABOUT},
        "servers": [{"url": "/"}],
        "tags": [{"name": name} for name in dict.fromkeys(item.tag for item in all_operations)],
        "paths": paths,
        "components": {
            "schemas": {name: named[name] for name in named if name not in spread},
            "responses": {f"Problem{status}": _problem(status) for status in statuses},
            "securitySchemes": _SECURITY,
        },
    }


def _kinds(item: Operation) -> list[type]:
    return [kind for kind in (item.body, item.multipart, item.query, item.answer) if kind is not None]


def _operation(item: Operation, schemas: dict[type, Schema], named: dict[str, Schema]) -> Schema:
    query = _resolved(schemas[item.query], named).get("description", "") if item.query is not None else ""
    scope = f"Needs the scope `{item.scope}`." if item.scope else ""
    told: Schema = {
        "operationId": item.name,
        "tags": [item.tag],
        "summary": item.summary,
        "description": "\n\n".join(part for part in (item.description, query, scope) if part),
        "parameters": _parameters(item, schemas, named),
        "responses": _responses(item, schemas),
        "security": [] if item.public else [{name: [item.scope] if item.scope else []} for name in _SECURITY],
    }
    if item.body is not None:
        schema = schemas[item.body]
        if issubclass(item.body, Command):  # which one it is, the address says
            schema = without_tag(_resolved(schema, named), "command")
        content: Schema = {"schema": schema}
        if item.body in EXAMPLES:
            example = msgspec.to_builtins(EXAMPLES[item.body])
            content["example"] = {name: value for name, value in example.items() if name != "command"}
        required = bool(_resolved(schema, named).get("required"))
        told["requestBody"] = {"required": required, "content": {"application/json": content}}
    if item.multipart is not None:
        content = {"schema": _with_file(_resolved(schemas[item.multipart], named))}
        told["requestBody"] = {"required": True, "content": {"multipart/form-data": content}}
    if item.octets:
        octets: Schema = {"application/octet-stream": {"schema": {"type": "string"}}}
        told["requestBody"] = {"required": True, "content": octets}
    return told


def _parameters(item: Operation, schemas: dict[type, Schema], named: dict[str, Schema]) -> list[Schema]:
    found: list[Schema] = [
        {"name": name, "in": "path", "required": True, **_PARTS[name]} for name in item.path_names
    ]
    if item.query is not None:
        schema = _resolved(schemas[item.query], named)
        for name, field in schema.get("properties", {}).items():
            required = name in schema.get("required", ())
            found.append({"name": name, "in": "query", "required": required, "schema": _of_query(field)})
    if item.versioned:
        found.append(_IF_MATCH)
    if item.idempotent:
        found.append(_IDEMPOTENCY)
    return [*found, _LANGUAGE]


def _of_query(field: Schema) -> Schema:
    """The schema of a parameter: one that is left out is null in the struct, which no query can say."""
    if "anyOf" not in field:
        return field
    kinds = [kind for kind in field["anyOf"] if kind.get("type") != "null"]
    return kinds[0] if len(kinds) == 1 else {"anyOf": kinds}


def _responses(item: Operation, schemas: dict[type, Schema]) -> Schema:
    headers: Schema = dict(_ETAG) if item.etag else {}
    if item.idempotent:
        headers |= _REPLAYED
    good: Schema = {"description": HTTPStatus(item.status).phrase}
    if item.answer is not None:
        good["content"] = {item.media_type: {"schema": schemas[item.answer]}}
    else:
        good["content"] = {item.media_type: {"schema": {"type": "string"}}}
    if headers:
        good["headers"] = headers
    told: Schema = {str(item.status): good}
    for status in sorted(item.problems):
        told[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return told


def _problem(status: int) -> Schema:
    codes = [code for code, its in {**STATUSES, **REFUSAL_STATUSES}.items() if its == status]
    return {
        "description": f"{HTTPStatus(status).phrase}. Codes: {', '.join(f'`{code}`' for code in codes)}.",
        "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _resolved(schema: Schema, named: dict[str, Schema]) -> Schema:
    return named[_name(schema)] if "$ref" in schema else schema


def _name(schema: Schema) -> str:
    return str(schema["$ref"]).rsplit("/", 1)[-1]


def _with_file(schema: Schema) -> Schema:
    """The schema of a form with its file; what is sent in a form field is always text."""
    file = {"type": "string", "contentMediaType": "application/octet-stream", "description": "The content."}
    required: Sequence[str] = ("file", *schema.get("required", ()))
    return {**schema, "properties": {"file": file, **schema["properties"]}, "required": list(required)}
