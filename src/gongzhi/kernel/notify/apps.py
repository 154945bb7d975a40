from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.notify"
    label = "notify"
    verbose_name = "通知"
