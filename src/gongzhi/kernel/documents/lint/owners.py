"""Who answers: units outside the leading group, groups of units that lead."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gongzhi.kernel.documents.lint.values import Finding, Place, Sheet
from gongzhi.kernel.documents.reading.fold import compact
from gongzhi.kernel.documents.reading.values import Group, Member
from gongzhi.kernel.org.naming import County, plates

MANY = re.compile(r"各|有关|相关|全体|所有|成员单位|领导小组|(?:乡镇|镇街|单位|部门)(?:\(街道\))?$")
POST = re.compile(
    r"(?:第一|常务)?副?(?:党委书记|党组书记|党工委书记|书记|局长|主任|部长|董事长|总经理|经理|行长|院长|校长|站长|所长|台长|支队长|大队长|队长|处长|科长|会长|理事长|"
    r"主席|总工程师|负责人|主要负责同志|负责同志|负责人员|干部|专员|镇长|乡长|秘书长|检察长|县长|区长|市长)$"
)
MANY_OUTSIDE = 6  # more units than this, and more than half of them, are said in one sentence
SHOWN = 6  # tasks of one unit that a finding names
PLAIN = County()


def group_leads(sheet: Sheet) -> Iterator[Finding]:
    """Tasks that 各乡镇 and the like lead: nobody does."""
    for n, task in enumerate(sheet.tasks):
        if task.lead_units and is_many(task.lead_units[0].text):
            lead = task.lead_units[0]
            message = f"“{sheet.label(n)}”由“{lead.text}”牵头，没有一家负总责。"
            yield Finding("group_leads", message, (sheet.place(lead.span, lead.text, n),))


def is_many(name: str) -> bool:
    """Whether a name stands for several units.

    >>> is_many("各乡镇街道"), is_many("市直有关单位"), is_many("泉阳镇")
    (True, True, False)
    """
    return bool(MANY.search(compact(name)))


def outside_group(sheet: Sheet, keys: Mapping[str, object]) -> Iterator[Finding]:
    """Responsible units that the plan's own leading group does not have.

    `keys` says which printed names are one unit, as far as the county knows. A group without a head is a list of
    units for some task, not the one that leads the plan.
    """
    groups = [group for group in sheet.reading.groups if any(one.role == "head" for one in group.members)]
    if not groups:
        return
    members = [one for group in groups for one in group.members]
    units = _responsible(sheet)
    outside: dict[str, list[int]] = {}
    for name, tasks in units.items():
        seats = [one for one in members if is_of(name, one.post, keys)]
        if not seats:
            outside[name] = tasks
        elif all(one.role in ("head", "deputy") for one in seats):
            yield _represented(sheet, name, tasks, seats[0], groups)
    if len(outside) > MANY_OUTSIDE and len(outside) * 2 > len(units):
        places = [_where(sheet, name, tasks[0]) for name, tasks in outside.items()]
        message = f"{len(units)}个责任单位有{len(outside)}个不在“{groups[0].name}”里：{'、'.join(outside)}。"
        yield Finding("outside_group", message, (*places, _title(sheet, groups[0])))
        return
    for name, tasks in outside.items():
        often = f"（{len(tasks)}项）" if len(tasks) > 1 else ""
        message = f"“{name}”承担任务{often}，但不在“{groups[0].name}”里。"
        places = [_where(sheet, name, task) for task in tasks[:SHOWN]]
        yield Finding("outside_group", message, (*places, _title(sheet, groups[0])))


def _represented(
    sheet: Sheet, name: str, tasks: Sequence[int], seat: Member, groups: Sequence[Group]
) -> Finding:
    role = "组长" if seat.role == "head" else "副组长"
    places = [_where(sheet, name, task) for task in tasks[:SHOWN]]
    message = f"“{name}”没有列为成员单位，其负责人在领导小组任{role}。"
    return Finding("head_in_group", message, (*places, _seat(sheet, seat, groups)))


def _responsible(sheet: Sheet) -> dict[str, list[int]]:
    """Every single unit that is named, with the tasks that name it."""
    found: dict[str, list[int]] = {}
    for n, task in enumerate(sheet.tasks):
        for piece in (*task.lead_units, *task.co_units):
            if not is_many(piece.text):
                held = found.setdefault(piece.text, [])
                if n not in held:
                    held.append(n)
    return found


def _where(sheet: Sheet, name: str, task: int) -> Place:
    one = sheet.tasks[task]
    piece = next(piece for piece in (*one.lead_units, *one.co_units) if piece.text == name)
    return sheet.place(piece.span, name, task)


def _seat(sheet: Sheet, seat: Member, groups: Sequence[Group]) -> Place:
    return sheet.place(seat.span, seat.post) if seat.span.end else _title(sheet, groups[0])


def _title(sheet: Sheet, group: Group) -> Place:
    return sheet.place(group.span, group.name)


def is_of(unit: str, post: str, keys: Mapping[str, object] | None = None) -> bool:
    """Whether a post, or a unit in a list of members, is of a unit.

    >>> is_of("区应急局", "区应急管理局局长"), is_of("区督查考核办", "区委政研室(区督查考核办)主任"), is_of("区文明办", "区委宣传部副部长")
    (True, True, False)
    >>> is_of("谯城经开区管委会", "区政府党组副书记、谯城经开区党工委书记、管委会主任")
    True
    """
    words, held = compact(post), offices(post)
    names = {form for part in held if part for form in _forms(part)}
    own = _forms(unit)
    if keys and unit in keys and any(keys.get(part) == keys[unit] for part in held):
        return True
    return any(alike(a, b) for a in own for b in names) or any(_within(one, words) for one in own)


def offices(post: str) -> list[str]:
    """What the posts of one line are posts of.

    >>> offices("县政府党组成员、县教育体育局局长")
    ['县政府党组成员', '县教育体育局']
    """
    return [bare for part in re.split(r"[、,;]", compact(post)) if (bare := POST.sub("", part))]


def _forms(name: str) -> set[str]:
    base, boards = plates(compact(name))
    base = base.replace("委员会", "委")
    return {PLAIN.bare(one) for one in (base, *boards) if len(one) > 1}


def alike(a: str, b: str) -> bool:
    """Whether two bare names are one: the shorter keeps the order, the first and the last character of the longer.

    >>> alike("发改委", "发展改革委"), alike("住建局", "住房城乡建设局"), alike("教育局", "民政局")
    (True, True, False)
    """
    short, long = sorted((a, b), key=len)
    if short == long:
        return True
    return len(short) > 2 and short[0] == long[0] and short[-1] == long[-1] and _in_order(short, long)


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _within(unit: str, post: str) -> bool:
    """Whether a post spells the unit with words between: 经开区党工委书记、管委会主任."""
    if len(unit) < 5:
        return False
    begin = post.find(unit[:3])
    return begin >= 0 and _in_order(unit, post[begin : begin + len(unit) + 8])
