"""What outside channels take, how it is signed, and when to try again: pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote_plus, urlsplit

LEVEL_LABELS = {"info": "通知", "remind": "提醒", "urge": "催办", "warn": "警示"}
KIND_LABELS = {
    "email": "电子邮件",
    "dingtalk": "钉钉机器人",
    "wecom": "企业微信机器人",
    "feishu": "飞书机器人",
    "webhook": "通用网址回调",
}

MOST_ATTEMPTS = 8
BACK_OFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
LONGEST_OUTSIDE = 600  # characters of the body that leave the house; the rest is read inside


@dataclass(frozen=True)
class Notice:
    """What is said outside. `url` is absolute or ''; `key` is the same whenever the same thing is said again."""

    title: str
    body: str
    url: str
    level: str
    key: str

    def heading(self) -> str:
        """
        >>> Notice("柳湾沟清淤", "", "", "urge", "k").heading()
        '【催办】柳湾沟清淤'
        """
        return f"【{LEVEL_LABELS[self.level]}】{' '.join(self.title.split())}"

    def text(self) -> str:
        short = self.body if len(self.body) <= LONGEST_OUTSIDE else f"{self.body[:LONGEST_OUTSIDE]}…"
        return "\n".join(part for part in (self.heading(), short, self.url) if part)

    def markdown(self) -> str:
        """The same as chat robots' markdown; what was typed cannot open a link or a heading of its own."""
        short = self.body if len(self.body) <= LONGEST_OUTSIDE else f"{self.body[:LONGEST_OUTSIDE]}…"
        link = f"[打开办理]({self.url})" if self.url else ""
        return "\n\n".join(part for part in (f"**{plain(self.heading())}**", plain(short), link) if part)


@dataclass(frozen=True)
class Post:
    """An HTTP request to make: `query` is appended to the address, `body` is UTF-8 JSON."""

    body: bytes
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def plain(text: str) -> str:
    r"""Text in which markdown has nothing to act on.

    >>> plain("[点这里](https://坏.例) <a>*急*")
    '［点这里］(https://坏.例) ＜a＞＊急＊'
    """
    return text.translate(str.maketrans("[]<>*`#", "［］＜＞＊｀＃"))


def shape(kind: str, notice: Notice, secret: str, at: datetime) -> Post:
    """The request of a notice for one kind of robot, signed when there is a secret.

    Sources: the vendors' open documentation of group robots (timestamp in milliseconds for 钉钉, in seconds
    for 飞书; 企业微信 has no signature).
    """
    headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": notice.key}
    build = {"dingtalk": _dingtalk, "wecom": _wecom, "feishu": _feishu, "webhook": _webhook}[kind]
    content, query, more = build(notice, secret, at)
    body = json.dumps(content, ensure_ascii=False).encode()
    if kind == "webhook" and secret:
        more["X-Signature"] = signature(secret, more["X-Timestamp"], body)
    return Post(body=body, query=query, headers={**headers, **more})


def _dingtalk(notice: Notice, secret: str, at: datetime) -> tuple[dict, str, dict[str, str]]:
    content = {"msgtype": "markdown", "markdown": {"title": notice.heading(), "text": notice.markdown()}}
    if not secret:
        return content, "", {}
    stamp = str(int(at.timestamp() * 1000))
    mac = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    return content, f"timestamp={stamp}&sign={quote_plus(base64.b64encode(mac))}", {}


def _wecom(notice: Notice, secret: str, at: datetime) -> tuple[dict, str, dict[str, str]]:
    return {"msgtype": "markdown", "markdown": {"content": notice.markdown()}}, "", {}


def _feishu(notice: Notice, secret: str, at: datetime) -> tuple[dict, str, dict[str, str]]:
    content: dict = {"msg_type": "text", "content": {"text": notice.text()}}
    if secret:
        stamp = str(int(at.timestamp()))
        mac = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        content = {"timestamp": stamp, "sign": base64.b64encode(mac).decode(), **content}
    return content, "", {}


def _webhook(notice: Notice, secret: str, at: datetime) -> tuple[dict, str, dict[str, str]]:
    content = {
        "msgtype": "text",
        "text": {"content": notice.text()},
        "title": notice.title,
        "body": notice.body,
        "url": notice.url,
        "level": notice.level,
        "key": notice.key,
    }
    return content, "", {"X-Timestamp": str(int(at.timestamp()))}


def signature(secret: str, stamp: str, body: bytes) -> str:
    """HMAC-SHA256 over "timestamp.body" in hex: what a receiver of the general webhook computes again.

    >>> signature("s", "1", b"{}")[:8]
    'b253639b'
    """
    return hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()


def answered_well(status: int, body: bytes) -> str:
    """'' when the receiver took it, else what it said. Robots answer 200 with an error code of their own."""
    if not 200 <= status < 300:
        return f"对方返回 {status}"
    try:
        answer = json.loads(body or b"{}")
    except ValueError:
        return ""
    if not isinstance(answer, dict):
        return ""
    code = answer.get("errcode", answer.get("code", 0))
    said = answer.get("errmsg") or answer.get("msg") or ""
    return "" if code in (0, "0", None) else f"对方返回错误 {code} {said}"[:300]


def worth_retrying(status: int) -> bool:
    """Whether trying again may help: the receiver is busy or broken, not refusing.

    >>> worth_retrying(503), worth_retrying(429), worth_retrying(404), worth_retrying(301)
    (True, True, False, False)
    """
    return status >= 500 or status in (408, 425, 429) or 200 <= status < 300


def next_try(attempts: int, at: datetime) -> datetime:
    """When to try again after so many attempts.

    >>> from datetime import UTC
    >>> next_try(1, datetime(2026, 3, 2, tzinfo=UTC)).minute, next_try(2, datetime(2026, 3, 2, tzinfo=UTC)).minute
    (1, 5)
    """
    return at + BACK_OFF[min(attempts, len(BACK_OFF)) - 1]


def masked(kind: str, address: str) -> str:
    """An address as pages show it: a robot's carries its password in the path or the query.

    >>> masked("dingtalk", "https://robot.example/send?access_token=abc"), masked("email", "zhang@example.cn")
    ('https://robot.example/…', 'z***@example.cn')
    """
    if kind == "email":
        local, _, host = address.rpartition("@")
        return f"{local[:1]}***@{host}"
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname}/…"
