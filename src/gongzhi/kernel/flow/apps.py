from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.flow"
    label = "flow"

    def ready(self) -> None:
        from gongzhi.kernel.flow.scoping import register

        register()
