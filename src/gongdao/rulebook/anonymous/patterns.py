"""What personal data looks like in Chinese and English texts, in brackets named after the kind of its mark.

A pattern rather takes too much than too little: a person reads each text before others do. Dates and times of
day are left alone; amounts are rounded; every other run of six digits or more becomes a mark.
"""

import re
from functools import cache
from typing import Final

from gongdao.rulebook.anonymous.marks import MARK
from gongdao.rulebook.anonymous.rounding import AMOUNT

_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff"
_GAP: Final = r"[ \t\-–—_.·]?"
_SURNAMES: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
    "莫孔向汤温芦康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪"
    "梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简"
    "车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵"
)
_COMPOUND: Final = "欧阳|上官|司马|诸葛|皇甫|尉迟|公孙|慕容|令狐|端木|东方|南宫|夏侯|司徒"
_TITLES: Final = (
    "先生|女士|小姐|太太|经理|主管|师傅|老师|医生|律师|店长|老板|客服|专员|组长|总监|同学|阿姨|大哥|大姐"
    "|快递员|骑手"
)
_FAMILY: Final = rf"(?:{_COMPOUND}|[{_SURNAMES}])"
_FULL_NAME: Final = rf"{_FAMILY}[{_HAN}]{{1,2}}(?![{_HAN}])|{_FAMILY}[{_HAN}]{{2}}"
# Places are cut where a sentence most often goes on to one.
_PLACE: Final = rf"(?:(?![在到于是至从寄送发往住了的和与给为由向被把对])[{_HAN}]){{1,6}}?"
_REGION: Final = rf"{_PLACE}(?:自治[区州县]|[省盟旗]|(?<![超门上夜菜])市|(?<![小社景校])区|县)"
_ROAD: Final = rf"(?:{_PLACE}(?:街道|大道|大街|胡同|[路街巷弄镇乡村道]))"
_DOOR: Final = (
    r"(?:\s?[A-Za-z]?[0-9０-９一二三四五六七八九十]{1,5}(?:号楼|号院|单元|栋|幢|座|室|层|楼|房|号)){1,5}"
)
_ESTATE: Final = rf"(?:[{_HAN}]{{2,8}}?(?:小区|花园|公寓|大厦|广场|家园|新村|园区|校区|宿舍))"
_PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
_DATE: Final = (
    r"(?<![0-9])(?:[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{4}年[0-9]{1,2}月|[0-9]{1,2}月[0-9]{1,2}日)"
    r"(?:[ T]?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)?(?![0-9]|[-.][0-9])"
)
_CLOCK: Final = r"(?<![0-9:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])"

# Letters, digits and dashes with at least one digit, as references are written.
_REFERENCE: Final = r"[A-Za-z]{0,6}-?[0-9][A-Za-z0-9\-]{3,39}"
_IS: Final = r"\s?[:：为是]?\s?"
_HOUSE: Final = (
    r"[0-9]{1,4}\s?(?:号楼|栋|幢|座)\s?(?:[0-9一二三四五]{1,2}\s?单元)?\s?[0-9]{1,5}\s?(?:室|号|房)"
    r"|(?:No\. ?)?[0-9]{1,5},? (?:[A-Z][a-z]+ ){1,3}(?:Road|Rd|Street|St|Avenue|Ave|Lane)\b\.?"
    r"|(?:Room|Unit|Flat|Apt\.?) [A-Z]?[0-9]{1,5}"
)
_ADDRESS: Final = (
    rf"(?:{_REGION}){{1,4}}(?:{_ROAD}){{1,3}}(?:{_ESTATE})?(?:{_DOOR})?"
    rf"|(?:{_REGION}){{2,4}}(?:{_ESTATE})?(?:{_DOOR})?|{_ROAD}{_DOOR}|{_ESTATE}{_DOOR}|{_HOUSE}"
)
_ACCOUNT_LABEL: Final = (
    r"(?:微信|QQ|qq|VX|vx|wechat|WeChat|支付宝|旺旺|抖音|小红书|账号|用户名)"
    r"\s?(?:号码?|ID|id|账号|昵称|群号?)?\s?(?:is|[:：是为])?\s?"
)
_TRANSACTION_LABEL: Final = (
    r"(?:交易单?号|流水号|商户单号|支付单号|凭证号|transaction(?: (?:no|number|id))?\.?)"
)
_WAYBILL_LABEL: Final = r"(?:运单编?号?|快递单号?|物流单号?|waybill(?: (?:no|number))?\.?)"
_PERSON_LABEL: Final = r"(?:收件人|收货人|寄件人|联系人|姓名|户名|持卡人|我叫|本人|当事人|委托人)"
_CARRIERS: Final = "SF|YT|YD|JT|JD|JDV|ZTO|STO|DPK|EMS|EA|EB"
_SPELLED: Final = "[零〇○一二三四五六七八九幺两]"

# In this order where several begin at the same place. What ends in _label stays before its mark.
_PATTERNS: Final = (
    rf"(?P<mark>{MARK.pattern})",
    rf"(?P<kept>{_DATE}|{_CLOCK})",
    r"(?P<mail>[\w.+\-]+\s?@\s?[\w\-]+(?:\.[\w\-]+)+)",
    r"(?P<link>(?:https?\s?:\s?/\s?/|www\.)[^\s，。；）)】」、]+)",
    rf"(?P<account_label>{_ACCOUNT_LABEL})(?P<account>[A-Za-z0-9][\w.\-]{{4,29}})",
    rf"(?P<staff_label>(?:工号|员工号|staff (?:no|number)\.?){_IS})(?P<staff>[A-Za-z]{{0,4}}[0-9]{{2,12}})",
    rf"(?P<plate>[{_PROVINCES}][A-Z]{_GAP}[A-HJ-NP-Z0-9]{{5,6}}(?![A-Z0-9])[挂学警港澳]?)",
    rf"(?P<order_label>(?:订单编?号?|order (?:no|number)\.?){_IS})(?P<order>{_REFERENCE})",
    rf"(?P<waybill_label>{_WAYBILL_LABEL}{_IS})(?P<waybill>{_REFERENCE})",
    rf"(?P<transaction_label>{_TRANSACTION_LABEL}{_IS})(?P<transaction>{_REFERENCE})",
    r"(?P<case>(?<![0-9])20[0-9]{4}-[0-9]{3,7}(?![0-9]))",
    AMOUNT,
    rf"(?P<waybill_bare>\b(?:{_CARRIERS})[A-Za-z]{{0,2}}{_GAP}[0-9]{{8,18}})",
    # What looks like a number is told apart by its digits.
    rf"(?P<digits>(?<![0-9])(?:\+|00)?[0-9](?:{_GAP}[0-9]){{5,}}[Xx]?)",
    rf"(?P<spelled>{_SPELLED}(?:{_GAP}{_SPELLED}){{5,}})",
    rf"(?P<address>{_ADDRESS})",
    rf"(?P<seller>[{_HAN}A-Za-z0-9]{{2,12}}?(?:旗舰店|专卖店|专营店|自营店|官方店|企业店))",
    rf"(?P<person_label>{_PERSON_LABEL}{_IS})(?P<person>{_FULL_NAME})",
    rf"(?P<titled>{_FAMILY}[{_HAN}]{{0,2}}?(?={_TITLES}))",
    r"(?P<english>(?:(?<=Mr )|(?<=Mr\. )|(?<=Ms )|(?<=Ms\. )|(?<=Mrs )|(?<=Mrs\. )|(?<=Miss ))[A-Z][a-z]+)",
)  # fmt: skip
_LABEL_ALONE: Final = (
    rf"\s*(?:{_PERSON_LABEL}|{_WAYBILL_LABEL}|{_TRANSACTION_LABEL}|{_ACCOUNT_LABEL}|订单编?号?|寄件人|收款人|付款人"
    r"|客户|师傅|快递员|(?:联系)?电话|手机号?码?|(?:收货|详细|联系)?地址|身份证号?码?|证件号码?|银行卡号?|卡号)\s*[:：]?\s*"
)
_ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PHONE: Final = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}[2-9][0-9]{6,7}|[48]00[0-9]{7}")
_SHORTEST_CARD, _LONGEST_CARD = 13, 19


@cache
def personal() -> re.Pattern[str]:
    """Everything personal, each in a group named after its kind. Made when first needed: it takes 0.16 s."""
    return re.compile("|".join(_PATTERNS))


@cache
def label_alone() -> re.Pattern[str]:
    """A label that stands alone, as in a table: what it speaks of stands beside or behind it."""
    return re.compile(_LABEL_ALONE)


def kind_of_digits(text: str) -> str:
    """What a run of digits is: an identity number by its checksum, a phone, a card by Luhn, or a number."""
    digits = "".join(char for char in text.upper() if char.isdecimal() or char == "X")
    if is_identity(digits):
        return "identity"
    local = digits.removeprefix("0086") if digits.startswith("0086") else digits
    local = local.removeprefix("86") if len(local) == 13 else local
    if _PHONE.fullmatch(local):
        return "phone"
    if _SHORTEST_CARD <= len(digits) <= _LONGEST_CARD and is_card(digits):
        return "card"
    return "number"


def is_identity(digits: str) -> bool:
    """Whether these are a Chinese identity number: 17 digits and the check character of GB 11643."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", digits):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=False))
    return "10X98765432"[total % 11] == digits[-1]


def is_card(digits: str) -> bool:
    """Whether the last digit is the check digit of the others (Luhn)."""
    if not digits.isdecimal():
        return False
    doubled = (int(d) * 2 if n % 2 else int(d) for n, d in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
