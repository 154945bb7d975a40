"""Chinese of official documents: numbers, dates, numerals, the measure of a text, titles over lines. Pure."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from itertools import combinations, pairwise

from gongzhi.kernel.refusals import Refusal

DIGITS = "零一二三四五六七八九"


class BadDocumentNumber(Refusal):
    code = "documents.bad_number"
    message = "发文字号的{part}“{value}”不对：{remedy}。"


class NumeralOutOfRange(Refusal):
    code = "documents.numeral_out_of_range"
    message = "中文序号只能写 1 到 99，现在是 {value}。"


def number_text(mark: str, year: int, serial: int) -> str:
    """The number of a document as GB/T 9704-2012, 7.2.5 prints it: six-cornered brackets, no 第, no leading zero.

    >>> number_text("清政督办", 2026, 12)
    '清政督办〔2026〕12号'
    """
    mark = mark.strip()
    if not mark or any(c.isdigit() or c in "〔〕[]［］()（）【】号 " for c in mark):
        raise BadDocumentNumber(
            field="mark", part="机关代字", value=mark, remedy="只写汉字代字，如“清政督办”"
        )
    if not 1949 <= year <= 9999:
        raise BadDocumentNumber(field="year", part="年份", value=year, remedy="写四位年份，如 2026")
    if serial < 1:
        raise BadDocumentNumber(field="serial", part="序号", value=serial, remedy="从 1 开始编号")
    return f"{mark}〔{year}〕{serial}号"


def cn_date(day: date | str) -> str:
    """A date in Arabic digits without leading zeros; a text is taken as it was written.

    >>> cn_date(date(2026, 7, 5))
    '2026年7月5日'
    """
    return day if isinstance(day, str) else f"{day.year}年{day.month}月{day.day}日"


def cn_deadline(day: date) -> str:
    """A last day as documents say it: the last day of a month is its end.

    >>> cn_deadline(date(2026, 12, 31)), cn_deadline(date(2026, 12, 15))
    ('2026年12月底', '2026年12月15日')
    """
    ends = (day + timedelta(days=1)).day == 1
    return f"{day.year}年{day.month}月底" if ends else cn_date(day)


def cn_period(start: date, end: date) -> str:
    """A span of days with what both have in common said once.

    >>> cn_period(date(2026, 7, 1), date(2026, 9, 30))
    '2026年7月1日至9月30日'
    """
    if start == end:
        return cn_date(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{cn_date(start)}至{end.day}日"
    if start.year == end.year:
        return f"{cn_date(start)}至{end.month}月{end.day}日"
    return f"{cn_date(start)}至{cn_date(end)}"


def numeral(n: int) -> str:
    """1 to 99 in Chinese.

    >>> [numeral(n) for n in (1, 10, 12, 20, 99)]
    ['一', '十', '十二', '二十', '九十九']
    """
    if not 1 <= n <= 99:
        raise NumeralOutOfRange(value=n)
    tens, ones = divmod(n, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    return head + (DIGITS[ones] if ones else "")


def heading_mark(level: int, n: int) -> str:
    """The printed number of a heading: 一、 （一） 1. （1） for levels 1 to 4.

    >>> [heading_mark(level, 2) for level in (1, 2, 3, 4)]
    ['二、', '（二）', '2.', '（2）']
    """
    return (
        {1: f"{numeral(n)}、", 2: f"（{numeral(n)}）"}[level]
        if level < 3
        else (f"{n}." if level == 3 else f"（{n}）")
    )


def ems(text: str) -> float:
    """The width of a line in characters of its own size: a wide character is 1, a narrow one one half."""
    return sum(1.0 if unicodedata.east_asian_width(c) in "WFA" else 0.5 for c in text)


def sentence(text: str) -> str:
    """The text with a full stop at its end; an empty text stays empty."""
    text = text.strip()
    return text if not text or text[-1] in "。！？；：…" else text + "。"


NEVER_FIRST = set("，。、；：？！）》〉〕】”’…—·%％的和与及等了之号年月日个")
NEVER_LAST = set("（《〈〔【“‘第")
GOOD_LAST = (
    "关于",
    "的",
    "》",
    "”",
    "、",
    "办公室",
    "委员会",
    "人民政府",
    "全县",
    "度",
    "局",
    "印发",
    "开展",
)
PAIRS = (
    "重点 任务 工作 报告 民生 实事 项目 推进 落实 情况 通报 通知 政府 人民 办公 公室 督查 督办 专项 整治 整改 行动 方案 分解 印发 开展 关于"
    " 加强 加快 进一 一步 住房 城乡 建设 发展 改革 安全 生产 领域 排查 隐患 全县 季度 年度 上半 半年 进展 考核 评价 意见 办法 管理 服务 改造"
    " 小区 老旧 农村 农业 乡村 振兴 生态 环境 保护 自然 资源 规划 教育 卫生 健康 交通 运输 财政 审计 应急 市场 监督 经济 信息 社会 保障"
    " 委员 员会 会议 纪要 领导 小组 成立 调整 责任 单位 主要 负责 责人 约谈 提示 问题 突出 存在 提升 提高 质量 推动 实施 完成 目标 绩效 营商"
    " 优化 创建 文明 城市 治理 综合 执法 网格 数据 公开 信访 矛盾 化解 防汛 抗旱 防火 秸秆 禁烧 污染 防治 食品 药品 校园 养老 就业 创业"
)
WORDS = frozenset(PAIRS.split())  # two characters that read as one: a title is not broken between them
GOOD_FIRST = (
    "关于",
    "《",
    "“",
    "情况",
    "工作",
    "开展",
    "进一步",
    "加强",
    "推进",
    "印发",
    "落实",
    "办理",
    "专项",
    "实施",
    "暨",
    "重点",
)


def title_lines(title: str, most: int = 20) -> list[str]:
    """The title over as few lines as it needs, in the shape of a trapezoid or a diamond (GB/T 9704, 7.3.1).

    most: characters in a line. A line break that the writer put in is kept and nothing is moved.

    >>> title_lines("关于2026年第二季度重点工作推进落实情况的通报")
    ['关于2026年第二季度', '重点工作推进落实情况的通报']
    """
    title = title.strip()
    if "\n" in title:
        return [line.strip() for line in title.split("\n") if line.strip()]
    if ems(title) <= most:
        return [title]
    fewest = int(-(-ems(title) // most))
    counts = (fewest, fewest + 1) if fewest < 3 else (fewest,)
    ways = [way for count in counts for way in _ways(title, count, most)]
    return min(ways, key=lambda way: _ugliness(way) + 7 * len(way), default=[title])


def _ways(title: str, count: int, most: int) -> list[list[str]]:
    """Every way to cut a title into `count` lines of at most `most` characters; beyond four lines none is tried."""
    if count > 4:
        return []
    found = (_cut(title, at) for at in combinations(_breaks(title), count - 1))
    return [way for way in found if max(map(ems, way)) <= most]


def _breaks(title: str) -> list[int]:
    """Where a line may end: not inside brackets or a number nor before a particle; inside 《》 it may, for lack of better."""
    places, depth = [], 0
    for i in range(1, len(title)):
        before, after = title[i - 1], title[i]
        depth += (before in "〔（“") - (before in "〕）”")
        narrow = before.isascii() and after.isascii()
        if not (depth > 0 or narrow or after in NEVER_FIRST or before in NEVER_LAST or before.isdigit()):
            places.append(i)
    return places or list(range(1, len(title)))


def _cut(title: str, at: tuple[int, ...]) -> list[str]:
    edges = (0, *at, len(title))
    return [title[a:b] for a, b in pairwise(edges)]


def _ugliness(lines: list[str]) -> float:
    """Less is better: even lines, no rectangle, no waist, breaks between words."""
    widths = [ems(line) for line in lines]
    mean = sum(widths) / len(widths)
    score = sum((w - mean) ** 2 for w in widths) / 4
    score += 3.0 if max(widths) - min(widths) < 1.5 else 0.0
    score += 40.0 if any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False)) else 0.0
    score += 20.0 if widths[-1] < 5 else 0.0
    score += 1.0 * sum(width > 19 for width in widths)
    for first, second in pairwise(lines):
        score += 8.0 * (first[-1] + second[0] in WORDS)
        inside = first.rfind("《") > first.rfind("》")
        score += (6.0 if len(first) - first.rfind("《") > 4 else 16.0) if inside else 0.0
        score += 8.0 if second[1:2] in "县市区镇乡" else 0.0  # 清|泽县
        score -= 5.0 * first.endswith(GOOD_LAST) + 4.0 * second.startswith(GOOD_FIRST)
    return score
