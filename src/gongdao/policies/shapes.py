"""Types as the writer of a document sees them: whether a value fits, and what is expected instead."""

import re
from datetime import date, datetime
from typing import Any, Final

import msgspec
from msgspec import inspect as shape


def fits(plain: Any, kind: shape.Type) -> bool:
    """Whether a scalar is of a leaf type, with its limits."""
    match kind:
        case shape.AnyType():
            return True
        case shape.NoneType():
            return plain is None
        case shape.BoolType():
            return isinstance(plain, bool)
        case shape.UnionType():
            return any(fits(plain, item) for item in kind.types)
        case shape.LiteralType():
            return plain in kind.values and not isinstance(plain, bool)
        case shape.IntType():
            return type(plain) is int and _within(plain, kind)
        case shape.FloatType():
            return type(plain) in (int, float)
        case shape.StrType():
            return isinstance(plain, str) and _is_text(plain, kind)
        case shape.DateType() | shape.DateTimeType():
            return isinstance(plain, str) and _is_time(plain, kind)
    return False


def _within(number: int, kind: shape.IntType) -> bool:
    return (kind.ge is None or number >= kind.ge) and (kind.le is None or number <= kind.le)


def _is_text(text: str, kind: shape.StrType) -> bool:
    if kind.min_length is not None and len(text) < kind.min_length:
        return False
    if kind.max_length is not None and len(text) > kind.max_length:
        return False
    return kind.pattern is None or re.search(kind.pattern, text) is not None


def _is_time(text: str, kind: shape.DateType | shape.DateTimeType) -> bool:
    wanted = date if isinstance(kind, shape.DateType) else datetime
    try:
        msgspec.convert(text, wanted)
    except msgspec.ValidationError:
        return False
    return True


def said(kind: shape.Type) -> str:
    """What a type expects, in signs that need no translation: `[…]`, `{zh, en}`, `yes | no`, `0…1000`."""
    match kind:
        case shape.StructType():
            return "{" + ", ".join(field.encode_name for field in kind.fields) + "}"
        case shape.DictType():
            return f"{{{said(kind.key_type)}: {said(kind.value_type)}}}"
        case shape.VarTupleType() | shape.ListType():
            return f"[{said(kind.item_type)}]"
        case shape.UnionType():
            return " | ".join(dict.fromkeys(said(item) for item in kind.types))
        case shape.LiteralType():
            return " | ".join(str(value) or '""' for value in sorted(kind.values, key=str))
        case shape.IntType():
            return _said_number(kind)
        case shape.StrType():
            return _said_text(kind)
    return _SIGNS.get(type(kind), "…")


def _said_number(kind: shape.IntType) -> str:
    if kind.ge is None and kind.le is None:
        return "0, 1, 2…"
    return f"{'' if kind.ge is None else kind.ge}…{'' if kind.le is None else kind.le}"


def _said_text(kind: shape.StrType) -> str:
    if kind.pattern:
        return f"/{kind.pattern}/"
    if kind.min_length or kind.max_length:
        return f'"…" ({kind.min_length or 0}…{kind.max_length or ""})'
    return '"…"'


_SIGNS: Final[dict[type[shape.Type], str]] = {
    shape.BoolType: "true | false",
    shape.NoneType: "null",
    shape.FloatType: "0.5",
    shape.DateType: "2024-01-31",
    shape.DateTimeType: "2024-01-31T09:30:00+08:00",
}
