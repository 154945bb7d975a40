"""The printable sheet of first passwords."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from gongzhi.kernel.web.guard import guard
from gongzhi.modules.administration import sheets
from gongzhi.modules.administration.module import OFFICERS


@guard(OFFICERS)
@never_cache
def sheet(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        sheets.clear(request)
        return redirect("administration:officers")
    context = {
        "title": "初始密码单",
        "rows": sheets.kept(request),
        "address": request.build_absolute_uri(reverse("login")),
        "back": reverse("administration:officers"),
        "crumbs": [("人员账号", reverse("administration:officers"))],
    }
    return render(request, "administration/sheet.html", context)
