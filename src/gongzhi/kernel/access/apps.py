from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.access"
    label = "access"
    verbose_name = "权限"

    def ready(self) -> None:
        from gongzhi.kernel.access import facts, parameters, scoping, sessions  # noqa: F401

        parameters.register()
        scoping.register()
        sessions.connect()
