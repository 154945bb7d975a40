"""The forms of sites: a site, its end, a check, a void, a problem of a failed item."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from gongzhi.kernel.org.models import Officer
from gongzhi.kernel.web.fields import DateField, FilesField, PlaceField, TextField, UnitField
from gongzhi.kernel.web.rounds.forms import PHOTOS, Located, spot_of
from gongzhi.modules.ecology.sites import actions
from gongzhi.modules.ecology.sites.models import Check, Site
from gongzhi.modules.ecology.sites.rules import Said
from gongzhi.modules.ecology.words import EndReason, ItemState, ProblemType, Severity, SiteKind


class SiteForm(Located):
    name = forms.CharField(label="名称", max_length=80, help_text="如：泽口镇安置房二期、北关砂石堆场")
    kind = forms.ChoiceField(label="类别", choices=[("", "请选择"), *SiteKind.choices])
    owner = forms.CharField(
        label="责任企业", max_length=80, help_text="建设或施工单位、土地使用单位、企业本身"
    )
    unit = UnitField(label="监管单位")
    from_on = DateField(label="开工、投产日期", help_text="从这天起检查")
    place = PlaceField(
        label="所在村、社区",
        required=False,
        help_text="在下面的地图上点选位置的，按位置确定所在网格，这里不用填",
    )


def set_site(
    *, by: Officer, at: datetime, site: Site | None = None, version: int | None = None, **given: Any
) -> Site:
    """Keep a site by what the form holds."""
    spot = spot_of(given)
    drawn = actions.SiteDrawn(**given, spot=spot)
    return actions.set_site(drawn=drawn, site=site, version=version, by=by, at=at)


class EndForm(forms.Form):
    on = DateField(label="自哪天起不再检查")
    reason = forms.ChoiceField(label="原因", choices=EndReason.choices)


class CheckForm(Located):
    """Yes, no or not applicable for each item of the day's list, with a note."""

    note = forms.CharField(label="检查情况", max_length=500, required=False, help_text="没有别的情况可以不写")
    photos = FilesField(label="照片", accept=PHOTOS, required=False)

    def __init__(self, *given: Any, items: Sequence[str], **more: Any) -> None:
        super().__init__(*given, **more)
        for n, item in enumerate(items):
            self.fields[f"state_{n}"] = forms.ChoiceField(
                label=item,
                choices=ItemState.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "请判断这一项。"},
            )
            self.fields[f"note_{n}"] = forms.CharField(
                label=f"第{n + 1}项说明", max_length=200, required=False
            )

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """The two fields of each item."""
        count = sum(name.startswith("state_") for name in self.fields)
        return [(self[f"state_{n}"], self[f"note_{n}"]) for n in range(count)]


def check_site(*, site: Site, items: Sequence[str], by: Officer, at: datetime, **given: Any) -> Check:
    """A check by what the form holds."""
    said = [Said(item, given[f"state_{n}"], given[f"note_{n}"]) for n, item in enumerate(items)]
    return actions.check_site(
        site=site, said=said, spot=spot_of(given), note=given["note"], photos=given["photos"], by=by, at=at
    )


class VoidForm(forms.Form):
    reason = forms.CharField(
        label="原因",
        max_length=300,
        min_length=4,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="哪里填错了；作废后请重新检查",
    )


class ReportForm(forms.Form):
    """A failed item as a problem; filled in from the check."""

    type = forms.ChoiceField(label="类型", choices=ProblemType.choices)
    severity = forms.ChoiceField(label="程度", choices=Severity.choices, help_text="接报和整改的期限由程度定")
    text = TextField(label="情况", rows=4, max_length=2000, draft=False)
    liable = forms.CharField(label="责任主体", max_length=80, required=False)
    files = FilesField(label="照片", accept=PHOTOS, required=False)
