"""Offers to settle, and what was not agreed, are hidden from whoever decides (RES-4)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongdao.api.seen import Reader, case_seen
from gongdao.casework.showing import Showing
from gongdao.casework.store import Stored
from gongdao.people.permissions import facts_of, sees_as_staff
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import ROLES, Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.notices import notices
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Demand, Order, Party, Terms

POLICY = next(load(read_bytes(path)) for path in shipped() if path.parent.name == "platform_dispute")
START = datetime(2024, 5, 6, 2, tzinfo=UTC)


def staff(key: int, *roles: str) -> Actor:
    ref = f"staff:{key}"
    return Actor(ref, frozenset(roles), frozenset({ref}), departments=frozenset({"service"}), verified=True)


def outside(ref: str) -> Actor:
    return Actor(ref, refs=frozenset({ref}), verified=True)


BUYER, SHOP, OTHER_SHOP = outside("customer:1"), outside("shop:1"), outside("shop:2")
AGENT, ADJUDICATOR, REVIEWER = staff(1, "agent"), staff(6, "adjudicator"), staff(8, "appeal_reviewer")
FACTS = Facts(
    candidates=tuple(
        Candidate(one.ref, roles=one.roles, refs=one.refs, departments=one.departments)
        for one in (AGENT, staff(3, "supervisor"), ADJUDICATOR, REVIEWER)
    )
)
# Each offer and proposal has words and a sum of its own, found nowhere else.
SECRET = "密约{}号"


def _offer(n: int, kind: str = "refund") -> c.Command:
    return c.MakeOffer((Terms(kind, 777_000 + n),), SECRET.format(n))  # type: ignore[arg-type]  # a kind


def _command(n: int, choice: str) -> tuple[Actor, c.Command]:
    table: dict[str, tuple[Actor, c.Command]] = {
        "shop_offers": (SHOP, _offer(n)),
        "buyer_offers": (BUYER, _offer(n, "partial_refund")),
        "shop_refuses": (SHOP, c.AnswerOffer(f"O{n % 4 + 1}", accepted=False, text=SECRET.format(n))),
        "buyer_refuses": (BUYER, c.AnswerOffer(f"O{n % 4 + 1}", accepted=False, text=SECRET.format(n))),
        "buyer_accepts": (BUYER, c.AnswerOffer(f"O{n % 4 + 1}", accepted=True)),
        "asks": (BUYER, c.AskStepIn("协商不成")),
        "steps_in": (AGENT, c.StepIn("平台已介入")),
        "proposes": (AGENT, c.ProposeRemedies((Terms("refund", 777_000 + n),), SECRET.format(n))),
        "shop_declines": (SHOP, c.AnswerProposal("P1", accepted=False, text=SECRET.format(n))),
        "judged": (ADJUDICATOR, c.MakeFinding(
            {"claim": "received", "delivery": "proven", "goods": "unproven", "returned": "none"}, "无凭证",
        )),
        "evening": (AGENT, c.AddNote("等待")),
    }  # fmt: skip
    return table[choice]


CHOICES = (
    "shop_offers", "buyer_offers", "shop_refuses", "buyer_refuses", "buyer_accepts", "asks", "steps_in",
    "proposes", "shop_declines", "judged", "evening",
)  # fmt: skip
courses = st.lists(st.tuples(st.sampled_from(CHOICES), st.integers(1, 70)), min_size=3, max_size=14)
people = st.builds(
    Actor,
    ref=st.sampled_from(["staff:1", "staff:3", "staff:6", "staff:8", "staff:9", "shop:2", "customer:9"]),
    roles=st.frozensets(st.sampled_from(ROLES), max_size=4),
    departments=st.sampled_from([frozenset({"service"}), frozenset()]),
).map(lambda one: msgspec.structs.replace(one, refs=frozenset({one.ref})))


def played(course: list[tuple[str, int]]) -> tuple[State, list[e.Event], list[Any]]:
    """The case after a random course, its events and its messages."""
    opening = c.OpenCase(
        "web", Party("customer:1", "王女士", "13800000001"), "灯罩开裂，质量问题。",
        respondents=(Party("shop:1"), Party("shop:2")), demands=(Demand("refund"),),
        order=Order("D1", paid_fen=45_800), amount_fen=45_800,
    )  # fmt: skip
    now, state = START, None
    log: list[e.Event] = []
    told: list[Any] = []

    def take(events: tuple[e.Event, ...] | Refusal, at: datetime) -> None:
        nonlocal state
        for event in () if isinstance(events, Refusal) else events:
            state = evolve(state, event, at)
            log.append(event)
            told.extend(notices(event, state))

    take(decide(POLICY, None, opening, FACTS, BUYER, now), now)
    assert state is not None
    for n, (choice, hours) in enumerate(course, 1):
        now += timedelta(hours=hours)
        for step in catch_up(POLICY, state, FACTS, now):
            take(step.events, step.at)
        actor, command = _command(n, choice)
        take(decide(POLICY, state, command, FACTS, actor, now), now)
    return state, log, told


def words(*parts: Any) -> str:
    return msgspec.json.encode(parts).decode()


def shown_to(actor: Actor, state: State, log: list[e.Event], told: list[Any]) -> str:
    """Everything of the case that reaches somebody, by page, API, course and messages."""
    stored = Stored(202405 * 10**7 + 1, state, b"")
    showing = Showing(actor, state)
    seen = case_seen(Reader(actor, stored), {})
    page = showing.seen() if showing.inside else ()
    course = [event for event in log if showing.event(event)]
    messages = [item for item in told if actor.acts_for(item.recipient)]
    return words(seen, page, course, messages)


def secrets_of(state: State) -> set[str]:
    """The words and sums of offers and proposals that nobody agreed to."""
    offers = [item for item in state.offers.values() if item.status != "accepted"]
    proposals = [item for item in state.proposals.values() if item.status != "accepted"]
    agreed = {
        terms.amount_fen
        for item in (*state.offers.values(), *state.proposals.values())
        if item.status == "accepted"
        for terms in item.remedies
    }
    sums = {terms.amount_fen for item in (*offers, *proposals) for terms in item.remedies} - agreed
    said = {item.text for item in offers} | {item.answer for item in offers}
    said |= {item.explanation for item in proposals}
    return {str(one) for one in sums | said if one}


@pytest.mark.rule("RES-4")
@settings(max_examples=150, deadline=None)
@given(courses, people)
def test_offers_are_hidden_from_whoever_decides(course: list[tuple[str, int]], actor: Actor) -> None:
    state, log, told = played(course)
    case = facts_of(state)
    reaching = shown_to(actor, state, log, told)
    found = {secret for secret in secrets_of(state) if secret in reaching}
    # Said here again, not asked of the program: who makes findings or reviews, by role or in this case.
    blind = {"adjudicator", "appeal_reviewer"} & actor.roles or actor.ref in state.deciders
    if blind or not sees_as_staff(actor, case):
        assert found == set()


@pytest.mark.rule("RES-4")
@settings(max_examples=60, deadline=None)
@given(courses)
def test_the_two_sides_and_their_agent_see_every_offer(course: list[tuple[str, int]]) -> None:
    state, log, told = played(course)
    for actor in (BUYER, SHOP, AGENT):
        reaching = shown_to(actor, state, log, told)
        for item in state.offers.values():
            assert item.text in reaching
    for actor in (OTHER_SHOP, ADJUDICATOR, REVIEWER):
        reaching = shown_to(actor, state, log, told)
        assert not any(item.text in reaching for item in state.offers.values() if item.text)


@pytest.mark.rule("RES-4")
def test_the_property_would_notice_an_offer_that_shows() -> None:
    state, log, told = played([("shop_offers", 1), ("buyer_offers", 1)])
    assert {"777001", "777002", SECRET.format(1)} <= secrets_of(state)
    assert "777001" in shown_to(SHOP, state, log, told)
