from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongzhi.kernel.events.models import Event
from gongzhi.modules.supervision import plan_edits, plan_refused
from gongzhi.modules.supervision.models import Batch, Case, Plan, PlanState
from gongzhi.modules.supervision.plan_cases import corrections, drop_case, keep_case
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_samples import FAULTY, TEXT, at_once, settle_in

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def county(world):
    settle_in(world)
    with at_once():
        yield


@pytest.fixture
def desk(world, client):
    client.force_login(world.ducha)
    return client


@pytest.fixture
def plan(world) -> Plan:
    return import_plan(text=TEXT, by=world.ducha, at=world.at)


def url(name: str, *args) -> str:
    return reverse(f"supervision:{name}", args=args)


def file(text: str, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def several() -> list[SimpleUploadedFile]:
    picture = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    return [file(TEXT, "实事.txt"), file(FAULTY, "人才.txt"), picture, file("我们去春游。" * 9, "春游.txt")]


# several files at once -------------------------------------------------------------------------------


def test_several_files_come_in_and_a_bad_one_stops_no_other(desk):
    answer = desk.post(url("plan_import"), {"upload": several(), "source": "key_work", "text": ""})
    batch = Batch.objects.get()

    assert answer.headers["Location"] == url("plan_batch", batch.pk)
    assert [plan.state for plan in batch.plans.order_by("pk")] == ["review", "review", "failed"]
    assert [one["name"] for one in batch.refused] == ["照片.png"]


def test_the_page_shows_how_far_each_file_is(desk):
    desk.post(url("plan_import"), {"upload": several(), "source": "key_work", "text": ""})
    batch = Batch.objects.get()
    page = desk.get(url("plan_batch", batch.pk)).content.decode()
    assert "都读完了" in page and "没有读到任务" in page and "照片.png" in page
    assert "hx-trigger" not in page[page.index('id="batch"') : page.index("job-line")]

    batch.plans.filter(state=PlanState.REVIEW).update(state=PlanState.READING, progress=10)
    part = desk.get(url("plan_batch", batch.pk) + "?part=1", **HTMX).content.decode()
    assert part.lstrip().startswith('<section class="sheet batch"') and "还剩 2 份" in part
    assert part.count("正在识别任务") == 4  # said, and read out


def test_a_file_that_was_there_before_is_named(desk, world):
    first = import_plan(upload=file(TEXT, "先来.txt"), by=world.ducha, at=world.at)
    values = {"upload": [file(TEXT, "再来.txt"), file(FAULTY, "人才.txt")], "source": "key_work", "text": ""}
    desk.post(url("plan_import"), values)
    (row,) = Batch.objects.get().refused

    assert (row["name"], row["plan"], row["why"][:6]) == ("再来.txt", first.pk, "这份文件已于")


def test_several_files_and_pasted_text_are_refused_together(desk):
    answer = desk.post(url("plan_import"), {"upload": several(), "source": "key_work", "text": TEXT})

    assert answer.status_code == 422
    assert Plan.objects.count() == 0


def test_a_batch_of_others_is_not_found(desk, world, client):
    desk.post(url("plan_import"), {"upload": several(), "source": "key_work", "text": ""})
    client.force_login(world.builder)

    assert client.get(url("plan_batch", Batch.objects.get().pk)).status_code == 403


@pytest.mark.parametrize("count", [2, 5])
def test_a_batch_costs_the_same_for_any_number_of_files(desk, count, django_assert_max_num_queries):
    files = [file(TEXT.replace("12个", f"{n + 20}个"), f"{n}.txt") for n in range(count)]
    desk.post(url("plan_import"), {"upload": files, "source": "key_work", "text": ""})
    desk.get(url("plan_batch", Batch.objects.get().pk))  # what is read once and kept is read now
    with django_assert_max_num_queries(10):
        desk.get(url("plan_batch", Batch.objects.get().pk))


# cases for the reader's test set ---------------------------------------------------------------------


def test_nothing_is_kept_without_consent(desk, world, plan):
    with pytest.raises(plan_refused.ConsentMissing):
        keep_case(plan=plan, agreed=False, by=world.ducha, at=world.at)
    answer = desk.post(url("plan_case", plan.pk), {})

    assert answer.status_code == 422
    assert Case.objects.count() == 0


def test_a_case_is_the_text_and_what_reviewers_made_of_it(world, plan):
    item = plan.items.get(no="4")
    plan_edits.edit_item(plan=plan, item=item.pk, text="新建公办幼儿园3所。", by=world.ducha, at=world.at)
    plan_edits.accept(plan=plan, item=item.pk, by=world.ducha, at=world.at)
    case = keep_case(plan=plan, agreed=True, by=world.ducha, at=world.at)

    assert corrections(plan) == case.corrections == 1
    assert case.text == plan.text
    assert case.answer["tasks"][3]["text"] == "新建公办幼儿园3所。"
    assert case.answer["tasks"][0]["targets"][0] == {
        "name": "改造老旧小区", "op": ">=", "value": 12, "unit": "个", "raw": "改造老旧小区12个",
    }  # fmt: skip


def test_a_number_that_was_typed_anew_keeps_those_above_it(world, plan):
    plan_edits.edit_item(plan=plan, item=plan.items.get(no="4").pk, no="40", by=world.ducha, at=world.at)
    case = keep_case(plan=plan, agreed=True, by=world.ducha, at=world.at)

    assert [one["no"] for one in case.answer["tasks"][2:4]] == ["一/3", "二/40"]


def test_an_untouched_case_is_scored_as_right(world, plan):
    from gongzhi.kernel.documents.reading import as_json, read

    case = keep_case(plan=plan, agreed=True, by=world.ducha, at=world.at)
    fields = ("no", "headings", "text", "lead_leaders", "lead_units", "co_units", "open_ended", "deadline")
    wanted = as_json(read(case.text))["tasks"]

    assert [[one[name] for name in fields] for one in case.answer["tasks"]] == [
        [one[name] for name in fields] for one in wanted
    ]


def test_cases_leave_as_a_zip_and_the_log_says_so(desk, plan):
    desk.post(url("plan_case", plan.pk), {"agreed": "on"})
    answer = desk.post(url("plan_cases_export"), {"case": [plan.pk]})
    archive = zipfile.ZipFile(BytesIO(answer.content))

    assert archive.namelist() == ["001/document.txt", "001/answer.json"]
    assert archive.read("001/document.txt").decode() == TEXT.strip()
    assert len(json.loads(archive.read("001/answer.json"))["tasks"]) == 10
    assert Event.objects.filter(kind="supervision.cases_exported").count() == 1


def test_no_case_no_export(desk):
    assert desk.post(url("plan_cases_export"), {}).status_code == 409


def test_consent_can_be_taken_back(desk, world, plan):
    desk.post(url("plan_case", plan.pk), {"agreed": "on"})
    assert plan.title in desk.get(url("plan_cases")).content.decode()
    desk.post(url("plan_case_drop", plan.pk))
    drop_case(plan=plan, by=world.ducha, at=world.at)

    assert Case.objects.count() == 0
    assert Event.objects.filter(kind="supervision.case_kept").count() == 2
