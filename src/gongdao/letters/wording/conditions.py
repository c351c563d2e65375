"""Conditions of a policy in words: what `amount_fen >= 1000000 or 'large_amount' in risks` means.

Reads the part of the ZEN language that policies use. What it cannot read it leaves alone.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from gongdao.letters.wording import format_money, has, reading_language, say
from gongdao.lib.numbers import BIGINT, whole
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
    "rung": ("rung",), "appellant_kind": ("ref_kind",), "scope": ("appeal_scope",), "group": ("group",),
    "correction": ("correction_status",), "motive": ("motive",), "wish": ("wish",),
    "remedy_kind": ("remedy_kind",), "result": ("evidence_result",),
}  # fmt: skip
# Named by the policy itself.
_TITLED: Final = {
    "category": "category", "rung": "rung", "variant": "variant", "level": "level", "violation": "violation",
    "claim_reason": "claim_reason", "lapsed": "deadline",
}  # fmt: skip


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


def fact_in_words(name: str, titles: Mapping[str, str], language: str) -> str:
    """What a fact of the policy or of the case is called. Raises Unreadable for one that neither knows."""
    title = titles.get(f"fact:{name}")
    if title is not None:
        return title
    if name not in CASE_FACTS:
        raise Unreadable(name)
    return say(f"rules.fact.{name}", language)


def value_in_words(fact: str, value: Any, titles: Mapping[str, str], language: str) -> str:
    """A value of a fact: by its title, by the catalogue, as money, or as it stands."""
    if isinstance(value, bool):
        return say("web.yes" if value else "web.no", language)
    if isinstance(value, list | tuple):
        return say("rules.when.one_of", language).join(
            value_in_words(fact, item, titles, language) for item in value
        ) or say("rules.when.nothing", language)
    text = str(value)
    if text == "":
        return say("rules.when.nothing", language)
    if fact.endswith("_fen") and (fen := whole(text, most=BIGINT)) is not None:
        return format_money(fen, reading_language(language))
    title = titles.get(f"fact:{fact}={text}") or titles.get(f"{_TITLED.get(fact)}:{text}")
    if title is not None:
        return title
    for area in _AREAS.get(fact, ()):
        if has(f"{area}.{text}", reading_language(language)):
            return say(f"{area}.{text}", language)
    return text


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
        """`len(missing) > 0`, `len(missing) == 0`, `len(risks) >= 2`."""
        self.take("sign", "(")
        fact = self.take("name")
        self.take("sign", ")")
        sign, number = self.take("sign"), self.take("number")
        if (sign, number) in ((">", "0"), ("==", "0")):
            return self._say("not_empty" if sign == ">" else "empty", fact=self._fact(fact))
        if sign != ">=":
            raise Unreadable(sign)
        return self._say("several", fact=self._fact(fact), count=int(number))

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
        return fact_in_words(name, self._titles, self._language)

    def _value(self, fact: str, value: str) -> str:
        title = value_in_words(fact, value, self._titles, self._language)
        plain = value == "" or title == value or (value.isdecimal() and fact.endswith("_fen"))
        return title if plain else self._say("quoted", value=title)

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
