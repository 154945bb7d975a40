from __future__ import annotations

import json
import re
from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from gongzhi.kernel.clock import today
from gongzhi.modules.supervision import plan_edits
from gongzhi.modules.supervision.models import Item, Plan, PlanState, Slip
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in

HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def county(world):
    settle_in(world)
    with at_once():
        yield


@pytest.fixture
def plan(world) -> Plan:
    return import_plan(text=TEXT, by=world.ducha, at=world.at)


@pytest.fixture
def desk(world, client) -> Client:
    """The supervision officer's browser."""
    client.force_login(world.ducha)
    return client


def url(name: str, *args) -> str:
    return reverse(f"supervision:{name}", args=args)


def sheet(response) -> list[list]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(response.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


def test_the_list_shows_plans_with_how_much_is_left_to_review(desk, plan):
    page = desk.get(url("plans")).content.decode()

    assert plan.title in page
    assert re.findall(r'data-label="(任务|未核对)">(?:<[^>]+>)*(\d+)', page) == [
        ("任务", "10"),
        ("未核对", "10"),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_plans(
    desk, world, plan, count, django_assert_max_num_queries
):
    for _ in range(count - 1):
        import_plan(text=TEXT, anyway=True, by=world.ducha, at=world.at)
    with django_assert_max_num_queries(9):
        desk.get(url("plans"))


def test_importing_leads_to_the_plan(desk):
    answer = desk.post(url("plan_import"), {"text": TEXT, "source": "livelihood_project"})
    plan = Plan.objects.get()

    assert answer.headers["Location"] == url("plan", plan.pk)
    assert (plan.source, plan.items.count()) == ("livelihood_project", 10)


def test_text_pasted_in_a_browser_is_the_same_document(desk, plan):
    answer = desk.post(url("plan_import"), {"text": TEXT.replace("\n", "\r\n"), "source": "key_work"})

    assert answer.status_code == 409
    assert "作为新版本导入并比较" in answer.content.decode()
    assert Plan.objects.count() == 1


def test_the_same_document_comes_in_as_a_new_version_on_purpose(desk, plan):
    values = {"text": TEXT, "source": "key_work", "as_version": "1", "replaces": plan.pk}
    desk.post(url("plan_import"), values)

    assert Plan.objects.first().replaces == plan


def test_bad_input_says_why_and_keeps_what_was_typed(desk):
    answer = desk.post(url("plan_import"), {"text": "太短", "source": "key_work"})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "粘贴的内容只有2个字，不像一份文件。请把全文粘贴进来。" in page
    assert ">\n太短</textarea>" in page


def test_a_file_of_a_wrong_type_says_which_are_right(desk):
    picture = SimpleUploadedFile("照片.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    answer = desk.post(url("plan_import"), {"upload": picture, "source": "key_work"})

    assert answer.status_code == 422
    assert Plan.objects.count() == 0


def test_a_failed_plan_offers_its_text_again(desk, world):
    plan = import_plan(text="今天天气很好，我们去春游。大家都很高兴。", by=world.ducha, at=world.at)

    assert "没有读到任务" in desk.get(url("plan", plan.pk)).content.decode()
    assert "我们去春游" in desk.get(url("plan_import") + f"?from={plan.pk}").content.decode()


def test_progress_moves_on_to_the_review_when_it_is_read(desk, plan):
    assert desk.get(url("plan_progress", plan.pk), **HTMX).headers["HX-Redirect"] == url(
        "plan_review", plan.pk
    )

    Plan.objects.filter(pk=plan.pk).update(state=PlanState.READING, progress=10)
    assert "正在识别任务" in desk.get(url("plan_progress", plan.pk), **HTMX).content.decode()


def test_an_officer_of_a_unit_may_not_open_plans(world, client, plan):
    client.force_login(world.builder)

    assert client.get(url("plans")).status_code == 403
    assert client.get(url("plan_review", plan.pk)).status_code == 404


def test_the_review_marks_each_task_in_the_document(desk, plan):
    page = desk.get(url("plan_review", plan.pk)).content.decode()
    keys = list(plan.items.values_list("pk", flat=True))

    assert sorted(map(int, re.findall(r'<mark data-item="(\d+)"', page))) == keys
    assert sorted(map(int, re.findall(r'<article class="card-item" id="item-(\d+)"', page))) == keys


def test_the_review_escapes_what_the_document_holds(desk, world):
    text = TEXT.replace("城区停车难", "<script>alert(1)</script>城区停车难")
    plan = import_plan(text=text, by=world.ducha, at=world.at)

    assert "<script>alert" not in desk.get(url("plan_review", plan.pk)).content.decode()


def test_the_review_costs_the_same_for_147_tasks(desk, plan, django_assert_max_num_queries):
    first = plan_edits.snapshot(plan.items.first())
    rows = []
    for n in range(137):
        row = Item(plan=plan)
        plan_edits.put_back(row, first | {"order": 90_000 + n})
        rows.append(row)
    Item.objects.bulk_create(rows)
    with django_assert_max_num_queries(18):
        desk.get(url("plan_review", plan.pk))


def test_accepting_answers_with_the_card_and_the_counters(desk, plan):
    item = plan.items.first()
    answer = desk.post(url("plan_item_act", plan.pk, item.pk, "accept"), {"version": 1}, **HTMX)

    assert f'id="item-{item.pk}"' in answer.content.decode()
    assert json.loads(answer.headers["HX-Trigger"])["plan-states"] == {"states": {str(item.pk): "accepted"}}


def test_the_second_reviewer_sees_the_present_state_and_who_was_first(desk, world, plan):
    item = plan.items.first()
    plan_edits.edit_item(plan=plan, item=item.pk, text="别人改的。", by=world.second_officer, at=world.at)
    answer = desk.post(url("plan_item_act", plan.pk, item.pk, "remove"), {"version": 1}, **HTMX)

    assert "别人改的。" in answer.content.decode()
    assert json.loads(answer.headers["HX-Trigger"])["toast"]["items"][0]["text"].startswith("蒋专员刚刚改过")
    assert Item.objects.get(pk=item.pk).removed is False


def test_a_choice_that_is_remembered_is_told_and_so_is_its_undoing(desk, world, plan):
    values = {"name": "县城管综合执法局", "kind": "unit", "key": world.city_management.pk, "remember": "1"}
    answer = desk.post(url("plan_settle", plan.pk), values, **HTMX)
    undone = desk.post(url("plan_undo", plan.pk), **HTMX)
    told = [json.loads(one.headers["HX-Trigger"])["toast"]["items"][0]["text"] for one in (answer, undone)]

    assert told == [
        "“县城管综合执法局”已指定，共1项任务，并记为别名，按 u 可一并撤销。",
        "已撤销：指定“县城管综合执法局”，也不再记得“县城管综合执法局”这个别名。",
    ]


def form_values(item: Item, **more) -> dict:
    return {
        "version": item.version, "no": item.no, "text": item.text, "weight": "1",
        "lead_units": [f"t:{name}" for name in item.lead_units], "co_units": [f"t:{name}" for name in item.co_units],
        "lead_leaders": [f"t:{name}" for name in item.lead_leaders],
        "target_name": ["老旧小区", ""], "target_op": [">=", ">="], "target_value": ["15", ""], "target_unit": ["个", ""],
        "target_raw": ["", ""],
    } | more  # fmt: skip


def test_the_edit_form_takes_units_targets_and_nodes(desk, world, plan):
    item = plan.items.first()
    values = form_values(item, nodes="6月底 完成一半 50%", deadline="2026-11-30", cycle="quarterly")
    values["co_units"] = [*values["co_units"], f"u:{world.water.pk}"]
    answer = desk.post(url("plan_item_edit", plan.pk, item.pk), values, **HTMX)
    item.refresh_from_db()

    assert answer.status_code == 200
    assert (item.deadline, item.cycle) == (date(2026, 11, 30), "quarterly")
    assert item.targets[0]["value"] == "15" and len(item.targets) == 1
    assert item.nodes == [{"on": "2026-06-30", "percent": 50, "text": "完成一半"}]
    assert item.resolved["县水利局"] == {"unit": world.water.pk, "via": "chosen"}


def test_many_tasks_get_a_lead_unit_at_once(desk, world, plan):
    row = plan_edits.edit_item(
        plan=plan, item=plan.items.first().pk, lead_units=[], by=world.ducha, at=world.at
    )
    desk.post(url("plan_set_all", plan.pk), {"lead_units": [f"u:{world.water.pk}"]}, **HTMX)
    row.refresh_from_db()

    assert row.resolved["县水利局"]["unit"] == world.water.pk
    assert row.lead_units == ["县水利局"]


def test_the_edit_form_names_the_figure_that_is_none(desk, plan):
    item = plan.items.first()
    answer = desk.post(
        url("plan_item_edit", plan.pk, item.pk), form_values(item, target_value=["十几", ""]), **HTMX
    )

    assert answer.status_code == 422
    assert "指标“老旧小区”的目标值“十几”不是数字。" in answer.content.decode()


def test_the_picker_finds_units_by_alias_and_groups(desk, world):
    by_alias = desk.get(url("plan_units"), {"q": "教体"}).json()["choices"]
    groups = desk.get(url("plan_units"), {"q": "乡镇"}).json()["choices"]

    assert [one["text"] for one in by_alias] == ["县教育局"]
    assert [one["value"] for one in groups] == [f"g:{world.towns.pk}"]


def test_the_diagnosis_counts_and_exports(desk, plan):
    page = desk.get(url("plan_diagnosis", plan.pk)).content.decode()
    rows = sheet(desk.get(url("plan_diagnosis", plan.pk) + "?export=xlsx"))

    assert "四化齐全" in page
    assert rows[0][:4] == ["序号", "任务内容", "牵头单位", "目标化"]
    assert rows[3][3] == "缺"  # 城区停车难整治取得明显成效
    assert len(rows) == 11


def test_comparison_tells_new_gone_and_changed(desk, world, plan):
    text = TEXT.replace("12个，惠及居民2600户", "14个，惠及居民2600户").replace(
        "10. 举办招聘会40场以上，上半年不少于20场。", "10. 建设零工市场3个。"
    )
    other = import_plan(text=text, by=world.ducha, at=world.at)
    rows = sheet(desk.get(url("plan_compare", other.pk) + f"?with={plan.pk}&export=xlsx"))
    kinds = [row[0] for row in rows[1:]]
    told = dict(zip(rows[0], rows[1], strict=True))

    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"修改": 1, "新增": 1, "取消": 1, "未变": 8}
    assert told["旧版数字"].startswith("改造老旧小区≥12个") and told["新版数字"].startswith(
        "改造老旧小区≥14个"
    )


def test_a_new_version_takes_over_what_was_settled(desk, world, plan):
    link = {"unit": world.city_management.pk}
    plan_edits.settle(plan=plan, name="县城管综合执法局", link=link, by=world.ducha, at=world.at)
    plan_edits.accept(plan=plan, item=plan.items.first().pk, by=world.ducha, at=world.at)
    other = import_plan(text=TEXT, replaces=plan, by=world.ducha, at=world.at)
    desk.post(url("plan_carry", other.pk), {"with": plan.pk})

    assert other.items.get(no="3").resolved["县城管综合执法局"]["unit"] == world.city_management.pk
    assert other.items.get(no="1").accepted is True


def test_issuing_from_the_page_and_downloading_a_notice(desk, world, plan):
    plan_edits.settle(
        plan=plan, name="县城管综合执法局", link={"unit": world.water.pk}, by=world.ducha, at=world.at
    )
    plan.refresh_from_db()
    values = {
        "cycle": "monthly",
        "default_deadline": f"{today().year + 1}-12-20",
        "sure": "on",
        "_version": plan.version,
    }
    answer = desk.post(url("plan_issue", plan.pk), values)

    assert answer.headers["Location"] == url("plan", plan.pk)
    assert "清政督办〔" in desk.get(url("plan", plan.pk)).content.decode()
    slip = Slip.objects.get(unit=world.housing)
    desk.force_login(world.builder)
    assert desk.get(reverse("files:download", args=[slip.attachment_id])).status_code == 200
    desk.force_login(world.waterman)
    assert desk.get(reverse("files:download", args=[slip.attachment_id])).status_code == 404


def test_issuing_without_the_confirmation_is_refused(desk, plan):
    answer = desk.post(url("plan_issue", plan.pk), {"cycle": "monthly", "_version": plan.version})

    assert answer.status_code == 422
    assert Plan.objects.get(pk=plan.pk).state == PlanState.REVIEW


def test_removing_and_restoring(desk, plan):
    desk.post(url("plan_remove", plan.pk))
    assert "已删除" in desk.get(url("plan", plan.pk)).content.decode()
    assert plan.title not in desk.get(url("plans")).content.decode()
    assert plan.title in desk.get(url("plans") + "?removed=1").content.decode()

    desk.post(url("plan_restore", plan.pk), follow=True)
    assert plan.title in desk.get(url("plans")).content.decode()
