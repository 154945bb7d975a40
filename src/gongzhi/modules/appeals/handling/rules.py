"""What a reply must be, and which rule a term follows. Pure."""

from __future__ import annotations

import re

from gongzhi.kernel.clock import Term

EMPTY_WORDS = (
    "已转",
    "转办",
    "已收到",
    "收悉",
    "已阅",
    "正在处理",
    "正在办理",
    "已知晓",
    "请耐心等待",
    "已联系",
    "已处理",
    "已办理",
    "已核实",
    "已反馈",
    "已回复",
    "属实",
    "不属实",
)
SIGNS = re.compile(r"[\s，。、；：！？,.;:!?（）()“”\"'\-—…]+")
FAULTS = {
    "form": "要素不全",
    "off": "答非所问",
    "unchecked": "没有核查",
    "undone": "没有办理措施",
    "basis": "依据不足或有误",
    "plain": "语言生硬、看不懂",
    "leak": "泄露他人信息",
}


def says_nothing(text: str) -> bool:
    """Whether a reply only passes on or puts off: a few stock words and no fact.

    >>> says_nothing("已转相关部门处理。"), says_nothing("已收到，正在办理，请耐心等待。")
    (True, True)
    >>> says_nothing("经现场查看，三号楼水泵损坏，已更换，当晚20时恢复供水。")
    False
    """
    plain = SIGNS.sub("", text)
    for word in EMPTY_WORDS:
        plain = plain.replace(word, "")
    rest = re.sub(
        r"(?:相关|有关|责任)?(?:部门|单位|科室|人员|同志)|处理|办理|您好|感谢|来电|谢谢|我局|我单位|您的|诉求",
        "",
        plain,
    )
    return len(rest) < 8


def finish_rule(listed: str, number: int, code: str, by_class: str) -> str:
    """The rule of the finish term, as the clock keeps it: the directory's limit, or the class' when it has none.

    >>> finish_rule("4wh", 3, "E01", "appeals.finish.complaint=5wd"), finish_rule("", 3, "E01", "appeals.finish.help=5wd")
    ('目录3版E01=4wh', 'appeals.finish.help=5wd')
    """
    return f"目录{number}版{code}={Term.parse(listed)}" if listed else by_class


def rule_words(rule: str, labels: dict[str, str]) -> str:
    """A clock's rule as people read it.

    >>> rule_words("目录3版E01=4wh", {}), rule_words("appeals.finish.help=5wd", {"appeals.finish.help": "求助件办结"})
    ('目录3版E01：4个工作小时', '求助件办结：5个工作日')
    """
    source, _, code = rule.rpartition("=")
    return f"{labels.get(source, source)}：{Term.parse(code).label}" if code else ""
