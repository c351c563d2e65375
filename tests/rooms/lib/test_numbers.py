"""What is read as a whole number, and what is not."""

import pytest

from gongdao.lib.numbers import whole


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("07", 7), ("99", 99)])
def test_digits_are_a_number(text: str, number: int) -> None:
    assert whole(text, most=99) == number


@pytest.mark.parametrize("text", ["", "-1", "+1", " 1", "1.0", "١", "１", "²", "100", "007", "9" * 5000])
def test_anything_else_is_none(text: str) -> None:
    assert whole(text, most=99) is None


def test_most_itself_is_allowed() -> None:
    assert (whole("50", most=50), whole("51", most=50)) == (50, None)
