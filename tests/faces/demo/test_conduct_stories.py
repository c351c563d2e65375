"""T's closed shop, a correction in time, and an appeal that lifts a sanction, end as told.

Dates are local (Asia/Shanghai) and were counted by hand; the counting stands beside each.
"""

import pytest

from gongdao.rulebook import events as e

pytestmark = pytest.mark.django_db


@pytest.mark.rule("PEN-3", "PEN-4")
def test_closed_shop_opens_again_by_itself_step_by_step(demo, local):
    sanctions = demo.played["closed-shop"].state.sanctions
    assert [(item.step, item.ended_at) for item in sanctions.values()] == [
        ("b_12", local("2024-12-19 10:00")),  # 7 days after Thursday 12 December 10:00
        ("b_24", local("2024-12-26 10:00")),  # 14 days
        ("b_36", local("2025-01-02 10:00")),  # 21 days
    ]
    assert "shop_closed" in sanctions["X3"].measures


@pytest.mark.rule("RES-10")
def test_closed_shop_closes_its_case_when_the_last_sanction_is_over(demo, local):
    """Three working days after Thursday 2 January 10:00: Fri 3, Mon 6, Tue 7."""
    state = demo.played["closed-shop"].state
    assert (state.status, state.outcome) == ("closed", "liability_final")
    assert state.closed_at == local("2025-01-07 10:00")


@pytest.mark.rule("PEN-6")
def test_correction_in_time_gives_no_points(demo):
    state = demo.played["corrected-listing"].state
    assert (state.status, state.correction.status, state.points) == ("closed", "accepted", {})
    shop = state.charge.shop
    assert "correction_checked" in demo.told("corrected-listing", shop)
    assert "points_given" not in demo.told("corrected-listing", shop)


@pytest.mark.rule("PEN-9", "APP-15")
def test_won_appeal_takes_back_points_and_sanction(demo, local):
    state = demo.played["lifted-sanction"].state
    assert (state.points["D1"].made, state.points["D1"].points) == (12, 0)
    assert (state.sanctions["X1"].status, state.sanctions["X1"].ended_at) == (
        "lifted", local("2024-12-17 15:00")
    )  # fmt: skip
    kinds = [type(entry.event) for entry in demo.logs["lifted-sanction"]]
    assert kinds.index(e.SanctionImposed) < kinds.index(e.AppealFiled) < kinds.index(e.SanctionLifted)


@pytest.mark.rule("PEN-7")
def test_charge_says_what_may_be_proven(demo):
    charged = next(
        entry.event for entry in demo.logs["closed-shop"] if isinstance(entry.event, e.ViolationCharged)
    )
    assert charged.proof == ("business_licence", "quality_report", "brand_authorisation", "other")
