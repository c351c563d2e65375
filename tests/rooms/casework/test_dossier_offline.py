"""The verifier's own parts against what they stand for: the conditions of policies, and Ed25519."""

import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from gongdao.casework.dossier import archive
from gongdao.lib import merkle
from gongdao.policies.loading import load
from gongdao.rulebook import expression
from gongdao.rulebook.policy import CASE_FACTS, Policy

sys.path.insert(0, str(Path(archive.__file__).with_name("offline")))
import conditions  # type: ignore[import-not-found]  # lies beside the package, not in it
import ed25519  # type: ignore[import-not-found]
import verify  # type: ignore[import-not-found]

PACKS = Path(archive.__file__).parents[2] / "policies" / "packs"


def shipped() -> list[Policy]:
    return [load(path.read_text(), name=path.name) for path in sorted(PACKS.glob("*/policy*.yaml"))]


def value_like(example: Any) -> st.SearchStrategy[Any]:
    """Values of the kind of an example fact, those that policies ask for among them."""
    if isinstance(example, bool):
        return st.booleans()
    if isinstance(example, int):
        return st.sampled_from([0, 1, 2, 5, 100, 50_000, 300_000, 500_000, 10_000_000])
    if isinstance(example, list):
        return st.lists(st.sampled_from(["safety", "media", "fraud", "regulator", "refund"]), max_size=3)
    return st.sampled_from(["", "normal", "urgent", "vip", "effective", "emergency", "other"])


@pytest.mark.parametrize("policy", shipped(), ids=lambda policy: policy.policy)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_conditions_are_read_as_the_engine_reads_them(policy: Policy, data: st.DataObject) -> None:
    facts = {name: data.draw(value_like(example), name) for name, example in CASE_FACTS.items()}
    facts |= {fact.id: data.draw(st.sampled_from(fact.values), fact.id) for fact in policy.finding.facts}
    texts = [row.when for row in policy.finding.table] + [rule.when for rule in policy.priorities]
    for text in texts:
        assert conditions.holds(text, facts) == expression.holds(text, facts), text


@given(message=st.binary(max_size=200), seed=st.binary(min_size=32, max_size=32), place=st.integers(0, 511))
@settings(max_examples=20, deadline=None)
def test_signatures_are_checked_as_by_the_library(message: bytes, seed: bytes, place: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert ed25519.verified(public, message, signature)
    changed = bytearray(signature)
    changed[place // 8] ^= 1 << place % 8
    assert not ed25519.verified(public, message, bytes(changed))
    assert not ed25519.verified(public, message + b"x", signature)


@given(leaves=st.lists(st.binary(max_size=8), min_size=1, max_size=20), data=st.data())
def test_trees_are_the_same_and_prove_each_leaf(leaves: list[bytes], data: st.DataObject) -> None:
    root = merkle.root(leaves)
    assert verify.merkle_root(leaves) == root
    index = data.draw(st.integers(0, len(leaves) - 1))
    assert len(merkle.inclusion(leaves, index)) <= len(leaves).bit_length()
