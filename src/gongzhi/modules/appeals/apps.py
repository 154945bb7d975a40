from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.appeals"
    label = "appeals"
    verbose_name = "民声诉求"

    def ready(self) -> None:
        from gongzhi.kernel.files.queries import register_owner
        from gongzhi.kernel.flow.scoping import register_row
        from gongzhi.kernel.people.erasing import on_erase
        from gongzhi.modules.appeals.desk.erasing import empty
        from gongzhi.modules.appeals.figures.actions import OWNER, may_read
        from gongzhi.modules.appeals.intake import suggesting
        from gongzhi.modules.appeals.learning.keeping import guesses
        from gongzhi.modules.appeals.mediation import moves_paper as agreements
        from gongzhi.modules.appeals.models import Appeal, Dispute, Whistle
        from gongzhi.modules.appeals.open311.actions import forget
        from gongzhi.modules.appeals.papers import actions as papers
        from gongzhi.modules.appeals.topics import listening

        register_row(Appeal, "诉求")
        register_row(Dispute, "纠纷")
        register_row(Whistle, "吹哨单")
        on_erase(empty, name="appeals")
        on_erase(forget, name="appeals.open311")
        on_erase(papers.forget, name="appeals.papers")
        on_erase(agreements.forget, name="appeals.agreements")
        register_owner(OWNER, may_read)
        register_owner(agreements.OWNER, agreements.may_read)
        register_owner(papers.OWNER, papers.may_read)
        listening.listen_to_endings()
        suggesting.use(guesses)
