"""What the review page gets back after a step: as little as changed, each part to its own place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from gongzhi.kernel.clock import local_day, today
from gongzhi.kernel.web.errors import trigger
from gongzhi.kernel.web.guard import NotFound
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_board import Board, Changed, Tally, cards_of
from gongzhi.modules.supervision.plan_refused import ItemChanged, NotInReview

MANY = 60  # cards beyond which the whole page is no more than its parts


def answer(request: HttpRequest, plan: Plan, items: Sequence[Item], text: str = "") -> HttpResponse:
    """The cards that changed and the counters, swapped where they stand; the document's marks follow by an event."""
    plan.refresh_from_db(fields=["version"])
    cards = cards_of(plan, items, plan.issued_on or local_day(plan.created_at))
    values = {"plan": plan, "board": Tally(plan, request.user), "cards": cards}
    response = render(request, "supervision/plan_changed.html", values)
    response["HX-Reswap"] = "none"  # every part goes to its own place
    trigger(response, "plan-states", {"states": {str(card.pk): card.state for card in cards}})
    return _saying(request, response, text)


def passed(request: HttpRequest, plan: Plan, items: Sequence[Item], text: str) -> HttpResponse:
    """The counters alone; the page colours the cards that were looked at by itself, they may be a thousand."""
    plan.refresh_from_db(fields=["version"])
    values = {"plan": plan, "board": Tally(plan, request.user), "cards": ()}
    response = render(request, "supervision/plan_changed.html", values)
    response["HX-Reswap"] = "none"
    trigger(response, "plan-passed", {"versions": {str(item.pk): item.version for item in items}})
    return _saying(request, response, text)


def moved(
    request: HttpRequest, plan: Plan, keys: Collection[int], chosen: int | None = None, text: str = ""
) -> HttpResponse:
    """The cards of a step that changed the order, with the blocks of the document that hold their words."""
    if len(keys) > MANY:
        return whole(request, plan, chosen, text)
    plan.refresh_from_db()
    changed = Changed(plan, keys, plan.issued_on or local_day(plan.created_at))
    values = {"plan": plan, "board": Tally(plan, request.user), "changed": changed}
    response = render(request, "supervision/plan_moved.html", values | {"blocks": mark_safe(changed.blocks)})
    response["HX-Reswap"] = "none"
    trigger(response, "plan-chosen", {"item": chosen or ""})
    return _saying(request, response, text)


def whole(request: HttpRequest, plan: Plan, chosen: int | None = None, text: str = "") -> HttpResponse:
    """Both sides anew, for what changes very much; `chosen` is the item to stand on afterwards."""
    plan.refresh_from_db()
    board = Board(plan, today(), request.user)
    values = {"plan": plan, "board": board, "document": mark_safe(board.document)}
    response = render(request, "supervision/plan_changed_all.html", values)
    response["HX-Reswap"] = "none"
    trigger(response, "plan-chosen", {"item": chosen or ""})
    return _saying(request, response, text)


def _saying(request: HttpRequest, response: HttpResponse, text: str) -> HttpResponse:
    if text:
        messages.success(request, text)
    return response


def told(request: HttpRequest, plan: Plan, work: Callable[[], HttpResponse]) -> HttpResponse:
    """The work's answer; when another reviewer was first, what it looks like now, and who that was."""
    try:
        return work()
    except ItemChanged as refusal:
        response = whole(request, plan)
        return trigger(response, "toast", {"level": "error", "text": str(refusal)})
    except NotInReview as refusal:
        messages.error(request, str(refusal))
        return HttpResponse(headers={"HX-Refresh": "true"})
    except Item.DoesNotExist:
        raise NotFound(value="任务") from None
