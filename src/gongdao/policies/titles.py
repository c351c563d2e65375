"""What a policy calls its things: titles for the sentences of the catalogue (`letters.wording.say`)."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gongdao.policies import queries
from gongdao.rulebook.policy import Policy, Title

_KNOWN: Final[dict[tuple[str, str, str], Mapping[str, str]]] = {}  # published versions never change


def titles(policy: str, version: str, language: str) -> Mapping[str, str]:
    """Titles by kind and code: `category:`, `deadline:`, `rung:`, `row:`, `violation:`, `step:`,
    `condition:`, `requirement:`, `level:`, `variant:`, `group_class:`, `fact:`, and `fact:<id>=<value>`.

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


def titles_of(policy: Policy, language: str) -> dict[str, str]:
    """The same titles of a version that may not be published."""
    return {name: title.en if language == "en" else title.zh for name, title in _titles(policy).items()}


def _titles(policy: Policy) -> dict[str, Title]:
    named: dict[str, Title] = {f"category:{item.code}": item.title for item in policy.categories}
    named |= {f"deadline:{item.id}": item.title for item in policy.deadlines}
    named |= {f"rung:{item.id}": item.title for item in policy.ladder}
    named |= {f"row:{item.id}": item.reason for item in policy.finding.table}
    named |= {f"question:{item.id}": item.title for item in policy.survey.questions} if policy.survey else {}
    if policy.conduct is not None:
        named |= {f"violation:{item.code}": item.title for item in policy.conduct.violations}
        named |= {f"step:{item.id}": item.title for item in policy.conduct.sanctions}
    named |= {f"condition:{item.id}": item.title for item in (policy.fund.conditions if policy.fund else ())}
    if policy.evidence is not None:
        named |= {f"claim_reason:{item.code}": item.title for item in policy.evidence.reasons}
        named |= {f"evidence_stage:{item.code}": item.title for item in policy.evidence.stages}
        named |= {f"requirement:{item.id}": item.proves for item in policy.evidence.matrix}
    if policy.appeals is not None:
        named |= {f"level:{item.id}": item.title for item in policy.appeals.levels}
        named |= {f"variant:{item.id}": item.title for item in policy.appeals.variants}
        group = policy.appeals.group
        named |= {f"group_class:{code}": group.titles[code] for code in group.classes} if group else {}
    for fact in policy.finding.facts:
        named[f"fact:{fact.id}"] = fact.title
        named |= {f"fact:{fact.id}={value}": label for value, label in fact.labels.items()}
    return named
