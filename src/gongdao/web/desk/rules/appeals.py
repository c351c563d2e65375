"""What a policy says of appeals and of closing, line by line."""

from collections.abc import Iterable

from gongdao.letters.wording import format_money
from gongdao.rulebook.policy import AppealRule
from gongdao.web.desk.rules.levels import Group, evidence_text, level_groups, special_groups
from gongdao.web.desk.rules.lines import Cited, Line, cited
from gongdao.web.desk.rules.words import Words


def appeal_groups(words: Words) -> Iterable[Group]:
    """Everything about appeals, below headings; the first has none. Nothing where there are no appeals."""
    rule = words.policy.appeals
    if rule is not None:
        yield "", tuple(_general(words, rule))
        yield from level_groups(words, rule)
        yield from special_groups(words, rule)


def _general(words: Words, rule: AppealRule) -> Iterable[Line]:
    """Appeals at every level: window, number, scopes, outcomes, evidence, reviewer, quotas."""
    cite = {field: cited(rule.cites.get(field, rule.cite)) for field in rule.__struct_fields__}
    say = words.say
    window = next((item for item in words.policy.deadlines if item.id == rule.window), None)
    if window is not None:
        yield Line(say("appeal.window"), words.length(window.length), cited(window.cite))
    limit = "appeal.limit_levels" if rule.levels else "appeal.limit_text"
    yield Line(say("appeal.limit"), say(limit, limit=rule.limit), cite["limit"])
    yield Line(say("appeal.scopes"), words.words("appeal_scope", rule.scopes), cite["scopes"])
    yield Line(say("appeal.outcomes"), words.words("appeal_outcome", rule.outcomes), cite["outcomes"])
    if rule.on_behalf:
        yield Line(say("appeal.on_behalf"), words.words("role", rule.on_behalf), cite["on_behalf"])
    elif "on_behalf" in rule.cites:
        yield Line(say("appeal.on_behalf"), say("appeal.on_behalf_none"), cite["on_behalf"])
    yield Line(say("appeal.evidence"), evidence_text(words, rule.evidence), cited(rule.evidence.cite))
    reviewer = say("appeal.reviewer_text", role=words.word("role", rule.reviewer))
    yield Line(say("appeal.reviewer"), reviewer, cite["reviewer"])
    for item in words.policy.deadlines:
        if item.stop == ("appeal_decided",):
            yield Line(words.title(item.title), words.length(item.length), cited(item.cite))
    for quota in rule.quotas:
        text = say(f"appeal.quota.{quota.period}", failed=quota.failed)
        if quota.kinds:
            text = say("appeal.quota_kinds", text=text, kinds=words.words("ref_kind", quota.kinds))
        if quota.holds_place:
            text = say("appeal.quota_place", text=text)
        yield Line(say("appeal.quota_title"), text, cited(quota.cite))
    shifted = "appeal.shifted_yes" if rule.shifted_may_appeal else "appeal.shifted_no"
    yield Line(say("appeal.shifted"), say(shifted), cite["shifted_may_appeal"])
    yield from _conditions(words, rule, cite)
    yield Line(say("appeal.remands"), say("appeal.remands_text", times=rule.remands), cite["remands"])


def fund_lines(words: Words) -> Iterable[Line]:
    """Advance payment: conditions, caps, who decides; nothing where there is no fund (FND-1)."""
    rule = words.policy.fund
    if rule is None:
        return
    for item in rule.conditions:
        yield Line(words.say("fund.condition"), words.title(item.title), cited(item.cite))
    for field in ("per_case_fen", "daily_fen"):
        amount = format_money(getattr(rule, field))
        yield Line(words.say(f"fund.{field}"), amount, cited(rule.cites.get(field, rule.cite)))
    for field in ("roles", "write_off"):
        roles = words.words("role", getattr(rule, field))
        yield Line(words.say(f"fund.{field}"), roles, cited(rule.cites.get(field, rule.cite)))


def closing_lines(words: Words) -> Iterable[Line]:
    """What a case needs before it closes, and what follows."""
    rule = words.policy.closing
    cite = {field: cited(rule.cites.get(field, rule.cite)) for field in rule.__struct_fields__}
    for field in ("follow_up", "remedies_done", "reopen"):
        text = words.say("closing.yes" if getattr(rule, field) else "closing.no")
        yield Line(words.say(f"closing.{field}"), text, cite[field])
    if rule.reply:
        yield Line(words.say("closing.reply"), words.words("field", rule.reply), cite["reply"])
    if rule.after_sale:
        kinds = words.words("after_sale", rule.after_sale)
        yield Line(words.say("closing.after_sale"), kinds, cite["after_sale"])
    if rule.claims is not None:
        text = words.say(
            "closing.claims_text",
            parties=words.words("ref_kind", rule.claims.parties),
            amount_fen=rule.claims.from_fen,
            categories=[words.titles[f"category:{code}"] for code in rule.claims.categories],
        )
        yield Line(words.say("closing.claims"), text, cited(rule.claims.cite))


def _conditions(words: Words, rule: AppealRule, cite: dict[str, Cited]) -> Iterable[Line]:
    """What an appeal needs besides, and what the policy says it does not need."""
    say = words.say
    if rule.verified_only:
        yield Line(say("appeal.verified"), say("appeal.verified_text"), cite["verified_only"])
    if rule.log_required:
        yield Line(say("appeal.log"), say("appeal.log_text"), cite["log_required"])
    elif "log_required" in rule.cites:
        yield Line(say("appeal.log"), say("appeal.log_none"), cite["log_required"])
    if rule.late_reason_days:
        late = say("appeal.late_text", days=rule.late_reason_days)
        yield Line(say("appeal.late"), late, cite["late_reason_days"])
    else:
        yield Line(say("appeal.late"), say("appeal.late_none"), cite["late_reason_days"])
    if rule.reason_before_days:
        text = say("appeal.reason_before_text", days=rule.reason_before_days)
        yield Line(say("appeal.reason_before"), text, cite["reason_before_days"])
    if rule.refusals:
        yield Line(say("appeal.refusals"), say("appeal.refusals_text"), cite["refusals"])
    yield Line(say("appeal.incomplete"), say(f"appeal.incomplete.{rule.incomplete}"), cite["incomplete"])
    for number, field in enumerate(rule.form):
        when = words.when(field.when)
        text = words.word("field.particulars", field.field)
        if when.words or when.raw:
            text = say("appeal.form_when", text=text, when=when.words or when.raw)
        yield Line("" if number else say("appeal.form"), text, cited(field.cite))
