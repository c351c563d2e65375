"""Reasons of platforms: each is a category of the policies that have one for it."""

import pytest

from gongdao.intake.platform_codes import PLATFORMS
from gongdao.intake.platform_reasons import category_in, reasons_of
from gongdao.policies.loading import PACKS, load, read_bytes, shipped


@pytest.mark.parametrize(
    ("policy", "platform", "code", "category"),
    [
        ("platform_dispute", "wechat_shop", "NOT_DELIVERED_TOO_LONG", "not_received"),
        ("platform_dispute", "wechat_shop", "SEND_WRONG_GOODS", "not_as_described"),
        ("platform_dispute", "wechat_shop", "FAKE_PRODUCT", "counterfeit"),
        ("platform_dispute", "wechat_shop", "NO_REASON_7_DAYS", "returning"),
        ("platform_dispute", "paypal", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED", "not_as_described"),
        ("platform_dispute", "paypal", "DUPLICATE_TRANSACTION", ""),
        ("merchant_appeal", "wechat_shop", "EMPTY_PACKAGE", "wrong_goods"),
        ("merchant_appeal", "wechat_shop", "REJECT_RECEIVE_PACKAGE", "returned"),
        ("complaint_desk", "wechat_pay", "SERVICE_NOT_WORK", "promise"),
        ("complaint_desk", "paypal", "INCORRECT_AMOUNT", "billing"),
        ("dispute_mediation", "wechat_shop", "QUALITY_ISSUE", "poor_quality"),
        ("user_appeal", "paypal", "UNAUTHORISED", "charge"),
        ("user_appeal", "wechat_shop", "OTHERS", ""),
    ],
)
def test_a_reason_is_the_closest_category_that_the_policy_has(
    policy: str, platform: str, code: str, category: str
) -> None:
    found = load(read_bytes(PACKS / policy / "policy.yaml"))
    assert category_in(found, reasons_of(platform)[code]) == category


def test_every_category_that_a_reason_names_is_one_of_a_shipped_policy() -> None:
    known = {item.code for path in shipped() for item in load(read_bytes(path)).categories}
    named = {
        category
        for platform in PLATFORMS
        for reason in reasons_of(platform).values()
        for category in reason.categories
    }
    assert named <= known
