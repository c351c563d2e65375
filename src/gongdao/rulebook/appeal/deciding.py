"""The decision on an appeal (APP-9…11): by its reviewer, reasoned, never worse for who appeals alone."""

from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import conduct
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.appeal.afterwards import now_final
from gongdao.rulebook.appeal.reviewing import need_reviewer, open_appeal_of
from gongdao.rulebook.appeal.rule import level_of, rule_of
from gongdao.rulebook.liability import HEARD_KINDS, borne, check_shares, need_heard, with_amounts
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import AppealRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Appeal, Finding
from gongdao.rulebook.terms import EXHIBIT_KINDS, Liability
from gongdao.rulebook.weighing import need_admissible


def decide(matter: Matter, command: c.DecideAppeal) -> tuple[e.Event, ...]:
    """APP-8, APP-9: by the reviewer, who decided nothing here before; a late one only once it is excused."""
    rule = rule_of(matter)
    appeal = open_appeal_of(matter, command.id)
    need_reviewer(matter, command.id, appeal)
    if appeal.late and appeal.excused is None:
        raise refuse("APP-13", "lateness_undecided", id=command.id)
    if appeal.supplement == "asked":
        raise refuse("EVI-13", "supplement_pending", id=command.id)
    if command.outcome not in rule.outcomes:
        raise refuse("APP-9", "bad_value", field="outcome", allowed=list(rule.outcomes))
    matter.need_exhibits(command.exhibits, "DEC-3")
    need_admissible(matter, command.exhibits)
    _need_missing_named(rule, appeal, command)
    finding = matter.state.findings[appeal.finding]
    liabilities = _result(matter, rule, appeal, finding, command)
    decided = e.AppealDecided(
        id=command.id, by=matter.actor.ref, outcome=command.outcome, liabilities=liabilities,
        reasons=command.reasons, facts=command.facts, exhibits=command.exhibits, missing=command.missing,
    )  # fmt: skip
    undone = conduct.after_appeal(matter, decided, appeal.finding, command.points)
    return (decided, *undone, *now_final(matter, rule, appeal, finding, decided))


def _need_missing_named(rule: AppealRule, appeal: Appeal, command: c.DecideAppeal) -> None:
    """APP-11: a rejection names what was missing, where the appeal can be handed in again."""
    unknown = [kind for kind in command.missing if kind not in EXHIBIT_KINDS]
    if unknown:
        raise refuse("APP-11", "bad_value", field="missing", allowed=list(EXHIBIT_KINDS))
    if command.outcome == "uphold" and level_of(rule, appeal).name_missing and not command.missing:
        raise refuse("APP-11", "missing_not_named", id=command.id)


def _result(
    matter: Matter, rule: AppealRule, appeal: Appeal, finding: Finding, command: c.DecideAppeal
) -> tuple[Liability, ...]:
    """The liabilities after the decision."""
    if command.outcome == "uphold":
        return finding.liabilities
    if command.outcome == "annul":
        return ()
    if command.outcome == "remand":
        if sum(item.outcome == "remand" for item in matter.state.appeals.values()) >= rule.remands:
            raise refuse("APP-9", "remanded_before")
        return ()
    if finding.refused:  # a refusal has no shares to change
        raise refuse("APP-9", "bad_value", field="outcome", allowed=["uphold", "annul", "remand"])
    if matter.policy.conduct is not None:
        return _reduced_conduct(matter, appeal, finding, command)
    check_shares(command.liabilities)
    command = _with_amounts(finding, command)
    _need_within_loss(matter, finding, command.liabilities)
    _need_better(appeal, finding, command)
    _need_fair_to_others(matter, rule, appeal, finding, command.liabilities)
    return command.liabilities


def _reduced_conduct(
    matter: Matter, appeal: Appeal, finding: Finding, command: c.DecideAppeal
) -> tuple[Liability, ...]:
    """PEN-9: fewer points, or less money where the finding is of money too, or both.

    Sanctions follow the points: none is lessened alone.
    """
    after = command.liabilities or finding.liabilities
    before_amount, amount = (borne(items, appeal.appellant)[1] for items in (finding.liabilities, after))
    if [(item.party, item.share_bp) for item in after] != [
        (item.party, item.share_bp) for item in finding.liabilities
    ]:
        raise refuse("APP-9", "bad_value", field="liabilities", allowed=[appeal.appellant])
    if amount > before_amount:
        raise refuse("APP-9", "worse_than_before", appellant=appeal.appellant)
    if command.points is not None or amount == before_amount:
        conduct.reduced(matter, appeal.finding, command.points, amount_fen=before_amount)
    return after


def _with_amounts(finding: Finding, command: c.DecideAppeal) -> c.DecideAppeal:
    """A shift told by shares alone moves the amount by them; a reduction to nothing is one."""
    if command.outcome != "shift":
        return command
    total = sum(item.amount_fen for item in finding.liabilities)
    return replace(command, liabilities=with_amounts(command.liabilities, total))


def _need_within_loss(matter: Matter, finding: Finding, after: tuple[Liability, ...]) -> None:
    """DEC-1: no more is borne than was lost, whoever bears it."""
    loss = max(matter.state.amount_fen, sum(item.amount_fen for item in finding.made))
    if sum(item.amount_fen for item in after) > loss:
        raise refuse("DEC-1", "amount_over_loss", amount_fen=loss)


def _need_better(appeal: Appeal, finding: Finding, command: c.DecideAppeal) -> None:
    """An appellant alone is never worse off; reduce lessens, shift takes away from the appellant."""
    before_share, before_amount = borne(finding.liabilities, appeal.appellant)
    share, amount = borne(command.liabilities, appeal.appellant)
    if share > before_share or amount > before_amount:
        raise refuse("APP-9", "worse_than_before", appellant=appeal.appellant)
    if (share, amount) == (before_share, before_amount):
        raise refuse("APP-9", "nothing_to_change")
    parties = {item.party for item in finding.liabilities}
    moved = any(item.party not in parties for item in command.liabilities if item.party != "company")
    if command.outcome == "shift" and not moved:
        raise refuse("APP-9", "bad_value", field="outcome", allowed=["reduce"])
    if command.outcome == "reduce" and moved:
        raise refuse("APP-9", "bad_value", field="outcome", allowed=["shift"])


def _need_fair_to_others(
    matter: Matter, rule: AppealRule, appeal: Appeal, finding: Finding, after: tuple[Liability, ...]
) -> None:
    """APP-10: whoever bears more and could not appeal must have been heard first."""
    worse = [
        item.party
        for item in after
        if item.party != appeal.appellant
        and (item.share_bp, item.amount_fen) > borne(finding.liabilities, item.party)
        and kind_of(item.party) in HEARD_KINDS
    ]
    known = {item.party for item in finding.liabilities}
    silent = [party for party in worse if party in known or not rule.shifted_may_appeal]
    need_heard(matter, silent)
