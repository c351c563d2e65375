"""Words by which cases are found."""

import pytest

from gongdao.lib.words import contact_words, is_whole, name_words, number_word, plain, query_of, words_of


def test_chinese_text_is_kept_as_pairs_and_runs_of_letters_whole() -> None:
    assert words_of(["要求退款ABC-123"]) == {"要求", "求退", "退款", "款", "abc", "123"}


@pytest.mark.parametrize("text", ["", "，。", "🙂", "___", "\x00"])
def test_signs_are_no_words(text: str) -> None:
    assert words_of([text]) == set()


def test_forms_of_a_character_are_one() -> None:
    assert plain("ＡＢＣ１２３ ﬁ") == "abc123 fi"
    assert words_of(["ＡＢＣ"]) == words_of(["abc"]) == {"abc"}


def test_rare_characters_are_words_too() -> None:
    assert "𠮷野" in words_of(["𠮷野家"])


def test_a_run_of_letters_is_cut_at_sixty_four() -> None:
    assert words_of(["x" * 1000]) == {"x" * 64}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("退款", "'退款'"),
        ("手机退款", "'手机' & '退款'"),
        ("手机的退款", "'手机' & '退款'"),
        ("手机壳", "'手机' & '机壳'"),
        ("的", "'的':*"),
        ("我的", "'我的'"),
        ("退", "'退':*"),
        ("abc", "('abc' | 'no:abc')"),
        ("", ""),
        ("，", ""),
        ("O'Brien", "(('o' | 'no:o') & ('brien' | 'no:brien')) | 'no:obrien'"),
    ],
)
def test_a_question_becomes_a_query(text: str, query: str) -> None:
    assert query_of(text, by_name=False, by_phone=False) == query


def test_only_those_who_may_ask_by_name_and_phone() -> None:
    assert query_of("王女", by_name=True, by_phone=False) == "('王女' | 'name:王女')"
    assert "tel:1234" in query_of("1234", by_name=True, by_phone=True)
    assert "tel:" not in query_of("1234", by_name=True, by_phone=False)
    assert "tel:" not in query_of("12345", by_name=True, by_phone=True)


def test_a_long_question_is_cut() -> None:
    assert query_of("退款 " * 1000, by_name=False, by_phone=False) == "'退款'"
    assert query_of(" ".join(f"w{n}" for n in range(1000)), by_name=False, by_phone=False).count("no:") < 40


@pytest.mark.parametrize(
    ("contact", "words"),
    [
        ("13812345678", {"tel:13812345678", "tel:5678"}),
        ("138-1234 5678", {"tel:13812345678", "tel:5678"}),
        ("+86 138 1234 5678", {"tel:13812345678", "tel:5678"}),
        ("wang@example.com", set()),
        ("13812345678，010-88886666", {"tel:13812345678", "tel:5678", "tel:01088886666", "tel:6666"}),
        ("", set()),
        ("110", set()),
    ],
)
def test_a_contact_is_found_whole_and_by_its_end(contact: str, words: set[str]) -> None:
    assert contact_words(contact) == words


def test_names_are_kept_apart_from_texts() -> None:
    assert name_words("王女士 Li") == {"name:王女", "name:女士", "name:士", "name:li"}


def test_a_number_is_one_word_whatever_signs_it_has() -> None:
    assert number_word("E2024-04/28") == "no:e20240428"
    assert number_word("—") == ""


@pytest.mark.parametrize(
    ("word", "whole"), [("退款", True), ("外包装", True), ("包时", False), ("azure", True)]
)
def test_a_guessed_word_is_not_a_whole_one(word: str, *, whole: bool) -> None:
    assert is_whole(word) is whole
