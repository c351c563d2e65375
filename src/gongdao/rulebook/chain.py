"""The evidence chain 证据链 (EVI-3): 问题发生 → 处理过程 → 结果影响, proposed from kinds and times.

What a kind of exhibit says by itself comes first; one that could be anything goes by when it is from.
A party's own arrangement stands before the proposal, and what came in later is placed beside it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Final, Literal, get_args

from msgspec import Struct

from gongdao.rulebook.state import State, Submitted

Step = Literal["problem", "handling", "effect"]
STEPS: Final[tuple[Step, ...]] = get_args(Step)

_STEP_OF: Final[dict[str, Step]] = {
    "transaction": "problem", "bank_statement": "problem", "payment_platform": "problem",
    "waybill": "problem", "goods_photo": "problem", "video": "problem", "weighing": "problem",
    "purchase_invoice": "problem", "brand_authorisation": "problem", "business_licence": "problem",
    "operation_log": "problem", "anomaly_report": "problem",
    "call_record": "handling", "mail": "handling", "chat": "handling", "handover_form": "handling",
    "promise_letter": "handling", "appeal_statement": "handling", "escalation_form": "handling",
    "sign_receipt": "effect", "inspection_report": "effect", "quality_report": "effect",
    "freight_receipt": "effect", "red_stamp": "effect", "notarised": "effect", "legal_letter": "effect",
    "annual_data": "effect", "amount_summary": "effect", "group_statement": "effect",
    "authority_proof": "effect",
}  # fmt: skip
OUTSIDE: Final = frozenset({"identity", "permission_list", "written_answer"})  # no proof of what happened


class Ordered(Struct, frozen=True):
    """The exhibits of one side in the order of its chain. `arranged`: by the party itself."""

    problem: tuple[str, ...]
    handling: tuple[str, ...]
    effect: tuple[str, ...]
    arranged: bool = False

    @property
    def steps(self) -> tuple[tuple[Step, tuple[str, ...]], ...]:
        """Each step with its exhibits, in the order of the rule."""
        return (("problem", self.problem), ("handling", self.handling), ("effect", self.effect))

    @property
    def missing(self) -> tuple[Step, ...]:
        """The steps of which nothing is shown."""
        return tuple(step for step, keys in self.steps if not keys)


def order_of(state: State, keys: Iterable[str], of: str, times: Mapping[str, str] | None = None) -> Ordered:
    """The chain of party `of` over its exhibits `keys`: as arranged, the rest as proposed.

    `times`: when what an exhibit shows took place, as "2024-04-28 14:03:22"; where none was read, when it
    came in.
    """
    keys = tuple(keys)
    found = proposed({key: state.exhibits[key] for key in keys}, times or {})
    own = state.chains.get(of)
    if own is None:
        return Ordered(found["problem"], found["handling"], found["effect"])
    placed = {"problem": own.problem, "handling": own.handling, "effect": own.effect}
    known = {key for part in placed.values() for key in part}
    steps = {
        step: tuple(key for key in placed[step] if key in keys)
        + tuple(key for key in found[step] if key not in known)
        for step in STEPS
    }
    return Ordered(steps["problem"], steps["handling"], steps["effect"], arranged=True)


def proposed(exhibits: Mapping[str, Submitted], times: Mapping[str, str]) -> dict[Step, tuple[str, ...]]:
    """Each exhibit in its step, and within a step by time; the same whatever the order they came in by."""
    telling = [key for key, item in exhibits.items() if item.exhibit.kind not in OUTSIDE]
    ordered = sorted(telling, key=lambda key: (_when(key, exhibits[key], times), _number(key)))
    clear = [key for key in ordered if exhibits[key].exhibit.kind in _STEP_OF]
    steps = {key: _STEP_OF[exhibits[key].exhibit.kind] for key in clear}
    for position, key in enumerate(ordered):
        if key not in steps:
            steps[key] = _between(ordered, position, steps)
    return {step: tuple(key for key in ordered if steps[key] == step) for step in STEPS}


def _between(ordered: list[str], position: int, steps: Mapping[str, Step]) -> Step:
    """What could be anything belongs to the step of what came before it; first of all it is the problem."""
    before = [steps[key] for key in ordered[:position] if key in steps]
    return before[-1] if before else "problem"


def _when(key: str, item: Submitted, times: Mapping[str, str]) -> str:
    return times.get(key) or f"{item.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _number(key: str) -> int:
    return int(key[1:]) if key[1:].isdecimal() else 0
