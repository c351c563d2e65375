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
    "none_there": "see_allowed_actions",
    "missing_fields": "supply_fields",
    "bad_value": "correct_value",
    "nothing_to_change": "reload",
    "reason_needed": "give_reason",
    "not_yet_due": "wait_until",
    "not_offered_by_policy": "see_policy",
    "no_policy_in_force": "publish_policy",
    # who may
    "not_permitted": "ask_handler",
    "role_not_here": "ask_handler",
    "conflict_of_interest": "reassign",
    "no_suitable_person": "assign_by_hand",
    "not_a_party": "see_own_cases",
    "not_verified": "verify_identity",
    # intake and triage
    "unknown_category": "choose_from_list",
    "unknown_channel": "choose_from_list",
    "unknown_party": "choose_from_register",
    "not_registered": "choose_registered",
    "respondents_named": "hear_others",
    # resolution
    "own_approval": "other_approver",
    "own_confirmation": "other_confirms",
    "amount_needed": "state_amount",
    "proof_needed": "attach_proof",
    "proposal_open": "answer_first",
    "top_of_ladder": "refer_outside",
    "remedies_open": "finish_remedies",
    "follow_up_missing": "make_follow_up",
    "appeal_still_open": "wait_for_appeal",
    "finding_not_final": "wait_for_finality",
    "claims_question_open": "answer_claims_question",
    "promise_in_the_past": "correct_value",
    "respond_first_needed": "respond_to_customer",
    "exhibits_needed": "collect_exhibits",
    "order_needed": "attach_order",
    "already_shipped": "propose_instead",
    "waybill_not_void": "sign_waybill",
    "survey_over": "no_cure",
    # money
    "advance_open": "wait_for_advance",
    "advance_condition_fails": "see_policy",
    "advance_over_case_cap": "correct_value",
    "advance_over_daily_cap": "wait_until_tomorrow",
    "fund_exhausted": "pay_into_fund",
    "return_still_possible": "wait_for_return",
    "money_open": "settle_money",
    # finding
    "shares_do_not_sum": "correct_shares",
    "no_basis": "cite_facts_or_exhibits",
    "deviation_without_reason": "give_reason",
    "not_heard": "ask_statement",
    "unknown_exhibit": "attach_proof",
    "exhibit_erased": "attach_proof",
    "file_too_large": "send_smaller",
    "file_not_taken": "send_as_taken",
    "too_many_files": "send_rest_next",
    "amount_over_loss": "correct_value",
    # conduct of merchants
    "not_charged": "charge_first",
    "other_law_at_the_act": "open_under_that_law",
    "correction_running": "wait_for_correction",
    "no_correction": "judge_it",
    "not_the_first": "judge_it",
    "sanctions_running": "wait_for_sanctions",
    "still_reached": "appeal_instead",
    # evidence requests and negotiation
    "evidence_awaited": "judge_or_waive",
    "default_stands": "excuse_first",
    "point_defaulted": "ask_for_excuse",
    "exhibit_excluded": "cite_admitted",
    "objection_undecided": "decide_on_exhibit",
    "objection_time_over": "say_it_in_statement",
    "objection_time_runs": "ask_or_leave_out",
    "objection_waived": "say_it_in_statement",
    "offers_used_up": "ask_step_in",
    "return_not_agreed": "agree_on_return",
    # appeal
    "not_liable": "see_own_cases",
    "window_closed": "finding_is_final",
    "appeal_used_up": "await_review",
    "monthly_quota_used_up": "wait_until",
    "yearly_quota_used_up": "wait_until",
    "key_evidence_missing": "attach_key_evidence",
    "shift_not_appealable": "talk_to_manager",
    "no_operation_log": "talk_to_manager",
    "reviewer_decided_before": "other_reviewer",
    "decided_on_appeal": "reassign",
    "worse_than_before": "correct_value",
    "remanded_before": "decide_yourself",
    "nothing_to_reduce": "uphold_or_annul",
    "same_result_after_remand": "new_reasons_needed",
    "quota_places_taken": "wait_for_own_appeals",
    "late_reason_needed": "give_late_reason",
    "lateness_undecided": "judge_lateness_first",
    "level_not_open": "choose_open_level",
    "levels_left": "use_levels_first",
    "name_differs": "use_own_name",
    "variant_of_others": "choose_from_list",
    "nothing_new": "attach_new_evidence",
    "missing_not_named": "name_what_is_missing",
    "supplement_pending": "wait_for_supplement",
    "nothing_asked": "reload",
    # a person in place of a machine
    "person_pending": "wait_for_person",
    "decided_by_person": "file_appeal_instead",
    "nobody_asked": "reload",
    # groups
    "in_a_group": "leave_group_first",
    "not_in_a_group": "reload",
    "no_appeal_under_way": "file_appeal_first",
    "no_such_group": "check_number",
    "group_closed": "go_on_alone",
    "too_few_members": "let_more_join",
    "members_unsorted": "sort_members",
    "class_unanswered": "answer_every_class",
    # precedents
    "precedent_of_own_case": "other_approver",
    "picture_due": "wait_for_copies",
    "picture_never_shown": "leave_picture_out",
    "too_many_boxes": "leave_picture_out",
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
