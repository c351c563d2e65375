"""Finding the people of a complaint by what one knows of them: a contact, a name, a number."""

from collections.abc import Collection
from datetime import datetime
from typing import Final, NamedTuple

from gongdao.lib.numbers import BIGINT, whole
from gongdao.lib.statements import fetch
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.rulebook.actor import key_of, kind_of

MOST: Final = 8  # found parties shown at once
_SHORTEST: Final = 2  # characters worth looking for


class FoundCustomer(NamedTuple):
    """A customer on record, with the dossier (INT-4). `compensated_fen`: paid in all closed cases."""

    ref: str
    name: str
    level: str
    since: datetime
    cases_closed: int
    cases_established: int
    compensated_fen: int
    preferences: str


class FoundParty(NamedTuple):
    """Somebody who can be complained of. `number`: staff number or shop code; `place`: a region's code."""

    ref: str
    name: str
    number: str
    place: str


_CUSTOMER: Final = """
SELECT id, name, level, created_at, cases_closed, cases_established, compensated_fen, preferences
FROM people_customer WHERE contact_key = ANY(%s) ORDER BY contact_key DESC LIMIT 1
"""
_ALL: Final = """
    SELECT 1 AS rank, 'technician:' || id AS ref, name, number, coalesce(region_id, '') AS place, '' AS other
    FROM people_technician WHERE is_active
    UNION ALL
    SELECT 2, 'shop:' || id, name, code, coalesce(region_id, ''), '' FROM people_shop WHERE is_active
    UNION ALL
    SELECT 3, kind || ':' || code, name, '', '', name_en FROM people_organisation
    UNION ALL
    SELECT 4, 'department:' || code, name, '', '', name_en FROM people_department
    UNION ALL
    SELECT 5, 'staff:' || id, name, number, '', '' FROM people_staff WHERE is_active
"""
_LIKE: Final = f"""
SELECT ref, name, number, place FROM ({_ALL}) AS everybody
WHERE number ILIKE %(like)s OR name ILIKE %(like)s OR other ILIKE %(like)s
ORDER BY (number = %(text)s OR name = %(text)s) DESC, rank, number, ref LIMIT %(most)s
"""  # noqa: S608  # constants
_NAMED: Final = f"SELECT ref, name, number, place FROM ({_ALL}) AS everybody WHERE ref = ANY(%s)"  # noqa: S608  # constants


def customer_by_contact(phone: str, email: str) -> FoundCustomer | None:
    """The customer with this phone, else with this e-mail; None if there is none. At most one statement."""
    phone_key, address = normalise_phone(phone), normalise_email(email)
    keys = [f"phone:{phone_key}"] if phone_key else [f"mail:{address}"] if address else []
    rows = fetch(_CUSTOMER, [keys]) if keys else []
    return FoundCustomer(f"customer:{rows[0][0]}", *rows[0][1:]) if rows else None


class CustomerRecord(NamedTuple):
    """What is on record of one customer (INT-4)."""

    id: int
    name: str
    phone: str
    email: str
    level: str
    since: datetime
    purchases: str
    preferences: str
    cases_closed: int
    cases_established: int
    compensated_fen: int
    last_closed_at: datetime | None

    @property
    def ref(self) -> str:
        """The reference, as "customer:12"."""
        return f"customer:{self.id}"


_RECORD: Final = """
SELECT id, name, phone, email, level, created_at, purchase_summary, preferences, cases_closed,
       cases_established, compensated_fen, last_closed_at
FROM people_customer WHERE id = %s
"""


def customer_record(customer_id: int) -> CustomerRecord | None:
    """The record of a customer; None if there is none. One statement."""
    rows = fetch(_RECORD, [customer_id])
    return CustomerRecord(*rows[0]) if rows else None


def level_of(ref: str) -> str:
    """The level on record of a customer, by reference; "normal" for anybody else. One statement at most."""
    key = whole(key_of(ref), most=BIGINT) if kind_of(ref) == "customer" else None
    rows = [] if key is None else fetch("SELECT level FROM people_customer WHERE id = %s", [key])
    return str(rows[0][0]) if rows else "normal"


def parties_like(text: str, most: int = MOST) -> tuple[FoundParty, ...]:
    """Technicians, shops, outside bodies, departments and staff whose name or number holds the text.

    An exact match comes first. One statement; none for fewer than two characters.
    """
    plain = " ".join(text.replace("\0", "").split())
    if len(plain) < _SHORTEST:
        return ()
    escaped = plain.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = fetch(_LIKE, {"text": plain, "like": f"%{escaped}%", "most": most})
    return tuple(FoundParty(*row) for row in rows)


def beyond_doubt(text: str) -> FoundParty | None:
    """The one whose number or name is exactly this text; None where nobody is meant, or several could be."""
    exact = [item for item in parties_like(text) if text in (item.number, item.name)]
    return exact[0] if len(exact) == 1 else None


_MEANT: Final = """
SELECT 'shop:' || id FROM people_shop WHERE is_active AND name = %(told)s AND 'shop' = ANY(%(kinds)s)
UNION ALL
SELECT 'technician:' || id FROM people_technician
WHERE is_active AND upper(number) = upper(%(told)s) AND 'technician' = ANY(%(kinds)s)
LIMIT 2
"""


def meant_by_customer(told: str, kinds: Collection[str] = ("shop", "technician")) -> str:
    """The shop of this name or the technician of this number that a customer means, or "". One statement.

    Customers are not offered a list to choose from: that would tell who works here.
    """
    rows = fetch(_MEANT, {"told": told, "kinds": list(kinds)})
    return str(rows[0][0]) if len(rows) == 1 else ""


def parties_named(refs: Collection[str]) -> tuple[FoundParty, ...]:
    """Those of these references that are on record, in the order given. One statement; none for none."""
    rows = fetch(_NAMED, [list(refs)]) if refs else []
    found = {row[0]: FoundParty(*row) for row in rows}
    return tuple(found[ref] for ref in dict.fromkeys(refs) if ref in found)


def shop_ref(code: str) -> str:
    """The reference of the shop with this code, or "". One statement; none for no code."""
    rows = fetch("SELECT id FROM people_shop WHERE code = %s", [code]) if code else []
    return f"shop:{rows[0][0]}" if rows else ""


def carriers(language: str) -> dict[str, str]:
    """Every carrier by reference, in order of the codes. One statement."""
    rows = fetch("SELECT code, name, name_en FROM people_organisation WHERE kind = 'carrier' ORDER BY code")
    return {
        f"carrier:{code}": (english or name) if language == "en" else name for code, name, english in rows
    }
