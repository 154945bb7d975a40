"""What the operation log is looked up by: who, and the kinds that are no matter's."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0001_log_outbox_anchors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["actor", "at", "id"], name="events_event_actor"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("matter", None)), fields=["kind", "at", "id"], name="events_event_kind"
            ),
        ),
    ]
