"""The faults that ARCHITECTURE.md names: each put into a shipped policy, and refused for it."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from gongdao.policies.linter import lint
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.policies.plain_yaml import BadDocument
from gongdao.rulebook.policy import Policy

POLICIES = {item.policy: item for item in (load(read_bytes(path)) for path in shipped())}
WORKORDER, CONDUCT = POLICIES["workorder-liability"], POLICIES["merchant-conduct"]


def with_table(change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Policy:
    return replace(WORKORDER, finding=replace(WORKORDER.finding, table=change(WORKORDER.finding.table)))


FAULTS = {
    "a sanction without appeal": (replace(CONDUCT, appeals=None), "binds_without_appeal"),
    "points without a finding that binds": (
        replace(CONDUCT, appeals=None, finding=replace(CONDUCT.finding, binding=False)), "conduct_unheard",
    ),
    "a table with a gap": (with_table(lambda rows: rows[1:]), "table_gap"),
    "two rows that contradict": (
        with_table(lambda rows: (replace(rows[0], id="other", liable=rows[1].liable), *rows)),
        "table_contradiction",
    ),
    "a party judged without having been heard": (
        replace(CONDUCT, deadlines=tuple(one for one in CONDUCT.deadlines if one.bearer != "heard")),
        "judged_unheard",
    ),
    "an unknown fact": (
        with_table(lambda rows: (replace(rows[0], when="weather == 'fine'"), *rows[1:])), "unknown_fact",
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_linter_refuses_what_the_architecture_says_it_refuses(fault: str) -> None:
    policy, code = FAULTS[fault]
    assert code in {item.code for item in lint(policy)}


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_shipped_policies_have_none_of_these_faults(name: str) -> None:
    assert lint(POLICIES[name]) == ()


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.parent.name)
def test_deadline_without_consequence_cannot_even_be_read(path: Any) -> None:
    text = read_bytes(path).decode()
    cut = text.index("    lapse: [")
    end = text.index("]", cut)
    with pytest.raises(BadDocument) as caught:
        load(f"{text[:cut]}    lapse: [{text[end:]}")
    assert any(problem.field.endswith(".lapse") for problem in caught.value.problems)
