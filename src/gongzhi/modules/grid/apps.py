from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.grid"
    label = "grid"
    verbose_name = "网格治理"

    def ready(self) -> None:
        from gongzhi.kernel.files.queries import register_owner
        from gongzhi.kernel.flow.scoping import register_row
        from gongzhi.kernel.people.erasing import on_erase
        from gongzhi.modules.grid.events.models import GridEvent
        from gongzhi.modules.grid.scoping import register
        from gongzhi.modules.grid.visits.erasing import empty
        from gongzhi.modules.grid.visits.queries import OWNER, may_read

        register_row(GridEvent, "网格事件")
        register()
        register_owner(OWNER, may_read)
        on_erase(empty, name="grid.visits")
