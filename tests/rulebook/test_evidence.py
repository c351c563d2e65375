"""What an evidence request lacks (EVI-2), and that a machine's doubt never rejects (EVI-11)."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from gongdao.policies.loading import load, read_bytes, shipped
from gongdao.rulebook import evidence
from gongdao.rulebook.evidence import Doubt, missing, reasons_for
from gongdao.rulebook.policy import Policy
from gongdao.rulebook.state import Request, State, Submitted
from gongdao.rulebook.terms import EXHIBIT_KINDS, Exhibit, Party

NOON = datetime(2024, 5, 6, 4, tzinfo=UTC)
POLICIES: dict[str, Policy] = {
    path.parent.name: load(read_bytes(path))
    for path in shipped()
    if path.parent.name in ("platform_dispute", "merchant_appeal")
}
CELLS = [
    (name, cell.id)
    for name, policy in POLICIES.items()
    for cell in (policy.evidence.matrix if policy.evidence else ())
]


def asked(policy: Policy, cell: str, *kinds: str, void: tuple[str, ...] = (), words: str = "说明") -> State:
    """A case with one request, answered by exhibits of these kinds."""
    found = evidence.requirement_of(policy, cell)
    assert found is not None
    exhibits = {
        f"E{n}": Submitted("shop:1", NOON, Exhibit("0" * 64, kind, words)) for n, kind in enumerate(kinds, 1)
    }
    request = Request(
        of="shop:1", by="staff:1", requirement=cell, reason=found.reason, stage=found.stage, asked_at=NOON,
        status="partly_met", exhibits=tuple(exhibits), void=void,
    )  # fmt: skip
    return State(
        policy=policy.policy, policy_version=policy.version, status="received", opened_at=NOON,
        received_at=NOON, channel="web", complainant=Party("customer:1"), respondents=(Party("shop:1"),),
        category="quality", priority="normal", description="", requests={"Q1": request}, exhibits=exhibits,
    )  # fmt: skip


def lacking(policy: Policy, state: State) -> list[str]:
    return [line.need.id for line in missing(policy, state, "Q1").missing]


@pytest.mark.rule("EVI-2")
@pytest.mark.parametrize(
    ("kinds", "left"),
    [
        ((), ["shipping", "receipt"]),
        (("waybill",), ["receipt"]),
        (("red_stamp",), ["shipping"]),
        (("waybill", "sign_receipt"), []),
        (("waybill", "red_stamp", "weighing"), []),
        (("goods_photo", "video"), ["shipping", "receipt"]),
    ],
)
def test_missing_lines_are_named(kinds: tuple[str, ...], left: list[str]) -> None:
    policy = POLICIES["platform_dispute"]
    assert lacking(policy, asked(policy, "delivery", *kinds)) == left


@pytest.mark.rule("EVI-2")
def test_an_alternative_stands_in_for_its_line_alone() -> None:
    policy = POLICIES["platform_dispute"]
    checklist = missing(policy, asked(policy, "source", "inspection_report"), "Q1")
    assert checklist.complete
    assert [(line.need.id, line.met, line.instead) for line in checklist.lines] == [
        ("invoice", True, "report"), ("report", True, ""), ("brand", True, ""),
    ]  # fmt: skip
    assert lacking(policy, asked(policy, "source", "brand_authorisation")) == ["invoice"]


@pytest.mark.rule("EVI-2", "EVI-8")
def test_an_alternative_that_is_doubted_leaves_its_line_in_doubt() -> None:
    policy = POLICIES["platform_dispute"]
    cover = {"E1": (Doubt("E1", "cover_only"),)}
    standings = {
        kinds: [line.standing for line in missing(policy, asked(policy, "source", *kinds), "Q1", cover).lines]
        for kinds in (
            ("inspection_report",),
            ("inspection_report", "purchase_invoice"),
            ("purchase_invoice", "inspection_report"),
        )
    }
    assert list(standings.values()) == [
        ["doubtful", "doubtful", "optional"],
        ["satisfied", "doubtful", "optional"],
        ["satisfied", "satisfied", "optional"],
    ]


@pytest.mark.rule("EVI-2")
def test_required_kinds_are_needed_each() -> None:
    policy = POLICIES["platform_dispute"]
    assert policy.evidence is not None
    cell = next(item for item in policy.evidence.matrix if item.id == "source")
    need = replace(cell.needs[0], kinds=("purchase_invoice", "brand_authorisation"), at_least=2)
    rule = replace(policy.evidence, matrix=(replace(cell, needs=(need,)),))
    changed = replace(policy, evidence=rule)
    kinds = ["purchase_invoice", "purchase_invoice", "brand_authorisation"]
    line = missing(changed, asked(changed, "source", *kinds), "Q1").lines[0]
    assert (line.met, line.lacking) == (False, ("brand_authorisation",))
    assert missing(changed, asked(changed, "source", *kinds, "brand_authorisation"), "Q1").complete


@pytest.mark.rule("EVI-13")
def test_what_a_person_found_no_proof_does_not_count() -> None:
    policy = POLICIES["platform_dispute"]
    state = asked(policy, "delivery", "waybill", "sign_receipt", void=("E2",))
    assert lacking(policy, state) == ["receipt"]


@pytest.mark.rule("EVI-11")
@pytest.mark.parametrize("words", ["11", "好的", "好的。", " 知道了！", "OK"])
def test_meaningless_words_are_doubtful_and_still_count(words: str) -> None:
    policy = POLICIES["merchant_appeal"]
    checklist = missing(policy, asked(policy, "receipt", "sign_receipt", words=words), "Q1")
    assert [(item.exhibit, item.code) for item in checklist.doubts] == [("E1", "meaningless")]
    assert checklist.complete


@pytest.mark.rule("EVI-11")
def test_words_that_say_something_are_not_doubted() -> None:
    policy = POLICIES["merchant_appeal"]
    state = asked(policy, "receipt", "sign_receipt", words="好的，这是本人签收底单")
    assert missing(policy, state, "Q1").doubts == ()


cells = st.sampled_from(CELLS)
kinds = st.lists(st.sampled_from(EXHIBIT_KINDS), max_size=6)


@pytest.mark.rule("EVI-2", "EVI-11")
@settings(deadline=None)  # the first example sees nothing made ready
@given(cells, kinds, st.sampled_from(EXHIBIT_KINDS))
def test_more_evidence_never_makes_more_missing(cell: tuple[str, str], had: list[str], another: str) -> None:
    policy = POLICIES[cell[0]]
    before = set(lacking(policy, asked(policy, cell[1], *had)))
    after = set(lacking(policy, asked(policy, cell[1], *had, another)))
    assert after <= before


@pytest.mark.rule("EVI-11")
@settings(deadline=None)  # as above
@given(cells, kinds, st.data())
def test_doubts_of_a_machine_change_nothing_that_counts(
    cell: tuple[str, str], had: list[str], data: Any
) -> None:
    policy = POLICIES[cell[0]]
    state = asked(policy, cell[1], *had)
    doubted = data.draw(st.lists(st.sampled_from(sorted(state.exhibits)), unique=True)) if had else []
    checks = {key: (Doubt(key, "unreadable"),) for key in doubted}
    plain, checked = missing(policy, state, "Q1"), missing(policy, state, "Q1", checks)
    assert [replace(line, doubtful=False) for line in checked.lines] == list(plain.lines)
    counting = {line.need.id: set(line.exhibits) for line in checked.lines}
    for line in checked.lines:
        if line.doubtful:
            assert line.standing == "doubtful"
            assert (counting[line.need.id] | counting.get(line.instead, set())) & set(doubted)
        if line.exhibits and set(line.exhibits) <= set(doubted) and not line.lacking:
            assert line.doubtful
    assert {item.exhibit for item in checked.doubts} >= set(doubted)


def test_likely_claim_reasons_follow_the_category() -> None:
    policy = POLICIES["platform_dispute"]
    assert reasons_for(policy, "not_shipped") == ("not_received",)
    assert reasons_for(policy, "quality") == ("received",)
    assert reasons_for(policy, "other") == ("not_received", "received")
