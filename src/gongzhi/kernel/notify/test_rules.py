import base64
import doctest
import hashlib
import hmac
import json
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest

from gongzhi.kernel.notify import rules

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NOTICE = rules.Notice("柳湾沟清淤", "请于3月5日前报送进度。", "https://x.example/t/1", "urge", "k1")


def test_examples_hold():
    assert doctest.testmod(rules).failed == 0


def test_dingtalk_is_markdown_signed_in_the_query():
    post = rules.shape("dingtalk", NOTICE, "SEC1", AT)
    query = parse_qs(post.query)
    stamp = "1772413200000"
    expected = hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()

    assert json.loads(post.body) == {
        "msgtype": "markdown",
        "markdown": {
            "title": "【催办】柳湾沟清淤",
            "text": "**【催办】柳湾沟清淤**\n\n请于3月5日前报送进度。\n\n[打开办理](https://x.example/t/1)",
        },
    }
    assert query == {"timestamp": [stamp], "sign": [base64.b64encode(expected).decode()]}


def test_wecom_is_markdown_without_signature():
    post = rules.shape("wecom", NOTICE, "", AT)

    assert (json.loads(post.body)["msgtype"], post.query) == ("markdown", "")


def test_feishu_is_text_signed_in_the_body():
    content = json.loads(rules.shape("feishu", NOTICE, "s", AT).body)
    expected = hmac.new(b"1772413200\ns", b"", hashlib.sha256).digest()

    assert content["timestamp"] == "1772413200"
    assert content["sign"] == base64.b64encode(expected).decode()
    assert content["content"] == {"text": "【催办】柳湾沟清淤\n请于3月5日前报送进度。\nhttps://x.example/t/1"}


def test_general_webhook_signs_its_body_and_names_its_key():
    post = rules.shape("webhook", NOTICE, "s", AT)

    assert post.headers["Idempotency-Key"] == "k1"
    assert post.headers["X-Signature"] == rules.signature("s", post.headers["X-Timestamp"], post.body)


def test_long_body_is_cut_outside():
    long = rules.Notice("题", "字" * 5000, "", "info", "k")

    assert len(long.text()) == len("【通知】题\n") + rules.LONGEST_OUTSIDE + 1


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b'{"errcode":0,"errmsg":"ok"}', ""),
        (200, b'{"code":0,"msg":"success"}', ""),
        (204, b"", ""),
        (200, b"ok", ""),
        (200, b'{"errcode":310000,"errmsg":"sign not match"}', "对方返回错误 310000 sign not match"),
        (200, b'{"code":19021,"msg":"sign match fail"}', "对方返回错误 19021 sign match fail"),
        (302, b"", "对方返回 302"),
        (500, b"", "对方返回 500"),
    ],
)
def test_answers_are_understood(status: int, body: bytes, said: str):
    assert rules.answered_well(status, body) == said
