"""Addresses that modules claim."""

from __future__ import annotations

import doctest

import pytest

from gongzhi.kernel.modules import Module, declare
from gongzhi.kernel.modules.declare import AddressTaken, roots


def test_the_examples_hold() -> None:
    assert doctest.testmod(declare).failed == 0


@pytest.mark.parametrize("address", ["open311/v2", "open311", "/open311/v2/x/"])
def test_two_modules_cannot_claim_one_address(address: str) -> None:
    one, other = Module("a", "A", roots={"open311/v2": "a.urls"}), Module("b", "B", roots={address: "b.urls"})

    with pytest.raises(AddressTaken, match="b claims"):
        roots([one, other])


@pytest.mark.parametrize("address", ["api/v2", "files", "a/x"])
def test_nobody_claims_what_is_the_systems_or_a_modules_name(address: str) -> None:
    with pytest.raises(AddressTaken):
        roots([Module("a", "A"), Module("b", "B", roots={address: "b.urls"})])


def test_neighbours_do_not_quarrel() -> None:
    found = roots(
        [Module("a", "A", roots={"open311/v2": "a.urls"}), Module("b", "B", roots={"open311/v3": "b.urls"})]
    )

    assert list(found) == ["open311/v2", "open311/v3"]
