"""Polishing touches words and no fact: what is covered, and what keeps an answer from being taken (AST-4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongdao.rulebook.assistant.polishing import covered, difference, problems, restored

TEXT = (
    "5月2日10:30，刘建国送货到上海市静安区南京西路1266号3楼，外箱已破损，我气死了！运单 YT7788990011，"
    "客服说“知道了”，没有退款¥900.00，电话13812345678，共三件。"
)
SECRET = ("5月2日", "10:30", "刘建国", "南京西路", "YT7788990011", "知道了", "900", "13812345678", "三件")


def codes(before: str, answer: str) -> list[str]:
    return [one.code for one in problems(covered(before), answer)]


@pytest.mark.rule("AST-4")
@pytest.mark.rule("INT-8")
def test_nothing_of_the_facts_leaves_and_all_of_it_comes_back() -> None:
    before = covered(TEXT, {"刘建国"})
    assert [secret for secret in SECRET if secret in before.text] == []
    assert restored(before.text, before) == TEXT
    answer = before.text.replace("我气死了！", "对此我感到失望。")
    assert problems(before, answer) == ()
    assert restored(answer, before) == TEXT.replace("我气死了！", "对此我感到失望。")


@pytest.mark.rule("AST-4")
@pytest.mark.parametrize(
    ("change", "code", "words"),
    [
        (lambda text: text + "另有2024年5月9日的记录。", "added", "2024年5月9日"),
        (lambda text: text + "并损失三百元。", "added", "三百元"),
        (lambda text: text + "王先生在场。", "added", "王"),
        (lambda text: text + "见 ABC 报告。", "added", "ABC"),
        (lambda text: text + "“我们负责”。", "added", "“我们负责”"),
        (lambda text: text + "⟦99⟧", "added", "⟦99⟧"),
        (lambda text: text.replace("⟦1⟧", ""), "lost", "刘建国"),
        (lambda text: text + "⟦1⟧", "doubled", "刘建国"),
        (lambda text: text + "对方承认了。", "event_added", "承认"),
        (lambda text: text + "请求赔偿。", "event_added", "赔偿"),
        (lambda text: text.replace("破损", "如此"), "event_lost", "破损"),
        (lambda text: text.replace("没有退款", "退款"), "negation", ""),
        (lambda text: text[:20], "length", ""),
        (lambda text: text * 3, "length", ""),
        (lambda _: "  ", "empty", ""),
    ],
)
def test_what_adds_or_drops_a_fact_is_refused_with_the_words(change, code: str, words: str) -> None:  # type: ignore[no-untyped-def]
    before = covered(TEXT, {"刘建国"})
    found = {one.code: " ".join(one.words) for one in problems(before, change(before.text))}
    assert code in found
    assert words in found[code]


def test_a_mark_in_the_text_itself_is_no_way_in() -> None:
    before = covered("他写了 ⟦1⟧ 和 ⟦2⟧，共 5 件")
    assert restored(before.text, before) == "他写了 [1] 和 [2]，共 5 件"


@given(st.text(alphabet="外箱已破损我没有退款的了，。 05三元月日AB⟦⟧[]“”¥.:\n", max_size=80))
def test_any_text_comes_back_as_it_was_and_an_unchanged_answer_is_sound(text: str) -> None:
    before = covered(text)
    assert restored(before.text, before) == text.replace("⟦", "[").replace("⟧", "]")
    assert text.strip() == "" or problems(before, before.text) == ()


def test_the_difference_is_told_word_by_word() -> None:
    pieces = difference(["我", "气死", "了"], ["我", "很", "失望"])
    assert [tuple(one) for one in pieces] == [("same", "我"), ("out", "气死了"), ("in", "很失望")]
    assert "".join(one.text for one in pieces if one.kind != "in") == "我气死了"
