"""Whatever somebody does in a scenario was shown as open before: no page hides what the law allows."""

import pytest
from msgspec.structs import replace

from gongdao.policies.scenarios import Scenario, read_cast
from gongdao.policies.scenarios.run import Story
from gongdao.rulebook import commands as c
from gongdao.rulebook.possible import possibilities

from .test_scenarios import ALL, FOLDERS, POLICIES

_SUBJECTS = ("id", "finding", "key", "request")  # fields that say on what


def subject_of(command: c.Command) -> str:
    return next((str(value) for name in _SUBJECTS if (value := getattr(command, name, ""))), "")


@pytest.mark.parametrize(("pack", "scenario"), ALL)
def test_what_is_done_was_offered(pack: str, scenario: Scenario) -> None:
    story = Story(POLICIES[pack], read_cast(FOLDERS[pack]))
    story.open(scenario)
    hidden = []
    for step in scenario.when:
        story.step(replace(step, do=None))
        if step.do is None or story.state is None:
            continue
        actor, name = story.actor(step.by), c.name_of(step.do)
        before = possibilities(story.policy, story.state, story.facts, actor, story.now)
        story.act(step.do, actor)
        if story.refusal is not None or name in c.BY_CLOCK:
            continue
        shown = [item for item in before if item.command == name]
        if not any(item.refusal is None and item.subject in {"", subject_of(step.do)} for item in shown):
            hidden.append((step.at, name, subject_of(step.do), shown))
    assert hidden == []
