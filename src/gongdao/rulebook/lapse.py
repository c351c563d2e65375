"""Lapses 逾期: the clock warns before a limit and applies the stated consequence once after it (SLA-10)."""

from collections.abc import Iterator

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook.clockwork import Subject, start, started
from gongdao.rulebook.commands import LapseDeadline, WarnDeadline
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Consequence, DeadlineRule, deadline_rule
from gongdao.rulebook.refusal import refuse


def lapse(matter: Matter, command: LapseDeadline) -> tuple[e.Event, ...]:
    """The limit has passed: the lapse and its consequences, in the order the policy names them."""
    item = _running(matter, command.key)
    if item.due_at > matter.now:
        raise refuse("SLA-10", "not_yet_due", due_at=item.due_at.isoformat())
    rule = deadline_rule(matter.policy, item.rule)
    lapsed = clock.lapse(item, matter.now)
    codes = tuple(consequence.do for consequence in rule.lapse)
    follow = [event for part in rule.lapse for event in _consequence(matter, rule, part, lapsed)]
    return (e.DeadlineLapsed(deadline=lapsed, consequences=codes), *follow)


def warn(matter: Matter, command: WarnDeadline) -> tuple[e.Event, ...]:
    """A warning mark is reached."""
    item = _running(matter, command.key)
    if not item.warn_at or min(item.warn_at) > matter.now:
        raise refuse("SLA-10", "not_yet_due", due_at=item.due_at.isoformat())
    return (e.DeadlineWarned(deadline=clock.warn(item, matter.now)),)


def _running(matter: Matter, key: str) -> Deadline:
    item = matter.state.deadlines.get(key)
    if item is None:
        raise refuse("SLA-10", "unknown_item", id=key)
    if item.status != "running":
        raise refuse("SLA-10", "already_done", id=key, status=item.status)
    return item


def _consequence(matter: Matter, rule: DeadlineRule, part: Consequence, item: Deadline) -> Iterator[e.Event]:
    match part.do:
        case "rise":
            yield from _rise(matter, item)
        case "make_final":
            finding, _, party = item.subject.partition(":")
            yield e.FindingFinal(id=finding, party=party, because="window_lapsed")
        case "refuse_proposal":
            yield e.ProposalExpired(id=item.subject)
        case "close":
            yield e.CaseClosed(outcome=part.value, cause=item.rule, solution="", automatic=True)  # type: ignore[arg-type]  # the linter checks it
        case "urge":
            yield from _urge(matter, rule, part, item)
        case "fail_remedy":
            yield e.RemedyFailed(id=item.subject, reason="limit_passed")
        case "abandon":
            yield e.CaseClosed(outcome="abandoned", cause=item.rule, solution="", automatic=True)
        case "end_mediation":
            yield e.MediationEnded(agreed=False, text=item.rule)
        case "hear_no_more":
            pass  # the lapse itself marks the party as asked and silent; see evolve


def _rise(matter: Matter, item: Deadline) -> Iterator[e.Event]:
    """SLA-10: up to the next role that has somebody suitable who does not watch it already."""
    for role in matter.policy.rises[min(matter.state.rises, len(matter.policy.rises) - 1) :]:
        lead = matter.choose(role).candidate
        if lead is not None and lead.ref != matter.state.overseer:
            yield e.OverseerAssigned(overseer=lead.ref, role=role, because=item.key)
            return


def _urge(matter: Matter, rule: DeadlineRule, part: Consequence, item: Deadline) -> Iterator[e.Event]:
    """TRI-10: urged automatically and the clock starts again, a limited number of times; then it rises."""
    if item.starts_count <= part.times:
        yield e.CollaboratorUrged(id=item.subject, automatic=True)
        again = start(matter, rule, Subject(item.subject, item.bearer), item.key, item)
        yield started(again, rule)
    else:
        yield from _rise(matter, item)
