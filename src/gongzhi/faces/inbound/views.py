"""The door: it holds the signature against the county's tokens and registers what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gongzhi.faces.inbound.message import Message, check_pictures, read
from gongzhi.kernel.access import require
from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import signed_by
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Kind, Refusal
from gongzhi.kernel.web.errors import problem
from gongzhi.kernel.web.guard import public
from gongzhi.modules.appeals.intake.actions import PERMISSION, Told, register
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.refused import AlreadyTold

CHANNEL = "webhook"
AROUND = timedelta(minutes=5)  # how far the sender's clock may be from ours


class SignatureWrong(Refusal):
    code = "inbound.signature_wrong"
    kind = Kind.FORBIDDEN
    message = "签名不对，或者令牌已失效。请核对令牌和签名方法。"


class TooOld(Refusal):
    code = "inbound.too_old"
    kind = Kind.FORBIDDEN
    message = "消息的时间与本系统相差超过5分钟。请核对发送方的时钟后重发。"


@csrf_exempt
@require_POST
@public
def messages(request: HttpRequest) -> HttpResponse:
    """One message. 201 with number, code and address to follow it by; 200 with the same when it came before.

    Headers: X-Token (how the token begins), X-Time (seconds since 1970), X-Signature (HMAC-SHA256 over
    `X-Time.message` under the hex SHA-256 of the token).
    """
    try:
        return _take(request, now())
    except Refusal as refusal:
        return problem(request, refusal)


def _take(request: HttpRequest, at: datetime) -> HttpResponse:
    parts = request.content_type == "multipart/form-data"
    raw = request.POST.get("message", "").encode() if parts else request.body
    officer = _sender(request, raw, at)
    require(officer, PERMISSION)
    message = read(raw)
    uploads = [request.FILES[name] for name in sorted(request.FILES)] if parts else []
    check_pictures(message, uploads)
    try:
        appeal, status = register(_told(message, uploads, officer), by=officer, at=at), 201
    except AlreadyTold as told:
        appeal, status = _before(told, officer), 200
    there = reverse("portal:appeal", args=[appeal.number, appeal.code])
    shown = {"number": appeal.number, "code": appeal.code, "url": request.build_absolute_uri(there)}
    return JsonResponse(shown, status=status)


def _sender(request: HttpRequest, raw: bytes, at: datetime) -> Officer:
    """Whose token the message is signed with. Raises: SignatureWrong, TooOld."""
    given = request.headers.get("X-Time", "")
    signed = f"{given}.".encode() + raw
    officer = signed_by(
        request.headers.get("X-Token", ""), request.headers.get("X-Signature", ""), signed, at
    )
    if officer is None or not (given.isascii() and given.isdigit()):
        raise SignatureWrong()
    if abs(at.timestamp() - int(given[:12])) > AROUND.total_seconds():
        raise TooOld()
    return officer


def _told(message: Message, uploads: Sequence[Any], officer: Officer) -> Told:
    given = message.model_dump(exclude={"id", "openid", "place", "pictures"})
    return Told(
        channel=CHANNEL,
        reply_way="phone" if message.phone else "portal",
        place_code=message.place,
        outside_number=message.openid,
        key=f"{officer.pk}:{message.id}",
        files=uploads,
        allowed=("image",),
        **given,
    )


def _before(told: AlreadyTold, officer: Officer) -> Appeal:
    """What the same platform sent before. Raises: AlreadyTold, when another door took it in."""
    rows = Appeal.objects.filter(channel=CHANNEL, registered_by=officer).select_related("matter")
    found = rows.filter(matter__number=told.values["number"]).first()
    if found is None:
        raise told
    return found
