"""Cases as the terminal shows them: for people in words, for programs as JSON."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

import msgspec

from gongdao.casework.facts import facts_seen
from gongdao.casework.outcome import Entry, Outcome
from gongdao.casework.queries import Page
from gongdao.casework.store import events_of
from gongdao.cli.answers import Answers
from gongdao.cli.case_limits import print_limits
from gongdao.cli.case_reader import Reader
from gongdao.lib.ids import case_number
from gongdao.people.directory import names
from gongdao.people.permissions import may
from gongdao.policies.titles import titles
from gongdao.rulebook.actor import Actor, kind_of
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.events import told_as, type_of
from gongdao.rulebook.possible import possibilities
from gongdao.rulebook.state import people_of

_REF_LENGTH: Final = 80


def show_outcome(answers: Answers, outcome: Outcome) -> None:
    """What a command did."""
    happened = [type_of(event) for event in outcome.events]
    if answers.as_json:
        answers.json({
            "number": outcome.number, "version": outcome.version, "status": outcome.state.status,
            "events": happened, "missing": outcome.state.missing, "replayed": outcome.replayed,
        })  # fmt: skip
        return
    state = outcome.state
    known = {
        **titles(state.policy, state.policy_version, answers.language),
        **names({ref for ref, _ in people_of(state)}, answers.language),
    }
    status = answers.say(f"status.{state.status}")
    answers.text("cli.case.done", number=outcome.number, status=status, version=outcome.version)
    for event in outcome.events:
        answers.line(f"  · {_event_text(answers, event, known)}")


def show_page(answers: Answers, page: Page) -> None:
    """A list of cases."""
    if answers.as_json:
        cases = [{"number": item.number, **item._asdict()} for item in page.cases]
        answers.json({"cases": cases, "next": page.next})
        return
    from rich import box
    from rich.table import Table

    people = names({item.handler for item in page.cases if item.handler}, answers.language)
    table = Table(box=box.SIMPLE)
    for name in ("number", "status", "priority", "category", "subject", "handler", "due"):
        table.add_column(answers.say(f"cli.case.column.{name}"), overflow="fold")
    for item in page.cases:
        known = titles(item.policy, item.policy_version, answers.language)
        due = answers.shown(item.due_at, "due") if item.due_at else ""
        table.add_row(
            item.number, answers.say(f"status.{item.status}"), answers.say(f"priority.{item.priority}"),
            known.get(f"category:{item.category}", item.category), item.subject,
            people.get(item.handler, item.handler), due,
        )  # fmt: skip
    answers.console.print(table)
    if page.next:
        answers.text("cli.case.next", option=f"--after {page.next}")


def show_case(answers: Answers, actor: Actor, number: str, now: datetime) -> None:
    """One case: what it is, its limits, and what the actor can do with it."""
    reader = Reader(answers, actor, number)
    known = reader.names()
    limits = sorted(reader.deadlines().values(), key=lambda item: (item.due_at, item.key))
    can = _possible(reader, now)
    if answers.as_json:
        answers.json(_plain(reader, limits, can))
        return
    for line in _lines(reader, known):
        answers.line(line)
    print_limits(reader, limits, known, now)
    if can:
        words = [f"{name} ({answers.say(f'action.{name}')})" for name in can]
        answers.text("cli.case.possible", actions=words)


def show_timeline(answers: Answers, actor: Actor, number: str) -> None:
    """What happened, in order, as far as it is for the reader."""
    reader = Reader(answers, actor, number)
    entries = [entry for entry in events_of(reader.stored.case_id) if reader.sees(entry)]
    known = reader.names(_refs(entries))
    said = [(entry, _event_text(answers, entry.event, known)) for entry in entries]
    if answers.as_json:
        answers.json([
            {
                "seq": entry.seq, "at": entry.at, "actor": entry.actor, "type": type_of(entry.event),
                "text": text,
            }
            for entry, text in said
        ])  # fmt: skip
        return
    for entry, text in said:
        at = answers.shown(entry.at, "instant")
        answers.line(f"{entry.seq:>4}  {at}  {known.get(entry.actor, entry.actor)}  {text}")


def _event_text(answers: Answers, event: Any, known: Mapping[str, str]) -> str:
    fields = {name: getattr(event, name) for name in event.__struct_fields__ if name not in ("names", "zone")}
    return answers.say(f"event.{told_as(event)}", names=known, **fields)


def _refs(entries: Iterable[Entry]) -> set[str]:
    """Every reference that these events mention."""
    found: set[str] = set()
    waiting: list[Any] = [[entry.actor, msgspec.to_builtins(entry.event)] for entry in entries]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
        elif isinstance(value, str) and ":" in value and len(value) <= _REF_LENGTH:
            found.add(value)
    return {ref for ref in found if kind_of(ref).replace("_", "").isalpha() and " " not in ref}


def _possible(reader: Reader, now: datetime) -> list[str]:
    """The commands that the actor may give and the law would carry out now."""
    facts = facts_seen(reader.policy, reader.state, now, reader.stored.case_id)
    tried = possibilities(reader.policy, reader.state, facts, reader.actor, now)
    return list(
        dict.fromkeys(
            item.command
            for item in tried
            if item.refusal is None and may(reader.actor, item.command, reader.facts).allowed
        )
    )


def _plain(reader: Reader, limits: list[Deadline], can: list[str]) -> dict[str, Any]:
    """The case as JSON: what everybody with a part in it may see, and what is for the inside."""
    state = reader.state
    return {
        "number": case_number(reader.stored.case_id), "version": state.version, "policy": state.policy,
        "policy_version": state.policy_version, "status": state.status, "priority": state.priority,
        "category": state.category, "nature": state.nature, "channel": state.channel,
        "description": state.description, "demands": state.demands, "amount_fen": state.amount_fen,
        "order_no": state.order_no, "received_at": state.received_at, "opened_at": state.opened_at,
        "changed_at": state.changed_at, "closed_at": state.closed_at,
        "complainant": reader.party(state.complainant),
        "respondents": [reader.party(party) for party in state.respondents],
        "handler": state.handler, "overseer": state.overseer if reader.inside else "",
        "department": state.department, "region": state.region, "missing": state.missing,
        "facts": state.facts, "findings": state.findings, "remedies": reader.remedies(),
        "proposals": reader.proposals(), "requests": state.requests, "offers": reader.offers(),
        "parcels": state.parcels, "appeals": reader.appeals(),
        "after_sales": state.after_sales, "outcome": state.outcome, "cause": state.cause,
        "solution": state.solution, "deadlines": limits, "possible": can,
    }  # fmt: skip


def _lines(reader: Reader, known: Mapping[str, str]) -> list[str]:
    answers, state = reader.answers, reader.state
    party = reader.party(state.complainant)
    title = (
        case_number(reader.stored.case_id), answers.say(f"status.{state.status}"),
        answers.say(f"priority.{state.priority}"), known.get(f"category:{state.category}", state.category),
    )  # fmt: skip
    lines = [
        "  ".join(title),
        answers.say(
            "cli.case.head", received_at=state.received_at, channel=state.channel,
            policy=f"{state.policy} {state.policy_version}", version=state.version,
        ),
        answers.say("cli.case.complainant", name=party["name"] or party["ref"], contact=party["contact"]),
    ]  # fmt: skip
    if state.respondents:
        lines.append(
            answers.say("cli.case.against", names=known, refs=[item.ref for item in state.respondents])
        )
    if state.handler:
        lines.append(answers.say("cli.case.handler", names=known, handler=state.handler))
    lines += ["", state.description, ""]
    if state.missing:
        lines.append(answers.say("cli.case.missing", fields=list(state.missing)))
    if state.outcome:
        cause, solution = state.cause, state.solution
        lines.append(answers.say("cli.case.end", outcome=state.outcome, cause=cause, solution=solution))
    return lines
