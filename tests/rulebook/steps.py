"""Short ways to a case that has come so far, and what the law says to the next step."""

from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.terms import Demand, Exhibit, Item, Liability, Order, Party, Terms

from .courses import PEOPLE, POLICIES, Course, opening

BY_REF = {person.ref: person for person in PEOPLE}
AGENT, ADJUDICATOR, SUPERVISOR = BY_REF["staff:1"], BY_REF["staff:6"], BY_REF["staff:3"]
BUYER, SHOP = BY_REF["customer:1"], BY_REF["shop:1"]
TECHNICIAN, OTHER = "technician:1", "technician:2"
FAULT = {"matter": "unpacking_damage", "work": "improper", "handover": "clean", "packaging": "intact"}
HALVES = (Liability(TECHNICIAN, 5_000, 30_000), Liability(OTHER, 5_000, 30_000))


def told(course: Course, command: c.Command, who: Actor) -> tuple[str, str]:
    """Rule and code of the refusal, ("", "") where there is none."""
    result = course.attempt(command, who)
    return (result.rule, result.code) if isinstance(result, Refusal) else ("", "")


def do(course: Course, command: c.Command, who: Actor) -> None:
    assert told(course, command, who) == ("", "")


def proof(digit: str, kind: str = "handover_form") -> Exhibit:
    return Exhibit(digit * 64, kind, "交接时已破损")


def disputed(amount_fen: int = 60_000, *, paid_fen: int = 60_000) -> Course:
    """A buyer against a shop about a part of what was paid."""
    course = Course(POLICIES["platform-dispute"])
    opened = c.OpenCase(
        channel="web", complainant=Party(BUYER.ref, "王女士", "13800000000"), respondents=(Party(SHOP.ref),),
        description="快递显示已签收，但我没有收到。", order_no="2024042800123", amount_fen=amount_fen,
        demands=(Demand("refund", amount_fen),),
        order=Order(
            "2024042800123", items=(Item("吊灯", 1, paid_fen),), paid_fen=paid_fen, shop=SHOP.ref,
            carrier="carrier:yunda",
        ),
    )  # fmt: skip
    do(course, opened, BUYER)
    return course


def returning() -> Course:
    """The same, once both agreed that the goods go back."""
    course = disputed()
    do(course, c.MakeOffer((Terms("return_refund", 60_000),), "退货退款"), SHOP)
    do(course, c.AnswerOffer("O1", accepted=True), BUYER)
    return course


def work_order(*, judged: c.MakeFinding | None = None) -> Course:
    """A work order about damage of 600 yuan, judged or not."""
    course = Course(POLICIES["workorder-liability"])
    do(course, opening(course.policy), BY_REF["staff:11"])
    if judged is not None:
        do(course, judged, ADJUDICATOR)
    return course


def finding(*liabilities: Liability, **facts: str) -> c.MakeFinding:
    deviation = "视频显示另有原因" if liabilities else ""
    return c.MakeFinding(
        facts={**FAULT, **facts}, reasons="已查明", liabilities=liabilities, deviation=deviation
    )


def final() -> Course:
    """Both technicians accepted their halves of 300 yuan."""
    course = work_order(judged=finding(*HALVES))
    for ref in (TECHNICIAN, OTHER):
        do(course, c.AcceptFinding("F1"), BY_REF[ref])
    return course


def owed(fen: int, obligor: str = TECHNICIAN) -> c.OrderRemedy:
    return c.OrderRemedy(Terms("compensation", fen, obligor=obligor), "判责已生效", finding="F1")


def appeal(digit: str, key: str = "F1") -> c.FileAppeal:
    return c.FileAppeal(key, "attribution", "交接时已破损", "请撤销", new_exhibits=(proof(digit),))


def reviewer(course: Course, key: str) -> Actor:
    assert course.state is not None
    return BY_REF[course.state.appeals[key].reviewer]
