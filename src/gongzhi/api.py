"""The API of the whole system: the kernel's operations on matters, and each module's own."""

from __future__ import annotations

from django.utils.module_loading import import_string
from ninja import NinjaAPI

from gongzhi import __version__
from gongzhi.kernel.modules import registry
from gongzhi.kernel.web.api.auth import AUTH
from gongzhi.kernel.web.api.matters import routers
from gongzhi.kernel.web.api.reference import Reference
from gongzhi.kernel.web.guard import SIGNED_IN, guard
from gongzhi.kernel.web.problems import install_problems

api = NinjaAPI(
    title="共治 gongzhi",
    version=__version__,
    description="县域治理工作系统接口。页面上能办的，都可以从这里办；规则、权限和记录与页面完全相同。",
    auth=AUTH,
    urls_namespace="api",
    docs=Reference(),
    docs_decorator=guard(SIGNED_IN),
)
install_problems(api)
for prefix, router in routers(flow for module in registry() for flow in module.flows):
    api.add_router(prefix, router)
for module in registry():
    if module.api:
        api.add_router(f"/{module.name}", import_string(module.api))
