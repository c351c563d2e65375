"""What must hold after every event of every case: the promises, each as one check of one step.

`before` and `after` are the states around an event. A check raises AssertionError; nothing here decides.
"""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

from msgspec.structs import replace

from gongdao.policies.rules import citations
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import kind_of
from gongdao.rulebook.conduct.converting import CONVERTED
from gongdao.rulebook.deadline import remaining
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.explain.grounds import weighed
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.liability import borne
from gongdao.rulebook.matter import case_facts
from gongdao.rulebook.money import position, postings
from gongdao.rulebook.notices import notices
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import State
from gongdao.rulebook.table import read
from gongdao.rulebook.terms import Liability
from gongdao.rulebook.weighing import excluded, may_still_object, opponents, undecided

WHOLE: Final = 10_000
VOID: Final = ("annulled", "remanded", "superseded")
UNDER_WAY: Final = ("filed", "assigned")
PERSONS: Final = frozenset({"customer", "technician", "shop", "carrier"})


class Watch:
    """One case, looked at event by event. `take` raises AssertionError where a promise is broken."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.state: State | None = None
        self.at: datetime | None = None
        self.by: dict[str, set[str]] = {}  # who decided, by level: "finding", or the id of an appeal
        self.accounts: Counter[tuple[str, str]] = Counter()
        self.lapsed: set[tuple[str, int]] = set()
        self.told: set[tuple[str, int]] = set()
        self.paused: dict[str, int] = {}

    def take(self, event: e.Event, at: datetime, by: str) -> State:
        """The state after the event, once every check has looked at it."""
        before, after = self.state, evolve(self.state, event, at)
        assert self.at is None or at >= self.at, "time runs backwards"
        for check in CHECKS:
            check(self, before, event, after, at, by)
        self.state, self.at = after, at
        return after

    def rest(self) -> None:
        """What must hold once everything that a command brought about has happened."""
        state = self.state
        if state is None:
            return
        void = {key for key, item in state.findings.items() if item.status in VOID}
        assert all(item.points == 0 for item in state.points.values() if item.finding in void)
        under_way = Counter(one.finding for one in state.appeals.values() if one.status in UNDER_WAY)
        assert all(count == 1 for count in under_way.values()), "two appeals at once against one finding"
        if not state.is_open:
            assert not [item.key for item in state.deadlines.values() if item.is_open]


Check = Callable[[Watch, State | None, e.Event, State, datetime, str], None]


def _whole(liabilities: tuple[Liability, ...]) -> bool:
    return sum(item.share_bp for item in liabilities) == WHOLE


def shares_make_the_whole(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """DEC-1, promise 6: shares sum to the whole, no party twice, and no more is borne than was lost."""
    if isinstance(event, e.FindingMade) and not after.findings[event.id].refused:
        assert _whole(event.liabilities)
        assert sum(item.amount_fen for item in event.liabilities) <= event.amount_fen
    if isinstance(event, e.AppealDecided) and event.outcome in ("uphold", "reduce", "shift"):
        assert before is not None
        finding = before.findings[before.appeals[event.id].finding]
        assert finding.refused or _whole(event.liabilities)
        lost = max(
            sum(item.amount_fen for item in finding.made), _loss(before, before.appeals[event.id].finding)
        )
        assert sum(item.amount_fen for item in event.liabilities) <= lost, "more is borne than was lost"
    if isinstance(event, e.FindingMade | e.AppealDecided):
        parties = [item.party for item in event.liabilities]
        assert len(set(parties)) == len(parties)
        assert all(item.amount_fen >= 0 for item in event.liabilities)


def _loss(state: State, key: str) -> int:
    return max(state.amount_fen, sum(item.amount_fen for item in state.findings[key].made))


def findings_have_grounds(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """DEC-3: a finding rests on a row of the pinned policy or on exhibits of the case, and says why."""
    if isinstance(event, e.FindingMade):
        assert before is not None
        assert event.row or event.exhibits
        assert set(event.exhibits) <= set(before.exhibits)
        cites = {item.text for item in citations(watch.policy)}
        assert not event.row or event.row in cites
        assert event.reasons.strip()
        shape = {item.party: item.share_bp for item in event.liabilities}
        assert (
            event.deviation
            or shape == {item.party: item.share_bp for item in event.suggested}
            or after.charge
        )


def nobody_decides_at_two_levels(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """APP-8, promise 3: who made a finding decides no appeal, and who decided one appeal no other."""
    if isinstance(event, e.FindingMade):
        assert before is not None
        others = {ref for level, people in watch.by.items() if level != "finding" for ref in people}
        assert event.by not in others, "who decided an appeal makes a finding"
        against = {party.ref for party in before.respondents} | {before.complainant.ref}
        assert event.by not in against | {item.party for item in event.liabilities}
        watch.by.setdefault("finding", set()).add(event.by)
    if isinstance(event, e.AppealDecided):
        for level, people in watch.by.items():
            assert level == event.id or event.by not in people or event.by in ("system", "clock")
        watch.by.setdefault(event.id, set()).add(event.by)


def appellants_are_never_worse_off(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """Promise 5: not by the decision on the own appeal, and not by the new finding after its remand."""
    if isinstance(event, e.AppealDecided):
        assert before is not None
        appeal = before.appeals[event.id]
        was = borne(before.findings[appeal.finding].liabilities, appeal.appellant)
        now = borne(event.liabilities, appeal.appellant)
        assert now[0] <= was[0]
        assert now[1] <= was[1]
        if appeal.outcome is None and watch.policy.appeals is not None:
            outcomes = [item.outcome for item in after.appeals.values()]
            assert outcomes.count("remand") <= watch.policy.appeals.remands


def reversal_undoes_everything(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """APP-15, promise 7: where no finding stands nothing rests on one: no money, no points, no count."""
    void = {key for key, item in after.findings.items() if item.status in VOID}
    for key in position(after):
        kind, _, rest = key.partition(":")
        if kind == "finding":
            assert rest.partition(":")[0] not in void
        if kind == "appeal":
            assert after.appeals[rest].finding not in void


def money_is_booked_once_and_balances(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """FND-4: each event's entries sum to zero, and the accounts are what the state says, never below zero."""
    sums: Counter[str] = Counter()
    for side in postings(before, after):
        sums[side.unit] += side.amount
        watch.accounts[side.account, side.unit] += side.amount
    assert not any(sums.values())
    wanted: Counter[tuple[str, str]] = Counter()
    for item in position(after).values():
        wanted[item.source, item.unit] -= item.amount
        wanted[item.target, item.unit] += item.amount
    booked = {key: value for key, value in watch.accounts.items() if value}
    assert booked == {key: value for key, value in wanted.items() if value}
    for (account, _), value in watch.accounts.items():
        assert value >= 0 or not account.startswith(("held:", "frozen:")), f"{account} is below zero"


def nobody_is_bound_unheard_of(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """Promise 4: whoever bears a limit is told of it, and what silence means, before it can lapse."""
    if isinstance(event, e.DeadlineStarted):
        item = event.deadline
        if kind_of(item.bearer) in PERSONS and ":" in item.bearer:
            told = {one.recipient: one.params for one in notices(event, after)}
            assert told[item.bearer]["consequences"]
        watch.told.add((item.key, item.starts_count))
    if isinstance(event, e.DeadlineLapsed):
        item = event.deadline
        assert (item.key, item.starts_count) in watch.told
        assert (item.key, item.starts_count) not in watch.lapsed, "it lapses twice"
        assert at >= item.due_at
        watch.lapsed.add((item.key, item.starts_count))


def pauses_keep_the_rest(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """SLA-9, promise 8: what was left when it was paused is left when it goes on, to the second."""
    calendar = calendar_of(watch.policy)
    if isinstance(event, e.DeadlinePaused):
        watch.paused[event.deadline.key] = remaining(event.deadline, at, calendar).seconds
    if isinstance(event, e.DeadlineResumed):
        assert remaining(event.deadline, at, calendar).seconds == watch.paused.pop(event.deadline.key)


def a_person_decides_when_asked(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """Promise 9: what a machine decided is final for nobody who has asked for a person, until one decides."""
    if isinstance(event, e.FindingFinal):
        assert before is not None
        finding = before.findings[event.id]
        assert not (finding.person == "asked" and finding.person_for == event.party)
    if isinstance(event, e.PersonDecided):
        assert event.by not in ("system", "clock")


def evidence_stays(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """An exhibit that is in the case stays as it is; so do findings and appeals.

    Where the law has its content erased, what it was, by whom and its hash stay (INT-8).
    """
    if before is not None:
        erased = event.id if isinstance(event, e.ExhibitErased) else ""
        for key, item in before.exhibits.items():
            now = after.exhibits[key]
            assert now == item or (key == erased and replace(now, erased_at=item.erased_at) == item)
        assert list(after.findings)[: len(before.findings)] == list(before.findings)
        assert list(after.appeals)[: len(before.appeals)] == list(before.appeals)
        for key, finding in before.findings.items():
            assert after.findings[key].made == finding.made


def nothing_rests_on_what_was_excluded(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """EVI-18: no decision cites an excluded exhibit, one whose objection waits, or one that the other side
    may still object to; no party weighs."""
    if isinstance(event, e.FindingMade | e.AppealDecided | e.ClaimRefused):
        assert before is not None
        assert set(event.exhibits).isdisjoint(excluded(before))
        if not isinstance(event, e.ClaimRefused):
            assert set(event.exhibits).isdisjoint(undecided(before))
            assert not [key for key in event.exhibits if may_still_object(before, key, at)]
    if isinstance(event, e.ObjectionWaived):
        assert event.of in opponents(after, event.id)
        assert event.of not in may_still_object(after, event.id, at)
    if isinstance(event, e.AdmissionDecided):
        assert event.id in after.exhibits
        assert event.id not in undecided(after)
        assert event.result == "admitted" or event.reason.strip()
        assert by not in {after.complainant.ref, *(party.ref for party in after.respondents)}
    if isinstance(event, e.ObjectionRaised):
        until = after.exhibits[event.exhibit].objections_until
        assert until is not None
        assert at <= until
        assert event.of in opponents(after, event.exhibit)


def every_issue_is_found_on(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """No decision without a finding for each issue: every fact that can change the row has a value,
    and every objection to an exhibit a word in the reasons, decided on or open with nothing resting on it.

    Points carried over from an older rule decide no issue.
    """
    if isinstance(event, e.FindingMade) and not any(item.cause == CONVERTED for item in event.liabilities):
        assert before is not None
        assert not read(watch.policy, {**case_facts(before), **event.facts}).open
    if isinstance(event, e.FindingMade | e.AppealDecided):
        assert before is not None
        told = [one for item in weighed(before) for one in item.objections]
        assert sorted(told, key=str) == sorted(before.objections.values(), key=str)
        open_ones = {one.exhibit for one in before.objections.values() if one.decided_at is None}
        assert open_ones.isdisjoint(event.exhibits)


def whoever_reviews_sees_it(
    watch: Watch, before: State | None, event: e.Event, after: State, at: datetime, by: str
) -> None:
    """APP-8: while an appeal is under way the case is under review, whatever else happens in it."""
    if after.is_open and any(item.status in UNDER_WAY for item in after.appeals.values()):
        assert after.status == "under_appeal"


CHECKS: Final[tuple[Check, ...]] = (
    shares_make_the_whole, findings_have_grounds, nobody_decides_at_two_levels,
    appellants_are_never_worse_off, reversal_undoes_everything, money_is_booked_once_and_balances,
    nobody_is_bound_unheard_of, pauses_keep_the_rest, a_person_decides_when_asked, evidence_stays,
    nothing_rests_on_what_was_excluded, every_issue_is_found_on, whoever_reviews_sees_it,
)  # fmt: skip
