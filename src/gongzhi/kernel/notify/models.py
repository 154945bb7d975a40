"""The inbox, the channels outside, and the outbox that feeds them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from gongzhi.kernel.notify import rules
from gongzhi.kernel.notify.sealed import seal, unseal
from gongzhi.kernel.org.models import Unit


class Level(models.TextChoices):
    INFO = "info", "通知"
    REMIND = "remind", "提醒"
    URGE = "urge", "催办"
    WARN = "warn", "警示"


class Message(models.Model):
    """One thing told to one officer; `key` makes telling it again harmless."""

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False, verbose_name="收件人"
    )
    matter_id = models.BigIntegerField("事项", null=True, blank=True)
    kind = models.CharField("种类", max_length=60, blank=True, default="")
    level = models.CharField("级别", max_length=6, choices=Level, default=Level.INFO)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True, default="")
    url = models.CharField("链接", max_length=300, blank=True, default="")
    key = models.CharField(max_length=160)
    at = models.DateTimeField("时间")
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("officer", "key"), name="notify_message_once"),)
        indexes = (
            models.Index(fields=("officer", "id"), name="notify_message_inbox"),
            models.Index(fields=("officer", "id"), condition=Q(read_at=None), name="notify_message_unread"),
        )
        verbose_name = "消息"

    def __str__(self) -> str:
        return self.title


class ChannelKind(models.TextChoices):
    EMAIL = "email", rules.KIND_LABELS["email"]
    DINGTALK = "dingtalk", rules.KIND_LABELS["dingtalk"]
    WECOM = "wecom", rules.KIND_LABELS["wecom"]
    FEISHU = "feishu", rules.KIND_LABELS["feishu"]
    WEBHOOK = "webhook", rules.KIND_LABELS["webhook"]


class Channel(models.Model):
    """A way to reach an officer, or a whole unit's chat group, outside the system.

    A robot's address carries its password, so address and secret are both sealed.
    """

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="人员"
    )
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="+", verbose_name="单位"
    )
    kind = models.CharField("方式", max_length=10, choices=ChannelKind)
    sealed_address = models.TextField(editable=False)
    sealed_secret = models.TextField(blank=True, default="", editable=False)
    levels = models.JSONField("级别", default=list, blank=True)  # none: all
    active = models.BooleanField("启用", default=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(officer__isnull=True, unit__isnull=False)
                | Q(officer__isnull=False, unit__isnull=True),
                name="notify_channel_one_owner",
            ),
        )
        verbose_name = "通知渠道"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.shown_address}"

    @property
    def address(self) -> str:
        return unseal(self.sealed_address)

    @address.setter
    def address(self, value: str) -> None:
        self.sealed_address = seal(value)

    @property
    def secret(self) -> str:
        return unseal(self.sealed_secret)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed_secret = seal(value)

    @property
    def shown_address(self) -> str:
        try:
            return rules.masked(self.kind, self.address)
        except ValueError:
            return "（密钥已更换，请重新填写）"

    def takes(self, level: str) -> bool:
        return not self.levels or level in self.levels


class DeliveryState(models.TextChoices):
    PENDING = "pending", "待发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败"


class Delivery(models.Model):
    """One thing owed to one channel. `message` is empty for a unit's group, which is told once for all its officers.

    While `state` is pending it is tried from `next_at` on, unless a worker has it until `leased_until` (by the
    database's own clock: a demo's may be set while a worker sends).
    """

    message = models.ForeignKey(Message, models.CASCADE, null=True, blank=True, related_name="deliveries")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="deliveries", verbose_name="渠道")
    key = models.CharField(max_length=160)
    level = models.CharField("级别", max_length=6, choices=Level)
    title = models.CharField("标题", max_length=200)
    body = models.TextField("内容", blank=True, default="")
    url = models.CharField("链接", max_length=300, blank=True, default="")
    state = models.CharField("状态", max_length=8, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次")
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField("原因", max_length=400, blank=True, default="")
    created_at = models.DateTimeField("登记时间")
    sent_at = models.DateTimeField("发送时间", null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("channel", "key"), name="notify_delivery_once"),)
        indexes = (
            models.Index(
                fields=("next_at", "id"), condition=Q(state="pending"), name="notify_delivery_pending"
            ),
            models.Index(fields=("-id",), condition=Q(state="failed"), name="notify_delivery_failed"),
        )
        verbose_name = "发送"

    def __str__(self) -> str:
        return f"{self.title} → {self.channel_id}"
