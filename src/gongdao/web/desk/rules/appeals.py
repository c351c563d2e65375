"""What a policy says of appeals and of closing, line by line."""

from collections.abc import Iterable

from gongdao.rulebook.policy import AppealRule
from gongdao.web.desk.rules.lines import Cited, Line, cited
from gongdao.web.desk.rules.words import Words


def appeal_lines(words: Words) -> Iterable[Line]:
    """Appeals: window, number, scopes, outcomes, evidence, reviewer, quotas; nothing where there are none."""
    rule = words.policy.appeals
    if rule is None:
        return
    cite = {field: cited(rule.cites.get(field, rule.cite)) for field in rule.__struct_fields__}
    say = words.say
    window = next((item for item in words.policy.deadlines if item.id == rule.window), None)
    if window is not None:
        yield Line(say("appeal.window"), words.length(window.length), cited(window.cite))
    yield Line(say("appeal.limit"), say("appeal.limit_text", limit=rule.limit), cite["limit"])
    yield Line(say("appeal.scopes"), words.words("appeal_scope", rule.scopes), cite["scopes"])
    yield Line(say("appeal.outcomes"), words.words("appeal_outcome", rule.outcomes), cite["outcomes"])
    if rule.on_behalf:
        yield Line(say("appeal.on_behalf"), words.words("role", rule.on_behalf), cite["on_behalf"])
    kinds = words.words("exhibit", rule.evidence.kinds)
    evidence = say("appeal.evidence_text", at_least=rule.evidence.at_least, kinds=kinds)
    yield Line(say("appeal.evidence"), evidence, cited(rule.evidence.cite))
    reviewer = say("appeal.reviewer_text", role=words.word("role", rule.reviewer))
    yield Line(say("appeal.reviewer"), reviewer, cite["reviewer"])
    for quota in rule.quotas:
        text = say(f"appeal.quota.{quota.period}", failed=quota.failed)
        yield Line(say("appeal.quota_title"), text, cited(quota.cite))
    shifted = "appeal.shifted_yes" if rule.shifted_may_appeal else "appeal.shifted_no"
    yield Line(say("appeal.shifted"), say(shifted), cite["shifted_may_appeal"])
    yield from _conditions(words, rule, cite)
    yield Line(say("appeal.remands"), say("appeal.remands_text", times=rule.remands), cite["remands"])


def closing_lines(words: Words) -> Iterable[Line]:
    """What a case needs before it closes, and what follows."""
    rule = words.policy.closing
    cite = {field: cited(rule.cites.get(field, rule.cite)) for field in rule.__struct_fields__}
    for field in ("follow_up", "remedies_done", "reopen"):
        text = words.say("closing.yes" if getattr(rule, field) else "closing.no")
        yield Line(words.say(f"closing.{field}"), text, cite[field])
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
    """What an appeal needs besides, where the policy asks for it."""
    say = words.say
    if rule.verified_only:
        yield Line(say("appeal.verified"), say("appeal.verified_text"), cite["verified_only"])
    if rule.log_required:
        yield Line(say("appeal.log"), say("appeal.log_text"), cite["log_required"])
    if rule.late_reason_days:
        late = say("appeal.late_text", days=rule.late_reason_days)
        yield Line(say("appeal.late"), late, cite["late_reason_days"])
