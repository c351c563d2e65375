"""Conditions of a policy: expressions of the ZEN language, compiled once, evaluated on named facts.

`priority == 'urgent' and amount_fen >= 500000`. Never `eval`; an expression sees only the facts it is given.
"""

import re
from functools import lru_cache
from typing import Any

import zen

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_RESERVED = frozenset(
    "and or not in true false null some all none one filter map flatMap count contains startsWith endsWith"
    " len sum min max abs floor ceil round upper lower string number bool d".split()
)


class BadExpression(ValueError):
    """The text is not an expression, or needs a fact that was not given."""


@lru_cache(maxsize=4096)
def _compiled(text: str) -> Any:
    try:
        return zen.compile_expression(text)
    except RuntimeError as error:
        raise BadExpression(f"not an expression: {text!r}") from error


def check(text: str) -> None:
    """Raise BadExpression unless `text` can be compiled."""
    _compiled(text)


def names_in(text: str) -> frozenset[str]:
    """The facts an expression asks for (the word before a dot stands for the whole)."""
    words = _WORD.findall(_TEXT.sub(" ", text))
    return frozenset(word.split(".")[0] for word in words) - _RESERVED


def holds(text: str, facts: dict[str, Any]) -> bool:
    """Whether a condition is true on these facts; an empty condition always is.

    Raises BadExpression when a fact is missing or of the wrong kind: a policy that could do so does not
    pass the linter.
    """
    if not text:
        return True
    try:
        return _compiled(text).evaluate(facts) is True
    except RuntimeError as error:
        raise BadExpression(f"cannot evaluate {text!r}") from error
