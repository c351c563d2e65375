"""Random courses of a case: commands by random people at random times, for property tests.

Nothing here knows the rules. It throws commands at `decide`, keeps what is accepted, and lets the clock run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import msgspec
from hypothesis import strategies as st

from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.assignment import Candidate
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Defect, Demand, Exhibit, Item, Liability, Order, Party, Terms

POLICIES: dict[str, Policy] = {item.policy: item for item in (load(read_bytes(path)) for path in shipped())}
NAMES = sorted(POLICIES)
START = datetime(2026, 2, 10, 1, 0, tzinfo=UTC)  # the week before a make-up Saturday and Spring Festival


def staff(key: int, *roles: str) -> Actor:
    ref = f"staff:{key}"
    return Actor(ref=ref, roles=frozenset(roles), refs=frozenset({ref}), verified=True)


def party(ref: str) -> Actor:
    return Actor(ref=ref, refs=frozenset({ref}), verified=True)


PEOPLE = (
    staff(1, "agent"), staff(2, "agent"), staff(3, "supervisor"), staff(4, "supervisor"),
    staff(5, "city_manager"), staff(6, "adjudicator"), staff(7, "adjudicator"),
    staff(8, "appeal_reviewer"), staff(9, "appeal_reviewer", "adjudicator"), staff(10, "executive"),
    staff(11, "finance"), party("customer:1"), party("technician:1"), party("technician:2"),
    party("shop:1"),
)  # fmt: skip
CANDIDATES = tuple(
    Candidate(ref=person.ref, roles=person.roles, refs=person.refs) for person in PEOPLE if person.is_staff
)
FACTS = Facts(candidates=CANDIDATES)


@dataclass(repr=False)
class Course:
    """A case as it went: its log, its state, and what was refused."""

    policy: Policy
    log: list[tuple[e.Event, datetime, str]] = field(default_factory=list)
    state: State | None = None
    refusals: list[Refusal] = field(default_factory=list)
    now: datetime = START
    facts: Facts = FACTS

    def __repr__(self) -> str:
        return f"Course({self.policy.policy}, {[e.type_of(event) for event, _, _ in self.log]})"

    def take(self, events: tuple[e.Event, ...], at: datetime, by: str) -> None:
        for event in events:
            self.log.append((event, at, by))
            self.state = evolve(self.state, event, at)

    def clock(self) -> None:
        if self.state is not None:
            for step in catch_up(self.policy, self.state, self.facts, self.now):
                self.take(step.events, step.at, step.actor)

    def attempt(self, command: c.Command, actor: Actor) -> tuple[e.Event, ...] | Refusal:
        self.clock()
        result = decide(self.policy, self.state, command, self.facts, actor, self.now)
        if isinstance(result, Refusal):
            self.refusals.append(result)
        else:
            self.take(result, self.now, actor.ref)
        return result


def opening(policy: Policy, *, urgent: bool = False, amount_fen: int = 60_000) -> c.OpenCase:
    return c.OpenCase(
        channel=policy.intake.channels[0],
        complainant=Party("customer:1", name="张女士", contact="13800000000"),
        respondents=(Party("technician:1"),),
        description="安装时发现货损，要求处理",
        category=policy.categories[0].code,
        demands=(Demand("refund"),),
        order=Order(
            "2024042800123",
            items=(Item("商品A", 1, amount_fen),),
            paid_fen=amount_fen,
            carrier="carrier:yunda",
        ),
        risks=("safety",) if urgent else (),
    )  # fmt: skip


def _requirement(policy: Policy, dice: Random) -> str:
    cells = policy.evidence.matrix if policy.evidence else ()
    return dice.choice(cells).id if cells else "none"


def _finding(policy: Policy, dice: Random) -> c.MakeFinding:
    facts: dict[str, str | int | bool] = {fact.id: dice.choice(fact.values) for fact in policy.finding.facts}
    liabilities: tuple[Liability, ...] = ()
    if dice.random() < 0.4:
        share = dice.choice([10_000, 5_000, 9_999])
        both = (Liability("technician:1", share, 100), Liability("company", 10_000 - share, 0))
        liabilities = tuple(item for item in both if item.share_bp)
    deviation = dice.choice(["", "因证据显示另有原因"])
    exhibits = dice.choice([(), (), ("E1",), ("E1", "E2")])
    return c.MakeFinding(
        facts=facts, reasons="查明事实如上", liabilities=liabilities, deviation=deviation, exhibits=exhibits
    )


SHARES = (
    (Liability("technician:1", 5_000, 100), Liability("company", 5_000, 100)),
    (Liability("technician:2", 10_000, 100),),
    (Liability("company", 10_000, 0),),
    (Liability("technician:1", 9_000, 0),),
)


def any_command(policy: Policy, dice: Random) -> c.Command:
    """Any command, with plausible or implausible arguments."""
    n = dice.choice("1112")
    proof = Exhibit(
        f"{dice.randrange(16):064x}", dice.choice(["handover_form", "video", "other"]), "交接时已破损"
    )
    kind = dice.choice([rule.kind for rule in policy.remedies.kinds])
    amount = dice.choice([0, 100, 18_000, 18_001, 60_000])
    makers: list[Callable[[], c.Command]] = [
        lambda: c.RespondFirst("非常抱歉给您带来不便"),
        lambda: c.AddNote("已致电"),
        lambda: c.TellProgress("正在核实"),
        lambda: c.MakePromise("明天上午回复", START + timedelta(days=dice.randrange(9))),
        lambda: c.KeepPromise(f"V{n}", "答复"),
        lambda: c.StartWaiting(dice.choice(["customer", "evidence", "third_party"]), "等待材料"),  # type: ignore[arg-type]  # choice widens
        lambda: c.EndWaiting(),
        lambda: c.AssignHandler(dice.choice(["", "staff:2", "staff:99"])),
        lambda: c.TransferCase("orders", "属订单部"),
        lambda: c.HandOverCase("staff:2", "交班"),
        lambda: c.AskCollaboration("department:orders", "请核实物流"),
        lambda: c.AnswerCollaboration(f"C{n}", "已核实"),
        lambda: c.UrgeCollaborator(f"C{n}"),
        lambda: c.ClassifyCase(category=dice.choice(policy.categories).code),
        lambda: c.ChangePriority(dice.choice(["urgent", "important", "normal"]), "情况有变"),  # type: ignore[arg-type]  # choice widens
        lambda: c.JudgeEstablishment(dice.random() < 0.7, "经核实"),
        lambda: c.SupplyDetails(contact="13900000000", order_no="2"),
        lambda: c.SubmitExhibit(proof),
        lambda: c.SubmitExhibit(proof, request=f"Q{n}"),
        lambda: c.AskEvidence(_requirement(policy, dice)),
        lambda: c.JudgeEvidence(
            f"Q{n}",
            dice.choice(["satisfied", "deficient", "invalid"]),
            (Defect("unreadable"),),
            "看不清",  # type: ignore[arg-type]  # choice widens
        ),
        lambda: c.WaiveEvidence(f"Q{n}", "已查明"),
        lambda: c.ExcuseEvidence(f"Q{n}", "停电"),
        lambda: c.ObjectToExhibit(f"E{n}", dice.choice(["authenticity", "relevance", "legality"]), "有异议"),
        lambda: c.WaiveObjection(f"E{n}"),
        lambda: c.AnswerObjection(f"K{n}", "说明"),
        lambda: c.AdmitExhibit(
            f"E{n}", dice.choice(["admitted", "in_part", "excluded"]), extent="签收时间", reason="理由"
        ),
        lambda: c.ArrangeChain(problem=(f"E{n}",)),
        lambda: c.MakeOffer((Terms(kind, amount_fen=amount),), "协商"),
        lambda: c.AnswerOffer(f"O{n}", dice.random() < 0.4),
        lambda: c.AskStepIn("协商不成"),
        lambda: c.StepIn("平台介入"),
        lambda: c.ShipReturn("SF1"),
        lambda: c.ReceiveGoods(dice.choice(["", f"G{n}"]), "签收记录"),
        lambda: c.CheckGoods(f"G{n}", dice.random() < 0.6, "缺件", ("E1",)),
        lambda: c.ReportLost(f"G{n}", "丢件"),
        lambda: c.AskStatement(dice.choice(["technician:1", "technician:2"]), "请说明"),
        lambda: c.GiveStatement(f"S{n}", "到货时已破损"),
        lambda: c.ProposeRemedies((Terms(kind, amount_fen=amount),), "方案如下"),
        lambda: c.ApproveProposal(f"P{n}"),
        lambda: c.RejectProposal(f"P{n}", "过高"),
        lambda: c.AnswerProposal(f"P{n}", dice.random() < 0.5, proof="E1"),
        lambda: c.EscalateCase("客户不满意", rung=dice.choice(["", "executive", "supervisor"])),
        lambda: c.OrderRemedy(Terms(kind), "须道歉"),
        lambda: c.CarryOutRemedy(f"R{n}", "流水号1", "检讨"),
        lambda: c.FailRemedy(f"R{n}", "账户错误"),
        lambda: c.OrderAfterSale("repair", "补装"),
        lambda: c.DispatchAfterSale(f"T{n}", "technician:2"),
        lambda: c.FinishAfterSale(f"T{n}", "已完成"),
        lambda: c.DecideClaims(dice.choice([None, True, False])),
        lambda: c.WithdrawAppeal(f"A{n}", "不再申诉"),
        lambda: c.AcceptFinding(f"F{n}"),
        lambda: c.FollowUp(dice.random() < 0.6, "回访"),
        lambda: c.CloseCase("物流挤压", "加固包装"),
        lambda: c.ReopenCase("客户仍不满意"),
        lambda: c.WithdrawCase("已和解") if dice.random() < 0.1 else c.RespondFirst("您好"),
        lambda: c.ExtendDeadline(
            dice.choice(["proposal", "handling", "appeal_review:A1"]), "1wd", "情况复杂"
        ),
        lambda: c.OpenMediation("消费者协会", "客户坚持"),
        lambda: c.EndMediation(dice.random() < 0.5, "结果"),
        lambda: c.ReferOutside("仲裁", "约定仲裁"),
        lambda: c.AssignReviewer(f"A{n}", dice.choice(["", "staff:8", "staff:9"])),
    ]
    weighty: list[Callable[[], c.Command]] = [
        lambda: _finding(policy, dice),
        lambda: c.FileAppeal(f"F{n}", "attribution", "交接时已破损", "请撤销", new_exhibits=(proof,)),
        lambda: c.FileAppeal(
            f"F{n}", "amount", "不服", "请减免", appellant="technician:1", new_exhibits=(proof,)
        ),
        lambda: c.DecideAppeal(
            f"A{n}",
            dice.choice(["uphold", "reduce", "shift", "annul", "remand"]),  # type: ignore[arg-type]  # choice widens
            "理由",
            liabilities=dice.choice(SHARES),
        ),
    ]
    return dice.choice(weighty if dice.random() < 0.3 else makers)()


def course_of(seed: int, length: int) -> Course:
    """A case under one of the shipped policies, as random people moved it. The same seed, the same course."""
    dice = Random(seed)
    policy = POLICIES[dice.choice(NAMES)]
    course = Course(policy)
    course.attempt(opening(policy, urgent=dice.random() < 0.3), PEOPLE[11])
    for _ in range(length):
        course.now += timedelta(minutes=dice.choice([0, 0, 1, 30, 59, 60, 600, 1440, 3000]))
        command = any_command(policy, dice)
        people = PEOPLE if dice.random() < 0.3 else likely(course, command)
        course.attempt(command, dice.choice(people))
    return course


def likely(course: Course, command: c.Command) -> tuple[Actor, ...]:
    """People who might well be right for a command, so that courses get somewhere."""
    state = course.state
    reviewers = {item.reviewer for item in state.appeals.values()} if state else set()
    by_command: dict[type[c.Command], frozenset[str]] = {
        c.MakeFinding: frozenset({"staff:6", "staff:7"}),
        c.FileAppeal: frozenset({"technician:1", "staff:5"}),
        c.DecideAppeal: frozenset(reviewers) or frozenset({"staff:8"}),
        c.GiveStatement: frozenset({"technician:1", "technician:2"}),
        c.ApproveProposal: frozenset({"staff:3", "staff:10"}),
        c.AnswerProposal: frozenset({"customer:1", "staff:1"}),
    }
    wanted = by_command.get(type(command), frozenset({"staff:1", "staff:3"}))
    return tuple(person for person in PEOPLE if person.ref in wanted)


def courses(*, longest: int = 40) -> st.SearchStrategy[Course]:
    """Random courses of up to so many commands."""
    return st.builds(course_of, st.integers(0, 2**32), st.integers(0, longest))


def stored(log: list[tuple[e.Event, datetime, str]]) -> list[tuple[e.Event, datetime]]:
    """The log after a journey through JSON, as the database keeps it."""
    return [(e.read(msgspec.json.decode(msgspec.json.encode(e.body_of(event)))), at) for event, at, _ in log]
