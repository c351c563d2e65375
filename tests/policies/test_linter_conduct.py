"""What the linter says of violations, points and sanctions: the shipped policy broken in one place each."""

import copy
from typing import Any

import msgspec
import pytest

from gongdao.letters.wording import LANGUAGES, say
from gongdao.letters.wording.speech import MISSING
from gongdao.policies.linter import conduct, lint
from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook.policy import Policy

GOOD: Policy = next(load(read_bytes(path)) for path in shipped() if path.parent.name == "merchant_conduct")
_PLAIN: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(GOOD))


def broken(change: Any) -> Policy:
    """The policy after a change to its plain form."""
    plain = copy.deepcopy(_PLAIN)
    change(plain)
    return msgspec.convert(plain, Policy)


def _rule(plain: dict[str, Any]) -> dict[str, Any]:
    return plain["conduct"]  # type: ignore[no-any-return]  # plain YAML


def _first(plain: dict[str, Any]) -> dict[str, Any]:
    return _rule(plain)["violations"][0]  # type: ignore[no-any-return]  # plain YAML


def _without_deadline(name: str) -> Any:
    def change(plain: dict[str, Any]) -> None:
        plain["deadlines"] = [item for item in plain["deadlines"] if item["id"] != name]

    return change


CASES: list[tuple[str, Any, str]] = [
    ("account_missing", lambda p: _rule(p)["accounts"].pop(), "conduct.accounts"),
    (
        "account_twice",
        lambda p: _rule(p)["accounts"].append(_rule(p)["accounts"][0]),
        "conduct.accounts[2].group",
    ),
    (
        "violation_twice",
        lambda p: _rule(p)["violations"][1].update(code="listing_breach"),
        "conduct.violations[1].code",
    ),
    ("points_disordered", lambda p: _first(p).update(least=3), "conduct.violations[0].points"),
    ("points_disordered", lambda p: _first(p).update(most=1), "conduct.violations[0].points"),
    (
        "unknown_exhibit_kind",
        lambda p: _first(p)["defence"].update(kinds=["rumour"]),
        "conduct.violations[0].defence.kinds[0]",
    ),
    ("unknown_category", lambda p: _first(p).update(category="weather"), "conduct.violations[0].category"),
    ("sanction_twice", lambda p: _rule(p)["sanctions"][1].update(id="a_hidden"), "conduct.sanctions[1].id"),
    ("sanction_without_end", _without_deadline("sanction"), "conduct.sanctions"),
    ("correction_without_end", _without_deadline("correction"), "conduct.violations"),
    ("severity_unknown", lambda p: _rule(p).update(severity="weather"), "conduct.severity"),
    ("conduct_unheard", lambda p: p["finding"].update(heard="appeal"), "finding.heard"),
    (
        "exchange_disordered",
        lambda p: _rule(p)["conversion"]["b"][2].update(old=5),
        "conduct.conversion.b[2].old",
    ),
    (
        "listing_rule_twice",
        lambda p: _rule(p)["listing"]["rules"].append(_rule(p)["listing"]["rules"][0]),
        "conduct.listing.rules[12].check",
    ),
    (
        "listing_unknown",
        lambda p: _rule(p)["violations"][1].update(listing=["duplicate", "colour"]),
        "conduct.violations[1].listing[1]",
    ),
    (
        "listing_unpunished",
        lambda p: _rule(p)["violations"][1].update(listing=[]),
        "conduct.listing.rules[2].check",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "change", "where"), CASES)
def test_broken_law_of_conduct_is_found_where_it_is(code: str, change: Any, where: str) -> None:
    assert (code, where) in [(item.code, item.where) for item in lint(broken(change))]


def test_every_code_of_conduct_is_broken_by_a_test() -> None:
    assert {code for code, _, _ in CASES} == conduct.CODES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("code", "change", "where"), CASES)
def test_finding_of_conduct_can_be_said(code: str, change: Any, where: str, language: Any) -> None:
    for item in lint(broken(change)):
        assert MISSING not in say(f"law.{item.code}", language, **item.params)
