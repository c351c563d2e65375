"""Commands from the terminal: from JSON, from FIELD=VALUE pairs, or from the options of `case open`."""

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
from msgspec.structs import replace

from gongdao.cli.answers import NOT_FOUND, Told
from gongdao.exhibits import actions as exhibits
from gongdao.exhibits.origin import Origin
from gongdao.exhibits.store import Kept, Unfit
from gongdao.intake.files import values
from gongdao.intake.files.problems import BadValue
from gongdao.people.actions import Person, find_or_create_customer
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.rulebook.commands import BY_CLOCK, BY_NAME, Command, OpenCase
from gongdao.rulebook.terms import Demand, Party

_PLACE: Final = re.compile(r"`\$\.?([^`]*)`")
_CHUNK: Final = 1 << 20
_MOST_BYTES: Final = 20 * 1024 * 1024
Kind = TypeVar("Kind", bound=Command)

_BY_CONTACT: Final = "customer"  # the reference that stands for: whoever has this contact


def read_text(source: str) -> str:
    """The text itself, that of @FILE, or standard input for "-". Raises Told."""
    try:
        if source == "-":
            return sys.stdin.read(_MOST_BYTES)
        if source.startswith("@"):
            return Path(source[1:]).read_text(encoding="utf-8-sig")
    except OSError:
        raise Told("no_such_file", NOT_FOUND, name=source.removeprefix("@")) from None
    except UnicodeDecodeError:
        raise Told("not_utf8", name=source.removeprefix("@")) from None
    return source


def command_from(name: str, text: str, pairs: Sequence[str]) -> Command:
    """The command of this name from JSON, with single fields set on top. Raises Told for what is none."""
    wanted = name.strip().replace("-", "_")
    kind = BY_NAME.get(wanted)
    if kind is None or wanted in BY_CLOCK or wanted == "open_case":
        allowed = [item for item in BY_NAME if item not in BY_CLOCK and item != "open_case"]
        raise Told("no_such_command", name=name, allowed=allowed)
    body = _object(text) | dict(_pairs(pairs))
    return _converted(body, kind)


def opening(text: str, given: Mapping[str, Any], now: datetime, *, keyed: bool) -> OpenCase:
    """The command that opens a case, its customer found by contact or made. Raises Told.

    `keyed`: it goes under an idempotency key, so it must be the same each time; someone without any contact
    would be another customer each time.
    """
    command = _converted(_object(text), OpenCase) if text else _from_options(given)
    party = command.complainant
    if party.ref != _BY_CONTACT:
        return command
    if keyed and not (normalise_phone(party.contact) or normalise_email(party.contact)):
        raise Told("contact_needed", option="--key")
    mail = party.contact if "@" in party.contact else ""
    person = Person(party.name, "" if mail else party.contact, mail, party.level)
    known = find_or_create_customer(now=now, person=person)
    return replace(command, complainant=replace(party, ref=known.ref, level=known.level))


def kept(file: Path, actor: str, now: datetime) -> Kept:
    """Store a file as evidence. Raises Told."""
    try:
        with file.open("rb") as content:
            return exhibits.receive(
                iter(lambda: content.read(_CHUNK), b""), actor=actor, now=now, origin=Origin("command")
            )
    except OSError:
        raise Told("no_such_file", NOT_FOUND, name=str(file)) from None
    except Unfit as unfit:
        raise Told(f"unfit_file.{unfit.code}", name=file.name) from None


def _from_options(given: Mapping[str, Any]) -> OpenCase:
    description = read_text("-") if given["description"] == "-" else given["description"]
    try:
        words = values.words_of("channel")
        body = {
            "channel": values.one_of(given["channel"], "channel", "INT-1", words),
            "complainant": {
                "ref": _BY_CONTACT, "name": given["name"], "contact": given["contact"],
                "level": given["level"],
            },
            "description": description,
            "category": given["category"],
            "order_no": given["order_no"],
            "amount_fen": values.fen(given["amount"], "amount_fen"),
            "demands": [msgspec.to_builtins(_demand(text)) for text in given["demand"]],
            "respondents": [msgspec.to_builtins(Party(ref)) for ref in given["against"]],
            "region": given["region"],
        }  # fmt: skip
    except BadValue as bad:
        raise Told(bad.problem.code, area="intake", **bad.problem.params) from None
    return _converted(body, OpenCase)


def _demand(text: str) -> Demand:
    name, amount = values.amount_in(text)
    kind = values.one_of(name, "demands", "INT-2", values.words_of("remedy_kind"))
    return Demand(kind=kind, amount_fen=amount)  # type: ignore[arg-type]  # one of the kinds


def _object(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    try:
        return msgspec.json.decode(text.encode(), type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeEncodeError):
        raise Told("not_json") from None


def _pairs(pairs: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """FIELD=VALUE; a value that is JSON of a list, an object, a number or a truth is read as such."""
    for pair in pairs:
        field, equals, value = pair.partition("=")
        if not field or not equals:
            raise Told("bad_pair", value=pair, option="--set", example="text=…")
        yield field.strip(), _value(value)


def _value(text: str) -> Any:
    if text[:1] in "[{" or text in ("true", "false", "null") or re.fullmatch(r"-?\d{1,15}", text):
        try:
            return msgspec.json.decode(text.encode())
        except msgspec.DecodeError:
            return text
    return text


def _converted(body: dict[str, Any], kind: type[Kind]) -> Kind:
    body = {name: value for name, value in body.items() if name != "command"}
    try:
        return msgspec.convert(body, kind)
    except msgspec.ValidationError as error:
        found = _PLACE.search(str(error))
        fields = [field.encode_name for field in msgspec.structs.fields(kind)]
        place = found[1] if found else next(iter(re.findall(r"`(\w+)`", str(error))), "")
        raise Told("bad_body", place=place, fields=fields, why=str(error)) from None
