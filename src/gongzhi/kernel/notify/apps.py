from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.notify"
    label = "notify"
    verbose_name = "通知"

    def ready(self) -> None:
        from gongzhi.kernel.notify import jobs

        jobs.declare()
