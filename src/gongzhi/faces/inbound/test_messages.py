from __future__ import annotations

import doctest
import hashlib
import hmac
import json
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gongzhi.faces.inbound import message
from gongzhi.kernel.exchange import tokens
from gongzhi.kernel.files.models import Attachment
from gongzhi.modules.appeals.conftest import AT, PHONE, TEXT, World, frozen, world
from gongzhi.modules.appeals.models import Appeal

__all__ = ["frozen", "world"]
TOLD = {"id": "m1", "text": TEXT, "openid": "o-1", "phone": PHONE, "name": "王小明"}


@pytest.fixture
def secret(world: World, frozen: Any) -> str:
    """The token of the hotline's own program, at the moment of the tests."""
    frozen(AT)
    return tokens.create(officer=world.clerk, name="公众号", days=30, at=AT)[1]


def signed(secret: str, raw: bytes, at: float = AT.timestamp()) -> dict[str, str]:
    key = hashlib.sha256(secret.encode()).hexdigest().encode()
    stamp = str(int(at))
    return {
        "X-Token": secret[:8],
        "X-Time": stamp,
        "X-Signature": hmac.new(key, f"{stamp}.".encode() + raw, hashlib.sha256).hexdigest(),
    }


def post(client: Any, secret: str, told: dict[str, Any], **headers: str) -> Any:
    raw = json.dumps(told).encode()
    return client.post(
        "/inbound/messages", raw, content_type="application/json", headers=signed(secret, raw) | headers
    )


def picture() -> SimpleUploadedFile:
    file = BytesIO()
    Image.new("RGB", (40, 30), "green").save(file, "JPEG")
    return SimpleUploadedFile("1.jpg", file.getvalue(), "image/jpeg")


def test_examples_hold() -> None:
    assert doctest.testmod(message).failed == doctest.testmod(tokens).failed == 0


def test_a_message_becomes_an_appeal_once(client: Any, world: World, secret: str) -> None:
    first, again = (post(client, secret, TOLD) for _ in range(2))

    appeal = Appeal.objects.get()
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert (appeal.channel, appeal.caller, appeal.outside_number) == ("webhook", "王** 138****8000", "o-1")
    assert first.json()["url"].endswith(f"/portal/appeals/{appeal.number}/{appeal.code}/")


def test_pictures_come_along_and_must_be_those_that_were_signed(
    client: Any, world: World, secret: str
) -> None:
    digest = hashlib.sha256(picture().read()).hexdigest()
    raw = json.dumps(TOLD | {"pictures": [digest]})

    none = client.post("/inbound/messages", {"message": raw}, headers=signed(secret, raw.encode()))
    both = {"message": raw, "picture1": picture()}
    one = client.post("/inbound/messages", both, headers=signed(secret, raw.encode()))

    assert (none.status_code, none.json()["type"]) == (422, "urn:gongzhi:inbound.pictures_differ")
    assert (one.status_code, Attachment.objects.get().matter_id) == (201, Appeal.objects.get().pk)


@pytest.mark.parametrize(
    "headers", [{"X-Signature": "0" * 64}, {"X-Token": "gz_none"}, {"X-Time": "1"}, {"X-Time": "x"}]
)
def test_a_wrong_signature_is_refused(client: Any, world: World, secret: str, headers: Any) -> None:
    answer = post(client, secret, TOLD, **headers)

    assert (answer.status_code, Appeal.objects.count()) == (403, 0)


def test_an_old_message_is_refused(client: Any, world: World, secret: str) -> None:
    raw = json.dumps(TOLD).encode()
    old = signed(secret, raw, AT.timestamp() - 600)
    answer = client.post("/inbound/messages", raw, content_type="application/json", headers=old)

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:gongzhi:inbound.too_old")


def test_who_may_not_register_is_refused(client: Any, world: World, frozen: Any) -> None:
    frozen(AT)
    secret = tokens.create(officer=world.waterman, name="别家", days=30, at=AT)[1]

    assert post(client, secret, TOLD).status_code == 403


@pytest.mark.parametrize(
    "more", [{"text": ""}, {"longitude": 500}, {"text": "字" * 20_001}, {"id": 7}, {"place": "110101000000"}]
)
def test_what_cannot_be_registered_is_told(client: Any, world: World, secret: str, more: Any) -> None:
    answer = post(client, secret, TOLD | more)

    assert (answer.status_code, Appeal.objects.count()) == (422, 0)
