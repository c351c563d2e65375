"""Only facts that can still change the row of the decision table are asked for (DEC-2, DEC-3)."""

from itertools import product
from typing import Any

import pytest

from gongdao.rulebook import commands as c
from gongdao.rulebook.explain.table import trace
from gongdao.rulebook.policy import CASE_FACTS, Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.table import completed, read, settled

from .courses import NAMES, POLICIES
from .steps import ADJUDICATOR, do, work_order

WORKORDER = POLICIES["workorder-liability"]


def seen(**facts: str) -> dict[str, Any]:
    return {**CASE_FACTS, **facts}


def findings(policy: Policy) -> list[dict[str, str]]:
    """Every way in which all facts of the table can turn out."""
    facts = policy.finding.facts
    values = product(*(fact.values for fact in facts))
    return [dict(zip((fact.id for fact in facts), chosen, strict=True)) for chosen in values]


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize(
    ("found", "asked"),
    [
        ({}, ("matter", "work", "handover", "packaging")),
        ({"matter": "equipment"}, ()),
        ({"matter": "conduct"}, ("work",)),
        ({"matter": "unpacking_damage", "work": "improper"}, ()),
        ({"matter": "unpacking_damage", "work": "proper"}, ("handover", "packaging")),
        ({"matter": "unpacking_damage", "work": "proper", "handover": "noted"}, ()),
        ({"packaging": "intact", "work": "proper"}, ("matter", "handover")),
    ],
)
def test_what_can_no_more_change_the_row_is_not_asked_for(
    found: dict[str, str], asked: tuple[str, ...]
) -> None:
    assert read(WORKORDER, seen(**found)).open == asked


@pytest.mark.rule("DEC-2")
@pytest.mark.parametrize("name", NAMES)
def test_row_is_the_one_that_all_facts_together_give(name: str) -> None:
    """Asked for one after another, in the order of the table, until no further fact can change the row."""
    policy = POLICIES[name]
    for whole in findings(policy):
        known: dict[str, str] = {}
        while left := read(policy, seen(**known)).open:
            known[left[0]] = whole[left[0]]
        row = read(policy, seen(**known)).row
        assert row == read(policy, seen(**whole)).row
        assert row is not None
        assert settled(policy, row.when, seen(**known)) is True


@pytest.mark.rule("PEN-1")
def test_severity_gives_points_and_is_asked_for_though_the_row_is_the_same() -> None:
    assert read(POLICIES["merchant-conduct"], seen()).open == ("severity",)


@pytest.mark.rule("DEC-2", "DEC-3")
def test_finding_carries_what_was_found_and_nothing_made_up() -> None:
    course = work_order()
    short = c.MakeFinding({"matter": "unpacking_damage", "work": "proper"}, "已查明")
    refused = course.attempt(short, ADJUDICATOR)
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params) == ("missing_fields", {"fields": ["handover", "packaging"]})
    noted = {"matter": "unpacking_damage", "work": "proper", "handover": "noted"}
    do(course, c.MakeFinding(noted, "交接单已注明异常"), ADJUDICATOR)
    assert course.state is not None
    made = course.state.findings["F1"]
    assert (made.facts, [item.party for item in made.liabilities]) == (noted, ["carrier:yunda"])


@pytest.mark.rule("DEC-3")
def test_reasons_rest_on_what_was_found_alone() -> None:
    noted = {"matter": "unpacking_damage", "work": "proper", "handover": "noted"}
    table = trace(WORKORDER, seen(**noted))
    assert table is not None
    assert table.decided == "damaged_on_arrival"
    told = {name for row in table.rows for item in row.tested for name in item.facts}
    assert told == set(noted)
    [decided] = [row for row in table.rows if row.decided]
    assert decided.fits
    assert decided.tested[-1].condition == "(handover == 'noted' or packaging == 'broken')"
    assert all(row.failed for row in table.rows if not row.decided and not row.unsaid)
    assert trace(WORKORDER, seen(matter="unpacking_damage")) is None


def test_completed_facts_give_the_row_and_keep_what_is_known() -> None:
    found = seen(matter="unpacking_damage", work="improper")
    whole = completed(WORKORDER, found)
    assert {name: whole[name] for name in found} == found
    assert read(WORKORDER, whole).row == read(WORKORDER, found).row
