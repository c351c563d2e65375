"""Every check of the linter: a good policy passes, and each thing broken gives exactly its code, there."""

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.policies.dispute_parts import BREAKS, CHECKING, NEGOTIATING, PROVING
from tests.policies.good import GOOD, REMOVED, broken

from gongdao.letters.wording import LANGUAGES, has, say
from gongdao.letters.wording.speech import MISSING
from gongdao.policies.linter import CODES, conduct, lint
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook.suggesting.faults import TYPES

# The deadlines of good.yaml by number: 0 first_response, 1 answer, 2 remedy, 3 promise, 4 collaboration,
# 5 mediation, 6 after_sale, 7 statement, 8 window, 9 review, 10 stale, 11 follow_up,
# 12 advance, 13 return, 14 last_return.
ROW = {
    "id": "extra", "when": "cause == 'factory' and form == 'noted'", "cite": "DEC-2 A",
    "liable": [{"party": "company", "percent": 100}], "reason": {"zh": "甲", "en": "A"},
}  # fmt: skip
NOBODY_HEARD: dict[str, Any] = {
    "deadlines[7].start.on": ["case_reopened"],
    "deadlines[7].bearer": "handler",
    "deadlines[7].lapse": [{"do": "rise"}],
}
MORE = f"deadlines[{len(GOOD.deadlines)}]"  # one more at the end
TITLE = {"zh": "甲", "en": "A"}
LEVEL = {"id": "first", "title": TITLE, "reviewer": "appeal_reviewer", "cite": "APP-12 A"}
GOING_ON = {**LEVEL, "after": "again"}
LAST = {**LEVEL, "id": "second"}
OUTSIDE = {"id": "outside", "title": TITLE, "bodies": ["消协"], "cite": "APP-12 A"}
TIME_TO_GO_ON = {
    "id": "again", "title": TITLE, "bearer": "liable", "start": {"on": ["appeal_decided"]}, "length": "3d",
    "stop": ["appeal_filed"], "lapse": [{"do": "make_final"}], "cite": "APP-12 A",
}  # fmt: skip
SUPPLEMENT = {
    "id": "supplement", "title": TITLE, "bearer": "appellant", "start": {"on": ["supplement_asked"]},
    "length": "48h", "stop": ["supplement_given"], "lapse": [{"do": "fail_appeal"}], "cite": "EVI-13 A",
}  # fmt: skip
GHOST = {"kinds": [], "at_least": 0, "each": ["ghost"], "cite": "APP-6 A"}
VARIANT = {"id": "enterprise", "title": TITLE, "cite": "APP-16 A"}
GROUP = {
    "forms": ["supervisor"],
    "classes": ["one"],
    "titles": {"one": TITLE},
    "at_least": 2,
    "cite": "APP-16 A",
}
NOWHERE = {**OUTSIDE, "bodies": []}
GHOSTLY = {**LEVEL, "evidence": GHOST}
LAW = {"field": "law", "when": "level == 'x'", "cite": "APP-5 A"}


def _way(when: str) -> dict[str, Any]:
    return {"channel": "web", "title": TITLE, "good": TITLE, "but": TITLE, "when": when, "cite": "APP-14 A"}


CASES: list[tuple[str, dict[str, Any], str]] = [
    # the document in order
    ("in_force_reversed", {"in_force.until": "2023-12-31"}, "in_force.until"),
    ("bad_calendar", {"calendar.hours[0].open": ["18:00-09:00"]}, "calendar"),
    ("bad_calendar", {"calendar.zone": "Asia/Nowhere"}, "calendar"),
    ("source_twice", {"sources[1].id": "A"}, "sources[1].id"),
    ("no_channel", {"intake.channels": []}, "intake.channels"),
    ("channel_twice", {"intake.channels": ["web", "web"]}, "intake.channels[1]"),
    ("category_twice", {"categories[2].code": "goods"}, "categories[2].code"),
    ("type_without_category", {"categories[0].types": ["product"]}, "categories"),
    ("type_twice", {"categories[0].types": [*TYPES, "product"]}, "categories[0].types[7]"),
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
    # the fund
    ("fund_condition_twice", {"fund.conditions[1].id": "honest"}, "fund.conditions[1].id"),
    ("fund_cap_over_day", {"fund.per_case_fen": 1001}, "fund.per_case_fen"),
    ("advance_without_limit", {"deadlines[12].start.on": ["case_reopened"]}, "fund"),
    ("advance_without_limit", {"deadlines[13].lapse": [{"do": "rise"}]}, "fund"),
    ("consequence_does_not_fit", {"deadlines[0].lapse": [{"do": "take_back"}]}, "deadlines[0].lapse[0].do"),
    ("unknown_fact", {"fund.conditions[0].when": "weather == 'fine'"}, "fund.conditions[0].when"),
    ("unknown_role", {"fund.roles": ["wizard"]}, "fund.roles[0]"),
    ("unknown_role", {"fund.write_off": ["wizard"]}, "fund.write_off[0]"),
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
    ("cap_amount_falls", {"remedies.caps[0].most_fen": 500, "remedies.caps[1].most_fen": 499},
     "remedies.caps[1].most_fen"),
    ("rung_twice", {"ladder[1].id": "handler"}, "ladder[1].id"),
    ("outside_without_body", {"ladder[2].bodies": []}, "ladder[2].bodies"),
    ("ladder_starts_elsewhere", {"ladder[0].role": "supervisor"}, "ladder[0].role"),
    ("inside_after_outside", {"ladder[3]": {
        "id": "boss", "title": {"zh": "甲", "en": "A"}, "role": "executive", "cite": "RES-7 A",
    }}, "ladder[3].outside"),
    # the quiz
    ("quiz_without_statements", {"quiz": {"pass_percent": 80, "cite": "TRN-1 A"}}, "quiz"),
    (
        "quiz_passed_blindly",
        {
            "quiz": {"pass_percent": 50, "cite": "TRN-1 A"},
            "statements": [
                {"text": {"zh": "甲", "en": "A"}, "true": True, "cite": "APP-3 A"},
                {"text": {"zh": "乙", "en": "B"}, "true": False, "cite": "APP-3 A"},
            ],
        },
        "quiz.pass_percent",
    ),
    # the complaint desk
    ("steps_do_not_rise", {"remedies.steps": [10, 10]}, "remedies.steps[1]"),
    ("steps_over_cap", {"remedies.steps": [10, 31]}, "remedies.steps[1]"),
    (
        "unknown_category",
        {"remedies.first": [{"category": "no", "cite": "RES-12 A"}]},
        "remedies.first[0].category",
    ),
    (
        "unknown_exhibit_kind",
        {"remedies.first": [{"category": "goods", "exhibits": ["ghost"], "cite": "RES-12 A"}]},
        "remedies.first[0].exhibits[0]",
    ),
    (
        "unknown_remedy",
        {"remedies.first": [{"category": "goods", "kinds": ["repair"], "cite": "RES-12 A"}]},
        "remedies.first[0].kinds[0]",
    ),
    ("complex_without_rule", {"deadlines[1].complex": {"normal": "9wd"}}, "deadlines[1].complex.normal"),
    (
        "complex_not_longer",
        {"complexity": {"cite": "SLA-2 A"}, "deadlines[1].complex": {"normal": "1wd"}},
        "deadlines[1].complex.normal",
    ),
    ("bad_length", {"complexity": {"cite": "SLA-2 A"}, "deadlines[1].complex": {"normal": "99999wd"}},
     "deadlines[1].complex.normal"),
    ("unknown_event", {"turns_effective": {"on": ["sun_rises"], "cite": "TRI-2 A"}}, "turns_effective.on[0]"),
    (
        "unknown_fact",
        {"turns_effective": {"on": ["case_reopened"], "when": "weather == 'x'", "cite": "TRI-2 A"}},
        "turns_effective.when",
    ),
    ("impossible_value", {"complexity": {"when": "wish == 'x'", "cite": "SLA-2 A"}}, "complexity.when"),
    (
        "impossible_value",
        {"advice": [{"when": "motive == 'x'", "advice": {"zh": "甲", "en": "A"}, "cite": "TRI-5 A"}]},
        "advice[0].when",
    ),
    (
        "signature_without_limit",
        {"ordering": {"kinds": ["refund"], "signer": "supervisor", "cite": "RES-12 A"}},
        "ordering.signer",
    ),
    ("question_twice", {"survey": {"within": "7d", "cite": "RES-14 A", "questions": [
        {"id": "speed", "title": {"zh": "甲", "en": "A"}, "cite": "RES-14 A"},
        {"id": "speed", "title": {"zh": "乙", "en": "B"}, "cite": "RES-14 A"},
    ]}}, "survey.questions[1].id"),
    # disputes between two sides
    *BREAKS,
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
    # appeals at several levels, by several kinds, and before a person
    ("level_twice", {"appeals.levels": [LEVEL, {**OUTSIDE, "id": "first"}]}, "appeals.levels[1].id"),
    (
        "level_after_outside",
        {"appeals.limit": 2, "appeals.levels": [GOING_ON, OUTSIDE, LAST], MORE: TIME_TO_GO_ON},
        "appeals.levels[2]",
    ),
    ("level_without_body", {"appeals.levels": [LEVEL, NOWHERE]}, "appeals.levels[1].bodies"),
    ("level_without_time", {"appeals.limit": 2, "appeals.levels": [LEVEL, LAST]}, "appeals.levels[0].after"),
    (
        "level_without_time",
        {
            "appeals.limit": 2, "appeals.levels": [GOING_ON, LAST],
            MORE: {**TIME_TO_GO_ON, "lapse": [{"do": "rise"}]},
        },
        "appeals.levels[0].after",
    ),
    ("level_limits_differ", {"appeals.limit": 3, "appeals.levels": [LEVEL]}, "appeals.limit"),
    ("unknown_exhibit_kind", {"appeals.levels": [GHOSTLY]}, "appeals.levels[0].evidence.each[0]"),
    ("variant_twice", {"appeals.variants": [VARIANT, VARIANT]}, "appeals.variants[1].id"),
    ("supplement_without_limit", {"appeals.incomplete": "ask"}, "appeals.incomplete"),
    ("machine_without_person", {"finding.automatic": True}, "finding.automatic"),
    ("machine_without_person", {MORE: SUPPLEMENT}, f"{MORE}.lapse"),
    ("refusal_without_window", {"appeals.refusals": True}, "appeals.refusals"),
    ("class_without_title", {"appeals.group": {**GROUP, "titles": {}}}, "appeals.group.titles"),
    ("group_of_one", {"appeals.group": {**GROUP, "at_least": 1}}, "appeals.group.at_least"),
    ("no_channel_advised", {"appeals.channels": [_way("amount_fen > 5")]}, "appeals.channels[0].when"),
    ("unknown_fact", {"appeals.channels": [_way("rain"), _way("true")]}, "appeals.channels[0].when"),
    ("impossible_value", {"appeals.form": [LAW]}, "appeals.form[0].when"),
]  # fmt: skip


def test_a_good_policy_has_no_fault() -> None:
    assert lint(GOOD) == ()


@pytest.mark.parametrize("parts", [PROVING, NEGOTIATING, CHECKING])
def test_a_good_policy_for_disputes_has_no_fault(parts: dict[str, Any]) -> None:
    assert lint(broken(parts)) == ()


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
    deadlines = (replace(GOOD.deadlines[0], lapse=()), *GOOD.deadlines[1:])
    found = lint(replace(GOOD, deadlines=deadlines))
    assert [(item.code, item.where) for item in found] == [
        ("deadline_without_consequence", "deadlines[0].lapse")
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
    assert {code for code, _, _ in CASES} | elsewhere | conduct.CODES == CODES


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
