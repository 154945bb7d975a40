from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.faces.inbound"
    label = "inbound"
    verbose_name = "公众号来件"
