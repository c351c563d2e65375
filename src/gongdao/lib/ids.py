"""Case numbers: a case's key is its number, year-month × 10^7 + serial, shown as `202405-001` (INT-3)."""

import re
from typing import Final

SERIALS: Final = 10**7
_NUMBER = re.compile(r"([0-9]{6})-([0-9]{3,7})")


def case_number(case_id: int) -> str:
    """Return the number that people see: `202405-001`, growing past three digits as `202405-12345`."""
    month, serial = divmod(case_id, SERIALS)
    return f"{month:06}-{serial:03}"


def case_id(number: str) -> int:
    """Return the key of a case number, blanks around it allowed. Raises ValueError for anything else."""
    match = _NUMBER.fullmatch(number.strip())
    if match is None:
        raise ValueError(f"not a case number: {number!r}")
    month, serial = int(match[1]), int(match[2])
    if not 1 <= month % 100 <= 12 or serial == 0:
        raise ValueError(f"not a case number: {number!r}")
    return month * SERIALS + serial
