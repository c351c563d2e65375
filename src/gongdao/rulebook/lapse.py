"""Lapses 逾期: the clock warns before a limit and applies the stated consequence once after it (SLA-10)."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from gongdao.rulebook import deadline as clock
from gongdao.rulebook import events as e
from gongdao.rulebook import fund
from gongdao.rulebook.appeal.afterwards import now_final
from gongdao.rulebook.clockwork import start, started
from gongdao.rulebook.commands import LapseDeadline, WarnDeadline
from gongdao.rulebook.deadline import Deadline
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import Consequence, DeadlineRule, deadline_rule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.silence import SILENCE, silence
from gongdao.rulebook.subjects import Subject

_Consequence = Callable[[Matter, DeadlineRule, Consequence, Deadline], Iterable[e.Event]]


def lapse(matter: Matter, command: LapseDeadline) -> tuple[e.Event, ...]:
    """The limit has passed: the lapse and its consequences, in the order the policy names them."""
    item = _running(matter, command.key)
    if item.due_at > matter.now:
        raise refuse("SLA-10", "not_yet_due", due_at=item.due_at.isoformat())
    rule = deadline_rule(matter.policy, item.rule)
    lapsed = clock.lapse(item, matter.now)
    follow = [event for part in rule.lapse for event in _CONSEQUENCES[part.do](matter, rule, part, lapsed)]
    return (e.DeadlineLapsed(deadline=lapsed, consequences=rule.consequences), *follow)


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


def _fail_appeal(matter: Matter, item: Deadline) -> Iterator[e.Event]:
    """EVI-13: what was asked for never came; the appeal is rejected. A person decides if the party asks."""
    appeal = matter.state.appeals[item.subject]
    finding = matter.state.findings[appeal.finding]
    decided = e.AppealDecided(
        id=item.subject, by=matter.actor.ref, outcome="uphold", liabilities=finding.liabilities,
        reasons=item.cite, missing=appeal.missing, automatic=True,
    )  # fmt: skip
    yield decided
    if matter.policy.appeals is not None:
        yield from now_final(matter, matter.policy.appeals, appeal, finding, decided)


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


def _make_final(finding: str, party: str) -> e.FindingFinal:
    return e.FindingFinal(id=finding, party=party, because="window_lapsed")


def _closed(outcome: str, item: Deadline) -> e.CaseClosed:
    return e.CaseClosed(outcome=outcome, cause=item.rule, solution="", automatic=True)  # type: ignore[arg-type]  # the linter checks it


# What a lapse does, by its name in the policy (`policy.Consequence`).
_CONSEQUENCES: Final[dict[str, _Consequence]] = {
    "rise": lambda matter, _rule, _part, item: _rise(matter, item),
    "make_final": lambda _matter, _rule, _part, item: (_make_final(*item.subject.split(":", 1)),),
    "refuse_proposal": lambda _matter, _rule, _part, item: (
        e.ProposalExpired(id=item.subject.partition(":")[0]),
    ),
    "close": lambda _matter, _rule, part, item: (_closed(part.value, item),),
    "urge": _urge,
    "fail_appeal": lambda matter, _rule, _part, item: _fail_appeal(matter, item),
    "fail_remedy": lambda _matter, _rule, _part, item: (
        e.RemedyFailed(id=item.subject, reason="limit_passed"),
    ),
    "abandon": lambda _matter, _rule, _part, item: (_closed("abandoned", item),),
    "end_mediation": lambda _matter, _rule, _part, item: (e.MediationEnded(agreed=False, text=item.rule),),
    "hear_no_more": lambda _matter, _rule, _part, _item: (),  # the lapse itself marks the party; see evolve
    "end_sanction": lambda _matter, _rule, _part, item: (e.SanctionEnded(id=item.subject),),
    "fail_correction": lambda _matter, _rule, _part, _item: (e.CorrectionFailed(),),
    "miss_return": lambda matter, _rule, part, _item: fund.silence(matter, part.do),
    "take_back": lambda matter, _rule, part, _item: fund.silence(matter, part.do),
    "confirm_return": lambda matter, _rule, part, _item: fund.silence(matter, part.do),
    **dict.fromkeys(SILENCE, lambda matter, _rule, part, item: silence(matter, part.do, item)),
}
