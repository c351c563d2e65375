"""The faultless small policy of the tests, and ways to break it."""

import copy
import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from gongdao.policies.loading import load
from gongdao.rulebook.policy import Policy

TEXT = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")
GOOD: Policy = load(TEXT, name="good.yaml")
REMOVED = object()
_STEP = re.compile(r"\[(\d+)\]|([a-z_]+)")


def broken(changes: dict[str, Any]) -> Policy:
    """The policy with other values at paths such as `deadlines[0].stop`; REMOVED takes a value away."""
    plain = copy.deepcopy(msgspec.to_builtins(GOOD))
    for path, value in changes.items():
        _set(plain, path, value if value is REMOVED else copy.deepcopy(value))
    return msgspec.convert(plain, Policy)


def text_with(**changes: Any) -> str:
    """The document with other values at its top."""
    return str(yaml.safe_dump({**msgspec.to_builtins(GOOD), **changes}, allow_unicode=True, sort_keys=False))


def _set(plain: Any, path: str, value: Any) -> None:
    steps: list[Any] = [int(number) if number else name for number, name in _STEP.findall(path)]
    for step in steps[:-1]:
        inner = plain[step] if isinstance(step, int) else plain.setdefault(step, {})
        if isinstance(inner, tuple):
            inner = plain[step] = list(inner)
        plain = inner
    if value is REMOVED:
        del plain[steps[-1]]
    elif isinstance(steps[-1], int) and steps[-1] == len(plain):
        plain.append(value)
    else:
        plain[steps[-1]] = value
