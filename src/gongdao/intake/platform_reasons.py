"""Why a buyer complains, in the codes of platforms that have codes for it: in words, and as a category.

淘宝, 抖店 and 拼多多 give words and no codes: those are read as they come, and sorted as any text.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from gongdao.rulebook.policy import Policy


class PlatformReason(NamedTuple):
    """A reason in words, and the categories it may be, the closest first: policies name them differently."""

    words: str
    categories: tuple[str, ...] = ()


_NOT_RECEIVED: Final = ("not_received", "delivery")
_NOT_AS_DESCRIBED: Final = ("not_as_described", "description")
_QUALITY: Final = ("quality", "product_quality", "poor_quality")
_WRONG_GOODS: Final = ("wrong_goods", "wrong_order", "not_as_described")
_FAKE: Final = ("counterfeit", *_QUALITY)
_RETURN: Final = ("returning", "returned", "returns", "refund_dispute")
_REFUND: Final = ("returning", "refund_refused", "returns", "refund_dispute")
_CHARGE: Final = ("charge", "billing", "fee_dispute")

_REASONS: Final[dict[str, dict[str, PlatformReason]]] = {
    "wechat_shop": {
        "INCORRECT_SELECTION": PlatformReason("拍错或多拍", _RETURN),
        "NO_LONGER_WANT": PlatformReason("不想要了", _RETURN),
        "NO_EXPRESS_INFO": PlatformReason("没有快递信息", _NOT_RECEIVED),
        "EMPTY_PACKAGE": PlatformReason("收到的包裹是空的", _WRONG_GOODS),
        "REJECT_RECEIVE_PACKAGE": PlatformReason("已拒收包裹", _RETURN),
        "NOT_DELIVERED_TOO_LONG": PlatformReason("快递长时间未送达", _NOT_RECEIVED),
        "NOT_MATCH_PRODUCT_DESC": PlatformReason("与商品描述不符", _NOT_AS_DESCRIBED),
        "QUALITY_ISSUE": PlatformReason("商品质量问题", _QUALITY),
        "SEND_WRONG_GOODS": PlatformReason("卖家发错货", _WRONG_GOODS),
        "THREE_NO_PRODUCT": PlatformReason("三无产品", _QUALITY),
        "FAKE_PRODUCT": PlatformReason("假冒产品", _FAKE),
        "NO_REASON_7_DAYS": PlatformReason("七天无理由退货", _RETURN),
        "INITIATE_BY_PLATFORM": PlatformReason("平台代为发起"),
        "OTHERS": PlatformReason("其他原因"),
    },
    "wechat_pay": {
        "REFUND": PlatformReason("申请退款", _REFUND),
        "SERVICE_NOT_WORK": PlatformReason("服务权益未生效", ("promise", "promise_broken")),
        "OTHERS": PlatformReason("其他类型的投诉"),
    },
    "paypal": {
        "MERCHANDISE_OR_SERVICE_NOT_RECEIVED": PlatformReason("没收到货物或服务", _NOT_RECEIVED),
        "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED": PlatformReason("商品或服务与描述不符", _NOT_AS_DESCRIBED),
        "UNAUTHORISED": PlatformReason("未经本人授权的扣款", _CHARGE),
        "CREDIT_NOT_PROCESSED": PlatformReason("商家答应的退款没有到账", _REFUND),
        "DUPLICATE_TRANSACTION": PlatformReason("重复扣款", _CHARGE),
        "INCORRECT_AMOUNT": PlatformReason("扣款金额不对", _CHARGE),
        "PAYMENT_BY_OTHER_MEANS": PlatformReason("已用其他方式付款，又被扣款", _CHARGE),
        "CANCELED_RECURRING_BILLING": PlatformReason("取消自动续费后仍被扣款", _CHARGE),
        "PROBLEM_WITH_REMITTANCE": PlatformReason("汇款有问题", _CHARGE),
        "OTHER": PlatformReason("其他原因"),
    },
}


def reasons_of(platform: str) -> Mapping[str, PlatformReason]:
    """The reason codes of a platform; none for one that gives words instead of codes."""
    return _REASONS.get(platform, {})


def category_in(policy: Policy, reason: PlatformReason) -> str:
    """The category of a policy that a reason is; "" where the policy has none: the words decide then."""
    known = {item.code for item in policy.categories}
    return next((code for code in reason.categories if code in known), "")
