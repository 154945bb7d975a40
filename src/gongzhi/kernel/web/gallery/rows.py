"""Forty invented tasks, long names and all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

TITLES = (
    "完成城区老旧小区改造，同步加装电梯和充电设施",
    "推进清河泽口段水环境综合整治，全面消除劣Ⅴ类水体断面，年底前通过市级验收并建立长效管护机制",
    "新建高标准农田",
    "全年新增城镇就业，零就业家庭动态清零",
    "政务服务事项“一网通办”，高频事项全部实现“最多跑一次”",
    "建成县级综合养老服务中心",
    "开展安全生产专项整治三年行动，对烟花爆竹、危险化学品、道路交通、消防等重点领域开展拉网式排查",
    "招引亿元以上项目",
    "新改扩建公办幼儿园，增加普惠性学位",
    "完成农村户用厕所改造",
)
UNITS = (
    "县住建局",
    "县水利局",
    "县农业农村局",
    "县人社局",
    "县数据资源管理局（政务服务管理局）",
    "县民政局",
    "县应急局",
    "县商务局",
    "县教育局",
    "清泽经济开发区管委会",
)
NUMBERS = ("42个", "3处", "6.8万亩", "5,200人", "1,386项", "1个", "全覆盖", "35个", "8所", "1.2万户")
LIGHTS = ("green", "green", "red", "yellow", "green", "grey", "done", "green", "yellow", "blue")
REASONS = {
    "red": "序时进度58%，实际31%，差27个百分点",
    "yellow": "10个工作日内到期，完成88%",
    "green": "按序时进度推进",
    "blue": "超前完成",
    "grey": "尚未到启动时间",
    "done": "9月18日已销号",
}
STATES = {"done": ("已办结", "good"), "red": ("已催办", "bad"), "grey": ("待签收", "plain")}


@dataclass(frozen=True)
class Task:
    """What a task row needs to be drawn; no database behind it."""

    pk: int
    number: str
    title: str
    lead: str
    co: list[str]
    target: str
    done: int
    due: date
    light: str
    reason: str
    state: str
    tone: str
    reported: datetime


def tasks(count: int = 40) -> list[Task]:
    return [_task(n) for n in range(count)]


def _task(n: int) -> Task:
    kind = (n * 7 + n // 10) % 10
    light = LIGHTS[kind]
    state, tone = STATES.get(light, ("办理中", "busy"))
    co = [UNITS[(kind + step) % 10] for step in range(1, 1 + n % 4)]
    due = date(2026, 6, 30) + timedelta(days=(n * 13) % 180)
    reported = datetime(2026, 9, 1, 1, 5, tzinfo=UTC) + timedelta(hours=n * 7)
    done = 100 if light == "done" else 0 if light == "grey" else 31 + (n * 11) % 60
    title = TITLES[kind]
    return Task(
        n + 1,
        f"DB2026-{n + 1:04d}",
        title,
        UNITS[kind],
        co,
        NUMBERS[kind],
        done,
        due,
        light,
        REASONS[light],
        state,
        tone,
        reported,
    )


def entries() -> list[SimpleNamespace]:
    """A matter's story for the timeline."""
    day = datetime(2026, 3, 2, 1, 10, tzinfo=UTC)
    told = (
        (0, "县政府督查室 林督查", "交办给县住建局，6月30日前办结", "", "busy"),
        (1, "县住建局 何某", "签收", "", "plain"),
        (
            34,
            "县住建局 何某",
            "报送3月进展：完成12个小区，占28%",
            "东苑、锦绣等12个小区已进场。存在问题：3个小区管线迁改未落实。\n下一步：4月10日前会同供水公司解决。",
            "plain",
        ),
        (65, "系统", "转为黄灯：序时进度50%，实际38%", "", "bad"),
        (66, "县政府督查室 林督查", "催办", "请于5个工作日内书面说明原因。", "busy"),
        (120, "县政府督查室 林督查", "核查通过，销号", "", "good"),
    )
    files = [SimpleNamespace(name="3月进展佐证材料（含12个小区进场照片）.pdf", href="#")]
    return [
        SimpleNamespace(
            at=day + timedelta(days=days),
            who=who,
            text=text,
            note=note,
            tone=tone,
            href="",
            files=files if note and days == 34 else [],
        )
        for days, who, text, note, tone in told
    ]
