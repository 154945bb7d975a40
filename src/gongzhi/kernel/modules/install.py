"""Wiring what modules declare into the kernel, once everything is loaded."""

from __future__ import annotations

from typing import Any

from gongzhi.kernel.access.models import PermissionSet
from gongzhi.kernel.access.queries import label_permissions
from gongzhi.kernel.documents.writing import kinds as paper_kinds
from gongzhi.kernel.duty import register as register_duty
from gongzhi.kernel.measures import register as register_measure
from gongzhi.kernel.modules.declare import bundles, permission_names, registry
from gongzhi.kernel.modules.house import DUTIES
from gongzhi.kernel.modules.phone import declare_phone
from gongzhi.kernel.parameters import declare
from gongzhi.kernel.rounds import register as register_rounds
from gongzhi.kernel.sheets import register as register_sheet


def install() -> None:
    """Declare what every module adds: parameters, duties, rounds, sheets, measures, phones, papers. Called once at start."""
    for duty in DUTIES:
        register_duty(duty)
    for module in registry():
        declare(*module.parameters)
        for duty in module.duties:
            register_duty(duty)
        for kind in module.rounds:
            register_rounds(kind)
        for sheet in module.sheets:
            register_sheet(sheet)
        for measure in module.measures:
            register_measure(measure)
        if module.phone:
            declare_phone(module.phone)
        for paper in module.papers:
            if isinstance(paper, str):
                paper_kinds.kind(paper)  # it is there
            else:
                paper_kinds.register(paper)
    label_permissions(permission_names())


def sync_sets(**_: Any) -> None:
    """Bring the shipped permission sets into the database after a migration; what staff added to them stays."""
    for bundle in bundles():
        held = PermissionSet.objects.filter(name=bundle.name).first()
        if held is None:
            PermissionSet.objects.create(
                name=bundle.name,
                label=bundle.label,
                permissions=list(bundle.permissions),
                exclusive=bundle.exclusive,
                shipped=True,
            )
            continue
        wanted = list(dict.fromkeys([*held.permissions, *bundle.permissions]))
        if wanted != held.permissions:
            held.permissions = wanted
            held.save(update_fields=["permissions"])
