"""One rule of the list at work: what it asks for, which policies cite it, and its scenarios played now."""

from msgspec import Struct

from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.policies.rules import Rule, citations, rules
from gongdao.policies.scenarios import FOLDER, play, read_cast, read_pages
from gongdao.rulebook.policy import Title


class NoSuchRule(KeyError):
    """No rule of the list has this id."""


class Played(Struct, frozen=True):
    """A scenario of a shipped policy, and whether it held when it was played just now."""

    policy: str
    scenario: str
    title: Title
    holds: bool


class RuleAtWork(Struct, frozen=True):
    """A rule with its citations (policy and the whole citation) and its scenarios."""

    rule: Rule
    cited: tuple[tuple[str, str], ...]
    played: tuple[Played, ...]

    @property
    def holds(self) -> bool:
        """Whether every scenario held."""
        return all(item.holds for item in self.played)


def at_work(rule: str) -> RuleAtWork:
    """Look a rule up and play its scenarios. Raises NoSuchRule."""
    if rule not in rules():
        raise NoSuchRule(rule)
    cited: list[tuple[str, str]] = []
    played: list[Played] = []
    for path in shipped():
        policy, folder = load(read_bytes(path)), path.parent / FOLDER
        cited += dict.fromkeys((policy.policy, item.text) for item in citations(policy) if item.rule == rule)
        pages = [scenario for page in read_pages(folder) for scenario in page.value.scenarios]
        for scenario in pages:
            if rule in scenario.rules:
                held = play(policy, read_cast(folder), scenario) == ()
                played.append(Played(policy.policy, scenario.id, scenario.title, held))
    return RuleAtWork(rules()[rule], tuple(cited), tuple(played))
