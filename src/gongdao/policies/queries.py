"""Which policies there are and which is in force. Versions never change, so they are kept once read.

Reading one takes longer than deciding many cases, so only those are read that are asked for.
"""

from datetime import date, datetime, timedelta
from itertools import zip_longest
from time import monotonic
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from gongdao.policies.loading import load
from gongdao.policies.models import PolicyVersion
from gongdao.rulebook import hours
from gongdao.rulebook.calendar import Calendar
from gongdao.rulebook.policy import Policy, Title

FRESH_SECONDS: Final = 5.0  # how long another process's publication may go unseen


class Published(Struct, frozen=True):
    """A version in the list. `until`: the last day in force, its own or the one before the next version."""

    policy: str
    version: str
    title: Title
    since: date
    until: date | None
    sha256: str
    published_at: datetime
    published_by: str


class NoSuchPolicy(LookupError):
    """No such version was published, or none is in force on that day."""


class _Listed(NamedTuple):
    """A version in the list, and its last day in force."""

    row: PolicyVersion
    until: date | None


class _Memory:
    """What this process has read."""

    def __init__(self) -> None:
        self.versions: dict[tuple[str, str], Policy] = {}
        self.listed: tuple[_Listed, ...] = ()
        self.listed_at: float | None = None


_memory = _Memory()


def version(policy: str, version: str) -> Policy:
    """A published version, parsed. Raises NoSuchPolicy."""
    known = _memory.versions.get((policy, version))
    if known is not None:
        return known
    listed = (row for row, _ in _memory.listed if (row.policy, row.version) == (policy, version))
    row = next(listed, None) or PolicyVersion.objects.filter(policy=policy, version=version).first()
    if row is None:
        raise NoSuchPolicy(f"{policy} {version}")
    return _read(row)


def document(policy: str, version: str) -> str:
    """The text of a version as published. Raises NoSuchPolicy."""
    text = (
        PolicyVersion.objects.filter(policy=policy, version=version)
        .values_list("document", flat=True)
        .first()
    )
    if text is None:
        raise NoSuchPolicy(f"{policy} {version}")
    return text


def in_force(policy: str, on: date | datetime) -> Policy:
    """The version in force on a day, or at an instant on the local day of the version's own zone.

    Raises NoSuchPolicy when none is.
    """
    found = _holding(policy, on, _listed()) or _holding(policy, on, _listed_now())
    if found is None:
        raise NoSuchPolicy(f"{policy} on {on.isoformat()}")
    return found


def _holding(policy: str, on: date | datetime, listed: tuple[_Listed, ...]) -> Policy | None:
    for row, until in reversed([item for item in listed if item.row.policy == policy]):
        found = _read(row)
        day = on.astimezone(ZoneInfo(found.calendar.zone)).date() if isinstance(on, datetime) else on
        if row.since <= day and (until is None or day <= until):
            return found
    return None


def before(policy: str, since: date, *, fresh: bool = True) -> Policy | None:
    """The version that one beginning on a day follows: the last that begins earlier; None for the first.

    `fresh`: look at the database even when the list was read a moment ago.
    """
    listed = _listed_now() if fresh else _listed()
    earlier = [item.row for item in listed if item.row.policy == policy and item.row.since < since]
    return _read(earlier[-1]) if earlier else None


def upcoming(today: date) -> tuple[Published, ...]:
    """The versions that are published and not yet in force: what is announced, the nearest first."""
    return tuple(sorted((item for item in all_versions() if item.since > today), key=lambda item: item.since))


def at_act_and_now(policy: str, acted_at: datetime, now: datetime) -> tuple[Policy, Policy]:
    """The versions in force when something was done, and now: the newer counts where it is lighter (PEN-1…4).

    Raises NoSuchPolicy.
    """
    return in_force(policy, acted_at), in_force(policy, now)


def names() -> tuple[str, ...]:
    """The policies of which there is a version, each once; at most some seconds old."""
    return tuple(dict.fromkeys(item.row.policy for item in _listed()))


def all_versions() -> tuple[Published, ...]:
    """Every published version, by policy and first day; at most some seconds old. Each of them is read."""
    return tuple(_published(row, until) for row, until in _listed())


def calendar(policy: Policy) -> Calendar:
    """The working calendar of a policy (SLA-8)."""
    return hours.calendar_of(policy)


def forget() -> None:
    """Forget everything read; for tests, whose databases come and go."""
    _memory.versions.clear()
    _memory.listed = ()
    forget_list()


def forget_list() -> None:
    """Read the list of versions anew next time: something was published."""
    _memory.listed_at = None


def _listed() -> tuple[_Listed, ...]:
    if _memory.listed_at is None or monotonic() - _memory.listed_at > FRESH_SECONDS:
        return _listed_now()
    return _memory.listed


def _listed_now() -> tuple[_Listed, ...]:
    rows = list(PolicyVersion.objects.order_by("policy", "since"))
    _memory.listed = tuple(_Listed(row, _until(row, after)) for row, after in zip_longest(rows, rows[1:]))
    _memory.listed_at = monotonic()
    return _memory.listed


def _until(row: PolicyVersion, after: PolicyVersion | None) -> date | None:
    if row.until is None and after is not None and after.policy == row.policy:
        return after.since - timedelta(days=1)
    return row.until


def _published(row: PolicyVersion, until: date | None) -> Published:
    return Published(
        policy=row.policy, version=row.version, title=_read(row).title, since=row.since, until=until,
        sha256=row.sha256, published_at=row.published_at, published_by=row.published_by,
    )  # fmt: skip


def _read(row: PolicyVersion) -> Policy:
    key = (row.policy, row.version)
    known = _memory.versions.get(key)
    if known is None:
        known = _memory.versions[key] = load(row.document, name=f"{row.policy} {row.version}")
    return known
