from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.modules.administration"
    label = "administration"
    verbose_name = "系统管理"
