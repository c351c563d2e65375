"""The self-check before an appeal is sent (AST-5): in time, entitled, complete, authentic."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final, Literal

from msgspec import Struct

from gongdao.rulebook.appeal.evidence import missing_in, wanted
from gongdao.rulebook.appeal.rule import chances, window_of
from gongdao.rulebook.assistant.phrases import phrases_in
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.reading.checks import Remark
from gongdao.rulebook.refusal import Refusal

SOON: Final = timedelta(hours=24)  # AST-6: the first appeal within a day of the decision
CHAIN: Final = 3  # EVI-3
_NOT_ENTITLED: Final = frozenset(
    "not_liable not_permitted not_verified no_operation_log appeal_used_up monthly_quota_used_up"
    " yearly_quota_used_up quota_places_taken shift_not_appealable appeal_still_open person_pending"
    " point_defaulted".split()
)
Topic = Literal["time", "entitled", "complete", "authentic"]


class Point(Struct, frozen=True):
    """One thing checked. `passes` None: for a person to judge. The sentence is `selfcheck.<code>`."""

    topic: Topic
    rule: str
    code: str
    passes: bool | None
    params: dict[str, Any] = {}


class Draft(Struct, frozen=True):
    """An appeal as far as it is written. `kinds`: of every exhibit it names or brings."""

    finding: str
    party: str
    problem: str = ""
    demand: str = ""
    kinds: tuple[str, ...] = ()
    remarks: tuple[tuple[str, Remark], ...] = ()  # exhibit id or file name and what a machine remarked on it
    unread: tuple[str, ...] = ()  # files that are being read


def self_check(matter: Matter, draft: Draft, refused: Refusal | None) -> tuple[Point, ...]:
    """The four topics in order. `refused`: why the law would not take this appeal now, if it would not."""
    return (
        *_in_time(matter, draft, refused),
        *_entitled(matter, refused),
        *_complete(matter, draft),
        *_authentic(draft),
    )


def _in_time(matter: Matter, draft: Draft, refused: Refusal | None) -> Iterator[Point]:
    rule, state = matter.policy.appeals, matter.state
    if rule is None:
        return
    key = window_of(rule, state, draft.finding, draft.party)
    window = state.deadlines.get(f"{key}:{draft.finding}:{draft.party}")
    late = refused is not None and refused.code in ("window_closed", "late_reason_needed")
    if window is not None:
        code = "late" if late else "in_time"
        yield Point("time", "APP-2", code, not late, {"due_at": window.due_at.isoformat()})
    made = state.findings[draft.finding].at
    if not late and matter.now - made <= SOON:
        yield Point("time", "AST-6", "soon", passes=True)


def _entitled(matter: Matter, refused: Refusal | None) -> Iterator[Point]:
    if refused is not None and refused.code in _NOT_ENTITLED:
        params = {**refused.params, "refusal": refused.code}
        yield Point("entitled", refused.rule, "not_entitled", passes=False, params=params)
        return
    verified = matter.policy.appeals is not None and matter.policy.appeals.verified_only
    yield Point("entitled", "INT-7" if verified else "APP-1", "entitled", passes=True)


def _complete(matter: Matter, draft: Draft) -> Iterator[Point]:
    rule, state = matter.policy.appeals, matter.state
    if rule is None:
        return
    levels = chances(rule, state, draft.finding, draft.party)
    if levels:
        lacking = missing_in(wanted(rule, levels[0], None), list(draft.kinds))
        code = "evidence_lacks" if lacking else "evidence_there"
        yield Point("complete", "APP-6", code, not lacking, {"kinds": list(lacking or draft.kinds)})
    count = len(draft.kinds)
    yield Point(
        "complete", "EVI-3", "chain", True if count >= CHAIN else None, {"count": count, "at_least": CHAIN}
    )
    for field, text in (("problem", draft.problem), ("demand", draft.demand)):
        if not text.strip():
            yield Point("complete", "APP-5", f"no_{field}", passes=False)
    if draft.problem.strip() and not any(char.isdigit() for char in draft.problem):
        yield Point("complete", "APP-5", "no_when", passes=None)
    if any(item.sort == "vague" for item in phrases_in(draft.demand)):
        yield Point("complete", "AST-4", "vague_demand", passes=False)


def _authentic(draft: Draft) -> Iterator[Point]:
    told = bool(draft.unread)
    for name in draft.unread:
        yield Point("authentic", "AST-2", "being_read", passes=None, params={"exhibit": name})
    for key, item in draft.remarks:
        if item.verdict == "ok":
            continue
        told = True
        params = {"exhibit": key, "check": item.code, "values": item.params}
        yield Point("authentic", item.rule, "remarked", False if item.verdict == "missing" else None, params)
    if not told:
        yield Point("authentic", "EVI-14", "nothing_remarked", passes=True)
