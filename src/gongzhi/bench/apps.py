from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.bench"
    label = "bench"
