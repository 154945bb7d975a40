from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "gongzhi.kernel.events"
    label = "events"
    verbose_name = "日志"

    def ready(self) -> None:
        from gongzhi.kernel.clock import recorded_until
        from gongzhi.kernel.events import relief  # noqa: F401  its kinds of event are known from the start
        from gongzhi.kernel.events.follow import follow
        from gongzhi.kernel.events.queries import latest_moment

        follow()
        recorded_until(latest_moment)
        post_migrate.connect(_guard, sender=self, dispatch_uid="events.guards")


def _guard(using: str, **_: object) -> None:
    """Put the triggers back wherever something took them away: a restore, a test's flush."""
    from django.db import connections

    from gongzhi.kernel.events import guards
    from gongzhi.kernel.events.models import Event

    if Event._meta.db_table in connections[using].introspection.table_names():
        guards.install(connections[using])
