from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.people"
    label = "people"
    verbose_name = "个人信息"

    def ready(self) -> None:
        from gongzhi.kernel.access.queries import Scoping, scoped
        from gongzhi.kernel.people import erasing  # noqa: F401  its event kinds
        from gongzhi.kernel.people.models import Person

        scoped(Person, Scoping(label="个人信息"))
