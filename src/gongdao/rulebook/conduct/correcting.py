"""Education first 教育为主 (PEN-6): a first light violation may be corrected in time, for no points."""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.conduct.judging import charge_of, first_of_its_kind, rule_of
from gongdao.rulebook.deadline import parse_length
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import violation_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Correction, current_finding


def order(matter: Matter, command: c.OrderCorrection) -> tuple[e.Event, ...]:
    """Only for a violation that allows it, the first of its kind, not serious, and not judged yet."""
    matter.need_open("PEN-6")
    rule = rule_of(matter)
    charged = charge_of(matter)
    if current_finding(matter.state):
        raise refuse("PEN-6", "already_done", id=current_finding(matter.state))
    if matter.state.correction is not None:
        raise refuse("PEN-6", "already_done", id="")
    violation = violation_of(matter.policy, charged.violation)
    if violation is None or not violation.correction:
        raise refuse("PEN-6", "no_correction", violation=charged.violation)
    if matter.state.facts.get(rule.severity) == "serious":
        raise refuse("PEN-6", "no_correction", violation=charged.violation)
    if not first_of_its_kind(matter, rule, matter.state, charged.violation):
        raise refuse("PEN-6", "not_the_first", violation=charged.violation)
    within = command.within or violation.correction
    try:
        parse_length(within)
    except ValueError:
        raise refuse("PEN-6", "bad_value", field="within", allowed=["3d", "3wd", "48h"]) from None
    return (
        e.CorrectionOrdered(
            shop=charged.shop, text=command.text, within=within,
            cite=violation.cites.get("correction", violation.cite),
        ),
    )  # fmt: skip


def report(matter: Matter, command: c.ReportCorrection) -> tuple[e.Event, ...]:
    """By the shop, while the limit runs."""
    matter.need_open("PEN-6")
    _correction(matter, "ordered")
    if not matter.actor.acts_for(charge_of(matter).shop):
        raise refuse("PEN-6", "not_a_party", of=charge_of(matter).shop)
    matter.need_exhibits(command.exhibits, "PEN-6")
    return (e.CorrectionReported(text=command.text, exhibits=command.exhibits),)


def check(matter: Matter, command: c.CheckCorrection) -> tuple[e.Event, ...]:
    """Accepted: no points, and the case is resolved. Not accepted: the violation is judged."""
    matter.need_open("PEN-6")
    _correction(matter, "reported")
    matter.need_reason(command.reason, "PEN-6")
    return (e.CorrectionChecked(accepted=command.accepted, by=matter.actor.ref, reason=command.reason),)


def _correction(matter: Matter, needed: str) -> Correction:
    correction = matter.state.correction
    if correction is None:
        raise refuse("PEN-6", "unknown_item", id="correction")
    if correction.status != needed:
        raise refuse("PEN-6", "not_in_this_state", status=correction.status, needed=[needed])
    return correction
