"""Canonical JSON and the chain: the same content is the same bytes."""

import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongdao.lib.canonical import canonical, chain_next, chain_start, event_digest

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(values)
def test_it_says_the_same_as_the_standard_library(value: Any) -> None:
    assert json.loads(canonical(value)) == value
    assert canonical(value) == canonical(json.loads(canonical(value)))


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), st.integers(0, 9)))
def test_the_order_of_keys_makes_no_difference(value: dict[str, int]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


def test_it_is_compact_sorted_and_utf8() -> None:
    assert canonical({"b": [1, None], "a": "退款"}) == '{"a":"退款","b":[1,null]}'.encode()


def test_a_digest_is_that_of_the_whole_event() -> None:
    at = datetime(2024, 5, 6, 2, 0, 0, 5, tzinfo=UTC)
    body = canonical({"type": "note_added", "text": "x"})
    whole = b'{"actor":"staff:1","at":"2024-05-06T02:00:00.000005Z","event":%b,"seq":3}' % body
    assert event_digest(3, at, "staff:1", body) == sha256(whole).digest()
    assert json.loads(whole)["event"]["text"] == "x"


def test_the_chain_begins_with_the_case() -> None:
    start = chain_start(2024050000001)
    assert start == sha256(b"gongdao:case:2024050000001").digest()
    assert chain_next(start, b"d") == sha256(start + b"d").digest()


def test_half_a_character_has_no_canonical_form() -> None:
    with pytest.raises((ValueError, TypeError)):
        canonical("\ud800")
