from django.urls import path

from gongzhi.demo import views

app_name = "demo"
urlpatterns = [path("clock/", views.control, name="clock")]
