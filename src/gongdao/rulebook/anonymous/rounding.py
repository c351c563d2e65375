"""Amounts that say how much it was about without saying whose it was: two figures that count."""

import re
from typing import Final

# In prose, with what stood before it when it had been rounded already.
AMOUNT: Final = (
    r"(?P<amount>(?:约|about )?(?<![0-9.,A-Za-z])[¥￥]?\s?"
    r"(?P<figures>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{1,9}(?:\.[0-9]{1,2})?)"
    r"\s?(?P<unit>万元|元|块钱|块|yuan|RMB|CNY)(?![A-Za-z]))"
)
_ENGLISH: Final = ("yuan", "RMB", "CNY")
_MILLION_FEN: Final = 100_000_000
_LONG_FEN: Final = 10_000_000  # six figures in yuan


def rounded_fen(amount_fen: int) -> int:
    """An amount in fen to two figures that count, and to whole yuan: 129 900 becomes 130 000."""
    if amount_fen < 0:
        return -rounded_fen(-amount_fen)
    step: int = max(100, 10 ** max(0, len(str(amount_fen)) - 2))
    return (amount_fen + step // 2) // step * step


def rounded_text(found: re.Match[str]) -> str:
    """An amount of a text, rounded: 1299.00元 becomes 约1300元, 123456元 约12万元."""
    unit = found["unit"]
    yuan = float(found["figures"].replace(",", "")) * (10_000 if unit == "万元" else 1)
    fen = rounded_fen(round(yuan * 100))
    if unit in _ENGLISH:
        short = f"{fen / _MILLION_FEN:g} million" if fen >= _LONG_FEN else f"{fen // 100}"
        return f"about {short} {unit}"
    if unit == "万元" or fen >= _LONG_FEN:
        return f"约{fen / 1_000_000:g}万元"
    return f"约{fen // 100}{unit}"
