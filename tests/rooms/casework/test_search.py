"""Finding cases by words: two characters suffice, numbers and phones too, and sight is kept."""

import sys

import pytest

from gongdao.casework.queries import Page, search
from gongdao.people import actions as people
from gongdao.rulebook import commands as c
from gongdao.rulebook.actor import SYSTEM, Actor
from gongdao.rulebook.terms import Item, Order, Party

from .company import Company, party


def numbers(page: Page) -> list[str]:
    """The numbers of the cases on a page."""
    return [case.number for case in page.cases]


@pytest.mark.parametrize(
    "text",
    [
        "退款", "手机壳", "手机壳 退款", "手机退款", "破损", "痕", "客", "要求退款", "王女士",
        "2024042800123", "２０２４０４２８００１２３", " 退款 ", "划痕，客服",
    ],
)  # fmt: skip
def test_a_word_of_the_case_finds_it(company: Company, text: str) -> None:
    opened = company.open()
    assert numbers(search(company.agent, text)) == [opened.number]


@pytest.mark.parametrize("text", ["退货", "手机壳 退货", "款退", "2024042800", "壳机", "999", "王先生"])
def test_a_word_that_is_not_there_does_not(company: Company, text: str) -> None:
    company.open()
    assert numbers(search(company.agent, text)) == []


@pytest.mark.parametrize("text", ["", " ", "，。！", "'", "\\", "&|!():*<->", "\x00", "🙂", "%s", "a" * 5000])
def test_texts_without_words_find_nothing_and_break_nothing(company: Company, text: str) -> None:
    company.open()
    assert search(company.agent, text).cases == ()


def test_a_long_text_is_searched_by_its_first_words(company: Company) -> None:
    opened = company.open()
    assert numbers(search(company.agent, opened.state.description * 300)) == [opened.number]


def test_a_case_number_finds_that_case_alone(company: Company) -> None:
    opened = company.open()
    company.open(description=f"与{opened.number}相同的问题")
    assert numbers(search(company.agent, f" {opened.number} ")) == [opened.number]
    assert numbers(search(company.agent, "202405-999")) == []
    assert numbers(search(company.stranger, opened.number)) == []


@pytest.mark.parametrize("order_no", ["E2024-0428/77", "abc_1", "2024042800123", "京东-12"])
def test_an_order_number_finds_its_case_as_it_is_written(company: Company, order_no: str) -> None:
    opened = company.open(order_no=order_no)
    company.open(order_no="other")
    assert opened.number in numbers(search(company.agent, order_no))
    assert opened.number in numbers(search(company.agent, order_no.upper()))


def test_what_came_with_the_order_is_found(company: Company) -> None:
    opened = company.open()
    order = Order(number="2024042800123", items=(Item(name="蓝牙音箱"),), waybill="YT8800112233")
    company.act(c.AttachOrder(order=order), company.agent, opened)
    for text in ("音箱", "YT8800112233", "yt8800112233", "退款"):
        assert numbers(search(company.agent, text)) == [opened.number]


@pytest.mark.rule("INT-8")
@pytest.mark.parametrize("text", ["5678", "13812345678", "１３８１２３４５６７８"])
def test_a_phone_is_found_only_by_those_who_work_with_people(company: Company, text: str) -> None:
    opened = company.open()
    assert numbers(search(company.agent, text)) == [opened.number]
    assert numbers(search(company.supervisor, text)) == [opened.number]
    assert numbers(search(company.auditor, text)) == []
    assert numbers(search(company.customer, text)) == []


@pytest.mark.rule("INT-8")
def test_a_name_is_found_by_staff_and_cannot_be_guessed_by_the_other_side(company: Company) -> None:
    opened = company.open(respondents=(Party(ref="shop:5", name="好货小店"),))
    assert numbers(search(company.agent, "王女士")) == [opened.number]
    assert numbers(search(company.auditor, "好货小店")) == [opened.number]
    assert numbers(search(party("shop:5"), "退款")) == [opened.number]
    for guess in ("王女士", "王", "王女", "name:王女"):
        assert numbers(search(party("shop:5"), guess)) == []


def test_a_later_contact_is_found(company: Company) -> None:
    opened = company.open(complainant=Party(ref="customer:1", name="王女士"))
    assert numbers(search(company.agent, "4321")) == []
    company.act(c.SupplyDetails(contact="139-0000-4321"), company.customer, opened)
    assert numbers(search(company.agent, "4321")) == [opened.number]


def test_strangers_and_colleagues_find_nothing(company: Company) -> None:
    opened = company.open()
    assert numbers(search(company.customer, "退款")) == [opened.number]
    assert numbers(search(company.stranger, "退款")) == []
    assert numbers(search(company.colleague, "退款")) == []


def test_nobody_searches_by_the_marks_of_sight(company: Company) -> None:
    company.open()
    for text in ("@part:customer:1", "@handler", "#202405000", "no:2024042800123", "tel:5678"):
        assert search(company.stranger, text).cases == ()


def test_a_new_handler_finds_the_case_and_the_old_one_no_more(company: Company) -> None:
    opened = company.open()
    company.act(c.AssignHandler(handler=company.colleague.ref), company.supervisor, opened)
    assert numbers(search(company.colleague, "退款")) == [opened.number]
    assert numbers(search(company.agent, "退款")) == []


def test_names_with_blanks_in_codes_do_no_harm(company: Company) -> None:
    code = "上 @part:customer:2"
    people.put_region(actor=SYSTEM, now=company.now, code=code, name="上海")
    opened = company.open(region=code)
    assert numbers(search(company.stranger, "退款")) == []
    assert numbers(search(SYSTEM, "退款")) == [opened.number]


def test_newest_come_first_over_many_months(company: Company) -> None:
    from datetime import timedelta

    opened = [
        company.open(received_at=company.now - timedelta(days=days), now=company.now)
        for days in (0, 1, 12, 40, 70, 71)
    ]
    assert numbers(search(company.auditor, "退款")) == sorted((one.number for one in opened), reverse=True)


def test_one_who_is_party_and_staff_finds_both(company: Company) -> None:
    own = company.open()
    foreign = company.open(complainant=Party(ref="customer:9"))
    both = Actor(
        ref=company.colleague.ref, refs=company.colleague.refs | {"customer:1"}, roles=frozenset({"agent"})
    )
    assert numbers(search(both, "退款")) == [own.number]
    assert numbers(search(party("customer:9"), "退款")) == [foreign.number]


def test_whoever_sees_many_cases_finds_the_same(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few cases are asked for words all at once, many block by block: only the cost differs."""
    for _ in range(3):
        company.open()
    company.open(description="要求换货")
    first = search(company.agent, "退款", limit=2)
    second = search(company.agent, "退款", limit=2, after=first.next)
    assert (len(first.cases), len(second.cases)) == (2, 1)
    monkeypatch.setattr(sys.modules[search.__module__], "_FEW", 1)
    assert search(company.agent, "退款", limit=2) == first
    assert search(company.agent, "退款", limit=2, after=first.next) == second
