from django.apps import AppConfig

VIEW = "people.view"  # the permission to see 人房企, masked; declared by the module that collects them


class Config(AppConfig):
    name = "gongzhi.kernel.people"
    label = "people"
    verbose_name = "个人信息"

    def ready(self) -> None:
        from gongzhi.kernel.access.queries import Scoping, scoped
        from gongzhi.kernel.people import erasing  # noqa: F401  its event kinds
        from gongzhi.kernel.people.census.erasing import empty
        from gongzhi.kernel.people.census.models import House, Household, Organisation, Resident
        from gongzhi.kernel.people.erasing import on_erase
        from gongzhi.kernel.people.models import Person

        scoped(Person, Scoping(label="个人信息"))
        for model in (Resident, Household, House, Organisation):
            # a place and not a unit says who keeps them: a holding over a unit alone reaches none
            scoped(model, Scoping(place="place_code", view=VIEW, label=str(model._meta.verbose_name)))
        on_erase(empty, name="people.census")
