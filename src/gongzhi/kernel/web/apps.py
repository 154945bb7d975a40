from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "gongzhi.kernel.web"
    label = "web"
    verbose_name = "页面"

    def ready(self) -> None:
        from django.forms import Field

        from gongzhi.kernel.web import duties

        duties.declare()

        # Django's own words ("this field is mandatory") say what is wrong, not what to do
        Field.default_error_messages["required"] = "请填写这一项。"
