"""The decisions of a case as they go into its file, with the trace by which they can be worked out again."""

from collections.abc import Iterator
from typing import Any

import msgspec

from gongdao.casework.outcome import Entry
from gongdao.rulebook import events as e
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.expression import holds
from gongdao.rulebook.matter import case_facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.table import completed, read


def traced(
    policy: Policy, log: tuple[Entry, ...]
) -> Iterator[tuple[int, str, dict[str, Any], dict[str, Any]]]:
    """(seq, id, decision, trace) of every finding and every decision of an appeal, in order."""
    state: State | None = None
    for entry in log:
        event = entry.event
        if state is not None and isinstance(event, e.FindingMade):
            yield (
                entry.seq,
                event.id,
                _decision(policy, state, entry),
                _of_finding(policy, state, entry.seq, event),
            )
        if state is not None and isinstance(event, e.AppealDecided):
            yield entry.seq, event.id, _decision(policy, state, entry), _of_appeal(state, entry.seq, event)
        state = evolve(state, event, entry.at)


def _decision(policy: Policy, state: State, entry: Entry) -> dict[str, Any]:
    """What was decided, by whom, on which facts and exhibits, under which rule."""
    plain: dict[str, Any] = msgspec.to_builtins(entry.event)
    told = {name: value for name, value in plain.items() if name != "type"}
    return {
        "exhibits": [],
        "facts": {},
        "automatic": False,
        **told,
        "kind": plain["type"],
        "at": entry.at.isoformat(),
        "case_status_before": state.status,
        "policy": f"{policy.policy} {policy.version}",
    }


def _of_finding(policy: Policy, state: State, seq: int, event: e.FindingMade) -> dict[str, Any]:
    """The facts that the table was asked with, every row with its answer, and the row that applied."""
    facts = {**case_facts(state), **event.facts}
    if not read(policy, facts).open:  # what nobody needed to find may be anything: the row is the same
        facts = completed(policy, facts)
    rows = [{"id": row.id, "when": row.when, "holds": holds(row.when, facts)} for row in policy.finding.table]
    first = next((row["id"] for row in rows if row["holds"]), "")
    return {"decision": event.id, "seq": seq, "facts": facts, "table": rows, "row": first}


def _of_appeal(state: State, seq: int, event: e.AppealDecided) -> dict[str, Any]:
    """What the appellant bore before, so that nobody is seen to be worse off for having appealed."""
    appeal = state.appeals[event.id]
    before = msgspec.to_builtins(state.findings[appeal.finding].liabilities)
    return {"decision": event.id, "seq": seq, "appellant": appeal.appellant, "before": before}
