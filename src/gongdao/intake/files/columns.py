"""Which column of a table is which field of a complaint: by its header in Chinese or English, or as told."""

from collections.abc import Mapping, Sequence
from typing import Final

from gongdao.intake.files.problems import BadFile
from gongdao.intake.files.values import key_of
from gongdao.intake.platform_codes import PLATFORMS

# Field -> headers that mean it, the commonest first. `amount` is in yuan.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "description": (
        "投诉内容", "问题描述", "投诉描述", "描述", "内容", "投诉详情", "详情", "情况说明", "诉求内容",
        "评论", "评价内容", "description", "text", "content", "complaint", "details", "body", "review",
    ),
    "name": (
        "客户姓名", "姓名", "客户名称", "客户", "投诉人", "联系人", "顾客", "customer name", "name",
        "customer", "complainant",
    ),
    "contact": (
        "联系方式", "联系电话", "电话", "手机", "手机号", "手机号码", "邮箱", "电子邮箱", "contact", "phone",
        "mobile", "tel", "telephone", "email", "e-mail",
    ),
    "level": ("客户级别", "客户等级", "会员等级", "级别", "level", "customer level"),
    "order_no": ("订单号", "订单编号", "订单", "运单号", "order no", "order number", "order id", "order"),
    "amount": ("金额", "涉及金额", "订单金额", "争议金额", "金额（元）", "amount", "amount yuan"),
    "amount_fen": ("金额（分）", "amount fen"),
    "received_at": (
        "投诉时间", "投诉日期", "受理时间", "接诉时间", "时间", "日期", "received at", "received", "time",
        "date", "created at",
    ),
    "channel": ("渠道", "投诉渠道", "来源", "channel", "source"),
    "category": ("投诉类型", "投诉类别", "类别", "分类", "类型", "category", "type"),
    "demands": ("诉求", "客户诉求", "要求", "demand", "demands"),
    "mood": ("情绪", "客户情绪", "mood", "emotion"),
    "nature": ("性质", "投诉性质", "nature"),
    "respondent": ("被投诉人", "被投诉方", "被投诉对象", "投诉对象", "respondent", "against"),
    "region": ("地区编码", "地区", "区域", "region"),
    "department": ("责任部门", "部门", "department"),
    "people_affected": ("影响人数", "涉及人数", "people affected"),
    "external_ref": (
        "外部编号", "原工单号", "工单号", "编号", "序号", "external ref", "reference", "ref", "ticket",
        "ticket id", "id", "number",
    ),
    "platform_status": (
        "平台状态", "平台状态码", "平台代码", "纠纷状态", "售后状态", "platform status", "platform code",
        "dispute status",
    ),
    "platform_reason": (
        "平台原因", "退款原因", "售后原因", "纠纷原因", "platform reason", "refund reason", "dispute reason",
    ),
    "product": ("商品", "商品名称", "产品", "品类", "商品类别", "领域", "product", "item", "domain"),
}  # fmt: skip
OF_A_PLATFORM: Final = ("platform_status", "platform_reason")
_BY_HEADER: Final = {key_of(header): field for field, headers in HEADERS.items() for header in headers}


def mapped(header: Sequence[str], told: Mapping[str, str], *, platform: str = "") -> dict[str, int]:
    """Field to the place of its column. `told`: field to header, which wins over what the headers say.

    `platform`: whose codes stand in the columns of a platform; without it nobody could read them.

    Headers that mean nothing are left aside; so is the second of two that mean the same. Raises BadFile for
    an unknown field or header in `told`, and where no column holds the description.
    """
    places: dict[str, int] = {}
    keys = [key_of(name) for name in header]
    for field, name in told.items():
        if field not in HEADERS:
            raise BadFile("unknown_field", option="--map", field=field, allowed=sorted(HEADERS))
        if key_of(name) not in keys:
            raise BadFile("unknown_header", header=name, headers=[item for item in header if item])
        if field in OF_A_PLATFORM and not platform:
            raise BadFile("no_platform", option="--platform", field=field, allowed=list(PLATFORMS))
        places[field] = keys.index(key_of(name))
    for place, key in enumerate(keys):
        known = _BY_HEADER.get(key)
        if known in OF_A_PLATFORM and not platform:
            continue
        if known is not None and place not in places.values():
            places.setdefault(known, place)
    if "description" not in places:
        named = [name for name in header if name]
        raise BadFile("no_description", option="--map description=…", headers=named)
    return places
