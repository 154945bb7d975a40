"""All addresses. Modules add theirs through the registry; this file names what is the whole system's."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from gongzhi import health
from gongzhi.api import api
from gongzhi.kernel.modules import registry
from gongzhi.kernel.modules.declare import roots

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", health.metrics, name="metrics"),
    path("api/v1/", api.urls),
    path("", include("gongzhi.kernel.web.urls")),
    path("inbox/", include("gongzhi.kernel.notify.urls")),
    path("files/", include("gongzhi.kernel.files.urls")),
    *[path(f"{face.rpartition('.')[2]}/", include(f"{face}.urls")) for face in settings.FACES],
    *[path(f"{module.name}/", include(module.urls)) for module in registry() if module.urls],
    *[path(f"{address}/", include(urls)) for address, urls in roots(registry()).items()],
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("gongzhi.demo.urls")))

handler400 = "gongzhi.kernel.web.errors.bad_request"
handler403 = "gongzhi.kernel.web.errors.forbidden"
handler404 = "gongzhi.kernel.web.errors.not_found"
handler500 = "gongzhi.kernel.web.errors.broken"
