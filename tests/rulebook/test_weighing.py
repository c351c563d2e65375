"""What a decision may rest on (EVI-18), and how exhibits make a chain (EVI-3)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook import chain, weighing
from gongdao.rulebook import commands as c
from gongdao.rulebook import events as e
from gongdao.rulebook.actor import Actor
from gongdao.rulebook.decide import decide
from gongdao.rulebook.evolve import evolve, fold
from gongdao.rulebook.explain import Happened, reasons_of_finding, sections
from gongdao.rulebook.facts import Facts
from gongdao.rulebook.notices import notices
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.state import Admission, Chain, State, Submitted
from gongdao.rulebook.terms import ADMITTED, EXHIBIT_KINDS, Exhibit, Party

NOON = datetime(2024, 5, 6, 4, tzinfo=UTC)
POLICY: Policy = next(load(read_bytes(path)) for path in shipped() if path.parent.name == "platform_dispute")
BUYER = Actor("customer:1", refs=frozenset({"customer:1"}))
SHOP = Actor("shop:1", refs=frozenset({"shop:1"}))
JUDGE = Actor("staff:6", roles=frozenset({"adjudicator"}), refs=frozenset({"staff:6"}))


def dispute(*parties: str) -> e.CaseOpened:
    """A dispute of a buyer with these shops."""
    return e.CaseOpened(
        policy=POLICY.policy, policy_version=POLICY.version, received_at=NOON, channel="web",
        complainant=Party("customer:1"), respondents=tuple(Party(ref) for ref in parties or ("shop:1",)),
        category="quality", priority="normal", priority_because="", description="灯罩开裂", amount_fen=10_000,
    )  # fmt: skip


class Case:
    """A case that is put through commands, one minute after another."""

    def __init__(self, *parties: str) -> None:
        self.now = NOON
        self.log: list[Happened] = [Happened(dispute(*parties), NOON, "staff:1")]
        self.state: State = fold((one.event, one.at) for one in self.log)

    def do(self, actor: Actor, command: c.Command, minutes: int = 1) -> tuple[e.Event, ...] | Refusal:
        self.now += timedelta(minutes=minutes)
        result = decide(POLICY, self.state, command, Facts(), actor, self.now)
        if not isinstance(result, Refusal):
            for event in result:
                self.state = evolve(self.state, event, self.now)
                self.log.append(Happened(event, self.now, actor.ref))
        return result

    def exhibit(self, actor: Actor, kind: str = "sign_receipt") -> str:
        number = len(self.state.exhibits) + 1
        self.do(actor, c.SubmitExhibit(Exhibit(f"{number:064x}", kind, "说明")))
        return f"E{number}"

    def finding(self, *exhibits: str) -> tuple[e.Event, ...] | Refusal:
        facts: dict[str, str | int | bool] = {fact.id: fact.values[0] for fact in POLICY.finding.facts}
        return self.do(JUDGE, c.MakeFinding(facts, "理由", exhibits=exhibits))


def code(result: tuple[e.Event, ...] | Refusal) -> str:
    assert isinstance(result, Refusal)
    return f"{result.rule} {result.code}"


@pytest.mark.rule("EVI-18")
def test_no_finding_rests_on_an_excluded_exhibit() -> None:
    case = Case()
    key = case.exhibit(SHOP)
    case.do(JUDGE, c.AdmitExhibit(key, "excluded", reason="不是本单"))
    assert code(case.finding(key)) == "EVI-18 exhibit_excluded"
    case.do(JUDGE, c.AdmitExhibit(key, "in_part", extent="时间", reason="只证明时间"))
    case.do(BUYER, c.WaiveObjection(key))
    assert not isinstance(case.finding(key), Refusal)


@pytest.mark.rule("EVI-18", "DEC-3")
@pytest.mark.parametrize(("minutes", "refused"), [(48 * 60, True), (48 * 60 + 1, False)])
def test_a_finding_waits_until_the_other_side_can_object_no_more(minutes: int, refused: bool) -> None:
    case = Case()
    key = case.exhibit(SHOP)
    until = case.state.exhibits[key].objections_until
    case.now += timedelta(minutes=minutes - 1)
    result = case.finding(key)
    assert isinstance(result, Refusal) == refused
    if isinstance(result, Refusal):
        assert (result.rule, result.code, result.remedy) == (
            "EVI-18", "objection_time_runs", "ask_or_leave_out",
        )  # fmt: skip
        assert result.params == {"exhibits": [key], "parties": ["customer:1"], "until_at": until}
        assert not isinstance(case.finding(), Refusal)  # without it nothing need be waited for


@pytest.mark.rule("EVI-18")
def test_the_judge_s_admission_does_not_take_the_other_side_s_time() -> None:
    case = Case()
    key = case.exhibit(SHOP)
    case.do(JUDGE, c.AdmitExhibit(key, "admitted"))
    assert code(case.finding(key)) == "EVI-18 objection_time_runs"
    assert weighing.admissible(case.state, case.now) == ()


@pytest.mark.rule("EVI-18")
def test_every_party_of_the_other_side_is_waited_for() -> None:
    case = Case("shop:1", "shop:2")
    second = Actor("shop:2", refs=frozenset({"shop:2"}))
    key = case.exhibit(BUYER)
    case.do(SHOP, c.WaiveObjection(key))
    result = case.finding(key)
    assert isinstance(result, Refusal)
    assert result.params["parties"] == ["shop:2"]
    case.do(second, c.ObjectToExhibit(key, "relevance", "别的订单"))
    assert code(case.finding(key)) == "EVI-18 objection_undecided"
    case.do(JUDGE, c.AdmitExhibit(key, "admitted", reason="订单号一致"))
    assert not isinstance(case.finding(key), Refusal)


@pytest.mark.rule("EVI-18")
def test_who_has_nothing_against_an_exhibit_says_so_once_and_for_good() -> None:
    case = Case()
    key = case.exhibit(SHOP)
    assert code(case.do(SHOP, c.WaiveObjection(key))) == "EVI-18 not_a_party"
    assert code(case.do(JUDGE, c.WaiveObjection(key))) == "EVI-18 not_a_party"
    assert code(case.do(BUYER, c.WaiveObjection("E9"))) == "EVI-18 unknown_item"
    assert not isinstance(case.do(BUYER, c.WaiveObjection(key)), Refusal)
    assert code(case.do(BUYER, c.WaiveObjection(key))) == "EVI-18 already_done"
    assert code(case.do(BUYER, c.ObjectToExhibit(key, "authenticity", "反悔"))) == "EVI-18 objection_waived"
    late = case.exhibit(SHOP)
    assert code(case.do(BUYER, c.WaiveObjection(late), 48 * 60 + 1)) == "EVI-18 objection_time_over"


@pytest.mark.rule("EVI-18", "DEC-3")
def test_an_objection_left_open_has_its_word_in_the_reasons() -> None:
    """Admitted first, disputed afterwards, not relied on: the reasons do not call it admitted."""
    case = Case()
    key = case.exhibit(SHOP)
    case.do(JUDGE, c.AdmitExhibit(key, "admitted"))
    case.do(BUYER, c.ObjectToExhibit(key, "relevance", "别的订单"))
    case.finding()
    found = reasons_of_finding(POLICY, case.log, case.state, "F1")
    lines = [line for part in sections(found) if part.code == "weighed" for line in part.lines]
    assert [line.code for line in lines] == ["weighed.objection", "weighed.undecided"]


@pytest.mark.rule("EVI-18")
def test_an_objection_waits_for_a_decision_with_a_reason() -> None:
    case = Case()
    key = case.exhibit(SHOP)
    assert not isinstance(case.do(BUYER, c.ObjectToExhibit(key, "authenticity", "不是我签的")), Refusal)
    assert code(case.finding(key)) == "EVI-18 objection_undecided"
    assert code(case.do(JUDGE, c.AdmitExhibit(key, "admitted"))) == "EVI-18 reason_needed"
    assert not isinstance(case.do(JUDGE, c.AdmitExhibit(key, "admitted", reason="笔迹一致")), Refusal)
    assert code(case.do(SHOP, c.AnswerObjection("K1", "晚了"))) == "EVI-18 already_done"
    assert not isinstance(case.finding(key), Refusal)


@pytest.mark.rule("EVI-18")
def test_a_late_objection_opens_what_was_admitted_again() -> None:
    """Admitting before the other side has spoken does not take its time away."""
    case = Case()
    key = case.exhibit(SHOP)
    case.do(JUDGE, c.AdmitExhibit(key, "admitted"))
    case.do(BUYER, c.ObjectToExhibit(key, "relevance", "别的订单"))
    assert weighing.undecided(case.state) == {key}
    assert code(case.finding(key)) == "EVI-18 objection_undecided"


@pytest.mark.rule("EVI-18")
@pytest.mark.parametrize(("minutes", "open_still"), [(48 * 60, True), (48 * 60 + 1, False)])
def test_objections_are_taken_until_the_last_second(minutes: int, open_still: bool) -> None:
    case = Case()
    key = case.exhibit(SHOP)
    result = case.do(BUYER, c.ObjectToExhibit(key, "legality", "偷拍"), minutes)
    assert isinstance(result, Refusal) != open_still
    if not open_still:
        assert code(result) == "EVI-18 objection_time_over"


@pytest.mark.rule("EVI-18")
def test_the_other_side_is_told_until_when_it_may_object() -> None:
    case = Case("shop:1", "shop:2")
    case.exhibit(BUYER)
    event = case.log[-1].event
    told = {item.recipient: item for item in notices(event, case.state) if item.code == "exhibit_of_other"}
    assert set(told) == {"shop:1", "shop:2"}
    assert told["shop:2"].params["until_at"] == case.now + timedelta(hours=48)


@pytest.mark.rule("EVI-18")
def test_each_shop_objects_for_itself_and_once() -> None:
    case = Case("shop:1", "shop:2")
    key = case.exhibit(BUYER)
    objection = c.ObjectToExhibit(key, "authenticity", "不是我店的")
    assert not isinstance(case.do(SHOP, objection), Refusal)
    assert code(case.do(SHOP, objection)) == "EVI-18 already_done"
    assert not isinstance(case.do(Actor("shop:2", refs=frozenset({"shop:2"})), objection), Refusal)


@pytest.mark.rule("EVI-18")
def test_nobody_weighs_in_the_own_matter() -> None:
    case = Case()
    key = case.exhibit(SHOP)
    party = replace(JUDGE, refs=frozenset({"staff:6", "shop:1"}))
    assert code(case.do(party, c.AdmitExhibit(key, "admitted"))) == "EVI-18 conflict_of_interest"


@pytest.mark.rule("EVI-18")
def test_what_neither_side_handed_in_both_may_dispute() -> None:
    case = Case()
    key = case.exhibit(Actor("staff:1", roles=frozenset({"agent"}), refs=frozenset({"staff:1"})))
    assert weighing.opponents(case.state, key) == ("customer:1", "shop:1")


@pytest.mark.rule("EVI-18", "DEC-3")
def test_reasons_name_what_was_excluded_and_why() -> None:
    case = Case()
    key = case.exhibit(SHOP)
    case.do(BUYER, c.ObjectToExhibit(key, "authenticity", "不是我签的"))
    case.do(SHOP, c.AnswerObjection("K1", "门卫代收"))
    case.do(JUDGE, c.AdmitExhibit(key, "excluded", reason="没有代收登记"))
    case.finding()
    found = reasons_of_finding(POLICY, case.log, case.state, "F1")
    lines = [line for part in sections(found) if part.code == "weighed" for line in part.lines]
    assert [line.code for line in lines] == ["weighed.objection", "weighed.answer", "weighed.excluded"]
    assert lines[2].params["reason"] == "没有代收登记"


@given(st.dictionaries(st.sampled_from(["E1", "E2", "E3"]), st.sampled_from(ADMITTED)))
def test_admissible_is_everything_but_the_excluded(results: dict[str, str]) -> None:
    case = Case()
    for _ in range(3):
        case.exhibit(SHOP)
    admissions = {key: Admission(result, "staff:6", NOON) for key, result in results.items()}  # type: ignore[arg-type]  # sampled from its words
    state = replace(case.state, admissions=admissions)
    over = case.now + timedelta(hours=49)
    assert set(weighing.admissible(state, over)) == {
        key for key in state.exhibits if results.get(key) != "excluded"
    }


def _exhibits(kinds: list[str]) -> dict[str, Submitted]:
    return {
        f"E{n}": Submitted("customer:1", NOON + timedelta(minutes=n), Exhibit("0" * 64, kind, "说明"))
        for n, kind in enumerate(kinds, 1)
    }


@pytest.mark.rule("EVI-3")
@given(st.lists(st.sampled_from(EXHIBIT_KINDS), max_size=12), st.randoms(use_true_random=False))
def test_the_proposed_chain_holds_each_exhibit_once_whatever_the_order(
    kinds: list[str], dice: object
) -> None:
    exhibits = _exhibits(kinds)
    found = chain.proposed(exhibits, {})
    placed = [key for step in chain.STEPS for key in found[step]]
    telling = [key for key, item in exhibits.items() if item.exhibit.kind not in chain.OUTSIDE]
    assert sorted(placed) == sorted(telling)
    shuffled = dict(sorted(exhibits.items(), reverse=True))
    assert chain.proposed(shuffled, {}) == found


@pytest.mark.rule("EVI-3")
def test_kinds_and_times_propose_the_chain() -> None:
    exhibits = _exhibits(["chat", "transaction", "inspection_report", "other"])
    times = {"E4": "2024-04-01 08:00:00"}
    assert chain.proposed(exhibits, times) == {
        "problem": ("E4", "E2"), "handling": ("E1",), "effect": ("E3",),
    }  # fmt: skip
    assert chain.proposed(exhibits, {})["effect"] == ("E3", "E4")


@pytest.mark.rule("EVI-3")
def test_a_party_s_own_order_stands_and_what_comes_later_is_placed_beside_it() -> None:
    case = Case()
    for kind in ("chat", "transaction"):
        case.exhibit(BUYER, kind)
    case.do(BUYER, c.ArrangeChain(problem=("E1",), effect=("E2",)))
    assert case.state.chains["customer:1"] == Chain("customer:1", case.now, ("E1",), (), ("E2",))
    case.exhibit(BUYER, "mail")
    found = chain.order_of(case.state, case.state.exhibits, "customer:1")
    assert found == chain.Ordered(("E1",), ("E3",), ("E2",), arranged=True)
    assert found.missing == ()
    again = c.ArrangeChain(problem=("E1",), effect=("E2",))
    assert code(case.do(BUYER, again)) == "EVI-3 nothing_to_change"
