"""A row becomes a complaint: its command, the person, who it is against, and the key under which it is taken.

What cannot be put into a field of its own is not lost: it is added to the description under its label.
"""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from gongdao.intake.files import values
from gongdao.intake.files.problems import BadValue, Problem
from gongdao.intake.files.values import Cell
from gongdao.intake.platform_codes import Standing, UnknownCode, read
from gongdao.intake.platform_reasons import PlatformReason, category_in, reasons_of
from gongdao.letters.wording import say
from gongdao.people.actions import Person
from gongdao.people.directory import department_names, region_names
from gongdao.policies import queries as policies
from gongdao.policies.queries import NoSuchPolicy
from gongdao.rulebook.commands import OpenCase
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.terms import Demand, Party

_LABELS: Final = {
    "product": "商品", "respondent": "被投诉方", "demands": "诉求", "platform_status": "平台状态",
    "platform_reason": "平台原因",
}  # fmt: skip
_KEY_BYTES: Final = 20


class Complaint(Struct, frozen=True):
    """A row that can be registered. `command` still lacks the complainant's reference."""

    line: int
    key: bytes
    command: OpenCase
    person: Person
    against: str  # reference, or a number to be looked up
    cells: tuple[str, ...]
    standing: Standing | None = None  # where it stands on the platform it comes from


class Rejected(Struct, frozen=True):
    """A row that cannot, and why."""

    line: int
    problem: Problem
    cells: tuple[str, ...]


class Rows:
    """Reads the rows of one file. Equal rows are told apart by their turn, the same on every run."""

    def __init__(
        self, places: Mapping[str, int], *, width: int, policy: str, channel: str, source: str,
        now: datetime, platform: str = "",
    ) -> None:  # fmt: skip
        """`places`: field to column. `width`: number of columns. `source`: whose numbers the external are.

        `platform`: whose codes stand in the columns of a platform.
        """
        self._places = places
        self._width = width
        self._policy = policy
        self._channel = channel
        self._source = source
        self._now = now
        self._platform = platform
        self._turns: dict[bytes, int] = {}
        self._versions: dict[tuple[date, int], Policy] = {}
        self._words: dict[tuple[str, str], Mapping[str, str]] = {}

    def read(self, line: int, cells: list[Cell]) -> Complaint | Rejected:
        """The complaint of a row, or why there is none."""
        cells = [values.unguarded(cell) for cell in cells]
        plain = tuple(values.shown(cell) for cell in cells)
        try:
            if any(cells[self._width :]):
                raise BadValue("INT-2", "too_many_cells", width=self._width, found=len(cells))
            row = {field: cells[place] for field, place in self._places.items() if place < len(cells)}
            return self._complaint(line, row, plain)
        except BadValue as bad:
            return Rejected(line, bad.problem, plain)

    def _complaint(self, line: int, row: dict[str, Cell], plain: tuple[str, ...]) -> Complaint:
        description = values.long_text(row.get("description", ""), "description")
        if not description:
            raise BadValue("INT-2", "empty", field="description")
        policy = self._policy_for(row)
        more: dict[str, str] = {}
        demands = _demands(row, more)
        against = values.short_text(row.get("respondent", ""), "respondents")
        more["product"] = values.short_text(row.get("product", ""), "order")
        standing = self._standing(row)
        if standing is not None:
            more["platform_status"] = (
                f"{standing.raw}（{say('platform_stage.' + standing.stage, 'zh-hans')}）"
            )
        reason = self._reason(row)
        if reason is not None:
            more["platform_reason"] = reason.words
        command = OpenCase(
            channel=values.one_of(row.get("channel", ""), "channel", "INT-1", values.words_of("channel"))
            or self._channel,  # type: ignore[arg-type]  # both are channels
            complainant=Party("customer:0"),
            description=_with_labels(description, more),
            received_at=self._received_at(row, policy),
            category=values.one_of(row.get("category", ""), "category", "TRI-1", self._categories(policy))
            or (category_in(policy, reason) if reason is not None else ""),
            demands=demands,
            mood=values.one_of(row.get("mood", ""), "mood", "TRI-5", values.words_of("mood")) or None,  # type: ignore[arg-type]  # a mood
            nature=values.one_of(row.get("nature", ""), "nature", "TRI-2", values.words_of("nature")) or None,  # type: ignore[arg-type]  # a nature
            order_no=values.short_text(row.get("order_no", ""), "order_no"),
            amount_fen=values.fen(row.get("amount", ""), "amount_fen")
            or values.fen(row.get("amount_fen", ""), "amount_fen", factor=1),
            people_affected=values.count(row.get("people_affected", ""), "people_affected"),
            region=self._place(row, "region", "TRI-8"),
            department=self._place(row, "department", "TRI-6"),
            external_ref=values.short_text(row.get("external_ref", ""), "external_ref"),
        )
        return Complaint(line, self._key(command, row), command, _person(row), against, plain, standing)

    def _policy_for(self, row: dict[str, Cell]) -> Policy:
        """The version in force on the day of receipt, whose zone and categories apply."""
        at = self._received_at(row, self._in_force(self._now))
        return self._in_force(at or self._now)

    def _in_force(self, at: datetime) -> Policy:
        """The version in force at an instant, asked once for each day."""
        day = (at.date(), at.hour)  # days begin at other hours in other zones
        if day not in self._versions:
            try:
                self._versions[day] = policies.in_force(self._policy, at)
            except NoSuchPolicy:
                raise BadValue("INT-1", "no_policy", policy=self._policy, option="--policy") from None
        return self._versions[day]

    def _received_at(self, row: dict[str, Cell], policy: Policy) -> datetime | None:
        zone = ZoneInfo(policy.calendar.zone)
        return values.instant(row.get("received_at", ""), "received_at", zone, self._now)

    def _categories(self, policy: Policy) -> Mapping[str, str]:
        """Every word for the categories of a policy: code and title in both languages."""
        known = self._words.get((policy.policy, policy.version))
        if known is None:
            known = {
                values.key_of(name): item.code
                for item in policy.categories
                for name in (item.code, item.title.zh, item.title.en)
            }
            self._words[policy.policy, policy.version] = known
        return known

    def _standing(self, row: dict[str, Cell]) -> Standing | None:
        """Where the dispute stands on its platform; a code that is none of the platform's is not guessed."""
        raw = values.short_text(row.get("platform_status", ""), "platform_status")
        try:
            return read(self._platform, raw) if raw else None
        except UnknownCode as unknown:
            raise BadValue(
                "INT-2", "unknown_choice", field="platform_status", value=raw, allowed=list(unknown.known)
            ) from None

    def _reason(self, row: dict[str, Cell]) -> PlatformReason | None:
        """What a platform gives as the reason: its code with the words for it, or its words."""
        raw = values.short_text(row.get("platform_reason", ""), "platform_reason")
        known = reasons_of(self._platform)
        if not raw:
            return None
        if not known:
            return PlatformReason(raw)
        if raw not in known:
            raise BadValue("INT-2", "unknown_choice", field="platform_reason", value=raw, allowed=list(known))
        return known[raw]._replace(words=f"{raw}（{known[raw].words}）")

    def _place(self, row: dict[str, Cell], field: str, rule: str) -> str:
        """The code of a region or department on the register, given by code or by name in either language."""
        if ("", field) not in self._words:
            read = region_names if field == "region" else department_names
            self._words["", field] = {
                values.key_of(name): code
                for language in ("en", "zh-hans")
                for code, title in read(language).items()
                for name in (title, code)
            }
        return values.one_of(row.get(field, ""), field, rule, self._words["", field])

    def _key(self, command: OpenCase, row: dict[str, Cell]) -> bytes:
        """Under which a row is taken once: the number in its own system, else its content and its turn."""
        if command.external_ref:
            return _digest("ref", self._source, self._policy, command.external_ref)
        content = _digest(
            "row", self._source, self._policy, *(f"{f}={values.shown(c)}" for f, c in row.items())
        )
        turn = self._turns.get(content, 0)
        self._turns[content] = turn + 1
        return content if turn == 0 else _digest("again", content.hex(), str(turn))


def _person(row: dict[str, Cell]) -> Person:
    contact = values.short_text(row.get("contact", ""), "contact")
    return Person(
        name=values.short_text(row.get("name", ""), "name"),
        phone="" if "@" in contact else contact,
        email=contact if "@" in contact else "",
        level=values.one_of(row.get("level", ""), "level", "INT-2", values.words_of("level")) or "normal",
    )


def _demands(row: dict[str, Cell], more: dict[str, str]) -> tuple[Demand, ...]:
    """INT-2: what is asked for. Words that name no remedy stay words, beside the description."""
    text = values.long_text(row.get("demands", ""), "demands")
    if not text:
        return ()
    words = values.words_of("remedy_kind")
    found: list[Demand] = []
    for part in values.parts(text):
        name, amount = values.amount_in(part)
        kind = words.get(values.key_of(name)) or words.get(values.key_of(part))
        if kind is None:
            more["demands"] = text
            continue
        found.append(Demand(kind=kind, amount_fen=amount))  # type: ignore[arg-type]  # of REMEDY_KINDS
    return tuple(found[:20])


def _with_labels(description: str, more: dict[str, str]) -> str:
    lines = [description, *(f"{_LABELS[name]}：{value}" for name, value in more.items() if value)]
    text = "\n".join(lines)
    if len(text) > values.LONGEST_TEXT:
        raise BadValue("INT-2", "too_long", field="description", length=len(text), most=values.LONGEST_TEXT)
    return text


def _digest(*parts: Any) -> bytes:
    """A short digest; the parts cannot run into each other."""
    text = "\x1f".join(f"{len(part)}:{part}" for part in parts)
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:_KEY_BYTES]
