"""What happened in a case, line by line, and how it is shown."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from django.utils import timezone
from django.utils.safestring import SafeString
from msgspec import Struct, structs

from gongdao.casework.outcome import Entry
from gongdao.letters.wording import Language, describe_ref, format_instant, say
from gongdao.rulebook import events as e
from gongdao.web.shell.drawing import filled

_LINE: Final = """
    <li class="list-group-item{looks}">
      <span class="small text-secondary"><time datetime="{at}">{day}</time> · {actor}{internal}</span>
      <span class="d-block">{text}</span>
    </li>"""


class Happening(Struct, frozen=True):
    """One line of the timeline, in words."""

    seq: int
    at: datetime
    actor: str
    type: str
    text: str
    internal: bool

    @property
    def clock(self) -> bool:
        """Whether it only tells of a clock that was started or stopped in time."""
        return self.type.startswith("deadline_") and self.type != "deadline_lapsed"


def happening(entry: Entry, names: Mapping[str, str], language: str) -> Happening:
    """An event in words."""
    kind = e.type_of(entry.event)
    return Happening(
        seq=entry.seq,
        at=entry.at,
        actor=describe_ref(entry.actor, language, names),
        type=kind,
        text=say(f"event.{e.told_as(entry.event)}", language, names=names, **structs.asdict(entry.event)),
        internal=type(entry.event).audience == "staff",
    )


def drawn(timeline: Iterable[Happening], language: Language) -> SafeString:
    """The lines of the timeline, in their order."""
    zone = timezone.get_current_timezone()
    internal = f" · {say('case.internal', language)}"
    lines = (
        filled(
            _LINE, at=item.at.isoformat(), day=format_instant(item.at, language, zone), actor=item.actor,
            text=item.text, internal=internal if item.internal else "",
            looks=" internal" * item.internal + " clock" * item.clock,
        )
        for item in timeline
    )  # fmt: skip
    return SafeString("".join(lines))
