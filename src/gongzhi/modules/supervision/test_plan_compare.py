from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook

from gongzhi.kernel.documents.reading import read
from gongzhi.modules.supervision import plan_refused
from gongzhi.modules.supervision.models import Item, Plan
from gongzhi.modules.supervision.plan_compare import GONE, compare, counts
from gongzhi.modules.supervision.plan_imports import import_plan
from gongzhi.modules.supervision.plan_items import items_of
from gongzhi.modules.supervision.plan_samples import TEXT, at_once, settle_in
from gongzhi.modules.supervision.plan_versions import bring, brought
from gongzhi.modules.supervision.plan_words import marked

# the same work in the words of another year, and in another order
LATER = (
    TEXT.replace("2026", "2027")
    .replace(
        "1. 改造老旧小区12个，惠及居民2600户左右，12月底前完工。",
        "1. 实施城镇老旧小区改造14个，受益居民3000户左右，11月底前完工。",
    )
    .replace("县财政局、各乡镇（街道）））\n2.", "县财政局、县发改委、各乡镇（街道）））\n2.")
)


def tasks(text: str, first: int = 1) -> list[Item]:
    return [Item(pk=first + n, **row) for n, row in enumerate(items_of(read(text)))]


def pairs(before: str, after: str):
    return compare(tasks(before), tasks(after, 1000))


def of_no(found, no: str):
    return next(pair for pair in found if pair.after and pair.after.no == no)


def test_a_document_and_itself_do_not_differ():
    assert {pair.kind for pair in pairs(TEXT, TEXT)} == {"same"}


def test_the_same_task_in_other_words_is_known_by_what_it_says():
    one = of_no(pairs(TEXT, LATER), "1")

    assert one.before.no == "1"
    assert [change.what for change in one.changes] == ["内容", "数字", "完成时限"]
    assert (one.changes[2].before, one.changes[2].after) == ("2026-12-31", "2027-11-30")


def test_figures_are_marked_as_whole_words():
    old, new = marked("新建污水管网8公里，雨水管网5公里。", "新建污水管网12公里，雨水管网5公里。")

    assert [words for words, changed in old if changed] == ["8"]
    assert [words for words, changed in new if changed] == ["12"]


def test_two_texts_without_a_word_in_common_are_marked_whole():
    assert marked("加强河道巡查", "举办招聘会40场") == ([("加强河道巡查", True)], [("举办招聘会40场", True)])


def test_an_owner_that_changed_is_named_alone():
    after = TEXT.replace("责任单位：县水利局、县财政局；", "责任单位：县水利局、县审计局；")
    one = of_no(pairs(TEXT, after), "2")

    assert [change.what for change in one.changes] == ["协同单位"]
    assert one.changes[0].old == [("县水利局、", False), ("县财政局", True)]
    assert one.changes[0].new == [("县水利局、", False), ("县审计局", True)]


def test_a_task_that_went_elsewhere_is_moved_and_the_others_are_not():
    lines = TEXT.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("3. 城区停车难"))
    to = next(n for n, line in enumerate(lines) if line.startswith("7. 治理黑臭"))
    moved = "\n".join([*lines[:at], *lines[at + 1 : to], lines[at], *lines[to:]])
    found = pairs(TEXT, moved)

    assert [pair.after.no for pair in found if pair.moved] == ["3"]
    assert of_no(found, "3").place == ("改善居住条件 3", "守护绿水青山 3")
    assert {pair.kind for pair in found} == {"same", "moved"}


def test_a_new_task_before_all_others_moves_none_of_them():
    first = "1. 新建文化礼堂5座。（牵头单位：县文旅局）\n1. 改造老旧小区12个"
    found = pairs(TEXT, TEXT.replace("1. 改造老旧小区12个", first))

    assert counts(found) == {
        "new": 1, "gone": 0, "changed": 0, "moved": 0, "same": 10, "number": 0, "owner": 0, "date": 0,
    }  # fmt: skip


def test_what_is_gone_stands_where_it_stood():
    gone = "\n".join(line for line in TEXT.splitlines() if not line.startswith("5. 校园食堂"))
    found = pairs(TEXT, gone)
    at = [pair.kind for pair in found].index(GONE)

    assert (found[at - 1].item.no, found[at].item.no, found[at + 1].item.no) == ("4", "5", "6")


FEATURES = "庄湾桥塘岗集铺圩井槐河坡滩沟坝渡闸堤港汊埂垄坪坎峪岭峰崖洞泉潭池渠堰洼淀泊洲浦屿"


def test_a_long_plan_is_compared_task_by_task():
    head = "清泽县2026年重点工作任务分解\n"
    names = [f"{one}{other}" for one in "东西南北前后大小新老" for other in FEATURES]
    lines = [
        f"{n}. 整治{name}片区道路{n * 3}米，惠及群众{n}户。（责任单位：县住建局）"
        for n, name in enumerate(names, 1)
    ]
    before, after = head + "\n".join(lines), head + "\n".join(lines).replace("惠及", "服务")
    one, other = tasks(before), tasks(after, 10_000)
    found = compare(one, other)

    assert [pair.before.no for pair in found] == [pair.after.no for pair in found]
    assert len(found) == 400


# on the page -----------------------------------------------------------------------------------------


@pytest.fixture
def plan(world) -> Plan:
    settle_in(world)
    with at_once():
        return import_plan(text=TEXT, by=world.ducha, at=world.at)


@pytest.fixture
def desk(world, client):
    client.force_login(world.ducha)
    return client


def upload(text: str = LATER, name: str = "2027年方案.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def url(name: str, *args) -> str:
    return reverse(f"supervision:{name}", args=args)


def test_a_file_is_compared_without_becoming_a_plan(desk, plan):
    answer = desk.post(url("plan_bring", plan.pk), {"upload": upload()})
    (file,) = brought(plan)
    page = desk.get(answer.headers["Location"] + "&newer=1").content.decode()

    assert Plan.objects.count() == 1
    assert answer.headers["Location"] == url("plan_compare", plan.pk) + f"?with=f{file.pk}"
    assert "居民<del>2600</del>户左右" in page and "居民<ins>3000</ins>户左右" in page
    assert page.index("旧版　清泽县") < page.index("新版　2027年方案.txt")


def test_a_file_comes_back_as_a_spreadsheet_and_can_be_taken_away(desk, world, plan):
    file = bring(plan=plan, upload=upload(), by=world.ducha, at=world.at)
    answer = desk.get(url("plan_compare", plan.pk) + f"?with=f{file.pk}&newer=1&export=xlsx")
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    told = dict(zip(*book.get_sheet_by_index(0).to_python()[:2], strict=True))
    assert (told["变化"], told["新版完成时限"]) == ("修改", "2027-11-30")

    desk.post(url("plan_take_away", plan.pk), {"file": file.pk})
    assert brought(plan) == []


def test_a_file_without_tasks_is_refused(world, plan):
    with pytest.raises(plan_refused.NoTasksThere, match="春游"):
        bring(plan=plan, upload=upload("今天天气很好，我们去春游。", "春游.txt"), by=world.ducha, at=world.at)


def test_tabs_count_what_changed(desk, world, plan):
    with at_once():
        other = import_plan(text=LATER, by=world.ducha, at=world.at)
    page = desk.get(url("plan_compare", other.pk) + f"?with=p{plan.pk}&kind=date").content.decode()

    assert page.count('class="pair-changed"') == 4  # those that name a day of the year
    assert "时限变了" in page


def test_another_countys_file_is_not_found(desk, world, plan):
    with at_once():
        other = import_plan(text=LATER, by=world.ducha, at=world.at)
    file = bring(plan=other, upload=upload(), by=world.ducha, at=world.at)
    page = desk.get(url("plan_compare", plan.pk) + f"?with=f{file.pk}").content.decode()

    assert "选择另一份清单，或者上传一份文件" in page


@pytest.mark.parametrize("text", [TEXT, TEXT + "11. 另加一项。（牵头单位：县水利局）\n" * 5])
def test_comparison_costs_the_same_for_any_number_of_tasks(
    desk, world, plan, text, django_assert_max_num_queries
):
    with at_once():
        other = import_plan(text=text, anyway=True, by=world.ducha, at=world.at)
    with django_assert_max_num_queries(13):
        desk.get(url("plan_compare", other.pk) + f"?with=p{plan.pk}")
