"""矛盾纠纷: disputes, who is in them, who mediates, what they agreed on; and the points where people tell of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Place
from gongzhi.kernel.people.models import Person
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.mediation.words import (
    Confirmation,
    DisputeKind,
    Form,
    Level,
    MediatorKind,
    Risk,
    RoomKind,
    Side,
    Source,
)


class TalkPoint(models.Model):
    """A 百姓说事点: a place where anybody may say what is wrong, and who listens there."""

    name = models.CharField("名称", max_length=60, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="所在地方")
    keeper = models.CharField("说事员", max_length=40)
    hours = models.CharField("开放时间", max_length=60, blank=True, default="")
    opened_on = models.DateField("设立日期", null=True, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True)

    class Meta:
        ordering = ("place_id", "name")
        verbose_name = "百姓说事点"

    def __str__(self) -> str:
        return self.name


class Room(models.Model):
    """Where disputes are mediated: a centre, a committee's room, a studio of respected villagers."""

    name = models.CharField("名称", max_length=60, unique=True)
    kind = models.CharField("类别", max_length=10, choices=RoomKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+", verbose_name="所在地方")
    committee = models.CharField("所属调解委员会", max_length=80, blank=True, default="")

    class Meta:
        ordering = ("kind", "name")
        verbose_name = "调解室"

    def __str__(self) -> str:
        return self.name


class Mediator(models.Model):
    """Somebody on the public list of mediators."""

    name = models.CharField("姓名", max_length=40)
    kind = models.CharField("类别", max_length=8, choices=MediatorKind)
    room = models.ForeignKey(Room, models.PROTECT, related_name="mediators", verbose_name="调解室")
    phone = models.CharField("联系电话", max_length=20, blank=True, default="")
    good_at = models.CharField("擅长", max_length=80, blank=True, default="")
    from_on = models.DateField("聘任日期")
    to_on = models.DateField("离任日期", null=True, blank=True)

    class Meta:
        ordering = ("room__name", "name")
        constraints = (models.UniqueConstraint(fields=("room", "name"), name="appeals_mediator_once"),)
        verbose_name = "调解员"

    def __str__(self) -> str:
        return f"{self.name}（{self.get_kind_display()}）"


class Dispute(models.Model):
    """A dispute beside its matter. Who is in it lies with the parties, what was said lies sealed."""

    matter = models.OneToOneField(Matter, models.CASCADE, primary_key=True, related_name="dispute")
    kind = models.CharField("纠纷类型", max_length=18, choices=DisputeKind)
    source = models.CharField("来源", max_length=12, choices=Source)
    point = models.ForeignKey(
        TalkPoint, models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name="百姓说事点"
    )
    level = models.CharField("调解层级", max_length=8, choices=Level)
    risk = models.CharField("风险", max_length=8, choices=Risk, default=Risk.BLUE)
    text = SealedField("纠纷情况")
    people = models.PositiveIntegerField("涉及人数", default=2)
    cents = models.BigIntegerField("涉及金额（分）", null=True, blank=True)
    violence = models.BooleanField("有暴力或扬言", default=False)
    again = models.BooleanField("反复上访", default=False)
    mediator = models.ForeignKey(
        Mediator, models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name="调解员"
    )
    agreed_at = models.DateTimeField("达成协议", null=True, blank=True)
    registered_by = officer("登记人")

    class Meta:
        indexes = (models.Index(fields=("point", "matter"), name="appeals_dispute_point"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(source="talk_point") | Q(point__isnull=False), name="appeals_dispute_told_where"
            ),
        )
        verbose_name = "矛盾纠纷"

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def number(self) -> str:
        return self.matter.number


class DisputeParty(models.Model):
    """Somebody in a dispute."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="parties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="disputes", verbose_name="当事人")
    side = models.CharField("地位", max_length=10, choices=Side)

    class Meta:
        ordering = ("id",)
        verbose_name = "当事人"

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.person.label}"


class Session(models.Model):
    """One sitting at which the parties were heard."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField("次序")
    level = models.CharField("层级", max_length=8, choices=Level)
    room = models.ForeignKey(
        Room, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="地点"
    )
    mediators = models.ManyToManyField(Mediator, related_name="sessions", verbose_name="调解员")
    came = models.CharField(
        "到场", max_length=8, choices=(("both", "双方到场"), ("one", "一方到场"), ("apart", "分别听取"))
    )
    minutes = SealedField("调解记录")
    by = officer("记录人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("dispute", "number"), name="appeals_session_once"),)
        verbose_name = "调解"

    def __str__(self) -> str:
        return f"第{self.number}次调解"


class Agreement(models.Model):
    """What the parties agreed on, in force once they and the mediator signed; the court may confirm it."""

    dispute = models.OneToOneField(Dispute, models.CASCADE, primary_key=True, related_name="agreement")
    form = models.CharField("形式", max_length=8, choices=Form)
    content = SealedField("协议内容")
    effective_on = models.DateField("生效日期")
    perform_by = models.DateField("履行期限", null=True, blank=True)
    level = models.CharField("达成层级", max_length=8, choices=Level)
    confirmation = models.CharField(
        "司法确认", max_length=10, choices=Confirmation, default=Confirmation.NONE
    )
    confirm_until = models.DateField("可申请至")
    number = models.CharField("协议书编号", max_length=60, blank=True, default="")
    attachment = models.OneToOneField(Attachment, models.SET_NULL, null=True, blank=True, related_name="+")
    court_number = models.CharField("确认文号", max_length=60, blank=True, default="")
    performed_on = models.DateField("履行完毕", null=True, blank=True)
    broken = models.BooleanField("未履行", default=False)

    class Meta:
        indexes = (
            models.Index(
                fields=("confirm_until",), condition=Q(confirmation="none"), name="appeals_agreement_confirm"
            ),
        )
        verbose_name = "调解协议"

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.effective_on}"


class Visit(models.Model):
    """A visit to the parties after an agreement: owed from the start, done once there is a moment."""

    dispute = models.ForeignKey(Dispute, models.CASCADE, related_name="visits")
    due_on = models.DateField("应回访")
    at = models.DateTimeField("回访时间", null=True, blank=True)
    stable = models.BooleanField("是否稳定", null=True, blank=True)
    note = SealedField("回访情况")
    by = officer("回访人")

    class Meta:
        ordering = ("due_on",)
        constraints = (models.UniqueConstraint(fields=("dispute", "due_on"), name="appeals_visit_once"),)
        indexes = (models.Index(fields=("due_on",), condition=Q(at=None), name="appeals_visit_owed"),)
        verbose_name = "纠纷回访"

    def __str__(self) -> str:
        return f"{self.due_on}回访"
