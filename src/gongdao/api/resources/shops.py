"""What a shop stands at (PEN-2…4, PEN-9)."""

from datetime import datetime

from msgspec import Struct

from gongdao.api.call import Call
from gongdao.api.problems import Failure
from gongdao.api.routes import Routes
from gongdao.casework.queries import standing as standings
from gongdao.people.models import Shop
from gongdao.people.permissions.shops import may_see_standing
from gongdao.policies.queries import NoSuchPolicy

routes = Routes("shops")


class PointsAccount(Struct, frozen=True):
    """Points of a group that count now; `next_at`: the next threshold, null where there is none left."""

    group: str
    holds: str
    points: int
    next_at: int | None


class MeasureInForce(Struct, frozen=True):
    """A measure, until the end of the last sanction that has it; null: for good."""

    measure: str
    until: datetime | None


class PointsGivenBy(Struct, frozen=True):
    """Points of a case: in force (`points`), and as they were given (`made`)."""

    number: str
    violation: str
    group: str
    account: str
    points: int
    made: int
    given_at: datetime


class SanctionOf(Struct, frozen=True):
    """A sanction; `status`: running, ended or lifted."""

    number: str
    id: str
    group: str
    step: str
    threshold: int
    measures: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime | None
    status: str
    ended_at: datetime | None


class Standing(Struct, frozen=True):
    """A shop's points, the measures in force, and the history of both, newest first."""

    shop: str
    code: str
    name: str
    policy: str
    policy_version: str
    accounts: tuple[PointsAccount, ...]
    measures: tuple[MeasureInForce, ...]
    points: tuple[PointsGivenBy, ...]
    sanctions: tuple[SanctionOf, ...]


@routes.add("GET", "/shops/{code}/standing", scope="cases:read", answer=Standing)
def shop_standing(call: Call, code: str) -> Standing:
    """Tell what a shop stands at: its points by group, the sanctions that run, and how it came to that.

    For the shop itself and for staff; others are told that there is no such shop.
    """
    shop = Shop.objects.filter(code=code).first()
    if shop is None or not may_see_standing(call.actor, f"shop:{shop.pk}"):
        raise Failure("not_found")
    try:
        found = standings.standing(f"shop:{shop.pk}", call.now)
    except NoSuchPolicy:
        raise Failure("not_found") from None
    return Standing(
        shop=found.shop, code=shop.code, name=shop.name, policy=found.policy.policy,
        policy_version=found.policy.version,
        accounts=tuple(PointsAccount(*item) for item in found.accounts),
        measures=tuple(MeasureInForce(*item) for item in found.measures),
        points=tuple(
            PointsGivenBy(
                item.number, item.violation, item.group, item.account, item.points, item.made, item.at
            )
            for item in found.given
        ),
        sanctions=tuple(SanctionOf(*item) for item in found.sanctions),
    )  # fmt: skip
