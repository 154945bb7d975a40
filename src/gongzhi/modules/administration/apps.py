from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.administration"
    label = "administration"
    verbose_name = "系统管理"

    def ready(self) -> None:
        from gongzhi.kernel.access import decide
        from gongzhi.kernel.documents import templates
        from gongzhi.kernel.files.queries import register_owner
        from gongzhi.modules.administration.module import TEMPLATES

        register_owner(templates.OWNER, lambda officer, attachment: decide(officer, TEMPLATES))
