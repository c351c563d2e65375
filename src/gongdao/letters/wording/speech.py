"""`say`: a code and its values become a sentence in the reader's language."""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.conf import settings
from msgspec import Struct, structs

from gongdao.letters.wording import formats
from gongdao.letters.wording.catalogue import (
    Language,
    Optional,
    Placeholder,
    Sentence,
    constant,
    find,
    has,
    reading_language,
)

logger = logging.getLogger(__name__)

MISSING: Final = "…"
_STOPS: Final = ("。", ".")
_ENDINGS: Final = tuple("。！？.!?")
_SHORT_LENGTH: Final = 80  # characters of a long text that `{text:short}` shows

# Kinds whose codes come from several areas of the catalogue, in the order in which they are looked for.
_SEVERAL_AREAS: Final = {
    "any_status": (
        "status",
        "proposal_status",
        "remedy_status",
        "finding_status",
        "appeal_status",
        "deadline_status",
        "after_sale_status",
        "request_status",
        "offer_status",
        "parcel_status",
        "advance_status",
        "correction_status",
        "needed",
    ),
    "any_kind": ("remedy_kind", "after_sale"),
    "because": ("because", "deadline", "rung"),
    "oversight": ("because", "deadline", "rung"),
    "item": ("item", "deadline"),
}
# Kinds whose titles say something only in a sentence of their own: why somebody oversees a case is not
# "Supervisor", but that it was raised to one.
_IN_A_SENTENCE: Final = {
    ("oversight", "deadline"): "oversight.deadline",
    ("oversight", "rung"): "oversight.rung",
}


class _Reader:
    """Who reads: language, time zone and known names."""

    __slots__ = ("language", "names", "zone")

    def __init__(self, language: Language, zone: tzinfo | None, names: Mapping[str, str] | None) -> None:
        self.language = language
        self.zone = zone or ZoneInfo(settings.LOCAL_ZONE)
        self.names = names or {}


def say(
    code: str,
    language: str,
    /,
    *,
    zone: tzinfo | None = None,
    names: Mapping[str, str] | None = None,
    **params: Any,
) -> str:
    """Return the sentence for `code` in `language` ("zh-hans", "en" or any language tag).

    Instants are shown in `zone` (LOCAL_ZONE of the settings when left out). `names` are titles that live
    elsewhere: of refs (`customer:12` -> 王女士) and of what a policy names (`category:`, `deadline:`,
    `rung:`, `fact:` + code). A sentence that is missing in English is said in Chinese; one that does not
    exist is shown as ⟨code⟩, a missing value as `…`: a page never fails for want of words, and the log tells.
    """
    reading = reading_language(language)
    if (said := constant(code, reading)) is not None:
        return said
    reader = _Reader(reading, zone, names)
    sentence = find(code, reading)
    if sentence is None:
        logger.error("There is no sentence for the code %r.", code)
        return f"⟨{code}⟩"
    if not has(code, reading):
        logger.error("There is no %s sentence for the code %r.", reader.language, code)
    return _say_pieces(code, sentence, params, reader)


def say_value(
    name: str,
    value: Any,
    language: str,
    /,
    *,
    kind: str = "",
    zone: tzinfo | None = None,
    names: Mapping[str, str] | None = None,
) -> str:
    """Return one value as a sentence would show it under the placeholder `{name:kind}`."""
    return _show(Placeholder(name, kind, None), value, _Reader(reading_language(language), zone, names))


def describe_ref(ref: str, language: str, names: Mapping[str, str] | None = None) -> str:
    """Return the name of a ref such as `customer:12`: from `names`, else from its kind and key."""
    if names and (name := names.get(ref)):
        return name
    reading = reading_language(language)
    kind, _, key = ref.partition(":")
    if has(f"{kind}.{key}", reading):  # `department:orders` has a name of its own
        return say(f"{kind}.{key}", reading)
    if has(f"ref.{kind}", reading):
        return say(f"ref.{kind}", reading, key=key)
    return key or kind or MISSING


def _say_pieces(code: str, sentence: Sentence, params: Mapping[str, Any], reader: _Reader) -> str:
    said: list[str] = []
    for piece in sentence:
        if isinstance(piece, str):
            ended = piece[:1] in _STOPS and "".join(said)[-1:] in _ENDINGS  # the value brought its own end
            said.append(piece[1:] if ended else piece)
        elif isinstance(piece, Optional):
            if all(_is_given(params.get(name)) for name in _names(piece.pieces)):
                said.append(_say_pieces(code, piece.pieces, params, reader))
        elif (value := params.get(piece.name)) is None:
            logger.error("The sentence %r lacks its value %r.", code, piece.name)
            said.append(MISSING)
        else:
            said.append(_show(piece, value, reader))
    return "".join(said)


def _is_given(value: Any) -> bool:
    return bool(value)  # zero is left out like an empty text: stored events drop both


def _names(sentence: Sentence) -> Iterable[str]:
    return (piece.name for piece in sentence if isinstance(piece, Placeholder))


def _show(hole: Placeholder, value: Any, reader: _Reader) -> str:
    if hole.nouns is not None:
        return f"{value} {hole.nouns[value != 1]}"
    if isinstance(value, (list, tuple, set, frozenset)):
        items = sorted(value) if isinstance(value, (set, frozenset)) else value
        return _join((_show(hole, item, reader) for item in items), reader)
    kind = hole.kind or _kind_by_name(hole.name, value)
    if isinstance(value, Struct):
        value = structs.asdict(value)
    if isinstance(value, Mapping):
        return _show_item(kind, value, reader)
    shown = _show_kind(kind, value, reader)
    return _show_plain(value, reader) if shown is None else shown


def _show_item(kind: str, item: Mapping[str, Any], reader: _Reader) -> str:
    """Show a structured value by its own little sentence `each.<kind>`; facts and scores as lists."""
    if kind == "scores":
        colon = "：" if reader.language == "zh-hans" else ": "
        scores = (
            f"{reader.names.get(f'question:{name}', name)}{colon}{score}" for name, score in item.items()
        )
        return _join(scores, reader)
    if kind == "facts":
        return _join((_show_fact(fact, value, reader) for fact, value in item.items()), reader)
    code = f"each.{kind}"
    sentence = find(code, reader.language)
    if sentence is None:
        logger.error("There is no sentence for the code %r.", code)
        return MISSING
    return _say_pieces(code, sentence, item, reader)


def _show_fact(fact: str, value: Any, reader: _Reader) -> str:
    """A fact by the titles of its policy: names `fact:<id>` and `fact:<id>=<value>`."""
    plain = _show(Placeholder(fact, "", None), value, reader)
    title = reader.names.get(f"fact:{fact}", fact)
    colon = "：" if reader.language == "zh-hans" else ": "
    return f"{title}{colon}{reader.names.get(f'fact:{fact}={value}', plain)}"


def _join(items: Iterable[str], reader: _Reader) -> str:
    return ("、" if reader.language == "zh-hans" else ", ").join(items)


def _kind_by_name(name: str, value: Any) -> str:
    """Guess how to show a value from the unit that ends its name (style: units last)."""
    if isinstance(value, bool):
        return ""
    if name == "due_at":
        return "due"
    for ending, kind in (
        ("_fen", "money"),
        ("_seconds", "duration"),
        ("_bp", "share"),
        ("_at", "instant"),
        ("_date", "date"),
        ("_ref", "ref"),
    ):
        if name.endswith(ending) or name == ending[1:]:
            return kind
    return ""


def _show_kind(kind: str, value: Any, reader: _Reader) -> str | None:
    """Show a value as `kind`; None when the value is not of that kind, so that it is shown plainly."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    match kind:
        case "instant":
            instant = _as_instant(value)
            return None if instant is None else formats.format_instant(instant, reader.language, reader.zone)
        case "due":
            instant = _as_instant(value)
            return None if instant is None else formats.format_due(instant, reader.language, reader.zone)
        case "date":
            instant = _as_instant(value)
            return (
                None
                if instant is None
                else formats.format_date(_day_of(value, instant, reader), reader.language)
            )
        case "money":
            return formats.format_money(int(value), reader.language) if number else None
        case "duration":
            return formats.format_duration(value, reader.language) if number else None
        case "length":
            return formats.format_length(str(value), reader.language)
        case "share":
            return formats.format_share(int(value)) if number else None
        case "ref":
            return describe_ref(str(value), reader.language, reader.names)
        case "short":
            return _cut(str(value))
        case "":
            return None
        case "hidden":
            return ""
        case _:
            return _show_code(kind, str(value), reader)


def _show_code(kind: str, value: str, reader: _Reader) -> str:
    """Show a code: by a title given with the names, by the catalogue, or else as it is (a person's words)."""
    for area in _SEVERAL_AREAS.get(kind, (kind,)):
        for code in (value, value.partition(":")[0]):  # a deadline's key may carry its subject: `remedy:R1`
            title = reader.names.get(f"{area}:{code}", "")
            if not title and has(sentence := f"{area}.{code.lower()}", reader.language):
                title = say(sentence, reader.language)
            if title:
                around = _IN_A_SENTENCE.get((kind, area))
                return say(around, reader.language, title=title) if around else title
    return _cut(value)


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHORT_LENGTH else text[: _SHORT_LENGTH - 1] + "…"


def _as_instant(value: Any) -> datetime | None:
    """Read an instant: a datetime, a day, or their ISO form as it comes back from JSON."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC)
    return None


def _day_of(value: Any, instant: datetime, reader: _Reader) -> date:
    """The day that is meant: a plain day stays itself, an instant falls on the reader's day."""
    is_day = (isinstance(value, str) and "T" not in value and " " not in value) or (
        isinstance(value, date) and not isinstance(value, datetime)
    )
    return instant.date() if is_day else instant.astimezone(reader.zone).date()


def _show_plain(value: Any, reader: _Reader) -> str:
    if isinstance(value, bool):
        return say("web.yes" if value else "web.no", reader.language)
    if isinstance(value, datetime):
        return formats.format_instant(value, reader.language, reader.zone)
    if isinstance(value, date):
        return formats.format_date(value, reader.language)
    return str(value)
