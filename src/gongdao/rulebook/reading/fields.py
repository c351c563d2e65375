"""Facts in a text that was read: numbers, amounts, times, addresses, weights, each with its place.

What stands beside a label counts more than what only looks like such a number. Labels and values may share a
line or follow each other.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from gongdao.rulebook.reading.carriers import CARRIER
from gongdao.rulebook.reading.report import Box, Line, Report
from gongdao.rulebook.reading.turning import as_shown, upright

Kind = Literal[
    "order_no", "waybill", "transaction_no", "amount", "time", "url", "paid", "weight", "shop", "product",
    "recipient", "courier", "transfer", "electronic_waybill", "result", "model", "carrier", "person",
]  # fmt: skip


class Field(Struct, frozen=True):
    """One fact. `value` in one form whatever the writing: digits, fen, "2024-04-28 14:03:22", grams."""

    kind: Kind
    value: str
    text: str
    box: Box
    labelled: bool = False
    sure: int = 100


# Blanks and colons are lost or doubled in recognition; in numbers O is taken for 0 and l for 1.
_GAP: Final = r"[\s:：]*"
_LABELS: Final[tuple[tuple[Kind, str], ...]] = (
    ("order_no", r"(?<!商家)(?<!商户)(?:订单编?号|订单号码|原订单号?)"),
    ("waybill", r"(?:运单编?号|快递单号|物流单号|快递编号|运单号码|(?<![订易流户账付据证])单号)"),
    ("transaction_no", r"(?:交易单?号|交易流水号?|流水号|转账单号|商户单号|商[家户]订单号|支付单号|凭证号)"),
)
_NUMBER: Final = r"([A-Za-z]{0,4}[0-9OolI]{7,32})"
_LABELLED: Final = tuple(
    (kind, re.compile(label + _GAP + r"(?:No\.?)?" + _GAP + _NUMBER)) for kind, label in _LABELS
)
_LABEL_ALONE: Final = tuple((kind, re.compile(rf"^\W*{label}\W*$")) for kind, label in _LABELS)
# What a payment app calls an order number is its own: the day, and twenty digits or more.
_OF_PAYMENT: Final = re.compile(r"20[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]{21,25}")
_BARE_NUMBER: Final = re.compile(rf"^\W*{_NUMBER}\W*$")
_WAYBILL: Final = re.compile(
    r"\b((?:SF|YT|YD|JT|JD|JDV|ZTO|STO|DPK|EMS|EA|EB)[A-Z]{0,2}[0-9]{9,15})\b", re.IGNORECASE
)
_AMOUNT: Final = re.compile(
    r"(?:[¥￥]\s*[-−]?\s*([0-9][0-9,]{0,12}(?:\.[0-9]{1,2})?)"
    r"|[-−]?([0-9][0-9,]{0,12}\.[0-9]{2})(?![0-9.])\s*元?"
    r"|([0-9][0-9,]{0,9}(?:\.[0-9]{1,2})?)\s*元)"
)
_TIME: Final = re.compile(
    r"(20[0-9]{2})\s*[-−_/.年]\s*([01]?[0-9])\s*[-−_/.月]\s*([0-3]?[0-9])\s*日?"
    r"(?:\s*[T ]?\s*([0-2]?[0-9])\s*[:：时]\s*([0-5][0-9])(?:\s*[:：分]\s*([0-5][0-9]))?)?"
)
_URL: Final = re.compile(
    r"(?:https?:?\s*/\s*/\s*|www\.)[A-Za-z0-9.\-]+\.[A-Za-z]{2,}[^\s，。）)]*", re.IGNORECASE
)
_PAID: Final = re.compile(r"(支付成功|付款成功|交易成功|已支付|支付完成|转账成功)")
_TRANSFER: Final = re.compile(r"(微信转账|QQ转账|转账给|转账-?转给|红包|零钱通?转账|你已收款|对方已收款)")
_ELECTRONIC: Final = re.compile(r"(电子面单|电子运单|面单打印|打印面单)")
_WEIGHT: Final = re.compile(
    r"([0-9]{1,5}(?:\.[0-9]{1,3})?)\s*(kg|千克|公斤|斤|克|g)(?![A-Za-z])", re.IGNORECASE
)
_UNIT_ALONE: Final = re.compile(r"^\W*(kg|千克|公斤|斤|克|g)\W*$", re.IGNORECASE)
_READING: Final = re.compile(r"^\W*([0-9]{1,5}(?:\.[0-9]{1,3})?)\W*$")  # of scales, whose unit stands apart
_GRAMS: Final = {"kg": 1000.0, "千克": 1000.0, "公斤": 1000.0, "斤": 500.0, "克": 1.0, "g": 1.0}
# A label, not a word within a sentence: "送达收件人本人" names nobody.
_PERSON: Final = r"(?<![一-鿿])(?:{})(?:姓名|签字|签名)?(?![一-鿿]{{0,4}}(?:本人|电话|地址|手机))"
_NAME: Final = r"([^\s:：0-9]{1,12})"
_LABELS_OF_NAMES: Final[tuple[tuple[Kind, str, str], ...]] = (
    (
        "shop",
        r"(?:店铺名?称?|商家(?!订)|商户(?:全?称|名称)|卖家|收款方(?:全?称)?|对方户名|销售方(?:名称)?)",
        r"([^\s:：]{2,30})",
    ),
    ("product", r"(?:商品(?:名称|说明)?|品名|货品|产品名称|样品名称)", r"(\S.{1,40})"),
    (
        "model",
        r"(?:型号(?:规格)?|规格型号|货号|款号)",
        r"([A-Za-z0-9\u4e00-\u9fff][^\s:：]{1,20}(?: [A-Za-z0-9]+)?)",
    ),
    ("recipient", _PERSON.format("收件人|收货人"), _NAME),
    ("courier", _PERSON.format("快递员|派件员|业务员|承运人"), _NAME),
    (
        "person",
        _PERSON.format("寄件人|发货人|操作人|联系人|姓名|申请人|买家|付款人|收款人|户名"),
        _NAME,
    ),
)
_NAMED: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = tuple(
    (kind, re.compile(label + _GAP + value)) for kind, label, value in _LABELS_OF_NAMES
)
_NAMED_ALONE: Final = tuple(
    (kind, re.compile(rf"^\W*{label}\W*$"), re.compile(rf"^\W*{value}\W*$"))
    for kind, label, value in _LABELS_OF_NAMES
)
_RESULT: Final = re.compile(
    r"((?:检[验测](?:结果|结论|项目)|单项(?:判定|结论)|技术要求|实测值|符合|不合格|不符合).{0,20})"
)
_SAID: Final[tuple[tuple[Kind, re.Pattern[str]], ...]] = (
    ("paid", _PAID), ("transfer", _TRANSFER), ("electronic_waybill", _ELECTRONIC), ("carrier", CARRIER),
)  # fmt: skip


def fields_of(report: Report) -> tuple[Field, ...]:
    """Every fact in a report, in reading order; a number beside its label is told once, as such."""
    lines = upright(report).lines
    found: list[Field] = []
    for line in lines:
        values = _beside(line, lines)
        found += _numbers(line, values)
        found += _names(line, values)
        found += _values(line)
        found += _weighed(line, values)
    if any(page.turned for page in report.pages):
        found = [replace(field, box=as_shown(field.box, report)) for field in found]
    return tuple(_without_echoes(found))


def first(fields: Iterable[Field], kind: Kind) -> Field | None:
    """The first fact of a kind, a labelled one before the others."""
    of_kind = [field for field in fields if field.kind == kind]
    return next((field for field in of_kind if field.labelled), of_kind[0] if of_kind else None)


def digits(text: str) -> str:
    """A number in one form: upper case, with the letters that recognition takes for digits as digits."""
    head = re.match(r"[A-Za-z]{0,4}(?=[0-9OolI])", text)
    start = head.end() if head is not None and not re.fullmatch("[OolI]*", head[0]) else 0
    rest = text[start:].translate(str.maketrans("OolI", "0011"))
    return text[:start].upper() + rest


def _beside(label: Line, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Where the value of a label may stand: the nearest on its right, then the nearest right below it."""
    own = label.box
    high = max(1, own.bottom - own.top)
    same_page = [line for line in lines if line is not label and line.box.page == own.page]
    right = [
        line
        for line in same_page
        if line.box.left >= own.right - high and abs(_middle(line) - _middle(label)) < high
    ]
    below = [
        line
        for line in same_page
        if high / 2 <= line.box.top - own.top < 4 * high and abs(line.box.left - own.left) < 6 * high
    ]
    nearest = (
        min(right, key=lambda line: line.box.left, default=None),
        min(below, key=lambda line: line.box.top + abs(line.box.left - own.left), default=None),
    )
    return tuple(line for line in nearest if line is not None)


def _middle(line: Line) -> float:
    return (line.box.top + line.box.bottom) / 2


def _numbers(line: Line, values: tuple[Line, ...]) -> Iterator[Field]:
    text = line.text.replace(" ", "")
    for kind, pattern in _LABELLED:
        for match in pattern.finditer(text):
            number = digits(match[1])
            yield Field(_whose(kind, number), number, match[1], line.box, labelled=True, sure=line.sure)
    for kind, pattern in _LABEL_ALONE:
        if pattern.match(text):
            yield from _first_number(kind, values)
    for match in _WAYBILL.finditer(text):
        yield Field("waybill", digits(match[1]), match[1], line.box, sure=line.sure)


def _first_number(kind: Kind, values: tuple[Line, ...]) -> Iterator[Field]:
    """The number of a label that stands alone: a table has the next label on its right."""
    for value in values:
        if (bare := _BARE_NUMBER.match(value.text.replace(" ", ""))) is not None:
            number = digits(bare[1])
            yield Field(_whose(kind, number), number, bare[1], value.box, labelled=True, sure=value.sure)
            return


def _whose(kind: Kind, number: str) -> Kind:
    return "transaction_no" if kind == "order_no" and _OF_PAYMENT.fullmatch(number) else kind


def _names(line: Line, values: tuple[Line, ...]) -> Iterator[Field]:
    """Names of people, shops and goods, beside their label or apart from it."""
    for kind, pattern in _NAMED:
        if (seen := pattern.search(line.text)) is not None:
            yield Field(kind, seen[1].strip(), seen[0], line.box, labelled=True, sure=line.sure)
    for kind, label, pattern in _NAMED_ALONE:
        if label.match(line.text):
            yield from _first_name(kind, pattern, values)


def _first_name(kind: Kind, pattern: re.Pattern[str], values: tuple[Line, ...]) -> Iterator[Field]:
    for value in values:
        if any(label.match(value.text) for _, label, _ in _NAMED_ALONE) or _is_label(value.text):
            continue  # what stands there is itself a label
        if (name := pattern.match(value.text)) is not None:
            yield Field(kind, name[1].strip(), value.text, value.box, labelled=True, sure=value.sure)
            return


def _is_label(text: str) -> bool:
    return any(label.search(text) for _, label in (*_LABELLED, *_NAMED)) or text.rstrip()[-1:] in (":", "：")


def _values(line: Line) -> Iterator[Field]:
    text = line.text
    for match in _AMOUNT.finditer(text):
        amount = next(group for group in match.groups() if group)
        yield _field("amount", fen(amount), match[0], line)
    for match in _TIME.finditer(text):
        if (moment := _moment(match)) is not None:
            yield _field("time", moment, match[0], line)
    for match in _URL.finditer(text.replace(" ", "")):
        yield _field("url", match[0].lower(), match[0], line)
    for match in _WEIGHT.finditer(text):
        yield _field("weight", str(round(float(match[1]) * _GRAMS[match[2].lower()])), match[0], line)
    plain = text.replace(" ", "")
    for kind, pattern in _SAID:
        if (seen := pattern.search(plain)) is not None:
            yield _field(kind, seen[1], seen[0], line)
    if (seen := _RESULT.search(text)) is not None:
        yield _field("result", seen[1].strip(), seen[0], line)


def _weighed(line: Line, values: tuple[Line, ...]) -> Iterator[Field]:
    """A weight whose unit stands in a box of its own on its right, as scales show it."""
    if (number := _READING.match(line.text)) is None:
        return
    for beside in values:
        if beside.box.left >= line.box.left and (unit := _UNIT_ALONE.match(beside.text)) is not None:
            grams = str(round(float(number[1]) * _GRAMS[unit[1].lower()]))
            text = f"{number[1]} {unit[1]}"
            yield Field("weight", grams, text, line.box, sure=min(line.sure, beside.sure))
            return


def _field(kind: Kind, value: str, text: str, line: Line) -> Field:
    return Field(kind, value, text, line.box, sure=line.sure)


def fen(amount: str) -> str:
    """An amount in yuan as whole fen: "1,000.5" is "100050"."""
    whole, _, rest = amount.replace(",", "").partition(".")
    return str(int(whole) * 100 + int((rest + "00")[:2]))


def _moment(match: re.Match[str]) -> str | None:
    year, month, day, hour, minute, second = match.groups()
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31 and int(hour or 0) < 24):
        return None
    date = f"{year}-{int(month):02}-{int(day):02}"
    return date if hour is None else f"{date} {int(hour):02}:{minute}:{second or '00'}"


def _without_echoes(found: list[Field]) -> Iterator[Field]:
    labelled = {(field.value, field.box) for field in found if field.labelled}
    for field in found:
        if field.labelled or (field.value, field.box) not in labelled:
            yield field
