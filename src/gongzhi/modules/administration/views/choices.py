"""What pickers of this module search through."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, JsonResponse

from gongzhi.kernel.access.queries import NotAllowed, holds
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.search import words_of
from gongzhi.modules.administration.forms import officer_label
from gongzhi.modules.administration.module import CHANNELS, GRANTS, ORG

MOST = 50


@guard(SIGNED_IN)
def officers(request: HttpRequest) -> JsonResponse:
    """Officers in use by name, user name or unit, for those whose forms choose one: [{value, text, note}]."""
    if not any(holds(request.user, permission) for permission in (ORG, GRANTS, CHANNELS)):
        raise NotAllowed(reason="查找人员是管理员的事。")
    words = words_of(request, 40)
    rows = Officer.objects.filter(is_active=True).select_related("unit").order_by("username")
    if words:
        unit = Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words)
        rows = rows.filter(unit | Q(name__icontains=words) | Q(username__istartswith=words))
    found = [{"value": str(one.pk), "text": officer_label(one), "note": one.duty} for one in rows[:MOST]]
    return JsonResponse({"choices": found})
