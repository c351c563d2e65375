"""A shop and its cases on the law alone, each decided with what the others hold against it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from gongdao.rulebook import commands as c
from gongdao.rulebook.decide import catch_up, decide
from gongdao.rulebook.evolve import evolve
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.standing import Following, Held, Standing
from gongdao.rulebook.state import State
from gongdao.rulebook.terms import Exhibit, Party

from .courses import FACTS, PEOPLE, POLICIES

POLICY: Policy = POLICIES["merchant-conduct"]
SHOP = "shop:1"
VIOLATIONS = {"a": "credit_speculation", "b": "unlawful_listing"}
JUDGE, REVIEWER, AGENT = PEOPLE[5], PEOPLE[7], PEOPLE[0]
OWNER = next(person for person in PEOPLE if person.ref == SHOP)
_WAIT = timedelta(days=14)  # longer than the limit for answering the charge


class World:
    """The cases of one shop. Times are those of the findings."""

    def __init__(self, policy: Policy = POLICY, newer: Policy | None = None) -> None:
        self.policy, self.newer = policy, newer
        self.cases: dict[int, State] = {}

    def facts(self, case: int) -> Facts:
        """What the other cases hold against the shop."""
        held = tuple(
            Held(number, key, item.violation, item.group, item.account, item.points, item.at)
            for number, state in self.cases.items()
            if number != case
            for key, item in state.points.items()
            if item.points
        )
        following = tuple(
            Following(number, key, item.group, item.account, item.threshold, item.starts_at)
            for number, state in self.cases.items()
            if number != case
            for key, item in state.sanctions.items()
            if item.status != "lifted"
        )
        return replace(FACTS, standing=Standing(SHOP, held, following), newer=self.newer)

    def give(self, case: int, group: str, points: int | None, at: datetime) -> State:
        """A violation in a case of its own, judged at an instant after the shop let the hearing pass.

        `points`: None for those that the law suggests.
        """
        opening = c.OpenCase(
            channel="file", complainant=Party("company"), respondents=(Party(SHOP),), description="检查",
            category="listing",
        )  # fmt: skip
        begun = at - _WAIT
        self._take(case, opening, PEOPLE[2], begun)
        self._take(case, c.ChargeViolation(VIOLATIONS[group], "检查发现"), AGENT, begun)
        finding = c.MakeFinding(
            {"severity": "ordinary"}, "属实", points=points, deviation="情节" if points else ""
        )
        self._take(case, finding, JUDGE, at)
        return self.cases[case]

    def win(self, case: int, at: datetime) -> None:
        """The shop's appeal wins, and sanctions of other cases that lost their ground are lifted."""
        proof = Exhibit("ab" * 32, "chat", "聊天记录")
        appeal = c.FileAppeal("F1", "attribution", "并无此事", "撤销", new_exhibits=(proof,))
        self._take(case, appeal, OWNER, at)
        reviewer = self.cases[case].appeals["A1"].reviewer
        person = next(item for item in PEOPLE if item.ref == reviewer)
        self._take(case, c.DecideAppeal("A1", "annul", "证据充分"), person, at)
        self.rebase(at)

    def rebase(self, at: datetime) -> None:
        """What `casework.actions.rebase` does."""
        for number, state in list(self.cases.items()):
            for key, item in state.sanctions.items():
                if item.status != "lifted":
                    self._try(number, c.LiftSanction(key), at)

    def total(self, group: str) -> int:
        """All points in force of a group, of whatever time."""
        return sum(
            item.points
            for state in self.cases.values()
            for item in state.points.values()
            if item.group == group
        )

    def thresholds(self) -> list[tuple[str, str, int]]:
        """(group, account, threshold) of the sanctions that stand, in order."""
        return sorted(
            (item.group, item.account, item.threshold)
            for state in self.cases.values()
            for item in state.sanctions.values()
            if item.status != "lifted"
        )

    def run_clocks(self, at: datetime) -> None:
        """Let the clock of every case run up to an instant."""
        for number in self.cases:
            self._clock(number, at)

    def _clock(self, case: int, at: datetime) -> None:
        state = self.cases.get(case)
        if state is None:
            return
        for step in catch_up(self.policy, state, FACTS, at):
            self.cases[case] = step.state

    def _try(self, case: int, command: c.Command, at: datetime) -> bool:
        self._clock(case, at)
        result = decide(self.policy, self.cases[case], command, self.facts(case), PEOPLE[5], at)
        if isinstance(result, Refusal):
            return False
        for event in result:
            self.cases[case] = evolve(self.cases[case], event, at)
        return True

    def _take(self, case: int, command: c.Command, actor: object, at: datetime) -> None:
        self._clock(case, at)
        state = self.cases.get(case)
        result = decide(self.policy, state, command, self.facts(case), actor, at)  # type: ignore[arg-type]  # one of PEOPLE
        assert not isinstance(result, Refusal), (c.name_of(command), result)
        for event in result:
            state = evolve(state, event, at)
        assert state is not None
        self.cases[case] = state
