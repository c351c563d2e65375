"""Conditions: which facts are handed over to one, and that none of those it asks for is missing."""

from typing import Any

import pytest

from gongdao.rulebook.expression import BadExpression, asked, holds, names_in

FACTS: dict[str, Any] = {
    "status": "open", "amount_fen": 600, "risks": ["safety", "media"], "count": 3, "level": "vip",
    "order": {"paid": 5}, "customer_level": "x",
    "lines": [{"count": 9, "level": "vip", "risks": ["media"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("status == 'open' and amount_fen >= 500", True),
        ("status == 'amount_fen'", False),
        ("'safety' in risks", True),
        ("some(risks, # == 'media')", True),
        ("some(risks, # == level or # == 'safety') and count > 1", True),
        ("some(lines, #.count > count and #.level == level)", True),
        ("some(lines, some(#.risks, # in risks))", True),
        ("not all(risks, # in ['safety'])", True),
        ("count == 3 and order.paid == 5", True),
        ("status == 'open' ? level == \"vip\" : false", True),
        ("`${level}-${count}` == 'vip-3'", True),
        ("len(risks) == 2 and not (customer_level == 'vip')", True),
    ],
)
def test_holds_is_the_same_whatever_else_is_known(text: str, true: bool) -> None:
    assert holds(text, FACTS) is true
    assert holds(text, FACTS | {f"more_{n}": n for n in range(40)}) is true


def test_asked_names_no_words_of_texts_and_every_fact_that_is_called_as_a_function_is() -> None:
    assert asked("status == 'open' and count > 1") == {"status", "and", "count"}


@pytest.mark.parametrize(
    "text", ["`${level}` == 'vip'", "$.level == 'vip'", "status == 'it\\'s'", "金额 > 1"]
)
def test_asked_hands_over_everything_where_words_do_not_tell(text: str) -> None:
    assert asked(text) is None


def test_holds_refuses_a_fact_that_is_missing() -> None:
    with pytest.raises(BadExpression):
        holds("amount_fen >= 5", {"status": "open"})


def test_holds_tells_a_number_from_yes_and_no_that_it_was_asked_of_before() -> None:
    assert holds("count == 1", {"count": 1})
    assert not holds("count == 1", {"count": True})
    assert not holds("count == true", {"count": 1})
    assert holds("count == true", {"count": True})


def test_what_reads_the_clock_counts_as_a_fact_that_no_policy_has() -> None:
    assert "d" in names_in("d() == d()")
    assert holds("d().year() > 2000", {})


def test_what_is_drawn_by_lot_is_drawn_each_time() -> None:
    assert {holds("rand(1000000) > 500000", {}) for _ in range(60)} == {True, False}
