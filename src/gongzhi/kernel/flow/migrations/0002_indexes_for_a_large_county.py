"""Indexes with which lists stay fast at a million matters."""

from django.conf import settings
from django.db import migrations, models


def drop_spare(apps, editor):
    """PostgreSQL's second index for prefixes of numbers: theirs are compared byte by byte, the first serves both."""
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'flow_matter'"
            " AND indexname LIKE 'flow\\_matter\\_number\\_%\\_like'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')


def correlate(apps, editor):
    """Tell PostgreSQL that a state says whether a matter is closed: it thinks a desk's matters a hundred times fewer."""
    if editor.connection.vendor == "postgresql":
        editor.execute("CREATE STATISTICS flow_matter_open (mcv) ON kind, state, closed_at FROM flow_matter")


def uncorrelate(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP STATISTICS flow_matter_open")


class Migration(migrations.Migration):
    dependencies = [
        ("flow", "0001_matters_assignments_clocks"),
        ("org", "0001_units_officers_posts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="assignment",
            name="flow_assignment_unit",
        ),
        migrations.RemoveIndex(
            model_name="assignment",
            name="flow_assignment_path",
        ),
        migrations.RemoveIndex(
            model_name="assignment",
            name="flow_assignment_officer",
        ),
        migrations.RemoveIndex(
            model_name="assignment",
            name="flow_assignment_post",
        ),
        migrations.RemoveIndex(
            model_name="matter",
            name="flow_matter_light",
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(fields=["unit_path", "matter"], name="flow_assignment_path"),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None)), fields=["due_at", "id"], name="flow_assignment_due"
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("unit__isnull", False)),
                fields=["unit", "due_at", "id", "matter"],
                name="flow_assignment_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("officer__isnull", False)),
                fields=["officer", "due_at", "id", "matter"],
                name="flow_assignment_officer",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("post__isnull", False)),
                fields=["post", "due_at", "id", "matter"],
                name="flow_assignment_post",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("officer__isnull", False)),
                fields=["officer", "matter"],
                name="flow_assignment_own",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("post__isnull", False)),
                fields=["post", "matter"],
                name="flow_assignment_held",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=[
                    "kind",
                    "judged_light",
                    "due_at",
                    "id",
                    "warn_at",
                    "paused_at",
                    "closed_at",
                    "lead_unit",
                ],
                name="flow_matter_light",
            ),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["kind", "due_at", "id"], name="flow_matter_by_due"),
        ),
        migrations.AddIndex(
            model_name="matter",
            index=models.Index(fields=["kind", "opened_at"], name="flow_matter_opened"),
        ),
        migrations.RunPython(drop_spare, migrations.RunPython.noop),
        migrations.RunPython(correlate, uncorrelate),
    ]
