"""Answers as bytes. JSON is the XML with its outermost element dropped: lists and errors are bare arrays."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from lxml import etree

from gongzhi.modules.appeals.open311.protocol.fields import fit
from gongzhi.modules.appeals.open311.protocol.shapes import (
    LISTS,
    Attribute,
    Error,
    Receipt,
    Request,
    Service,
    Ticket,
    Update,
)
from gongzhi.modules.appeals.open311.protocol.times import written

TYPES = {"json": "application/json; charset=utf-8", "xml": "text/xml; charset=utf-8"}
# the name of one of a list, by the list's name
ONE = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "service_request_updates": "request_update",
    "errors": "error",
}
Plain = dict[str, Any]


def services(rows: Sequence[Service], format: str) -> bytes:
    return _list("services", rows, _service, format)


def definition(service: Service, format: str) -> bytes:
    """A bare object, unlike everything else."""
    attributes = [_attribute(one, n) for n, one in enumerate(service.attributes, 1)]
    return _written("service_definition", {"service_code": service.code, "attributes": attributes}, format)


def receipt(one: Receipt, format: str) -> bytes:
    return _list("service_requests", [one], _receipt, format)


def ticket(one: Ticket, format: str) -> bytes:
    return _list("service_requests", [one], _ticket, format)


def requests(rows: Sequence[Request], format: str) -> bytes:
    return _list("service_requests", rows, _request, format)


def updates(rows: Sequence[Update], format: str) -> bytes:
    return _list("service_request_updates", rows, _update, format)


def update_receipt(update_id: str, format: str) -> bytes:
    return _written("service_request_updates", [{"update_id": update_id}], format)


def errors(rows: Sequence[Error], format: str) -> bytes:
    return _list("errors", rows, lambda one: {"code": one.code, "description": one.description}, format)


def status_of(rows: Sequence[Error]) -> int:
    """The HTTP status of several errors: a wrong key before a missing thing before everything else."""
    return next(
        (status for status in (403, 404) if any(one.status == status for one in rows)), rows[0].status
    )


# plain values


def _service(one: Service) -> Plain:
    return {
        "service_code": one.code,
        "service_name": one.name.strip(),
        "description": one.description,
        "metadata": bool(one.attributes),
        "type": one.kind,
        "keywords": ",".join(word.replace(",", " ") for word in one.keywords),
        "group": one.group,
    }


def _attribute(one: Attribute, order: int) -> Plain:
    found: Plain = {
        "variable": one.variable,
        "code": one.code,
        "datatype": one.datatype,
        "required": one.required,
        "datatype_description": one.datatype_description,
        "order": order,
        "description": one.description,
    }
    if one.datatype in LISTS:
        found["values"] = [{"key": key, "name": name} for key, name in one.values]
    return found | ({"automated": one.automated} if one.automated else {})


def _receipt(one: Receipt) -> Plain:
    found: Plain = {"service_request_id": one.request_id} if one.request_id else {}
    found |= {"token": one.token} if one.token else {}
    return found | {"service_notice": one.notice or None, "account_id": None}


def _ticket(one: Ticket) -> Plain:
    return {"service_request_id": one.request_id or None, "token": one.token}


def _request(one: Request) -> Plain:
    return {
        "service_request_id": one.request_id,
        "status": one.status,
        "status_notes": one.status_notes or None,
        "service_name": one.service_name,
        "service_code": one.service_code,
        "description": one.description or None,
        "agency_responsible": one.agency or None,
        "service_notice": one.notice or None,
        "requested_datetime": written(one.requested_at),
        "updated_datetime": written(one.updated_at),
        "expected_datetime": written(one.expected_at) if one.expected_at else None,
        "address": one.address or None,
        "address_id": one.address_id or None,
        "zipcode": one.zipcode or None,
        "lat": one.lat,
        "long": one.long,
        "media_url": one.media_url or None,
    }


def _update(one: Update) -> Plain:
    found: Plain = {
        "update_id": one.update_id,
        "service_request_id": one.request_id,
        "status": one.status,
        "updated_datetime": written(one.updated_at),
        "description": one.description,
        "media_url": one.media_url,
    }
    return found | dict(one.extras)


# writing


def _list(name: str, rows: Sequence[Any], plain: Callable[[Any], Plain], format: str) -> bytes:
    return _written(name, [plain(one) for one in rows], format)


def _written(name: str, value: Any, format: str) -> bytes:
    if format == "json":
        return json.dumps(_fit(value), ensure_ascii=False, allow_nan=False).encode()
    root = etree.Element(name)
    _fill(root, name, value)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + etree.tostring(root, encoding="utf-8")


def _fit(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _fit(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_fit(one) for one in value]
    return fit(value) if isinstance(value, str) else value


def _fill(element: etree._Element, name: str, value: Any) -> None:
    if isinstance(value, dict):
        for inner, one in value.items():
            _fill(etree.SubElement(element, inner), inner, one)
    elif isinstance(value, list):
        for one in value:
            _fill(etree.SubElement(element, ONE[name]), ONE[name], one)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:
        element.text = fit(str(value)) or None
