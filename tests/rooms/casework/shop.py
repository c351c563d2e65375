"""A shop with violations, for the tests of conduct: the people of the company judge it."""

from datetime import datetime, timedelta

from gongdao.casework.outcome import Outcome
from gongdao.rulebook import commands as c
from gongdao.rulebook.terms import Exhibit, Party

from .company import Company, party, stored

CONDUCT = "merchant-conduct"
SHOP = party("shop:5")
OTHER_SHOP = party("shop:2")
_HEARD = timedelta(days=14)  # past the limit for answering the charge
VIOLATIONS = {"a": "credit_speculation", "b": "unlawful_listing"}


class Bench:
    """Where the violations of a shop are judged."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.agent = company.staff("agent")
        self.other_judge = company.staff("adjudicator")

    def charged(self, group: str, *, at: datetime, shop: str = SHOP.ref) -> Outcome:
        """A case with its charge; the shop was asked to answer at `at`."""
        opened = self.company.open(
            policy=CONDUCT, now=at, channel="web", respondents=(Party(shop, name="车品店"),),
            description="商品检查发现违规", category="listing", order_no="", demands=(),
            department="orders",
        )  # fmt: skip
        charge = c.ChargeViolation(VIOLATIONS[group], "检查发现")
        return self.company.act(charge, self.company.supervisor, opened, at)

    def finding(self, points: int) -> c.MakeFinding:
        """The finding that gives so many points."""
        return c.MakeFinding({"severity": "ordinary"}, "事实清楚", points=points, deviation="情节")

    def judged(self, group: str, points: int, *, at: datetime, shop: str = SHOP.ref) -> Outcome:
        """A violation judged at `at`."""
        case = self.charged(group, at=at - _HEARD, shop=shop)
        return self.company.act(self.finding(points), self.company.adjudicator, case, at)

    def appealed(self, case: Outcome, *, at: datetime) -> Outcome:
        """The shop appeals with a chat."""
        proof = Exhibit(stored(f"聊天记录 {case.number}", at), "chat", "买家同意延期")
        appeal = c.FileAppeal("F1", "attribution", "没有违规", "撤销扣分", new_exhibits=(proof,))
        return self.company.act(appeal, SHOP, case, at)

    def won(self, case: Outcome, *, at: datetime) -> Outcome:
        """The appeal wins."""
        self.appealed(case, at=at)
        decision = c.DecideAppeal("A1", "annul", "聊天记录属实")
        return self.company.act(decision, self.company.reviewer, case, at)
