"""How each check of the log went."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Verification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="开始时间")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已查")),
                ("total", models.PositiveIntegerField(default=0, verbose_name="共")),
                ("finished_at", models.DateTimeField(blank=True, null=True, verbose_name="完成时间")),
                ("seconds", models.FloatField(default=0, verbose_name="用时")),
                ("events", models.BigIntegerField(default=0, verbose_name="记录")),
                ("matters", models.BigIntegerField(default=0, verbose_name="事项")),
                ("anchors", models.PositiveIntegerField(default=0, verbose_name="日锚")),
                ("unanchored", models.BigIntegerField(default=0, verbose_name="尚未锚定")),
                ("broken_count", models.PositiveIntegerField(default=0, verbose_name="不符")),
                ("broken", models.JSONField(default=list, verbose_name="不符之处")),
                (
                    "failed",
                    models.CharField(blank=True, default="", max_length=400, verbose_name="未能完成的原因"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
            ],
            options={
                "verbose_name": "日志校验",
                "ordering": ("-id",),
            },
        ),
    ]
