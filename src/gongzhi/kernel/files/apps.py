from django.apps import AppConfig


class Config(AppConfig):
    name = "gongzhi.kernel.files"
    label = "files"
    verbose_name = "文件"
