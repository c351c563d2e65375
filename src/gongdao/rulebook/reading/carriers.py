"""Courier companies: which one a name, a code or a reference speaks of."""

import re
from typing import Final

# By the word that all its names share, which is how papers show it: its codes on order systems.
_CODES: Final = {
    "圆通": ("yuantong", "yto"), "顺丰": ("shunfeng", "sf"), "中通": ("zhongtong", "zto"),
    "申通": ("shentong", "sto"), "韵达": ("yunda", "yd"), "极兔": ("jitu", "jt"),
    "德邦": ("debang", "deppon", "dbl"), "京东": ("jingdong", "jd"), "邮政": ("youzheng", "chinapost"),
    "百世": ("baishi", "best", "huitongkuaidi"), "丰网": ("fengwang",), "天天": ("tiantian", "ttkd"),
    "菜鸟": ("cainiao", "danniao"),
}  # fmt: skip
_ALSO: Final = {"EMS": "邮政", "丹鸟": "菜鸟"}  # the brand under which another company delivers
_BY_CODE: Final = {code: word for word, codes in _CODES.items() for code in codes}
_EMS: Final = "(?<![A-Za-z])EMS(?![A-Za-z])"  # and not the end of SYSTEMS
_BRANDS: Final = "|".join((*_CODES, "丹鸟"))
_WORD: Final = re.compile(f"{_BRANDS}|{_EMS}")
CARRIER: Final = re.compile(f"((?:{_BRANDS})(?:速递|快递|速运|快运|物流)|{_EMS})")


def carrier_of(name: str) -> str:
    """The word that all names of this courier company share; "" for one that is not known here.

    `name` is a name (韵达快递), a code of an order system (YUNDA) or a reference (carrier:yunda).
    """
    code = name.removeprefix("carrier:").strip()
    by_code = _BY_CODE.get(re.sub(r"[\s_-]|express$", "", code.lower()))
    if by_code or (found := _WORD.search(code.upper())) is None:
        return by_code or ""
    return _ALSO.get(found[0], found[0])
