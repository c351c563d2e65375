"""`decide`: what a command makes happen, or why not. Pure: no database, no clock, no network.

Each topic has its module; this one knows which command belongs to which, and lets the deadlines follow.
"""

from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, NamedTuple

from gongdao.rulebook import (
    appeal,
    care,
    conduct,
    ending,
    fund,
    goods,
    handling,
    lapse,
    liability,
    negotiation,
    ordering,
    proving,
    registration,
    remedy,
    survey,
    triage,
    weighing,
)
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
        told = _primary(policy, state, command, facts, actor, now)
        return _settled(policy, state, told, facts, actor, now)[0]
    except Refused as refused:
        return refused.refusal


def judge(
    policy: Policy, state: State | None, command: c.Command, facts: Facts, actor: Actor, now: datetime
) -> tuple[e.Event, ...] | Refusal:
    """The events of a command itself, without what follows from them; or the refusal."""
    try:
        return _primary(policy, state, command, facts, actor, now)
    except Refused as refused:
        return refused.refusal


def step(policy: Policy, state: State, command: c.Command, facts: Facts, now: datetime) -> Step:
    """What the clock does with a command that is due at `now`. Raises RuntimeError if it is refused."""
    try:
        told = _primary(policy, state, command, facts, CLOCK, now)
        return Step(CLOCK.ref, now, *_settled(policy, state, told, facts, CLOCK, now))
    except Refused as refused:
        raise RuntimeError(f"the clock was refused: {refused.refusal}") from refused


def _primary(
    policy: Policy, state: State | None, command: c.Command, facts: Facts, actor: Actor, now: datetime
) -> tuple[e.Event, ...]:
    """The events of a command itself. Raises Refused."""
    calendar = calendar_of(policy)
    if facts.unknown:
        raise refuse("INT-2", "unknown_party", refs=list(facts.unknown))
    if (place := facts.unregistered) is not None:
        rule = "TRI-8" if place.field == "region" else "TRI-6"
        raise refuse(rule, "not_registered", field=place.field, value=place.code, known=list(place.known))
    if isinstance(command, c.OpenCase):
        if state is not None:
            raise refuse("INT-3", "already_done")
        return registration.open_case(policy, calendar, command, facts, actor, now)
    if state is None:
        raise refuse("INT-1", "unknown_item", id="case")
    matter = Matter(policy, calendar, state, facts, actor, now)
    return DECIDERS[type(command)](matter, command)


def _settled(
    policy: Policy,
    state: State | None,
    primary: tuple[e.Event, ...],
    facts: Facts,
    actor: Actor,
    now: datetime,
) -> tuple[tuple[e.Event, ...], State]:
    """The primary events, each followed by the deadline events it brings about, and the state after all."""
    calendar = calendar_of(policy)
    log: list[e.Event] = []
    queue = deque(primary)
    while queue:
        event = queue.popleft()
        state = evolve(state, event, now)
        log.append(event)
        matter = Matter(policy, calendar, state, facts, actor, now)
        follow = (
            *fund.follows(matter, event),
            *moved_by(matter, event),
            *care.turned(matter, event),
            *survey.asked(matter, event),
        )
        queue.extendleft(reversed(follow))
    if state is None:
        raise ValueError("a command that does nothing to no case")
    return tuple(log), state


def due_command(state: State, now: datetime) -> tuple[c.Command, datetime] | None:
    """The earliest warning or lapse that is due at `now`, with its instant; None when nothing is.

    A lapse comes before a warning of the same instant. A limit that became shorter may have been over
    already when that happened (TRI-4): it lapses then, since a log never runs backwards.
    """
    best: tuple[datetime, bool, str] | None = None
    for item in state.deadlines.values():
        tick = next_tick(item)
        if tick is None or tick > now:
            continue
        candidate = (tick, tick < item.due_at, item.key)  # in time before due: a warning
        if best is None or candidate[:2] < best[:2]:
            best = candidate
    if best is None:
        return None
    tick, warns, key = best
    command = c.WarnDeadline(key=key) if warns else c.LapseDeadline(key=key)
    return command, max(tick, state.changed_at or tick)


def catch_up(policy: Policy, state: State, facts: Facts, now: datetime) -> tuple[Step, ...]:
    """Everything the clock has to do in this case up to `now`, in order of time (SLA-10).

    Each step is decided at its own instant, so that a machine that slept arrives at the same result as one
    that was awake. Casework runs this before every command on a case and in the lapse sweep.
    """
    steps: list[Step] = []
    while (due := due_command(state, now)) is not None:
        steps.append(step(policy, state, due[0], facts, due[1]))
        state = steps[-1].state
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
    c.EraseExhibit: liability.erase_exhibit,
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
    c.AssessCustomer: care.assess_customer, c.MarkComplex: care.mark_complex,
    c.ChangeOrder: ordering.change_order, c.VoidWaybill: ordering.void_waybill,
    c.SignWaybillVoid: ordering.sign_waybill_void, c.AnswerSurvey: survey.answer_survey,
    c.ChargeViolation: conduct.charge, c.OrderCorrection: conduct.order, c.ReportCorrection: conduct.report,
    c.CheckCorrection: conduct.check, c.ConvertPoints: conduct.convert, c.LiftSanction: conduct.lift,
    c.HoldMoney: fund.hold_money, c.ReleaseMoney: fund.release_money, c.AskAdvance: fund.ask_advance,
    c.PayAdvance: fund.pay_advance, c.DenyAdvance: fund.deny_advance, c.ConfirmReturn: fund.confirm_return,
    c.TakeBackAdvance: fund.take_back_advance,
    c.RecoverAdvance: fund.recover_advance, c.WriteOffAdvance: fund.write_off_advance,
    c.WithdrawCase: ending.withdraw_case, c.JudgeLateness: appeal.judge_lateness,
    c.AskSupplement: appeal.ask_supplement, c.GiveSupplement: appeal.give_supplement,
    c.GoOutside: appeal.go_outside, c.AskForPerson: appeal.ask_for_person,
    c.DecideAsPerson: appeal.decide_as_person, c.FormGroup: appeal.form_group,
    c.JoinGroup: appeal.join_group, c.LeaveGroup: appeal.leave_group,
    c.ClassifyMember: appeal.classify_member, c.AnswerGroup: appeal.answer_group,
    c.LapseDeadline: lapse.lapse, c.WarnDeadline: lapse.warn,
    c.AskEvidence: proving.ask, c.JudgeEvidence: proving.judge, c.WaiveEvidence: proving.waive,
    c.ExcuseEvidence: proving.excuse, c.MakeOffer: negotiation.make_offer,
    c.AnswerOffer: negotiation.answer_offer, c.AskStepIn: negotiation.ask_step_in,
    c.StepIn: negotiation.step_in, c.ShipReturn: goods.ship_return, c.ReceiveGoods: goods.receive_goods,
    c.CheckGoods: goods.check_goods, c.ReportLost: goods.report_lost,
    c.ObjectToExhibit: weighing.object_to, c.WaiveObjection: weighing.waive,
    c.AnswerObjection: weighing.answer,
    c.AdmitExhibit: weighing.admit, c.ArrangeChain: weighing.arrange,
}  # fmt: skip
