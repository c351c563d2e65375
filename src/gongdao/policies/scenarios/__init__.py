"""Scenarios: law beside its tests. `check_folder` plays all of a policy's; see `format` for the language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec import Struct

from gongdao.policies.scenarios.compare import Difference, compare, compare_refusal
from gongdao.policies.scenarios.format import Cast, Page, Scenario, read_cast, read_pages
from gongdao.policies.scenarios.run import BadScenario, Story
from gongdao.rulebook.policy import Policy, Title

FOLDER: Final = "scenarios"

__all__ = [
    "FOLDER", "BadScenario", "Cast", "Difference", "Outcome", "Page", "Scenario", "Story", "check_folder",
    "play", "read_cast", "read_pages",
]  # fmt: skip


class Outcome(Struct, frozen=True):
    """A played scenario: where it stands, what it proves, and what was not as it says (nothing: it holds)."""

    id: str
    file: str
    line: int
    rules: tuple[str, ...]
    differences: tuple[Difference, ...]
    title: Title

    @property
    def holds(self) -> bool:
        """Whether everything was as the scenario says."""
        return not self.differences


def check_folder(policy: Policy, folder: Path) -> Iterator[Outcome]:
    """Play every scenario of a folder under a policy. Raises BadDocument for files that cannot be read."""
    cast = read_cast(folder)
    for page in read_pages(folder):
        for position, scenario in enumerate(page.value.scenarios):
            differences = play(policy, cast, scenario)
            line = page.line_of(f"scenarios[{position}].id")
            yield Outcome(scenario.id, page.name, line, scenario.rules, differences, scenario.title)


def play(policy: Policy, cast: Cast, scenario: Scenario) -> tuple[Difference, ...]:
    """Play one scenario and say what was not as it should be."""
    try:
        return tuple(_played(policy, cast, scenario))
    except BadScenario as error:
        return (Difference("scenario", "a story that can be played", str(error)),)


def _played(policy: Policy, cast: Cast, scenario: Scenario) -> Iterator[Difference]:
    story = Story(policy, cast)
    story.open(scenario)
    yield from compare_refusal(scenario.refused, story.refusal, "given")
    if story.state is None:
        return
    for position, step in enumerate(scenario.when):
        where = f"when[{position}]"
        story.step(step)
        yield from compare_refusal(step.refused, story.refusal, where)
        if step.then is not None:
            yield from compare(step.then, story, f"{where}.then")
    yield from compare(scenario.then, story, "then")
