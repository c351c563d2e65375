"""Replaying cases: under their own policy nothing changes, under another what must (back-test)."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.policies.test_scenarios import ALL, FOLDERS, POLICIES

from gongdao.policies.scenarios import Scenario, Story, read_cast, read_pages
from gongdao.rulebook.decide import catch_up
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.replay import Difference, Pair, Replayed, World, differences, replay
from gongdao.rulebook.replay.course import Logged
from gongdao.rulebook.state import State

SCENARIOS = {
    (pack, scenario.id): scenario
    for pack, folder in FOLDERS.items()
    for page in read_pages(folder)
    for scenario in page.value.scenarios
}


def played(pack: str, scenario: Scenario) -> Story | None:
    story = Story(POLICIES[pack], read_cast(FOLDERS[pack]))
    story.open(scenario)
    for step in scenario.when if story.state is not None else ():
        story.step(step)
    return story if story.state is not None else None


def again(story: Story, policy: Policy) -> Replayed:
    log = [Logged(item.event, item.at, item.by) for item in story.log]
    roles = {item.ref: frozenset(item.roles) for item in story.cast.people.values()}
    return replay(Pair(story.policy, policy), log, story.now, World(roles))


def caught_up(story: Story) -> State:
    assert story.state is not None
    steps = catch_up(story.policy, story.state, story.facts, story.now)
    return steps[-1].state if steps else story.state


def changed(pack: str, change: Callable[[dict[str, Any]], None]) -> Policy:
    plain = msgspec.to_builtins(POLICIES[pack])
    change(plain)
    return msgspec.convert(plain, Policy)


def told(pack: str, scenario: str, policy: Policy) -> tuple[Difference, ...]:
    story = played(pack, SCENARIOS[pack, scenario])
    assert story is not None
    assert story.state is not None
    found = again(story, policy)
    return differences(caught_up(story), found.state, found.skipped)


def rule(plain: dict[str, Any], name: str) -> dict[str, Any]:
    return next(item for item in plain["deadlines"] if item["id"] == name)


@pytest.mark.parametrize(("pack", "scenario"), ALL)
def test_under_its_own_policy_a_case_comes_out_as_it_was(pack: str, scenario: Scenario) -> None:
    story = played(pack, scenario)
    if story is None:
        return
    found = again(story, story.policy)
    assert found.skipped == ()
    # A step may end one deadline twice in the log; the replay ends it once, and only the count differs.
    assert replace(found.state, version=0) == replace(caught_up(story), version=0)
    assert differences(caught_up(story), found.state, found.skipped) == ()


@pytest.mark.rule("SLA-1")
def test_a_longer_limit_would_have_been_met() -> None:
    def longer(plain: dict[str, Any]) -> None:
        rule(plain, "first_response")["by_priority"]["urgent"] = "4h"

    found = told("dispute_mediation", "urgent_one_minute_late", changed("dispute_mediation", longer))
    assert Difference("deadline", "first_response", "SLA-1", "lapsed", "met") in found


@pytest.mark.rule("SLA-1")
def test_a_shorter_limit_would_have_lapsed() -> None:
    def shorter(plain: dict[str, Any]) -> None:
        rule(plain, "first_response")["by_priority"]["urgent"] = "1h"

    found = told("dispute_mediation", "urgent_two_hours", changed("dispute_mediation", shorter))
    assert Difference("deadline", "first_response", "SLA-1", "met", "lapsed") in found


@pytest.mark.rule("APP-2")
def test_an_appeal_after_a_shorter_window_is_refused_and_what_rests_on_it_goes_with_it() -> None:
    def shorter(plain: dict[str, Any]) -> None:
        rule(plain, "appeal_window")["length"] = "1h"
        rule(plain, "appeal_window").update(starts="at_once", ends="same_time", warn=[])

    policy = changed("workorder_liability", shorter)
    refused = {
        difference.after
        for (pack, name) in SCENARIOS
        if pack == "workorder_liability"
        for difference in _told_if_appealed(name, policy)
        if (difference.kind, difference.what) == ("refused", "appeal_filed")
    }
    assert "window_closed" in refused


def _told_if_appealed(name: str, policy: Policy) -> tuple[Difference, ...]:
    story = played("workorder_liability", SCENARIOS["workorder_liability", name])
    if story is None or story.state is None or not story.state.appeals:
        return ()
    return told("workorder_liability", name, policy)


@pytest.mark.rule("APP-6")
def test_an_appeal_without_what_the_other_policy_asks_for_is_refused() -> None:
    def stricter(plain: dict[str, Any]) -> None:
        plain["appeals"]["evidence"]["at_least"] = 9

    policy = changed("workorder_liability", stricter)
    found = [
        difference
        for (pack, name) in SCENARIOS
        if pack == "workorder_liability"
        for difference in _told_if_appealed(name, policy)
    ]
    assert Difference("refused", "appeal_filed", "APP-6", "", "key_evidence_missing") in found
    # The decision on an appeal that was never filed cannot have been made.
    assert any((item.what, item.after) == ("appeal_decided", "not_there") for item in found)


@pytest.mark.rule("RES-8")
def test_a_lower_cap_asks_for_approval() -> None:
    def lower(plain: dict[str, Any]) -> None:
        plain["remedies"]["caps"][0]["percent"] = 0

    policy = changed("dispute_mediation", lower)
    needed = []
    for (pack, name), scenario in SCENARIOS.items():
        story = played(pack, scenario) if pack == "dispute_mediation" else None
        if story is not None and story.state is not None and story.state.proposals:
            needed += told(pack, name, policy)
    assert any(item.kind == "deadline" and item.what == "approval" for item in needed)


@pytest.mark.rule("TRI-4")
def test_another_priority_changes_the_limits_that_follow_it() -> None:
    def all_urgent(plain: dict[str, Any]) -> None:
        plain["priorities"] = [{**plain["priorities"][-1], "then": "urgent"}]

    found = told("dispute_mediation", "normal_forty_eight_hours", changed("dispute_mediation", all_urgent))
    assert Difference("priority", "priority", "TRI-4", "normal", "urgent") in found


@pytest.mark.rule("TRI-1")
def test_a_category_that_is_gone_is_suggested_anew() -> None:
    def fewer(plain: dict[str, Any]) -> None:
        plain["categories"] = [item for item in plain["categories"] if item["code"] != "goods_damaged"]

    found = told("dispute_mediation", "registered_at_once", changed("dispute_mediation", fewer))
    assert [item.before for item in found if item.kind == "category"] == ["goods_damaged"]


@pytest.mark.rule("EVI-18")
def test_objections_are_held_against_the_time_of_the_other_policy() -> None:
    def within(length: str) -> Policy:
        return changed(
            "platform_dispute", lambda plain: plain["evidence"]["objections"].update(within=length)
        )

    # The objection came after 21 hours, the finding 23 hours later.
    name = "excluded_and_not_relied_on"
    shorter = told("platform_dispute", name, within("12h"))
    assert Difference("refused", "objection_raised", "EVI-18", "", "objection_time_over") in shorter
    assert not [item for item in told("platform_dispute", name, within("30h")) if item.kind == "refused"]
    # It was nothing that the other side could still object to that this finding rested on.
    waited = "not_before_the_other_side_could_object"
    assert told("platform_dispute", waited, within("24h")) == ()
    longer = told("platform_dispute", waited, within("60h"))
    assert Difference("refused", "finding_made", "EVI-18", "", "objection_time_runs") in longer
