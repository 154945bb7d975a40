from django.urls import path

from gongzhi.kernel.notify import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:key>/", views.open_message, name="inbox-open"),
    path("read/", views.read_all, name="inbox-read"),
]
