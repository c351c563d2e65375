"""What can be done in a case: every act, open to the reader or with the reason why not; how it is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString
from msgspec import Struct

from gongdao.casework.facts import facts_seen
from gongdao.casework.store import Stored
from gongdao.letters.wording import say
from gongdao.people.permissions import facts_of, verdicts
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.possible import possibilities
from gongdao.web.shell.drawing import filled

# Acts are offered in these groups, in this order.
GROUPS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("talk", ("respond_first", "tell_progress", "record_contact", "make_promise", "keep_promise",
              "supply_details", "add_note")),
    ("sort", ("classify_case", "assess_customer", "change_priority", "mark_complex", "judge_establishment",
              "attach_order")),
    ("staff", ("assign_handler", "hand_over_case", "transfer_case", "ask_collaboration",
               "answer_collaboration", "urge_collaborator", "start_waiting", "end_waiting",
               "extend_deadline")),
    ("judge", ("submit_exhibit", "ask_evidence", "judge_evidence", "waive_evidence",
               "excuse_evidence", "admit_exhibit", "object_to_exhibit", "waive_objection",
               "answer_objection",
               "arrange_chain", "erase_exhibit", "record_facts", "ask_statement", "give_statement",
               "make_finding")),
    ("dispute", ("step_in", "ask_step_in", "make_offer", "answer_offer", "ship_return", "receive_goods",
                 "check_goods", "report_lost")),
    ("settle", ("propose_remedies", "approve_proposal", "reject_proposal", "answer_proposal", "order_remedy",
                "carry_out_remedy", "fail_remedy", "escalate_case", "open_mediation", "end_mediation",
                "refer_outside")),
    ("order", ("change_order", "void_waybill", "sign_waybill_void")),
    ("conduct", (
        "charge_violation", "order_correction", "report_correction", "check_correction", "convert_points",
        "lift_sanction",
    )),
    ("money", ("hold_money", "ask_advance", "pay_advance", "deny_advance", "confirm_return",
               "take_back_advance", "recover_advance", "write_off_advance",
               "release_money")),
    ("work", ("order_after_sale", "dispatch_after_sale", "finish_after_sale", "decide_claims")),
    ("appeal", ("file_appeal", "assign_reviewer", "judge_lateness", "ask_supplement", "give_supplement",
                "decide_appeal", "withdraw_appeal", "accept_finding", "ask_for_person", "decide_as_person",
                "go_outside", "form_group", "join_group", "classify_member", "answer_group", "leave_group")),
    ("end", ("follow_up", "answer_survey", "close_case", "reopen_case", "withdraw_case")),
)  # fmt: skip
_OPEN: Final = (
    '<a class="btn btn-sm{primary}" role="button" href="{url}" hx-get="{url}" hx-target="#act-body">'
    "{title}</a>"
)
_CLOSED: Final = (
    '<li><span class="text-secondary" aria-disabled="true">{title}</span><span class="d-block small">{why}'
    ' <span class="text-secondary">{rule}</span></span></li>'
)
_IN_ADDRESSES: Final = "!$&'()*+,;=/~:@"  # left as they are, as by `reverse`


class Act(Struct, frozen=True):
    """One act: open, or with the reason why not in words. `label`: on what, where there is more than one."""

    command: str
    subject: str
    label: str = ""
    why: str = ""
    rule: str = ""


def acts_of(
    actor: Actor, stored: Stored, policy: Policy, names: Mapping[str, str], language: str, now: datetime
) -> tuple[Act, ...]:
    """Every act on the case: what the actor may do now, and for the rest the reason why not."""
    case = facts_of(stored.state)
    facts = facts_seen(policy, stored.state, now, stored.case_id)
    tried = possibilities(policy, stored.state, facts, actor, now)
    times = Counter(item.command for item in tried)
    allowed = verdicts(actor, times, case)
    found: list[Act] = []
    for item in tried:
        if item.command == "admit_exhibit" and item.refusal is None:
            continue  # exhibits are decided on where both sides' evidence is seen (`cases.bench`)
        if item.refusal is not None and item.refusal.code == "not_offered_by_policy":
            continue  # no act of this policy at all, whoever asks
        verdict = allowed[item.command]
        label = _label(item.command, item.subject, names) if times[item.command] > 1 else ""
        if not verdict.allowed:
            why = say(
                f"refusal.{verdict.code}", language, names=names, role=list(verdict.needs), ref=actor.ref
            )
            found.append(Act(item.command, item.subject, label, why, "TRI-7"))
        elif item.refusal is not None:
            why = say(f"refusal.{item.refusal.code}", language, names=names, **item.refusal.params)
            found.append(Act(item.command, item.subject, label, why, item.refusal.rule))
        else:
            found.append(Act(item.command, item.subject, label))
    return tuple(found)


def grouped(acts: Iterable[Act]) -> tuple[tuple[str, tuple[Act, ...]], ...]:
    """Acts by GROUPS; groups without any are left out."""
    by_command: dict[str, list[Act]] = {}
    for act in acts:
        by_command.setdefault(act.command, []).append(act)
    groups = ((code, tuple(a for name in group for a in by_command.get(name, []))) for code, group in GROUPS)
    return tuple((code, found) for code, found in groups if found)


def open_drawn(acts: Iterable[Act], *, number: str, version: int, first: str, language: str) -> SafeString:
    """Open acts as buttons that ask for what the act needs; the command `first` stands out."""
    place = reverse("case-act", args=[number, "0"]).removesuffix("0/")
    buttons = (
        filled(
            _OPEN,
            primary=" btn-primary" if act.command == first else "",
            url=f"{place}{_way_to(act)}/?version={version}",
            title=f"{say(f'action.{act.command}', language)} {act.label}".rstrip(),
        )
        for act in acts
    )
    return SafeString("".join(buttons))


def closed_drawn(acts: Iterable[Act], language: str) -> SafeString:
    """Closed acts as lines, each with its reason."""
    lines = (
        filled(_CLOSED, title=say(f"action.{act.command}", language), why=act.why, rule=act.rule)
        for act in acts
    )
    return SafeString("".join(lines))


def _way_to(act: Act) -> str:
    return f"{act.command}/{quote(act.subject, safe=_IN_ADDRESSES)}" if act.subject else act.command


def _label(command: str, subject: str, names: Mapping[str, str]) -> str:
    """On what an act is done: a deadline by its title, a party by its name, an item by its number."""
    if command == "extend_deadline":
        rule, _, rest = subject.partition(":")
        return f"{names.get(f'deadline:{rule}', rule)} {names.get(rest, rest)}".strip()
    return names.get(subject, subject)
