from __future__ import annotations

from django.urls import path

from gongzhi.kernel.web.gallery import views

urlpatterns = [
    path("_gallery", views.gallery, name="gallery"),
    path("_gallery/list", views.sample_list, name="gallery-list"),
    path("_gallery/empty", views.empty_list, name="gallery-empty"),
    path("_gallery/form", views.sample_form, name="gallery-form"),
    path("_gallery/remind", views.remind, name="gallery-remind"),
    path("_gallery/progress", views.progress, name="gallery-progress"),
    path("_gallery/map", views.sample_map, name="gallery-map"),
    path("_gallery/points", views.sample_points, name="gallery-points"),
    path("_gallery/point/<str:key>", views.sample_point, name="gallery-point"),
    path("_gallery/error/<int:status>", views.error, name="gallery-error"),
]
