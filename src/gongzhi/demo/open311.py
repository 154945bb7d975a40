"""What programs of others are asked with some kinds in 清泽县, and some appeals of other doors that everybody may read."""

from __future__ import annotations

from datetime import datetime

from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.refusals import Refusal
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.open311.actions import set_offer
from gongzhi.modules.appeals.open311.asking import read
from gongzhi.modules.appeals.open311.models import Offer

# kind -> what is asked, as staff type it
QUESTIONS = {
    "E01": "spot | 单选 | 在什么地方 | 必填 | bin=垃圾桶、road=路边、yard=小区里、river=河边\ndays | 数字 | 有几天没人清",
    "E08": "traffic | 单选 | 井盖在哪里 | 必填 | lane=机动车道、bike=非机动车道、walk=人行道\nnote | 提示 | 有人掉下去或受伤，请立即拨打120",
    "E09": "lamps | 数字 | 几盏不亮\nsigns | 多选 | 现象 | | dark=不亮、blink=闪烁、day=白天也亮\npole | 文字 | 灯杆编号",
    "E10": "size | 单选 | 坑有多大 | | small=脸盆大、big=比脸盆大、long=一整段",
    "E12": "deep | 单选 | 水有多深 | 必填 | shoe=没过鞋底、knee=到膝盖、more=更深",
    "E44": "trapped | 单选 | 有没有人被困 | 必填 | no=没有、yes=有\nfloor | 文字 | 几号楼几单元",
}
CHECKED_FIRST = ("E06", "E20", "E31")  # who did it is often said in the same breath
SHOWN = 12  # appeals of other doors that are shown


def questions(at: datetime) -> None:
    """Set them. Twice is once."""
    if Offer.objects.exists():
        return
    for category in Category.objects.filter(publishable=True, code__in=(*QUESTIONS, *CHECKED_FIRST)):
        rows = read(QUESTIONS.get(category.code, ""))
        set_offer(
            category=category, questions=rows, checked_first=category.code in CHECKED_FIRST, by=None, at=at
        )


def show(head: Officer, at: datetime) -> None:
    """Show the latest fit appeals that came by telephone."""
    rows = Appeal.objects.filter(
        category__publishable=True,
        confidential=False,
        channel="phone",
        matter__state__in=("handling", "closed"),
    )
    for appeal in rows.exclude(type="report").select_related("matter").order_by("-pk")[:SHOWN]:
        words = appeal.matter.title
        try:
            run(appeal.matter, "publish", by=head, at=at, description=words)
        except Refusal:
            continue  # its headline says too much
