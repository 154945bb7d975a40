from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import pytest

from gongzhi.kernel.notify import guard


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("", "请填写以 https"),
        ("ftp://robot.example/x", "请填写以 https"),
        ("http://robot.example/x", "只能用 https"),
        ("https://u:p@robot.example/x", "不能带用户名"),
        ("https://127.0.0.1/x", "内部网络地址"),
        ("https://127.1/x", "内部网络地址"),
        ("https://2130706433/x", "内部网络地址"),
        ("https://0x7f000001/x", "内部网络地址"),
        ("https://192.168.1.8/x", "内部网络地址"),
        ("https://169.254.169.254/latest", "内部网络地址"),
        ("https://[::1]/x", "内部网络地址"),
        ("https://[::ffff:10.0.0.1]/x", "内部网络地址"),
        ("https://robot.example:99999/x", "写法不对"),
        ("https://[::1/x", "写法不对"),
    ],
)
def test_address_is_refused(url: str, why: str):
    with pytest.raises(guard.AddressRefused, match=why) as no:
        guard.split(url)

    assert no.value.field == "address"


def test_name_that_points_inside_is_refused_when_it_is_used():
    with pytest.raises(guard.AddressRefused, match="指向内部网络"):
        guard.resolve("https://localhost/x")


def test_named_host_is_taken_with_its_port(settings: Any):
    settings.NOTIFY_PRIVATE_HOSTS = ["127.0.0.1:8080"]

    assert guard.resolve("http://127.0.0.1:8080/a?b=1") == guard.Target(
        secure=False, host="127.0.0.1", port=8080, ip="127.0.0.1", path="/a?b=1"
    )
    with pytest.raises(guard.AddressRefused):
        guard.resolve("http://127.0.0.1:9090/a")


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("114.114.114.114", True),
        ("2400:3200::1", True),
        ("10.1.2.3", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("64:ff9b::7f00:1", False),
        ("2002:7f00:1::", False),
    ],
)
def test_public_is_told_from_private(ip: str, public: bool):
    assert guard.is_public(ip_address(ip)) is public
