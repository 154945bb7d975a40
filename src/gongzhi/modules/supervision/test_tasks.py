"""The list and the page of tasks: what is shown, what it costs, and that figures open their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook
from tests.support.errands import statements

from gongzhi.kernel.flow.actions import Party
from gongzhi.kernel.flow.models import Role
from gongzhi.kernel.org.models import Officer
from gongzhi.modules.supervision import queries
from gongzhi.modules.supervision.conftest import AT, World
from gongzhi.modules.supervision.models import Report, Task
from gongzhi.modules.supervision.rules import Bucket, bucket
from gongzhi.modules.supervision.steps import steps

IN_APRIL = datetime(2026, 4, 16, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_april(frozen: Callable[[datetime], None]) -> Iterator[None]:
    frozen(IN_APRIL)
    yield


def client(officer: Officer) -> Client:
    """A browser in which the officer has signed in."""
    made = Client()
    made.force_login(officer)
    return made


def numbers(world: World, officer: Officer, query: str = "") -> list[str]:
    """The numbers in the list's spreadsheet, as an officer gets it."""
    answer = client(officer).get(f"/supervision/tasks/?export=xlsx{query}")
    sheet = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0)
    heads, *rows = sheet.to_python()
    return [row[heads.index("编号")] for row in rows]


def test_each_sees_the_tasks_of_the_own_reach(world: World) -> None:
    ours = world.task()
    others = world.task("新建泵站2座", lead=world.town, co=())

    assert numbers(world, world.ducha) == [others.number, ours.number]
    assert numbers(world, world.builder) == numbers(world, world.waterman) == [ours.number]
    assert numbers(world, world.townsman) == [others.number]


def test_list_of_a_plan_keeps_the_documents_order(world: World) -> None:
    plan = world.plan()
    made = world.issue(*[world.draft(f"第{n}项任务", no=str(n)) for n in range(3)], plan=plan)

    assert numbers(world, world.ducha, f"&plan={plan.pk}") == [one.number for one in made]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("unit={housing}", "abc"),
        ("unit={water}&role=co", "abc"),
        ("unit={water}&role=any", "abcd"),
        ("light=red", "bd"),
        ("light=overdue", "d"),
        ("state=issued", "ad"),
        ("state=open", "abcd"),
        ("source=meeting_resolution", "d"),
        ("leader={charge}", "abc"),
        ("period=2026-Q1", "d"),
        ("period=2026-12", "abc"),
        ("bucket=ahead", "c"),
        ("on_hold=1", "b"),
        ("cycle=quarterly", "d"),
        ("q=泵站", "d"),
    ],
)
def test_filter_finds(world: World, query: str, found: str) -> None:
    a = world.task()
    b = world.started(text="改造道路5条")
    world.move(b, "hold", by=world.ducha, at=IN_APRIL, problem="停工")
    c = world.report(world.started(text="建设学校3所"), 60, at=IN_APRIL)
    d = world.task(
        "新建泵站2座", lead=world.water, co=(), led=False, deadline=date(2026, 3, 20), cycle="quarterly",
        source="meeting_resolution",
    )  # fmt: skip
    world.move(b, "set_up", by=world.ducha, at=IN_APRIL)
    Task.objects.filter(pk=b.pk).update(expected=40)
    b.matter.judged_light = "red"
    b.matter.save()
    names = {one.number: name for one, name in ((a, "a"), (b, "b"), (c, "c"), (d, "d"))}
    keys = {"housing": world.housing.pk, "water": world.water.pk, "charge": world.charge.pk}

    listed = numbers(world, world.ducha, "&" + query.format(**keys))

    assert "".join(sorted(names[one] for one in listed)) == found


def test_buckets_of_the_query_are_those_of_the_rule(world: World) -> None:
    task = world.started()
    for actual in range(0, 101, 5):
        for expected in range(0, 101, 5):
            Task.objects.filter(pk=task.pk).update(actual=actual, expected=expected)
            rule = bucket(done=False, started=actual > 0, expected=expected, actual=actual)
            assert [one for one in Bucket if Task.objects.filter(queries.in_bucket(one)).exists()] == [rule]


def test_unreadable_period_says_how_to_write_it(world: World) -> None:
    world.task()
    page = client(world.ducha).get("/supervision/tasks/?period=春节前")
    assert "期间要写成 2026、2026-Q4 或 2026-11 这样。" in page.content.decode()


def test_list_costs_the_same_for_few_and_many(world: World) -> None:
    browser = client(world.ducha)
    world.task()
    browser.get("/supervision/tasks/")
    with statements() as few:
        browser.get("/supervision/tasks/")
    world.issue(*[world.draft(f"第{n}项任务") for n in range(40)])
    with statements() as many:
        browser.get("/supervision/tasks/")

    assert len(few) + 1 == len(many) <= 10  # the second is longer than a page and says how long


def test_page_costs_the_same_for_one_report_and_sixty(world: World) -> None:
    browser = client(world.ducha)
    task = world.report(world.started(), 5, at=IN_APRIL)
    browser.get(f"/supervision/tasks/{task.number}/")
    with statements() as few:
        browser.get(f"/supervision/tasks/{task.number}/")
    one = Report.objects.get()
    many_more = [
        Report(
            task=task, assignment=one.assignment, unit=one.unit, period=f"{2000 + n // 12}-{n % 12 + 1:02}",
            due_on=one.due_on, percent=5, narrative="推进中", by=one.by, at=one.at,
        )
        for n in range(60)
    ]  # fmt: skip
    Report.objects.bulk_create(many_more)
    with statements() as many:
        page = browser.get(f"/supervision/tasks/{task.number}/")

    assert page.content.decode().count('class="period"') == 61
    assert len(few) == len(many) <= 20


def test_page_is_found_by_the_number_as_it_is_said(world: World) -> None:
    task = world.move(world.finished(), "close", by=world.zhuren, at=IN_APRIL)
    task = world.move(task, "reopen", by=world.zhuren, at=IN_APRIL, reason="返工", percent=70)

    assert task.number.endswith("-R1")
    for said in (task.number, task.number.lower(), task.matter.number):
        assert client(world.ducha).get(f"/supervision/tasks/{said}/").status_code == 200


def test_page_of_another_units_task_is_not_there(world: World) -> None:
    task = world.task(co=())
    assert client(world.townsman).get(f"/supervision/tasks/{task.number}/").status_code == 404


def test_page_shows_what_the_task_has_seen(world: World) -> None:
    task = world.report(world.started(), 20, at=IN_APRIL)
    world.move(
        task, "ask_extension", by=world.builder, at=IN_APRIL, wanted=date(2027, 3, 1), reason="雨季影响施工"
    )
    world.move(task, "remind", by=world.ducha, at=IN_APRIL, text="请加快")
    world.move(task, "hold", by=world.ducha, at=IN_APRIL, problem="两处停工")

    page = client(world.builder).get(f"/supervision/tasks/{task.number}/").content.decode()

    for text in (
        "2026年3月月报",
        "已完成20%",
        "延期至",
        "雨季影响施工",
        "清政催办〔2026〕1号",
        "两处停工",
        "副县长（城建）",
    ):
        assert text in page


def test_steps_say_what_each_party_does_next(world: World) -> None:
    unsigned = world.task()
    unplanned = world.move(world.task("第二项"), "sign_for", by=world.builder)
    owing = world.started(text="第三项")
    reported = world.report(world.started(text="第四项"), 10, at=IN_APRIL)
    pressed = world.move(world.started(text="第五项"), "remind", by=world.ducha)
    done = world.report(world.started(text="第六项"), 100, at=AT + timedelta(days=3))
    rows = {
        task.pk: task.matter.assignments.select_related("matter", "unit").get(role=Role.LEAD)
        for task in (unsigned, unplanned, owing, reported, pressed, done)
    }

    told = steps(list(rows.values()), IN_APRIL)

    assert [told[rows[task.pk].pk] for task in (unsigned, unplanned, owing, reported, pressed, done)] == [
        "待签收", "待报方案", "应报2026年3月月报（逾期7个工作日）", "", "待回复催办单", "可申请办结",
    ]  # fmt: skip


def test_steps_cost_the_same_for_few_and_many(world: World) -> None:
    browser = client(world.builder)
    world.started()
    browser.get("/worklist/")
    with statements() as few:
        browser.get("/worklist/")
    for n in range(5):
        world.started(text=f"第{n}项任务")
    with statements() as many:
        page = browser.get("/worklist/")

    assert page.content.decode().count(">应报2026年3月月报") == 6
    assert len(few) == len(many) <= 10


def test_what_an_officer_may_not_open_is_not_on_the_worklist(world: World) -> None:
    world.task()
    other = world.officer("other", "另干事", world.housing, "grid_worker", world.housing)

    shown = [client(one).get("/worklist/").content.decode() for one in (world.builder, other)]
    assert ["DC2026" in page for page in shown] == [True, False]


def test_several_tasks_are_signed_for_at_once(world: World) -> None:
    made = world.issue(*[world.draft(f"第{n}项任务") for n in range(3)])
    mine = [one.matter.assignments.get(role=Role.LEAD).pk for one in made]
    query = "&".join(f"pick={key}" for key in mine)

    shown = client(world.builder).get(f"/worklist/task/sign_for/?{query}").content.decode()
    client(world.builder).post(f"/worklist/task/sign_for/?{query}", {"liaison": "吴干事", "_once": "k1"})

    assert "签收3项" in shown
    assert {one.matter.state for one in Task.objects.select_related("matter")} == {"signed"}


def test_nobody_signs_in_bulk_for_another_unit(world: World) -> None:
    task = world.task()
    key = task.matter.assignments.get(role=Role.LEAD).pk
    answer = client(world.waterman).post(f"/worklist/task/sign_for/?pick={key}", {"_once": "k1"})

    assert answer.status_code == 422
    assert Task.objects.get().matter.state == "issued"


def test_bulk_reminder_does_what_it_can_and_says_what_it_could_not(world: World) -> None:
    open_one = world.started()
    closed = world.move(world.finished(text="第二项任务"), "close", by=world.zhuren, at=IN_APRIL)
    browser = client(world.ducha)

    browser.post(
        f"/supervision/bulk/tasks/remind/?pick={open_one.pk}&pick={closed.pk}",
        {"text": "请加快", "_once": "k1"},
    )
    page = browser.get("/supervision/tasks/").content.decode()

    assert open_one.slips.count() == 1
    assert f"“催办”已办理1项。1项没有办成：{closed.number}" in page


def test_bulk_reminder_sent_twice_is_sent_once(world: World) -> None:
    task = world.started()
    browser = client(world.ducha)
    for _ in range(2):
        browser.post(f"/supervision/bulk/tasks/remind/?pick={task.pk}", {"text": "请加快", "_once": "k1"})

    assert task.slips.count() == 1


def test_leads_form_takes_the_co_units_words(world: World) -> None:
    task = world.started()
    world.move(task, "report_to_lead", by=world.waterman, at=IN_APRIL, percent=80, narrative="管网已通")
    address = f"/matters/{task.matter.number}/moves/report/"

    plain = client(world.builder).get(address).content.decode()
    merged = client(world.builder).get(f"{address}?merge=1&percent=30&narrative=土建完成").content.decode()

    assert "合并协同进展" in plain
    assert "土建完成\n县水利局：管网已通</textarea>" in merged
    assert 'value="30"' in merged


def test_single_task_is_opened_with_the_targets_of_its_words(world: World) -> None:
    answer = client(world.ducha).post(
        "/supervision/tasks/new/",
        {
            "source": "leader_instruction", "basis": "县长批示", "text": "新建污水管网8公里，惠及居民2600户",
            "lead": world.housing.pk, "co": [world.water.pk], "leader": world.charge.pk, "deadline": "2026-09-30",
            "cycle": "monthly", "critical": "on", "recorder": "韩专员", "told_at": "2026-04-15T09:30", "_once": "k1",
        },
    )  # fmt: skip

    task = Task.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/supervision/tasks/{task.number}/")
    assert [(one.value, one.unit) for one in task.targets.all()] == [(8, "公里"), (2600, "户")]
    assert (task.critical, task.recorder, task.basis) == (True, "韩专员", "县长批示")
    assert [one.party for one in task.matter.assignments.order_by("id")] == [
        "县住建局",
        "县水利局",
        "副县长（城建）",
    ]


def test_single_task_refuses_a_lead_that_is_also_co(world: World) -> None:
    answer = client(world.ducha).post(
        "/supervision/tasks/new/",
        {
            "source": "motion",
            "text": "改造道路5条",
            "lead": world.housing.pk,
            "co": [world.housing.pk],
            "cycle": "monthly",
        },
    )
    assert answer.status_code == 422
    assert "县住建局已经是牵头单位" in answer.content.decode()


def test_only_the_office_opens_tasks(world: World) -> None:
    assert client(world.builder).get("/supervision/tasks/new/").status_code == 403


def test_due_list_has_the_longest_due_first(world: World) -> None:
    monthly = world.started()
    world.report(world.started(text="第二项任务"), 10, at=IN_APRIL)
    weekly = world.started(text="第三项任务", cycle="weekly")

    owed = queries.owed_by(world.builder, IN_APRIL)

    assert [(one.task.pk, one.period.code, one.late) for one in owed][:2] == [
        (monthly.pk, "2026-03", 7), (weekly.pk, "2026-W15", 3),
    ]  # fmt: skip
    assert [(one.period.code, one.ended) for one in owed[2:]] == [("2026-04", False)]


def test_due_list_costs_the_same_for_few_and_many(world: World) -> None:
    browser = client(world.builder)
    world.started()
    browser.get("/supervision/tasks/due/")
    with statements() as few:
        browser.get("/supervision/tasks/due/")
    for n in range(5):
        world.started(text=f"第{n}项任务")
    with statements() as many:
        browser.get("/supervision/tasks/due/")

    assert len(few) == len(many)


def test_reports_are_entered_one_after_another(world: World) -> None:
    first, second = world.started(), world.started(text="第二项任务")
    browser = client(world.builder)

    page = browser.get("/supervision/tasks/due/next/").content.decode()
    sent = {"percent": "20", "narrative": "推进中", "_version": first.matter.version, "_once": "k1"}
    answer = browser.post("/supervision/tasks/due/next/", sent)
    after = browser.get(answer["Location"]).content.decode()

    assert first.number in page
    assert Report.objects.get().task == first
    assert second.number in after


def test_due_report_can_be_skipped(world: World) -> None:
    world.started()
    second = world.started(text="第二项任务")
    browser = client(world.builder)
    skipped = str(queries.owed_by(world.builder, IN_APRIL)[0].pk)

    assert second.number in browser.get(f"/supervision/tasks/due/next/?skip={skipped}").content.decode()


def test_second_lead_unit_owes_a_report_of_its_own(world: World) -> None:
    draft = world.draft(co=())
    draft.parties = [*draft.parties, Party(Role.LEAD, unit=world.water)]
    (task,) = world.issue(draft)
    for officer in (world.builder, world.waterman):
        world.move(task, "sign_for", by=officer)

    assert [one.move for one in queries.owed_by(world.waterman, IN_APRIL)] == ["report"]
