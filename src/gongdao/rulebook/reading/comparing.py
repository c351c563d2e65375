"""What was read beside what the order says: agrees, contradicts, or is absent, each with its place."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook.reading.carriers import carrier_of
from gongdao.rulebook.reading.fields import Field, Kind, digits
from gongdao.rulebook.terms import Order

Verdict = Literal["agrees", "contradicts", "absent"]
# What is about the payment. Elsewhere another amount is what the freight or the goods cost somebody else, and
# another day that on which something else was done.
PAYMENTS: Final = frozenset({"transaction", "bank_statement", "payment_platform"})


class Match(Struct, frozen=True):
    """One fact of the order and what the exhibit shows of it. `field` is None where it is absent."""

    kind: Kind
    expected: str
    verdict: Verdict
    field: Field | None = None


def compared(kind: str, fields: tuple[Field, ...], order: Order, zone: str) -> tuple[Match, ...]:
    """Each fact of the order that an exhibit of this kind could show. `zone`: in which it tells the time."""
    found = tuple(_matches(fields, order, ZoneInfo(zone)))
    if kind in PAYMENTS:
        return found
    return tuple(_of_payment(match) if match.kind in ("amount", "time") else match for match in found)


def _of_payment(match: Match) -> Match:
    """The match in an exhibit that is about something else than the payment: it contradicts nothing."""
    return replace(match, verdict="absent", field=None) if match.verdict == "contradicts" else match


def _matches(fields: tuple[Field, ...], order: Order, zone: ZoneInfo) -> Iterator[Match]:
    yield _number("order_no", order.number, fields)
    if order.waybill:
        yield _number("waybill", order.waybill, fields)
    if order.paid_fen:
        yield _amount(order, fields)
    if order.paid_at is not None:
        yield _time(order.paid_at, fields, zone)
    if order.shop and ":" not in order.shop:  # a name, not a reference
        yield _named("shop", order.shop, fields)
    if order.carrier and (":" not in order.carrier or carrier_of(order.carrier)):
        yield _carrier(order.carrier, fields)
    for item in order.items[:1]:
        yield _named("product", item.name, fields)
        yield from _model(item.name, fields)


def _number(kind: Kind, expected: str, fields: tuple[Field, ...]) -> Match:
    """A number that stands beside its label must be this one; elsewhere it may also be another's."""
    wanted = digits(expected)
    found = [field for field in fields if field.kind in ("order_no", "waybill", "transaction_no")]
    same = next((field for field in found if field.value == wanted), None)
    if same is not None:
        return Match(kind, expected, "agrees", same)
    other = next((field for field in found if field.kind == kind and field.labelled), None)
    return Match(kind, expected, "contradicts" if other else "absent", other)


def _amount(order: Order, fields: tuple[Field, ...]) -> Match:
    amounts = [field for field in fields if field.kind == "amount"]
    known = {order.paid_fen, *(item.price_fen for item in order.items)}
    same = next((field for field in amounts if int(field.value) in known), None)
    if same is not None:
        return Match("amount", str(order.paid_fen), "agrees", same)
    verdict: Verdict = "contradicts" if amounts else "absent"
    return Match("amount", str(order.paid_fen), verdict, amounts[0] if amounts else None)


def _time(paid_at: datetime, fields: tuple[Field, ...], zone: ZoneInfo) -> Match:
    """Paid on the same day; pictures are often cut to the minute, and servers differ by seconds."""
    day = f"{paid_at.astimezone(UTC).astimezone(zone):%Y-%m-%d}"
    times = [field for field in fields if field.kind == "time"]
    same = next((field for field in times if field.value.startswith(day)), None)
    return Match(
        "time",
        day,
        "agrees" if same else "contradicts" if times else "absent",
        same or next(iter(times), None),
    )


def _named(kind: Kind, name: str, fields: tuple[Field, ...]) -> Match:
    """A shop or goods; papers write a company's or a short name, so another one contradicts nothing."""
    named = [field for field in fields if field.kind == kind]
    same = next((field for field in named if _alike(name, field.value)), None)
    return Match(kind, name, "agrees" if same else "absent", same)


def _carrier(name: str, fields: tuple[Field, ...]) -> Match:
    """Which courier company: a parcel goes with one, so another one contradicts.

    One that is known here by no name or code may be the very one that a paper names: it contradicts nothing.
    """
    wanted = carrier_of(name)
    named = [field for field in fields if field.kind == "carrier"]
    same = next((item for item in named if _packed(item.value) == _packed(name)), None) or next(
        (item for item in named if wanted and carrier_of(item.value) == wanted), None
    )
    verdict: Verdict = "agrees" if same else "contradicts" if named and wanted else "absent"
    return Match(
        "carrier", wanted if ":" in name else name, verdict, same or (named[0] if named and wanted else None)
    )


def _model(name: str, fields: tuple[Field, ...]) -> Iterator[Match]:
    """A model that is named, beside the name of the goods, which often holds it."""
    plain = _packed(name)
    for field in fields:
        if field.kind == "model" and _packed(field.value) in plain:
            yield Match("model", field.value, "agrees", field)
            return


def _packed(text: str) -> str:
    return "".join(char for char in text.upper() if char.isalnum())


def _alike(one: str, other: str) -> bool:
    """Whether most of the character pairs of the shorter name stand in the longer one."""
    pairs = [{text[n : n + 2] for n in range(len(text) - 1)} for text in (one, other)]
    shorter = min(pairs, key=len)
    return bool(shorter) and 2 * len(pairs[0] & pairs[1]) >= len(shorter)
