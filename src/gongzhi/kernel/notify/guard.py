"""Where webhooks may go: https on public addresses, or hosts that the operator named."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from gongzhi.kernel.refusals import Refusal

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Refusal):
    code = "notify.address_refused"
    message = "通知地址不能用：{why}。"


@dataclass(frozen=True)
class Target:
    """Where to connect: the name for the certificate, and the address that was judged (not looked up again)."""

    secure: bool
    host: str
    port: int
    ip: str
    path: str  # with the query


def _named(parts: SplitResult) -> bool:
    """Whether the operator allows this host by name (NOTIFY_PRIVATE_HOSTS: "host" or "host:port")."""
    allowed = set(getattr(settings, "NOTIFY_PRIVATE_HOSTS", ()))
    return parts.hostname in allowed or f"{parts.hostname}:{parts.port}" in allowed


def split(url: str) -> SplitResult:
    """The parts of a webhook address that looks right, without asking the network. Raises: AddressRefused."""
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise AddressRefused(field="address", why="网址写法不对") from error
    if not host or parts.scheme not in ("https", "http"):
        raise AddressRefused(field="address", why="请填写以 https:// 开头的完整网址")
    if parts.username or parts.password:
        raise AddressRefused(field="address", why="网址里不能带用户名和口令")
    if parts.scheme == "http" and not _named(parts):
        raise AddressRefused(field="address", why="只能用 https:// 开头的网址；内网地址请管理员列入允许名单")
    literal = _literal(host)
    if literal is not None and not _named(parts) and not is_public(literal):
        raise AddressRefused(field="address", why="这是内部网络地址；确需使用请管理员列入允许名单")
    return parts


def resolve(url: str) -> Target:
    """Look the host up once and judge every address that it has. Raises: AddressRefused, OSError."""
    parts = split(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    ips = [ipaddress.ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    if not _named(parts) and not all(is_public(ip) for ip in ips):
        raise AddressRefused(field="address", why="这个网址指向内部网络；确需使用请管理员列入允许名单")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme == "https", str(parts.hostname), port, str(ips[0]), path)


def _literal(host: str) -> Address | None:
    """The address that a host spells out, also in the short and numeric forms that resolvers take."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(host))
    except OSError:
        return None


def is_public(ip: Address) -> bool:
    """Whether an address lies in the open Internet, seen through the forms that carry an IPv4 address within."""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _NAT64:
            return is_public(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(inner)
    return ip.is_global and not ip.is_multicast
