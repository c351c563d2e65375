"""Where to reach those behind a reference: for mail and chat messages, never for showing on a page."""

from collections.abc import Collection
from typing import Final

from msgspec import Struct

from gongdao.lib.statements import fetch


class Address(Struct, frozen=True):
    """One person to reach: e-mail and phone may be empty, `language` is the reader's."""

    name: str
    email: str
    phone: str
    language: str


# One branch per kind of reference; a shop, a department and the company have several people behind them.
_ADDRESSES: Final = """
WITH wanted AS (
    SELECT ref, kind, key, CASE WHEN key ~ '^[0-9]{1,18}$' THEN key::bigint END AS id
    FROM (SELECT ref, split_part(ref, ':', 1) AS kind, substr(ref, strpos(ref, ':') + 1) AS key
          FROM unnest(%s::text[]) AS ref) parts
), behind AS (
    SELECT w.ref, s.account_id, s.name, '' AS email, '' AS phone
    FROM wanted w JOIN people_staff s ON w.kind = 'staff' AND s.id = w.id
    UNION ALL
    SELECT w.ref, t.account_id, t.name, '', t.phone
    FROM wanted w JOIN people_technician t ON w.kind = 'technician' AND t.id = w.id
    UNION ALL
    SELECT w.ref, m.account_id, '', '', ''
    FROM wanted w JOIN people_shopmember m
      ON w.kind = 'shop' AND m.shop_id = w.id AND m.left_at IS NULL
    UNION ALL
    SELECT w.ref, c.account_id, c.name, c.email, c.phone
    FROM wanted w JOIN people_customer c ON w.kind = 'customer' AND c.id = w.id
    UNION ALL
    SELECT w.ref, o.account_id, o.name, '', ''
    FROM wanted w JOIN people_organisation o ON o.kind = w.kind AND o.code = w.key
    UNION ALL
    SELECT w.ref, s.account_id, s.name, '', ''
    FROM wanted w JOIN people_staff_departments d ON w.kind = 'department' AND d.department_id = w.key
    JOIN people_staffrole r ON r.staff_id = d.staff_id AND r.role = 'supervisor' AND r.revoked_at IS NULL
    JOIN people_staff s ON s.id = d.staff_id AND s.is_active
    UNION ALL
    SELECT w.ref, s.account_id, s.name, '', ''
    FROM wanted w JOIN people_staffrole r
      ON w.kind = 'company' AND r.role = 'executive' AND r.revoked_at IS NULL
    JOIN people_staff s ON s.id = r.staff_id AND s.is_active
    UNION ALL
    SELECT w.ref, x.id, '', '', ''
    FROM wanted w JOIN people_account x ON w.kind = 'account' AND x.id = w.id
)
SELECT DISTINCT b.ref, coalesce(nullif(b.name, ''), a.display_name, ''),
       coalesce(nullif(b.email, ''), a.email, ''), coalesce(nullif(b.phone, ''), a.phone, ''),
       coalesce(a.language, 'zh-hans')
FROM behind b LEFT JOIN people_account a ON a.id = b.account_id AND a.is_active
ORDER BY 1, 2, 3
"""


def addresses(refs: Collection[str]) -> dict[str, tuple[Address, ...]]:
    """The people to reach for each reference, in one query; references with nobody behind are left out.

    A shop is reached through all its members, a department through its supervisors, the company through
    its executives. Accounts that were deactivated give no address.
    """
    found: dict[str, tuple[Address, ...]] = {}
    for ref, name, email, phone, language in fetch(_ADDRESSES, [sorted(set(refs))]):
        one = Address(name=name, email=email, phone=phone, language=language)
        found[ref] = (*found.get(ref, ()), one)
    return found
