"""Handling 经办: who works on the case and what is said (TRI-7…10, RES-1, SLA-7, SLA-9, MSG-2)."""

from datetime import timedelta
from typing import Final

from gongdao.rulebook import commands as c
from gongdao.rulebook import deadline
from gongdao.rulebook import events as e
from gongdao.rulebook.deadline import parse_length
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import deadline_rule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.registration import assigned

FURTHEST_PROMISE: Final = timedelta(days=3660)


def assign_handler(matter: Matter, command: c.AssignHandler) -> tuple[e.Event, ...]:
    """TRI-7: one named handler, by hand or by fairness; never the person complained of."""
    matter.need_open("TRI-7")
    before = matter.state.handler
    if command.handler:
        if command.handler == before:
            raise refuse("TRI-7", "nothing_to_change")
        _need_free_of_conflict(matter, command.handler)
        return (e.HandlerAssigned(handler=command.handler, because=("by_hand",), before=before),)
    choice = matter.choose(matter.policy.handler_role, excluded=frozenset({before} if before else ()))
    if choice.candidate is None:
        raise refuse("TRI-7", "no_suitable_person", passed_over=[item.ref for item in choice.passed_over])
    return (e.HandlerAssigned(handler=choice.candidate.ref, because=choice.because, before=before),)


def _need_free_of_conflict(matter: Matter, ref: str) -> None:
    if all(item.ref != ref for item in matter.facts.candidates):
        raise refuse("TRI-7", "no_suitable_person", passed_over=[ref])
    if matter.conflicts(ref):
        raise refuse("TRI-7", "conflict_of_interest", ref=ref)


def transfer_case(matter: Matter, command: c.TransferCase) -> tuple[e.Event, ...]:
    """TRI-10 转交: beyond one's power; the other department gets the case and a handler of its own."""
    matter.need_open("TRI-10")
    matter.need_reason(command.reason, "TRI-10")
    if command.department == matter.state.department:
        raise refuse("TRI-10", "nothing_to_change")
    moved = e.CaseTransferred(
        department=command.department, reason=command.reason, before=matter.state.department
    )
    return (moved, *assigned(matter.with_state(evolve(matter.state, moved, matter.now))))


def hand_over_case(matter: Matter, command: c.HandOverCase) -> tuple[e.Event, ...]:
    """TRI-9 交接: with a note, to somebody free of conflict."""
    matter.need_open("TRI-9")
    matter.need_reason(command.note, "TRI-9")
    if command.handler == matter.state.handler:
        raise refuse("TRI-9", "nothing_to_change")
    _need_free_of_conflict(matter, command.handler)
    return (e.CaseHandedOver(handler=command.handler, before=matter.state.handler, note=command.note),)


def ask_collaboration(matter: Matter, command: c.AskCollaboration) -> tuple[e.Event, ...]:
    """TRI-10 发起协同: ownership stays."""
    matter.need_open("TRI-10")
    matter.need_reason(command.question, "TRI-10")
    if command.of in (matter.state.handler, f"department:{matter.state.department}"):
        raise refuse("TRI-10", "bad_value", field="of", allowed=[])
    key = matter.next_id("C", matter.state.collaborations)
    return (e.CollaborationAsked(id=key, of=command.of, question=command.question),)


def _need_unanswered(matter: Matter, key: str) -> None:
    matter.need_open("TRI-10")
    item = matter.state.collaborations.get(key)
    if item is None:
        raise refuse("TRI-10", "unknown_item", id=key)
    if item.answered_at is not None:
        raise refuse("TRI-10", "already_done", id=key)


def answer_collaboration(matter: Matter, command: c.AnswerCollaboration) -> tuple[e.Event, ...]:
    """TRI-6, TRI-10: the department asked must answer or give a method."""
    _need_unanswered(matter, command.id)
    return (e.CollaborationAnswered(id=command.id, text=command.text),)


def urge_collaborator(matter: Matter, command: c.UrgeCollaborator) -> tuple[e.Event, ...]:
    """TRI-10 催促."""
    _need_unanswered(matter, command.id)
    return (e.CollaboratorUrged(id=command.id),)


def respond_first(matter: Matter, command: c.RespondFirst) -> tuple[e.Event, ...]:
    """RES-1, SLA-1: the first response; given once."""
    matter.need_open("SLA-1")
    if matter.state.first_response_at is not None:
        raise refuse("SLA-1", "already_done", at=matter.state.first_response_at.isoformat())
    return (e.FirstResponseGiven(text=command.text, via=command.via),)


def record_contact(matter: Matter, command: c.RecordContact) -> tuple[e.Event, ...]:
    """INT-4: communications are on file."""
    matter.need_open("INT-4")
    return (e.ContactMade(text=command.text, via=command.via, with_=command.with_, inbound=command.inbound),)


def add_note(_: Matter, command: c.AddNote) -> tuple[e.Event, ...]:
    """An internal note; also on a closed case."""
    return (e.NoteAdded(text=command.text),)


def tell_progress(matter: Matter, command: c.TellProgress) -> tuple[e.Event, ...]:
    """MSG-2: an unasked update to the complainant."""
    matter.need_open("MSG-2")
    return (e.ProgressTold(text=command.text),)


def make_promise(matter: Matter, command: c.MakePromise) -> tuple[e.Event, ...]:
    """SLA-7: a promise has an hour by which there is an answer."""
    matter.need_open("SLA-7")
    matter.need_reason(command.text, "SLA-7")
    if command.due_at <= matter.now:
        raise refuse("SLA-7", "promise_in_the_past", due_at=command.due_at.isoformat())
    if command.due_at > matter.now + FURTHEST_PROMISE:
        raise refuse(
            "SLA-7", "bad_value", field="due_at", allowed=[f"…{matter.now + FURTHEST_PROMISE:%Y-%m-%d}"]
        )
    key = matter.next_id("V", matter.state.promises)
    return (e.PromiseMade(id=key, text=command.text, due_at=command.due_at),)


def keep_promise(matter: Matter, command: c.KeepPromise) -> tuple[e.Event, ...]:
    """SLA-7: the answer, however far things have got."""
    matter.need_open("SLA-7")
    promise = matter.state.promises.get(command.id)
    if promise is None:
        raise refuse("SLA-7", "unknown_item", id=command.id)
    if promise.kept_at is not None:
        raise refuse("SLA-7", "already_done", id=command.id)
    return (e.PromiseKept(id=command.id, text=command.text),)


def start_waiting(matter: Matter, command: c.StartWaiting) -> tuple[e.Event, ...]:
    """SLA-9: clocks that the policy lets pause stop here."""
    matter.need_open("SLA-9")
    matter.need_reason(command.reason, "SLA-9")
    if matter.state.waiting_on:
        raise refuse("SLA-9", "already_done", waiting_on=matter.state.waiting_on)
    return (e.WaitingStarted(on=command.on, reason=command.reason),)


def end_waiting(matter: Matter, _: c.EndWaiting) -> tuple[e.Event, ...]:
    """SLA-9: and go on here, with exactly what was left."""
    matter.need_open("SLA-9")
    if matter.state.waiting_on not in ("customer", "evidence", "third_party"):
        raise refuse("SLA-9", "not_in_this_state", status=matter.state.status, needed=["waiting"])
    return (e.WaitingEnded(on=matter.state.waiting_on),)  # type: ignore[arg-type]  # checked above


def extend_deadline(matter: Matter, command: c.ExtendDeadline) -> tuple[e.Event, ...]:
    """SLA-11: an extension needs a reason and is limited in number by the policy."""
    matter.need_open("SLA-10")
    matter.need_reason(command.reason, "SLA-10")
    item = matter.state.deadlines.get(command.key)
    if item is None:
        raise refuse("SLA-10", "unknown_item", id=command.key)
    if item.status != "running" or item.due_at <= matter.now:
        status = "lapsed" if item.status == "running" else item.status  # it passed, and the clock comes to it
        raise refuse("SLA-10", "not_in_this_state", status=status, needed=["running"])
    rule = deadline_rule(matter.policy, item.rule)
    if len(item.extended) >= rule.extensions:
        raise refuse(rule.cite.split()[0], "not_offered_by_policy", extensions=rule.extensions)
    try:
        parse_length(command.length)
    except ValueError:
        raise refuse("SLA-10", "bad_value", field="length", allowed=["2h", "1wd", "3d"]) from None
    longer = deadline.extend(
        item, command.length, reason=command.reason, at=matter.now, by=matter.actor.ref,
        calendar=matter.calendar_in(item.zone),
    )  # fmt: skip
    return (e.DeadlineExtended(deadline=longer, reason=command.reason, by=matter.actor.ref),)
