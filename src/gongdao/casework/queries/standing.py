"""What a shop stands at: points by group, sanctions that run, and how it came to that (PEN-2…4, PEN-9)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from gongdao.lib.ids import case_number
from gongdao.lib.statements import fetch
from gongdao.policies import queries as policies
from gongdao.rulebook.conduct.counting import account_of, total
from gongdao.rulebook.policy import ConductRule, Policy, SanctionRule
from gongdao.rulebook.standing import Held

POLICY: Final = "merchant-conduct"
_MOST: Final = 500  # entries of a history; older ones are in the cases
_GIVEN: Final = """
SELECT case_id, entry, violation, points_group, account, points, made, given_at FROM casework_points
WHERE shop = %s ORDER BY given_at DESC, case_id DESC, entry LIMIT %s
"""
_IMPOSED: Final = """
SELECT case_id, sanction, points_group, step, threshold, measures, starts_at, ends_at, status, ended_at
FROM casework_sanction WHERE shop = %s ORDER BY starts_at DESC, case_id DESC, sanction LIMIT %s
"""
_RUNNING: Final = """
SELECT shop, array_agg(DISTINCT measure), CASE WHEN bool_or(ends_at IS NULL) THEN NULL ELSE max(ends_at) END
FROM casework_sanction, unnest(measures) AS measure
WHERE status = 'running' AND (ends_at IS NULL OR ends_at > %s)
GROUP BY shop ORDER BY shop LIMIT %s
"""


class Given(NamedTuple):
    """Points of one case. `points`: in force, `made`: as given; both 0 for a violation that was corrected."""

    number: str
    entry: str
    violation: str
    group: str
    account: str
    points: int
    made: int
    at: datetime


class Imposed(NamedTuple):
    """A sanction. `running`: whether it holds at the instant that was asked about."""

    number: str
    sanction: str
    group: str
    step: str
    threshold: int
    measures: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    status: str
    ended_at: datetime | None


class Account(NamedTuple):
    """The points of a group that count now. `next_at`: the next threshold, None where there is none left."""

    group: str
    holds: str
    points: int
    next_at: int | None


class Measure(NamedTuple):
    """A measure in force, with the end of the last sanction that has it; None: for good."""

    measure: str
    until: datetime | None


class ShopStanding(NamedTuple):
    """A shop's standing at an instant, under the version in force then."""

    shop: str
    policy: Policy
    accounts: tuple[Account, ...]
    measures: tuple[Measure, ...]
    given: tuple[Given, ...]
    sanctions: tuple[Imposed, ...]

    @property
    def running(self) -> tuple[Imposed, ...]:
        """The sanctions that run."""
        return tuple(item for item in self.sanctions if item.status == "running")


class Sanctioned(NamedTuple):
    """A shop under sanctions. `until` None: for good."""

    shop: str
    measures: tuple[str, ...]
    until: datetime | None


def standing(shop: str, now: datetime, policy: str = POLICY) -> ShopStanding:
    """The standing of a shop, by its reference; two statements. Raises NoSuchPolicy."""
    law = policies.in_force(policy, now)
    given = tuple(Given(case_number(row[0]), *row[1:]) for row in fetch(_GIVEN, [shop, _MOST]))
    imposed = tuple(_imposed(row, now) for row in fetch(_IMPOSED, [shop, _MOST]))
    rule = law.conduct
    accounts = tuple(_accounts(rule, given, now, ZoneInfo(law.calendar.zone))) if rule is not None else ()
    return ShopStanding(shop, law, accounts, _measures(imposed), given, imposed)


def _imposed(row: tuple[object, ...], now: datetime) -> Imposed:
    case, sanction, group, step, threshold, measures, starts_at, ends_at, status, ended_at = row
    over = status == "running" and isinstance(ends_at, datetime) and ends_at <= now  # the clock comes to it
    return Imposed(
        case_number(case), sanction, group, step, threshold, tuple(measures), starts_at, ends_at,  # type: ignore[arg-type]  # columns
        "ended" if over else status, ends_at if over else ended_at,  # type: ignore[arg-type]  # columns
    )  # fmt: skip


def _accounts(rule: ConductRule, given: Iterable[Given], now: datetime, zone: ZoneInfo) -> Iterable[Account]:
    held = [
        Held(0, item.entry, item.violation, item.group, item.account, item.points, item.at)  # type: ignore[arg-type]  # a or b
        for item in given
    ]
    for account in rule.accounts:
        points = total(held, account_of(rule, account.group), now, zone)
        yield Account(account.group, account.holds, points, _next(rule.sanctions, account.group, points))


def _next(rules: Iterable[SanctionRule], group: str, points: int) -> int | None:
    above = [
        rule.at * (points // rule.at + 1) if rule.every else rule.at for rule in rules if rule.group == group
    ]
    return min((threshold for threshold in above if threshold > points), default=None)


def _measures(imposed: Iterable[Imposed]) -> tuple[Measure, ...]:
    until: dict[str, datetime | None] = {}
    for item in imposed:
        for measure in item.measures if item.status == "running" else ():
            known = until.get(measure, item.ends_at)
            until[measure] = None if known is None or item.ends_at is None else max(known, item.ends_at)
    return tuple(Measure(measure, end) for measure, end in sorted(until.items()))


def sanctioned(now: datetime, limit: int = 200) -> tuple[Sanctioned, ...]:
    """The shops under sanctions now; one statement."""
    return tuple(
        Sanctioned(shop, tuple(measures), until) for shop, measures, until in fetch(_RUNNING, [now, limit])
    )
