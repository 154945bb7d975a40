from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.supervision"
    label = "supervision"

    def ready(self) -> None:
        from django.db.models import Q

        from gongzhi.kernel.access.queries import Scoping, scoped
        from gongzhi.kernel.files.queries import register_owner
        from gongzhi.kernel.flow.scoping import register_row, subtree
        from gongzhi.modules.supervision import meeting_papers, papers, plan_imports, plan_slips, spawned
        from gongzhi.modules.supervision.models import Meeting, Plan, Slip, Task

        register_row(Task, "任务")
        spawned.register()
        scoped(
            Plan,
            Scoping(
                units=lambda path: subtree(path, "owner_unit__path") | Q(owner_unit__path=path),
                view="supervision.plan",
                label="任务清单",
            ),
        )
        scoped(
            Slip,
            Scoping(
                units=lambda path: subtree(path, "unit__path"), view="supervision.view", label="督办文书"
            ),
        )
        scoped(
            Meeting,
            Scoping(
                units=lambda path: subtree(path, "group__office__path"), view="supervision.meet", label="会议"
            ),
        )
        register_owner(meeting_papers.OWNER, meeting_papers.may_read_minutes)
        register_owner(papers.OWNER, papers.may_read)
        register_owner(plan_imports.OWNER, plan_slips.may_read_plan)
        register_owner(plan_slips.OWNER, plan_slips.may_read_slip)
