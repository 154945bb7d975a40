from django.apps import AppConfig
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "gongzhi.kernel.modules"
    label = "modules"

    def ready(self) -> None:
        from gongzhi.kernel.modules.install import install, sync_sets

        install()
        post_migrate.connect(sync_sets, sender=self)
