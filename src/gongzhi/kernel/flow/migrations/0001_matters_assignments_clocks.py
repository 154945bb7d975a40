"""Matters, assignments, clocks, links and serials, and the index for search of this engine."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gongzhi.kernel.flow.models
from gongzhi.kernel.flow import search


def index(apps, editor):
    search.install(editor.connection)


def drop_index(apps, editor):
    search.remove(editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_units_officers_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("lead", "牵头单位"),
                            ("co", "协同单位"),
                            ("leader", "牵头领导"),
                            ("handler", "承办人"),
                            ("checker", "核查人"),
                        ],
                        max_length=10,
                        verbose_name="角色",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0)),
                ("unit_path", gongzhi.kernel.flow.models.CodeField(blank=True, default="", max_length=120)),
                (
                    "printed",
                    models.CharField(blank=True, default="", max_length=120, verbose_name="文件所列名称"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待签收"),
                            ("signed", "已签收"),
                            ("objected", "有异议"),
                            ("replied", "已反馈"),
                            ("returned", "已退回"),
                            ("closed", "已办结"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
                ("replied_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="时限")),
                ("warn_at", models.DateTimeField(blank=True, null=True)),
                ("reply", models.TextField(blank=True, default="", verbose_name="反馈")),
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="人员",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.post",
                        verbose_name="职务",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "承办",
            },
        ),
        migrations.CreateModel(
            name="Matter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20, verbose_name="种类")),
                ("flow_version", models.PositiveSmallIntegerField(default=1)),
                (
                    "number",
                    gongzhi.kernel.flow.models.CodeField(max_length=32, unique=True, verbose_name="编号"),
                ),
                ("title", models.CharField(max_length=300, verbose_name="事项")),
                ("category", models.CharField(blank=True, default="", max_length=60, verbose_name="类别")),
                ("source", models.CharField(blank=True, default="", max_length=40, verbose_name="来源")),
                (
                    "place_code",
                    gongzhi.kernel.flow.models.CodeField(
                        blank=True, default="", max_length=20, verbose_name="地方"
                    ),
                ),
                ("longitude", models.FloatField(blank=True, null=True)),
                ("latitude", models.FloatField(blank=True, null=True)),
                ("state", models.CharField(max_length=30, verbose_name="状态")),
                ("opened_at", models.DateTimeField(verbose_name="立项时间")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="时限")),
                ("warn_at", models.DateTimeField(blank=True, null=True, verbose_name="预警时间")),
                ("paused_at", models.DateTimeField(blank=True, null=True, verbose_name="暂停时间")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="结案时间")),
                ("outcome", models.CharField(blank=True, default="", max_length=30, verbose_name="结果")),
                (
                    "judged_light",
                    models.CharField(blank=True, default="", max_length=8, verbose_name="判定灯"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("tip_seq", models.PositiveIntegerField(default=0)),
                ("tip_hash", models.CharField(blank=True, default="", max_length=64)),
                ("search", models.TextField(blank=True, default="")),
                (
                    "lead_unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                        verbose_name="牵头单位",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="flow.matter",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项",
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("rule", models.CharField(max_length=40, verbose_name="时限规则")),
                ("calendar_version", models.PositiveIntegerField(default=0)),
                ("provisional", models.BooleanField(default=False, verbose_name="暂定")),
                ("started_at", models.DateTimeField(verbose_name="起算")),
                ("pauses", models.JSONField(default=list, verbose_name="暂停")),
                ("extensions", models.JSONField(default=list, verbose_name="延长")),
                ("due_at", models.DateTimeField(verbose_name="到期")),
                ("warn_at", models.DateTimeField(blank=True, null=True, verbose_name="预警")),
                ("stopped_at", models.DateTimeField(blank=True, null=True, verbose_name="停止")),
                (
                    "assignment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="flow.assignment",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="clocks", to="flow.matter"
                    ),
                ),
            ],
            options={
                "verbose_name": "时钟",
            },
        ),
        migrations.AddField(
            model_name="assignment",
            name="matter",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="assignments", to="flow.matter"
            ),
        ),
        migrations.CreateModel(
            name="MatterLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cause", "由其引起"),
                            ("duplicate", "重复"),
                            ("relapse", "反弹重开"),
                            ("related", "相关"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="links", to="flow.matter"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked_from",
                        to="flow.matter",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Serial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=8)),
                ("day", models.DateField()),
                ("stripe", models.PositiveSmallIntegerField(default=0)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("prefix", "day", "stripe"), name="flow_serial_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["kind", "state", "id"], name="flow_matter_kind"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["kind", "due_at", "id"],
                name="flow_matter_due",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["lead_unit", "due_at", "id"],
                name="flow_matter_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["kind", "judged_light", "id"],
                name="flow_matter_light",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["place_code", "id"], name="flow_matter_place"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at", None)), fields=["name", "due_at"], name="flow_clock_running"
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at", None)),
                fields=["calendar_version"],
                name="flow_clock_calendar",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["unit", "due_at", "id"],
                name="flow_assignment_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["unit_path", "id"], name="flow_assignment_path"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["officer", "due_at", "id"],
                name="flow_assignment_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["post", "due_at", "id"],
                name="flow_assignment_post",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit__isnull", False),
                    ("officer__isnull", False),
                    ("post__isnull", False),
                    _connector="OR",
                ),
                name="flow_assignment_party",
            ),
        ),
        migrations.AddConstraint(
            model_name="matterlink",
            constraint=models.UniqueConstraint(fields=("matter", "other", "kind"), name="flow_link_once"),
        ),
        migrations.RunPython(index, drop_index),
    ]
