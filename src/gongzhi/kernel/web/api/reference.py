"""The page of the API: every operation with what it takes, from the schema itself; no script, no other host."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from gongzhi.kernel.access.queries import permission_labels

TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数",
    "boolean": "是或否",
    "array": "列表",
    "object": "对象",
    "null": "空",
}
FORMATS = {"date": "日期", "date-time": "时间", "binary": "文件", "decimal": "数"}


@dataclass(frozen=True)
class Value:
    """One thing that an operation takes."""

    name: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True)
class Operation:
    key: str
    method: str
    path: str
    summary: str
    description: str
    permission: str
    takes: list[Value]
    body: list[Value]


@dataclass
class Group:
    label: str
    operations: list[Operation] = field(default_factory=list)


class Reference(DocsBase):
    """What ninja shows at /docs, as a page of ours."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        schema = api.get_openapi_schema(path_params=kwargs)
        values = {
            "title": "接口说明",
            "groups": groups(schema),
            "info": schema["info"],
            "schema_url": self.get_openapi_url(api, kwargs),
        }
        return render(request, "api/reference.html", values)


def groups(schema: dict[str, Any]) -> list[Group]:
    """The operations of an OpenAPI schema by their tags, as declared."""
    found: dict[str, Group] = {}
    for path, methods in schema["paths"].items():
        for method, one in methods.items():
            label = (one.get("tags") or ["其他"])[0]
            found.setdefault(label, Group(label)).operations.append(_operation(path, method, one, schema))
    return list(found.values())


def _operation(path: str, method: str, one: dict[str, Any], schema: dict[str, Any]) -> Operation:
    takes = [
        Value(
            each["name"],
            _kind(each["schema"], schema),
            each.get("required", False),
            each["schema"].get("description", ""),
        )
        for each in one.get("parameters", ())
    ]
    permission = one.get("x-permission", "")
    return Operation(
        key=one["operationId"],
        method=method.upper(),
        path=path,
        summary=one.get("summary", ""),
        description=one.get("description", ""),
        permission=permission_labels().get(permission, permission),
        takes=takes,
        body=_body(one, schema),
    )


def _body(one: dict[str, Any], schema: dict[str, Any]) -> list[Value]:
    for content in one.get("requestBody", {}).get("content", {}).values():
        shape = _resolve(content.get("schema", {}), schema)
        required = set(shape.get("required", ()))
        return [
            Value(name, _kind(each, schema), name in required, each.get("description", ""))
            for name, each in shape.get("properties", {}).items()
        ]
    return []


def _resolve(shape: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = shape.get("$ref", "")
    name = reference.rpartition("/")[2]
    return schema["components"]["schemas"][name] if name else shape


def _kind(shape: dict[str, Any], schema: dict[str, Any]) -> str:
    """The type in words: `文字`, `列表（文字）`, `a、b 之一`."""
    shape = _resolve(shape, schema)
    if "enum" in shape:
        return f"{'、'.join(map(str, shape['enum']))} 之一"
    options = [one for one in (*shape.get("anyOf", ()), *shape.get("allOf", ())) if one.get("type") != "null"]
    if options:
        return "或".join(dict.fromkeys(_kind(one, schema) for one in options))
    if shape.get("type") == "array":
        return f"列表（{_kind(shape.get('items', {}), schema)}）"
    return FORMATS.get(shape.get("format", ""), TYPES.get(shape.get("type", ""), "任意"))
