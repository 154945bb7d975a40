"""Handing one notice to one channel."""

from __future__ import annotations

import hashlib
import smtplib
import time
from datetime import datetime
from urllib.parse import urljoin

import urllib3
from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from gongzhi.kernel.notify import guard, rules
from gongzhi.kernel.notify.models import Channel, ChannelKind, Delivery
from gongzhi.kernel.notify.sealed import CannotOpen
from gongzhi.kernel.refusals import Refusal

SECONDS = 10  # for one request, answer included
_LONGEST_ANSWER = 16 * 1024


class NotSent(Exception):
    """It did not go out. `final` when trying again cannot help."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


def send(delivery: Delivery, at: datetime) -> None:
    """Send one delivery. Raises: NotSent, whatever went wrong outside."""
    channel = delivery.channel
    if not channel.active:
        raise NotSent("渠道已停用", final=True)
    try:
        if channel.kind == ChannelKind.EMAIL:
            _mail(channel.address, notice_of(delivery))
        else:
            _post(channel, notice_of(delivery), at)
    except CannotOpen as error:
        raise NotSent("系统密钥已更换，请重新填写渠道的地址和密钥", final=True) from error
    except Refusal as refusal:
        raise NotSent(str(refusal), final=True) from refusal


def notice_of(delivery: Delivery) -> rules.Notice:
    """The delivery in the words that leave the house; its key says nothing and is the same at every attempt."""
    base = getattr(settings, "SITE_URL", "")
    key = hashlib.sha256(f"{delivery.channel_id}:{delivery.key}".encode()).hexdigest()[:40]
    url = urljoin(base, delivery.url) if base and delivery.url else ""
    return rules.Notice(delivery.title, delivery.body, url, delivery.level, key)


def _mail(address: str, notice: rules.Notice) -> None:
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    mail = EmailMessage(
        subject=notice.heading(),
        body=notice.text(),
        to=[address],
        headers={"Message-ID": f"<{notice.key}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=get_connection(timeout=SECONDS),
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        final = all(code >= 500 for code, _ in error.recipients.values())
        raise NotSent("邮件服务器不收这个地址", final=final) from error
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"邮件服务器连不上或拒收：{type(error).__name__}") from error


def _post(channel: Channel, notice: rules.Notice, at: datetime) -> None:
    post = rules.shape(channel.kind, notice, channel.secret, at)
    try:
        target = guard.resolve(channel.address)
        status, answer = _request(target, post)
    except (OSError, urllib3.exceptions.HTTPError) as error:
        raise NotSent(f"连不上对方：{type(error).__name__}") from error
    said = rules.answered_well(status, answer)
    if said:
        raise NotSent(said, final=not rules.worth_retrying(status))


def _request(target: guard.Target, post: rules.Post) -> tuple[int, bytes]:
    """POST to the very address that was judged; no redirect is followed, no proxy asked, no long answer read."""
    path = target.path
    if post.query:
        path += ("&" if "?" in path else "?") + post.query
    timeout = urllib3.Timeout(connect=SECONDS / 2, read=SECONDS)
    host = target.host if target.port in (80, 443) else f"{target.host}:{target.port}"
    with _pool(target, timeout) as pool:
        response = pool.request(
            "POST",
            path,
            body=post.body,
            headers={**post.headers, "Host": host, "User-Agent": "gongzhi"},
            redirect=False,
            retries=False,
            preload_content=False,
        )
        return response.status, _answer(response)


def _pool(target: guard.Target, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    if not target.secure:
        return urllib3.HTTPConnectionPool(target.ip, target.port, timeout=timeout, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        target.ip,
        target.port,
        timeout=timeout,
        maxsize=1,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )


def _answer(response: urllib3.BaseHTTPResponse) -> bytes:
    """The first bytes of an answer, for as long as one may wait."""
    until, read = time.monotonic() + SECONDS, b""
    while len(read) < _LONGEST_ANSWER and time.monotonic() < until:
        piece = response.read1(4096)
        if not piece:
            break
        read += piece
    response.close()
    return read
