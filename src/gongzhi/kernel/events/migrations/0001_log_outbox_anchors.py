"""The log, what is owed to listeners, the anchors, and the triggers that keep the log as it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from gongzhi.kernel.events import guards


def protect(apps, editor):
    guards.install(editor.connection)


def unprotect(apps, editor):
    guards.remove(editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("root", models.CharField(blank=True, max_length=64)),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("algorithm", models.CharField(default="sha256", max_length=10)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "日锚",
                "ordering": ("-day",),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(db_index=True)),
                ("matter", models.BigIntegerField(null=True)),
                ("seq", models.PositiveIntegerField(default=0)),
                ("kind", models.CharField(max_length=60)),
                ("from_state", models.CharField(blank=True, default="", max_length=30)),
                ("to_state", models.CharField(blank=True, default="", max_length=30)),
                ("payload", models.TextField()),
                ("correlation", models.CharField(blank=True, default="", max_length=40)),
                ("previous", models.CharField(blank=True, default="", max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("algorithm", models.CharField(default="sha256", max_length=10)),
                (
                    "actor",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "behalf",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "事件",
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("listener", models.CharField(max_length=60)),
                ("matter", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待处理"), ("done", "已处理"), ("skipped", "已跳过")],
                        default="pending",
                        max_length=8,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("error", models.TextField(blank=True, default="")),
                (
                    "event",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="deliveries",
                        to="events.event",
                    ),
                ),
            ],
            options={
                "verbose_name": "投递",
            },
        ),
        migrations.CreateModel(
            name="Personal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=40)),
                ("text", models.TextField()),
                ("salt", models.CharField(max_length=64)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="personals",
                        to="events.event",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("matter", "seq"), name="events_event_chain"),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["next_at", "id"],
                name="events_delivery_pending",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending")),
                fields=["listener", "matter", "id"],
                name="events_delivery_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(fields=("event", "listener"), name="events_delivery_once"),
        ),
        migrations.AddConstraint(
            model_name="personal",
            constraint=models.UniqueConstraint(fields=("event", "field"), name="events_personal_once"),
        ),
        migrations.RunPython(protect, unprotect),
    ]
