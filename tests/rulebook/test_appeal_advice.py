"""Which way of handing in an appeal is advised when: policy data, shown to the appellant (APP-14)."""

from typing import Any

import pytest
from tests.rulebook.courses import FACTS, POLICIES, START, party

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM
from gongdao.rulebook.appeal import advised_channels
from gongdao.rulebook.decide import decide
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Party

POLICY = POLICIES["user-appeal"]


def case(**changes: Any) -> State:
    fields: dict[str, Any] = {
        "channel": "web", "complainant": Party("customer:1", contact="13800000000"),
        "description": "被扣款", "category": "charge", "amount_fen": 4_800,
    }  # fmt: skip
    events = decide(POLICY, None, c.OpenCase(**(fields | changes)), FACTS, SYSTEM, START)
    assert not isinstance(events, Refusal)
    state: State | None = None
    for event in events:
        state = evolve(state, event, START)
    assert state is not None
    return state


def advised(state: State) -> list[str]:
    matter = Matter(POLICY, calendar_of(POLICY), state, FACTS, party("customer:1"), START)
    found = advised_channels(matter)
    assert [item.advised for item in found] == [True, False, False]
    return [item.way.channel for item in found]


@pytest.mark.rule("APP-14")
@pytest.mark.parametrize(
    ("changes", "first"),
    [
        ({"amount_fen": 4_800}, "web"),
        ({"amount_fen": 99_999}, "web"),
        ({"amount_fen": 100_000}, "email"),
        ({"people_affected": 3}, "hotline"),
        ({"category": "account"}, "hotline"),
        ({"amount_fen": 100_000, "people_affected": 12}, "web"),  # urgent: at once
    ],
)
def test_the_way_advised_follows_amount_complexity_and_urgency(changes: dict[str, Any], first: str) -> None:
    assert advised(case(**changes))[0] == first


@pytest.mark.rule("APP-14")
def test_every_way_is_shown_whichever_is_advised() -> None:
    assert sorted(advised(case())) == ["email", "hotline", "web"]


def test_a_policy_without_ways_advises_none() -> None:
    policy = POLICIES["workorder-liability"]
    matter = Matter(policy, calendar_of(policy), case(), FACTS, party("customer:1"), START)
    assert advised_channels(matter) == ()
