from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.duty"
    label = "duty"

    def ready(self) -> None:
        from gongzhi.kernel.duty import actions, housekeeping, tasks  # noqa: F401  kinds of event are known from the start

        housekeeping.declare()
        tasks.watch()
