from django.urls import path

from gongzhi.kernel.files import views

app_name = "files"
urlpatterns = [
    path("<int:key>/", views.download, name="download"),
    path("<int:key>/preview/", views.preview, name="preview"),
]
