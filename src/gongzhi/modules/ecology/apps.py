from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.ecology"
    label = "ecology"
    verbose_name = "生态环保"

    def ready(self) -> None:
        from django.db.models import Q

        from gongzhi.kernel.access.queries import Scoping, scoped
        from gongzhi.kernel.flow.scoping import register_row
        from gongzhi.modules.ecology.models import Item, Problem, Reach, Station
        from gongzhi.modules.ecology.patrols import listening
        from gongzhi.modules.ecology.sites import scoping as sites

        register_row(Problem, "问题")
        register_row(Item, "整改问题")
        view = "ecology.view"
        below = lambda path: Q(unit__path__startswith=path)  # noqa: E731
        scoped(Station, Scoping(units=below, place="unit__place_id", view=view, label="工作站"))
        scoped(
            Reach,
            Scoping(
                units=below, place="place_id", view=view, label="河湖林区",
                party=lambda officer: Q(chiefs__officer=officer, chiefs__to_on=None),
            ),
        )  # fmt: skip
        sites.register()
        listening.register()
