"""Every way in names its permission: pages and operations of the API."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from gongzhi.api import api
from gongzhi.kernel.modules.declare import permission_names
from gongzhi.kernel.web.guard import SIGNED_IN
from gongzhi.openapi import FILE, text

# addresses that guard themselves in another way, each with its reason
OWN_WAY = {
    "healthz": "tells a load balancer whether the process lives, and nothing of the county",
    "metrics": "checks its own bearer token, or that the caller is this machine",
    "files:download": "login_required, then the access rule of the file's owner",
    "files:preview": "login_required, then the access rule of the file's owner",
    "api:api-root": "answers 404; ninja reverses it to find the prefix",
}
SHARED = {SIGNED_IN, "signed_in", ""}


def patterns(found: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in (found or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from patterns(one, space + inner)
        else:
            yield f"{space}{one.name}", one


def permission_of(view: Any) -> str | None:
    return getattr(view, "permission", None)


def test_every_page_is_guarded_or_says_that_it_is_public() -> None:
    found = [
        f"{name} ({one.pattern})"
        for name, one in patterns()
        if permission_of(one.callback) is None and name not in OWN_WAY and not _is_operation(one)
    ]
    assert found == []


def _is_operation(one: URLPattern) -> bool:
    return (one.callback.__module__ or "").startswith("ninja.operation")


def test_every_guard_names_a_declared_permission() -> None:
    declared = set(permission_names()) | SHARED
    found = [
        f"{name}: {permission_of(one.callback)}"
        for name, one in patterns()
        if permission_of(one.callback) is not None and permission_of(one.callback) not in declared
    ]
    assert found == []


def operations() -> list[tuple[str, str, Any]]:
    return [
        (prefix + path, method, operation)
        for prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    ]


def test_every_operation_names_its_permission() -> None:
    declared = set(permission_names()) | SHARED
    found = [
        f"{method} {path}: {permission_of(one.view_func)}"
        for path, method, one in operations()
        if permission_of(one.view_func) not in declared
    ]
    assert found == []
    assert len(operations()) > 20


def test_every_operation_has_an_id_a_summary_and_says_how_it_refuses() -> None:
    schema = api.get_openapi_schema()
    found = []
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            refusals = {"400", "401", "403", "404", "409", "422"} - {str(code) for code in one["responses"]}
            if not one.get("summary") or "operationId" not in one or refusals:
                found.append(f"{method} {path}: lacks {sorted(refusals)}")
    assert found == []


def test_operation_ids_are_unique() -> None:
    ids = [
        one["operationId"]
        for methods in api.get_openapi_schema()["paths"].values()
        for one in methods.values()
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
def test_committed_schema_is_the_present_one() -> None:
    """Written anew by: PYTHONPATH=src python -m gongzhi.openapi"""
    assert FILE.read_text(encoding="utf-8") == text(), "run: PYTHONPATH=src python -m gongzhi.openapi"
