"""Conditions of a policy in words: what `amount_fen >= 1000000 or 'large_amount' in risks` means.

Reads the part of the ZEN language that policies use. What it cannot read it leaves alone.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from gongdao.letters.wording import format_money, has, reading_language, say
from gongdao.rulebook.policy import CASE_FACTS

_TOKENS: Final = re.compile(
    r"\s*(?:(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>\d+)|(?P<sign>==|!=|>=|<=|>|<|[(),#\[\]])"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*))"
)
_COMPARING: Final = {"==": "is", "!=": "is_not", ">=": "at_least", "<=": "at_most", ">": "more", "<": "less"}
# In which areas of the catalogue the values of a fact are named.
_AREAS: Final[dict[str, tuple[str, ...]]] = {
    "status": ("status",), "channel": ("channel",), "nature": ("nature",), "mood": ("mood",),
    "priority": ("priority",), "customer_level": ("level",), "risks": ("risk",), "demands": ("remedy_kind",),
    "missing": ("field",), "outcome": ("appeal_outcome", "outcome"), "waiting_on": ("waiting",),
    "rung": ("rung",),
}  # fmt: skip
_TITLED: Final = {"category": "category", "rung": "rung"}  # named by the policy itself


class Unreadable(ValueError):
    """Not in the part of the language that is read here."""


class Token(Struct, frozen=True):
    """One word of an expression: kind text, number, sign, name or end."""

    kind: str
    value: str


def in_words(text: str, titles: Mapping[str, str], language: str) -> str:
    """The condition as a sentence; "" for none and for one that always holds.

    `titles`: of the policy (`policies.titles`). Raises Unreadable for what is beyond this reader.
    """
    if text.strip() in ("", "true"):
        return ""
    reader = _Reader(_tokens(text), titles, language)
    words = reader.either()
    reader.take("end")
    return words


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    position = 0
    text = text.strip()
    while position < len(text):
        match = _TOKENS.match(text, position)
        if match is None:
            raise Unreadable(text)
        kind = str(match.lastgroup)
        value = match[kind]
        found.append(Token(kind, value[1:-1] if kind == "text" else value))
        position = match.end()
    return [*found, Token("end", "")]


class _Reader:
    """Reads by descent: either, both, one. Each step gives the words of what it has read."""

    def __init__(self, tokens: list[Token], titles: Mapping[str, str], language: str) -> None:
        self._tokens = tokens
        self._at = 0
        self._titles = titles
        self._language = language

    def either(self) -> str:
        parts = [self._both()]
        while self._next("name", "or"):
            parts.append(self._both())
        return self._say("or").join(parts)

    def take(self, kind: str, value: str = "") -> str:
        """The next token, which must be this one."""
        token = self._tokens[self._at]
        if token.kind != kind or (value and token.value != value):
            raise Unreadable(token.value)
        self._at += 1
        return token.value

    def _both(self) -> str:
        parts = [self._one()]
        while self._next("name", "and"):
            parts.append(self._one())
        return self._say("and").join(parts)

    def _one(self) -> str:
        if self._next("name", "not"):
            return self._denied()
        if self._next("sign", "("):
            inner = self.either()
            self.take("sign", ")")
            return self._say("group", inner=inner)
        if self._peek().kind == "text":
            value = self.take("text")
            self.take("name", "in")
            fact = self.take("name")
            return self._say("contains", fact=self._fact(fact), value=self._value(fact, value))
        name = self.take("name")
        if name == "some" and self._peek() == Token("sign", "("):
            return self._some("contains")
        if name == "len" and self._peek() == Token("sign", "("):
            return self._length()
        return self._compared(name)

    def _denied(self) -> str:
        if self._next("name", "some"):
            return self._some("lacks")
        if self._peek().kind == "name" and self._peek().value in CASE_FACTS:
            name = self.take("name")
            if isinstance(CASE_FACTS[name], bool):
                return self._say(f"lacks.{name}")
            raise Unreadable(name)
        return self._say("not", inner=self._one())

    def _some(self, how: str) -> str:
        """`some(risks, # in ['media', 'regulator'])`."""
        self.take("sign", "(")
        fact = self.take("name")
        self.take("sign", ",")
        self.take("sign", "#")
        self.take("name", "in")
        value = self._list(fact)
        self.take("sign", ")")
        return self._say(how, fact=self._fact(fact), value=value)

    def _length(self) -> str:
        """`len(missing) > 0`."""
        self.take("sign", "(")
        fact = self.take("name")
        self.take("sign", ")")
        self.take("sign", ">")
        self.take("number", "0")
        return self._say("not_empty", fact=self._fact(fact))

    def _compared(self, name: str) -> str:
        token = self._peek()
        if token.kind == "sign" and token.value in _COMPARING:
            self._at += 1
            how = _COMPARING[token.value]
            kind = self._peek().kind
            if kind not in ("text", "number"):
                raise Unreadable(self._peek().value)
            return self._relation(how, name, self._value(name, self.take(kind)))
        if self._next("name", "in"):
            return self._relation("is", name, self._list(name))
        if token == Token("name", "not"):
            self._at += 1
            self.take("name", "in")
            return self._relation("is_not", name, self._list(name))
        if isinstance(CASE_FACTS.get(name), bool):
            return self._say(f"holds.{name}")
        raise Unreadable(name)

    def _list(self, fact: str) -> str:
        self.take("sign", "[")
        values = [self._value(fact, self.take("text"))]
        while self._next("sign", ","):
            values.append(self._value(fact, self.take("text")))
        self.take("sign", "]")
        return self._say("one_of").join(values)

    def _relation(self, how: str, name: str, value: str) -> str:
        # What a finding asks for is titled as a question or heading of its own, not as a noun in a sentence.
        asked = f"fact:{name}" in self._titles and how in ("is", "is_not")
        return self._say(f"found_{how}" if asked else how, fact=self._fact(name), value=value)

    def _fact(self, name: str) -> str:
        title = self._titles.get(f"fact:{name}")
        if title is not None:
            return title
        if name not in CASE_FACTS:
            raise Unreadable(name)
        return say(f"rules.fact.{name}", self._language)

    def _value(self, fact: str, value: str) -> str:
        if value == "":
            return self._say("nothing")
        if value.isdecimal() and fact.endswith("_fen"):
            return format_money(int(value), reading_language(self._language))
        title = self._titles.get(f"fact:{fact}={value}") or self._titles.get(f"{_TITLED.get(fact)}:{value}")
        if title is not None:
            return self._say("quoted", value=title)
        for area in _AREAS.get(fact, ()):
            if has(f"{area}.{value}", reading_language(self._language)):
                return self._say("quoted", value=say(f"{area}.{value}", self._language))
        return value

    def _say(self, code: str, **params: Any) -> str:
        return say(f"rules.when.{code}", self._language, **params)

    def _peek(self) -> Token:
        return self._tokens[self._at]

    def _next(self, kind: str, value: str) -> bool:
        """Whether the next token is this one; it is then taken."""
        if self._peek() != Token(kind, value):
            return False
        self._at += 1
        return True
