"""The pages of taking the spreadsheets of 人房企 in."""

from __future__ import annotations

from gongzhi.kernel.people.census.kinds import CENSUS
from gongzhi.kernel.web.sheets.pages import Pages
from gongzhi.modules.grid.census.lists import census_tabs

SHEETS = Pages(
    "grid",
    kinds=CENSUS,
    name="intake",
    below="intakes/",
    label="采集批次",
    title="用表格采集",
    verb="收入",
    done="已采集",
    sheet="采集表",
    intro="先核对，看过报告、确认以后才收入名册。先采集房屋，再采集居民。身份证号一列要设为文本。",
    after="名册里每条的变更记录写着这一批。",
    tabs=lambda: census_tabs("intakes"),
    tabs_label="人房企",
)
