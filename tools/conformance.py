"""Writes docs/conformance.md: for each rule of the list, who cites it and what proves it.

.venv/bin/python tools/conformance.py

A test proves a rule by `@pytest.mark.rule("APP-4")` (or a mark of its module or of a parameter), a scenario
by its `rules:`. What nothing proves yet stands in docs/open_rules.yaml with the reason; this program takes
out of that file what is proven.
"""

import ast
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.policies.rules import Rule, citations, rules
from gongdao.policies.scenarios import FOLDER, read_pages

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "conformance.md"
OPEN = ROOT / "docs" / "open_rules.yaml"
TESTS = ROOT / "tests"
HEAD = """\
# Conformance

Every rule of the [list](../src/gongdao/policies/rules.yaml): what it asks for, the policies that cite it, and
the scenarios and tests that prove it. Made by `tools/conformance.py`; a test fails when this page is stale,
or when a rule has neither scenario nor test and does not stand in [open_rules.yaml](open_rules.yaml). The
letters in brackets name the source: G 客服系统申诉指南, W 客诉处理与新工单系统规则, O 在线客服投诉处理规程,
T 淘宝客服投诉及解决流程, M 客户服务纠纷处理及调解指南, - a promise of ours.
"""
OPEN_HEAD = """\
# Rules that neither a scenario nor a test proves yet, and why. Only ever shorter: tools/conformance.py takes
# out what is proven, and a test refuses an id that was not here in the beginning.
"""


class Proof(NamedTuple):
    """By rule: the shipped policies that cite it, its scenarios by pack, its tests by file."""

    policies: dict[str, set[str]]
    scenarios: dict[str, dict[str, list[str]]]
    tests: dict[str, dict[str, list[str]]]

    def of(self, rule: str) -> bool:
        """Whether anything proves this rule."""
        return bool(self.scenarios.get(rule) or self.tests.get(rule))


def proof() -> Proof:
    """Everything that the repository offers as proof."""
    found = Proof(defaultdict(set), defaultdict(dict), defaultdict(dict))
    for path in shipped():
        policy = load(read_bytes(path))
        for item in citations(policy):
            found.policies[item.rule].add(policy.policy)
    for folder in sorted({path.parent / FOLDER for path in shipped()}):
        for page in read_pages(folder):
            for scenario in page.value.scenarios:
                for rule in scenario.rules:
                    found.scenarios[rule].setdefault(folder.parent.name, []).append(scenario.id)
    for path in sorted(TESTS.rglob("test_*.py")):
        for rule, name in marks(ast.parse(path.read_text(encoding="utf-8"))):
            names = found.tests[rule].setdefault(str(path.relative_to(ROOT)), [])
            if name not in names:
                names.append(name)
    return found


def marks(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Each rule marked in a module, with the test it marks; "" where it marks the whole module."""
    for node in module.body:
        name = node.name if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
        for call in ast.walk(node):
            if isinstance(call, ast.Call) and ast.unparse(call.func).endswith("mark.rule"):
                for argument in call.args:
                    if isinstance(argument, ast.Constant):
                        yield str(argument.value), name


def open_rules() -> dict[str, str]:
    """The ids that nothing proves yet, each with the reason."""
    found: dict[str, str] = yaml.safe_load(OPEN.read_text(encoding="utf-8")) or {}
    return found


def open_text(found: Proof) -> str:
    """docs/open_rules.yaml without what is proven by now."""
    return OPEN_HEAD + "".join(
        f"{rule}: {reason}\n" for rule, reason in open_rules().items() if not found.of(rule)
    )


def page(found: Proof) -> str:
    """The text of docs/conformance.md."""
    waiting = open_rules()
    proven = [rule for rule in rules() if found.of(rule)]
    lines = [HEAD, f"{len(proven)} of {len(rules())} rules are proven.", ""]
    if len(proven) < len(rules()):
        lines += ["| Not yet | Why |", "|---|---|"]
        lines += [
            f"| [{rule}](#{rule.lower()}) | {waiting.get(rule, '')} |"
            for rule in rules()
            if not found.of(rule)
        ]
        lines.append("")
    for rule in rules().values():
        lines += _section(rule, found, waiting)
    return "\n".join(lines)


def _section(rule: Rule, found: Proof, waiting: dict[str, str]) -> Iterator[str]:
    yield from (f"## {rule.id}", "", f"{rule.zh}。 {rule.en}. [{', '.join(rule.sources)}]", "")
    policies = ", ".join(f"`{name}`" for name in sorted(found.policies.get(rule.id, ())))
    yield f"- Cited by: {policies or 'no policy'}"
    for pack, names in sorted(found.scenarios.get(rule.id, {}).items()):
        yield f"- Scenarios of `{pack}`: {', '.join(f'`{name}`' for name in names)}"
    for path, tests in sorted(found.tests.get(rule.id, {}).items()):
        yield f"- Tests in `{path}`: {', '.join(f'`{name}`' if name else 'all' for name in tests)}"
    yield f"- Status: {'proven' if found.of(rule.id) else 'open: ' + waiting.get(rule.id, 'no reason given')}"
    yield ""


if __name__ == "__main__":
    gathered = proof()
    OPEN.write_text(open_text(gathered), encoding="utf-8")
    TARGET.write_text(page(gathered), encoding="utf-8")
    print(f"{TARGET} written", file=sys.stderr)  # noqa: T201  # a tool for the terminal
