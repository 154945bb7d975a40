from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.flow"
    label = "flow"
    verbose_name = "事项"

    def ready(self) -> None:
        from gongzhi.kernel.events.verify import register_replay
        from gongzhi.kernel.flow import replay, scoping

        scoping.register()
        register_replay(replay.MATTERS)
