from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.faces.open311"
    label = "open311"
    verbose_name = "开放接口 Open311"
