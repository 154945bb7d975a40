from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.duty"
    label = "duty"

    def ready(self) -> None:
        from gongzhi.kernel.duty import housekeeping, tasks

        housekeeping.declare()
        tasks.watch()
