"""Named reads: who acts, who could take a case, whom a message reaches."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from django.db import connection

from gongdao.lib.statements import fetch
from gongdao.people.brief import Brief
from gongdao.people.models import Account, Region
from gongdao.people.permissions.training import staff_key
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Candidate, one_more, roster

_SECONDS: Final = 2.0

# refs an account acts for besides its staff row, in the order of preference for the one that is shown.
_PARTY_REFS: Final = """
    ARRAY(SELECT 'technician:' || id FROM people_technician WHERE account_id = a.id AND is_active) ||
    ARRAY(SELECT 'shop:' || shop_id FROM people_shopmember
          WHERE account_id = a.id AND left_at IS NULL ORDER BY shop_id) ||
    ARRAY(SELECT 'customer:' || id FROM people_customer WHERE account_id = a.id ORDER BY id) ||
    ARRAY(SELECT kind || ':' || code FROM people_organisation WHERE account_id = a.id ORDER BY id)
"""
_STAFF_SETS: Final = """
    ARRAY(SELECT role FROM people_staffrole WHERE staff_id = s.id AND revoked_at IS NULL),
    ARRAY(SELECT region_id FROM people_staff_regions WHERE staff_id = s.id),
    ARRAY(SELECT department_id FROM people_staff_departments WHERE staff_id = s.id)
"""
_WHO: Final = f"a.id, a.verified_at IS NOT NULL, s.id, {_STAFF_SETS}, {_PARTY_REFS}"
_STAFF_JOIN: Final = "LEFT JOIN people_staff s ON s.account_id = a.id AND s.is_active"
_WHO_COLUMNS: Final = 7
_ACTOR: Final = f"SELECT {_WHO} FROM people_account a {_STAFF_JOIN} WHERE a.is_active AND a.id = %s"  # noqa: S608  # constants
_ACCOUNT_FIELDS: Final = [
    field.attname
    for field in Account._meta.concrete_fields  # noqa: SLF001  # Django's documented way
    if field.attname not in ("password", "last_login")
]
_BEARER: Final = f"""
    SELECT {_WHO}, {", ".join(f"a.{name}" for name in _ACCOUNT_FIELDS)},
           t.id, t.scopes, t.expires_at, t.last_used_date
    FROM people_token t JOIN people_account a ON a.id = t.account_id {_STAFF_JOIN}
    WHERE t.digest = %s AND t.revoked_at IS NULL AND a.is_active
"""  # noqa: S608  # constants
_CANDIDATES: Final = f"""
    SELECT s.id, s.capacity, s.skills, s.on_shift, {_STAFF_SETS}, {_PARTY_REFS}
    FROM people_staff s LEFT JOIN people_account a ON a.id = s.account_id
    WHERE s.is_active AND (%(role)s = '' OR EXISTS (
        SELECT FROM people_staffrole WHERE staff_id = s.id AND revoked_at IS NULL AND role = %(role)s))
    ORDER BY s.id
"""  # noqa: S608  # constants


def unknown(refs: Collection[str]) -> tuple[str, ...]:
    """Those of the references behind which there is nobody, in order; one statement, none without refs.

    Carriers, insurers and other outsiders need not be on the register.
    """
    if not refs:
        return ()
    ((found,),) = fetch("SELECT people_unknown(%s)", [sorted(refs)])
    return tuple(found)


class Colleague(NamedTuple):
    """A member of staff as a list shows them."""

    ref: str
    name: str
    number: str


_TEAM: Final = """
SELECT 'staff:' || s.id, s.name, s.number FROM people_staff s
WHERE s.id = %(own)s OR %(all)s OR s.id IN (
    SELECT staff_id FROM people_staff_departments WHERE department_id = ANY(%(departments)s))
ORDER BY s.id <> %(own)s, s.number
"""


def team_of(actor: Actor) -> tuple[Colleague, ...]:
    """Those whose daily work the actor may look at, the actor first (INS-5). One statement.

    Everybody has the own; a supervisor those of the own departments, also who has left; executives and
    auditors all. Parties have none.
    """
    departments = sorted(actor.departments) if actor.has("supervisor") else []
    everybody = actor.has("executive", "auditor")
    rows = fetch(_TEAM, {"own": staff_key(actor), "all": everybody, "departments": departments})
    return tuple(Colleague(*row) for row in rows)


Loads = Callable[[Collection[str]], Mapping[str, int]]
"""Given staff refs: how many open cases each handles; refs left out have none."""


class Bearer(NamedTuple):
    """Who holds a token. `last_used_date` tells the edge whether to note its use today."""

    account: Account
    actor: Actor
    scopes: frozenset[str]
    token_id: int
    expires_at: datetime | None
    last_used_date: date | None


_actors: Brief[int, Actor] = Brief(_SECONDS)
_bearers: Brief[str, Bearer] = Brief(_SECONDS)
_candidates: Brief[str, tuple[Candidate, ...]] = Brief(_SECONDS)
_parts: Brief[str, dict[str, tuple[str, ...]]] = Brief(60.0)


def actor_for(account: Account) -> Actor:
    """The actor an account is: one query, two when the regions are not known yet; then none for two seconds.

    An account that was deactivated, or that speaks for nobody, is just `account:<id>`.
    """
    kept = _actors.get(account.pk)
    if kept is not None:
        return kept
    rows = fetch(_ACTOR, [account.pk])
    return _actors.put(account.pk, _actor(rows[0]) if rows else _nobody(account.pk))


def party_actor(ref: str) -> Actor:
    """One who acts for a party without an account, having shown number and contact code of a case."""
    return Actor(ref=ref, refs=frozenset({ref}))


def account_by_token(raw: str, *, now: datetime) -> Bearer | None:
    """Who holds this API token, in one query; None if it is unknown, revoked or expired.

    None too if its account is not active. A token revoked by another process is refused after two seconds.
    """
    digest = digest_of(raw)
    bearer = _bearers.get(digest)
    if bearer is None:
        rows = fetch(_BEARER, [digest])
        if not rows:
            return None
        bearer = _bearers.put(digest, _bearer(rows[0]))
    return None if bearer.expires_at is not None and bearer.expires_at <= now else bearer


def digest_of(raw: str) -> str:
    """What is stored of a token. Tokens are long and random, so a plain hash suffices."""
    return sha256(raw.encode("utf-8", "replace")).hexdigest()


def candidates(role: str, *, loads: Loads) -> tuple[Candidate, ...]:
    """Everybody active with this role ("": with any), with their loads: one query and what `loads` asks.

    Kept for two seconds; tell `count_assignment` of each case given out meanwhile.
    """
    kept = _candidates.get(role)
    if kept is not None:
        return kept
    rows = fetch(_CANDIDATES, {"role": role})
    load = loads([f"staff:{row[0]}" for row in rows])
    return _candidates.put(role, roster(_candidate(row, load) for row in rows))


def count_assignment(ref: str) -> None:
    """One more case for `ref`: makes the kept loads follow, so that a burst of cases is spread evenly."""

    _candidates.change(lambda people: one_more(people, ref))


def with_parts(codes: Collection[str]) -> frozenset[str]:
    """These regions and all regions below them. One query a minute."""
    if not codes:
        return frozenset()
    parts = _parts.get("")
    if parts is None:
        parts = _parts.put("", _region_parts())
    found: set[str] = set()
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(parts.get(code, ()))
    return frozenset(found)


def forget(account_id: int | None = None) -> None:
    """Let go of what is kept about an account, or with None about everybody. Called by the actions."""
    if account_id is None:
        _actors.clear()
        _parts.clear()
    else:
        _actors.forget(account_id)
    _bearers.clear()
    _candidates.clear()


def _actor(row: tuple[Any, ...]) -> Actor:
    account_id, verified, staff_id, roles, regions, departments, party_refs = row[:_WHO_COLUMNS]
    refs = [f"staff:{staff_id}"] if staff_id is not None else []
    refs += [*party_refs, f"account:{account_id}"]
    # A supervisor answers for the department, an executive for the company, where these are parties.
    spoken_for = [f"department:{code}" for code in departments] if "supervisor" in roles else []
    spoken_for += ["company"] if "executive" in roles else []
    return Actor(
        ref=refs[0],
        roles=frozenset(roles),
        refs=frozenset(refs + spoken_for),
        regions=with_parts(regions),
        departments=frozenset(departments),
        verified=verified,
    )


def _nobody(account_id: int) -> Actor:
    ref = f"account:{account_id}"
    return Actor(ref=ref, refs=frozenset({ref}))


def _bearer(row: tuple[Any, ...]) -> Bearer:
    end = _WHO_COLUMNS + len(_ACCOUNT_FIELDS)
    account = Account.from_db(connection.alias, _ACCOUNT_FIELDS, row[_WHO_COLUMNS:end])
    token_id, scopes, expires_at, last_used_date = row[end:]
    return Bearer(account, _actor(row), frozenset(scopes), token_id, expires_at, last_used_date)


def _candidate(row: tuple[Any, ...], loads: Mapping[str, int]) -> Candidate:
    staff_id, capacity, skills, on_shift, roles, regions, departments, party_refs = row
    ref = f"staff:{staff_id}"
    return Candidate(
        ref=ref,
        load=loads.get(ref, 0),
        capacity=capacity,
        skills=frozenset(skills),
        regions=with_parts(regions),
        departments=frozenset(departments),
        roles=frozenset(roles),
        refs=frozenset(party_refs),
        on_shift=on_shift,
    )


def _region_parts() -> dict[str, tuple[str, ...]]:
    parts: dict[str, tuple[str, ...]] = {}
    for code, parent in Region.objects.exclude(parent=None).values_list("code", "parent_id"):
        parts[str(parent)] = (*parts.get(str(parent), ()), code)
    return parts
