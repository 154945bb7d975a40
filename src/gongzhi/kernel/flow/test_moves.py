"""Making moves."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from tests.support.errands import AT, ERRAND, County, TooLate, statements

from gongzhi.kernel.access.queries import NotAllowed
from gongzhi.kernel.events.actions import erase
from gongzhi.kernel.events.models import Event
from gongzhi.kernel.files.models import Attachment
from gongzhi.kernel.flow.actions import Party, note, run
from gongzhi.kernel.flow.facts import Noted
from gongzhi.kernel.flow.forms import MoveForm, move_form
from gongzhi.kernel.flow.models import AssignmentState, Matter, Role
from gongzhi.kernel.flow.queries import offers
from gongzhi.kernel.flow.refused import AlreadyChanged, FieldsRefused, MoveNotNow, MoveNotOpen, NotParty

LATER = AT + timedelta(hours=1)


def signed(county: County) -> Matter:
    return run(county.open(starts=("sign",)), "sign", by=county.builder, at=AT)


def report_form(matter: Matter, files: MultiValueDict | None = None, **data: str) -> MoveForm:
    return move_form(ERRAND.moves["report"], matter, data, files)


def test_move_changes_state_version_clock_and_log(county: County) -> None:
    matter = county.open(starts=("sign",))

    moved = run(matter, "sign", by=county.builder, at=LATER, version=1, note="马上办")

    kept = Matter.objects.get(pk=matter.pk)
    event = Event.objects.filter(matter=matter.pk).latest("seq")
    assert (moved.state, kept.state, kept.version, kept.tip_seq) == ("doing", "doing", 2, 2)
    assert kept.tip_hash == event.hash
    assert (event.from_state, event.to_state, event.actor) == ("issued", "doing", county.builder)
    assert event.sentence == "县住建局：签收。备注：马上办"
    assert kept.clocks.get().stopped_at == LATER
    assert kept.assignments.get().state == AssignmentState.SIGNED


def test_move_tells_the_second_of_two_what_the_first_did(county: County) -> None:
    matter = signed(county)
    run(matter, "report", by=county.builder, at=LATER, version=2, text="开工了")

    with pytest.raises(AlreadyChanged, match="builder甲已经办理了“报告”，事项现在是“办理中”"):
        run(matter, "report", by=county.clerk, at=LATER, version=2, text="催一催")

    assert Event.objects.filter(matter=matter.pk).count() == 3


def test_a_note_makes_no_version_stale(county: County) -> None:
    matter = signed(county)
    note(matter, Noted("催办", "请抓紧"), by=county.clerk, at=LATER)

    assert run(matter, "report", by=county.builder, at=LATER, version=2, text="开工了").version == 3


def test_move_from_a_wrong_state_says_what_can_be_done(county: County) -> None:
    with pytest.raises(MoveNotOpen, match="现在是“待签收”，不能“报告”；现在可以：签收、改交。"):
        run(county.open(), "report", by=county.builder, at=AT, text="开工了")


def test_move_of_a_party_refuses_another_unit(county: County) -> None:
    with pytest.raises(NotParty, match="“签收”要由本事项的牵头单位、协同单位办理"):
        run(county.open(), "sign", by=county.waterman, at=AT)


def test_move_refuses_who_holds_nothing(county: County) -> None:
    with pytest.raises(NotAllowed):
        run(county.open(), "sign", by=county.guest, at=AT)


def test_move_of_the_office_refuses_another_reach(county: County) -> None:
    with pytest.raises(NotAllowed, match="不在您"):
        run(county.open(), "hand", by=county.townsman, at=AT, to=county.town)


def test_leader_moves_by_the_post_held(county: County) -> None:
    matter = county.open(parties=[Party(Role.LEAD, unit=county.town), Party(Role.LEADER, post=county.post)])
    matter = run(matter, "sign", by=county.townsman, at=AT)

    moved = run(matter, "report", by=county.leader, at=AT, text="已调度")

    assert Event.objects.filter(matter=moved.pk).latest("seq").facts["party"] == "副县长（农业）"


def test_each_party_signs_for_itself(county: County) -> None:
    both = [Party(Role.LEAD, unit=county.housing), Party(Role.CO, unit=county.water)]
    matter = county.open(parties=both, starts=("sign",))

    run(matter, "sign", by=county.builder, at=AT)

    assert [one.state for one in matter.assignments.order_by("order")] == ["signed", "open"]
    assert matter.clocks.filter(stopped_at=None).get().assignment.unit == county.water


def test_move_waits_for_its_condition(county: County) -> None:
    matter = signed(county)
    with pytest.raises(MoveNotNow, match="现在还不能“办结”：还没有写明结果。"):
        run(matter, "close", by=county.clerk, at=AT)

    run(matter, "conclude", by=county.clerk, at=AT, outcome="已通车")
    closed = run(matter, "close", by=county.clerk, at=LATER)

    assert closed.closed_at == LATER
    assert matter.assignments.get().state == AssignmentState.CLOSED


def test_a_refusal_in_the_body_undoes_everything(county: County) -> None:
    matter = signed(county)
    with pytest.raises(TooLate):
        run(matter, "report", by=county.builder, at=AT, text="太迟")

    assert Matter.objects.get(pk=matter.pk).version == 2
    assert Event.objects.filter(matter=matter.pk).count() == 2


def test_form_comes_from_the_declaration_and_fills_the_body(county: County) -> None:
    matter = signed(county)
    form = report_form(
        matter, text="开工\n一半", done="12.50", day="2026-03-05", grade="good", person="住户甲", **{"goals-built": "3"}
    )  # fmt: skip

    run(matter, "report", form=form, by=county.builder, at=AT)

    event = Event.objects.filter(matter=matter.pk).latest("seq")
    assert form.typed()["done"] == Decimal("12.5")
    assert form.typed()["day"] == date(2026, 3, 5)
    assert event.facts["values"] == [
        ["进展", "开工\n一半"], ["完成量", "12.5"], ["完成日期", "2026-03-05"], ["评价", "好"], ["新建", "3"],
    ]  # fmt: skip
    assert event.sentence.endswith("新建：3；联系人：住户甲")


def test_a_personal_answer_can_be_erased_and_the_log_still_reads(county: County) -> None:
    matter = signed(county)
    run(matter, "report", by=county.builder, at=AT, text="走访了", person="住户甲")
    event = Event.objects.filter(matter=matter.pk).latest("seq")

    erase(events=[event.pk])

    assert "住户甲" not in event.payload
    assert event.sentence == "县住建局：报告。进展：走访了；〔已删除〕"
    assert event.link().hash() == event.hash


def test_form_refuses_with_field_and_words(county: County) -> None:
    matter = signed(county)
    with pytest.raises(FieldsRefused, match="进展：") as refused:
        run(matter, "report", form=report_form(matter, text=""), by=county.builder, at=AT)

    assert refused.value.field == "text"


def test_a_required_value_left_out_by_code_is_a_bug(county: County) -> None:
    with pytest.raises(TypeError, match="needs text"):
        run(signed(county), "report", by=county.builder, at=AT)


def test_uploads_become_attachments_of_the_matter(county: County) -> None:
    matter = signed(county)
    upload = SimpleUploadedFile("说明.txt", "已经开工。".encode(), "text/plain")
    form = report_form(matter, MultiValueDict({"files": [upload]}), text="见附件")

    run(matter, "report", form=form, by=county.builder, at=AT)

    kept = Attachment.objects.get(matter_id=matter.pk)
    event = Event.objects.filter(matter=matter.pk).latest("seq")
    assert (kept.name, kept.purpose) == ("说明.txt", "files")
    assert event.facts["files"] == [kept.blob_id]
    assert event.sentence.endswith("附件1个")


def test_the_system_moves_without_permission(county: County) -> None:
    moved = run(county.open(starts=("sign",)), "sign", by=None, at=AT)

    assert (moved.state, Event.objects.get(matter=moved.pk, seq=2).actor) == ("doing", None)


def test_offers_are_what_run_accepts(county: County) -> None:
    matter = signed(county)

    def codes(officer: object) -> list[str]:
        return [offer.move.code for offer in offers(matter, officer) if not offer.reason]  # type: ignore[arg-type]

    assert codes(county.builder) == ["report"]
    assert codes(county.clerk) == ["report", "hand", "hold", "start", "conclude"]
    assert codes(county.waterman) == codes(county.guest) == []
    assert [one.reason for one in offers(matter, county.clerk) if one.move.code == "close"] == [
        "还没有写明结果。"
    ]


def test_a_move_costs_few_statements(county: County) -> None:
    matter = county.open(starts=("sign",))
    county.builder.__dict__.pop("_holdings_by_day", None)

    with statements() as told:
        run(matter, "sign", by=county.builder, at=AT, version=1)

    # lock, holdings, parties, the assignment, its clock, the event, the matter; and one where modules listen to moves
    own = [one for one in told if not one.startswith('INSERT INTO "events_delivery"')]
    assert len(own) == 7 and len(told) <= 8, "\n".join(told)
