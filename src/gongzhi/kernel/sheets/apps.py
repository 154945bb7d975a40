from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.sheets"
    label = "sheets"
    verbose_name = "表格登记"

    def ready(self) -> None:
        from gongzhi.kernel.duty import register
        from gongzhi.kernel.sheets import facts, jobs  # noqa: F401  kinds of event are known from the start

        for duty in jobs.DUTIES:
            register(duty)
