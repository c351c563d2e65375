"""The worked cases of the guide to appeals: the game recharge, the takeaway, one group answered at once."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.rule("APP-9")
def test_game_recharge_is_refunded_within_72_hours_with_a_coupon(demo):
    log = demo.logs["game-recharge"]
    decided = next(entry.at for entry in log if entry.event.__struct_config__.tag == "appeal_decided")
    refunded = next(entry.at for entry in log if entry.event.__struct_config__.tag == "remedy_done")
    assert (refunded - decided).total_seconds() <= 72 * 3600
    assert {item.unit: item.amount for item in demo.ends["game-recharge"].money if item.amount > 0} == {
        "fen": 200_000, "coupon_fen": 1_000,
    }  # fmt: skip


@pytest.mark.rule("EVI-13")
def test_takeaway_appeal_fails_by_silence_and_wins_when_made_well(demo):
    appeals = demo.played["failed-takeaway"].state.appeals
    first, second = appeals["A1"], appeals["A2"]
    assert (first.outcome, first.automatic, first.supplement) == ("uphold", True, "lapsed")
    assert (second.outcome, second.reviewer != "", second.level) == ("annul", True, "first")


@pytest.mark.rule("APP-16", "EVI-17", "SLA-5")
def test_blocked_enterprise_hands_in_its_papers_and_is_answered_within_72_hours(demo, local):
    state = demo.played["blocked-enterprise"].state
    appeal = state.appeals["A1"]
    assert (appeal.variant, appeal.missing, appeal.outcome) == ("enterprise", (), "annul")
    # Friday 16:20; the weekend counts.
    assert demo.due("blocked-enterprise", "enterprise_review:A1") == local("2025-04-14 16:20")
    assert appeal.decided_at == local("2025-04-14 10:10")
    kinds = [item.exhibit.kind for item in state.exhibits.values()]
    assert kinds == [
        "business_licence", "permission_list", "annual_data", "transaction", "waybill", "quality_report",
    ]  # fmt: skip


@pytest.mark.rule("APP-16")
def test_group_is_answered_at_once_each_in_its_own_case(demo):
    lead, second, third = (demo.played[f"group-{name}"].state for name in ("lead", "second", "third"))
    assert lead.group.amount_fen == 35_000
    assert [state.appeals["A1"].outcome for state in (lead, second, third)] == ["annul", "annul", "uphold"]
    times = {state.appeals["A1"].decided_at for state in (lead, second, third)}
    reviewers = {state.appeals["A1"].reviewer for state in (lead, second, third)}
    assert (len(times), len(reviewers)) == (1, 1)
    assert third.appeals["A1"].missing == ("call_record",)
    assert second.appeals["A1"].reasons == lead.appeals["A1"].reasons
