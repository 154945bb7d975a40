"""The pages of sites: forms pressed to their end, figures opening what they count, lists at one cost."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from gongzhi.kernel.clock import local_day
from gongzhi.kernel.parameters import value
from gongzhi.modules.ecology.conftest import AT, DAY, GATE, Eco, photo
from gongzhi.modules.ecology.models import Check, Problem, Site
from gongzhi.modules.ecology.sites.actions import end_site, void_check
from gongzhi.modules.ecology.sites.test_sites import checked, reported, sited
from gongzhi.modules.ecology.test_pages import cost_of, listed

HERE = {"longitude": GATE[0], "latitude": GATE[1]}
WRONG = "填错了工地，重新检查。"


@pytest.fixture
def desk(client: Any, eco: Eco, friday: Any) -> Any:
    """The browser of the county's office for ecology, on Friday."""
    client.force_login(eco.office)
    return client


@pytest.fixture
def field(client: Any, eco: Eco, friday: Any) -> Any:
    """That of an inspector of the bureau, on Friday."""
    client.force_login(eco.checker)
    return client


def press(client: Any, address: str, **values: Any) -> Any:
    """Open a form, and send it with what it holds and these values."""
    page = client.get(address)
    assert page.status_code == 200, address
    once = re.search(r'name="_once" value="([^"]+)"', page.content.decode())
    assert once is not None
    kept = {name: shown for name, shown in page.context["form"].initial.items() if shown is not None}
    kept = {name: getattr(one, "pk", one) for name, one in kept.items()}
    return client.post(address, kept | {"_once": once[1]} | values)


def answers(*failed: int) -> dict[str, str]:
    found = {f"state_{n}": "no" if n + 1 in failed else "yes" for n in range(6)}
    return found | {f"note_{n - 1}": "出入口没有冲洗台。" for n in failed}


def several(eco: Eco) -> list[Site]:
    """One that meets, one that fails, one that is put right, one never checked, one finished; and a firm."""
    good, bad, right, fresh, over = (sited(eco, f"工地{n}") for n in range(5))
    checked(eco, good)
    checked(eco, bad, 1, 2)
    Problem.objects.filter(pk=reported(eco, checked(eco, right, 3), 3).pk).update(
        rectified_at=AT, checked_at=AT
    )
    end_site(site=over, on=local_day(AT), reason="finished", by=eco.office, at=AT)
    return [good, bad, right, fresh, over, sited(eco, "清泽板材厂", kind="firm")]


# pressed to the end


def test_a_site_is_registered_changed_ended_and_resumed(desk, eco: Eco):
    made = press(desk, "/ecology/sites/new/", name="安置房二期", kind="building", owner="清泽建筑", place=eco.village.pk, **HERE)  # fmt: skip
    site = Site.objects.get()
    there = f"/ecology/sites/{site.pk}/"
    assert (made.status_code, made["Location"]) == (303, there)

    press(desk, f"{there}edit/", owner="清泽第二建筑公司", place=eco.village.pk, _version=1)
    press(desk, f"{there}end/", reason="finished")
    site.refresh_from_db()
    assert (site.owner, site.end_reason, site.position) == ("清泽第二建筑公司", "finished", GATE)
    assert "恢复监管" in desk.get(there).content.decode()
    press(desk, f"{there}resume/")
    assert Site.objects.get().to_on is None


def test_the_second_of_two_who_change_a_site_is_told_what_the_first_did(desk, eco: Eco):
    there = f"/ecology/sites/{sited(eco).pk}/edit/"
    first = {"place": eco.village.pk, "_version": 1}
    press(desk, there, owner="清泽第二建筑公司", **first)
    second = press(desk, there, name="另一个名称", **first)

    assert second.status_code == 409
    assert "责任企业是清泽第二建筑公司" in second.content.decode()
    assert Site.objects.get().name == "泽口镇安置房二期"


def test_a_site_is_checked_and_a_failed_item_reported_with_one_press(field, eco: Eco):
    there = f"/ecology/sites/{sited(eco).pk}/"
    press(field, f"{there}check/", **answers(3), **HERE, photos=[photo()])
    page = field.get(there).content.decode()
    assert ("5/6" in page, "现场.png" in page) == (True, True)

    again = re.search(r'href="(/ecology/sites/checks/\d+/report/3/)"', page)
    assert again is not None
    sent = press(field, again[1])
    problem = Problem.objects.get()
    assert sent["Location"] == f"/ecology/problems/{problem.number}/"
    assert (problem.text, problem.liable) == (
        "3月6日检查泽口镇安置房二期，“出入车辆冲洗100%”未达标：出入口没有冲洗台。",
        "清泽建筑公司",
    )
    assert f"{problem.number}</a>" in field.get(there).content.decode()
    assert "的检查中发现" in field.get(sent["Location"]).content.decode()


def test_a_failed_item_without_words_comes_back_at_its_field(field, eco: Eco):
    there = f"/ecology/sites/{sited(eco).pk}/check/"
    back = press(field, there, **answers(3) | {"note_2": ""})

    assert back.status_code == 422
    assert list(back.context["form"].errors) == ["note_2"]


def test_an_item_that_was_not_judged_comes_back(field, eco: Eco):
    given = answers()
    del given["state_4"]
    back = press(field, f"/ecology/sites/{sited(eco).pk}/check/", **given)

    assert (back.status_code, dict(back.context["form"].errors)) == (422, {"state_4": ["请判断这一项。"]})


def test_a_check_is_voided_with_a_reason(field, eco: Eco):
    check = checked(eco, sited(eco), 3)
    there = f"/ecology/sites/checks/{check.pk}/"
    assert press(field, f"{there}void/", reason="").status_code == 422
    press(field, f"{there}void/", reason=WRONG)

    page = field.get(there).content.decode()
    assert (f"作废：{WRONG}" in page, "/report/3/" in page) == (True, False)
    assert Check.objects.get().voided_by == eco.checker


def test_the_bureau_changes_what_is_checked(desk, eco: Eco):
    page = desk.get("/ecology/sites/standards/").content.decode()
    assert ("工地周边围挡100%" in page, "暂定：" in page) == (True, True)

    there = "/ecology/sites/standards/ecology.sites.items.firm/"
    given = {"value": "设施全覆盖\n监测全覆盖\n密闭全覆盖", "source": "县方案", "from_on": "2026-03-06"}
    assert press(desk, there, **given).status_code == 303
    assert value("ecology.sites.items.firm", date(2026, 3, 6)) == ["设施全覆盖", "监测全覆盖", "密闭全覆盖"]
    assert desk.get("/ecology/sites/standards/ecology.bureau.patrol/").status_code == 404


def test_who_may_not_is_told_so(client, eco: Eco, friday):
    site = sited(eco)
    client.force_login(eco.leader)
    refused = [f"{site.pk}/{one}/" for one in ("edit", "end", "resume", "check")]
    for one in ("new/", "standards/ecology.sites.items.dust/", *refused):
        assert client.get(f"/ecology/sites/{one}").status_code == 403, one
    page = client.get(f"/ecology/sites/{site.pk}/").content.decode()
    assert ("完工、停产</a>" in page, "clipboard-check" in page) == (False, False)

    client.force_login(eco.stranger)
    assert client.get(f"/ecology/sites/{site.pk}/").status_code == 404


# figures, list, map


def test_every_figure_of_sites_opens_exactly_what_it_counts(desk, eco: Eco):
    several(eco)
    found = desk.get("/ecology/").context["standings"]
    cells = [cell for one in found for line in (*one.lines, one.total) for cell in line.cells]

    assert [(len(listed(desk, href)), href) for _, href in cells] == cells
    assert [(one.label, [n for n, _ in one.total.cells], one.total.share) for one in found] == [
        ("六个百分百", [4, 2, 1, 1, 1], "50.00%"),
        ("三个全覆盖", [1, 0, 0, 1, 1], "0.00%"),
    ]


def test_a_county_without_sites_is_told_what_to_do(desk, eco: Eco):
    page = desk.get("/ecology/sites/").content.decode()

    assert "还没有登记工地和企业" in page
    assert "六个百分百" not in desk.get("/ecology/").content.decode()


def test_sites_are_found_by_name_and_owner_and_go_out_as_a_sheet(desk, eco: Eco):
    sites = several(eco)
    assert listed(desk, "/ecology/sites/?q=板材") == [f"/ecology/sites/{sites[-1].pk}/"]
    assert len(listed(desk, "/ecology/sites/?q=清泽建筑公司")) == 6
    sheet = openpyxl.load_workbook(
        BytesIO(desk.get("/ecology/sites/?part=below&export=xlsx").getvalue())
    ).worksheets[0]

    assert [cell.value for cell in sheet[2]][:3] == ["工地1", "在建工地", "泽口镇"]


def test_a_site_that_was_put_right_says_so(desk, eco: Eco):
    right = several(eco)[2]
    shown = desk.get("/ecology/sites/?part=meeting&q=工地2").content.decode()

    assert ("整改到位" in shown, "按期" in shown) == (True, True)
    assert "六个百分百：整改到位" in desk.get(f"/ecology/sites/{right.pk}/").content.decode()


def test_the_map_has_the_colour_of_the_last_check(desk, eco: Eco):
    sites = several(eco)
    told = desk.get("/ecology/sites/points/?standard=dust").json()
    lights = {int(key): light for _, _, key, light in told["points"]}

    assert [lights[one.pk] for one in sites[:5]] == ["green", "red", "green", "grey", "done"]
    popup = desk.get(told["detail"].replace("KEY", str(sites[1].pk))).content.decode()
    assert ("工地1" in popup, "4/6项" in popup) == (True, True)
    assert desk.get("/ecology/sites/map/").status_code == 200


def test_pages_of_sites_cost_the_same_for_few_and_many(desk, eco: Eco):
    """costs: SiteList"""
    pages = ["/ecology/sites/", "/ecology/sites/?part=below", "/ecology/sites/points/", "/ecology/"]
    for n in range(3):
        reported(eco, checked(eco, sited(eco, f"工地{n}"), 1), 1)
    before = [cost_of(desk, page) for page in pages]
    for n in range(3, 30):
        reported(eco, checked(eco, sited(eco, f"工地{n}"), 1), 1)

    assert [cost_of(desk, page) for page in pages] == before


def test_a_site_costs_the_same_for_few_and_many_checks(desk, eco: Eco):
    site = sited(eco)
    there = f"/ecology/sites/{site.pk}/"
    for n in range(3):
        reported(eco, checked(eco, site, 1, 2, at=AT + n * DAY, photos=[photo()]), 1)
    before = cost_of(desk, there)
    for _ in range(3):
        checked(eco, site, 1, at=AT)
    last = checked(eco, site, 1, 2, 3, at=AT + 3 * DAY, photos=[photo(), photo("二.png")])
    for order in (1, 2, 3):
        reported(eco, last, order)
    void_check(check=checked(eco, site, at=AT), reason=WRONG, by=eco.office, at=AT)

    assert cost_of(desk, there) == before
