"""How a story ended: its course, deadlines, outcome, money and days, read from what was stored."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from gongdao.casework.outcome import Entry
from gongdao.casework.store import events_of
from gongdao.intake.demo.play import Played
from gongdao.ledger.queries import entries_of_case
from gongdao.policies import queries as policies
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.deadline import runs_out

_SECONDS_A_MINUTE: Final = 60
_WORTH: Final = frozenset({"fen", "coupon_fen", "points"})


class Mark(Struct, frozen=True):
    """One station of the course: the code of `demo.course.<code>` and what its words need."""

    code: str
    params: dict[str, Any] = {}


class Amount(Struct, frozen=True):
    """What a party received (positive) or bears (negative) in this case, in `unit`."""

    account: str
    unit: str
    amount: int


class Ending(Struct, frozen=True):
    """One line of the result table. `lapsed`: the rules whose limit was missed, as often as it was;
    `ran_out`: those of times that ended as they should."""

    number: str
    story: str
    title: dict[str, str]
    source: str
    policy: str
    policy_version: str
    received_at: datetime
    closed_at: datetime | None
    status: str
    outcome: str
    course: tuple[Mark, ...]
    met: int
    lapsed: tuple[str, ...]
    ran_out: tuple[str, ...]
    refused: tuple[str, ...]
    money: tuple[Amount, ...]
    working_days: float


def ending(played: Played) -> Ending:
    """What became of a story. Four statements."""
    state, story = played.state, played.story
    log = events_of(played.case_id)
    policy = policies.version(state.policy, state.policy_version)
    calendar = policies.calendar(policy)
    return Ending(
        number=played.number,
        story=story.story,
        title=story.title,
        source=story.source,
        policy=state.policy,
        policy_version=state.policy_version,
        received_at=state.received_at,
        closed_at=state.closed_at,
        status=state.status,
        outcome=state.outcome or "",
        course=tuple(_course(played, log)),
        met=sum(isinstance(entry.event, e.DeadlineMet) for entry in log),
        lapsed=_passed(log, ran_out=False),
        ran_out=_passed(log, ran_out=True),
        refused=tuple(step.refused for step in story.steps if step.refused),
        money=_money(played.case_id),
        working_days=_working_days(calendar, state.received_at, state.closed_at),
    )


def _passed(log: tuple[Entry, ...], *, ran_out: bool) -> tuple[str, ...]:
    """The rules whose limit passed: missed, or run out as it should."""
    events = [entry.event for entry in log if isinstance(entry.event, e.DeadlineLapsed)]
    return tuple(event.deadline.rule for event in events if runs_out(event.consequences) == ran_out)


def _course(played: Played, log: tuple[Entry, ...]) -> Iterator[Mark]:
    """The stations in order of time, what was refused among them."""
    refused = [step for step in played.story.steps if step.refused]
    for entry in log:
        while refused and refused[0].at < entry.at:
            step = refused.pop(0)
            yield Mark("refused" if step.command == "file_appeal" else "not_done", {"rule": step.refused})
        yield from _marks(entry.event, played)


def _marks(event: e.Event, played: Played) -> Iterator[Mark]:
    state = played.state
    match event:
        case e.FindingMade():
            yield Mark("finding" if event.binding else "preliminary")
        case e.ProposalAnswered():
            yield Mark("accepted" if event.accepted else "declined")
        case e.CaseEscalated():
            yield Mark("escalated", {"rung": event.rung})
        case e.AppealFiled():
            yield Mark("appeal" if kind_of(event.by) != "staff" else "appeal_on_behalf")
        case e.AppealDecided():
            yield Mark("appeal_decided", {"outcome": event.outcome})
        case e.FindingFinal(because="window_lapsed"):
            yield Mark("final")
        case e.EstablishmentJudged(established=False):
            yield Mark("not_established")
        case e.RemedyDone():
            yield Mark("remedy", {"kind": state.remedies[event.id].terms.kind})
        case e.AfterSaleDone():
            yield Mark("after_sale", {"kind": state.after_sales[event.id].kind})
        case e.ClaimsDecided(transfer=True):
            yield Mark("claims")
        case _:
            code = _answered(event) or _PLAIN.get(type(event))
            if code is not None:
                yield Mark(code)


def _answered(event: e.Event) -> str | None:
    """The station at which something was found so or otherwise."""
    match event:
        case e.OfferAnswered():
            return "offer_accepted" if event.accepted else "offer_declined"
        case e.GoodsChecked():
            return "goods_in_order" if event.in_order else "goods_not_in_order"
        case e.CorrectionChecked():
            return "corrected" if event.accepted else "not_corrected"
    return None


_PLAIN: Final[dict[type[e.Event], str]] = {
    e.CaseOpened: "opened",
    e.StatementGiven: "heard",
    e.ProposalMade: "proposal",
    e.PromiseMade: "promise",
    e.PromiseKept: "promise_kept",
    e.CollaborationAsked: "collaboration",
    e.CollaboratorUrged: "urged",
    e.CollaborationAnswered: "collaboration_answered",
    e.MoneyHeld: "money_held",
    e.OfferMade: "offer",
    e.PlatformSteppedIn: "stepped_in",
    e.EvidenceAsked: "evidence_asked",
    e.EvidenceDefaulted: "evidence_defaulted",
    e.AdvancePaid: "advance_paid",
    e.AdvanceReturnMissed: "return_missed",
    e.AdvanceRecovered: "advance_recovered",
    e.AdvanceTakenBack: "advance_taken_back",
    e.ReturnShipped: "return_shipped",
    e.ViolationCharged: "charged",
    e.CorrectionOrdered: "correction",
    e.SanctionImposed: "sanction",
    e.SanctionEnded: "sanction_ended",
    e.SanctionLifted: "sanction_lifted",
    e.SupplementAsked: "supplement_asked",
    e.GroupAnswered: "group_answered",
    e.FollowUpMade: "follow_up",
    e.CaseClosed: "closed",
}


_OTHER_SIDE: Final = frozenset({"company", "fund", "escrow", "bank", "held", "frozen"})


def _money(case_id: int) -> tuple[Amount, ...]:
    """What the parties received and bear; company, fund and held money are the other side."""
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for entry in entries_of_case(case_id):
        if kind_of(entry.account) not in _OTHER_SIDE and entry.unit in _WORTH:
            sums[entry.account, entry.unit] += entry.amount
    return tuple(Amount(account, unit, amount) for (account, unit), amount in sums.items())


def _working_days(calendar: Calendar, start: datetime, end: datetime | None) -> float:
    """The working time between two instants in days of the usual opening hours, to one decimal."""
    if end is None:
        return 0.0
    monday = calendar.hours[0]
    day = sum(closes - opens for opens, closes in monday) * _SECONDS_A_MINUTE
    return round(calendar.working_seconds(start, end) / day, 1)
