"""Operations on matters of every kind; one operation for each declared move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.datastructures import MultiValueDict
from ninja import File, Query, Router
from ninja.files import UploadedFile

from gongzhi.kernel.access import visible
from gongzhi.kernel.access.queries import NotVisible
from gongzhi.kernel.clock import now
from gongzhi.kernel.events.queries import timeline
from gongzhi.kernel.files.actions import store
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow import actions
from gongzhi.kernel.flow.declare import Flow, Move, flow_of
from gongzhi.kernel.flow.forms import move_form
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.queries import light_now, offers
from gongzhi.kernel.flow.search import search
from gongzhi.kernel.org.models import Officer, Post, Unit
from gongzhi.kernel.web.api.schemas import (
    EventOut,
    FileOut,
    MatterDetail,
    MatterOut,
    MatterPage,
    OfferOut,
    Problem,
    move_schema,
)
from gongzhi.kernel.web.idempotency import once

PAGE = 50
NO = {400: Problem, 401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}


def matter_out(matter: Matter) -> dict[str, Any]:
    return {
        **{
            name: getattr(matter, name)
            for name in ("number", "kind", "title", "category", "source", "state", "version")
        },
        **{name: getattr(matter, name) for name in ("opened_at", "due_at", "closed_at")},
        "state_label": matter.state_now.label,
        "light": light_now(matter, now()).value,
        "lead_unit": matter.lead_unit.label if matter.lead_unit else None,
    }


def visible_matters(officer: Officer, kind: str) -> Any:
    return visible(Matter.objects.filter(kind=kind), officer, flow_of(kind).view)


def matter_of(officer: Officer, kind: str, number: str) -> Matter:
    """The matter if this officer may see it. Raises: NotVisible."""
    rows = visible_matters(officer, kind).filter(number=number.strip().upper())
    matter = rows.select_related("lead_unit").first()
    if matter is None:
        raise NotVisible()
    return matter


def build(flow: Flow) -> Router:
    """The router of one kind: list, one, its events, what may be done, and every move."""
    router = Router(tags=[flow.label])
    kind = flow.name

    def listed(
        request: HttpRequest,
        state: str = "",
        unit: str = "",
        q: str = "",
        after: str = "",
        limit: int = Query(PAGE, ge=1, le=200),
    ) -> Any:
        rows = visible_matters(request.auth, kind).select_related("lead_unit").order_by("-id")
        if state:
            rows = rows.filter(state=state)
        if unit:
            rows = rows.filter(lead_unit__code=unit)
        if after:
            rows = rows.filter(pk__lt=int(after) if after.isdigit() else 0)
        found = list(search(rows, q)[: limit + 1])
        following = str(found[limit - 1].pk) if len(found) > limit else None
        return {"items": [matter_out(one) for one in found[:limit]], "next": following}

    def one(request: HttpRequest, number: str) -> Any:
        matter = matter_of(request.auth, kind, number)
        return {**matter_out(matter), "parties": [_party(a) for a in actions.parties(matter)]}

    def events(request: HttpRequest, number: str) -> Any:
        return [_event(event) for event in timeline(matter_of(request.auth, kind, number).pk)]

    def moves(request: HttpRequest, number: str) -> Any:
        return [_offer(offer) for offer in offers(matter_of(request.auth, kind, number), request.auth)]

    get = {"permission": flow.view}
    _add(router, "GET", "/", listed, MatterPage, f"{kind}_list", f"{flow.label}列表", **get)
    _add(router, "GET", "/{number}", one, MatterDetail, f"{kind}_get", f"一件{flow.label}", **get)
    _add(router, "GET", "/{number}/events", events, list[EventOut], f"{kind}_events", "办理记录", **get)
    _add(router, "GET", "/{number}/moves", moves, list[OfferOut], f"{kind}_moves", "现在可以办理的", **get)
    for move in flow.moves.values():
        operation = _move_operation(flow, move)
        _add(
            router,
            "POST",
            f"/{{number}}/moves/{move.code}",
            operation,
            MatterOut,
            f"{kind}_{move.code}",
            move.label,
            permission=move.needs,
            description=move.doc,
        )
    return router


def _add(
    router: Router,
    method: str,
    path: str,
    view: Callable[..., Any],
    answer: Any,
    operation: str,
    summary: str,
    *,
    permission: str,
    description: str = "",
) -> None:
    view.permission = permission  # type: ignore[attr-defined]
    router.add_api_operation(
        path,
        [method],
        view,
        response={200: answer, **NO},
        operation_id=operation,
        summary=summary,
        description=description or None,
        openapi_extra={"x-permission": permission},
        exclude_none=False,
    )


def _move_operation(flow: Flow, move: Move) -> Callable[..., Any]:
    body = move_schema(flow.name, move)

    def operation(request: HttpRequest, number: str, given: body) -> Any:  # type: ignore[valid-type]
        officer = request.auth
        matter = matter_of(officer, flow.name, number)

        def act() -> JsonResponse:
            row = actions.row_of(matter)
            data, files = _as_form(move, given, officer)
            form = move_form(move, row, data, files)
            moved = actions.run(
                matter,
                move.code,
                form=form,
                by=officer,
                at=now(),
                version=given.version,
                assignment=given.assignment,
            )
            return JsonResponse(matter_out(moved))

        return once(request, act)

    operation.__name__ = f"{flow.name}_{move.code}"
    operation.__annotations__["given"] = body
    return operation


def _as_form(move: Move, given: Any, officer: Officer) -> tuple[dict[str, Any], MultiValueDict[str, Any]]:
    """The JSON body as the move's form takes it: codes to keys, attachment keys to attachments."""
    data: dict[str, Any] = {}
    files: MultiValueDict[str, Any] = MultiValueDict()
    for ask in move.asks:
        value = getattr(given, ask.name, None)
        if str(ask.type) == str(list[Attachment]):
            files.setlist(ask.name, drafts(value or [], officer))
        elif ask.type is Unit:
            data[ask.name] = (
                Unit.objects.filter(code=value).values_list("pk", flat=True).first() if value else ""
            )
        elif str(ask.type) == str(list[Unit]):
            data[ask.name] = list(Unit.objects.filter(code__in=value or []).values_list("pk", flat=True))
        elif ask.type is Officer:
            data[ask.name] = (
                Officer.objects.filter(username=value).values_list("pk", flat=True).first() if value else ""
            )
        elif ask.type is Post:
            data[ask.name] = (
                Post.objects.filter(code=value).values_list("pk", flat=True).first() if value else ""
            )
        else:
            data[ask.name] = value
    for name in move.each:
        data.update({f"{name}-{key}": value for key, value in (getattr(given, name, None) or {}).items()})
    return data, files


def drafts(keys: list[int], officer: Officer) -> list[Attachment]:
    """The officer's own uploads that no matter has taken yet. Raises: NotVisible, when one is not."""
    found = list(Attachment.objects.filter(pk__in=keys, uploaded_by=officer, owner=""))
    if len(found) != len(set(keys)):
        raise NotVisible(field="evidence")
    return found


def _party(assignment: Any) -> dict[str, Any]:
    return {
        "id": assignment.pk,
        "role": assignment.role,
        "party": assignment.party,
        "unit": assignment.unit.code if assignment.unit else None,
        "state": assignment.state,
        "due_at": assignment.due_at,
    }


def _event(event: Any) -> dict[str, Any]:
    return {
        **{
            name: getattr(event, name)
            for name in ("seq", "at", "kind", "from_state", "to_state", "sentence", "hash")
        },
        "actor": event.actor.name if event.actor else None,
    }


def _offer(offer: Any) -> dict[str, Any]:
    return {
        "move": offer.move.code,
        "label": offer.move.label,
        "assignment": offer.assignment.pk if offer.assignment else None,
        "party": offer.assignment.party if offer.assignment else None,
        "reason": offer.reason,
    }


files_router = Router(tags=["附件"])


@files_router.post(
    "/", response={200: FileOut, **NO, 413: Problem}, operation_id="files_upload", summary="上传附件"
)
def upload(request: HttpRequest, file: File[UploadedFile]) -> Any:
    """Keep an upload of the officer's until a move takes it by its key."""
    attachment = store(file, by=request.auth, at=now())
    return {
        "id": attachment.pk,
        "name": attachment.name,
        "size": attachment.blob.size,
        "media_type": attachment.blob.media_type,
    }


upload.permission = "signed_in"  # type: ignore[attr-defined]


def routers(kinds: Iterable[Flow]) -> list[tuple[str, Router]]:
    """One router for each kind of matter, and that of the files."""
    return [(f"/{flow.name}s", build(flow)) for flow in kinds] + [("/files", files_router)]
