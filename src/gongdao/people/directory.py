"""Names for references, and where to reach those behind them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final

from gongdao.lib.numbers import BIGINT, whole
from gongdao.lib.statements import fetch
from gongdao.people.brief import Brief
from gongdao.people.contact import mask_name
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
_NAMED: Final = {
    kind: f"SELECT id, {column} FROM people_{kind} WHERE id = ANY(%s)"  # noqa: S608  # constants
    for kind, column in (
        ("staff", "name"), ("customer", "name"), ("shop", "name"), ("technician", "name"),
        ("account", "display_name"),
    )
}  # fmt: skip
_OF_ORGANISATIONS: Final = (
    "SELECT code, name, name_en FROM people_organisation WHERE kind = %s AND code = ANY(%s)"
)
_OF_DEPARTMENTS: Final = "SELECT code, name, name_en FROM people_department WHERE code = ANY(%s)"
_ORGANISATIONS: Final = frozenset({"carrier", "insurer", "supplier", "mediator", "third_party"})

Pair = tuple[str, str]  # name in Chinese, in English or ""

_names: Brief[str, Pair] = Brief(5.0, size=50_000)


def names(refs: Iterable[str], language: str = "zh-hans", *, masked: bool = False) -> dict[str, str]:
    """What to show for each reference: one query per kind that is not known from the last five seconds.

    Nothing is left out: an unknown reference is shown by its kind and key. `masked` shortens the names of
    customers (INT-8).
    """
    wanted = set(refs)
    known = _known(wanted)
    shown = {ref: _in_language(known.get(ref) or _unknown(ref), language) for ref in wanted}
    if masked:
        shown |= {ref: mask_name(name) for ref, name in shown.items() if kind_of(ref) == "customer"}
    return shown


def registered_names(refs: Iterable[str], language: str = "zh-hans") -> dict[str, str]:
    """The names of those who are on record; nothing for a reference that is not. Queries as in `names`."""
    return {ref: _in_language(pair, language) for ref, pair in _known(set(refs)).items()}


def region_names(language: str = "zh-hans") -> dict[str, str]:
    """Every region by code, in order of the codes. One query."""
    rows = fetch("SELECT code, name, name_en FROM people_region ORDER BY code")
    return {code: _in_language((name, english), language) for code, name, english in rows}


def department_names(language: str = "zh-hans") -> dict[str, str]:
    """Every department by code, in order of the codes. One query."""
    rows = fetch("SELECT code, name, name_en FROM people_department ORDER BY code")
    return {code: _in_language((name, english), language) for code, name, english in rows}


def forget() -> None:
    """Let go of the kept names. Called by the actions."""
    _names.clear()


def _known(refs: Collection[str]) -> dict[str, Pair]:
    known: dict[str, Pair] = {}
    wanted: dict[str, set[str]] = defaultdict(set)
    for ref in refs:
        kept = _FIXED.get(ref) or _names.get(ref)
        if kept is not None:
            known[ref] = kept
        else:
            wanted[kind_of(ref)].add(ref)
    for kind, missing in wanted.items():
        known |= {ref: _names.put(ref, pair) for ref, pair in _look_up(kind, missing).items()}
    return known


def _in_language(pair: Pair, language: str) -> str:
    return pair[1] if language == "en" and pair[1] else pair[0]


def _unknown(ref: str) -> Pair:
    chinese, english = _KINDS.get(kind_of(ref), ("当事人", "Party"))
    if key_of(ref) == "unknown":  # a carrier that bears liability and is still to be found out
        return f"{chinese}（待查明）", f"{english} (not yet known)"
    return f"{chinese} {key_of(ref)}".strip(), f"{english} {key_of(ref)}".strip()


def _look_up(kind: str, refs: Collection[str]) -> dict[str, Pair]:
    """Names by reference. A customer, shop or person has one name in every language."""
    keys = [key_of(ref) for ref in refs]
    numbers = [number for key in keys if (number := whole(key, most=BIGINT)) is not None]
    if kind in _ORGANISATIONS:
        rows = fetch(_OF_ORGANISATIONS, [kind, keys])
        return {f"{kind}:{code}": (name, english) for code, name, english in rows}
    if kind == "department":
        found = fetch(_OF_DEPARTMENTS, [keys])
        return {f"{kind}:{code}": (name, english) for code, name, english in found}
    named = fetch(_NAMED[kind], [numbers]) if kind in _NAMED and numbers else []
    return {f"{kind}:{key}": (name, "") for key, name in named if name}
