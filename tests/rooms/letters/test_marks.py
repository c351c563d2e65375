"""Marks of anonymous texts in words, and back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongdao.letters.wording import LANGUAGES
from gongdao.letters.wording.marks import read_marks, say_marks
from gongdao.rulebook.anonymous import KINDS, Mark

pytestmark = pytest.mark.rule("APP-17")
MARKS = st.builds(Mark, st.sampled_from(KINDS), st.integers(1, 9_999))


@settings(deadline=None)  # the first example reads the catalogue
@given(st.lists(st.one_of(st.sampled_from("甲A1① \n:⟧"), MARKS.map(str)), max_size=12).map("".join))
def test_words_become_the_same_marks_again(text: str) -> None:
    for language in LANGUAGES:
        assert read_marks(say_marks(text, language)) == text


def test_people_are_lettered_and_things_numbered() -> None:
    text = "⟦buyer:1⟧ ⟦seller:28⟧ ⟦order:3⟧ ⟦phone:21⟧"
    assert say_marks(text, "zh-hans") == "〔买家A〕 〔卖家AB〕 〔订单③〕 〔电话21〕"
    assert say_marks(text, "en") == "[buyer A] [seller AB] [order 3] [phone 21]"


def test_other_brackets_are_left_alone() -> None:
    text = "〔说明〕 [order] [order x] 〔订单〕"
    assert read_marks(text) == text
