from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.rows"
    label = "rows"
