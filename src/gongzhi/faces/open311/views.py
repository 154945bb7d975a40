"""The doors of GeoReport v2: they read what was sent and write answers in the format that the address names."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gongzhi.faces.open311 import offering, reading
from gongzhi.faces.open311.filing import file
from gongzhi.kernel.access import decide
from gongzhi.kernel.clock import now
from gongzhi.kernel.exchange.tokens import officer_of
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.kernel.web.guard import public
from gongzhi.kernel.web.maps import shown_county
from gongzhi.modules.appeals.follow.queries import by_code
from gongzhi.modules.appeals.intake.actions import PERMISSION
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.protocol import fields, filters, posting, rendering
from gongzhi.modules.appeals.open311.protocol.fields import Fields
from gongzhi.modules.appeals.open311.protocol.filters import Filters
from gongzhi.modules.appeals.open311.protocol.shapes import CODE, Error, Receipt, Ticket
from gongzhi.modules.appeals.refused import AlreadyTold

View = Callable[..., bytes | list[Error]]
NO_KEY = Error(403, "api_key_wrong", "api_key 缺少或无效。请向本县热线申请接口令牌。")
NO_METHOD = Error(400, "method_unknown", "这个地址不接受这种请求方式。")


def door(*methods: str) -> Callable[[View], Callable[..., HttpResponse]]:
    """Answer in the format of the address, no's too; anybody may read, programs of other sites as well."""

    def decorate(view: View) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @public
        @wraps(view)
        def opened(request: HttpRequest, format: str, **named: str) -> HttpResponse:
            known = format in rendering.TYPES
            answer = _answer(request, methods, view, format, named) if known else [_absent("格式", format)]
            return _response(answer, format if known else "json")

        return opened

    return decorate


def _answer(
    request: HttpRequest, methods: tuple[str, ...], view: View, format: str, named: dict[str, str]
) -> bytes | list[Error]:
    if request.method not in methods:
        return [NO_METHOD]
    sent = _sent(request)
    if isinstance(sent, Error):
        return [sent]
    wrong = filters.jurisdiction(sent, shown_county())
    return [wrong] if wrong else view(request, sent, format, **named)


def _sent(request: HttpRequest) -> Fields | Error:
    if request.method != "POST":
        return fields.decoded(request.META.get("QUERY_STRING", "").encode("latin-1", "replace"))
    kind = fields.is_form(request.headers.get("Content-Type", ""))
    if kind == "form":
        return fields.decoded(request.body)
    if kind == "parts":
        return fields.parted((name, one) for name, values in request.POST.lists() for one in values)
    return Error(400, "not_a_form", "内容应为 UTF-8 的表单。")


def _response(answer: bytes | list[Error], format: str) -> HttpResponse:
    wrong = isinstance(answer, list)
    body = rendering.errors(answer, format) if isinstance(answer, list) else answer
    status = rendering.status_of(answer) if isinstance(answer, list) else 200
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "no-store" if wrong else "no-cache"}
    return HttpResponse(body, status=status, content_type=rendering.TYPES[format], headers=headers)


def _absent(what: str, given: str) -> Error:
    return Error(404, "not_found", f"没有{what}“{given[:60]}”。")


@door("GET", "HEAD")
def services(request: HttpRequest, sent: Fields, format: str) -> bytes | list[Error]:
    return rendering.services(list(offering.services(now()).values()), format)


@door("GET", "HEAD")
def definition(request: HttpRequest, sent: Fields, format: str, code: str) -> bytes | list[Error]:
    one = offering.services(now()).get(code)
    return rendering.definition(one, format) if one else [_absent("服务", code)]


@door("GET", "HEAD", "POST")
def requests(request: HttpRequest, sent: Fields, format: str) -> bytes | list[Error]:
    if request.method == "POST":
        return _post(request, sent, format)
    asked = filters.filters(sent, now())
    if isinstance(asked, Error):
        return [asked]
    return rendering.requests(reading.requests(asked, now()), format)


@door("GET", "HEAD")
def single(request: HttpRequest, sent: Fields, format: str, number: str) -> bytes | list[Error]:
    found = reading.requests(Filters(ids=(number,)), now()) if CODE.fullmatch(number) else []
    return rendering.requests(found, format) if found else [_absent("诉求", number)]


@door("GET", "HEAD")
def token(request: HttpRequest, sent: Fields, format: str, token: str) -> bytes | list[Error]:
    number, _, code = token.rpartition("-")
    appeal = by_code(number, code)
    if appeal is None:
        return [_absent("凭据", token)]
    waits = offering.checked(now()) and appeal.matter.state == "registered"
    return rendering.ticket(Ticket(token, "" if waits else appeal.number), format)


def _post(request: HttpRequest, sent: Fields, format: str) -> bytes | list[Error]:
    at = now()
    officer = _officer(request, sent)
    if officer is None or not decide(officer, PERMISSION).allowed:
        return [NO_KEY]
    offered = offering.services(at)
    found = posting.submission(sent, offered)
    if isinstance(found, list):
        return found
    files = [request.FILES[name] for name in fields.photo_names(request.FILES)]
    appeal: Appeal | None
    try:
        appeal = file(found, files, by=officer, at=at)
    except AlreadyTold as told:
        appeal = _before(told.values["number"], officer)
        if appeal is None:
            return [Error(400, "already_told", str(told))]
    except Refusal as refusal:
        return [Error(400, refusal.code.rpartition(".")[2], str(refusal))]
    return rendering.receipt(_receipt(appeal, offered[found.service_code].kind), format)


def _before(number: str, officer: Officer) -> Appeal | None:
    """What the same program sent before; what another door took in is not told to it."""
    rows = Appeal.objects.filter(channel=reading.CHANNEL, registered_by=officer)
    return rows.select_related("matter").filter(matter__number=number).first()


def _officer(request: HttpRequest, sent: Fields) -> Officer | None:
    """Whose key it is: `api_key`, or a bearer token as the county's own API has it."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return officer_of(sent.one("api_key") or bearer, now())


def _receipt(appeal: Appeal, kind: str) -> Receipt:
    if kind == "batch":
        return Receipt(token=f"{appeal.number}-{appeal.code}")
    return Receipt(request_id=appeal.number, notice=f"查询码{appeal.code}")
