"""Values of cells: text, instants, money, and words of a closed list in Chinese or English."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from gongdao.intake.files.problems import BadValue
from gongdao.letters.wording import say
from gongdao.lib.numbers import whole
from gongdao.rulebook.terms import CHANNELS, MOODS, NATURES, REMEDY_KINDS

Cell = str | datetime

LONGEST_TEXT: Final = 20_000
_LONGEST_SHORT: Final = 200
_MOST_FEN: Final = 10**12
_MOST_PEOPLE: Final = 10_000_000
_EARLIEST: Final = 2000
_UNPRINTABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DATE: Final = re.compile(
    r"(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"(?:[T\s]*(?P<half>上午|下午|晚上|AM|PM)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{1,2})"
    r"(?:[:分](?P<second>\d{1,2})(?:\.\d+)?秒?|分)?\s*(?P<late>AM|PM)?)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)")
_AMOUNT: Final = re.compile(r"[-+−]?\d[\d,]*(?:\.\d+)?")
_FORMULA: Final = ("=", "+", "-", "@", "\t")
_SEPARATORS: Final = re.compile(r"[、,，;；/|\n]+")


def short_text(cell: Cell, field: str) -> str:
    """A name, number or the like: one line of at most 200 characters. Raises BadValue."""
    if not cell:
        return ""
    value = " ".join(_text(cell, field).split())
    if len(value) > _LONGEST_SHORT:
        raise BadValue("INT-2", "too_long", field=field, length=len(value), most=_LONGEST_SHORT)
    return value


def long_text(cell: Cell, field: str) -> str:
    """A description, as written. Raises BadValue for what is too long or holds control characters."""
    value = _text(cell, field).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(value) > LONGEST_TEXT:
        raise BadValue("INT-2", "too_long", field=field, length=len(value), most=LONGEST_TEXT)
    return value


def _text(cell: Cell, field: str) -> str:
    value = cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else cell
    found = _UNPRINTABLE.search(value)
    if found is not None:
        raise BadValue(
            "INT-2", "control_characters", field=field, code_point=f"U+{ord(found[0]):04X}",
            place=found.start() + 1,
        )  # fmt: skip
    return value


def instant(cell: Cell, field: str, zone: ZoneInfo, now: datetime) -> datetime | None:
    """An instant, local to `zone` unless it says otherwise; a mere day begins at midnight. None if empty.

    Raises BadValue for what is no date, a date that does not exist, lies ahead of `now` or before 2000.
    """
    if not cell:
        return None
    if isinstance(cell, datetime):
        found = cell if cell.tzinfo else cell.replace(tzinfo=zone)
    elif not (value := unicodedata.normalize("NFKC", short_text(cell, field))):
        return None
    else:
        found = _parsed(value, field, zone)
    if found.year < _EARLIEST:
        raise BadValue("INT-2", "too_early", field=field, value=shown(cell))
    if found > now:
        raise BadValue("INT-2", "in_the_future", field=field, value=shown(cell))
    return found.astimezone(UTC)


def _parsed(value: str, field: str, zone: ZoneInfo) -> datetime:
    compact = _COMPACT.fullmatch(value)
    match = _DATE.fullmatch("-".join(compact.groups()) if compact else value)
    if match is None:
        raise BadValue("INT-2", "not_a_date", field=field, value=value)
    part = match.groupdict()
    hour = int(part["hour"] or 0)
    half = (part["half"] or part["late"] or "").upper()
    if half in ("下午", "晚上", "PM") and hour < 12:
        hour += 12
    try:
        found = datetime(
            int(part["year"]), int(part["month"]), int(part["day"]),
            hour, int(part["minute"] or 0), int(part["second"] or 0), tzinfo=zone,
        )  # fmt: skip
        if part["zone"]:
            found = datetime.fromisoformat(f"{found:%Y-%m-%dT%H:%M:%S}{part['zone'].upper()}")
    except ValueError:
        raise BadValue("INT-2", "impossible_date", field=field, value=value) from None
    return found


def fen(cell: Cell, field: str, *, factor: int = 100) -> int:
    """An amount of money in fen, from yuan (`factor` 100) or fen (1); 0 if empty. Raises BadValue."""
    if not cell:
        return 0
    value = unicodedata.normalize("NFKC", short_text(cell, field))
    if not value:
        return 0
    plain = re.sub(r"[¥￥元圆\s]|RMB|CNY", "", value, flags=re.IGNORECASE).replace("−", "-")
    try:
        amount = Decimal(plain.replace(",", "")) * factor if _AMOUNT.fullmatch(plain) else None
    except InvalidOperation:
        amount = None
    if amount is None:
        raise BadValue("INT-2", "not_an_amount", field=field, value=value)
    if amount < 0:
        raise BadValue("INT-2", "negative_amount", field=field, value=value)
    if amount > _MOST_FEN:
        raise BadValue("INT-2", "amount_too_large", field=field, value=value)
    if amount != amount.to_integral_value():
        raise BadValue("INT-2", "parts_of_a_fen", field=field, value=value)
    return int(amount)


def count(cell: Cell, field: str) -> int:
    """A whole number of at least 1; 1 if empty. Raises BadValue."""
    if not cell:
        return 1
    value = unicodedata.normalize("NFKC", short_text(cell, field)).removesuffix("人").strip()
    if not value:
        return 1
    found = whole(value, most=_MOST_PEOPLE)
    if not found:
        raise BadValue("INT-2", "not_a_count", field=field, value=value)
    return found


def one_of(cell: Cell, field: str, rule: str, words: Mapping[str, str]) -> str:
    """The code that a word stands for; "" if empty. Raises BadValue naming what there is."""
    if not cell:
        return ""
    value = short_text(cell, field)
    if not value:
        return ""
    code = words.get(key_of(value))
    if code is None:
        allowed = sorted(set(words.values()))
        raise BadValue(rule, "unknown_choice", field=field, value=value, allowed=allowed[:40])
    return code


def parts(value: str) -> list[str]:
    """The items of a list in one cell."""
    return [item.strip() for item in _SEPARATORS.split(value) if item.strip()]


def amount_in(text: str) -> tuple[str, int]:
    """The words and the amount in fen of something like 赔偿500元; no amount is 0."""
    plain = unicodedata.normalize("NFKC", text)
    match = _AMOUNT.search(plain)
    if match is None:
        return text, 0
    words = re.sub(r"[¥元圆块\s]", "", plain[: match.start()] + plain[match.end() :])
    return words, int(Decimal(match[0].replace(",", "").replace("−", "-")).copy_abs() * 100)


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(cell: Cell) -> Cell:
    """A cell without the sign that `guarded` put before it."""
    if isinstance(cell, str) and cell[:1] == "'" and cell[1:].startswith(_FORMULA):
        return cell[1:]
    return cell


def key_of(text: str) -> str:
    """A word or header as it is compared: one form of each character, no capitals, blanks or signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-./:：()（）\[\]【】*#]+", "", plain)


def shown(cell: Cell) -> str:
    """A cell as text."""
    return cell.isoformat(" ", "minutes") if isinstance(cell, datetime) else cell


# What people call things beside the words of the catalogue.
_ALSO: Final[dict[str, dict[str, str]]] = {
    "channel": {
        "电话": "hotline", "热线": "hotline", "phone": "hotline", "tel": "hotline", "在线": "chat",
        "在线客服": "chat", "聊天": "chat", "微信": "social", "微博": "social", "抖音": "social",
        "小红书": "social", "邮件": "email", "邮箱": "email", "mail": "email", "信件": "letter",
        "来信": "letter", "意见书": "letter", "门店": "counter", "柜台": "counter", "现场": "counter",
        "网站": "web", "网页": "web", "官网": "web", "小程序": "app", "接口": "api", "导入": "file",
        "文件": "file",
    },
    "remedy_kind": {
        "退钱": "refund", "全额退款": "refund", "仅退款": "refund", "退货": "return_refund",
        "换新": "exchange", "调换": "exchange", "补寄": "resend", "重发": "resend", "修理": "repair",
        "补偿": "compensation", "赔钱": "compensation", "赔付": "compensation", "代金券": "coupon",
        "优惠卷": "coupon", "道歉信": "apology", "致歉": "apology", "说明": "explanation",
        "解释": "explanation", "给个说法": "explanation", "说法": "explanation", "上门": "second_visit",
    },
    "mood": {"生气": "angry", "愤怒": "angry", "失望": "disappointed", "着急": "anxious", "平静": "calm"},
    "nature": {"投诉": "effective"},
    "level": {"会员": "vip", "vip客户": "vip", "普通": "normal", "一般": "normal"},
}  # fmt: skip
_CODES: Final[dict[str, tuple[str, ...]]] = {
    "channel": CHANNELS, "remedy_kind": REMEDY_KINDS, "mood": MOODS, "nature": NATURES,
    "level": ("normal", "vip"),
}  # fmt: skip


@lru_cache
def words_of(area: str) -> Mapping[str, str]:
    """Every word for the codes of an area of the catalogue, in both languages, compared by `key_of`."""
    words = {key_of(word): code for word, code in _ALSO[area].items()}
    for code in _CODES[area]:
        for name in (code, say(f"{area}.{code}", "zh-hans"), say(f"{area}.{code}", "en")):
            words[key_of(name)] = code
    return words
