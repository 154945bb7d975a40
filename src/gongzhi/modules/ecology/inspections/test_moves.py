"""One finding of an inspection from its registration to being struck off."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.flow.actions import run
from gongzhi.kernel.flow.models import Matter
from gongzhi.kernel.flow.refused import MoveNotNow
from gongzhi.kernel.notify.models import Message
from gongzhi.modules.ecology.conftest import AT, DAY, Eco, photo, shanghai
from gongzhi.modules.ecology.inspections import actions, moves
from gongzhi.modules.ecology.inspections.actions import Told, add_item, set_inspection
from gongzhi.modules.ecology.inspections.models import Inspection, Item
from gongzhi.modules.ecology.problems.refused import SamePerson

TEXT = "泽口镇部分砂石堆场没有覆盖，扬尘污染突出，长期没有整改到位。"


def inspected(eco: Eco) -> Inspection:
    known = Inspection.objects.first()
    return known or set_inspection(
        title="2025年省生态环境保护督察反馈意见",
        source="provincial",
        fed_back_on=date(2025, 12, 20),
        by=eco.office,
        at=AT,
    )


def fed_back(eco: Eco, **more: Any) -> Item:
    given: dict[str, Any] = {
        "text": TEXT,
        "lead": eco.town,
        "co": [eco.bureau],
        "deadline": date(2026, 6, 30),
    } | more
    return add_item(inspection=inspected(eco), told=Told(**given), by=eco.office, at=AT)


def move(item: Item, code: str, by: Any, at: Any = AT, **values: Any) -> Item:
    run(Matter.objects.get(pk=item.pk), code, by=by, at=at, **values)
    return Item.objects.select_related("matter").get(pk=item.pk)


def accepted(eco: Eco) -> Item:
    item = move(fed_back(eco), "plan", eco.townsman, measures="一、全部覆盖；二、建洗车台。")
    item = move(item, "claim", eco.townsman, AT + DAY, result="堆场全部覆盖，洗车台建成。", files=[photo()])
    return move(item, "accept", eco.office, AT + 2 * DAY, text="现场查看，已整改到位。")


def test_a_finding_has_its_number_its_units_and_two_terms(eco: Eco):
    item = fed_back(eco)

    plan = item.matter.clocks.filter(name="plan", assignment__role="lead").get()
    assert (item.number[:2], item.serial, item.matter.due_at) == ("ZG", 1, shanghai(2, 17, 30) + 120 * DAY)
    assert plan.due_at == shanghai(1, 17, 30) + 31 * DAY
    assert Message.objects.filter(officer=eco.townsman, title__startswith="督察整改任务").count() == 1


def test_a_finding_is_planned_put_right_accepted_made_public_and_struck_off(eco: Eco):
    item = accepted(eco)
    assert (item.matter.state, item.public_from, item.public_to) == (
        "accepted",
        date(2026, 3, 4),
        date(2026, 3, 11),
    )

    with time_machine.travel(AT + 7 * DAY), pytest.raises(MoveNotNow, match="2026-03-11"):
        move(item, "strike", eco.head, AT + 7 * DAY, note="公示无异议")
    with time_machine.travel(AT + 10 * DAY):
        item = move(item, "strike", eco.head, AT + 10 * DAY, note="公示无异议", document="整改办〔2026〕3号")
    assert (item.matter.state, item.struck_by) == ("struck", eco.head)


def test_who_accepted_does_not_strike_off(eco: Eco):
    item = accepted(eco)
    Item.objects.filter(pk=item.pk).update(accepted_by=eco.head)

    with time_machine.travel(AT + 10 * DAY), pytest.raises(SamePerson):
        move(item, "strike", eco.head, AT + 10 * DAY, note="公示无异议")


def test_what_is_not_right_goes_back(eco: Eco):
    item = move(accepted(eco), "refuse", eco.office, reason="群众反映仍有扬尘。")

    assert (item.matter.state, item.sent_back, item.public_to) == ("rectifying", 1, None)
    assert Message.objects.filter(officer=eco.townsman, title__startswith="验收没有通过").exists()


def test_the_deadline_moves_only_later_and_with_its_terms(eco: Eco):
    item = move(fed_back(eco), "plan", eco.townsman, measures="一、全部覆盖；二、建洗车台。")
    with pytest.raises(moves.DeadlineNotLater):
        move(item, "extend", eco.office, deadline=date(2026, 6, 1), reason="市整改办同意")
    item = move(item, "extend", eco.office, deadline=date(2026, 9, 30), reason="市整改办同意")

    assert item.deadline == date(2026, 9, 30)
    assert {one.due_at for one in item.matter.assignments.all()} == {item.matter.due_at}


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"text": "短"}, actions.ItemTooShort),
        ({"deadline": date(2025, 12, 1)}, actions.DeadlineBefore),
        ({"serial": 1}, actions.SerialTaken),
    ],
)
def test_what_cannot_be_registered_is_refused(eco: Eco, more, wrong):
    fed_back(eco)

    with pytest.raises(wrong):
        fed_back(eco, **more)
    assert Item.objects.count() == 1


def test_a_lead_unit_does_not_help_itself(eco: Eco):
    with pytest.raises(actions.LeadAgain):
        fed_back(eco, co=[eco.town])


def test_only_the_office_registers(eco: Eco):
    with pytest.raises(NotAllowed):
        add_item(
            inspection=inspected(eco), told=Told(TEXT, eco.town, date(2026, 6, 30)), by=eco.townsman, at=AT
        )


def test_an_inspection_is_registered_once(eco: Eco):
    one = inspected(eco)

    with pytest.raises(actions.InspectionThere):
        set_inspection(
            title=one.title, source="provincial", fed_back_on=date(2026, 1, 1), by=eco.office, at=AT
        )


def test_what_is_open_stands_by_its_source(client, eco: Eco, friday):
    client.force_login(eco.office)
    fed_back(eco)
    page = client.get("/ecology/items/").context["sources"]
    inspection = inspected(eco)

    assert [(one["label"], one["n"], one["open"], one["struck"]) for one in page] == [("省级督察", 1, 1, 0)]
    given = {"text": TEXT, "lead": eco.town.pk, "deadline": "2026-06-30", "_once": "a"}
    client.post(f"/ecology/items/inspections/{inspection.pk}/new/", given)
    assert [one.serial for one in inspection.items.order_by("serial")] == [1, 2]
    assert client.get(f"/ecology/items/inspections/{inspection.pk}/").status_code == 200
    assert client.get(f"/ecology/items/{inspection.items.earliest('pk').number}/").status_code == 200
