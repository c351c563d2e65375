"""The shipped scenarios hold and prove what their policies cite; the runner notices when one does not."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from gongdao.people.permissions import facts_of, may
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.policies.rules import citations
from gongdao.policies.scenarios import FOLDER, Scenario, play, read_cast, read_pages
from gongdao.policies.scenarios.format import Expected, Refused, Step, Told
from gongdao.policies.scenarios.run import Story
from gongdao.rulebook.policy import Policy

POLICIES = {path.parent.name: load(read_bytes(path)) for path in shipped()}
FOLDERS = {path.parent.name: path.parent / FOLDER for path in shipped()}
ALL = [
    pytest.param(
        pack, scenario, id=f"{pack}-{scenario.id}", marks=[pytest.mark.rule(rule) for rule in scenario.rules]
    )
    for pack, folder in FOLDERS.items()
    for page in read_pages(folder)
    for scenario in page.value.scenarios
]  # fmt: skip


@pytest.mark.parametrize(("pack", "scenario"), ALL)
def test_scenario(pack: str, scenario: Scenario) -> None:
    assert play(POLICIES[pack], read_cast(FOLDERS[pack]), scenario) == ()


@pytest.mark.rule("APP-13", "APP-8")
def test_who_accepts_the_excuse_of_a_late_appeal_may_review_it() -> None:
    pages = read_pages(FOLDERS["user_appeal"])
    late = next(one for page in pages for one in page.value.scenarios if one.id == "late_and_excused")
    story = Story(POLICIES["user_appeal"], read_cast(FOLDERS["user_appeal"]))
    story.open(late)
    for step in late.when[:-1]:
        story.step(step)
    assert story.state is not None
    reviewer = story.actor(late.when[-1].by)
    assert may(reviewer, "decide_appeal", facts_of(story.state)).allowed


# What no course of a case can show: the training quiz is proven where it is taken.
NOT_OF_A_CASE = {"TRN-1"}


@pytest.mark.parametrize("pack", sorted(POLICIES))
def test_every_rule_a_policy_cites_has_a_scenario(pack: str) -> None:
    proven = {
        rule
        for page in read_pages(FOLDERS[pack])
        for scenario in page.value.scenarios
        for rule in scenario.rules
    }
    assert {item.rule for item in citations(POLICIES[pack])} - proven - NOT_OF_A_CASE == set()


@pytest.mark.parametrize("pack", sorted(POLICIES))
def test_scenario_ids_are_unique(pack: str) -> None:
    ids = [scenario.id for page in read_pages(FOLDERS[pack]) for scenario in page.value.scenarios]
    assert len(ids) == len(set(ids))


@pytest.fixture
def story() -> tuple[Policy, Path, Scenario]:
    pack = "dispute_mediation"
    return POLICIES[pack], FOLDERS[pack], next(
        scenario
        for page in read_pages(FOLDERS[pack])
        for scenario in page.value.scenarios
        if scenario.id == "urgent_two_hours"
    )  # fmt: skip


def differences(story: tuple[Policy, Path, Scenario], **changes: object) -> list[tuple[str, str, str]]:
    policy, folder, scenario = story
    found = play(policy, read_cast(folder), replace(scenario, **changes))
    return [(item.where, item.expected, item.found) for item in found]


def test_play_tells_a_status_that_differs(story: tuple[Policy, Path, Scenario]) -> None:
    assert differences(story, then=Expected(status="closed")) == [("then.status", "closed", "accepted")]


def test_play_tells_a_deadline_that_differs(story: tuple[Policy, Path, Scenario]) -> None:
    wanted = Expected(deadlines={"first_response": "lapsed, due 2024-05-10 12:01, by 周客服"})
    assert [where for where, _, _ in differences(story, then=wanted)] == ["then.deadlines.first_response"] * 3


def test_play_tells_a_deadline_that_is_not_there(story: tuple[Policy, Path, Scenario]) -> None:
    ((where, _, found),) = differences(story, then=Expected(deadlines={"surprise": "met"}))
    assert where == "then.deadlines.surprise"
    assert found.startswith("none; there are first_response")


def test_play_tells_a_part_of_the_state_that_differs(story: tuple[Policy, Path, Scenario]) -> None:
    wanted = Expected(state={"handler": "周客服", "nonsense": 1, "opened_at": "2024-05-10 10:01"})
    assert differences(story, then=wanted) == [
        ("then.state.handler", "'周客服'", "'staff:1'"),
        ("then.state.nonsense", "1", "nothing of that name"),
        ("then.state.opened_at", "2024-05-10 10:01", "2024-05-10 10:00"),
    ]


def test_play_tells_messages_and_events_that_differ(story: tuple[Policy, Path, Scenario]) -> None:
    wanted = Expected(
        told=(Told("张客户", "case_closed"),), not_told=(Told("张客户", "case_opened"),),
        happened=("first_response_given", "case_opened"), never=("deadline_met",),
        owed={"fen": {"张客户": 5}}, because="SLA-1",
    )  # fmt: skip
    assert [where for where, _, _ in differences(story, then=wanted)] == [
        "then.because", "then.owed.fen.张客户", "then.told[0]", "then.not_told[0]", "then.happened[1]",
        "then.never[0]",
    ]  # fmt: skip


def test_play_tells_a_refusal_that_did_not_come(story: tuple[Policy, Path, Scenario]) -> None:
    _, _, scenario = story
    step = replace(scenario.when[0], refused=Refused("SLA-1", "already_done"))
    assert differences(story, when=(step,)) == [("when[0]", "SLA-1 already_done", "no refusal")]


def test_play_tells_a_refusal_that_nobody_expects(story: tuple[Policy, Path, Scenario]) -> None:
    _, _, scenario = story
    again = replace(scenario.when[0], at="2024-05-10 11:59:30")
    ((where, expected, found),) = differences(story, when=(scenario.when[0], again))
    assert (where, expected) == ("when[1]", "no refusal")
    assert found.startswith("SLA-1 already_done")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"at": "2024-05-09 10:00"}, "steps go forward in time"),
        ({"at": "2024-13-01 10:00"}, "is not a time"),
        ({"by": "无名氏"}, "nobody called"),
    ],
)
def test_play_tells_a_story_that_cannot_be_played(
    changes: dict[str, str], said: str, story: tuple[Policy, Path, Scenario]
) -> None:
    _, _, scenario = story
    step: Step = replace(scenario.when[0], **changes)
    ((where, _, found),) = differences(story, when=(step,))
    assert where == "scenario"
    assert said in found


def test_play_tells_an_opening_that_is_not_in_the_cast(story: tuple[Policy, Path, Scenario]) -> None:
    _, _, scenario = story
    ((_, _, found),) = differences(story, given=replace(scenario.given, opening="nothing"))
    assert "no opening" in found
    ((_, _, found),) = differences(story, given=replace(scenario.given, but={"channel": "pigeon"}))
    assert "cannot be read" in found
