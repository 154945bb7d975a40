from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.appeals"
    label = "appeals"
    verbose_name = "民声诉求"

    def ready(self) -> None:
        from gongzhi.kernel.flow.scoping import register_row
        from gongzhi.kernel.people.erasing import on_erase
        from gongzhi.modules.appeals.desk.erasing import empty
        from gongzhi.modules.appeals.intake import suggesting
        from gongzhi.modules.appeals.learning.keeping import guesses
        from gongzhi.modules.appeals.models import Appeal, Dispute, Whistle

        register_row(Appeal, "诉求")
        register_row(Dispute, "纠纷")
        register_row(Whistle, "吹哨单")
        on_erase(empty, name="appeals")
        suggesting.use(guesses)
