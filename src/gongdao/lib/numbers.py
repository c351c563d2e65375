"""Whole numbers that came from outside, as text."""

from typing import Final

# The largest that columns of these types hold.
INTEGER: Final = 2**31 - 1
BIGINT: Final = 2**63 - 1


def whole(text: str, *, most: int) -> int | None:
    """The number that these ASCII digits write, from 0 to `most`; None for any other text, however long."""
    # By length first: Python refuses to read thousands of digits, and nobody should have to wait for it.
    if not (text.isascii() and text.isdecimal()) or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
