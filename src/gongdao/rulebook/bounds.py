"""How long, how large, how late: the bounds of everything that comes in, once for every door.

They are checked where data is read (API, page, file, stored event), not where a struct is made. What is
stored must stay readable: a bound may be widened, never tightened.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

LONGEST_TEXT: Final = 20_000  # characters
MOST_FEN: Final = 10**12
EARLIEST_YEAR: Final = 1990
LATEST_YEAR: Final = 2200
FURTHEST: Final = timedelta(hours=14)  # from UTC, of any zone there is; PostgreSQL reads up to 16 hours

Text = Annotated[str, Meta(min_length=1, max_length=LONGEST_TEXT)]
LongText = Annotated[str, Meta(max_length=LONGEST_TEXT)]  # may be empty
Note = Annotated[str, Meta(max_length=4_000)]
Name = Annotated[str, Meta(max_length=200)]
# `$` alone would let a line feed at the end pass.
Ref = Annotated[str, Meta(pattern=r"^[a-z_]+(:[A-Za-z0-9_.\-]{1,60})?$(?!\n)", max_length=80)]
RefOrNone = Annotated[str, Meta(pattern=r"^([a-z_]+(:[A-Za-z0-9_.\-]{1,60})?)?$(?!\n)", max_length=80)]
Sha256 = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
Id = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}[1-9][0-9]{0,4}$(?!\n)")]
Ids = Annotated[tuple[Id, ...], Meta(max_length=200)]
Fen = Annotated[int, Meta(ge=0, le=MOST_FEN)]
Count = Annotated[int, Meta(ge=0, le=10**9)]
Moment = Annotated[datetime, Meta(tz=True)]  # with its offset; the year is checked by `flaw`
Value = Annotated[str, Meta(max_length=4_000)] | Annotated[int, Meta(ge=-(10**15), le=10**15)] | bool
Facts = Annotated[dict[Annotated[str, Meta(max_length=60)], Value], Meta(max_length=200)]

# Tab, line feed and carriage return are text; the other control characters of Unicode are not.
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Flaw(Struct, frozen=True):
    """What no type can say: `field` as "complainant.name".

    `kind`: control_character, impossible_date or impossible_offset.
    """

    field: str
    kind: str
    found: str  # U+0000, or the instant


def flaw(item: Struct) -> Flaw | None:
    """The first control character in a text, or instant out of all reason, in a command or a part of one."""
    return next(_flaws(item, ""), None)


def wrong_with(moment: datetime) -> str:
    """What is impossible about an instant, as the kind of a flaw; "" for one that can be.

    That there is an offset at all is for its type to say.
    """
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        return "impossible_date"
    return "impossible_offset" if abs(moment.utcoffset() or timedelta()) > FURTHEST else ""


def _flaws(value: Any, path: str) -> Iterator[Flaw]:
    if isinstance(value, str):
        # Cheap: only text that is not plainly printable is looked at again.
        if not value.isprintable() and (match := _CONTROL.search(value)) is not None:
            yield Flaw(path, "control_character", f"U+{ord(match[0]):04X}")
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            part = getattr(value, name)
            if part:
                yield from _flaws(part, f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _flaws(part, f"{path}[{index}]")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _flaws(key, path)
            yield from _flaws(part, f"{path}.{key}")
    elif isinstance(value, datetime) and (kind := wrong_with(value)):
        yield Flaw(path, kind, value.isoformat())
