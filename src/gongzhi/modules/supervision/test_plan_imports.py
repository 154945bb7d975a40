from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongzhi.kernel.files.refused import FileRefused
from gongzhi.modules.supervision import plan_imports, plan_refused
from gongzhi.modules.supervision.models import Plan, PlanState
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in


@pytest.fixture(autouse=True)
def county(world):
    settle_in(world)
    with at_once():
        yield


def upload(data: bytes, name: str = "分解方案.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def imported(world, **more) -> Plan:
    return plan_imports.import_plan(**({"text": TEXT} | more), by=world.ducha, at=world.at)


def test_a_pasted_document_becomes_a_plan_to_review(world):
    plan = imported(world)

    assert (plan.state, plan.progress, plan.doc_number) == (PlanState.REVIEW, 100, "清政办〔2026〕3号")
    assert (plan.issued_on, plan.year, plan.items.count()) == (date(2026, 2, 10), 2026, 10)
    assert plan.attachment.name == "粘贴的文字.txt"


def test_an_item_keeps_words_numbers_and_their_places(world):
    plan = imported(world)
    first = plan.items.first()

    assert (first.no, first.headings[0]) == ("1", "改善居住条件")
    assert [target["value"] for target in first.targets] == ["12", "2600"]
    assert (first.deadline, first.lead_units) == (date(2026, 12, 31), ["县住建局"])
    assert plan.text[first.start : first.end].startswith("1. 改造老旧小区12个")


def test_a_document_in_gbk_reads_the_same(world):
    plan = imported(world, text="", upload=upload(TEXT.encode("gb18030")))

    assert plan.items.count() == 10
    assert plan.title == "清泽县人民政府办公室关于印发《清泽县2026年民生实事任务分解方案》的通知"


def test_nothing_given_is_refused(world):
    with pytest.raises(plan_refused.NothingGiven):
        imported(world, text="  ")

    assert not Plan.objects.exists()


def test_file_and_text_together_are_refused(world):
    with pytest.raises(plan_refused.BothGiven):
        imported(world, upload=upload(TEXT.encode()))


def test_a_zip_bomb_is_refused_before_any_row(world):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 300_000_000)
    with pytest.raises(FileRefused):
        imported(world, text="", upload=upload(packed.getvalue(), "方案.docx"))

    assert not Plan.objects.exists()


def test_a_document_without_tasks_fails_with_the_reason_and_keeps_the_text(world):
    plan = imported(world, text="今天天气很好，我们去春游。大家都很高兴。")

    assert (plan.state, plan.items.count()) == (PlanState.FAILED, 0)
    assert plan.error == "没有读到任务：请确认这是带任务的计划、方案或清单。"
    assert plan_imports.pasted_text(plan) == "今天天气很好，我们去春游。大家都很高兴。"


def test_a_failed_document_can_be_reviewed_by_hand(world):
    plan = imported(world, text="今天天气很好，我们去春游。大家都很高兴。")
    plan = plan_imports.start_by_hand(plan=plan, by=world.ducha, at=world.at)

    assert (plan.state, plan.text) == (PlanState.REVIEW, "今天天气很好，我们去春游。大家都很高兴。")


def test_reading_again_after_a_kill_starts_over_and_doubles_nothing(world):
    plan = imported(world)
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.READING, progress=60)
    plan_imports.read_plan.call(plan.pk)
    plan.refresh_from_db()

    assert (plan.state, plan.items.count()) == (PlanState.REVIEW, 10)


def test_reading_a_plan_under_review_changes_nothing(world):
    plan = imported(world)
    before = list(plan.items.values_list("pk", flat=True))
    plan_imports.read_plan.call(plan.pk)

    assert list(plan.items.values_list("pk", flat=True)) == before


def test_the_same_document_twice_is_refused_naming_the_first(world):
    first = imported(world)
    with pytest.raises(plan_refused.SamePlan) as caught:
        imported(world)

    assert caught.value.plan == first
    assert Plan.objects.count() == 1


def test_the_same_document_can_come_in_as_a_new_version(world):
    first = imported(world)
    second = imported(world, replaces=first)

    assert (second.replaces, second.items.count()) == (first, 10)


def test_an_earlier_version_is_known_by_title_and_number(world):
    first = imported(world)
    second = imported(world, text=TEXT.replace("12个，惠及", "14个，惠及"))

    assert plan_imports.namesake(second) == first


def test_a_removed_plan_can_be_put_back(world):
    plan = plan_imports.remove_plan(plan=imported(world), by=world.ducha, at=world.at)
    assert plan.removed_at == world.at

    plan = plan_imports.restore_plan(plan=plan, by=world.ducha, at=world.at)
    assert plan.removed_at is None


def test_filling_costs_the_same_for_one_task_and_for_ten(world, django_assert_max_num_queries):
    plan = imported(world)
    for text in (TEXT, TEXT[: TEXT.index("2. 新建污水")]):
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.READING)
        with django_assert_max_num_queries(24):
            plan_imports.fill(plan, plan_imports.read(text), at=world.at)
