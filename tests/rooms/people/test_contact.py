"""Contacts: one form for finding, a mask for showing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongdao.people.contact import (
    mask_contact,
    mask_email,
    mask_name,
    mask_phone,
    normalise_email,
    normalise_phone,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("13812345678", "+8613812345678"),
        ("138-1234-5678", "+8613812345678"),
        ("+86 138 1234 5678", "+8613812345678"),
        ("008613812345678", "+8613812345678"),
        ("8613812345678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("(021) 6234 5678", "02162345678"),
        ("+86 021 6234 5678", "02162345678"),
        ("400-800-8888", "4008008888"),
        ("+1 415 555 0100", "+14155550100"),
        ("+852 5123 4567", "+85251234567"),
        ("12345678@qq.com", ""),
        ("不详", ""),
        ("", ""),
        ("110", ""),
        ("1" * 40, ""),
    ],
)
def test_normalise_phone_brings_spellings_of_one_line_together(text, key):
    assert normalise_phone(text) == key
    assert normalise_phone(key) == key


@given(st.text())
def test_normalise_phone_takes_any_text_and_is_stable(text):
    assert normalise_phone(normalise_phone(text)) == normalise_phone(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (" Zhang@Example.COM ", "zhang@example.com"),
        ("no address", ""),
        ("a@b", ""),
        ("@example.com", ""),
        ("a b@example.com", ""),
        ("", ""),
    ],
)
def test_normalise_email_keeps_only_addresses(text, key):
    assert normalise_email(text) == key


@pytest.mark.rule("INT-8")
def test_masks_show_enough_to_recognise_and_no_more():
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("+86 138 1234 5678") == "138****5678"
    assert mask_phone("021-62345678") == "021****5678"
    assert mask_phone("62345678") == "***78"
    assert mask_phone("微信 zhang") == "***"
    assert mask_phone("") == ""
    assert mask_email("zhang@example.com") == "z***@example.com"
    assert mask_email("zhang") == "***"
    assert mask_name("张") == "张*"
    assert mask_name("张三") == "张*"
    assert mask_name("欧阳娜娜") == "欧**"
    assert mask_name("Mary Smith") == "M. S."
    assert mask_name("") == ""
    assert mask_contact("zhang@example.com") == "z***@example.com"
    assert mask_contact("13812345678") == "138****5678"


@pytest.mark.rule("INT-8")
@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_mask_phone_never_shows_the_middle(phone):
    assert mask_phone(phone) == f"{phone[:3]}****{phone[-4:]}"
