"""Opening an errand through the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from ninja import Router, Schema

from gongzhi.kernel.access import require
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.actions import New, Party, open_matter
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.web.idempotency import once
from tests.support.errands import ERRAND

router = Router(tags=["差事"])


class ErrandIn(Schema):
    title: str
    unit: str


@router.post("/open", operation_id="errands_open", openapi_extra={"x-permission": "errands.direct"})
def open_errand(request: HttpRequest, given: ErrandIn) -> Any:
    officer = request.auth  # type: ignore[attr-defined]

    def act() -> JsonResponse:
        require(officer, "errands.direct")
        new = New(title=given.title, parties=[Party(Role.LEAD, unit=Unit.objects.get(code=given.unit))])
        matter = open_matter(ERRAND, new, by=officer, at=now(), starts=("sign",))
        return JsonResponse({"number": matter.number, "version": matter.version})

    return once(request, act)
