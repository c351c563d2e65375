"""Whether every deadline can start, end, be counted, and do what its lapse says (SLA-7, SLA-9, SLA-10)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.deadline import DayRule, Length, parse_length, parse_warning
from gongdao.rulebook.events import BY_TYPE
from gongdao.rulebook.policy import DeadlineRule, Policy
from gongdao.rulebook.terms import CLOSE_OUTCOMES, PRIORITIES

CODES: Final = frozenset(
    "deadline_twice nothing_starts nothing_stops unknown_event deadline_without_consequence no_length"
    " two_lengths priority_without_length bad_length bad_day_rule day_rule_ignored bad_warning"
    " warning_never_given consequence_does_not_fit unknown_close_outcome urged_without_end"
    " bearer_does_not_fit nobody_to_rise_to nothing_limits".split()
)
# The events that say their own limit: a promise its hour, a remedy its length, a sanction its end (`own`).
OWN_LIMIT: Final = frozenset({"promise_made", "remedy_ordered", "correction_ordered", "sanction_imposed"})
_PROVING: Final = frozenset({"evidence_asked", "evidence_judged", "evidence_excused"})
# consequence -> the events that name what it acts on.
ACTS_ON: Final[dict[str, frozenset[str]]] = {
    "make_final": frozenset({"finding_made", "appeal_decided", "claim_refused", "person_decided"}),
    "refuse_proposal": frozenset({"proposal_made", "proposal_approved"}),
    "urge": frozenset({"collaboration_asked"}),
    "fail_remedy": frozenset({"remedy_ordered", "goods_checked"}),
    "hear_no_more": frozenset({"statement_asked"}),
    "end_mediation": frozenset({"mediation_opened"}),
    "end_sanction": frozenset({"sanction_imposed"}),
    "fail_correction": frozenset({"correction_ordered"}),
    "miss_return": frozenset({"advance_paid"}),
    "take_back": frozenset({"advance_return_missed"}),
    "fail_appeal": frozenset({"supplement_asked"}),
    "default_point": _PROVING,
    "accept_offer": frozenset({"offer_made"}),
    "refuse_offer": frozenset({"offer_made"}),
    "accept_goods": frozenset({"goods_received", "return_received"}),
    "forgo_remedy": frozenset({"remedy_ordered"}),
}
# bearer -> the events that say who that is; other bearers are people of the case.
NAMED_BY: Final[dict[str, frozenset[str]]] = {
    "liable": frozenset(
        {
            "finding_made",
            "finding_final",
            "claim_refused",
            "appeal_filed",
            "appeal_decided",
            "person_asked",
            "person_decided",
            "taken_outside",
        }
    ),
    "appellant": frozenset({"supplement_asked"}),
    "reviewer": frozenset({"appeal_filed", "appeal_reviewer_assigned"}),
    "collaborator": frozenset({"collaboration_asked"}),
    "obligor": frozenset({"remedy_ordered", "goods_checked"}),
    "heard": frozenset({"statement_asked"}),
    "technician": frozenset({"after_sale_dispatched"}),
    "mediator": frozenset({"mediation_opened"}),
    "sanctioned": frozenset({"sanction_imposed"}),
    "charged": frozenset({"correction_ordered"}),
    "prover": _PROVING,
    "offered": frozenset({"offer_made"}),
    "confirmer": frozenset({"proposal_made", "proposal_approved"}),
    "recipient": frozenset({"return_shipped", "return_received", "goods_received"}),
}
# Events about parties: only their own bearer and those who work on the case can be bound by them.
ABOUT_PARTIES: Final = frozenset(
    {"finding_made", "finding_final", "appeal_filed", "appeal_decided", "appeal_reviewer_assigned"}
)
OF_THE_CASE: Final = frozenset({"handler", "overseer", "executive"})


def _names(policy: Policy) -> Iterator[Finding]:
    yield from twice((rule.id for rule in policy.deadlines), "deadline_twice", "deadlines", "id")


def _events(policy: Policy) -> Iterator[Finding]:
    for where, rule in _rules(policy):
        if not rule.start.on:
            yield fault("nothing_starts", f"{where}.start.on", deadline=rule.id)
        if not rule.stop:
            yield fault("nothing_stops", f"{where}.stop", deadline=rule.id)
        for field, names in (("start.on", rule.start.on), ("stop", rule.stop), ("cancel", rule.cancel)):
            for position, name in enumerate(names):
                if name not in BY_TYPE:
                    yield fault("unknown_event", f"{where}.{field}[{position}]", event=name)


def _lengths(policy: Policy) -> Iterator[Finding]:
    for where, rule in _rules(policy):
        if rule.length and rule.by_priority:
            yield fault("two_lengths", f"{where}.by_priority", deadline=rule.id)
        for priority in PRIORITIES if rule.by_priority else ():
            if priority not in rule.by_priority:
                yield fault(
                    "priority_without_length", f"{where}.by_priority", deadline=rule.id, priority=priority
                )
        own = rule.own and set(rule.start.on) <= OWN_LIMIT
        if not (rule.length or rule.by_priority or own):
            yield fault("no_length", f"{where}.length", deadline=rule.id)
    for place, text in _length_texts(policy):
        try:
            parse_length(text)
        except ValueError:
            yield fault("bad_length", place, text=text, forms=["30m", "2h", "7d", "3wd", "8wh"])


def _length_texts(policy: Policy) -> Iterator[tuple[str, str]]:
    for where, rule in _rules(policy):
        if rule.length:
            yield f"{where}.length", rule.length
        for priority, text in rule.by_priority.items():
            yield f"{where}.by_priority.{priority}", text
        for priority, text in rule.complex.items():
            yield f"{where}.complex.{priority}", text
    for position, kind in enumerate(policy.remedies.kinds):
        yield f"remedies.kinds[{position}].within", kind.within
    if policy.survey is not None:
        yield "survey.within", policy.survey.within


def _days(policy: Policy) -> Iterator[Finding]:
    for where, rule in _rules(policy):
        plain = (rule.starts, rule.ends, rule.holiday_moves) == ("at_once", "same_time", False)
        lengths = _readable_lengths(rule)
        try:
            DayRule(starts=rule.starts, ends=rule.ends, holiday_moves=rule.holiday_moves)
        except ValueError:
            yield fault("bad_day_rule", f"{where}.starts", deadline=rule.id)
        else:
            in_days = rule.own or any(length.in_days for length in lengths)
            if not plain and lengths and not in_days:
                yield fault("day_rule_ignored", f"{where}.starts", deadline=rule.id)


def _warnings(policy: Policy) -> Iterator[Finding]:
    for where, rule in _rules(policy):
        lengths = _readable_lengths(rule)
        for position, text in enumerate(rule.warn):
            place = f"{where}.warn[{position}]"
            try:
                mark = parse_warning(text)
            except ValueError:
                yield fault("bad_warning", place, deadline=rule.id, text=text, forms=["2h", "1wd", "50%"])
                continue
            if isinstance(mark, Length) and lengths and all(_as_long(mark, length) for length in lengths):
                yield fault("warning_never_given", place, deadline=rule.id, text=text)


def _as_long(mark: Length, length: Length) -> bool:
    """Whether a warning would come before the limit even starts; False where the two cannot be compared."""
    working = {"wd", "wh"}
    if (mark.unit in working) != (length.unit in working):
        return mark.unit not in working and length.unit == "wd" and mark.seconds > length.seconds * 10
    return (mark.unit == length.unit and mark.count >= length.count) or (
        mark.unit not in working and mark.seconds >= length.seconds
    )


def _readable_lengths(rule: DeadlineRule) -> list[Length]:
    found: list[Length] = []
    for text in (rule.length, *rule.by_priority.values()):
        try:
            found.append(parse_length(text))
        except ValueError:
            continue
    return found


def _consequences(policy: Policy) -> Iterator[Finding]:
    for where, rule in _rules(policy):
        if not rule.lapse:
            yield fault("deadline_without_consequence", f"{where}.lapse", deadline=rule.id)
        for position, part in enumerate(rule.lapse):
            place = f"{where}.lapse[{position}]"
            needed = ACTS_ON.get(part.do)
            if needed is not None and not set(rule.start.on) <= needed:
                yield fault(
                    "consequence_does_not_fit", f"{place}.do", deadline=rule.id, consequence=part.do,
                    events=sorted(needed),
                )  # fmt: skip
            if part.do == "close" and part.value not in CLOSE_OUTCOMES:
                yield fault("unknown_close_outcome", f"{place}.value", value=part.value)
            if part.do == "urge" and part.times < 1:
                yield fault("urged_without_end", f"{place}.times", deadline=rule.id)
            if part.do in ("rise", "urge") and not policy.rises:
                yield fault("nobody_to_rise_to", f"{place}.do", deadline=rule.id)


def _bearers(policy: Policy) -> Iterator[Finding]:
    for where, rule in _rules(policy):
        started = set(rule.start.on)
        needed = NAMED_BY.get(rule.bearer)
        strangers = started & ABOUT_PARTIES if rule.bearer not in OF_THE_CASE | set(NAMED_BY) else set()
        if needed is not None and not started <= needed:
            strangers = started - needed
        for event in sorted(strangers):
            yield fault(
                "bearer_does_not_fit", f"{where}.bearer", deadline=rule.id, bearer=rule.bearer, event=event
            )


def _everything_limited(policy: Policy) -> Iterator[Finding]:
    """SLA-10: whatever the policy lets happen and somebody must then answer or do has a limit."""
    started = {event for rule in policy.deadlines for event in rule.start.on}
    stopped = {event for rule in policy.deadlines for event in rule.stop}
    outside = {rung.outside for rung in policy.ladder}
    if policy.remedies.kinds:
        yield from (
            fault("nothing_limits", "deadlines", event=event)
            for event in ("proposal_made", "remedy_ordered")
            if event not in started
        )
    wanted = {
        "promise_made": True,
        "collaboration_asked": True,
        "mediation_opened": "mediation" in outside,
        "after_sale_ordered": bool(policy.closing.after_sale),
        "appeal_filed": policy.appeals is not None,
    }
    for event, needed in wanted.items():
        if needed and event not in started:
            yield fault("nothing_limits", "deadlines", event=event)
    for event, needed in (
        ("first_response_given", True), ("follow_up_made", policy.closing.follow_up),
    ):  # fmt: skip
        if needed and event not in stopped:
            yield fault("nothing_limits", "deadlines", event=event)


def _rules(policy: Policy) -> Iterator[tuple[str, DeadlineRule]]:
    return ((f"deadlines[{position}]", rule) for position, rule in enumerate(policy.deadlines))


CHECKS: Final[tuple[Check, ...]] = (
    _names, _events, _lengths, _days, _warnings, _consequences, _bearers, _everything_limited,
)  # fmt: skip
