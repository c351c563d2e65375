"""Whose account a party is: verified or not, and under which names (INT-7). One query."""

from typing import Final, NamedTuple

from gongdao.lib.numbers import BIGINT, whole
from gongdao.lib.statements import fetch
from gongdao.rulebook.actor import key_of, kind_of

# kind of party -> the accounts of one with this key, as (own name, account id).
_HOLDERS: Final = {
    "technician": "SELECT name, account_id FROM people_technician WHERE id = %(key)s",
    "customer": "SELECT name, account_id FROM people_customer WHERE id = %(key)s",
    "staff": "SELECT name, account_id FROM people_staff WHERE id = %(key)s",
    "shop": (
        "SELECT s.name, m.account_id FROM people_shop s LEFT JOIN people_shopmember m"
        " ON m.shop_id = s.id AND m.left_at IS NULL WHERE s.id = %(key)s"
    ),
}

_ACCOUNTS: Final = """
SELECT h.name, a.display_name, a.id IS NOT NULL, a.verified_at IS NOT NULL
FROM ({holders}) h LEFT JOIN people_account a ON a.id = h.account_id AND a.is_active
"""


class Holder(NamedTuple):
    """`has_account`: somebody can sign in for the party; `verified`: one of them proved the own identity."""

    has_account: bool
    verified: bool
    names: frozenset[str]


NOBODY: Final = Holder(has_account=False, verified=False, names=frozenset())


def holder_of(ref: str) -> Holder:
    """Who can sign in for a party, and the names the party is known by; of other kinds nothing is known."""
    statement, key = _HOLDERS.get(kind_of(ref)), whole(key_of(ref), most=BIGINT)
    if statement is None or key is None:
        return NOBODY
    rows = fetch(_ACCOUNTS.format(holders=statement), {"key": key})
    names = frozenset(name for own, shown, *_ in rows for name in (own, shown) if name)
    return Holder(any(row[2] for row in rows), any(row[3] for row in rows), names)
