"""What is told of a decided appeal: how it was decided, about what, with which evidence. No persons."""

from collections.abc import Iterable
from typing import Final

import msgspec
from msgspec import Struct

from gongdao.casework.outcome import Entry
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.anonymous import rounded_fen
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Liability

WON: Final = frozenset({"reduce", "shift", "annul"})
TEXTS: Final = ("description", "problem", "demand", "finding", "decision")


class Facts(Struct, frozen=True, omit_defaults=True):
    """`before_fen` and `after_fen`: what the appellant had to bear, rounded. `month`: of the decision.

    `claim_reason` as named by the policy; `appellant`: what kind of party; `kinds`: of the evidence.
    """

    policy_version: str
    scope: str
    month: str
    appellant: str
    kinds: tuple[str, ...] = ()
    claim_reason: str = ""
    level: str = ""
    demands: tuple[str, ...] = ()
    before_fen: int = 0
    after_fen: int = 0


def facts_of(state: State, appeal: str, log: Iterable[Entry]) -> Facts:
    """The facts of a decided appeal. Raises KeyError."""
    item = state.appeals[appeal]
    before, after = _borne(appeal, item.finding, item.appellant, log)
    decided_at = item.decided_at or item.filed_at
    return Facts(
        policy_version=state.policy_version, scope=item.scope, month=f"{decided_at:%Y-%m}",
        appellant=kind_of(item.appellant),
        kinds=tuple(
            dict.fromkeys(state.exhibits[key].exhibit.kind for key in item.exhibits if key in state.exhibits)
        ),
        claim_reason=next((one.reason for one in state.requests.values() if one.reason), ""),
        level=item.level, demands=tuple(dict.fromkeys(one.kind for one in state.demands)),
        before_fen=rounded_fen(before), after_fen=rounded_fen(after),
    )  # fmt: skip


def texts_of(state: State, appeal: str) -> dict[str, str]:
    """What was written, as it was written, by name of TEXTS. Offers and talks are not part of it (RES-4)."""
    item = state.appeals[appeal]
    finding = state.findings[item.finding].reasons if item.finding in state.findings else ""
    written = (state.description, item.problem, item.demand, finding, item.reasons)
    return dict(zip(TEXTS, written, strict=True))


def stored(facts: Facts) -> dict[str, object]:
    """As it is kept."""
    found: dict[str, object] = msgspec.to_builtins(facts)
    return found


def read(kept: dict[str, object]) -> Facts:
    """As it was kept."""
    return msgspec.convert(kept, Facts)


def _borne(appeal: str, finding: str, appellant: str, log: Iterable[Entry]) -> tuple[int, int]:
    """What the appellant bore before and after the decision."""
    borne = 0
    before = after = 0
    of: dict[str, str] = {}
    for entry in log:
        event = entry.event
        if isinstance(event, e.AppealFiled):
            of[event.id] = event.finding
        if isinstance(event, e.FindingMade) and event.id == finding:
            borne = _share(event.liabilities, appellant)
        if isinstance(event, e.AppealDecided) and of.get(event.id) == finding:
            decided = borne if event.outcome == "uphold" else _share(event.liabilities, appellant)
            if event.id == appeal:
                before, after = borne, decided
            borne = decided
    return before, after


def _share(liabilities: Iterable[Liability], appellant: str) -> int:
    return sum(item.amount_fen for item in liabilities if item.party == appellant)
