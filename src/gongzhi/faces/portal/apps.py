from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.faces.portal"
    label = "portal"
    verbose_name = "公众门户"
