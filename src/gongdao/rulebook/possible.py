"""What can be done in a case now, and why the rest cannot: every command tried on the law itself.

A plausible example of each command is put to `decide`. A refusal that the right words, amounts or proofs
would cure does not count: the act itself is open. So pages and API never know rules of their own.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from msgspec import Struct

from gongdao.rulebook import commands as c
from gongdao.rulebook import weighing
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal, refuse
from gongdao.rulebook.remedy import orderable, rungs_above
from gongdao.rulebook.state import State, bearers
from gongdao.rulebook.terms import (
    APPEAL_SCOPES,
    ClassAnswer,
    Exhibit,
    Item,
    Liability,
    OldPoints,
    Order,
    Terms,
)

# Refusals of what was said, not of the act: another example would pass.
CURABLE: Final = frozenset({
    "missing_fields", "bad_value", "nothing_to_change", "reason_needed", "unknown_category",
    "unknown_exhibit", "no_suitable_person", "conflict_of_interest", "proof_needed", "promise_in_the_past",
    "shares_do_not_sum",
    "no_basis", "deviation_without_reason", "amount_over_loss", "key_evidence_missing", "worse_than_before",
    "same_result_after_remand", "not_heard", "late_reason_needed", "level_not_open", "name_differs",
    "variant_of_others", "nothing_new", "no_operation_log", "missing_not_named", "no_such_group",
    "too_few_members", "members_unsorted", "class_unanswered", "evidence_awaited", "default_stands",
    "exhibit_excluded", "objection_undecided", "objection_time_runs", "advance_over_case_cap",
})  # fmt: skip
_NOTHING: Final = {
    "C": "C1", "P": "P1", "R": "R1", "S": "S1", "T": "T1", "W": "W1", "V": "V1", "F": "F1", "A": "A1",
    "X": "X1", "D": "D1", "Q": "Q1", "O": "O1", "G": "G1", "E": "E1", "K": "K1",
}  # fmt: skip
_SAY: Final = "…"
_EXHIBIT: Final = Exhibit("0" * 64, "other", _SAY)


class Possibility(Struct, frozen=True):
    """One command on one subject ("P1", or "" for the case itself), open where `refusal` is None."""

    command: str
    subject: str = ""
    refusal: Refusal | None = None


def possibilities(
    policy: Policy, state: State, facts: Facts, actor: Actor, now: datetime
) -> tuple[Possibility, ...]:
    """Every command a person can give in this case, in the order of `EXAMPLES`.

    A command that has a subject stands once for each subject it could be done on, or once with its refusal
    where there is none. Who may give it is another question (`people.permissions.may`).
    """
    found: list[Possibility] = []
    for make in EXAMPLES:
        tried = [_tried(policy, state, facts, actor, now, example) for example in make(policy, state, now)]
        found += dict.fromkeys(item for item in tried if item.refusal is None) or tried[:1]
    return tuple(found)


def _tried(
    policy: Policy, state: State, facts: Facts, actor: Actor, now: datetime, example: c.Command
) -> Possibility:
    result = decide(policy, state, example, facts, actor, now)
    refusal = result if isinstance(result, Refusal) and result.code not in CURABLE else None
    if refusal is not None and refusal.code == "unknown_item":  # nobody named the item of an example
        refusal = refuse(refusal.rule, "none_there").refusal
    subject = next((value for name in _SUBJECTS if (value := getattr(example, name, ""))), "")
    return Possibility(c.name_of(example), subject, refusal)


_SUBJECTS: Final = ("id", "finding", "key", "request")  # fields that say on what
Maker = Callable[[Policy, State, datetime], Iterable[c.Command]]


def _plain(command: c.Command) -> Maker:
    return lambda _policy, _state, _now: (command,)


def _each(items: str, prefix: str, make: Callable[[str], c.Command]) -> Maker:
    """One example for each item of this kind in the case, latest first; a first one where there is none."""

    def examples(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
        held: Mapping[str, Any] = getattr(state, items)
        return [make(key) for key in reversed(list(held) or [_NOTHING[prefix]])]

    return examples


def _extensions(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    keys = [key for key, item in state.deadlines.items() if item.status == "running"]
    return [c.ExtendDeadline(key, "1h", _SAY) for key in keys or ["first_response"]]


def _statements(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    """Whoever may be judged: beside those complained of, the company (DEC-5)."""
    refs = [*(party.ref for party in state.respondents), "company"]
    return [c.AskStatement(ref, _SAY) for ref in refs]


def _promise(_policy: Policy, _state: State, now: datetime) -> Iterable[c.Command]:
    return (c.MakePromise(_SAY, now + timedelta(hours=1)),)


def _finding(policy: Policy, state: State, now: datetime) -> Iterable[c.Command]:
    facts = {fact.id: fact.values[0] for fact in policy.finding.facts}
    shop = state.charge.shop if state.charge is not None else "company"
    everything = (Liability(shop, 10_000, 0),)
    return (c.MakeFinding(facts, _SAY, everything, deviation=_SAY, exhibits=weighing.admissible(state, now)),)  # type: ignore[arg-type]  # values are texts


def _terms(policy: Policy, state: State) -> tuple[Terms, ...]:
    """A remedy that may be offered in a case of this category, saying how much (RES-2, RES-12)."""
    first = (kind for rule in policy.remedies.first if rule.category == state.category for kind in rule.kinds)
    return (Terms(next(first, policy.remedies.kinds[0].kind), amount_fen=1, units=1),)


def _proposal(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.ProposeRemedies(_terms(policy, state), _SAY),)


def _escalation(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    """To the next rung, or past some to one further up (RES-7). Another one would only be a bad value."""
    above = (rung.id for rung in rungs_above(policy, state))
    return [c.EscalateCase(_SAY, rung) for rung in ("", *above)]


def _order(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    """What costs nothing, without consent (RES-13); or what a finding obliges somebody to (RES-9)."""
    yield from (c.OrderRemedy(Terms(kind), _SAY) for kind in orderable(policy)[:1])
    kind = policy.remedies.kinds[0].kind
    for key, finding in reversed(state.findings.items()):
        for obligor in finding.final_for:
            owed = Terms(kind, obligor=obligor, amount_fen=1, units=1)
            yield c.OrderRemedy(owed, _SAY, finding=key)


def _after_sale(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return [c.OrderAfterSale(kind, _SAY) for kind in policy.closing.after_sale[:1] or ("repair",)]


def _body(policy: Policy, outside: str) -> str:
    return next((rung.bodies[0] for rung in policy.ladder if rung.outside == outside and rung.bodies), _SAY)


def _mediation(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.OpenMediation(_body(policy, "mediation"), _SAY),)


def _referral(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.ReferOutside(_body(policy, "referral"), _SAY),)


def _outside(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    levels = policy.appeals.levels if policy.appeals is not None else ()
    body = next((body for level in levels for body in level.bodies), _SAY)
    return [c.GoOutside(key, body) for key in reversed(list(state.findings) or ["F1"])]


def _automatic(make: Callable[[str], c.Command]) -> Maker:
    """One example for each decision that a machine made alone."""

    def examples(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
        made = [key for key, item in state.findings.items() if item.automatic]
        made += [key for key, item in state.appeals.items() if item.automatic]
        return [make(key) for key in reversed(made or ["F1"])]

    return examples


def _classes(make: Callable[[str], c.Command]) -> Maker:
    """The command for the first class of groups that is another one than the case has."""

    def examples(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
        group = policy.appeals.group if policy.appeals is not None else None
        own = state.group.group_class if state.group is not None else ""
        others = [name for name in (group.classes if group is not None else (_SAY,)) if name != own]
        return [make(name) for name in others[:1] or (_SAY,)]

    return examples


def _appeals(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return [
        appeal
        for key, finding in reversed(state.findings.items())
        for party in bearers(finding)
        if party != "company"
        for appeal in appeals_of(policy, key, party)
    ] or [c.FileAppeal("F1", "attribution", _SAY, _SAY)]


def appeals_of(policy: Policy, finding: str, party: str) -> tuple[c.FileAppeal, ...]:
    """A party's appeal in each scope: after a default the amount alone is open (EVI-12)."""
    scopes = policy.appeals.scopes if policy.appeals is not None else APPEAL_SCOPES[:1]
    return tuple(c.FileAppeal(finding, scope, _SAY, _SAY, appellant=party) for scope in scopes)


def _charge(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    violations = policy.conduct.violations if policy.conduct is not None else ()
    charged = state.charge.violation if state.charge is not None else ""
    others = [item.code for item in violations if item.code != charged]
    return (c.ChargeViolation(others[0] if others else _SAY, _SAY),)


def _conversion(policy: Policy, _state: State, now: datetime) -> Iterable[c.Command]:
    rule = policy.conduct.conversion if policy.conduct is not None else None
    given_at = now if rule is None else datetime.combine(rule.before, time(), UTC) - timedelta(days=2)
    return (c.ConvertPoints((OldPoints(1, given_at),)),)


def _asked_advance(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.AskAdvance(_SAY, state.amount_fen or 1),)


def _collaboration(_policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.AskCollaboration("department:…", _SAY),)


def _complexity(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.MarkComplex(complex=not state.complex, reason=_SAY),)


def _order_change(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    kind = policy.ordering.kinds[0] if policy.ordering else "refund"
    return (c.ChangeOrder(state.order_no, kind, _SAY, (Item(_SAY),), 0),)


def _waybill(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.VoidWaybill(state.order.waybill if state.order else "", _SAY),)


def _survey(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    questions = state.survey.questions if state.survey else (_SAY,)
    return (c.AnswerSurvey(dict.fromkeys(questions, 5), proof=_SAY),)


def _requests(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    cells = [cell.id for cell in (policy.evidence.matrix if policy.evidence else ())]
    asked = {item.requirement for item in state.requests.values()}
    free = next((key for key in cells if key not in asked), cells[0] if cells else _SAY)
    return (c.AskEvidence(free),)


def _exhibits(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    """An exhibit for each request that is not yet judged, and one for nothing in particular."""
    asked = [key for key, item in state.requests.items() if item.is_open]
    return [*(c.SubmitExhibit(_EXHIBIT, request=key) for key in asked), c.SubmitExhibit(_EXHIBIT)]


def _judgements(policy: Policy, state: State, now: datetime) -> Iterable[c.Command]:
    return _each("requests", "Q", lambda key: c.JudgeEvidence(key, "satisfied", reason=_SAY))(
        policy, state, now
    )


def _chain(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.ArrangeChain(problem=tuple(state.exhibits)[:1] or ("E1",)),)


def _offer(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.MakeOffer(_terms(policy, state)),)


def _receipts(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    """What is on its way, and the goods of the order."""
    coming = [c.ReceiveGoods(key, _SAY) for key, item in state.parcels.items() if item.status == "shipped"]
    return [*coming, c.ReceiveGoods("", _SAY)]


EXAMPLES: Final[tuple[Maker, ...]] = (
    _plain(c.RespondFirst(_SAY)),
    _plain(c.SupplyDetails(description=_SAY)),
    _plain(c.RecordContact(_SAY, "company")),
    _plain(c.TellProgress(_SAY)),
    _promise,
    _each("promises", "V", lambda key: c.KeepPromise(key, _SAY)),
    _plain(c.AddNote(_SAY)),
    _plain(c.ClassifyCase(reason=_SAY)),
    _plain(c.ChangePriority("urgent", _SAY)),
    _plain(c.AssessCustomer()),
    _complexity,
    _plain(c.JudgeEstablishment(established=True, reason=_SAY)),
    _plain(c.AttachOrder(Order(_SAY))),
    _order_change,
    _waybill,
    _each("voids", "W", c.SignWaybillVoid),
    _plain(c.AssignHandler()),
    _plain(c.TransferCase(_SAY, _SAY)),
    _plain(c.HandOverCase("staff:0", _SAY)),
    _collaboration,
    _each("collaborations", "C", lambda key: c.AnswerCollaboration(key, _SAY)),
    _each("collaborations", "C", c.UrgeCollaborator),
    _plain(c.StartWaiting("customer", _SAY)),
    _plain(c.EndWaiting()),
    _extensions,
    _exhibits,
    _plain(c.RecordFacts({})),
    _requests,
    _judgements,
    _each("requests", "Q", lambda key: c.WaiveEvidence(key, _SAY)),
    _each("requests", "Q", lambda key: c.ExcuseEvidence(key, _SAY)),
    _each("exhibits", "E", lambda key: c.AdmitExhibit(key, "excluded", reason=_SAY)),
    _each("exhibits", "E", lambda key: c.EraseExhibit(key, _SAY)),
    _each("exhibits", "E", lambda key: c.ObjectToExhibit(key, "authenticity", _SAY)),
    _each("exhibits", "E", c.WaiveObjection),
    _each("objections", "K", lambda key: c.AnswerObjection(key, _SAY)),
    _chain,
    _statements,
    _each("statements", "S", lambda key: c.GiveStatement(key, _SAY)),
    _finding,
    _offer,
    _each("offers", "O", lambda key: c.AnswerOffer(key, accepted=True)),
    _plain(c.AskStepIn(_SAY)),
    _plain(c.StepIn(_SAY)),
    _plain(c.ShipReturn(_SAY)),
    _receipts,
    _each("parcels", "G", lambda key: c.CheckGoods(key, in_order=True)),
    _each("parcels", "G", lambda key: c.ReportLost(key, _SAY)),
    _proposal,
    _each("proposals", "P", c.ApproveProposal),
    _each("proposals", "P", lambda key: c.RejectProposal(key, _SAY)),
    _each("proposals", "P", lambda key: c.AnswerProposal(key, accepted=True, proof=_SAY)),
    _escalation,
    _order,
    _each("remedies", "R", lambda key: c.CarryOutRemedy(key, _SAY, _SAY)),
    _each("remedies", "R", lambda key: c.FailRemedy(key, _SAY)),
    _mediation,
    _plain(c.EndMediation(agreed=False, text=_SAY)),
    _referral,
    _after_sale,
    _each("after_sales", "T", lambda key: c.DispatchAfterSale(key, "technician:0")),
    _each("after_sales", "T", lambda key: c.FinishAfterSale(key, _SAY)),
    _appeals,
    _each("appeals", "A", c.AssignReviewer),
    _each("appeals", "A", lambda key: c.JudgeLateness(key, accepted=True, reason=_SAY)),
    _each("appeals", "A", lambda key: c.AskSupplement(key, ("other",))),
    _each("appeals", "A", lambda key: c.GiveSupplement(key, new_exhibits=(_EXHIBIT,))),
    _each("appeals", "A", lambda key: c.DecideAppeal(key, "uphold", _SAY)),
    _each("appeals", "A", lambda key: c.WithdrawAppeal(key, _SAY)),
    _each("findings", "F", c.AcceptFinding),
    _charge,
    _plain(c.OrderCorrection(_SAY)),
    _plain(c.ReportCorrection(_SAY)),
    _plain(c.CheckCorrection(accepted=True, reason=_SAY)),
    _conversion,
    _each("sanctions", "X", c.LiftSanction),
    _plain(c.HoldMoney(_SAY)),
    _asked_advance,
    _each("advances", "D", c.PayAdvance),
    _each("advances", "D", lambda key: c.DenyAdvance(key, _SAY)),
    _each("advances", "D", lambda key: c.ConfirmReturn(key, _SAY)),
    _each("advances", "D", lambda key: c.TakeBackAdvance(key, _SAY)),
    _each("advances", "D", lambda key: c.RecoverAdvance(key, _SAY)),
    _each("advances", "D", lambda key: c.WriteOffAdvance(key, _SAY)),
    _plain(c.ReleaseMoney(_SAY)),
    _outside,
    _automatic(lambda key: c.AskForPerson(key)),
    _automatic(lambda key: c.DecideAsPerson(key, confirmed=True, reasons=_SAY)),
    _plain(c.FormGroup(_SAY, _SAY)),
    _plain(c.JoinGroup(_SAY)),
    _plain(c.LeaveGroup(_SAY)),
    _classes(c.ClassifyMember),
    _classes(lambda name: c.AnswerGroup((ClassAnswer(name, "uphold", _SAY),))),
    _plain(c.DecideClaims()),
    _plain(c.FollowUp(satisfied=True, text=_SAY)),
    _survey,
    _plain(c.CloseCase(_SAY, _SAY)),
    _plain(c.ReopenCase(_SAY)),
    _plain(c.WithdrawCase(_SAY)),
)
