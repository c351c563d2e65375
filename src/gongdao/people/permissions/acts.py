"""Who may do what: each command with the relations to the case that allow it.

Whether it fits the state of the case is the law's business (`decide`); here is only who. A verdict carries
a code of `rulebook.refusal`, so that a page can show what is not allowed together with the reason.
"""

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from gongdao.people.permissions.clauses import CaseFacts
from gongdao.people.permissions.relations import PARTY_ROLES, held, is_involved
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.commands import BY_CLOCK

_LEADS: Final = frozenset({"overseer", "supervisor", "city_manager", "executive"})
_DESK: Final = _LEADS | {"handler"}
_TAKERS: Final = _DESK | {"agent"}  # an unassigned case is for any agent of its field
_HELPERS: Final = frozenset({"collaborator", "adjudicator", "reviewer", "mediator", "finance"})
_JUDGED: Final = frozenset({"respondent", "liable"})
_SIDES: Final = frozenset({"complainant", "respondent"})  # who negotiates with whom (RES-4)
_ON_BEHALF: Final = frozenset({"supervisor", "city_manager"})  # APP-1: a manager may appeal on behalf
_INTAKE: Final = frozenset({"agent", "supervisor", "city_manager", "adjudicator", "executive"})
_NOBODY: Final[frozenset[str]] = frozenset()  # the clock alone

ACTIONS: Final[dict[str, frozenset[str]]] = {
    "open_case": _INTAKE | {"complainant"},
    # triage
    "supply_details": _TAKERS | {"complainant"},
    "attach_order": _TAKERS,
    "record_facts": _DESK | {"collaborator", "adjudicator", "reviewer", "mediator"},
    "classify_case": _TAKERS | {"adjudicator"},
    "change_priority": _TAKERS,
    "assess_customer": _TAKERS,
    "mark_complex": _DESK,
    "judge_establishment": _DESK | {"adjudicator"},
    "assign_handler": _TAKERS,
    "transfer_case": _TAKERS,
    "hand_over_case": _DESK,
    "ask_collaboration": _DESK | {"adjudicator", "reviewer"},
    "answer_collaboration": frozenset({"collaborator"}),
    "urge_collaborator": _DESK | {"adjudicator", "reviewer"},
    # talking
    "respond_first": _TAKERS,
    "record_contact": _DESK | _HELPERS,
    "add_note": _TAKERS | _HELPERS,
    "tell_progress": _DESK | {"adjudicator"},
    "make_promise": _DESK,
    "keep_promise": _DESK,
    "start_waiting": _DESK | {"adjudicator"},
    "end_waiting": _DESK | {"adjudicator"},
    "extend_deadline": _LEADS,
    # evidence and finding
    "submit_exhibit": _DESK | _HELPERS | PARTY_ROLES,
    "erase_exhibit": frozenset({"administrator"}),  # INT-8: not by those who decide on it
    "ask_statement": _DESK | {"adjudicator", "reviewer"},
    "give_statement": _JUDGED | _ON_BEHALF | {"heard"},
    "make_finding": _DESK | {"adjudicator"},
    "ask_evidence": _DESK | {"adjudicator", "reviewer"},
    "judge_evidence": _DESK | {"adjudicator", "reviewer"},
    "waive_evidence": _DESK | {"adjudicator", "reviewer"},
    "excuse_evidence": _DESK | {"adjudicator", "reviewer"},
    "object_to_exhibit": _SIDES,
    "waive_objection": _SIDES,
    "answer_objection": PARTY_ROLES,
    "admit_exhibit": _DESK | {"adjudicator", "reviewer"},
    "arrange_chain": _SIDES,
    # between the two sides
    "make_offer": _SIDES,
    "answer_offer": _SIDES,
    "ask_step_in": _SIDES,
    "step_in": _DESK,
    "ship_return": frozenset({"complainant"}),
    "receive_goods": _DESK | _SIDES,
    "check_goods": _SIDES,
    "report_lost": _DESK,
    # proposals and remedies
    "propose_remedies": _DESK | {"mediator"},
    "approve_proposal": _LEADS,
    "reject_proposal": _LEADS,
    "answer_proposal": _DESK | _SIDES,
    "escalate_case": _DESK | {"complainant"},
    "order_remedy": _LEADS,
    "carry_out_remedy": _DESK | {"finance", "obligor"},
    "fail_remedy": _DESK | {"finance", "obligor"},
    "open_mediation": _DESK,
    "end_mediation": _DESK | {"mediator"},
    "refer_outside": _DESK,
    # work orders
    "order_after_sale": _DESK,
    "dispatch_after_sale": _DESK,
    "finish_after_sale": _DESK | {"technician"},
    "decide_claims": _DESK | {"adjudicator"},
    # orders before shipping
    "change_order": _DESK,
    "void_waybill": _DESK,
    "sign_waybill_void": _LEADS,
    # money: who of these may act on the fund is said by the policy
    "hold_money": _DESK | {"adjudicator", "finance"},
    "release_money": _DESK | {"adjudicator", "finance"},
    "ask_advance": _DESK | {"complainant", "adjudicator"},
    "pay_advance": _LEADS | {"adjudicator", "finance"},
    "deny_advance": _LEADS | {"adjudicator", "finance"},
    "confirm_return": _DESK | {"respondent", "adjudicator", "finance"},
    "take_back_advance": _DESK | {"adjudicator", "finance"},
    "recover_advance": _DESK | {"adjudicator", "finance"},
    "write_off_advance": _LEADS | {"finance"},
    # appeals
    "file_appeal": _JUDGED | _ON_BEHALF | {"complainant"},
    "assign_reviewer": _LEADS | {"appeal_reviewer"},
    "decide_appeal": frozenset({"reviewer"}),
    "withdraw_appeal": _JUDGED | _ON_BEHALF | {"complainant"},
    "accept_finding": _JUDGED,
    # conduct of merchants
    "charge_violation": _DESK | {"adjudicator"},
    "order_correction": _DESK | {"adjudicator"},
    "report_correction": _JUDGED,
    "check_correction": _DESK | {"adjudicator"},
    "convert_points": _LEADS | {"adjudicator"},
    "lift_sanction": _LEADS | {"adjudicator"},
    "judge_lateness": frozenset({"reviewer"}),
    "ask_supplement": frozenset({"reviewer"}),
    "give_supplement": _JUDGED | _ON_BEHALF | {"complainant"},
    "go_outside": _JUDGED | {"complainant"},
    "ask_for_person": _JUDGED | {"complainant"},
    "decide_as_person": _DESK | {"adjudicator", "reviewer", "appeal_reviewer"},
    "form_group": _DESK | {"reviewer", "appeal_reviewer"},
    "join_group": _JUDGED | _DESK | {"complainant", "reviewer", "appeal_reviewer"},
    "leave_group": _JUDGED | _DESK | {"complainant", "reviewer", "appeal_reviewer"},
    "classify_member": _DESK | {"reviewer", "appeal_reviewer"},
    "answer_group": frozenset({"reviewer"}),
    # end
    "follow_up": _DESK,
    "answer_survey": _DESK | {"complainant"},
    "close_case": _DESK,
    "reopen_case": _DESK | {"complainant"},
    "withdraw_case": _DESK | {"complainant"},
    "lapse_deadline": _NOBODY,
    "warn_deadline": _NOBODY,
}

# Who decided does not decide again on what became of it (APP-8).
_NOT_BY_DECIDER: Final = frozenset({"decide_appeal"})


class Verdict(Struct, frozen=True):
    """Whether somebody may. `code` is empty when allowed; `needs`: the relations that would allow it."""

    allowed: bool
    code: str = ""
    needs: tuple[str, ...] = ()


_YES: Final = Verdict(allowed=True)


def may(actor: Actor, command: str, case: CaseFacts) -> Verdict:
    """Whether the actor may give this command in this case.

    For `open_case` there is no case yet: give the future complainant in `parties`. Codes: `not_permitted`,
    `role_not_here` (of the right role, but the case is at another stage, in another region or department),
    `conflict_of_interest` (the case is the actor's own matter), `reviewer_decided_before` (APP-8),
    `not_a_party` (nothing to do with the case at all). Raises KeyError for an unknown command.
    """
    return verdicts(actor, (command,), case)[command]


def verdicts(actor: Actor, commands: Iterable[str], case: CaseFacts) -> dict[str, Verdict]:
    """What `may` says of each of these commands; the case is looked at once for all of them."""
    relations, own = held(actor, case), is_involved(actor, case)
    return {command: _verdict(actor, command, relations, own=own) for command in commands}


def _verdict(actor: Actor, command: str, relations: frozenset[str], *, own: bool) -> Verdict:
    """`relations`: those held in the case; `own`: whether it is the actor's own matter."""
    allowing = ACTIONS[command]
    if command in BY_CLOCK or actor.ref == "clock":
        by_machine = command in BY_CLOCK and actor.ref in ("clock", "system")
        return _YES if by_machine else _no("not_permitted", allowing)
    if actor.ref == "system":
        return _YES
    relations |= actor.roles if command == "open_case" else frozenset()
    counting = relations & PARTY_ROLES if own else relations
    if allowing.isdisjoint(counting):
        return _no(_hindrance(allowing, relations, actor), allowing)
    if command in _NOT_BY_DECIDER and "decider" in relations:
        return _no("reviewer_decided_before", allowing)
    return _YES


def _hindrance(allowing: frozenset[str], relations: frozenset[str], actor: Actor) -> str:
    if not allowing.isdisjoint(relations):
        return "conflict_of_interest"
    if not relations:
        return "not_a_party"
    return "not_permitted" if allowing.isdisjoint(actor.roles) else "role_not_here"


def _no(code: str, allowing: frozenset[str]) -> Verdict:
    return Verdict(allowed=False, code=code, needs=tuple(sorted(allowing)))
