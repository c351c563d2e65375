"""What cannot be registered, and what is known of nobody."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts, Unregistered
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.terms import Order, Party

from .courses import FACTS, POLICIES, START, Course, opening
from .steps import AGENT, BUYER, SUPERVISOR, do, told, work_order

POLICY = POLICIES["platform-dispute"]
OPENED = replace(opening(POLICY), respondents=(Party("shop:1"),))
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("rule", "code", "changes"),
    [
        pytest.param("TRI-1", "unknown_category", {"category": "weather"}, marks=pytest.mark.rule("TRI-1")),
        pytest.param("INT-1", "unknown_channel", {"channel": "counter"}, marks=pytest.mark.rule("INT-1")),
        pytest.param(
            "INT-2", "bad_value", {"respondents": (Party("customer:1"),)}, marks=pytest.mark.rule("INT-2")
        ),
        pytest.param("TRI-4", "bad_value", {"risks": ("boredom",)}, marks=pytest.mark.rule("TRI-4")),
        pytest.param(
            "INT-2", "bad_value", {"received_at": START + SECOND}, marks=pytest.mark.rule("INT-2")
        ),
        pytest.param(
            "INT-2", "bad_value", {"received_at": START.replace(tzinfo=None)}, marks=pytest.mark.rule("INT-2")
        ),
        pytest.param(
            "INT-2", "bad_value", {"received_at": datetime(1999, 12, 31, tzinfo=UTC)},
            marks=pytest.mark.rule("INT-2"),
        ),
        pytest.param("PEN-1", "bad_value", {"acted_at": START + SECOND}, marks=pytest.mark.rule("PEN-1")),
        pytest.param(
            "PEN-1", "bad_value", {"acted_at": datetime(1999, 12, 31, tzinfo=UTC)},
            marks=pytest.mark.rule("PEN-1"),
        ),
    ],
)  # fmt: skip
def test_case_that_cannot_be_is_not_opened(rule: str, code: str, changes: dict[str, object]) -> None:
    assert told(Course(POLICY), replace(OPENED, **changes), BUYER) == (rule, code)


@pytest.mark.rule("INT-2", "PEN-1")
@pytest.mark.parametrize(
    "changes",
    [
        {"received_at": START, "acted_at": START},
        {"received_at": START - SECOND, "acted_at": START - SECOND},
        {"acted_at": datetime(2000, 1, 1, tzinfo=UTC)},
        {"received_at": datetime(2000, 1, 1, tzinfo=UTC)},
    ],
)
def test_case_is_opened_to_the_last_second_and_from_the_first_year(changes: dict[str, object]) -> None:
    course = Course(POLICY)
    do(course, replace(OPENED, **changes), BUYER)
    assert course.state is not None


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        pytest.param(
            Facts(unknown=("customer:99",)), ("INT-2", "unknown_party"), marks=pytest.mark.rule("INT-2")
        ),
        pytest.param(
            Facts(unregistered=Unregistered("region", "999999")), ("TRI-8", "not_registered"),
            marks=pytest.mark.rule("TRI-8"),
        ),
        pytest.param(
            Facts(unregistered=Unregistered("department", "moon")), ("TRI-6", "not_registered"),
            marks=pytest.mark.rule("TRI-6"),
        ),
    ],
)  # fmt: skip
def test_who_and_what_is_on_no_register_is_refused(facts: Facts, refused: tuple[str, str]) -> None:
    assert told(Course(POLICY, facts=facts), OPENED, BUYER) == refused


@pytest.mark.rule("INT-3")
def test_case_is_opened_once_and_nothing_is_done_without_one() -> None:
    course = Course(POLICY)
    early = decide(POLICY, None, c.AddNote("已致电"), FACTS, AGENT, START)
    assert isinstance(early, Refusal)
    assert (early.rule, early.code) == ("INT-1", "unknown_item")
    do(course, OPENED, BUYER)
    assert told(course, OPENED, BUYER) == ("INT-3", "already_done")


@pytest.mark.rule("INT-2")
def test_details_that_say_nothing_are_refused() -> None:
    course = work_order()
    assert told(course, c.SupplyDetails(), BUYER) == ("INT-2", "missing_fields")
    do(course, c.SupplyDetails(contact="13900000000"), BUYER)


@pytest.mark.rule("INT-2")
@pytest.mark.parametrize("before", [(), (Party("third_party", "灯饰店"),)])
def test_whom_it_is_against_is_named_once(before: tuple[Party, ...]) -> None:
    """A name that nobody had looked up gives way to the shop itself; a shop does not give way to another."""
    course = Course(POLICY)
    do(course, replace(OPENED, respondents=before), BUYER)
    assert told(course, c.SupplyDetails(respondents=(Party(BUYER.ref),)), BUYER) == ("INT-2", "bad_value")
    do(course, c.SupplyDetails(respondents=(Party("shop:1", "佳艺灯饰"),)), AGENT)
    assert course.state is not None
    assert course.state.respondents == (Party("shop:1", "佳艺灯饰"),)
    assert "respondents" not in course.state.missing
    again = c.SupplyDetails(respondents=(Party("shop:2"),))
    assert told(course, again, AGENT) == ("INT-2", "respondents_named")
    do(course, c.SupplyDetails(description="灯罩开裂"), BUYER)
    assert course.state.respondents == (Party("shop:1", "佳艺灯饰"),)


@pytest.mark.rule("INT-2", "TRI-7")
def test_handler_who_is_meant_gives_the_case_up() -> None:
    course = Course(POLICY)
    do(course, replace(OPENED, respondents=()), BUYER)
    assert course.state is not None
    before = course.state.handler
    do(course, c.SupplyDetails(respondents=(Party(before, "小二"),)), SUPERVISOR)
    assert course.state.handler not in ("", before)
    assigned = course.log[-1][0]
    assert isinstance(assigned, e.HandlerAssigned)
    assert (assigned.before, assigned.handler) == (before, course.state.handler)


@pytest.mark.rule("INT-2", "TRI-7")
def test_handler_who_is_meant_stays_where_nobody_else_can_take_it() -> None:
    """Every act of theirs is refused by the permissions; a supervisor gives the case to somebody."""
    alone = replace(FACTS, candidates=tuple(item for item in FACTS.candidates if item.ref == AGENT.ref))
    course = Course(POLICY, facts=alone)
    do(course, replace(OPENED, respondents=()), BUYER)
    do(course, c.SupplyDetails(respondents=(Party(AGENT.ref),)), SUPERVISOR)
    assert course.state is not None
    assert course.state.handler == AGENT.ref


@pytest.mark.rule("INT-5", "RES-8")
def test_order_is_attached_once_and_confirmed_by_a_second_person() -> None:
    course = work_order()
    assert course.state is not None
    assert course.state.order is not None
    same = c.AttachOrder(course.state.order)
    assert told(course, same, AGENT) == ("INT-5", "nothing_to_change")
    other = c.AttachOrder(Order("2024042800124", paid_fen=1_000))
    do(course, other, AGENT)
    assert told(course, other, AGENT) == ("RES-8", "own_confirmation")
    do(course, other, SUPERVISOR)
