"""The library of templates, by name: documents from plain values, and starters that staff edit in Word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, replace
from typing import Any

from gongzhi.kernel.refusals import Kind, Refusal

from .paper import MissingPart, Paper
from .samples import VALUES
from .templates import LABELS, TEMPLATES, Resolution, Template


class NoSuchTemplate(Refusal):
    code = "documents.no_such_template"
    kind = Kind.ABSENT
    message = "没有名为“{name}”的文书模板。现有模板：{known}。"


class NoStarter(Refusal):
    code = "documents.no_starter"
    message = "{label}每个账号一条，不能做成带填写项的模板，请直接生成。"


class NoSuchPart(Refusal):
    code = "documents.no_such_part"
    message = "{label}没有“{name}”这一项。可以填写的有：{known}。"


def paper(name: str, values: Mapping[str, Any]) -> Paper:
    """The paper of the template called `name`; lists may stand where the template wants tuples.

    Raises: NoSuchTemplate, NoSuchPart, MissingPart.
    """
    template = _found(name)
    parts = {field.name: field for field in fields(template.values)}
    unknown = sorted(set(values) - set(parts))
    if unknown:
        raise NoSuchPart(
            field=unknown[0],
            label=template.label,
            name=unknown[0],
            known="、".join(f"{key}（{LABELS[key]}）" for key in parts),
        )
    for field in parts.values():
        if field.default is MISSING and field.name not in values:
            raise MissingPart(field=field.name, label=LABELS[field.name])
    return template.paper(template.values(**{key: _frozen(value) for key, value in values.items()}))


def starter(name: str) -> Paper:
    """The template as a form with fields in double braces, to be saved as .docx, edited and filled (see `filling`).

    The fields bear the Chinese names of `templates.LABELS`; a list is one field, a table is left to the writer.
    """
    template = _found(name)
    if name == "password_sheet":
        raise NoStarter(field="template", label=template.label)
    sample = VALUES[name]
    blanks = {
        field.name: _blank(field.name, getattr(sample, field.name)) for field in fields(template.values)
    }
    return template.paper(replace(sample, **blanks))  # type: ignore[type-var]


def _blank(name: str, value: Any) -> Any:
    """What stands in a starter for one part of a template."""
    mark = "{{ " + LABELS[name] + " }}"
    if name == "resolutions":
        return (Resolution("{{ 议题 }}", decided=(mark,)),)
    if name in ("columns", "annex_title", "kind") or isinstance(value, int | bool):
        return value
    if isinstance(value, tuple):
        if name in ("rows", "problems") and not (value and isinstance(value[0], str)):
            return ()
        return (mark,) if all(isinstance(item, str) for item in value) else ()
    return mark


def _found(name: str) -> Template:
    if name not in TEMPLATES:
        known = "、".join(f"{key}（{template.label}）" for key, template in TEMPLATES.items())
        raise NoSuchTemplate(field="template", name=name, known=known)
    return TEMPLATES[name]


def _frozen(value: Any) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list | tuple) else value
