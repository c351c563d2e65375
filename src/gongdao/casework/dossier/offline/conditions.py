"""Conditions of a policy, as `priority == 'urgent' and amount_fen >= 500000`, read without any library."""

import re

_TOKEN = re.compile(
    r"""\s*(?:(\d+(?:\.\d+)?)|'([^']*)'|"([^"]*)"|([A-Za-z_]\w*)|(==|!=|<=|>=|[<>()\[\],#+\-*/]))"""
)


def holds(text, facts):
    """Whether a condition of a policy is true: comparisons, and, or, not, in, some, all, none, len."""
    return not text or _Reader(text, facts).whole() is True


class _Reader:
    def __init__(self, text, facts):
        self.facts, self.item, self.place, self.tokens = facts, None, 0, []
        at = 0
        text = text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"cannot read {text!r} at {at}")
            number, single, double, word, sign = match.groups()
            if number is not None:
                self.tokens.append(("value", float(number) if "." in number else int(number)))
            elif word is not None:
                self.tokens.append(("word", word))
            elif sign is not None:
                self.tokens.append(("sign", sign))
            else:
                self.tokens.append(("value", single if single is not None else double))
            at = match.end()

    def whole(self):
        value = self.either()
        if self.place != len(self.tokens):
            raise ValueError(f"cannot read {self.tokens[self.place :]}")
        return value

    def next_is(self, *wanted):
        if self.place < len(self.tokens) and self.tokens[self.place] in wanted:
            self.place += 1
            return self.tokens[self.place - 1][1]
        return None

    def need(self, sign):
        if self.next_is(("sign", sign)) is None:
            raise ValueError(f"{sign} expected")

    def either(self):
        value = self.both()
        while self.next_is(("word", "or")):
            other = self.both()
            value = value or other
        return value

    def both(self):
        value = self.negation()
        while self.next_is(("word", "and")):
            other = self.negation()
            value = value and other
        return value

    def negation(self):
        if self.next_is(("word", "not")):
            return not self.negation()
        return self.comparison()

    def comparison(self):
        value = self.total()
        if self.next_is(("word", "in")):
            return value in self.total()
        if self.next_is(("word", "not")):
            if not self.next_is(("word", "in")):
                raise ValueError("in expected")
            return value not in self.total()
        sign = self.next_is(*(("sign", sign) for sign in ("==", "!=", "<", "<=", ">", ">=")))
        if sign is None:
            return value
        other = self.total()
        return {
            "==": lambda: value == other,
            "!=": lambda: value != other,
            "<": lambda: value < other,
            "<=": lambda: value <= other,
            ">": lambda: value > other,
            ">=": lambda: value >= other,
        }[sign]()

    def total(self):
        value = self.product()
        while sign := self.next_is(("sign", "+"), ("sign", "-")):
            other = self.product()
            value = value + other if sign == "+" else value - other
        return value

    def product(self):
        value = self.single()
        while sign := self.next_is(("sign", "*"), ("sign", "/")):
            other = self.single()
            value = value * other if sign == "*" else value / other
        return value

    def single(self):
        kind, value = self.tokens[self.place]
        self.place += 1
        if kind == "value":
            return value
        if kind == "word":
            return self.word(value)
        if value == "(":
            inner = self.either()
            self.need(")")
            return inner
        if value == "[":
            return self.listed()
        if value == "#":
            return self.item
        if value == "-":
            return -self.single()
        raise ValueError(f"cannot read {value!r}")

    def listed(self):
        values = []
        if self.next_is(("sign", "]")) is None:
            values.append(self.either())
            while self.next_is(("sign", ",")):
                values.append(self.either())
            self.need("]")
        return values

    def word(self, name):
        if name in ("true", "false", "null"):
            return {"true": True, "false": False, "null": None}[name]
        if self.next_is(("sign", "(")) is None:
            return self.facts[name]
        items = self.either()
        if name == "len":
            self.need(")")
            return len(items)
        self.need(",")
        begin, results, outer = self.place, [], self.item
        for item in items or [None]:
            self.place, self.item = begin, item
            results.append(self.either())
        self.item = outer
        self.need(")")
        results = [bool(result) for result in results] if items else []
        return {"some": any, "all": all, "none": lambda them: not any(them)}[name](results)
