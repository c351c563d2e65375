"""Customers: found again by phone or e-mail or made anew, and their dossier (INT-4)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from gongdao.lib.numbers import BIGINT, whole
from gongdao.lib.statements import fetch
from gongdao.people.actions.record import Unfit, must_be_office, record
from gongdao.people.contact import normalise_email, normalise_phone
from gongdao.people.models import LEVELS, Account, Customer
from gongdao.rulebook.actor import Actor, key_of, kind_of

_ATTEMPTS: Final = 5


class Person(NamedTuple):
    """What is known of someone who complains."""

    name: str = ""
    phone: str = ""
    email: str = ""
    level: str = "normal"


class Known(NamedTuple):
    """The customer it is: `ref` as "customer:12", the level on record, and whether it was made just now."""

    ref: str
    level: str
    created: bool


# Those found keep what is on record. Ids are drawn before the insert, so that someone without any contact
# can be told apart. In order of the keys, so that two batches at once cannot wait for each other in a ring.
_FIND_OR_CREATE: Final = """
WITH given AS (
    SELECT *, CASE WHEN phone_key <> '' THEN 'phone:' || phone_key
                   WHEN email <> '' THEN 'mail:' || email END AS contact_key
    FROM unnest(%(n)s::int[], %(name)s::text[], %(phone)s::text[], %(phone_key)s::text[], %(email)s::text[],
                %(level)s::text[]) AS g(n, name, phone, phone_key, email, level)
), found AS (
    SELECT g.n, c.id, c.level FROM given g JOIN people_customer c ON c.contact_key = g.contact_key
), missing AS (
    SELECT DISTINCT ON (coalesce(g.contact_key, g.n::text)) g.*
    FROM given g WHERE NOT EXISTS (SELECT FROM found f WHERE f.n = g.n)
    ORDER BY coalesce(g.contact_key, g.n::text), g.n
), numbered AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('people_customer', 'id')) AS id, m.* FROM missing m
), made AS (
    INSERT INTO people_customer (id, name, phone, phone_key, email, level, created_at, purchase_summary,
                                 preferences, cases_closed, cases_established, compensated_fen)
    SELECT id, name, phone, phone_key, email, level, %(now)s, '', '', 0, 0, 0 FROM numbered
    ON CONFLICT (contact_key) DO NOTHING
    RETURNING id, contact_key, level
)
SELECT n, id, level, FALSE FROM found
UNION ALL
SELECT g.n, m.id, m.level, TRUE FROM made m JOIN given g ON g.contact_key = m.contact_key
UNION ALL
SELECT o.n, m.id, m.level, TRUE FROM made m JOIN numbered o ON o.id = m.id WHERE m.contact_key IS NULL
"""


def find_or_create_customer(*, now: datetime, person: Person) -> Known:
    """The customer with this phone (or e-mail where there is no phone), made if there is none. One statement.

    Two at once get the same customer. Run it in the transaction of what needs the customer. Without phone
    and e-mail a new one is made each time: strangers are not taken for each other.
    """
    return find_or_create_customers(now=now, people=[person])[0]


def find_or_create_customers(*, now: datetime, people: Sequence[Person]) -> list[Known]:
    """As `find_or_create_customer` for many, in order, in one statement. The same contact twice is one."""
    known: dict[int, Known] = {}
    waiting = [(n, *_plain(person)) for n, person in enumerate(people)]
    for _ in range(_ATTEMPTS):
        if not waiting:
            break
        names = ("n", "name", "phone", "phone_key", "email", "level")
        columns = dict(zip(names, map(list, zip(*waiting, strict=True)), strict=True))
        for n, key, level, created in fetch(_FIND_OR_CREATE, {**columns, "now": now}):
            known[n] = Known(f"customer:{key}", level, created)
        # Missing is whoever another transaction made while this statement ran: the next one sees it.
        waiting = [row for row in waiting if row[0] not in known]
    if waiting:
        raise RuntimeError(f"{len(waiting)} customers could neither be found nor made")
    return [known[n] for n in range(len(people))]


@transaction.atomic
def update_customer(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    person: Person,
    preferences: str = "",
    purchases: str = "",
) -> None:
    """Correct what is on record of a customer. By staff who work on cases, or an administrator.

    Raises `Unfit` when another customer has this phone or e-mail.
    """
    if not actor.has("agent", "supervisor", "city_manager"):
        must_be_office(actor)
    if person.level not in LEVELS:
        raise Unfit("level", "unknown_choice")
    name, phone, phone_key, email, level = _plain(person)
    key = f"phone:{phone_key}" if phone_key else f"mail:{email}" if email else None
    if key is not None and Customer.objects.filter(contact_key=key).exclude(pk=customer_id).exists():
        raise Unfit("phone" if phone_key else "email", "taken")
    Customer.objects.filter(pk=customer_id).update(
        name=name, phone=phone, phone_key=phone_key, email=email, level=level, preferences=preferences,
        purchase_summary=purchases,
    )  # fmt: skip
    # The old values are personal data and stay out of the record.
    record(actor=actor, now=now, action="update_customer", about=f"customer:{customer_id}", level=level)


@transaction.atomic
def describe_customer(
    *, actor: Actor, now: datetime, customer_id: int, preferences: str, purchases: str
) -> None:
    """Note preferences and what a customer buys (INT-4). By staff who work on cases.

    Whether the dossier is theirs to see is for the caller to ask. Raises NotPermitted.
    """
    if not actor.has("agent", "supervisor", "city_manager"):
        must_be_office(actor)
    Customer.objects.filter(pk=customer_id).update(
        preferences=preferences.replace("\0", ""), purchase_summary=purchases.replace("\0", "")
    )
    record(actor=actor, now=now, action="describe_customer", about=f"customer:{customer_id}")


@transaction.atomic
def link_customer(*, actor: Actor, now: datetime, customer_id: int, account: Account) -> None:
    """Let an account act for a customer. By an administrator, or by the program after a proof."""
    must_be_office(actor)
    Customer.objects.filter(pk=customer_id).update(account=account)
    record(actor=actor, now=now, action="link_customer", about=f"customer:{customer_id}", account=account.pk)


def add_to_dossier(
    *, now: datetime, customer_ref: str, closed: int = 1, established: int = 0, compensated_fen: int = 0
) -> None:
    """Count a closed case in the customer's dossier (INT-4), in the transaction that closes it.

    Negative counts take back what a reopened case had added. A ref that is no customer changes nothing.
    """
    customer = whole(key_of(customer_ref), most=BIGINT) if kind_of(customer_ref) == "customer" else None
    if customer is None:
        return
    Customer.objects.filter(pk=customer).update(
        cases_closed=Greatest(F("cases_closed") + closed, 0),
        cases_established=Greatest(F("cases_established") + established, 0),
        compensated_fen=F("compensated_fen") + compensated_fen,
        last_closed_at=Greatest(Coalesce(F("last_closed_at"), now), now)
        if closed > 0
        else F("last_closed_at"),
    )


def _plain(person: Person) -> tuple[str, str, str, str, str]:
    """(name, phone, phone_key, email, level) as stored. A NUL cannot be stored and means nothing."""
    phone_key = normalise_phone(person.phone)
    phone = person.phone.strip()[:40] if phone_key else ""
    level = person.level if person.level in LEVELS else "normal"
    name, phone = person.name.replace("\0", "").strip(), phone.replace("\0", "")
    return name, phone, phone_key, normalise_email(person.email), level
