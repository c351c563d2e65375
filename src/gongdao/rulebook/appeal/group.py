"""Several appeals together (APP-16): taken in under one lead, sorted, answered at once, each in its own case.

Each case keeps its own course: joining only says to whom it belongs, and one may leave until it is answered.
The answer is a decision on each member's own appeal; casework carries it into every member.
"""

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.appeal.deciding import decide
from gongdao.rulebook.appeal.evidence import missing_in
from gongdao.rulebook.appeal.filing import submitted_with
from gongdao.rulebook.appeal.rule import rule_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import GroupRule
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.state import Group, State, open_appeal


def group_rule(matter: Matter) -> GroupRule:
    """The policy's rule for groups; refuses where it has none."""
    rule = rule_of(matter).group
    if rule is None:
        raise refuse("APP-16", "not_offered_by_policy")
    return rule


def form_group(matter: Matter, command: c.FormGroup) -> tuple[e.Event, ...]:
    """集中受理: by staff the policy names, in a case with an appeal under way, with the common statement."""
    rule = group_rule(matter)
    matter.need_open("APP-16")
    _need_role(matter, rule)
    if matter.state.group is not None:
        raise refuse("APP-16", "in_a_group", lead=matter.state.group.lead)
    if not open_appeal(matter.state):
        raise refuse("APP-16", "no_appeal_under_way")
    submitted = submitted_with(matter, command.new_exhibits)
    kinds = [item.exhibit.kind for item in matter.state.exhibits.values()]
    kinds += [item.kind for item in command.new_exhibits]
    if rule.evidence is not None and (missing := missing_in((rule.evidence,), kinds)):
        raise refuse(
            rule.evidence.cite.split()[0], "key_evidence_missing", kinds=list(missing),
            at_least=rule.evidence.at_least,
        )  # fmt: skip
    return (
        *submitted,
        e.GroupFormed(title=command.title, statement=command.statement, by=matter.actor.ref),
    )


def _need_role(matter: Matter, rule: GroupRule) -> None:
    if not matter.actor.has(*rule.forms):
        raise refuse("APP-16", "not_permitted", role=list(rule.forms))


def join_group(matter: Matter, command: c.JoinGroup) -> tuple[e.Event, ...]:
    """By the appellant of this case, or by those who take groups in; only while both appeals are open."""
    rule = group_rule(matter)
    matter.need_open("APP-16")
    if matter.state.group is not None:
        raise refuse("APP-16", "in_a_group", lead=matter.state.group.lead)
    appeal = matter.state.appeals.get(open_appeal(matter.state))
    if appeal is None:
        raise refuse("APP-16", "no_appeal_under_way")
    if not matter.actor.acts_for(appeal.appellant):
        _need_role(matter, rule)
    lead = matter.facts.lead
    if lead is None or lead.number != command.lead or not lead.leads:
        raise refuse("APP-16", "no_such_group", lead=command.lead)
    if lead.answered or lead.policy != matter.state.policy:
        raise refuse("APP-16", "group_closed", lead=command.lead)
    if command.group_class:
        _need_class(rule, command.group_class)
    return (
        e.GroupJoined(
            lead=lead.number, title=lead.title, by=matter.actor.ref, amount_fen=amount_of(matter.state),
            group_class=command.group_class,
        ),
    )  # fmt: skip


def amount_of(state: State) -> int:
    """What the appeal under way is about: as asked for, as borne by the appellant, or the case's amount."""
    appeal = state.appeals.get(open_appeal(state))
    if appeal is None:
        return state.amount_fen
    finding = state.findings[appeal.finding]
    own = sum(item.amount_fen for item in finding.liabilities if item.party == appeal.appellant)
    return appeal.ask_amount_fen or own or state.amount_fen


def leave_group(matter: Matter, command: c.LeaveGroup) -> tuple[e.Event, ...]:
    """By the appellant or those who take groups in, until the group is answered."""
    rule = group_rule(matter)
    group = _member(matter)
    matter.need_reason(command.reason, "APP-16")
    appeal = matter.state.appeals.get(open_appeal(matter.state))
    if appeal is None:
        raise refuse("APP-16", "group_closed", lead=group.lead)
    if not matter.actor.acts_for(appeal.appellant) and matter.actor.ref != SYSTEM.ref:
        _need_role(matter, rule)
    return (e.GroupLeft(lead=group.lead, by=matter.actor.ref, reason=command.reason),)


def _member(matter: Matter) -> Group:
    matter.need_open("APP-16")
    group = matter.state.group
    if group is None or not group.lead:
        raise refuse("APP-16", "not_in_a_group")
    return group


def classify_member(matter: Matter, command: c.ClassifyMember) -> tuple[e.Event, ...]:
    """分类处理: into one of the classes that the policy names; the lead is sorted like the others."""
    rule = group_rule(matter)
    matter.need_open("APP-16")
    if matter.state.group is None:
        raise refuse("APP-16", "not_in_a_group")
    _need_role(matter, rule)
    _need_class(rule, command.group_class)
    if matter.state.group.group_class == command.group_class:
        raise refuse("APP-16", "nothing_to_change")
    return (e.MemberClassified(group_class=command.group_class, by=matter.actor.ref),)


def _need_class(rule: GroupRule, name: str) -> None:
    if name not in rule.classes:
        raise refuse("APP-16", "bad_value", field="group_class", allowed=list(rule.classes))


def answer_group(matter: Matter, command: c.AnswerGroup) -> tuple[e.Event, ...]:
    """统一答复: by the reviewer of the lead's appeal, once every member is sorted; each class has its answer.

    The appeal of this case is decided with it; casework then carries the same words into each member.
    """
    rule = group_rule(matter)
    matter.need_open("APP-16")
    group = matter.state.group
    if group is None or group.lead:
        raise refuse("APP-16", "not_in_a_group")
    if group.answered_at is not None:
        raise refuse("APP-16", "group_closed", lead="")
    appeal = matter.state.appeals.get(open_appeal(matter.state))
    if appeal is None or not matter.actor.acts_for(appeal.reviewer):
        raise refuse("APP-8", "not_permitted", role=[rule_of(matter).reviewer])
    members = matter.facts.members
    if len(members) + 1 < rule.at_least:
        raise refuse("APP-16", "too_few_members", members=len(members) + 1, at_least=rule.at_least)
    unsorted_ = [item.number for item in members if not item.group_class]
    if unsorted_ or not group.group_class:
        raise refuse("APP-16", "members_unsorted", members=unsorted_ or ["*"])
    answers = {item.group_class: item for item in command.by_class}
    for name in answers:
        _need_class(rule, name)
    needs_missing = any(level.name_missing for level in rule_of(matter).levels)
    if needs_missing and any(item.outcome == "uphold" and not item.missing for item in command.by_class):
        raise refuse("APP-11", "missing_not_named", id=open_appeal(matter.state))
    open_classes = sorted({group.group_class, *(item.group_class for item in members)} - set(answers))
    if open_classes:
        raise refuse("APP-16", "class_unanswered", classes=open_classes)
    answered = e.GroupAnswered(
        by=matter.actor.ref, answers=command.by_class, members=tuple(item.number for item in members),
        amount_fen=amount_of(matter.state) + sum(item.amount_fen for item in members),
    )  # fmt: skip
    own = answers[group.group_class]
    key = open_appeal(matter.state)
    return (answered, *decide(matter, c.DecideAppeal(key, own.outcome, own.reasons, missing=own.missing)))
