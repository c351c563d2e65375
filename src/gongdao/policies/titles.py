"""What a policy calls its things: titles for the sentences of the catalogue (`letters.wording.say`)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gongdao.policies import queries
from gongdao.rulebook.policy import Policy, Title

_KNOWN: Final[dict[tuple[str, str, str], Mapping[str, str]]] = {}  # published versions never change


def titles(policy: str, version: str, language: str) -> Mapping[str, str]:
    """Titles by `category:`, `deadline:`, `rung:`, `row:`, `fact:` with their code, and `fact:<id>=<value>`.

    `language`: "zh-hans" or "en". Raises NoSuchPolicy.
    """
    known = _KNOWN.get((policy, version, language))
    if known is None:
        found = _titles(queries.version(policy, version))
        for code in ("zh-hans", "en"):
            shown = {name: title.en if code == "en" else title.zh for name, title in found.items()}
            _KNOWN[policy, version, code] = MappingProxyType(shown)
        known = _KNOWN[policy, version, language]
    return known


def _titles(policy: Policy) -> dict[str, Title]:
    named: dict[str, Title] = {f"category:{item.code}": item.title for item in policy.categories}
    named |= {f"deadline:{item.id}": item.title for item in policy.deadlines}
    named |= {f"rung:{item.id}": item.title for item in policy.ladder}
    named |= {f"row:{item.id}": item.reason for item in policy.finding.table}
    for fact in policy.finding.facts:
        named[f"fact:{fact.id}"] = fact.title
        named |= {f"fact:{fact.id}={value}": label for value, label in fact.labels.items()}
    return named
