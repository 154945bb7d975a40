"""Sentences of our own for the demonstration's model: patterns filled by chance, always the same for the same seed.

A county trains on its own history instead. Each pair comes with its pattern, so that a trial can hold back whole
patterns: sentences of one pattern are too alike to judge each other. Pure.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
PLACES = (
    "城关老菜市场", "文昌社区", "锦绣小区", "站前路", "人民路和建设路交叉口", "清河大桥下", "泽口镇东庄村", "学府花园三期",
    "白石桥镇集上", "我们村", "我家楼下", "我们小区", "县一中门口", "滨河公园旁边", "双塔集西头", "柳湾镇大塘村", "开发区纬二路",
    "马家店车站", "龙岗街上", "石梁中学对面", "永兴集新桥村", "南坪老街", "芦荡乡北圩村", "青石乡前井", "桃源岗", "向阳小区7栋",
    "友谊巷", "县医院后面", "汽车站附近", "村东头", "兴业家园", "泰和市场", "北苑社区幼儿园边上", "老粮站那里", "",
)  # fmt: skip
MOMENTS = (
    "昨晚", "今天早上", "每天晚上", "半夜", "凌晨", "中午", "一到周末", "放学时候", "刚才", "这几天", "上个月", "夜里两点", "天一黑",
    "前天下午", "过年前", "从上周三起",
)  # fmt: skip
SPANS = (
    "半个月", "好几天", "三个月", "快一年", "一个星期", "两年多", "好久", "四五天", "十来天", "大半年", "从去年到现在",
)  # fmt: skip
OPENINGS = (
    "你好，", "您好，我想反映一下，", "反映个事：", "请问", "投诉！", "麻烦你们了，", "我是附近居民，", "我要举报，", "咨询一下，", "领导你好，",
    "再次反映，", "代我妈打的电话，", "喂，12345吗，", "我们几户一起反映，", "上次反映路灯的事解决了，这回是", "孩子在家上网课，", "我是外地回来的，",
)  # fmt: skip
ENDINGS = (
    "。", "！", "，请尽快处理。", "，打了好几次电话没人管。", "，希望有关部门重视。", "，谢谢。", "，怎么办？", "，多久能解决？", "，急！", "，找村里也没用。",
    "，物业说不归他们管。", "，城管来过一次又走了。", "，老人孩子多。", "，以前不是这样的。", "，希望给个答复。", "，别再推了。", "，我有照片。", "，不要告诉是我说的。",
    "，大家意见很大。", "，路过的都说。", "，晚上更厉害。",
)  # fmt: skip
SPOKEN = (
    ("什么", "啥"), ("怎么", "咋"), ("我们", "俺们"), ("不知道", "不晓得"), ("没有", "没得"), ("这里", "这块"), ("孩子", "娃"),
    ("很", "蛮"), ("非常", "老"), ("老人", "老人家"), ("晚上", "晚黑"), ("早上", "早起"), ("妈", "娘"), ("没人", "冇人"), ("说", "讲"),
    ("东西", "东西儿"), ("刚才", "将才"), ("天天", "见天"), ("厉害", "凶"),
)  # fmt: skip
SLIPS = (
    ("的", "地"), ("在", "再"), ("做", "作"), ("已", "以"), ("垃圾", "拉圾"), ("井盖", "井改"), ("路灯", "路登"), ("污水", "无水"),
    ("工资", "公资"), ("噪音", "燥音"), ("停电", "停店"), ("电梯", "电锑"), ("医保", "依保"), ("物业", "物叶"), ("邻居", "临居"),
    ("施工", "师工"), ("补贴", "补帖"), ("退", "推"), ("坑", "坑坑"),
)  # fmt: skip
_CHOICE = re.compile(r"{([^{}]*)}")


@cache
def patterns() -> dict[str, tuple[str, ...]]:
    """The patterns by category."""
    found: dict[str, list[str]] = {}
    code = ""
    for line in (HERE / "phrases.txt").read_text(encoding="utf-8").splitlines():
        if re.fullmatch(r"[A-Z]\d\d", line):
            code = line
        elif line and not line.startswith("#"):
            found.setdefault(code, []).append(line)
    return {code: tuple(lines) for code, lines in found.items()}


def sentences(seed: int = 12345, each: int = 100) -> Iterator[tuple[str, str, str]]:
    """(text, category, pattern): `each` different texts of every category, its patterns in turn."""
    dice = random.Random(seed)
    for code, lines in patterns().items():
        told: set[str] = set()
        for n in range(each * 4):
            if len(told) == each:
                break
            which = n % len(lines)
            text = sentence(lines[which], dice)
            if text not in told:
                told.add(text)
                yield text, code, f"{code}.{which}"


def sentence(pattern: str, dice: random.Random) -> str:
    """One sentence of a pattern: its choices made, what stands around it, sometimes as spoken or mistyped."""
    slots = {"<地>": PLACES, "<时>": MOMENTS, "<久>": SPANS}
    text = pattern
    while found := _CHOICE.search(text):
        text = text[: found.start()] + dice.choice(found[1].split("|")) + text[found.end() :]
    for slot, words in slots.items():
        text = text.replace(slot, dice.choice(words))
    if dice.random() < 0.3 and text.count("，") > 1:  # people leave out half of what they mean
        parts = text.split("，")
        parts.pop(dice.randrange(1, len(parts)))
        text = "，".join(parts)
    text = (dice.choice(OPENINGS) if dice.random() < 0.4 else "") + text
    text += dice.choice(ENDINGS) if dice.random() < 0.7 else ""
    text = _changed(text, SPOKEN, 0.25, dice)
    return _changed(text, SLIPS, 0.08, dice)


def _changed(text: str, pairs: tuple[tuple[str, str], ...], chance: float, dice: random.Random) -> str:
    for before, after in pairs:
        if before in text and dice.random() < chance:
            text = text.replace(before, after, 1)
    return text


def pairs(seed: int = 12345, each: int = 100) -> list[tuple[str, str]]:
    """(text, category) for `train`."""
    return [(text, code) for text, code, _ in sentences(seed, each)]


def groups(seed: int = 12345, each: int = 100) -> list[str]:
    """The pattern of each of `pairs`."""
    return [pattern for _, _, pattern in sentences(seed, each)]


def heldout() -> list[tuple[str, str]]:
    """(text, category): written by hand, not made from the patterns; the model is judged by them, never trained."""
    lines = (HERE / "heldout.txt").read_text(encoding="utf-8").splitlines()
    return [(line[4:], line[:3]) for line in lines if re.match(r"[A-Z]\d\d ", line)]
