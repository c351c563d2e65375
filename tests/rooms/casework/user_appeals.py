"""Users who appeal, under the shipped policy `user-appeal`, through the real door."""

from gongdao.casework.actions import handle
from gongdao.casework.outcome import Outcome
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.terms import Exhibit, Order, Particulars, Party

from .company import Company, party, stored

USER_APPEAL = "user-appeal"
WHO = Particulars(name="刘先生", happened="5月5日", place="手机客户端", people="本人")


def judged(
    company: Company, customer: str, *, order_no: str = "", log: bool = True, by: Actor | None = None
) -> Outcome:
    """A user who was charged 2000 yuan and found to have done it; by whom, if not the adjudicator."""
    order = Order(order_no or f"CZ-{customer}", paid_fen=200_000, service_log=("23:58 充值",) if log else ())
    opened = company.open(
        policy=USER_APPEAL, complainant=Party(customer, name="刘先生", contact="13812345678"),
        description="游戏充值异常扣款2000元", amount_fen=200_000, order=order if log else None,
        order_no=order.number,
    )  # fmt: skip
    finding = c.MakeFinding(facts={"origin": "user_error"}, reasons="操作记录显示由用户发起")
    return company.act(finding, by or company.adjudicator, opened)


def appeal(company: Company, customer: str) -> c.FileAppeal:
    """An appeal with three linked exhibits, whose bytes are stored."""
    kinds = ("bank_statement", "video", "payment_platform")
    exhibits = tuple(
        Exhibit(sha256=stored(f"{kind} {customer}", company.now), kind=kind, explanation="扣款记录")
        for kind in kinds
    )
    return c.FileAppeal(
        finding="F1", scope="attribution", problem="没有操作却被扣款", demand="退还2000元",
        particulars=WHO, new_exhibits=exhibits,
    )  # fmt: skip


def appealed(company: Company, customer: str, by: Actor | None = None) -> Outcome:
    """A user who has appealed."""
    number = judged(company, customer).number
    return handle(appeal(company, customer), actor=by or party(customer), now=company.now, number=number)
