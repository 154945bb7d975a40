"""Forms of administration; each one's cleaned data are the keywords of one action."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from django import forms

from gongzhi.kernel.access.actions import separated_permissions
from gongzhi.kernel.access.models import PermissionSet
from gongzhi.kernel.clock import today
from gongzhi.kernel.modules.declare import permission_names
from gongzhi.kernel.notify.models import ChannelKind, Level
from gongzhi.kernel.org.models import (
    MemberRole,
    NameKind,
    Officer,
    PlaceKind,
    UnitKind,
)
from gongzhi.kernel.org.queries import Resolver, resolve_officers, resolve_posts
from gongzhi.kernel.org.seats import Seat
from gongzhi.kernel.web.fields import (
    DateField,
    FilesField,
    Picker,
    PlaceField,
    TextField,
    UnitField,
    UnitsField,
)


class LinesField(forms.CharField):
    """Several short texts, one a line (or parted by 、，；); cleaned to a list."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        return list(
            dict.fromkeys(
                filter(None, (one.strip() for one in re.split(r"[\n、，；;,]", super().clean(value) or "")))
            )
        )


def officer_label(officer: Officer) -> str:
    return f"{officer.name}（{officer.unit.label}，{officer.username}）"


class OfficerField(forms.ModelChoiceField):
    """One officer whose account is in use, found by name or unit as you type."""

    def __init__(self, **options: Any) -> None:
        rows = Officer.objects.filter(is_active=True).select_related("unit").order_by("username")
        picker = Picker(url="administration:choices-officers")
        super().__init__(rows, widget=picker, empty_label="请选择人员", **options)

    def label_from_instance(self, obj: Any) -> str:
        return officer_label(obj)


class UnitForm(forms.Form):
    code = forms.CharField(label="代码", max_length=20, help_text="本县自编或统一社会信用代码，建好后不能改")
    name = forms.CharField(label="全称", max_length=80)
    short_name = forms.CharField(
        label="简称", max_length=40, required=False, help_text="清单里显示简称，例如“县住建局”"
    )
    kind = forms.ChoiceField(label="类别", choices=UnitKind.choices)
    parent = UnitField(label="上级单位", required=False)
    place = PlaceField(label="所在地方", required=False)
    listed_from = DateField(label="设立日期", required=False)


class RenameForm(forms.Form):
    name = forms.CharField(label="新全称", max_length=80)
    short_name = forms.CharField(label="新简称", max_length=40, required=False)
    on = DateField(label="自哪天起", initial=today, help_text="原名称记为曾用名，文件里出现时仍能认出")


class MoveForm(forms.Form):
    parent = UnitField(label="新的上级单位", required=False, help_text="下属单位一并调整")


class AbolishForm(forms.Form):
    on = DateField(label="撤销日期", initial=today)
    successor = UnitField(
        label="职责由谁承接", required=False, help_text="以后文件里出现原名称，按承接单位认"
    )


class NameForm(forms.Form):
    name = forms.CharField(label="名称", max_length=80)
    kind = forms.ChoiceField(label="种类", choices=NameKind.choices)
    valid_from = DateField(label="启用日期", required=False)
    valid_to = DateField(label="停用日期", required=False)


class NothingForm(forms.Form):
    """Only asks to confirm."""


class GroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60, help_text="文件里的写法，例如“县直各单位”")
    aliases = LinesField(label="其他写法", required=False, help_text="每行一个")
    members = UnitsField(label="成员单位")


class GroupChangeForm(GroupForm):
    name = None


class PlaceForm(forms.Form):
    code = forms.CharField(
        label="区划代码", max_length=20, help_text="12位数字；网格在村（社区）代码后加数字"
    )
    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类别", choices=PlaceKind.choices)
    parent = PlaceField(label="上级", required=False)


class PlaceChangeForm(forms.Form):
    name = forms.CharField(label="名称", max_length=60)


class PostForm(forms.Form):
    code = forms.CharField(label="代码", max_length=20)
    title = forms.CharField(label="职务", max_length=60, help_text="例如“副县长（农业）”")
    aliases = LinesField(label="其他写法", required=False, help_text="每行一个，例如“分管农业副县长”")
    unit = UnitField(label="所在单位", required=False)
    charge = UnitsField(label="分管单位", required=False)
    rank = forms.IntegerField(label="排序", min_value=0, max_value=9999, initial=0, help_text="小的在前")


class PostChangeForm(PostForm):
    code = None
    unit = None


class AppointForm(forms.Form):
    officer = OfficerField(label="任职人员")
    on = DateField(label="任职日期", initial=today, help_text="原任职人员当日离任")


class DayForm(forms.Form):
    on = DateField(label="日期", initial=today)


class LeadingGroupForm(forms.Form):
    name = forms.CharField(label="名称", max_length=120)
    office = UnitField(label="办公室设在", required=False)
    from_on = DateField(label="成立日期", initial=today)


class SeatsForm(forms.Form):
    """Seats as text, one a line: role, then a post, a unit or an officer as documents write them."""

    seats = TextField(
        label="成员",
        rows=14,
        draft=False,
        max_length=5000,
        help_text="每行一个：角色 空格 职务、单位或姓名。例如“组长 县长”“成员 县住建局”。角色有：组长、副组长、成员、办公室主任、办公室副主任。",
    )

    def clean_seats(self) -> list[Seat]:
        lines = [line.split(maxsplit=1) for line in self.cleaned_data["seats"].splitlines() if line.strip()]
        roles = {label: code for code, label in MemberRole.choices}
        wrong = [str(n) for n, line in enumerate(lines, 1) if len(line) != 2 or line[0] not in roles]
        if wrong:
            raise forms.ValidationError(f"第{'、'.join(wrong)}行看不懂：应写成“成员 县住建局”，中间空一格。")
        return _seats([(roles[role], words.strip()) for role, words in lines])


def _seats(lines: list[tuple[str, str]]) -> list[Seat]:
    """What each line means: a post, else a unit, else an officer; words that name none are kept as printed."""
    on, texts = today(), [words for _, words in lines]
    posts, units, people = resolve_posts(texts), Resolver.load(on), resolve_officers(texts, on)
    found = []
    for role, words in lines:
        post, unit, officer = posts[words].post, units.unit(words).unit, people[words].officer
        known = post or unit or officer
        found.append(
            Seat(
                role=role,
                post=post,
                unit=unit if not post else None,
                officer=officer if not post and not unit else None,
                printed_post="" if known else words[:120],
            )
        )
    return found


class OfficerForm(forms.Form):
    username = forms.CharField(label="账号", max_length=40, help_text="小写字母和数字，建好后不能改")
    name = forms.CharField(label="姓名", max_length=40)
    unit = UnitField(label="单位")
    duty = forms.CharField(label="职务", max_length=60, required=False)
    phone = forms.CharField(label="电话", max_length=20, required=False)
    email = forms.EmailField(label="邮箱", required=False)
    place = PlaceField(label="负责地方", required=False)


class OfficerChangeForm(OfficerForm):
    username = None


class ForUnitsForm(forms.Form):
    role = forms.ChoiceField(
        label="开什么账号", choices=[("handler", "承办人（联络员）"), ("head", "单位负责人")]
    )
    every = forms.BooleanField(label="还没有这类账号的单位都开", required=False)
    units = UnitsField(label="或者选择单位", required=False)

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("every") and not self.cleaned_data.get("units"):
            raise forms.ValidationError("请选择单位，或勾选“还没有这类账号的单位都开”。")
        return self.cleaned_data


class _SetField(forms.ModelChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(PermissionSet.objects.all(), label="权限集", empty_label="请选择", **options)


class GrantForm(forms.Form):
    officer = OfficerField(label="人员")
    set = _SetField()
    unit = UnitField(label="单位范围", required=False, help_text="含下属；单位和地方都不选就是全县")
    place = PlaceField(label="地方范围", required=False)
    from_on = DateField(label="自哪天起", initial=today)
    to_on = DateField(label="到哪天止", required=False, help_text="当天起不再有效；不填就一直有效")


class GrantManyForm(forms.Form):
    set = _SetField()
    county_wide = forms.BooleanField(label="范围是全县（不勾就是各自的单位）", required=False)
    from_on = DateField(label="自哪天起", initial=today)


class SetForm(forms.Form):
    name = forms.SlugField(label="代码", max_length=40, help_text="小写英文，建好后不能改")
    label = forms.CharField(label="名称", max_length=40)
    permissions = forms.MultipleChoiceField(label="权限", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        separated = separated_permissions()
        free = [(name, label) for name, label in permission_names().items() if name not in separated]
        self.fields["permissions"].choices = free


class SetChangeForm(SetForm):
    name = None


class DayApartForm(forms.Form):
    day = DateField(label="日期")
    open = forms.TypedChoiceField(
        label="这一天",
        choices=[("1", "上班"), ("0", "放假")],
        coerce=lambda given: given == "1",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="说明", max_length=100, required=False)
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称和文号")


class DaysField(forms.CharField):
    """Days with notes, one a line: "2026-10-01 国庆节"; cleaned to a mapping of days to notes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 8}), **options)

    def clean(self, value: Any) -> dict[date, str]:
        days = {}
        for line in (super().clean(value) or "").splitlines():
            if not line.strip():
                continue
            day, _, note = line.strip().partition(" ")
            try:
                days[date.fromisoformat(day)] = note.strip()
            except ValueError:
                raise forms.ValidationError(f"“{line.strip()}”不对，应写成“2026-10-01 国庆节”。") from None
        return days


class NoticeForm(forms.Form):
    year = forms.IntegerField(label="年份", min_value=2000, max_value=2199)
    off = DaysField(label="放假", help_text="每行一天，例如“2026-10-01 国庆节”")
    worked = DaysField(label="调休上班", required=False, help_text="每行一天")
    source = forms.CharField(label="依据", max_length=200, help_text="通知名称和文号")


class HoursForm(forms.Form):
    from_on = DateField(label="自哪天起")
    spans = forms.CharField(
        label="办公时间", initial="8:30-12:00，14:30-17:30", help_text="时段之间用逗号隔开"
    )
    source = forms.CharField(label="依据", max_length=200)

    def clean_spans(self) -> list[tuple[time, time]]:
        parts = [
            one for one in re.split(r"[，,、；;\s]+", self.cleaned_data["spans"].replace("：", ":")) if one
        ]
        found = [re.fullmatch(r"(\d{1,2}):(\d{2})[-—~至](\d{1,2}):(\d{2})", one) for one in parts]
        try:
            return [(time(int(one[1]), int(one[2])), time(int(one[3]), int(one[4]))) for one in found]
        except (TypeError, ValueError):
            raise forms.ValidationError("应写成“8:30-12:00，14:30-17:30”。") from None


class _LevelsField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        widget = forms.CheckboxSelectMultiple
        super().__init__(
            label="发哪些", choices=Level.choices, required=False, widget=widget, help_text="都不勾就是全部"
        )


class ChannelForm(forms.Form):
    """A new channel; whose it is, is the action's to refuse."""

    kind = forms.ChoiceField(label="方式", choices=ChannelKind.choices)
    unit = UnitField(label="发给单位的群", required=False, help_text="单位和人员只选一个")
    officer = OfficerField(label="发给人员", required=False)
    address = forms.CharField(
        label="地址", max_length=500, help_text="邮箱地址，或机器人的网址（https://开头，保存后不再显示）"
    )
    secret = forms.CharField(
        label="签名密钥",
        max_length=200,
        required=False,
        help_text="钉钉、飞书机器人的加签密钥；没有就不填",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    levels = _LevelsField()


class ChannelChangeForm(forms.Form):
    address = forms.CharField(label="地址", max_length=500, required=False, help_text="不改就留空")
    secret = forms.CharField(
        label="签名密钥",
        max_length=200,
        required=False,
        help_text="不改就留空",
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    levels = _LevelsField()


class TemplateForm(forms.Form):
    file = FilesField(
        label="模板文件", accept=".docx", most=1, limit_mb=10, help_text="Word 文档（.docx），10 MB 以内"
    )
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="这一版改了什么")


class FromForm(forms.Form):
    from_on = DateField(label="自哪天起")


class ReasonForm(forms.Form):
    reason = TextField(label="原因", rows=2, max_length=200, help_text="会记入日志")
