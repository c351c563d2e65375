"""What comes in is bounded once, and what no type can say is found."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest

from gongdao.rulebook import commands as c
from gongdao.rulebook.bounds import Flaw, flaw
from gongdao.rulebook.refusal import Refusal
from gongdao.rulebook.remedy import OF_MONEY, with_limit
from gongdao.rulebook.terms import REMEDY_KINDS, Order, Party, RemedyKind, Terms

from .courses import POLICIES, START, Course, party, staff
from .courses import opening as opening_of


def opening(**changes: object) -> dict[str, object]:
    body: dict[str, object] = {
        "channel": "chat",
        "complainant": {"ref": "customer:1", "name": "王女士 😀"},
        "description": "破损\n要求退款",
    }  # fmt: skip
    return body | changes


def test_a_plain_complaint_is_read_and_has_no_flaw() -> None:
    command = msgspec.convert(opening(), c.OpenCase)
    assert command.complainant == Party("customer:1", name="王女士 😀")
    assert flaw(command) is None


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"description": ""}, "$.description"),
        ({"description": "长" * 20_001}, "$.description"),
        ({"amount_fen": -1}, "$.amount_fen"),
        ({"amount_fen": 10**12 + 1}, "$.amount_fen"),
        ({"complainant": {"ref": "customer:1\n"}}, "$.complainant.ref"),
        ({"complainant": {"ref": "customer:1", "name": "长" * 201}}, "$.complainant.name"),
        ({"complainant": {"ref": "customer:1", "phone": "1"}}, "$.complainant"),
        ({"demands": [{"kind": "refund", "amount": 1}]}, "$.demands[0]"),
        ({"demands": [{"kind": "refund"}] * 21}, "$.demands"),
        ({"received_at": "2024-05-01T08:00:00"}, "$.received_at"),
        ({"received_at": "2024-02-30T08:00:00Z"}, "$.received_at"),
        ({"order": {"number": "1", "paid_fen": -1}}, "$.order.paid_fen"),
    ],
)  # fmt: skip
def test_what_is_out_of_bounds_is_refused_at_its_field(changes: dict[str, object], where: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        msgspec.json.decode(msgspec.json.encode(opening(**changes)), type=c.OpenCase)
    assert str(caught.value).endswith(f"`{where}`")


def test_facts_are_small_values() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"facts": {"loss": 10**16}}, c.RecordFacts)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"facts": {str(n): n for n in range(201)}}, c.RecordFacts)


def test_flaw_finds_control_characters_wherever_they_are() -> None:
    assert flaw(c.AddNote("a\x00b")) == Flaw("text", "control_character", "U+0000")
    assert flaw(c.AddNote("a\x85b")) == Flaw("text", "control_character", "U+0085")
    assert flaw(c.AddNote("表格\t一\r\n二\u3000三")) is None
    order = Order("1", logistics=("揽收", "派送\x1b[31m"))
    assert flaw(c.AttachOrder(order)) == Flaw("order.logistics[1]", "control_character", "U+001B")
    assert flaw(c.RecordFacts({"a": 1, "b": "\x7f"})) == Flaw("facts.b", "control_character", "U+007F")
    assert flaw(c.RecordFacts({"a\x01": 1})) == Flaw("facts", "control_character", "U+0001")


def test_flaw_finds_years_out_of_all_reason() -> None:
    far = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert flaw(c.MakePromise("答复", far)) == Flaw("due_at", "impossible_date", far.isoformat())
    assert flaw(c.MakePromise("答复", datetime(2026, 11, 22, tzinfo=UTC))) is None


def _refusal(command: c.Command) -> tuple[str, object]:
    policy = POLICIES["dispute-mediation"]
    course = Course(policy)
    course.attempt(opening_of(policy), party("customer:1"))
    result = course.attempt(command, staff(3, "supervisor"))
    assert isinstance(result, Refusal), result
    return result.code, result.params.get("field")


def test_a_promise_for_the_next_century_is_refused() -> None:
    assert _refusal(c.MakePromise("答复", START + timedelta(days=3661))) == ("bad_value", "due_at")


@pytest.mark.parametrize("within", ["soon", "0d", "99999wd"])
def test_a_remedy_with_a_limit_that_cannot_be_is_refused(within: str) -> None:
    assert _refusal(c.ProposeRemedies((Terms("apology", within=within),), "致歉")) == ("bad_value", "within")
    assert _refusal(c.OrderRemedy(Terms("apology", within=within), "须道歉")) == ("bad_value", "within")


@pytest.mark.rule("RES-2")
@pytest.mark.parametrize("kind", sorted(OF_MONEY | {"points"}))
def test_remedy_of_money_says_how_much(kind: RemedyKind) -> None:
    assert _refusal(c.ProposeRemedies((Terms("apology"), Terms(kind)), "补偿")) == ("amount_needed", None)
    enough = Terms(kind, units=1) if kind == "points" else Terms(kind, amount_fen=1)
    with_limit(POLICIES["dispute-mediation"], enough)
    wrong = Terms(kind, amount_fen=1) if kind == "points" else Terms(kind, units=1)
    assert _refusal(c.ProposeRemedies((wrong,), "补偿")) == ("amount_needed", None)


@pytest.mark.rule("RES-2")
@pytest.mark.parametrize("kind", sorted(set(REMEDY_KINDS) - OF_MONEY - {"points"}))
def test_remedy_of_deeds_needs_no_amount(kind: RemedyKind) -> None:
    offering = [
        policy for policy in POLICIES.values() if kind in {item.kind for item in policy.remedies.kinds}
    ]
    assert offering
    for policy in offering:
        assert with_limit(policy, Terms(kind)).kind == kind


@pytest.mark.parametrize("hours", [-16, -15, 15, 23])
def test_offset_of_no_zone_is_a_flaw(hours: int) -> None:
    far = datetime(2024, 5, 6, 10, tzinfo=timezone(timedelta(hours=hours)))
    assert flaw(c.MakePromise("答复", far)) == Flaw("due_at", "impossible_offset", far.isoformat())
    near = datetime(2024, 5, 6, 10, tzinfo=timezone(timedelta(hours=14 if hours > 0 else -12)))
    assert flaw(c.MakePromise("答复", near)) is None
