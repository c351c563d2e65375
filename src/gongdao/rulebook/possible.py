"""What can be done in a case now, and why the rest cannot: every command tried on the law itself.

A plausible example of each command is put to `decide`. A refusal that the right words, amounts or proofs
would cure does not count: the act itself is open. So pages and API never know rules of their own.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from msgspec import Struct

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Exhibit, Liability, Order, Terms

# Refusals of what was said, not of the act: another example would pass.
CURABLE: Final = frozenset({
    "missing_fields", "bad_value", "nothing_to_change", "reason_needed", "unknown_category",
    "unknown_exhibit", "no_suitable_person", "conflict_of_interest", "proof_needed", "promise_in_the_past",
    "shares_do_not_sum",
    "no_basis", "deviation_without_reason", "amount_over_loss", "key_evidence_missing", "worse_than_before",
    "same_result_after_remand", "not_heard",
})  # fmt: skip
_NOTHING: Final = {"C": "C1", "P": "P1", "R": "R1", "S": "S1", "T": "T1", "V": "V1", "F": "F1", "A": "A1"}
_SAY: Final = "…"


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
        found += [item for item in tried if item.refusal is None] or tried[:1]
    return tuple(found)


def _tried(
    policy: Policy, state: State, facts: Facts, actor: Actor, now: datetime, example: c.Command
) -> Possibility:
    result = decide(policy, state, example, facts, actor, now)
    refusal = result if isinstance(result, Refusal) and result.code not in CURABLE else None
    subject = getattr(example, "id", "") or getattr(example, "finding", "") or getattr(example, "key", "")
    return Possibility(c.name_of(example), subject, refusal)


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
    refs = [party.ref for party in state.respondents] or ["company"]
    return [c.AskStatement(ref, _SAY) for ref in refs]


def _promise(_policy: Policy, _state: State, now: datetime) -> Iterable[c.Command]:
    return (c.MakePromise(_SAY, now + timedelta(hours=1)),)


def _finding(policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    facts = {fact.id: fact.values[0] for fact in policy.finding.facts}
    everything = (Liability("company", 10_000, 0),)
    return (c.MakeFinding(facts, _SAY, everything, deviation=_SAY, exhibits=tuple(state.exhibits)),)  # type: ignore[arg-type]  # values are texts


def _proposal(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.ProposeRemedies((Terms(policy.remedies.kinds[0].kind),), _SAY),)


def _order(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    bare = [rule.kind for rule in policy.remedies.kinds if rule.kind not in policy.remedies.compensating]
    return [c.OrderRemedy(Terms(kind), _SAY) for kind in bare[:1]]


def _after_sale(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return [c.OrderAfterSale(kind, _SAY) for kind in policy.closing.after_sale[:1] or ("repair",)]


def _body(policy: Policy, outside: str) -> str:
    return next((rung.bodies[0] for rung in policy.ladder if rung.outside == outside and rung.bodies), _SAY)


def _mediation(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.OpenMediation(_body(policy, "mediation"), _SAY),)


def _referral(policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.ReferOutside(_body(policy, "referral"), _SAY),)


def _appeals(_policy: Policy, state: State, _now: datetime) -> Iterable[c.Command]:
    return [
        c.FileAppeal(key, "attribution", _SAY, _SAY, appellant=item.party)
        for key, finding in reversed(state.findings.items())
        for item in finding.liabilities
        if item.party != "company"
    ] or [c.FileAppeal("F1", "attribution", _SAY, _SAY)]


def _collaboration(_policy: Policy, _state: State, _now: datetime) -> Iterable[c.Command]:
    return (c.AskCollaboration("department:…", _SAY),)


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
    _plain(c.JudgeEstablishment(established=True, reason=_SAY)),
    _plain(c.AttachOrder(Order(_SAY))),
    _plain(c.AssignHandler()),
    _plain(c.TransferCase(_SAY, _SAY)),
    _plain(c.HandOverCase("staff:0", _SAY)),
    _collaboration,
    _each("collaborations", "C", lambda key: c.AnswerCollaboration(key, _SAY)),
    _each("collaborations", "C", c.UrgeCollaborator),
    _plain(c.StartWaiting("customer", _SAY)),
    _plain(c.EndWaiting()),
    _extensions,
    _plain(c.SubmitExhibit(Exhibit("0" * 64, "other", _SAY))),
    _plain(c.RecordFacts({})),
    _statements,
    _each("statements", "S", lambda key: c.GiveStatement(key, _SAY)),
    _finding,
    _proposal,
    _each("proposals", "P", c.ApproveProposal),
    _each("proposals", "P", lambda key: c.RejectProposal(key, _SAY)),
    _each("proposals", "P", lambda key: c.AnswerProposal(key, accepted=True, proof=_SAY)),
    _plain(c.EscalateCase(_SAY)),
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
    _each("appeals", "A", lambda key: c.DecideAppeal(key, "uphold", _SAY)),
    _each("appeals", "A", lambda key: c.WithdrawAppeal(key, _SAY)),
    _each("findings", "F", c.AcceptFinding),
    _plain(c.DecideClaims()),
    _plain(c.FollowUp(satisfied=True, text=_SAY)),
    _plain(c.CloseCase(_SAY, _SAY)),
    _plain(c.ReopenCase(_SAY)),
    _plain(c.WithdrawCase(_SAY)),
)
