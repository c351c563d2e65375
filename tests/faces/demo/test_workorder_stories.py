"""The work orders and appeals of W end as told.

Dates are local (Asia/Shanghai) and were counted by hand; the counting stands beside each.
"""

import pytest

from gongdao.rulebook import events as e

pytestmark = pytest.mark.django_db

LIU, ZHANG, DENG, MA = "T0101", "T0102", "T0202", "T0301"  # of the two files with demo people


@pytest.mark.rule("APP-7")
def test_technician_with_the_handover_form_is_relieved_of_part(demo):
    played, judged = demo.played["handover-form"], demo.technicians[LIU]
    finding = played.state.findings["F1"]
    assert [(item.party, item.amount_fen) for item in finding.made] == [
        (judged, 45_000), ("carrier:yunda", 45_000),
    ]  # fmt: skip
    assert demo.money("handover-form") == {(judged, "fen"): -18_000, ("carrier:yunda", "fen"): -72_000}
    assert played.state.appeals["A1"].outcome == "reduce"
    assert played.state.claims is not None
    assert (played.state.claims.transfer, played.state.claims.amount_fen) == (True, 72_000)
    assert demo.told("handover-form", judged) == [
        "finding_made", "deadline_started", "appeal_filed", "appeal_decided", "finding_final", "case_closed",
    ]  # fmt: skip


@pytest.mark.rule("APP-2")
@pytest.mark.parametrize(
    ("story", "number", "due"),
    [
        # The day after the finding is the first of seven; holidays and weekends count.
        ("handover-form", LIU, "2024-06-11 00:00"),  # found Mon 3 June: 4…10 June
        ("seven-days-passed", ZHANG, "2024-04-10 00:00"),  # found Tue 2 April: 3…9 April, over Qingming
        ("on-behalf", DENG, "2024-07-10 00:00"),  # found Tue 2 July: 3…9 July
        ("second-appeal", MA, "2024-08-14 00:00"),  # found Tue 6 August: 7…13 August
        ("shifted-liability", LIU, "2024-09-11 00:00"),  # found Tue 3 September: 4…10 September
    ],
)
def test_appeal_window_is_seven_days(demo, local, story, number, due):
    assert demo.due(story, f"appeal_window:F1:{demo.technicians[number]}") == local(due)


@pytest.mark.rule("SLA-5")
def test_appeal_review_skips_the_dragon_boat_festival(demo, local):
    # Filed Wed 5 June 20:10; three working days: Thu 6, Fri 7, Tue 11 (Mon 10 is the festival).
    assert demo.due("handover-form", "appeal_review:A1") == local("2024-06-11 20:10")


@pytest.mark.rule("APP-2")
def test_technician_who_lets_seven_days_pass_bears_all(demo, local):
    judged = demo.technicians[ZHANG]
    assert demo.money("seven-days-passed") == {(judged, "fen"): -60_000}
    finals = [entry for entry in demo.logs["seven-days-passed"] if isinstance(entry.event, e.FindingFinal)]
    assert [(item.at, item.actor, item.event.because) for item in finals] == [
        (local("2024-04-10 00:00"), "clock", "window_lapsed")
    ]
    assert demo.told("seven-days-passed", judged)[:6] == [
        "finding_made", "deadline_started", "deadline_warned", "deadline_warned", "term_ended",
        "finding_final",
    ]  # fmt: skip


@pytest.mark.rule("SLA-8")
def test_handling_limit_counts_the_make_up_sunday_after_qingming(demo, local):
    # Opened Mon 1 April 11:00; Tue 2, Wed 3, then 4…6 off and Sunday 7 worked.
    assert demo.due("seven-days-passed", "handling") == local("2024-04-07 11:00")


@pytest.mark.rule("APP-1")
def test_city_manager_appeals_on_behalf_and_the_carrier_becomes_liable(demo):
    played, judged = demo.played["on-behalf"], demo.technicians[DENG]
    appeal = played.state.appeals["A1"]
    assert (appeal.appellant, appeal.by, appeal.outcome) == (judged, played.state.handler, "shift")
    assert demo.money("on-behalf") == {("carrier:yunda", "fen"): -120_000}
    assert demo.told("on-behalf", judged) == [
        "finding_made", "deadline_started", "deadline_warned", "appeal_filed", "appeal_decided",
        "case_closed",
    ]  # fmt: skip


@pytest.mark.rule("APP-8")
@pytest.mark.parametrize("story", ["handover-form", "on-behalf", "second-appeal", "shifted-liability"])
def test_reviewer_is_somebody_who_decided_nothing_before(demo, story):
    state = demo.played[story].state
    assert state.appeals["A1"].reviewer not in {state.findings["F1"].by, state.handler, state.overseer}


@pytest.mark.rule("APP-3")
def test_second_appeal_changes_nothing(demo):
    played, judged = demo.played["second-appeal"], demo.technicians[MA]
    assert list(played.state.appeals) == ["A1"]
    assert played.state.appeals["A1"].outcome == "uphold"
    assert demo.money("second-appeal") == {(judged, "fen"): -30_000}


@pytest.mark.rule("APP-10")
def test_newly_liable_technician_was_heard_before_and_cannot_appeal(demo, local):
    played, second = demo.played["shifted-liability"], demo.technicians[ZHANG]
    heard = played.state.statements["S1"]
    decided_at = played.state.appeals["A1"].decided_at
    assert heard.of == second
    assert heard.given_at is not None
    assert decided_at is not None
    assert heard.given_at < decided_at
    assert played.state.findings["F1"].shifted_to == (second,)
    assert demo.money("shifted-liability") == {(second, "fen"): -80_000}
    # Asked Thu 5 September 09:30: 48 hours.
    assert demo.due("shifted-liability", "statement:S1") == local("2024-09-07 09:30")


@pytest.mark.rule("DEC-6")
def test_receipt_anomaly_gets_its_parts_and_goes_to_claims(demo):
    state = demo.played["receipt-anomaly"].state
    assert [(item.kind, item.status) for item in state.after_sales.values()] == [("parts", "done")]
    assert state.claims is not None
    assert (state.claims.transfer, state.claims.party, state.claims.amount_fen) == (
        True, "carrier:shunfeng", 168_000,
    )  # fmt: skip
    assert demo.money("receipt-anomaly") == {("carrier:shunfeng", "fen"): -168_000}
