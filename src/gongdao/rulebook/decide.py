"""`decide`: what a command makes happen, or why not. Pure: no database, no clock, no network.

Each topic has its module; this one knows which command belongs to which, and lets the deadlines follow.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from gongdao.rulebook import appeal, ending, handling, lapse, liability, registration, remedy, triage
from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import CLOCK, Actor
from gongdao.rulebook.clockwork import moved_by
from gongdao.rulebook.deadline import next_tick
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal, Refused, refuse
from gongdao.rulebook.state import State

Decider = Callable[[Matter, Any], tuple[e.Event, ...]]


class Step(NamedTuple):
    """What one command did: by whom, when, its events and the state after them."""

    actor: str
    at: datetime
    events: tuple[e.Event, ...]
    state: State


def decide(
    policy: Policy, state: State | None, command: c.Command, facts: Facts, actor: Actor, now: datetime
) -> tuple[e.Event, ...] | Refusal:
    """The events of a command, with those of the deadlines they move; or the refusal. Changes nothing.

    `state` is None for `OpenCase` alone. `now` must be aware. A refusal of a command on a case with
    overdue deadlines is given on the state as it is: callers run `catch_up` first.
    """
    try:
        return _decided(policy, state, command, facts, actor, now)
    except Refused as refused:
        return refused.refusal


def _decided(
    policy: Policy, state: State | None, command: c.Command, facts: Facts, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    calendar = calendar_of(policy)
    if isinstance(command, c.OpenCase):
        if state is not None:
            raise refuse("INT-3", "already_done")
        return _settled(
            policy,
            None,
            registration.open_case(policy, calendar, command, facts, actor, now),
            facts,
            actor,
            now,
        )
    if state is None:
        raise refuse("INT-1", "unknown_item", id="case")
    matter = Matter(policy, calendar, state, facts, actor, now)
    return _settled(policy, state, DECIDERS[type(command)](matter, command), facts, actor, now)


def _settled(
    policy: Policy,
    state: State | None,
    primary: tuple[e.Event, ...],
    facts: Facts,
    actor: Actor,
    now: datetime,
) -> tuple[e.Event, ...]:
    """The primary events, each followed by the deadline events it brings about."""
    calendar = calendar_of(policy)
    log: list[e.Event] = []
    queue = deque(primary)
    while queue:
        event = queue.popleft()
        state = evolve(state, event, now)
        log.append(event)
        queue.extendleft(reversed([*moved_by(Matter(policy, calendar, state, facts, actor, now), event)]))
    return tuple(log)


def due_command(state: State, now: datetime) -> tuple[c.Command, datetime] | None:
    """The earliest warning or lapse that is due at `now`, with its instant; None when nothing is.

    A lapse comes before a warning of the same instant. A limit that became shorter may have been over
    already when that happened (TRI-4): it lapses then, since a log never runs backwards.
    """
    best: tuple[datetime, int, c.Command] | None = None
    for item in state.deadlines.values():
        tick = next_tick(item)
        if tick is None or tick > now:
            continue
        lapses = tick >= item.due_at
        command = c.LapseDeadline(key=item.key) if lapses else c.WarnDeadline(key=item.key)
        candidate = (tick, 0 if lapses else 1, command)
        if best is None or candidate[:2] < best[:2]:
            best = candidate
    if best is None:
        return None
    return best[2], max(best[0], state.changed_at or best[0])


def catch_up(policy: Policy, state: State, facts: Facts, now: datetime) -> tuple[Step, ...]:
    """Everything the clock has to do in this case up to `now`, in order of time (SLA-10).

    Each step is decided at its own instant, so that a machine that slept arrives at the same result as one
    that was awake. Casework runs this before every command on a case and in the lapse sweep.
    """
    steps: list[Step] = []
    while (due := due_command(state, now)) is not None:
        command, at = due
        events = decide(policy, state, command, facts, CLOCK, at)
        if isinstance(events, Refusal):
            raise RuntimeError(f"the clock was refused: {events}")
        for event in events:
            state = evolve(state, event, at)
        steps.append(Step(CLOCK.ref, at, events, state))
    return tuple(steps)


def next_due_at(state: State) -> datetime | None:
    """The earliest warning or due instant of a running deadline: the column workers look at."""
    ticks = [tick for item in state.deadlines.values() if (tick := next_tick(item)) is not None]
    return min(ticks, default=None)


DECIDERS: Final[dict[type[c.Command], Decider]] = {
    c.SupplyDetails: registration.supply_details, c.AttachOrder: registration.attach_order,
    c.RecordFacts: triage.record_facts, c.ClassifyCase: triage.classify,
    c.ChangePriority: triage.change_priority, c.JudgeEstablishment: triage.judge_establishment,
    c.AssignHandler: handling.assign_handler, c.TransferCase: handling.transfer_case,
    c.HandOverCase: handling.hand_over_case, c.AskCollaboration: handling.ask_collaboration,
    c.AnswerCollaboration: handling.answer_collaboration, c.UrgeCollaborator: handling.urge_collaborator,
    c.RespondFirst: handling.respond_first, c.RecordContact: handling.record_contact,
    c.AddNote: handling.add_note, c.TellProgress: handling.tell_progress,
    c.MakePromise: handling.make_promise, c.KeepPromise: handling.keep_promise,
    c.StartWaiting: handling.start_waiting, c.EndWaiting: handling.end_waiting,
    c.ExtendDeadline: handling.extend_deadline, c.SubmitExhibit: liability.submit_exhibit,
    c.AskStatement: liability.ask_statement, c.GiveStatement: liability.give_statement,
    c.MakeFinding: liability.make_finding, c.ProposeRemedies: remedy.propose,
    c.ApproveProposal: remedy.approve, c.RejectProposal: remedy.reject, c.AnswerProposal: remedy.answer,
    c.EscalateCase: remedy.escalate, c.OrderRemedy: remedy.order_remedy, c.CarryOutRemedy: remedy.carry_out,
    c.FailRemedy: remedy.fail, c.OpenMediation: remedy.open_mediation, c.EndMediation: remedy.end_mediation,
    c.ReferOutside: remedy.refer_outside, c.OrderAfterSale: ending.order_after_sale,
    c.DispatchAfterSale: ending.dispatch_after_sale, c.FinishAfterSale: ending.finish_after_sale,
    c.DecideClaims: ending.decide_claims, c.FileAppeal: appeal.file, c.AssignReviewer: appeal.assign_reviewer,
    c.DecideAppeal: appeal.decide, c.WithdrawAppeal: appeal.withdraw, c.AcceptFinding: appeal.accept_finding,
    c.FollowUp: ending.follow_up, c.CloseCase: ending.close_case, c.ReopenCase: ending.reopen_case,
    c.WithdrawCase: ending.withdraw_case, c.LapseDeadline: lapse.lapse, c.WarnDeadline: lapse.warn,
}  # fmt: skip
