"""Every rule of the list can be shown: by a scenario, or at a command or page that is there."""

import pytest
import yaml
from django.urls import resolve

from gongdao.policies.loading import shipped
from gongdao.policies.rules import Rule, rules
from gongdao.policies.scenarios import FOLDER, read_pages

from .documents import ROOT
from .test_commands import mistakes_of

_SHOWN = [rule for rule in rules().values() if rule.shown_by]


def test_a_rule_that_no_scenario_shows_names_where_it_is_seen() -> None:
    played = {
        rule
        for path in shipped()
        for page in read_pages(path.parent / FOLDER)
        for scenario in page.value.scenarios
        for rule in scenario.rules
    }
    open_ones = yaml.safe_load((ROOT / "docs" / "open_rules.yaml").read_text(encoding="utf-8")) or {}
    unseen = [rule.id for rule in rules().values() if rule.id not in played and not rule.shown_by]
    assert sorted(unseen) == sorted(open_ones)


@pytest.mark.parametrize("rule", _SHOWN, ids=lambda rule: rule.id)
def test_what_a_rule_names_is_there(rule: Rule) -> None:
    for place in rule.shown_by:
        if place.startswith("/"):
            assert resolve(place).func is not None  # raises Resolver404 for a page that there is not
        else:
            assert list(mistakes_of(place.removeprefix("gongdao ").split())) == [], place
