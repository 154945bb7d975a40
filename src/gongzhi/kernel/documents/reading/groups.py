"""Leading groups and name lists: who is head, deputy, member; lost names stay lost and are said to be."""

from __future__ import annotations

import re

from gongzhi.kernel.documents.reading.fold import CJK, close_up, compact, fold, trim
from gongzhi.kernel.documents.reading.lines import Line
from gongzhi.kernel.documents.reading.people import is_name
from gongzhi.kernel.documents.reading.units import looks_like_unit, split_units
from gongzhi.kernel.documents.reading.values import Doubt, Group, Member, Span

TITLE = re.compile(
    r"(?:(?:领导小组|委员会|指挥部|专班|工作组|协调小组|领导机构|组织机构|联席会议)[^。]{0,12}(?:成员|名单|组成|人员)|名单$|通讯录$|人员名单|成员单位$)"
)
_ROLES = (
    ("head", r"组长|主任|总指挥|指挥长|召集人|第一组长|主任委员|会长|总召集人|政委|顾问"),
    ("deputy", r"(?:常务)?副组长|(?:常务)?副主任|副总指挥|副指挥长|副召集人|副主任委员|常务副指挥长"),
    ("member", r"成员|组员|委员|成员单位"),
    ("office_head", r"办公室主任|办公室负责人"),
)  # fmt: skip
_ROLE = re.compile(
    r"^\s*((?:[第一常务副总]\s*)*[\u4e00-\u9fff](?:\s*[\u4e00-\u9fff]){0,6})\s*:\s*(.*)$", re.S
)
_DAMAGED_ROLE = re.compile(r"^\s*([长员任])\s*:\s*(.*)$", re.S)
_PERSON = re.compile(
    rf"^([{CJK}](?:[{CJK}·]|\s(?=[{CJK}]\s)){{0,4}})\s{{1,}}(\S.*)$|^([{CJK}]{{2,4}})\s*[(](.+)[)]$", re.S
)
_SPACED_NAME = re.compile(rf"^([{CJK}])\s+([{CJK}])\s+(\S.*)$", re.S)
_OFFICE = re.compile(
    r"(?<!副)主任(?:由|为|:)(?P<by>[^,。;]{2,40}?)(?:兼任|兼|担任|任)(?=[,。;]|$)|"
    r"办公室(?:设在|设于)[^。]*?(?P<who>[^,。;]{2,40}?)(?:兼任|任|担任)(?:办公室|专班办)?主任"
)
_PROSE = re.compile(r"(?:设在|设于|负责|承担|研究|统筹|协调|组织|由.{2,20}(?:兼任|担任|接任)).*[。;]$", re.S)
_POST_END = re.compile(
    r"(?:长|书记|主任|局长|部长|委员|常委|经理|主席|院长|校长|董事长|秘书长|调研员|负责人|政委|成员|总工程师|行长|站长|所长|员|干事|助理)(?:[(].*[)])?$"
)


def role_of(words: str) -> str:
    """head, deputy, member or office_head for a printed role; "" when it is none.

    >>> role_of("副 组 长"), role_of("联系人")
    ('deputy', '')
    """
    bare = compact(words)
    for role, pattern in reversed(_ROLES):
        if re.fullmatch(pattern, bare):
            return role
    return ""


_FOUNDED = re.compile(
    r"(?:成立|调整|设立|建立)([^。\n]{2,40}?(?:领导小组|指挥部|专班|委员会|工作组|协调机制|联席会议))"
)


def founded(text: str) -> str:
    """The group that a notice sets up, from its first words; "" when it sets up none.

    >>> founded("清泽县人民政府关于成立清泽县河湖长制领导小组的通知")
    '清泽县河湖长制领导小组'
    """
    found = _FOUNDED.search(text[:400])
    return close_up(found[1]) if found else ""


_GENERIC = re.compile(
    r"(?:(?:领导|工作|组织|协调)?机构(?:设置|及职责)?|组织领导|(?:机构)?(?:组成|成员|组成成员)(?:人员|单位)?|(?:组成)?人员|领导小组)?(?:名单)?"
)


def group_name(title: str, text: str) -> str:
    """The group's name out of the heading over its people; where that says only 组成人员, out of the document."""
    whole = close_up(title)
    name = re.sub(r"(?:组成)?(?:成员|人员)?(?:单位)?(?:名单|组成人员|通讯录)$", "", whole)
    if _GENERIC.fullmatch(compact(name)):
        return founded(text) or name or whole
    return name or whole


def is_group_title(words: str) -> bool:
    """Whether a heading announces a leading group or a list of names, not work.

    >>> is_group_title("工作领导小组成员名单"), is_group_title("成立工作领导小组")
    (True, False)
    """
    return bool(TITLE.search(compact(words)))


def starts_members(folded_line: str) -> bool:
    """Whether a line is a group's own: 组长：…."""
    found = _ROLE.match(folded_line)
    return bool(found and role_of(found[1]) and not found[1].startswith("领导")) or bool(
        _DAMAGED_ROLE.match(folded_line)
    )


def read_group(text: str, name: str, lines: list[Line], doubts: list[Doubt]) -> Group | None:
    """The group in these lines; doubts tell of names that the print lost. None when there is nobody."""
    folded = fold(text)
    members: list[Member] = []
    role, roles_seen = "", 0
    for line in lines:
        words = folded[line.start : line.end]
        if office := _OFFICE.search(words):
            which = "by" if office["by"] else "who"
            a, b = trim(folded, line.start + office.start(which), line.start + office.end(which))
            a += folded[a] == "由"
            bare = folded[a:b].removesuffix("同志")
            is_one = is_name(bare) or (bare != folded[a:b] and re.fullmatch(f"[{CJK}]{{2,3}}", bare))
            name_of = text[a : a + len(bare)] if is_one else ""
            members.append(Member("office_head", name_of, "" if name_of else text[a:b], Span(a, b)))
            continue
        if len(words) > 60 and re.search("[。;]", words) and not members and not _lists_units(words):
            continue
        found = _ROLE.match(words)
        start = line.start
        if found and role_of(found[1]):
            role, start, roles_seen = role_of(found[1]), line.start + found.start(2), roles_seen + 1
        elif damaged := _DAMAGED_ROLE.match(words):
            role = {"长": "head" if roles_seen == 0 else "deputy", "员": "member", "任": "head"}[damaged[1]]
            start, roles_seen = line.start + damaged.start(2), roles_seen + 1
            doubts.append(
                Doubt(
                    "lost_characters",
                    f"“{words.strip()[:12]}”的职务字样不全，按次序读作{_label(role)}。",
                    Span(line.start, line.end),
                )
            )
        elif (not role and not _lists_units(words)) or (not found and _PROSE.search(words.strip())):
            continue
        members += _members(text, folded, start, line.end, role or "member", doubts)
    if not members:
        return None
    return Group(name, tuple(members), Span(lines[0].start, lines[-1].end))


def _label(role: str) -> str:
    return {"head": "组长", "deputy": "副组长", "member": "成员", "office_head": "办公室主任"}[role]


def _lists_units(words: str) -> bool:
    parts = [p for p in re.split("[、,;。]", words) if p.strip()]
    return len(parts) >= 2 and sum(looks_like_unit(p.strip()) for p in parts) >= len(parts) * 0.7


def _members(text: str, folded: str, start: int, end: int, role: str, doubts: list[Doubt]) -> list[Member]:
    start, end = trim(folded, start, end)
    words = folded[start:end].strip()
    if not words:
        return []
    if _lists_units(words):
        return [Member(role, "", p.text, p.span) for p in split_units(text, start, end).pieces]
    if re.fullmatch(rf"[{CJK}]{{2,4}}(?:[、,\s]+[{CJK}]{{2,4}})+[。]?", words) and not _POST_END.search(
        words
    ):
        return [Member(role, n, "", Span(start, end)) for n in re.split(r"[、,\s。]+", words) if n]
    name, post = _name_and_post(words)
    if len(name) < 2:
        doubts.append(Doubt("lost_name", f"“{post[:20]}”的姓名缺失或不全，请补。", Span(start, end)))
    return [Member(role, name, close_up(post), Span(start, end))]


def _name_and_post(words: str) -> tuple[str, str]:
    """(name, post); the name is "" when only the post was printed.

    >>> _name_and_post("李　明  县财政局局长".replace("　", " "))
    ('李明', '县财政局局长')
    """
    if found := re.match(rf"^([{CJK}])\s+([{CJK}])\s*[(](.+)[)]$", words):
        return found[1] + found[2], found[3]
    if found := _SPACED_NAME.match(words):
        return found[1] + found[2], found[3].strip()
    if found := _PERSON.match(words):
        name, post = (found[1], found[2]) if found[1] else (found[3], found[4])
        if len(compact(name)) <= 4 and not looks_like_unit(name) and not _POST_END.search(name):
            return compact(name), post.strip(" ,、")
    if len(words) <= 4 and not _POST_END.search(words) and not looks_like_unit(words):
        return compact(words), ""
    return "", words
