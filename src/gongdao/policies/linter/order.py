"""Whether the document is in order: dates, calendar, categories, names used once, citations."""

from collections.abc import Iterator
from typing import Final

from gongdao.policies.linter.finding import Check, Finding, fault, twice
from gongdao.policies.rules import cites_of, parts_of, rule_of
from gongdao.rulebook.hours import calendar_of
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.suggesting.faults import TYPES
from gongdao.rulebook.terms import RISKS

CODES: Final = frozenset(
    "in_force_reversed bad_calendar source_twice no_channel channel_twice category_twice unknown_parent"
    " parent_cycle unknown_risk cite_without_rule unknown_cite_field unknown_category"
    " type_without_category type_twice".split()
)


def _dates(policy: Policy) -> Iterator[Finding]:
    period = policy.in_force
    if period.until is not None and period.until < period.since:
        yield fault("in_force_reversed", "in_force.until", since=period.since, until=period.until)


def _calendar(policy: Policy) -> Iterator[Finding]:
    try:
        calendar_of(policy)
    except ValueError as error:
        yield fault("bad_calendar", "calendar", reason=str(error))


def _sources(policy: Policy) -> Iterator[Finding]:
    yield from twice((item.id for item in policy.sources), "source_twice", "sources", "id")


def _channels(policy: Policy) -> Iterator[Finding]:
    if not policy.intake.channels:
        yield fault("no_channel", "intake.channels")
    yield from twice(policy.intake.channels, "channel_twice", "intake.channels", "")


def _categories(policy: Policy) -> Iterator[Finding]:
    yield from twice((item.code for item in policy.categories), "category_twice", "categories", "code")
    parents = {item.code: item.parent for item in policy.categories}
    for position, item in enumerate(policy.categories):
        where = f"categories[{position}].parent"
        if item.parent and item.parent not in parents:
            yield fault("unknown_parent", where, category=item.code, parent=item.parent)
        elif _is_own_ancestor(item.code, parents):
            yield fault("parent_cycle", where, category=item.code)


def _is_own_ancestor(code: str, parents: dict[str, str]) -> bool:
    above, seen = parents[code], {code}
    while above in parents and above not in seen:
        seen.add(above)
        above = parents[above]
    return above == code


def _categories_named(policy: Policy) -> Iterator[Finding]:
    known = {item.code for item in policy.categories}
    for position, item in enumerate(policy.handling):
        if item.category not in known:
            yield fault("unknown_category", f"handling[{position}].category", category=item.category)
    claims = policy.closing.claims
    for position, code in enumerate(claims.categories if claims else ()):
        if code not in known:
            yield fault("unknown_category", f"closing.claims.categories[{position}]", category=code)


def _types(policy: Policy) -> Iterator[Finding]:
    """Where categories name types at all, whatever is complained of has a category."""
    named = {name for item in policy.categories for name in item.types}
    for position, item in enumerate(policy.categories):
        yield from twice(item.types, "type_twice", f"categories[{position}].types", "")
    if named and (missing := [name for name in TYPES if name not in named]):
        yield fault("type_without_category", "categories", types=missing)


def _risks(policy: Policy) -> Iterator[Finding]:
    for position, item in enumerate(policy.risk_words):
        if item.risk not in RISKS:
            yield fault("unknown_risk", f"risk_words[{position}].risk", risk=item.risk, known=list(RISKS))


def _cites(policy: Policy) -> Iterator[Finding]:
    """Every citation begins with the id of a rule of the list: refusals and deadlines name it by that."""
    for where, part in parts_of(policy, ""):
        for field in getattr(part, "cites", {}):
            if field not in part.__struct_fields__:
                yield fault("unknown_cite_field", f"{where}.cites.{field}", field=field)
        for field, cite in cites_of(part):
            if not rule_of(cite):
                yield fault("cite_without_rule", f"{where}.{field}", cite=cite)


CHECKS: Final[tuple[Check, ...]] = (
    _dates, _calendar, _sources, _channels, _categories, _categories_named, _types, _risks, _cites,
)  # fmt: skip
