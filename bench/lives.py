"""Lives of invented cases, decided by the program's own law, step by step at their own instants."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Final, NamedTuple

from bench.company import REGIONS
from bench.vocabulary import complaint, name, phone
from gongdao.casework.draft import Draft
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Channel, Demand, Item, Order, Party, RemedyKind, Terms

CUSTOMERS_PER_CASE: Final = 3  # so many cases for each customer, more or less
DISPUTE: Final = "dispute-mediation"
WORK_ORDER: Final = "workorder-liability"
_SLOWLY: Final = 1.6  # so that a few of a hundred cases are still open
_CHANNELS: Final[tuple[Channel, ...]] = ("hotline", "chat", "web", "app", "email", "social", "api")
_OFFERS: Final[dict[RemedyKind, tuple[RemedyKind, ...]]] = {
    "refund": ("refund",), "return_refund": ("return_refund",), "compensation": ("coupon",),
    "partial_refund": ("partial_refund",), "exchange": ("exchange",), "repair": ("repair",),
}  # fmt: skip


class Act(NamedTuple):
    """One step of a life: so many hours later, somebody with this role gives this command."""

    hours: float
    role: str
    command: c.Command


Course = Callable[[Random, RemedyKind], Iterator[Act]]


def _solved(random: Random, asked: RemedyKind) -> Iterator[Act]:
    """Answered, offered, accepted, carried out, followed up, closed."""
    kinds = (*_OFFERS.get(asked, ("apology",)), *(("coupon",) if random.random() < 0.3 else ()))
    yield Act(random.uniform(0.2, 20), "agent", c.RespondFirst("您好，非常抱歉，我们正在核实。", "hotline"))
    yield Act(random.uniform(1, 40), "agent", _offer(random, tuple(dict.fromkeys(kinds))))
    yield Act(
        random.uniform(0.5, 40),
        "agent",
        c.AnswerProposal("P1", accepted=True, via="hotline", proof="通话录音"),
    )
    yield from _finished(random, len(dict.fromkeys(kinds)))


def _finished(random: Random, remedies: int) -> Iterator[Act]:
    for n in range(remedies):
        yield Act(
            random.uniform(1, 20), "agent", c.CarryOutRemedy(f"R{n + 1}", f"流水号{random.randrange(10**9)}")
        )
    yield Act(
        random.uniform(1, 20),
        "agent",
        c.FollowUp(satisfied=True, text="客户表示满意。", score=random.randint(3, 5)),
    )
    yield Act(random.uniform(1, 30), "agent", c.CloseCase("核实属实", "按方案处理完毕"))


def _refused(random: Random, asked: RemedyKind) -> Iterator[Act]:
    """The first offer is refused; the supervisor's is accepted."""
    yield Act(random.uniform(0.2, 20), "agent", c.RespondFirst("您好，已收到您的反映。"))
    yield Act(random.uniform(1, 30), "agent", _offer(random, ("apology",)))
    yield Act(
        random.uniform(1, 30), "agent", c.AnswerProposal("P1", accepted=False, via="hotline", proof="录音")
    )
    yield Act(random.uniform(1, 20), "agent", c.EscalateCase("客户不接受方案"))
    yield Act(random.uniform(1, 20), "supervisor", _offer(random, _OFFERS.get(asked, ("coupon",))))
    yield Act(
        random.uniform(1, 30),
        "supervisor",
        c.AnswerProposal("P2", accepted=True, via="hotline", proof="录音"),
    )
    yield from _finished(random, 1)


def _not_established(random: Random, asked: RemedyKind) -> Iterator[Act]:  # noqa: ARG001  # one signature
    yield Act(random.uniform(0.2, 20), "agent", c.RespondFirst("您好，我们来核实一下。"))
    yield Act(random.uniform(5, 60), "agent", c.AddNote("查看了订单与聊天记录，与客户所述不符。"))
    yield Act(
        random.uniform(1, 10), "agent", c.JudgeEstablishment(established=False, reason="与记录不符，已解释。")
    )


def _withdrawn(random: Random, asked: RemedyKind) -> Iterator[Act]:  # noqa: ARG001  # one signature
    yield Act(random.uniform(0.2, 20), "agent", c.RespondFirst("您好，我们马上核实。"))
    yield Act(random.uniform(5, 60), "complainant", c.WithdrawCase("问题已经自己解决"))


def _unanswered(random: Random, asked: RemedyKind) -> Iterator[Act]:
    """Nobody answers for days: limits lapse one after another until somebody takes it in hand."""
    yield Act(random.uniform(150, 400), "agent", c.RespondFirst("让您久等了。"))
    _, *others = _solved(random, asked)
    yield from others


def _forgotten(random: Random, asked: RemedyKind) -> Iterator[Act]:  # noqa: ARG001  # one signature
    """An offer to which nobody ever answers."""
    yield Act(random.uniform(0.2, 20), "agent", c.RespondFirst("您好，我们正在核实。"))
    yield Act(random.uniform(1, 30), "agent", _offer(random, ("apology",)))


def _judged(random: Random, asked: RemedyKind) -> Iterator[Act]:  # noqa: ARG001  # one signature
    """A technician is found liable; the days in which to appeal go by."""
    yield Act(random.uniform(1, 20), "city_manager", c.RespondFirst("您好，已安排核实。"))
    yield Act(
        random.uniform(5, 40), "adjudicator",
        c.MakeFinding(
            {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"},
            "照片与交接单表明拆包不当。", amount_fen=random.randrange(5_000, 60_000),
        ),
    )  # fmt: skip
    yield Act(24 * random.uniform(5.5, 8), "city_manager", c.DecideClaims())
    yield Act(random.uniform(1, 40), "city_manager", c.CloseCase("拆包不当", "判责生效，已转财务"))


def _offer(random: Random, kinds: tuple[RemedyKind, ...]) -> c.ProposeRemedies:
    small = random.randrange(500, 3_000)
    money = {"refund", "return_refund", "partial_refund", "coupon"}
    terms = tuple(Terms(kind, amount_fen=small if kind in money else 0) for kind in kinds)
    return c.ProposeRemedies(terms, "经核实，我们为您这样处理，请确认。")


# Out of a hundred.
_COURSES: Final[tuple[tuple[int, str, Course], ...]] = (
    (57, DISPUTE, _solved), (8, DISPUTE, _refused), (10, DISPUTE, _not_established),
    (6, DISPUTE, _withdrawn), (5, DISPUTE, _unanswered), (2, DISPUTE, _forgotten), (12, WORK_ORDER, _judged),
)  # fmt: skip


class Life(NamedTuple):
    """A case to be lived: under which policy it opens, with what, and what happens in it then."""

    policy: str
    at: datetime
    opening: c.OpenCase
    acts: tuple[Act, ...]


def life(number: int, at: datetime, *, customers: int, technicians: int) -> Life:
    """The life of the case with this number, received at `at`; the same number, the same life."""
    random = Random(number)
    ((policy, course),) = random.choices([item[1:] for item in _COURSES], [share for share, _, _ in _COURSES])
    text, product, asked = complaint(random)
    customer = random.randrange(customers) + 1
    paid = random.randrange(3_000, 300_000)
    order = Order(f"E{random.randrange(10**11):012}", items=(Item(product, 1, paid),), paid_fen=paid)
    judged = policy == WORK_ORDER
    opening = c.OpenCase(
        channel=random.choice(_CHANNELS),
        complainant=Party(f"customer:{customer}", name(Random(customer)), phone(customer)),
        respondents=(Party(f"technician:{random.randrange(technicians) + 1}"),) if judged else (),
        description=text, received_at=at, demands=(Demand(asked),),
        order=order, region=random.choice(REGIONS), category="unpacking_damage" if judged else "",
    )  # fmt: skip
    return Life(policy, at, opening, tuple(course(random, asked)))


class Lived(NamedTuple):
    """What became of a life: the draft to be written; `cut` by a refusal, which should be rare."""

    draft: Draft
    cut: str = ""


def lived(one: Life, policy: Policy, facts: Facts, until: datetime) -> Lived:
    """Decide the steps of a life up to an instant, and let the clock run between them."""
    draft = Draft(policy, mailed=False)
    opener = Actor("system", refs=frozenset({"system"}))
    opened = decide(policy, None, one.opening, facts, opener, one.at)
    if isinstance(opened, Refusal):
        raise RuntimeError(f"an invented case was refused: {opened}")
    draft.add("system", one.at, opened)
    clock = Facts(candidates=facts.candidates)
    at, cut = one.at, ""
    for act in one.acts:
        at += timedelta(hours=_SLOWLY * act.hours)
        if at > until:
            break
        draft.add_steps(catch_up(policy, draft.now, clock, at))
        actor = _actor(act.role, draft.now)
        events = decide(policy, draft.now, act.command, clock, actor, at)
        if isinstance(events, Refusal):
            cut = f"{type(act.command).__name__}: {events.code}"
            break
        draft.add(actor.ref, at, events)
    draft.add_steps(catch_up(policy, draft.now, clock, until))
    return Lived(draft, cut)


def _actor(role: str, state: State) -> Actor:
    if role == "complainant":
        ref, roles = state.complainant.ref, frozenset[str]()
    elif role in ("agent", "city_manager"):
        ref, roles = state.handler or "staff:1", frozenset({role})
    else:
        ref, roles = state.overseer or "staff:1", frozenset({role})
    return Actor(ref, roles=roles, refs=frozenset({ref}), verified=True)
