"""Refusals: why a command is not carried out, as data.

A refusal names the rule it rests on, a code from the closed list below, the values a sentence needs, and a
remedy code that says what would help. Sentences are made at the edge (`gongdao.letters.wording`).
"""

from typing import Any, Final

from msgspec import Struct

# code -> remedy code. Closed: every code and every remedy has a sentence in both languages (tested).
REMEDIES: Final[dict[str, str]] = {
    # the act itself
    "not_in_this_state": "see_allowed_actions",
    "case_closed": "ask_reopening",
    "already_done": "reload",
    "unknown_item": "reload",
    "missing_fields": "supply_fields",
    "bad_value": "correct_value",
    "nothing_to_change": "reload",
    "reason_needed": "give_reason",
    "not_yet_due": "wait_until",
    "not_offered_by_policy": "see_policy",
    "no_policy_in_force": "publish_policy",
    # who may
    "not_permitted": "ask_handler",
    "conflict_of_interest": "reassign",
    "no_suitable_person": "assign_by_hand",
    "not_a_party": "see_own_cases",
    "not_verified": "verify_identity",
    # intake and triage
    "unknown_category": "choose_from_list",
    "unknown_channel": "choose_from_list",
    # resolution
    "own_approval": "other_approver",
    "proof_needed": "attach_proof",
    "proposal_open": "answer_first",
    "top_of_ladder": "refer_outside",
    "remedies_open": "finish_remedies",
    "follow_up_missing": "make_follow_up",
    "appeal_still_open": "wait_for_appeal",
    "claims_question_open": "answer_claims_question",
    "promise_in_the_past": "correct_value",
    # finding
    "shares_do_not_sum": "correct_shares",
    "no_basis": "cite_facts_or_exhibits",
    "deviation_without_reason": "give_reason",
    "not_heard": "ask_statement",
    "unknown_exhibit": "attach_proof",
    "amount_over_loss": "correct_value",
    # appeal
    "not_liable": "see_own_cases",
    "window_closed": "finding_is_final",
    "appeal_used_up": "finding_is_final",
    "monthly_quota_used_up": "wait_until",
    "yearly_quota_used_up": "wait_until",
    "key_evidence_missing": "attach_key_evidence",
    "shift_not_appealable": "talk_to_manager",
    "no_operation_log": "talk_to_manager",
    "reviewer_decided_before": "other_reviewer",
    "worse_than_before": "correct_value",
    "remanded_before": "decide_yourself",
    "same_result_after_remand": "new_reasons_needed",
}


class Refusal(Struct, frozen=True):
    """A command was refused; nothing changed."""

    rule: str  # rule id, as "APP-3"
    code: str  # key of REMEDIES
    params: dict[str, Any] = {}
    remedy: str = ""


class Refused(Exception):
    """Raised inside the deciding functions; `decide` turns it into its `Refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.rule}: {refusal.code}")
        self.refusal = refusal


def refuse(rule: str, code: str, **params: Any) -> Refused:
    """Make the exception for a refusal: `raise refuse("APP-3", "appeal_used_up", used=1)`."""
    return Refused(Refusal(rule=rule, code=code, params=params, remedy=REMEDIES[code]))
