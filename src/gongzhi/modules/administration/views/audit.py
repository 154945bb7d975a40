"""For the auditor: who came in, who was refused, who holds what."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from gongzhi.kernel.access.models import Outcome, SignInRecord
from gongzhi.kernel.web.columns import Column, MomentColumn, StateColumn
from gongzhi.kernel.web.filters import choice
from gongzhi.kernel.web.guard import guard
from gongzhi.kernel.web.listing import Listing
from gongzhi.modules.administration.module import AUDIT
from gongzhi.modules.administration.views.days import DaysFilter
from gongzhi.modules.administration.views.holdings import HoldingList, separation

TONES = {Outcome.IN: "good", Outcome.FAILED: "busy", Outcome.LOCKED: "bad"}


class SignInFilter(DaysFilter):
    outcome = choice("结果", Outcome.choices)


class SignInList(Listing):
    title = "登录记录"
    model = SignInRecord
    searchable = "账号、姓名、地址"
    order = ("-at", "-id")
    filters = SignInFilter
    columns = (
        MomentColumn("at", "时间", sort="at"),
        StateColumn(
            "outcome",
            "结果",
            value=lambda row: row.get_outcome_display(),
            tone=lambda row: TONES.get(row.outcome, "plain"),
        ),
        Column("username", "账号", wide=True),
        Column("officer.name", "姓名"),
        Column("officer.unit.label", "单位"),
        Column("address", "地址", css="num"),
        Column("device", "设备"),
        Column("note", "说明"),
    )
    empty = ("还没有登录记录。", "", "")

    def queryset(self, request: HttpRequest) -> QuerySet[SignInRecord]:
        return SignInRecord.objects.select_related("officer__unit")

    def search(self, rows: QuerySet, words: str) -> QuerySet:
        named = Q(username__icontains=words) | Q(officer__name__icontains=words)
        return rows.filter(named | Q(address__startswith=words))


@guard(AUDIT)
def sign_ins(request: HttpRequest) -> HttpResponse:
    intro = "登录、失败、锁定、退出和改密码都在这里，只增不改。不存在的账号只留开头几个字符。"
    return SignInList(request).response(intro=intro)


class AuditedHoldings(HoldingList):
    title = "授权情况"
    empty = ("还没有授权。", "", "")


@guard(AUDIT)
def all_holdings(request: HttpRequest) -> HttpResponse:
    return AuditedHoldings(request).response(intro=separation())
