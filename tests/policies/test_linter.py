"""Every check of the linter: a good policy passes, and each thing broken gives exactly its code, there."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.policies.good import GOOD, REMOVED, broken

from gongdao.letters.wording import LANGUAGES, has, say
from gongdao.letters.wording.speech import MISSING
from gongdao.policies.linter import CODES, lint
from gongdao.policies.loading import load, read_bytes, shipped

# The deadlines of good.yaml by number: 0 first_response, 1 answer, 2 remedy, 3 promise, 4 collaboration,
# 5 mediation, 6 after_sale, 7 statement, 8 window, 9 review, 10 stale, 11 follow_up.
ROW = {
    "id": "extra", "when": "cause == 'factory' and form == 'noted'", "cite": "DEC-2 A",
    "liable": [{"party": "company", "percent": 100}], "reason": {"zh": "甲", "en": "A"},
}  # fmt: skip
NOBODY_HEARD: dict[str, Any] = {
    "deadlines[7].start.on": ["case_reopened"],
    "deadlines[7].bearer": "handler",
    "deadlines[7].lapse": [{"do": "rise"}],
}
CASES: list[tuple[str, dict[str, Any], str]] = [
    # the document in order
    ("in_force_reversed", {"in_force.until": "2023-12-31"}, "in_force.until"),
    ("bad_calendar", {"calendar.hours[0].open": ["18:00-09:00"]}, "calendar"),
    ("bad_calendar", {"calendar.zone": "Asia/Nowhere"}, "calendar"),
    ("source_twice", {"sources[1].id": "A"}, "sources[1].id"),
    ("no_channel", {"intake.channels": []}, "intake.channels"),
    ("channel_twice", {"intake.channels": ["web", "web"]}, "intake.channels[1]"),
    ("category_twice", {"categories[2].code": "goods"}, "categories[2].code"),
    ("unknown_parent", {"categories[1].parent": "nothing"}, "categories[1].parent"),
    ("parent_cycle", {"categories[2].parent": "other"}, "categories[2].parent"),
    ("unknown_risk", {"risk_words[0].risk": "dragons"}, "risk_words[0].risk"),
    ("cite_without_rule", {"priorities[1].cite": "A, page 3"}, "priorities[1].cite"),
    ("unknown_cite_field", {"deadlines[0].cites": {"warm": "SLA-10 A"}}, "deadlines[0].cites.warm"),
    ("unknown_category", {"handling[0].category": "nothing"}, "handling[0].category"),
    ("unknown_category", {"closing.claims.categories": ["no"]}, "closing.claims.categories[0]"),
    # conditions
    ("bad_expression", {"priorities[0].when": "risks =="}, "priorities[0].when"),
    ("bad_expression", {"priorities[0].when": "__import__('os')"}, "priorities[0].when"),
    ("unknown_fact", {"deadlines[0].start.when": "weather == 'fine'"}, "deadlines[0].start.when"),
    ("not_a_condition", {"priorities[0].when": "amount_fen"}, "priorities[0].when"),
    ("not_a_condition", {"priorities[0].when": "amount_fen = 5"}, "priorities[0].when"),
    ("not_a_condition", {"priorities[0].when": "nature > 5"}, "priorities[0].when"),
    ("impossible_value", {"priorities[0].when": "'dragons' in risks"}, "priorities[0].when"),
    ("impossible_value", {"priorities[0].when": "some(risks, # == 'dragons')"}, "priorities[0].when"),
    ("impossible_value", {"priorities[0].when": "some(risks, # in ['group', 'x'])"}, "priorities[0].when"),
    ("impossible_value", {"intake.required[0].when": "channel in ['web', 'fax']"}, "intake.required[0].when"),
    ("impossible_value", {"deadlines[0].start.when": "'none' != priority"}, "deadlines[0].start.when"),
    # clocks
    ("deadline_twice", {"deadlines[10].id": "answer"}, "deadlines[10].id"),
    ("nothing_starts", {"deadlines[10].start.on": []}, "deadlines[10].start.on"),
    ("nothing_stops", {"deadlines[10].stop": []}, "deadlines[10].stop"),
    ("unknown_event", {"deadlines[10].stop[0]": "sun_rises"}, "deadlines[10].stop[0]"),
    ("unknown_event", {"deadlines[0].cancel[0]": "sun_rises"}, "deadlines[0].cancel[0]"),
    ("unknown_event", {"deadlines[10].start.on": ["sun_rises"]}, "deadlines[10].start.on[0]"),
    ("no_length", {"deadlines[10].length": REMOVED}, "deadlines[10].length"),
    ("bad_length", {"deadlines[10].length": "99999wd"}, "deadlines[10].length"),
    ("bad_length", {"remedies.kinds[1].within": "99999wd"}, "remedies.kinds[1].within"),
    ("no_length", {"deadlines[3].start.on": ["promise_made", "case_reopened"]}, "deadlines[3].length"),
    ("two_lengths", {"deadlines[0].length": "24h"}, "deadlines[0].by_priority"),
    (
        "priority_without_length",
        {"deadlines[0].by_priority": {"urgent": "2h", "normal": "48h"}},
        "deadlines[0].by_priority",
    ),
    (
        "bad_day_rule",
        {"deadlines[1].starts": "same_day", "deadlines[1].ends": "same_time"},
        "deadlines[1].starts",
    ),
    ("day_rule_ignored", {"deadlines[6].starts": "next_day"}, "deadlines[6].starts"),
    ("bad_warning", {"deadlines[6].warn": ["soon"]}, "deadlines[6].warn[0]"),
    ("warning_never_given", {"deadlines[6].warn": ["50%", "2d"]}, "deadlines[6].warn[1]"),
    ("warning_never_given", {"deadlines[9].warn": ["3wd"]}, "deadlines[9].warn[0]"),
    (
        "consequence_does_not_fit",
        {"deadlines[10].lapse": [{"do": "refuse_proposal"}]},
        "deadlines[10].lapse[0].do",
    ),
    ("unknown_close_outcome", {"deadlines[10].lapse[0].value": "vanished"}, "deadlines[10].lapse[0].value"),
    ("urged_without_end", {"deadlines[4].lapse[0].times": 0}, "deadlines[4].lapse[0].times"),
    ("bearer_does_not_fit", {"deadlines[10].bearer": "reviewer"}, "deadlines[10].bearer"),
    ("bearer_does_not_fit", {"deadlines[10].start.on": ["finding_made"]}, "deadlines[10].bearer"),
    ("nothing_limits", {"deadlines[3].start.on": ["remedy_ordered"]}, "deadlines"),
    ("nothing_limits", {"deadlines[0].stop": ["proposal_made"]}, "deadlines"),
    ("nothing_limits", {"deadlines[6].start.on": ["case_reopened"]}, "deadlines"),
    # the decision table
    ("fact_hides_another", {"finding.facts[2]": {
        "id": "mood", "title": {"zh": "甲", "en": "A"}, "values": ["calm", "angry"],
        "labels": {"calm": {"zh": "静", "en": "C"}, "angry": {"zh": "怒", "en": "A"}},
    }}, "finding.facts[2].id"),
    ("fact_without_choice", {"finding.facts[2]": {
        "id": "extra", "title": {"zh": "甲", "en": "A"}, "values": ["only"],
        "labels": {"only": {"zh": "唯", "en": "O"}},
    }}, "finding.facts[2].values"),
    ("labels_differ", {"finding.facts[0].labels.factory": REMOVED}, "finding.facts[0].labels"),
    ("row_twice", {"finding.table[2].id": "carrier"}, "finding.table[2].id"),
    ("shares_do_not_sum", {"finding.table[2].liable[0].percent": 49}, "finding.table[2].liable"),
    ("party_twice", {"finding.table[2].liable[1].party": "carrier"}, "finding.table[2].liable[1].party"),
    ("unknown_party", {"finding.table[0].liable[0].party": "martians"}, "finding.table[0].liable[0].party"),
    (
        "open_fact_in_table",
        {"finding.table[0].when": "cause == 'factory' and amount_fen >= 0"},
        "finding.table[0].when",
    ),
    ("table_gap", {"finding.table[0].when": "cause == 'factory' and form == 'noted'"}, "finding.table"),
    ("table_gap", {"finding.table[2]": REMOVED}, "finding.table"),
    (
        "table_contradiction",
        {"finding.table[0].when": "cause == 'factory' or form == 'noted'"},
        "finding.table[1].when",
    ),
    ("row_never_decides", {"finding.table[3]": ROW}, "finding.table[3].when"),
    # people, priorities, remedies, ladder
    ("unknown_role", {"remedies.over_cap": "wizard"}, "remedies.over_cap"),
    ("unknown_role", {"rises[0]": "wizard"}, "rises[0]"),
    ("unknown_role", {"remedies.caps[1].role": "wizard"}, "remedies.caps[1].role"),
    ("unknown_role", {"ladder[1].role": "wizard"}, "ladder[1].role"),
    ("unknown_role", {"appeals.on_behalf": ["wizard"]}, "appeals.on_behalf[0]"),
    ("nobody_decides", {"finding.roles": []}, "finding.roles"),
    ("priority_not_unconditional", {"priorities[1].when": "repeats > 0"}, "priorities[1].when"),
    ("priority_unreachable", {"priorities[0].when": "true"}, "priorities[1]"),
    (
        "remedy_twice",
        {"remedies.kinds[2]": {"kind": "refund", "within": "1d", "cite": "RES-2 A"}},
        "remedies.kinds[2].kind",
    ),
    ("unknown_remedy", {"remedies.compensating": ["points"]}, "remedies.compensating[0]"),
    ("compensation_without_cap", {"remedies.caps": []}, "remedies.caps"),
    ("cap_twice", {"remedies.caps[1].role": "agent"}, "remedies.caps[1].role"),
    ("rung_twice", {"ladder[1].id": "handler"}, "ladder[1].id"),
    ("outside_without_body", {"ladder[2].bodies": []}, "ladder[2].bodies"),
    ("ladder_starts_elsewhere", {"ladder[0].role": "supervisor"}, "ladder[0].role"),
    ("inside_after_outside", {"ladder[3]": {
        "id": "boss", "title": {"zh": "甲", "en": "A"}, "role": "executive", "cite": "RES-7 A",
    }}, "ladder[3].outside"),
    # fairness
    ("binds_without_appeal", {"finding.heard": "before", "appeals": REMOVED}, "finding.binding"),
    ("judged_unheard", {"finding.binding": False, "appeals": REMOVED}, "finding.heard"),
    (
        "judged_unheard",
        {"finding.heard": "before", **NOBODY_HEARD},
        "finding.heard",
    ),
    (
        "shifted_unheard",
        NOBODY_HEARD,
        "appeals.shifted_may_appeal",
    ),
    ("appeal_without_window", {"appeals.window": "nothing"}, "appeals.window"),
    ("window_of_others", {"deadlines[8].start.on": ["appeal_decided"]}, "deadlines[8].start.on"),
    ("window_without_make_final", {"deadlines[8].lapse": [{"do": "rise"}]}, "deadlines[8].lapse"),
    ("window_not_stopped_by_appeal", {"deadlines[8].stop": ["finding_final"]}, "deadlines[8].stop"),
    ("shifted_without_window", {"appeals.shifted_may_appeal": True}, "deadlines[8].start.on"),
    ("appeal_without_review_limit", {"deadlines[9].stop": ["appeal_withdrawn"]}, "appeals.reviewer"),
    ("reviewer_is_decider", {"appeals.reviewer": "adjudicator"}, "appeals.reviewer"),
    ("no_appeal_left", {"appeals.limit": 0}, "appeals.limit"),
    ("appeal_without_scope", {"appeals.scopes": []}, "appeals.scopes"),
    ("appeal_cannot_win", {"appeals.outcomes": ["uphold", "remand"]}, "appeals.outcomes"),
    ("appeal_cannot_win", {"appeals.outcomes": ["reduce"]}, "appeals.outcomes"),
    ("remanded_without_end", {"appeals.remands": 2}, "appeals.remands"),
    ("quota_of_zero", {"appeals.quotas[0].failed": 0}, "appeals.quotas[0].failed"),
    ("quota_twice", {"appeals.quotas[1].period": "month"}, "appeals.quotas[1].period"),
    ("unknown_exhibit_kind", {"appeals.evidence.kinds": ["video", "ghost"]}, "appeals.evidence.kinds[1]"),
    ("evidence_impossible", {"appeals.evidence.kinds": []}, "appeals.evidence.at_least"),
    ("late_reason_negative", {"appeals.late_reason_days": -1}, "appeals.late_reason_days"),
]  # fmt: skip


def test_a_good_policy_has_no_fault() -> None:
    assert lint(GOOD) == ()


@pytest.mark.parametrize(("code", "changes", "where"), CASES)
def test_lint_names_one_fault_and_its_place(code: str, changes: dict[str, Any], where: str) -> None:
    assert [(finding.code, finding.where) for finding in lint(broken(changes))] == [(code, where)]


def test_lint_names_each_deadline_that_has_nobody_to_rise_to() -> None:
    found = lint(broken({"rises": []}))
    assert {finding.code for finding in found} == {"nobody_to_rise_to"}
    assert len(found) == sum(part.do in ("rise", "urge") for rule in GOOD.deadlines for part in rule.lapse)


def test_lint_names_a_fact_listed_twice() -> None:
    twice = (*GOOD.finding.facts, GOOD.finding.facts[0])
    found = lint(replace(GOOD, finding=replace(GOOD.finding, facts=twice)))
    assert [(item.code, item.where) for item in found] == [("fact_twice", "finding.facts[2].id")]


def test_lint_names_a_deadline_without_consequence() -> None:
    deadlines = (*GOOD.deadlines[:-1], replace(GOOD.deadlines[-1], lapse=()))
    found = lint(replace(GOOD, deadlines=deadlines))
    assert [(item.code, item.where) for item in found] == [
        ("deadline_without_consequence", f"deadlines[{len(deadlines) - 1}].lapse")
    ]


def test_lint_names_a_table_that_is_too_large_to_look_through() -> None:
    many = tuple(f"v{number}" for number in range(400))
    fact = GOOD.finding.facts[0]
    large = replace(fact, id="large", values=many, labels=dict.fromkeys(many, fact.title))
    larger = replace(large, id="larger")
    row = replace(GOOD.finding.table[0], when="large != larger or cause == 'factory'")
    finding = replace(GOOD.finding, facts=(*GOOD.finding.facts, large, larger), table=(row,))
    found = lint(replace(GOOD, finding=finding))
    assert [(item.code, item.where) for item in found] == [("table_too_large", "finding.table")]


def test_every_code_is_broken_by_a_test() -> None:
    elsewhere = {"nobody_to_rise_to", "fact_twice", "deadline_without_consequence", "table_too_large"}
    assert {code for code, _, _ in CASES} | elsewhere == CODES


def test_overlapping_rows_with_the_same_result_are_fine() -> None:
    assert lint(broken({"finding.table[1].when": "cause == 'transport' and form != 'clean'"})) == ()
    overlapping = {"id": "again", "when": "form == 'noted' and cause == 'factory'", "cite": "DEC-2 A"}
    rest = {"liable": [{"party": "company", "percent": 100}], "reason": {"zh": "甲", "en": "A"}}
    first = {"finding.table[0].when": "cause == 'factory' and form == 'clean'"}
    assert lint(broken({**first, "finding.table[3]": {**overlapping, **rest}})) == ()


@pytest.mark.parametrize("path", shipped(), ids=lambda path: path.parent.name)
def test_shipped_policies_are_good_law(path: Path) -> None:
    assert lint(load(read_bytes(path), name=path.name)) == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_linter_has_a_sentence(language: Any) -> None:
    assert [code for code in sorted(CODES) if not has(f"law.{code}", language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "changes", "where"), CASES)
def test_every_finding_can_be_said(code: str, changes: dict[str, Any], where: str, language: Any) -> None:
    for finding in lint(broken(changes)):
        assert MISSING not in say(f"law.{finding.code}", language, **finding.params)
