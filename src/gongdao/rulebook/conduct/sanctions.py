"""Sanctions 处罚措施: they start with points, run by their limits, fall with points (PEN-2…4, PEN-9)."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.calendar import whole_second
from gongdao.rulebook.conduct.counting import Reached, account_of, still_reached, total
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.matter import Matter
from gongdao.rulebook.policy import violation_of
from gongdao.rulebook.refusal import refuse
from gongdao.rulebook.standing import Following, Held
from gongdao.rulebook.state import PointsEntry, Sanction

OWN: Final = 0  # the case under decision, among those of the standing


def held_by(matter: Matter) -> tuple[Held, ...]:
    """The points in force against the shop: those of other cases, and those of this one."""
    own = [
        Held(OWN, key, item.violation, item.group, item.account, item.points, item.at)
        for key, item in matter.state.points.items()
    ]
    return tuple(sorted((*matter.facts.standing.held, *own), key=lambda item: item.at))


def _following(matter: Matter) -> tuple[Following, ...]:
    own = [_own(key, item) for key, item in matter.state.sanctions.items() if item.status != "lifted"]
    return (*matter.facts.standing.sanctions, *own)


def _own(key: str, item: Sanction) -> Following:
    return Following(OWN, key, item.group, item.account, item.threshold, item.starts_at)


def imposed(matter: Matter, given: e.PointsGiven, steps: Iterable[Reached]) -> Iterator[e.SanctionImposed]:
    """One sanction for each threshold the points reach; each has its own end, none shortens another."""
    first = len(matter.state.sanctions) + 1
    starts_at = whole_second(matter.now)
    for index, step in enumerate(steps):
        rule = step.rule
        ends_at = starts_at + timedelta(days=rule.days) if rule.days else None
        yield e.SanctionImposed(
            id=f"X{first + index}", points=given.id, shop=given.shop, group=given.group,
            account=given.account, step=rule.id, threshold=step.threshold, total=given.total,
            measures=rule.measures, starts_at=starts_at, ends_at=ends_at, cite=rule.cite,
        )  # fmt: skip


def reduced(matter: Matter, finding: str, points: int | None, *, amount_fen: int) -> None:
    """Refuse a reduction that reduces nothing, or below the least that the violation gives.

    `amount_fen`: what the finding is of in money, which could be lessened instead.
    """
    entry = _entry(matter, finding)
    if entry is None and not amount_fen:
        raise refuse("APP-9", "nothing_to_reduce")
    if entry is None or points is None:
        lessened = (*(["points"] if entry else []), *(["liabilities"] if amount_fen else []))
        raise refuse("APP-9", "missing_fields", fields=list(lessened))
    violation = violation_of(matter.policy, entry[1].violation)
    least = violation.lowest if violation is not None and entry[1].source == "finding" else 0
    most = entry[1].points - 1
    if not min(least, most) <= points <= most:
        raise refuse("APP-9", "bad_value", field="points", allowed=[f"{min(least, most)}…{most}"])


def _entry(matter: Matter, finding: str) -> tuple[str, PointsEntry] | None:
    for key, item in matter.state.points.items():
        if item.finding == finding and item.points > 0:
            return key, item
    return None


def after_appeal(
    matter: Matter, decided: e.AppealDecided, finding: str, points: int | None
) -> tuple[e.Event, ...]:
    """APP-15: what an appeal takes back: points, and the sanctions that only they supported."""
    if matter.policy.conduct is None or decided.outcome == "uphold":
        return ()
    if points is None and decided.outcome == "reduce":
        return ()  # less money alone
    left = points or 0 if decided.outcome == "reduce" else 0
    changed = [
        e.PointsChanged(id=key, points=left, before=item.points, because=decided.id)
        for key, item in matter.state.points.items()
        if item.finding == finding and item.points > left
    ]
    state = matter.state
    for event in changed:
        state = evolve(state, event, matter.now)
    after = matter.with_state(state)
    lifted = [
        e.SanctionLifted(id=key, total=_total(after, item), because=decided.id)
        for key, item in state.sanctions.items()
        if item.status != "lifted" and not _supported(after, key, item)
    ]
    return (*changed, *lifted)


def lift(matter: Matter, command: c.LiftSanction) -> tuple[e.Event, ...]:
    """APP-15: the points of another case fell away, and without them this threshold is not reached."""
    item = matter.state.sanctions.get(command.id)
    if item is None:
        raise refuse("PEN-9", "unknown_item", id=command.id)
    if item.status == "lifted":
        raise refuse("PEN-9", "already_done", id=command.id)
    if _supported(matter, command.id, item):
        raise refuse("PEN-9", "still_reached", total=_total(matter, item), threshold=item.threshold)
    because = command.reason or "no_longer_reached"
    return (e.SanctionLifted(id=command.id, total=_total(matter, item), because=because),)


def _supported(matter: Matter, key: str, item: Sanction) -> bool:
    rule = matter.policy.conduct
    if rule is None:
        return True
    account, zone = account_of(rule, item.group), ZoneInfo(matter.policy.calendar.zone)
    own = _own(key, item)
    return still_reached(own, _following(matter), held_by(matter), account, matter.now, zone)


def _total(matter: Matter, item: Sanction) -> int:
    rule = matter.policy.conduct
    if rule is None:
        return 0
    zone = ZoneInfo(matter.policy.calendar.zone)
    return total(held_by(matter), account_of(rule, item.group), matter.now, zone)
