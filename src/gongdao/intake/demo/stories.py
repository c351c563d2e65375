"""The stories: one YAML file each, read into dated steps. Pure data; nothing here touches the database.

A step says when, by whom and with which command, or until when the clock simply runs. Times
are local to `ZONE`. In a command `$name` is somebody of the cast, and an exhibit carries its content.
"""

import re
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec
import yaml
from msgspec import Struct

from gongdao.rulebook.commands import BY_NAME, Command
from gongdao.rulebook.deadline import parse_length

FOLDER: Final = Path(__file__).parent / "stories"
TODAY: Final = Path(__file__).parent / "today.yaml"
ZONE: Final = ZoneInfo("Asia/Shanghai")
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
_ABOUT: Final = frozenset({"at", "by", "refused"})

People = dict[str, dict[str, str]]
"""Name in the cast to the person as a party: ref, name, contact and level."""


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """A customer of one story alone; everybody else is named by a key of the demo people or by a ref."""

    name: str
    phone: str
    level: str = "normal"


class Step(Struct, frozen=True):
    """Something done at an instant; without `command` the clock runs until then. `refused`: by which rule."""

    at: datetime
    by: str = ""
    command: str = ""
    body: dict[str, Any] = {}
    refused: str = ""


class Story(Struct, frozen=True):
    """One worked case. `chosen`: what the source leaves open and this file chose.

    Told together with others, `$case:<story>` in a command is the number of the other's case.
    """

    story: str
    title: dict[str, str]
    source: str
    policy: str
    chosen: tuple[str, ...]
    cast: dict[str, str | Role]
    steps: tuple[Step, ...]
    together: str = ""  # stories of this name are told side by side: their steps in order of time


def stories() -> tuple[Story, ...]:
    """Every story, in the order in which the complaints came in. Raises ValueError for a malformed file."""
    told = [read(path) for path in sorted(FOLDER.glob("*.yaml"))]
    return tuple(sorted(told, key=lambda story: story.steps[0].at))


def read(path: Path) -> Story:
    """One story. Raises ValueError naming the file and what is wrong."""
    raw = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    try:
        steps = tuple(_step(item) for item in raw.pop("steps"))
        return msgspec.convert({**raw, "steps": ()}, Story).__replace__(steps=steps)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def stories_of_today(now: datetime) -> tuple[Story, ...]:
    """The cases that are still open: their steps lie so long before `now` as `today.yaml` says."""
    told = yaml.load(TODAY.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return tuple(_of_today(raw, now) for raw in told)


def _of_today(raw: dict[str, Any], now: datetime) -> Story:
    steps = tuple(
        _step({name: _dated(value, now) for name, value in step.items() if name != "ago"} | {
            "at": _local(now - _length(step["ago"]))
        })
        for step in raw["steps"]
    )  # fmt: skip
    return msgspec.convert({**raw, "chosen": (), "steps": ()}, Story).__replace__(steps=steps)


def _dated(value: Any, now: datetime) -> Any:
    """The value with instants such as `+4h` as local times."""
    if isinstance(value, dict):
        return {
            name: _local(now + _length(part[1:])) if name.endswith("_at") else part
            for name, part in value.items()
        }
    return value


def _length(text: str) -> timedelta:
    return timedelta(seconds=parse_length(text).seconds)


def _local(at: datetime) -> str:
    return f"{at.astimezone(ZONE):%Y-%m-%d %H:%M}"


def command_of(step: Step, people: People, contents: dict[str, bytes]) -> Command:
    """The command of a step. Contents of exhibits are added to `contents`, by SHA-256.

    Raises ValueError for what is no command.
    """
    body = _filled(step.body, people, contents)
    try:
        return msgspec.convert(body, BY_NAME[step.command])
    except msgspec.ValidationError as error:
        raise ValueError(f"{step.at:%Y-%m-%d %H:%M} {step.command}: {error}") from error


def _step(raw: dict[str, Any]) -> Step:
    if "until" in raw:
        return Step(at=_instant(raw["until"]))
    names = raw.keys() - _ABOUT
    if len(names) != 1 or not names <= BY_NAME.keys():
        raise ValueError(f"a step has one command, not {sorted(names)}")
    name = names.pop()
    return Step(
        at=_instant(raw["at"]), by=raw["by"], command=name, body=raw[name], refused=raw.get("refused", "")
    )


def _instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=ZONE).astimezone(UTC)


def _filled(
    value: Any, people: dict[str, dict[str, str]], contents: dict[str, bytes], field: str = ""
) -> Any:
    """The value with people, instants and exhibits put in."""
    if isinstance(value, dict):
        filled = {name: _filled(part, people, contents, name) for name, part in value.items()}
        return _exhibit(filled, contents) if "content" in filled else filled
    if isinstance(value, list):
        return [_filled(part, people, contents, field) for part in value]
    if isinstance(value, str) and value.startswith("$"):
        person = people[value[1:]]
        return person if field in ("complainant", "respondents") else person["ref"]
    if isinstance(value, str) and field.endswith("_at") and _TIME.fullmatch(value):
        return _instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _exhibit(body: dict[str, Any], contents: dict[str, bytes]) -> dict[str, Any]:
    content = body.pop("content").encode()
    digest = sha256(content).hexdigest()
    contents[digest] = content
    return body | {"sha256": digest, "media_type": "text/plain", "size_bytes": len(content)}
