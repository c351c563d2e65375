"""A statement of reasons as sections of lines: codes of the catalogue (`reasons.<code>`) with their values.

Each value comes from the statement; the texts of the catalogue hold no number, date, party or rule.
"""

from collections.abc import Iterator
from functools import singledispatch
from typing import Any

from msgspec import Struct

from gongdao.rulebook.explain.appeal import AppealReasons
from gongdao.rulebook.explain.calculation import Calculated
from gongdao.rulebook.explain.finding import Applied, FindingReasons
from gongdao.rulebook.explain.grounds import Found, Heard, Relied, Weighed
from gongdao.rulebook.explain.rights import Right
from gongdao.rulebook.explain.table import RowTrace, TableTrace
from gongdao.rulebook.policy import AppealRule


class Line(Struct, frozen=True):
    """One sentence: its code below `reasons.` and its values. `spoken`: somebody's own words."""

    code: str
    params: dict[str, Any] = {}
    spoken: bool = False


class Section(Struct, frozen=True):
    """A heading, code below `reasons.heading.`, and what stands under it."""

    code: str
    lines: tuple[Line, ...]


@singledispatch
def sections(reasons: Any) -> tuple[Section, ...]:
    """The sections of a statement of reasons, in their order; none of them empty."""
    raise TypeError(f"no statement of reasons: {type(reasons).__name__}")


@sections.register
def _of_finding(reasons: FindingReasons) -> tuple[Section, ...]:
    return _filled(
        Section("result", (_made(reasons), *_borne(reasons), *_later(reasons))),
        Section("facts", tuple(map(_fact, reasons.facts))),
        Section("exhibits", tuple(map(_exhibit, reasons.exhibits)) or (Line("exhibit.none"),)),
        Section("weighed", tuple(_weighed(reasons.weighed))),
        Section("heard", tuple(map(_hearing, reasons.heard))),
        Section("rule", (*_law(reasons.applied), *_decided(reasons.table))),
        Section("deviation", tuple(_deviation(reasons))),
        Section("calculation", tuple(_calculation(reasons))),
        Section("reasons", (Line("said", {"text": reasons.reasons}, spoken=True),)),
        Section("rights", tuple(_rights_of(reasons))),
        Section("table", tuple(_others(reasons.table))),
    )


@sections.register
def _of_appeal(reasons: AppealReasons) -> tuple[Section, ...]:
    return _filled(
        Section("result", tuple(_outcome(reasons))),
        Section("appeal", tuple(_appeal(reasons))),
        Section("facts", tuple(map(_fact, reasons.facts))),
        Section(
            "exhibits",
            (
                *(_exhibit(item, "exhibit.filed") for item in reasons.filed),
                *(_exhibit(item, "exhibit.relied") for item in reasons.exhibits),
            ),
        ),
        Section("weighed", tuple(_weighed(reasons.weighed))),
        Section("heard", tuple(map(_hearing, reasons.heard))),
        Section("rule", tuple(_law(reasons.applied))),
        Section("reasons", (Line("said", {"text": reasons.reasons}, spoken=True),)),
        Section("rights", tuple(_rights(reasons.finding, reasons.appeals, reasons.rights))),
    )


def _filled(*found: Section) -> tuple[Section, ...]:
    return tuple(item for item in found if item.lines)


def _made(reasons: FindingReasons) -> Line:
    if reasons.refused:
        return Line(
            "finding.refused",
            {"id": reasons.id, "by": reasons.by, "at": reasons.at, "party": reasons.refused},
        )
    if reasons.automatic:
        return Line("finding.automatic", {"id": reasons.id, "at": reasons.at})
    code = "finding.made" if reasons.binding else "finding.preliminary"
    return Line(code, {"id": reasons.id, "by": reasons.by, "at": reasons.at})


def _borne(reasons: FindingReasons) -> Iterator[Line]:
    for item in reasons.calculation.parts:
        params = {"party": item.party, "share_bp": item.share_bp, "amount_fen": item.amount_fen}
        yield Line("borne", params)


def _later(reasons: FindingReasons) -> Iterator[Line]:
    for item in reasons.later:
        yield Line("later", {"appeal": item.appeal, "outcome": item.outcome, "at": item.decided_at})
    if reasons.status in ("annulled", "remanded", "superseded"):
        yield Line(f"status.{reasons.status}", {"id": reasons.id})


def _fact(item: Found) -> Line:
    return Line("fact", {"fact": item.fact, "value": f"{item.fact}={item.value}", "plain": item.value})


def _exhibit(item: Relied, code: str = "exhibit") -> Line:
    return Line(
        code, {"id": item.id, "kind": item.kind, "by": item.by, "at": item.at, "shows": item.explanation}
    )


def _weighed(items: tuple[Weighed, ...]) -> Iterator[Line]:
    """EVI-18: what was said against an exhibit, what was answered, and what was decided why.

    No objection goes without a word: one that is open at the decision, even to what had been admitted before
    it, is named as such, and nothing rests on that exhibit.
    """
    for item in items:
        known = {"id": item.id, "kind": item.kind, "by": item.by}
        for one in item.objections:
            said = {"id": item.id, "of": one.of, "at": one.at, "ground": one.ground, "text": one.text}
            yield Line("weighed.objection", said)
            if one.answered_at is not None:
                yield Line("weighed.answer", {"id": item.id, "by": one.answered_by, "text": one.answer})
        if not item.result or any(one.decided_at is None for one in item.objections):
            yield Line("weighed.undecided", known)
            continue
        decided = {**known, "decided_by": item.decided_by, "reason": item.reason}
        yield Line(f"weighed.{item.result}", {**decided, "extent": item.extent})


def _hearing(item: Heard) -> Line:
    params = {"id": item.id, "of": item.of, "asked_at": item.asked_at}
    if item.given_at is not None:
        return Line("heard.given", {**params, "given_at": item.given_at})
    return Line("heard.silent" if item.lapsed else "heard.waiting", params)


def _law(item: Applied) -> Iterator[Line]:
    title = {"zh": item.title.zh, "en": item.title.en}
    yield Line("law", {"policy": item.policy, "title": title, "version": item.version, "since": item.since})
    yield Line("rule", {"rule": item.rule, "cite": item.cite})


def _decided(table: TableTrace | None) -> Iterator[Line]:
    """The row that applies; nothing while facts of the table are open."""
    if table is not None:
        yield from (_row(number, row) for number, row in enumerate(table.rows, 1) if row.decided)
        if not table.decided:
            yield Line("table.none")


def _others(table: TableTrace | None) -> Iterator[Line]:
    """Why each other row does not apply."""
    for number, row in enumerate(table.rows if table is not None else (), 1):
        if not row.decided and not row.unsaid:
            yield _row(number, row)


def _row(number: int, row: RowTrace) -> Line:
    tested = row.tested if row.fits else row.failed
    params = {
        "number": number, "row": row.row, "cite": row.cite, "conditions": [item.condition for item in tested],
        "found": {name: value for item in tested for name, value in item.facts.items()},
    }  # fmt: skip
    if row.decided:
        return Line("table.decided" if tested else "table.decided_always", params)
    return Line("table.also" if row.fits else "table.failed", params)


def _deviation(reasons: FindingReasons) -> Iterator[Line]:
    if not reasons.deviation:
        return
    for item in reasons.suggested:
        yield Line("suggested", {"party": item.party, "share_bp": item.share_bp})
    yield Line("deviation", {"text": reasons.deviation}, spoken=True)


def _calculation(reasons: FindingReasons) -> Iterator[Line]:
    result = reasons.calculation
    if reasons.refused:
        return
    if not result.loss_fen:
        yield Line("calculation.nothing")
        return
    yield Line("calculation.loss", {"loss_fen": result.loss_fen})
    yield from (_part(result.loss_fen, item) for item in result.parts)
    yield Line("calculation.sum", {"share_bp": result.share_bp, "borne_fen": result.borne_fen})
    if result.rest_fen:
        yield Line("calculation.rest", {"rest_fen": result.rest_fen})


def _part(loss_fen: int, item: Calculated) -> Line:
    params = {
        "party": item.party, "loss_fen": loss_fen, "share_bp": item.share_bp, "amount_fen": item.amount_fen,
        "by_share_fen": item.by_share_fen,
    }  # fmt: skip
    if item.amount_fen != item.by_share_fen:
        return Line("calculation.set", params)
    exact = loss_fen * item.share_bp % 10_000 == 0
    return Line("calculation.part" if exact else "calculation.rounded", params)


def _outcome(reasons: AppealReasons) -> Iterator[Line]:
    decided = {"id": reasons.id, "finding": reasons.finding, "by": reasons.by, "at": reasons.at}
    yield Line("appeal.decided", {**decided, "outcome": reasons.outcome})
    if reasons.by != reasons.judged_by:
        yield Line("appeal.other_person", {"judged_by": reasons.judged_by})
    for item in reasons.moved:
        was = {"before_bp": item.before_bp, "before_fen": item.before_fen}
        now = {"after_bp": item.after_bp, "after_fen": item.after_fen}
        yield Line("appeal.moved", {"party": item.party, **was, **now})


def _appeal(reasons: AppealReasons) -> Iterator[Line]:
    filed = {"appellant": reasons.appellant, "at": reasons.filed_at, "scope": reasons.scope}
    if reasons.filed_by == reasons.appellant:
        yield Line("appeal.filed", filed)
    else:
        yield Line("appeal.filed_for", {**filed, "by": reasons.filed_by})
    yield Line("appeal.problem", {"text": reasons.problem}, spoken=True)
    yield Line("appeal.demand", {"text": reasons.demand}, spoken=True)
    if reasons.ask_amount_fen is not None:
        yield Line("appeal.asked_amount", {"amount_fen": reasons.ask_amount_fen})
    if reasons.late_reason:
        yield Line("appeal.late", {"text": reasons.late_reason}, spoken=True)


def _rights_of(reasons: FindingReasons) -> Iterator[Line]:
    if not reasons.binding:
        yield Line("right.not_binding")
    yield from _rights(reasons.id, reasons.appeals, reasons.rights)


def _rights(finding: str, rule: AppealRule | None, found: tuple[Right, ...]) -> Iterator[Line]:
    for item in found:
        params: dict[str, Any] = {"party": item.party, "finding": finding, "cite": item.cite}
        if item.due_at is not None:
            params["due_at"] = item.due_at
        if item.appeal:
            params["appeal"] = item.appeal
        yield Line(f"right.{item.standing}", params)
    if rule is not None and any(item.standing in ("open", "paused") for item in found):
        yield Line("right.scopes", {"scopes": list(rule.scopes), "limit": rule.limit})
        if rule.evidence.at_least:
            params = {"kinds": list(rule.evidence.kinds), "at_least": rule.evidence.at_least}
            yield Line("right.evidence", {**params, "cite": rule.evidence.cite})
        if rule.on_behalf:
            yield Line("right.on_behalf", {"roles": list(rule.on_behalf)})
        yield Line("right.reviewer", {"role": rule.reviewer})
