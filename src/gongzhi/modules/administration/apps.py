from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.administration"
    label = "administration"
    verbose_name = "系统管理"

    def ready(self) -> None:
        from gongzhi.kernel.access.queries import Scoping, scoped
        from gongzhi.kernel.events.models import Event

        # the log is read whole or not at all: events of no matter lie in no unit and at no place
        scoped(Event, Scoping(label="记录"))
