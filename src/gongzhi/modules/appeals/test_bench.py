"""What the bench makes up of appeals is read like any other."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from gongzhi.bench import bulk, county, creating
from gongzhi.kernel.clock import now
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.people.models import Person
from gongzhi.modules.appeals.bench import BENCH
from gongzhi.modules.appeals.intake.actions import Told, register
from gongzhi.modules.appeals.intake.models import Appeal


@pytest.mark.django_db(transaction=True)
def test_made_up_appeals_fill_every_measured_page() -> None:
    made = county.build({sort: list(names) for sort, names in BENCH.permissions.items()})

    bulk.fill(made, BENCH.flow, bulk.Size(60, open_share=0.5), now(), BENCH.fill)

    clients = {}
    for _, address, sort, *_ in BENCH.pages:
        clients.setdefault(sort, Client()).force_login(
            getattr(made, sort), settings.AUTHENTICATION_BACKENDS[-1]
        )
        assert (address, clients[sort].get(address).status_code) == (address, 200)
    assert Appeal.objects.count() == Person.objects.count() == 60


@pytest.mark.django_db(transaction=True)
def test_bare_sql_writes_the_callers_row_too() -> None:
    made = county.build({sort: list(names) for sort, names in BENCH.permissions.items()})
    told = Told("门前的垃圾桶满了没有人收。", name="来电人", phone="13900000000")
    like = register(told, by=made.clerk, at=now()).matter

    creating.with_bare_sql(like, 5, BENCH.owns)

    assert Matter.objects.count() == Appeal.objects.count() == Person.objects.count() == 7
    assert Appeal.objects.values("appellant").distinct().count() == 7
