"""Whether the judged are heard and can appeal (promises 3…6; APP-1…10; DEC-4)."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.rulebook.policy import AppealRule, DeadlineRule, Policy
from gongdao.rulebook.terms import EXHIBIT_KINDS

CODES: Final = frozenset(
    "binds_without_appeal judged_unheard shifted_unheard appeal_without_window window_of_others"
    " window_without_make_final window_not_stopped_by_appeal shifted_without_window"
    " appeal_without_review_limit reviewer_is_decider no_appeal_left appeal_without_scope appeal_cannot_win"
    " remanded_without_end"
    " quota_of_zero quota_twice unknown_exhibit_kind evidence_impossible late_reason_negative".split()
)


def _heard(policy: Policy) -> Iterator[Finding]:
    """Whoever is judged is heard: before the finding, or by an appeal against it."""
    finding, appeals = policy.finding, policy.appeals
    asks = any(
        "statement_asked" in rule.start.on and "statement_given" in rule.stop for rule in policy.deadlines
    )
    if finding.binding and appeals is None:
        yield fault("binds_without_appeal", "finding.binding")
    if (finding.heard == "before" and not asks) or (finding.heard == "appeal" and appeals is None):
        yield fault("judged_unheard", "finding.heard", heard=finding.heard)
    elif appeals is not None and "shift" in appeals.outcomes and not (asks or appeals.shifted_may_appeal):
        yield fault("shifted_unheard", "appeals.shifted_may_appeal")


def _window(policy: Policy) -> Iterator[Finding]:
    rule = policy.appeals
    if rule is None:
        return
    found = [(position, item) for position, item in enumerate(policy.deadlines) if item.id == rule.window]
    if not found:
        yield fault("appeal_without_window", "appeals.window", window=rule.window)
        return
    position, window = found[0]
    yield from _good_window(f"deadlines[{position}]", window, rule)


def _good_window(where: str, window: DeadlineRule, rule: AppealRule) -> Iterator[Finding]:
    if window.bearer != "liable" or "finding_made" not in window.start.on:
        yield fault("window_of_others", f"{where}.start.on", deadline=window.id)
    if not any(part.do == "make_final" for part in window.lapse):
        yield fault("window_without_make_final", f"{where}.lapse", deadline=window.id)
    if "appeal_filed" not in window.stop:
        yield fault("window_not_stopped_by_appeal", f"{where}.stop", deadline=window.id)
    if rule.shifted_may_appeal and "shift" in rule.outcomes and "appeal_decided" not in window.start.on:
        yield fault("shifted_without_window", f"{where}.start.on", deadline=window.id)


def _review(policy: Policy) -> Iterator[Finding]:
    rule = policy.appeals
    if rule is None:
        return
    if not any("appeal_decided" in item.stop for item in policy.deadlines):
        yield fault("appeal_without_review_limit", "appeals.reviewer")
    if set(policy.finding.roles) == {rule.reviewer}:
        yield fault("reviewer_is_decider", "appeals.reviewer", role=rule.reviewer)


def _chances(policy: Policy) -> Iterator[Finding]:
    rule = policy.appeals
    if rule is None:
        return
    if rule.limit < 1:
        yield fault("no_appeal_left", "appeals.limit", limit=rule.limit)
    if not rule.scopes:
        yield fault("appeal_without_scope", "appeals.scopes")
    if "uphold" not in rule.outcomes or not {"reduce", "shift", "annul"} & set(rule.outcomes):
        yield fault("appeal_cannot_win", "appeals.outcomes", outcomes=list(rule.outcomes))
    if "remand" in rule.outcomes and rule.remands != 1:
        yield fault("remanded_without_end", "appeals.remands", remands=rule.remands)
    if rule.late_reason_days < 0:
        yield fault("late_reason_negative", "appeals.late_reason_days", days=rule.late_reason_days)
    yield from _quotas(rule)


def _quotas(rule: AppealRule) -> Iterator[Finding]:
    yield from twice((quota.period for quota in rule.quotas), "quota_twice", "appeals.quotas", "period")
    for position, quota in enumerate(rule.quotas):
        if quota.failed < 1:
            yield fault(
                "quota_of_zero",
                f"appeals.quotas[{position}].failed",
                period=quota.period,
                failed=quota.failed,
            )


def _evidence(policy: Policy) -> Iterator[Finding]:
    if policy.appeals is None:
        return
    rule = policy.appeals.evidence
    for position, kind in enumerate(rule.kinds):
        if kind not in EXHIBIT_KINDS:
            yield fault("unknown_exhibit_kind", f"appeals.evidence.kinds[{position}]", kind=kind)
    if rule.at_least < 0 or (rule.at_least > 0 and not rule.kinds) or rule.at_least > 20:
        yield fault("evidence_impossible", "appeals.evidence.at_least", at_least=rule.at_least)


CHECKS: Final[tuple[Check, ...]] = (_heard, _window, _review, _chances, _evidence)
