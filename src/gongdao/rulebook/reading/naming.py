"""The name on an identity paper (EVI-16): beside its label, as ID cards, passports and licences print it."""

import re
from collections.abc import Collection
from typing import Final

from gongdao.rulebook.reading.checks import Remark
from gongdao.rulebook.reading.report import Box, Report

_LABEL: Final = re.compile(
    r"^(?:姓\s*名|名\s*称|企业名称|单位名称|法定代表人|Name)[\s:：]*(.*)$", re.IGNORECASE
)
_CHINESE: Final = re.compile(r"^[一-鿿·•]{2,40}$")
_LATIN: Final = re.compile(r"^[A-Za-z][A-Za-z ,.'\-]{1,60}$")
# What stands beside or below the name on the same line or the next, and is none.
_OTHERS: Final = ("性别", "民族", "出生", "住址", "公民身份", "证件", "类型", "住所", "Sex", "Nationality")


def identified(report: Report, names: Collection[str], *, verified: bool) -> Remark:
    """EVI-16: whether the paper names whom the account names. `verified`: somebody has checked the account.

    A machine only asks for a person's eye: names are misread, and people marry.
    """
    name, box = name_on(report)
    if not name or not names:
        return Remark("EVI-16", "identity_unread", "doubtful", box=box)
    if not any(same_name(name, known) for known in names):
        return Remark("EVI-16", "identity_differs", "doubtful", {"value": name}, box)
    if not verified:
        return Remark("EVI-16", "identity_unverified", "doubtful", {"value": name}, box)
    return Remark("EVI-16", "identity_same", "ok", {"value": name}, box)


def name_on(report: Report) -> tuple[str, Box | None]:
    """The first name that stands beside or right below its label, and where; "" where none can be read."""
    lines = report.lines
    for position, line in enumerate(lines):
        label = _LABEL.match(line.text.strip())
        if label is None:
            continue
        if name := _name_in(label[1]):
            return name, line.box
        following = lines[position + 1] if position + 1 < len(lines) else None
        if following is not None and (name := _name_in(following.text)):
            return name, following.box
    return "", None


def same_name(one: str, other: str) -> bool:
    """Whether two writings mean the same name: blanks, dots and letter case do not count."""
    return _bare(one) == _bare(other) != ""


def _name_in(text: str) -> str:
    for other in _OTHERS:
        text = text.partition(other)[0]
    text = text.strip()
    close = re.sub(r"\s+", "", text)
    if _CHINESE.match(close):
        return close
    return text if _LATIN.match(text) else ""


def _bare(text: str) -> str:
    return re.sub(r"[\s·•.,\-']+", "", text).casefold()
