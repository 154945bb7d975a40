"""What happens between registering and the call-back: work orders, contacts, replies, decisions."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from gongzhi.kernel.flow.models import Assignment
from gongzhi.kernel.org.columns import officer
from gongzhi.kernel.org.models import Unit
from gongzhi.kernel.people.sealing import SealedField
from gongzhi.modules.appeals.directory.models import Category
from gongzhi.modules.appeals.intake.models import Appeal
from gongzhi.modules.appeals.words import Decision


class Dispatch(models.Model):
    """One work order to one host unit, and what became of a wish to return it."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="orders")
    number = models.PositiveSmallIntegerField("派单次序")
    assignment = models.OneToOneField(Assignment, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="主办单位")
    instructions = models.CharField("派单意见", max_length=500, blank=True, default="")
    by = officer("派单人")
    at = models.DateTimeField("派单时间")
    rule = models.CharField("时限规则", max_length=40)
    calendar_version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField("时限")
    signed_by = officer("签收人")
    signed_at = models.DateTimeField("签收时间", null=True, blank=True)
    signed_in_time = models.BooleanField("按时签收", null=True, blank=True)
    ended_at = models.DateTimeField("终止时间", null=True, blank=True)

    return_reason = models.CharField("退单理由", max_length=500, blank=True, default="")
    return_basis = models.CharField("退单依据", max_length=300, blank=True, default="")
    suggested = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="建议单位"
    )
    return_by = officer("退单人")
    return_at = models.DateTimeField("申请退单", null=True, blank=True)
    decision = models.CharField("裁定", max_length=10, choices=Decision, blank=True, default="")
    opinion = models.CharField("裁定意见", max_length=500, blank=True, default="")
    decided_by = officer("裁定人")
    decided_at = models.DateTimeField("裁定时间", null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("appeal", "number"), name="appeals_dispatch_once"),)
        indexes = (
            models.Index(fields=("unit", "at"), name="appeals_dispatch_unit"),
            models.Index(fields=("at", "unit"), name="appeals_dispatch_at"),  # figures of a month
        )
        verbose_name = "派单"

    def __str__(self) -> str:
        return f"第{self.number}次派单 {self.unit_id}"


class ContactWay(models.TextChoices):
    PHONE = "phone", "电话"
    VISIT = "visit", "上门"
    MEETING = "meeting", "约见"
    MESSAGE = "message", "短信或网络"


class Contact(models.Model):
    """A try of the handling unit to speak with the caller."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="contacts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    way = models.CharField("方式", max_length=8, choices=ContactWay)
    reached = models.BooleanField("联系上")
    note = SealedField("联系情况")
    in_time = models.BooleanField("按时", null=True, blank=True)
    by = officer("联系人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("at", "id")
        verbose_name = "联系"

    def __str__(self) -> str:
        return f"{self.get_way_display()} {self.at:%Y-%m-%d}"


class Opinion(models.Model):
    """What a co-unit told the host unit."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="opinions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="协办单位")
    text = SealedField("协办意见")
    in_time = models.BooleanField("按时", default=True)
    by = officer("填报人")
    at = models.DateTimeField("时间")

    class Meta:
        ordering = ("at", "id")
        verbose_name = "协办意见"

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d}"


class Reply(models.Model):
    """A reply to the caller in one version; a later one replaces it. `unit` None: the hotline's own answer."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="replies")
    version = models.PositiveSmallIntegerField("版次")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="答复单位"
    )
    checked = SealedField("核查情况")
    done = SealedField("办理结果")
    basis = SealedField("法规政策依据")
    next_step = SealedField("下一步安排")
    contact = SealedField("联系人及电话")
    in_time = models.BooleanField("按期", null=True, blank=True)
    by = officer("答复人")
    at = models.DateTimeField("答复时间")

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("appeal", "version"), name="appeals_reply_once"),)
        verbose_name = "回复"

    def __str__(self) -> str:
        return f"第{self.version}版"

    @property
    def parts(self) -> list[tuple[str, str]]:
        """(label, text) of the parts that were filled; opens the seals."""
        names = ("checked", "done", "basis", "next_step", "contact")
        pairs = [(str(self._meta.get_field(name).verbose_name), getattr(self, name).open()) for name in names]
        return [(label, text) for label, text in pairs if text]


class Review(models.Model):
    """The hotline's look at a reply: its form, then its substance."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="reviews")
    passed = models.BooleanField("通过")
    faults = models.JSONField("问题", default=list)
    opinion = models.CharField("审核意见", max_length=500, blank=True, default="")
    by = officer("审核人")
    at = models.DateTimeField("审核时间")

    class Meta:
        ordering = ("at", "id")
        verbose_name = "审核"

    def __str__(self) -> str:
        return "通过" if self.passed else "退回"


class Extension(models.Model):
    """A wish for more time, before it ran out."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="extension_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    term = models.CharField("延长", max_length=12)
    reason = models.CharField("理由", max_length=500)
    plan = models.CharField("办理计划", max_length=500)
    told = SealedField("告知诉求人情况")
    before = models.DateTimeField("原时限")
    after = models.DateTimeField("新时限", null=True, blank=True)
    by = officer("申请人")
    at = models.DateTimeField("申请时间")
    decision = models.CharField("审批", max_length=10, choices=Decision, default=Decision.PENDING)
    opinion = models.CharField("审批意见", max_length=500, blank=True, default="")
    decided_by = officer("审批人")
    decided_at = models.DateTimeField("审批时间", null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes = (
            models.Index(
                fields=("appeal",), condition=Q(decision="pending"), name="appeals_extension_pending"
            ),
        )
        verbose_name = "延期"

    def __str__(self) -> str:
        return f"延{self.term}"


class Claim(models.Model):
    """A unit's word that an appeal asks what cannot be given; two persons of the hotline must agree."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="claims")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    reason = SealedField("理由")
    by = officer("申请人")
    at = models.DateTimeField("申请时间")
    decision = models.CharField("认定", max_length=10, choices=Decision, default=Decision.PENDING)
    first_by = officer("初审人")
    first_at = models.DateTimeField("初审时间", null=True, blank=True)
    first_opinion = models.CharField("初审意见", max_length=500, blank=True, default="")
    second_by = officer("复核人")
    second_at = models.DateTimeField("复核时间", null=True, blank=True)
    second_opinion = models.CharField("复核意见", max_length=500, blank=True, default="")

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(decision="approved")
                | (Q(second_by__isnull=False) & ~Q(second_by=models.F("first_by"))),
                name="appeals_claim_two_persons",
            ),
        )
        verbose_name = "不合理诉求认定"

    def __str__(self) -> str:
        return self.get_decision_display()


class CategoryChange(models.Model):
    """A change of an appeal's category with the deadline that stood before."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="category_changes")
    before = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(Category, models.PROTECT, related_name="+")
    due_before = models.DateTimeField("原时限", null=True, blank=True)
    due_after = models.DateTimeField("新时限", null=True, blank=True)
    rule_before = models.CharField("原规则", max_length=40, blank=True, default="")
    reason = models.CharField("原因", max_length=300)
    by = officer("变更人")
    at = models.DateTimeField("变更时间")

    class Meta:
        ordering = ("at", "id")
        verbose_name = "事项变更"

    def __str__(self) -> str:
        return f"{self.before_id} → {self.after_id}"


class PressKind(models.TextChoices):
    PROMPT = "prompt", "到期提醒"
    URGE = "urge", "催办单"
    NOTICE = "notice", "督办单"
    CIRCULAR = "circular", "通报挂账"


class Press(models.Model):
    """A reminder, an urging or a notice to a unit that is late; what the ladder sent, or a person."""

    appeal = models.ForeignKey(Appeal, models.CASCADE, related_name="presses")
    kind = models.CharField("种类", max_length=10, choices=PressKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="单位")
    text = models.CharField("内容", max_length=500)
    by = officer("发送人")
    at = models.DateTimeField("发送时间")
    replied_at = models.DateTimeField("回复时间", null=True, blank=True)
    reply = models.CharField("回复", max_length=500, blank=True, default="")

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("unit", "at"), name="appeals_press_unit"),)
        verbose_name = "催办"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
