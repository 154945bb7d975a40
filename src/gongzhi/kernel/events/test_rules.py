"""How an event is written down and hashed."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.events import rules
from gongzhi.kernel.events.rules import ALGORITHMS, Link, canonical, commitment, merkle_root

INTEGERS = st.integers(-(2**53) + 1, 2**53 - 1)
TEXTS = st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(
    st.none() | st.booleans() | INTEGERS | TEXTS | st.floats(-1e6, 1e6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
LINKS = st.builds(
    Link,
    actor=st.none() | INTEGERS,
    algorithm=st.sampled_from(sorted(ALGORITHMS)),
    at=TEXTS,
    behalf=st.none() | INTEGERS,
    correlation=TEXTS,
    from_state=TEXTS,
    kind=TEXTS,
    matter=st.none() | INTEGERS,
    payload=st.dictionaries(TEXTS, VALUES, max_size=4).map(canonical),
    previous=TEXTS,
    seq=INTEGERS,
    to_state=TEXTS,
)


@settings(deadline=None)  # a busy machine is no fault
@given(link=LINKS)
def test_canonical_text_is_rfc_8785_of_the_same_object(link: Link) -> None:
    whole = {
        "actor": link.actor, "algorithm": link.algorithm, "at": link.at, "behalf": link.behalf,
        "correlation": link.correlation, "from": link.from_state, "kind": link.kind, "matter": link.matter,
        "payload": json.loads(link.payload), "previous": link.previous, "seq": link.seq, "to": link.to_state,
    }  # fmt: skip

    assert link.canonical().encode() == rfc8785.dumps(whole)


def test_hash_is_of_the_canonical_text_by_the_named_algorithm() -> None:
    link = Link(1, "sha256", "2026-03-02T01:00:00.000000Z", None, "", "", "x", 7, "{}", "", 1, "")

    assert link.hash() == sha256(link.canonical().encode()).hexdigest()
    assert ALGORITHMS["sm3"](b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def simple_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word."""
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + simple_root(leaves[:k]) + simple_root(leaves[k:])).digest()


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5, 7, 8, 9, 21, 100])
def test_merkle_root_is_that_of_the_standard(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "CHUNK", 4)  # several subtrees even over few leaves
    leaves = [sha256(bytes([n])).digest() for n in range(count)]

    assert merkle_root(leaf.hex() for leaf in leaves) == simple_root(leaves).hex()


def test_merkle_root_over_nothing_is_empty() -> None:
    assert merkle_root([]) == ""


def test_commitment_is_keyed() -> None:
    assert commitment("00" * 32, "住户甲") != commitment("01" * 32, "住户甲")
    assert len(commitment("00" * 32, "")) == 64
