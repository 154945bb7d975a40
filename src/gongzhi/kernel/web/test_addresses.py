"""Addresses made from a known route are those that Django makes."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix

from gongzhi.kernel.web.addresses import address


@pytest.mark.parametrize("word", ["DC202603020001H", "甲 乙", "a&b?c", "1~2"])
def test_an_address_is_that_of_reverse(word: str) -> None:
    assert address("matter", word) == reverse("matter", args=[word])


def test_an_address_follows_the_prefix_of_the_site() -> None:
    before = address("worklist")
    set_script_prefix("/gz/")
    try:
        assert (address("worklist"), address("matter", 7)) == (f"/gz{before}", "/gz/matters/7/")
    finally:
        set_script_prefix("/")


def test_an_unknown_route_is_no_address() -> None:
    with pytest.raises(NoReverseMatch):
        address("nowhere")
