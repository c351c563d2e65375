"""Names for references, and where to reach those behind them."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Final

from gongdao.people.brief import Brief
from gongdao.people.contact import mask_name
from gongdao.people.models import (
    Account,
    Customer,
    Department,
    Organisation,
    Region,
    Shop,
    Staff,
    Technician,
)  # fmt: skip
from gongdao.rulebook.actor import key_of, kind_of

# Who has no row: those who act without being anybody, and kinds whose key is unknown here.
_FIXED: Final[dict[str, tuple[str, str]]] = {
    "system": ("系统", "System"),
    "clock": ("到期处理", "Expiry"),
    "company": ("本公司", "The company"),
}
_KINDS: Final[dict[str, tuple[str, str]]] = {
    "staff": ("工作人员", "Staff member"),
    "customer": ("客户", "Customer"),
    "shop": ("店铺", "Shop"),
    "technician": ("师傅", "Technician"),
    "department": ("部门", "Department"),
    "carrier": ("承运方", "Carrier"),
    "insurer": ("保险公司", "Insurer"),
    "supplier": ("供应商", "Supplier"),
    "mediator": ("调解机构", "Mediation body"),
    "third_party": ("第三方", "Third party"),
    "account": ("账号", "Account"),
}
_NAMED: Final[dict[str, Callable[[list[int]], Iterable[tuple[int, str]]]]] = {
    "staff": lambda keys: Staff.objects.filter(pk__in=keys).values_list("pk", "name"),
    "customer": lambda keys: Customer.objects.filter(pk__in=keys).values_list("pk", "name"),
    "shop": lambda keys: Shop.objects.filter(pk__in=keys).values_list("pk", "name"),
    "technician": lambda keys: Technician.objects.filter(pk__in=keys).values_list("pk", "name"),
    "account": lambda keys: Account.objects.filter(pk__in=keys).values_list("pk", "display_name"),
}
_ORGANISATIONS: Final = frozenset({"carrier", "insurer", "supplier", "mediator", "third_party"})

Pair = tuple[str, str]  # name in Chinese, in English or ""

_names: Brief[str, Pair] = Brief(5.0, size=50_000)


def names(refs: Iterable[str], language: str = "zh-hans", *, masked: bool = False) -> dict[str, str]:
    """What to show for each reference: one query per kind that is not known from the last five seconds.

    Nothing is left out: an unknown reference is shown by its kind and key. `masked` shortens the names of
    customers (INT-8).
    """
    known: dict[str, Pair] = {}
    wanted: dict[str, set[str]] = defaultdict(set)
    for ref in set(refs):
        kept = _FIXED.get(ref) or _names.get(ref)
        if kept is not None:
            known[ref] = kept
        else:
            wanted[kind_of(ref)].add(ref)
    for kind, missing in wanted.items():
        found = _look_up(kind, missing)
        for ref in missing:
            known[ref] = _names.put(ref, found[ref]) if ref in found else _unknown(ref)
    shown = {ref: _in_language(pair, language) for ref, pair in known.items()}
    if masked:
        shown |= {ref: mask_name(name) for ref, name in shown.items() if kind_of(ref) == "customer"}
    return shown


def region_names(language: str = "zh-hans") -> dict[str, str]:
    """Every region by code, in order of the codes. One query."""
    rows = Region.objects.order_by("code").values_list("code", "name", "name_en")
    return {code: _in_language((name, english), language) for code, name, english in rows}


def department_names(language: str = "zh-hans") -> dict[str, str]:
    """Every department by code, in order of the codes. One query."""
    rows = Department.objects.order_by("code").values_list("code", "name", "name_en")
    return {code: _in_language((name, english), language) for code, name, english in rows}


def forget() -> None:
    """Let go of the kept names. Called by the actions."""
    _names.clear()


def _in_language(pair: Pair, language: str) -> str:
    return pair[1] if language == "en" and pair[1] else pair[0]


def _unknown(ref: str) -> Pair:
    chinese, english = _KINDS.get(kind_of(ref), ("当事人", "Party"))
    return f"{chinese} {key_of(ref)}".strip(), f"{english} {key_of(ref)}".strip()


def _look_up(kind: str, refs: Collection[str]) -> dict[str, Pair]:
    """Names by reference. A customer, shop or person has one name in every language."""
    keys = [key_of(ref) for ref in refs]
    numbers = [int(key) for key in keys if key.isdecimal() and len(key) < 19]
    if kind in _ORGANISATIONS:
        rows = Organisation.objects.filter(kind=kind, code__in=keys).values_list("code", "name", "name_en")
        return {f"{kind}:{code}": (name, english) for code, name, english in rows}
    if kind == "department":
        found = Department.objects.filter(code__in=keys).values_list("code", "name", "name_en")
        return {f"{kind}:{code}": (name, english) for code, name, english in found}
    named = _NAMED[kind](numbers) if kind in _NAMED else []
    return {f"{kind}:{key}": (name, "") for key, name in named if name}
