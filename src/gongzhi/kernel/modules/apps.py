from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class Config(AppConfig):
    name = "gongzhi.kernel.modules"
    label = "modules"

    def ready(self) -> None:
        from gongzhi.kernel.modules.install import install, sync_sets

        install()
        # the signal is sent for packages with tables only; the sets lie in access
        post_migrate.connect(sync_sets, sender=apps.get_app_config("access"))
