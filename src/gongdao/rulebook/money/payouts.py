"""Which entries mean that money must really be paid: to a person, out of the fund or out of held money."""

import re
from typing import Final

from gongdao.rulebook.money.transfer import FEN

# Other entries say what is owed, or what somebody paid and proved: nothing is sent for them.
_PAID: Final = re.compile(r"advance:[A-Z]+[0-9]+:(paid|freed)|release:[0-9]+:(buyer|seller)")
_PAYEES: Final = ("customer:", "shop:")


def is_payout(account: str, unit: str, amount: int, item: str, *, counter: bool) -> bool:
    """Whether an entry orders a payout to its account."""
    paid = unit == FEN and amount > 0 and not counter and account.startswith(_PAYEES)
    return paid and _PAID.fullmatch(item) is not None
