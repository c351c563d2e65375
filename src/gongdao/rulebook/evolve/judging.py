"""What events make of a case: evidence and findings. Appeals: `appealing`."""

from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.rulebook import events as e
from gongdao.rulebook.evolve.base import Steps, added
from gongdao.rulebook.evolve.evidence import answered
from gongdao.rulebook.state import Finding, State, Statement, Submitted, bearers, current_finding


def _exhibit(state: State, event: e.ExhibitSubmitted, at: datetime) -> State:
    item = Submitted(by=event.by, at=at, exhibit=event.exhibit, objections_until=event.objections_until)
    after = replace(state, exhibits={**state.exhibits, event.id: item})
    return answered(after, event.request, event.id) if event.request else after


def _erased(state: State, event: e.ExhibitErased, at: datetime) -> State:
    item = replace(state.exhibits[event.id], erased_at=at)
    return replace(state, exhibits={**state.exhibits, event.id: item})


def _statement_asked(state: State, event: e.StatementAsked, at: datetime) -> State:
    item = Statement(of=event.of, asked_at=at)
    return replace(state, statements={**state.statements, event.id: item})


def _statement_given(state: State, event: e.StatementGiven, at: datetime) -> State:
    item = replace(state.statements[event.id], text=event.text, given_at=at)
    return replace(state, statements={**state.statements, event.id: item})


def _finding(state: State, event: e.FindingMade, at: datetime) -> State:
    item = Finding(
        by=event.by, at=at, liabilities=event.liabilities, made=event.liabilities, facts=event.facts,
        exhibits=event.exhibits, row=event.row, reasons=event.reasons, binding=event.binding, status="issued",
        automatic=event.automatic,
    )  # fmt: skip
    findings = dict(state.findings)
    if (old := current_finding(state)) and findings[old].status == "issued":
        findings[old] = replace(findings[old], status="superseded")
    return replace(
        state,
        findings={**findings, event.id: item},
        status="decided" if event.binding else state.status,
        deciders=added(state.deciders, event.by),
    )


def _finding_final(state: State, event: e.FindingFinal, at: datetime) -> State:
    before = state.findings[event.id]
    final_for = added(before.final_for, event.party)
    everyone = set(bearers(before)) <= set(final_for)
    item = replace(before, final_for=final_for, status="final" if everyone else before.status)
    moves = everyone and item.binding and state.status in ("decided", "under_appeal")
    return replace(
        state,
        findings={**state.findings, event.id: item},
        status="final" if moves else state.status,
    )


def _refused(state: State, event: e.ClaimRefused, at: datetime) -> State:
    item = Finding(
        by=event.by, at=at, liabilities=(), made=(), facts=event.facts, exhibits=event.exhibits, row="",
        reasons=event.reasons, binding=True, status="issued", refused=event.party, automatic=event.automatic,
    )  # fmt: skip
    return replace(
        state,
        findings={**state.findings, event.id: item},
        status="decided",
        deciders=added(state.deciders, event.by),
    )


STEPS: Final[Steps] = {
    e.ExhibitSubmitted: _exhibit,
    e.ExhibitErased: _erased,
    e.StatementAsked: _statement_asked,
    e.StatementGiven: _statement_given,
    e.FindingMade: _finding,
    e.FindingFinal: _finding_final,
    e.ClaimRefused: _refused,
}
