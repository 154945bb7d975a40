from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.supervision"
    label = "supervision"

    def ready(self) -> None:
        from gongzhi.kernel.flow.scoping import register_row
        from gongzhi.modules.supervision.models import Task

        register_row(Task, "任务")
