"""Writes docs/benchmarks.md from the results: the newest of each benchmark beside the machine's limit."""

import json
from pathlib import Path
from typing import Any, Final

_SKIPPED: Final = ("bench", "value", "unit", "machine_limit", "ratio", "cores", "at", "notes")
_HEAD: Final = """# Benchmarks

Measured by `make bench`, written by `make bench ARGS=--report`. Each number stands beside what the
machine itself reached in the same run: pgbench, on the same server with the same settings (fsync on),
inserting one row as long as a case, and inserting all rows of a newly opened case in one statement.
Times are measured here and never by tests.
"""
_TOLD: Final = "\n## What is reached and what is not\n"
_MACHINE: Final = "\n## The machine\n"


def write_report(results: Path, target: Path) -> None:
    """Write the newest result of each benchmark (by its variant) as a table."""
    machine: dict[str, Any] = {}
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for text in results.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        if "machine" in line:
            machine = line["machine"]
            continue
        variant = tuple(line.get(name) for name in ("bench", "size", "role", "clients", "workers", "table"))
        newest.pop(variant, None)
        newest[variant] = line
    text = _HEAD + _told(target) + _machine(machine) + _table(list(newest.values()))
    target.write_text(text, encoding="utf-8")


def _told(target: Path) -> str:
    """What a person wrote of the numbers; it stays until they write something else."""
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    start, end = before.find(_TOLD), before.find(_MACHINE)
    return before[start:end] if 0 <= start < end else ""


def _machine(machine: dict[str, Any]) -> str:
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in machine.items())
    return f"{_MACHINE}\n{told}\n"


def _table(lines: list[dict[str, Any]]) -> str:
    if not lines:
        return ""
    limit = "\n".join(
        f"- {name.replace('_', ' ')}: {value}" for name, value in lines[-1]["machine_limit"].items()
    )
    rows = ["| benchmark | of what | value | ratio | more | at |", "|---|---|---|---|---|---|"]
    for line in lines:
        variant = [
            f"{name} {line[name]}" for name in ("size", "role", "clients", "workers", "table") if name in line
        ]
        known = {*_SKIPPED, "size", "role", "clients", "workers", "table"}
        more = [f"{name.replace('_', ' ')} {value}" for name, value in line.items() if name not in known]
        more += [line["notes"]] if line["notes"] else []
        ratio = "" if line["ratio"] is None else f"{100 * line['ratio']:.1f} %"
        rows.append(
            f"| {line['bench']} | {', '.join(variant)} | {line['value']} {line['unit']} | {ratio} |"
            f" {'; '.join(more)} | {line['at']} |"
        )
    return f"\n## The machine's own limit\n\n{limit}\n\n## Results\n\n" + "\n".join(rows) + "\n"
