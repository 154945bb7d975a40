from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.rounds"
    label = "rounds"
    verbose_name = "巡查走访"

    def ready(self) -> None:
        from gongzhi.kernel.duty import register
        from gongzhi.kernel.rounds import facts, jobs, scoping  # noqa: F401  kinds of event are known from the start

        scoping.register()
        for duty in jobs.DUTIES:
            register(duty)
