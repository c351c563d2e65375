"""Each rule of the list can be shown at work."""

import pytest

from gongdao.policies import showing_rules
from gongdao.policies.rules import rules
from gongdao.policies.showing_rules import NoSuchRule, at_work
from gongdao.rulebook.policy import Policy


def test_every_rule_that_is_cited_has_scenarios_to_show() -> None:
    """But the quiz, which no course of a case can show."""
    for rule in ("INT-3", "TRI-8", "SLA-12", "EVI-11", "DEC-4", "RES-8", "APP-10", "PEN-3", "FND-3", "MSG-2"):
        found = at_work(rule)
        assert found.rule == rules()[rule]
        assert all(text.startswith(rule) for _, text in found.cited)
        assert bool(found.played) == bool(found.cited)
        assert found.holds, [item.scenario for item in found.played if not item.holds]


def test_a_scenario_that_does_not_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def another(text: bytes) -> Policy:
        from msgspec.structs import replace

        from gongdao.policies.loading import load

        policy = load(text)
        quotas = (
            tuple(replace(item, failed=item.failed + 1) for item in policy.appeals.quotas)
            if policy.appeals
            else ()
        )
        return replace(policy, appeals=replace(policy.appeals, quotas=quotas)) if policy.appeals else policy

    monkeypatch.setattr(showing_rules, "load", another)
    found = at_work("APP-4")
    assert not found.holds
    assert {item.scenario for item in found.played if not item.holds} >= {"more_than_three_in_a_month"}


def test_no_rule_of_the_list_is_no_rule() -> None:
    with pytest.raises(NoSuchRule):
        at_work("APP-99")
