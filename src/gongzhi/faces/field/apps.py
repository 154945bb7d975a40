from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.faces.field"
    label = "field"
    verbose_name = "外勤手机端"
