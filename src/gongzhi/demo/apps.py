from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.demo"
    label = "demo"
    verbose_name = "演示县"
