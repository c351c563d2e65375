"""A world of cases for property tests: people, policies shipped and generated, commands that get somewhere.

Nothing here knows what is allowed: the commands of `possible` are filled in with plausible values and given
by whoever the law lets give them. Everything follows from whole numbers, so that a failure can be made small.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from gongdao.policies.linter import lint
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.decide import decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import DeadlineRule, Policy
from gongdao.rulebook.possible import EXAMPLES
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State, bearers
from gongdao.rulebook.terms import EXHIBIT_KINDS, Demand, Exhibit, Item, Liability, Order, Party, Terms

from .courses import FACTS, NAMES, PEOPLE, POLICIES, Course

VARIANTS: Final = 12  # generated policies for each shipped one
_LENGTHS: Final = ("1h", "24h", "3d", "2wd", "8wh")
_PARTIES: Final = ("technician:1", "technician:2", "shop:1", "company", "carrier:yunda", "customer:1")
_MANY: Final = 40  # exhibits from which no more are handed in


@cache
def policy_of(number: int) -> Policy:
    """One of the shipped policies, or one generated from it that the linter takes."""
    name, variant = NAMES[number % len(NAMES)], number // len(NAMES)
    shipped = POLICIES[name]
    if variant == 0:
        return shipped
    for salt in range(20):
        made = _varied(shipped, Random(f"{name} {variant} {salt}"))
        if not lint(made):
            return made
    return shipped


def _varied(policy: Policy, dice: Random) -> Policy:
    """The policy with other lengths, pauses, rules of appeal and shares."""
    appeals = policy.appeals
    if appeals is not None:
        appeals = replace(
            appeals,
            limit=dice.choice([1, 1, 2, 3]),
            shifted_may_appeal=dice.choice([appeals.shifted_may_appeal, True, False]),
            late_reason_days=dice.choice([0, 7]),
        )
    table = tuple(
        replace(row, liable=_halved(row.liable, dice)) if len(row.liable) == 2 else row
        for row in policy.finding.table
    )
    heard: Any = dice.choice([policy.finding.heard, "before", "appeal"])
    return replace(
        policy,
        appeals=appeals,
        finding=replace(policy.finding, table=table, heard=heard),
        deadlines=tuple(_other_length(rule, dice) for rule in policy.deadlines),
    )


def _halved(shares: tuple[Any, ...], dice: Random) -> tuple[Any, ...]:
    first = dice.choice([1, 33, 50, 99])
    return replace(shares[0], percent=first), replace(shares[1], percent=100 - first)


def _other_length(rule: DeadlineRule, dice: Random) -> DeadlineRule:
    if not rule.length or dice.random() < 0.6:
        return rule
    pauses: tuple[Any, ...] = dice.choice([(), ("customer",), ("customer", "evidence", "third_party")])
    return replace(rule, length=dice.choice(_LENGTHS), warn=(), pauses_while=pauses)


def opening_of(policy: Policy, number: int) -> c.OpenCase:
    """A complaint: against a technician or, where shops are judged, a shop."""
    dice = Random(number)
    shops = policy.conduct is not None or policy.fund is not None or dice.random() < 0.2
    amount = dice.choice([1, 3, 10_001, 60_000, 600_001])
    return c.OpenCase(
        channel=policy.intake.channels[0],
        complainant=Party(
            "customer:1", name="张女士", contact="13800000000", level=dice.choice(["normal", "vip"])
        ),
        respondents=(Party("shop:1" if shops else "technician:1"),),
        description=dice.choice(["安装时发现货损，要求处理", "一直不发货，要求退款", "触电受伤"]),
        category=dice.choice(policy.categories).code,
        demands=(Demand("refund"),),
        order_no="2024042800123",
        order=Order(
            "2024042800123", items=(Item("商品A", 1, amount),), paid_fen=amount, carrier="carrier:yunda",
            shop="shop:1", staff_log=("拆包",),
        ),
    )  # fmt: skip


# How likely a command is tried early. What judges and moves money is what the promises are about; what ends a
# case ends the course too.
_WEIGHTS: Final[dict[type[c.Command], float]] = {
    **dict.fromkeys(
        (c.MakeFinding, c.FileAppeal, c.DecideAppeal, c.AskStatement, c.GiveStatement, c.SubmitExhibit,
         c.ChargeViolation, c.HoldMoney, c.AskAdvance, c.AskForPerson, c.DecideAsPerson, c.JudgeLateness,
         c.RecoverAdvance, c.AssignReviewer, c.GiveSupplement), 6.0,
    ),
    **dict.fromkeys((c.WithdrawAppeal, c.AcceptFinding, c.CloseCase), 0.5),
    **dict.fromkeys((c.AddNote, c.WithdrawCase, c.ReferOutside, c.TransferCase, c.GoOutside), 0.02),
}  # fmt: skip


def offers(policy: Policy, state: State, now: datetime, dice: Random) -> Iterator[c.Command]:
    """One command of each kind that the law knows, on some subject, filled in; in random order."""
    found = [dice.choice(list(make(policy, state, now))) for make in EXAMPLES]
    found.sort(key=lambda item: dice.random() ** (1 / _WEIGHTS.get(type(item), 1.0)), reverse=True)
    for command in found:
        yield filled(command, policy, state, dice)


def filled(command: c.Command, policy: Policy, state: State, dice: Random) -> c.Command:
    """An example with values of its own."""
    match command:
        case c.MakeFinding():
            return _finding(policy, state, dice)
        case c.SubmitExhibit():
            return c.SubmitExhibit(_exhibit(dice))
        case c.FileAppeal():
            own = tuple(state.exhibits)[-3:]
            fresh = tuple(
                {item.sha256: item for item in (_exhibit(dice), _exhibit(dice, "handover_form"))}.values()
            )
            return replace(
                command, scope=dice.choice(["amount", "attribution"]), problem="交接时已破损",
                demand="请撤销", exhibits=own, new_exhibits=fresh if len(state.exhibits) < _MANY else (),
                late_reason=dice.choice(["", "出差"]), ask_amount_fen=dice.choice([None, 0, 100]),
            )  # fmt: skip
        case c.DecideAppeal():
            return replace(
                command, outcome=dice.choice(["uphold", "reduce", "shift", "annul", "remand"]),
                liabilities=_shares(state, dice), missing=("video",), points=dice.choice([None, 0, 1]),
                exhibits=tuple(state.exhibits)[:2],
            )  # fmt: skip
        case c.DecideAsPerson():
            return replace(command, confirmed=dice.random() < 0.5)
        case c.JudgeLateness():
            return replace(command, accepted=dice.random() < 0.5)
        case c.AskStatement():
            return replace(command, of=dice.choice(_PARTIES[:3]))
        case c.StartWaiting():
            return replace(command, on=dice.choice(["customer", "evidence", "third_party"]))
        case c.ProposeRemedies():
            kind = dice.choice(policy.remedies.kinds).kind
            return c.ProposeRemedies((Terms(kind, amount_fen=dice.choice([0, 100, 18_000])),), "方案如下")
        case c.AnswerProposal():
            return replace(command, accepted=dice.random() < 0.5)
        case c.AssignReviewer() | c.AssignHandler():
            return command
    return command


def _exhibit(dice: Random, kind: str = "") -> Exhibit:
    return Exhibit(f"{dice.getrandbits(256):064x}", kind or dice.choice(EXHIBIT_KINDS), "交接时已破损")


def _finding(policy: Policy, state: State, dice: Random) -> c.MakeFinding:
    facts: dict[str, Any] = {fact.id: dice.choice(fact.values) for fact in policy.finding.facts}
    deviates = dice.random() < 0.4
    return c.MakeFinding(
        facts=facts, reasons="查明事实如上", exhibits=tuple(state.exhibits)[: dice.choice([0, 1, 3])],
        liabilities=_shares(state, dice) if deviates else (),
        deviation="另有原因" if deviates else "",
    )  # fmt: skip


def _shares(state: State, dice: Random) -> tuple[Liability, ...]:
    """A distribution over one to three parties; now and then one that is wrong."""
    judged = [item.party for finding in state.findings.values() for item in finding.liabilities]
    parties = dice.sample(sorted({*judged, *_PARTIES[:4]}), dice.choice([1, 1, 2, 3]))
    cuts = sorted(dice.sample(range(1, 10_000), len(parties) - 1))
    shares = [end - start for start, end in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    if dice.random() < 0.05:
        shares[0] -= 1
    return tuple(
        Liability(party, share, dice.choice([0, 1, state.amount_fen // 2, state.amount_fen, 10**9]))
        for party, share in zip(parties, shares, strict=True)
    )


def move(course: Course, number: int) -> c.Command | None:
    """One accepted command by somebody who may give it; None where this number finds none."""
    dice = Random(number)
    course.clock()
    state = course.state
    assert state is not None
    if not state.is_open and dice.random() < 0.7:
        return None
    for command in offers(course.policy, state, course.now, dice):
        for actor in _who(course, command, dice):
            result = decide(course.policy, state, command, course.facts, actor, course.now)
            if isinstance(result, Refusal):
                course.refusals.append(result)
            else:
                course.take(result, course.now, actor.ref)
                return command
    return None


def _who(course: Course, command: c.Command, dice: Random) -> list[Actor]:
    """Everybody in some order; for what appellants do, those who are judged first."""
    people = list(PEOPLE)
    dice.shuffle(people)
    if isinstance(command, c.FileAppeal | c.AcceptFinding | c.AskForPerson) and course.state is not None:
        judged = {ref for finding in course.state.findings.values() for ref in bearers(finding)}
        people.sort(key=lambda person: person.ref not in judged)
    return people[:6]


def journey(
    policy: Policy, opening: int, steps: list[tuple[int, int]], start: datetime, facts: Facts = FACTS
) -> Course:
    """A case from its opening on: each step waits some minutes, then somebody moves."""
    course = Course(policy, now=start, facts=facts)
    opened = course.attempt(opening_of(policy, opening), PEOPLE[11])
    assert not isinstance(opened, Refusal), opened
    for minutes, number in steps:
        course.now += timedelta(minutes=minutes)
        move(course, number)
    course.clock()
    return course


START: Final = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)  # a week before a make-up Saturday and Spring Festival
