"""A dispute as pages show it: each side's evidence against the matrix, beside each other (EVI-18)."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from gongdao.casework import examining
from gongdao.letters.wording import Language, has, reading_language, say, say_value
from gongdao.rulebook import evidence
from gongdao.rulebook.evidence import Doubt
from gongdao.rulebook.policy import Policy, Requirement
from gongdao.rulebook.reading.checks import Remark
from gongdao.rulebook.state import Request, State, Submitted
from gongdao.rulebook.terms import DEFECTS, SIDES
from gongdao.web.cases.reading import sentence

Remarks = Mapping[str, tuple[Remark, ...]]
"""What a machine holds against each exhibit; one that is still being read is not in it."""


class Worry(Struct, frozen=True):
    """What a machine doubts of an exhibit: why, how to mend it, and by which rule. A person decides."""

    exhibit: str
    text: str
    help: str
    rule: str


class NeedShown(Struct, frozen=True):
    """One line of a request in words. `exhibits`: those that count for it; `lacking`: what to hand in.

    `standing`: "reading" where it is met so far, by something that a machine is still reading.
    """

    text: str
    level: str
    met: bool
    exhibits: tuple[str, ...]
    cite: str
    kinds: tuple[str, ...]
    standing: evidence.Standing | Literal["reading"] = "missing"
    lacking: str = ""
    worries: tuple[Worry, ...] = ()


class RequestShown(Struct, frozen=True):
    """One evidence request: what is to be proven, line by line, what lacks, what is doubtful."""

    key: str
    item: Request
    title: str
    reason: str
    stage: str
    hint: str
    needs: tuple[NeedShown, ...]
    besides: tuple[tuple[str, Submitted, tuple[Worry, ...]], ...]  # handed in, and counting for no line

    @property
    def counts(self) -> dict[str, int]:
        """How many lines stand how, for the one notice above them."""
        standings = [need.standing for need in self.needs]
        return {
            "satisfied": standings.count("satisfied"),
            "doubtful": standings.count("doubtful") + sum(bool(worries) for _, _, worries in self.besides),
            "missing": standings.count("missing"),
            "reading": standings.count("reading"),
        }

    @property
    def missing(self) -> tuple[NeedShown, ...]:
        """The lines that must still be met."""
        return tuple(need for need in self.needs if not need.met)


class SideShown(Struct, frozen=True):
    """One side: its requests, and what it handed in besides."""

    side: str
    ref: str
    requests: tuple[RequestShown, ...]
    others: tuple[tuple[str, Submitted], ...]


def sides_of(state: State, policy: Policy, names: Mapping[str, str], language: str) -> tuple[SideShown, ...]:
    """Both sides, the complainant first; nothing where the policy has no matrix and nobody was asked."""
    if policy.evidence is None or not (state.requests or state.exhibits):
        return ()
    found = []
    answering = {key for item in state.requests.values() for key in item.exhibits}
    seen = remarks_of(state)
    for side in SIDES:
        ref = evidence.ref_of(state, side)
        requests = [
            request_of(state, policy, key, names, language, seen)
            for key, item in state.requests.items()
            if item.of == ref
        ]
        others = tuple(
            (key, item) for key, item in state.exhibits.items() if item.by == ref and key not in answering
        )
        found.append(SideShown(side, ref, tuple(requests), others))
    return tuple(found)


def remarks_of(state: State) -> Remarks:
    """What a machine holds against the exhibits of requests that are still open. At most one statement."""
    keys = {key for item in state.requests.values() if item.is_open for key in item.exhibits}
    return examining.remarks(state, keys)


def request_of(
    state: State, policy: Policy, key: str, names: Mapping[str, str], language: str, seen: Remarks
) -> RequestShown:
    """One request in words. `seen`: what a machine that read the exhibits found (`remarks_of`)."""
    item = state.requests[key]
    checklist = evidence.missing(policy, state, key, examining.doubts(seen) if item.is_open else {})
    doubts = checklist.doubts if item.is_open else ()
    unread = {one for one in item.exhibits if one not in seen and state.exhibits[one].erased_at is None}
    unread = unread if item.is_open else set()
    worries = _worries(doubts, seen, reading_language(language))
    counting = {line.need.id: line.exhibits for line in checklist.lines}
    counted = {exhibit for exhibits in counting.values() for exhibit in exhibits}
    cell = evidence.requirement_of(policy, item.requirement)
    return RequestShown(
        key=key,
        item=item,
        title=names.get(f"requirement:{item.requirement}", item.requirement),
        reason=names.get(f"claim_reason:{item.reason}", item.reason),
        stage=names.get(f"evidence_stage:{item.stage}", item.stage),
        hint=_hint(cell, language),
        needs=tuple(
            _need(
                line,
                worries,
                language,
                is_read=unread.isdisjoint(line.exhibits or counting.get(line.instead, ())),
            )
            for line in checklist.lines
        ),
        besides=tuple(
            (exhibit, state.exhibits[exhibit], tuple(one for one in worries if one.exhibit == exhibit))
            for exhibit in item.exhibits
            if exhibit not in counted and exhibit not in item.void
        ),
    )


def _worries(doubts: tuple[Doubt, ...], seen: Remarks, language: Language) -> tuple[Worry, ...]:
    """Doubts in words: the sentence of the check, with what it read, else that of the defect."""
    found = []
    for doubt in doubts:
        remark = next((one for one in seen.get(doubt.exhibit, ()) if one.code == doubt.words), None)
        if remark is not None:
            said, help_, rule = sentence(remark, language), f"check.help.{remark.code}", remark.rule
        else:
            said, help_ = say(f"defect.{doubt.code}", language), f"dispute.mend.{doubt.code}"
            rule = DEFECTS[doubt.code]
        mend = say(help_, language) if has(help_, language) else ""
        found.append(Worry(doubt.exhibit, said, mend, rule))
    return tuple(dict.fromkeys(found))


def _hint(cell: Requirement | None, language: str) -> str:
    if cell is None or cell.hint is None:
        return ""
    return cell.hint.en if language == "en" else cell.hint.zh


def _need(line: evidence.Line, worries: tuple[Worry, ...], language: str, *, is_read: bool) -> NeedShown:
    """As 必须：运单；至少 1 份：签收底单、红章证明."""
    need = line.need
    if need.title is not None:
        what = need.title.en if language == "en" else need.title.zh
    else:
        what = say_value("kinds", list(need.kinds), language, kind="exhibit")
    text = say(f"dispute.need.{need.level}", language, what=what, count=need.at_least)
    lacking = say_value("kinds", list(line.lacking), language, kind="exhibit") if not line.met else ""
    standing = line.standing if is_read or line.standing != "satisfied" else "reading"
    return NeedShown(
        text, need.level, line.met, line.exhibits, need.cite, need.kinds,
        standing, lacking,
        tuple(one for one in worries if one.exhibit in line.exhibits),
    )  # fmt: skip
