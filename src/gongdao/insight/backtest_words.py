"""What a back-test found, in words: one line for each sum and each difference."""

from typing import Final

from gongdao.insight.backtest import Sum
from gongdao.letters.wording import has, say, say_value
from gongdao.policies.titles import titles_of
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.replay import Difference

# The command by which an event that a policy may refuse came about.
_ACT: Final = {
    "case_classified": "classify_case", "first_response_given": "respond_first",
    "proposal_made": "propose_remedies", "proposal_approved": "approve_proposal",
    "proposal_answered": "answer_proposal", "case_escalated": "escalate_case",
    "remedy_done": "carry_out_remedy",
    "mediation_opened": "open_mediation", "case_referred": "refer_outside",
    "after_sale_ordered": "order_after_sale", "finding_made": "make_finding", "appeal_filed": "file_appeal",
    "appeal_decided": "decide_appeal", "case_closed": "close_case", "deadline_extended": "extend_deadline",
}  # fmt: skip
_AREA: Final = {
    "deadline": "deadline_status", "priority": "priority", "outcome": "outcome", "status": "status",
}  # fmt: skip
_MONEY: Final = ("fen", "coupon_fen")


def said(item: Sum | Difference, policy: Policy, language: str) -> str:
    """One line: what would be otherwise, by which rule, how often or by how much."""
    names = titles_of(policy, language)
    kind = item.kind
    code = f"backtest.sum.{kind}" if isinstance(item, Sum) else f"backtest.{kind}"
    unit, _, year = item.what.partition(":")
    what = {
        "deadline": names.get(f"deadline:{item.what}", item.what),
        "limit": names.get(f"deadline:{item.what}", item.what),
        "refused": say(f"action.{_ACT[item.what]}", language) if item.what in _ACT else "",
        "owed": _unit(unit, language) + (f" {year}" if year else ""),
    }.get(kind, "")
    why = f"refusal.{item.after}" if kind == "refused" and has(f"refusal.{item.after}", "zh-hans") else ""
    if kind == "refused":
        what = what or say("backtest.later_act", language)
    before, after = (_shown(kind, value, names, language) for value in (item.before, item.after))
    amount = say_value("amount_fen", item.amount, language) if unit in _MONEY else f"{item.amount:+}"
    if kind == "refused":
        after = say(why, language) if why else say("backtest.rests_on_it", language)
    cases = item.cases if isinstance(item, Sum) else 1
    return say(
        code, language, what=what, rule=item.rule, before=before, after=after, amount=amount, cases=cases
    )


def _shown(kind: str, value: str, names: dict[str, str], language: str) -> str:
    if kind == "category":
        return names.get(f"category:{value}", value)
    if kind == "limit" and value:
        return say_value("at", value, language, kind="instant")
    area = _AREA.get(kind)
    if area is None or not value:
        return value or say("backtest.nothing", language)
    if value == "none":
        return say("backtest.nothing", language)
    return say_value(area, value, language, kind=area)


def _unit(unit: str, language: str) -> str:
    return say(f"backtest.unit.{unit}", language) if has(f"backtest.unit.{unit}", "zh-hans") else unit
