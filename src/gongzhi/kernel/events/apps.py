from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.events"
    label = "events"
    verbose_name = "日志"

    def ready(self) -> None:
        from gongzhi.kernel.events.follow import follow

        follow()
