"""Conditions of a policy: expressions of the ZEN language, compiled once, evaluated on named facts.

`priority == 'urgent' and amount_fen >= 500000`. Never `eval`; an expression sees only the facts it is given.
"""

import re
from functools import lru_cache
from typing import Any

import zen

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_SPECIAL = re.compile(r"[`\\]")
_SPECIAL_OUTSIDE = re.compile(r"[$]|[^\x00-\x7f]")
_RESERVED = frozenset(
    "and or not in true false null some all none one filter map flatMap count contains startsWith endsWith"
    " len sum min max abs floor ceil round upper lower string number bool".split()
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


@lru_cache(maxsize=4096)
def asked(text: str) -> frozenset[str] | None:
    """The facts to be handed over for an expression; None where only all of them will do.

    Handing over a fact costs more than comparing it, and there are dozens. Every word counts, for a fact
    may be called as a function is; `#`, the item of a list, names none. Signs by which a text could name
    facts in another way hand over all.
    """
    outside = _TEXT.sub(" ", text)
    if _SPECIAL.search(text) or _SPECIAL_OUTSIDE.search(outside):
        return None
    return frozenset(word.split(".")[0] for word in _WORD.findall(outside))


@lru_cache(maxsize=4096)
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
    names = asked(text)
    return is_true(text, facts if names is None else {name: facts[name] for name in names if name in facts})


def is_true(text: str, facts: dict[str, Any]) -> bool:
    """As `holds`, for a condition that is not empty and the facts that it asks for, and no others."""
    # Whatever else it names, as `rand` or `date`, may be another thing the next time.
    if asked(text) is not None and names_in(text) <= facts.keys():
        try:
            return _found(text, tuple(facts), *map(_lasting, facts.values()))
        except TypeError:  # something among the facts cannot be remembered
            pass
    return _evaluated(text, facts)


def _lasting(value: Any) -> Any:
    """A fact as it can be remembered: a list of words, as the risks of a case, as a tuple."""
    if type(value) is list and all(type(item) is str for item in value):
        return tuple(value)
    return value


# The same few conditions are asked of the same few words, many times a case.
@lru_cache(maxsize=4096, typed=True)
def _found(text: str, names: tuple[str, ...], *values: Any) -> bool:
    """As `_evaluated`, remembered: what is true of some facts stays true of them."""
    facts = {
        name: list(value) if type(value) is tuple else value
        for name, value in zip(names, values, strict=True)
    }
    return _evaluated(text, facts)


def _evaluated(text: str, facts: dict[str, Any]) -> bool:
    try:
        return _compiled(text).evaluate(facts) is True
    except RuntimeError as error:
        raise BadExpression(f"cannot evaluate {text!r}") from error
