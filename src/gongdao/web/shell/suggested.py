"""Suggestions for sorting a complaint as people see them: the value, whether it is taken, why, one click."""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from gongdao.letters.wording import has, say, say_value
from gongdao.policies.titles import titles
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.suggesting.suggestion import Reason, suggested
from gongdao.rulebook.suggesting.weights import Weights
from gongdao.rulebook.terms import Order

# The command that takes each suggestion over, and the fields that go with it as they stand.
ACTS: Final = {
    "category": ("classify_case", ("category", "nature", "department")),
    "nature": ("classify_case", ("category", "nature", "department")),
    "mood": ("assess_customer", ("mood", "motive", "wish")),
    "motive": ("assess_customer", ("mood", "motive", "wish")),
}  # fmt: skip
_REASON: Final = {"classify_case": "reason", "assess_customer": "reason_optional"}


class Line(Struct, frozen=True):
    """One suggestion. `fields`: what to send with `command` to take it over; none where it is taken."""

    what: str
    value: str
    words: str
    why: tuple[str, ...]
    taken: bool
    command: str
    fields: tuple[tuple[str, str], ...]


def lines(
    policy: Policy,
    text: str,
    now: Mapping[str, str],
    language: str,
    *,
    order: Order | None = None,
    demands: Iterable[str] = (),
    repeats: int = 0,
    weights: Weights | None = None,
) -> tuple[Line, ...]:
    """The suggestions for a text. `now`: how the case stands, by the names of the fields."""
    found = suggested(policy, text, order=order, demands=demands, repeats=repeats, weights=weights)
    names = titles(policy.policy, policy.version, language)
    shown: list[Line] = []
    for what in ACTS:
        value = str(getattr(found, what))
        command, fields = ACTS[what]
        taken = now.get(what, "") == value
        sent = {name: now.get(name, "") for name in fields} | {what: value}
        if what == "category" and not taken:
            sent["department"] = ""
        sent[_REASON[command].removesuffix("_optional")] = say("suggest.taken_over", language)
        titled = names.get(f"category:{value}", value)
        shown.append(
            Line(
                what, value, titled if what == "category" else _word(what, value, language),
                _why(found.reasons[what], language), taken, command,
                () if taken else tuple(sent.items()),
            )
        )  # fmt: skip
    return tuple(shown)


def _word(what: str, value: str, language: str) -> str:
    return say_value(what, value, language, kind=what)


def _said(reason: Reason, language: str) -> str:
    text = reason.text
    if reason.kind == "manner":
        code = (
            f"suggest.manner.{text}" if has(f"suggest.manner.{text}", "zh-hans") else "suggest.manner.other"
        )
        text = say(code, language)
    elif reason.kind in ("goods", "type") and has(f"suggest.{reason.kind}.{text}", "zh-hans"):
        text = say(f"suggest.{reason.kind}.{text}", language)
    elif reason.kind == "demand" and has(f"remedy_kind.{text}", "zh-hans"):
        text = say(f"remedy_kind.{text}", language)
    return say(f"suggest.why.{reason.kind}", language, text=text, weight=f"{reason.weight:.1f}")


def _why(reasons: Iterable[Reason], language: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_said(reason, language) for reason in reasons if _telling(reason)))


def _telling(reason: Reason) -> bool:
    """Whether a reason says something: weights of topics count, but have no words of their own."""
    return reason.kind != "manner" or has(f"suggest.manner.{reason.text}", "zh-hans")
