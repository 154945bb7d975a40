"""Documents made by chance from one plan in many layouts, so that the right answer is known by construction."""

from __future__ import annotations

import csv
import io
import random
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.reading import bank
from tests.reading.answers import Case, task

CHINESE = [
    "一",
    "二",
    "三",
    "四",
    "五",
    "六",
    "七",
    "八",
    "九",
    "十",
    "十一",
    "十二",
    "十三",
    "十四",
    "十五",
    "十六",
    "十七",
    "十八",
    "十九",
    "二十",
]
SEEDS = range(200)
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass
class Job:
    text: str
    targets: str
    leaders: list[str]
    leads: list[str]
    cos: list[str]
    etc: bool
    limit: tuple[str, str] | None  # words of the label or column, day
    day: str | None  # day that the words of the work give
    only_resp: bool = False


@dataclass
class Section:
    heading: str
    jobs: list[Job]
    leader: str = ""
    parts: list[Section] = field(default_factory=list)


@dataclass
class Made:
    """A document being written: its lines and rows, and the answer."""

    lines: list[str | list[list[str | None]]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    document: dict[str, Any] = field(default_factory=dict)


class Maker:
    """Writes one document. `seed` decides everything."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.seed = seed
        self.framed = False
        self.groups: list[tuple[str, list[tuple[str, str, str]]]] = []
        dice = self.dice
        self.year = dice.choice([2021, 2022, 2023, 2024, 2025])
        self.layout = dice.choice(["tail", "tail", "labels", "labels", "table", "table", "bare", "phrase"])
        self.has_leader = dice.random() < 0.6
        self.has_lead = dice.random() < 0.7
        self.has_by = dice.random() < 0.5 and self.layout not in {"bare", "phrase"}
        self.labels = {k: dice.choice(v) for k, v in bank.LABELS.items()}
        self.medium = dice.choice(
            ["docx", "xlsx", "html", "csv", "pipes", "tabs"]
            if self.layout == "table"
            else ["txt", "txt", "docx", "html", "wrapped", "pages"]
        )
        self.sep = dice.choice(["、", "、", "、", "，", ";", " ", ","]) if self.layout != "bare" else "、"
        self.leaders = dice.choice([bank.POSTS, bank.NAMES])
        self.narrow = dice.random() < 0.25
        self.grouped_tail = dice.random() < 0.5

    # --- the plan -------------------------------------------------------------------------------------

    def job(self) -> Job:
        dice = self.dice
        words, targets, _ = dice.choice(bank.WORK)
        if dice.random() < 0.3:
            more, others, _ = dice.choice(bank.WORK)
            if more != words:
                words, targets = f"{words}{dice.choice('；。，')}{more}", f"{targets} {others}".strip()
        day = None
        if not self.has_by and dice.random() < 0.3:
            end, month, number = dice.choice(bank.ENDS)
            words, day = words + end, date(self.year, month, number).isoformat()
        units = dice.sample(bank.UNITS, dice.randint(2, 6))
        leads = units[: 2 if dice.random() < 0.2 else 1] if self.has_lead else units
        cos = units[len(leads) :]
        if dice.random() < 0.4:
            (cos if self.has_lead else leads).append(dice.choice(bank.GROUPS))
        etc = dice.random() < 0.15
        limit = None
        if self.has_by and dice.random() < 0.9:
            said, month, number = dice.choice(bank.LIMITS)
            limit = (said.format(y=self.year), date(self.year, month, number).isoformat())
        leaders = dice.sample(self.leaders, dice.choice([1, 1, 1, 2])) if self.has_leader else []
        return Job(words, targets, leaders, leads, cos if self.has_lead else [], etc, limit, day)

    def sections(self) -> list[Section]:
        dice = self.dice
        made = []
        deep = dice.random() < 0.5
        for heading in dice.sample(bank.HEADINGS, dice.randint(2, 4)):
            if deep:
                parts = [
                    Section(h, [self.job() for _ in range(dice.randint(1, 3))])
                    for h in dice.sample(bank.HEADINGS, dice.randint(1, 3))
                ]
                made.append(Section(heading, [], parts=parts))
            else:
                made.append(Section(heading, [self.job() for _ in range(dice.randint(2, 5))]))
        return made

    # --- words of an owner ----------------------------------------------------------------------------

    def listed(self, units: list[str], *, etc: bool = False, sep: str = "") -> str:
        sep = sep or self.sep
        if sep == " ":
            sep = "、" if any("、" in u for u in units) else " "
        words = sep.join(units)
        if len(units) > 2 and any(u in bank.GROUPS for u in units[-1:]) and self.dice.random() < 0.4:
            words = sep.join(units[:-1]) + self.dice.choice("，,；") + units[-1]
        return words + (self.dice.choice(["等", "等单位", "等相关单位", "等部门"]) if etc else "")

    def fields(self, job: Job) -> list[tuple[str, str]]:
        """(label, value) of a job's owner, in the document's order."""
        found = []
        if job.leaders:
            found.append((self.labels["leader"], "、".join(job.leaders)))
        if self.has_lead:
            found.append((self.labels["lead"], self.listed(job.leads, etc=job.etc and not job.cos)))
            if job.cos:
                found.append((self.labels["co"], self.listed(job.cos, etc=job.etc)))
        else:
            found.append((self.labels["resp"], self.listed(job.leads, etc=job.etc)))
        if job.limit:
            found.append((self.labels["by"], job.limit[0]))
        return found

    def tail(self, job: Job) -> str:
        dice = self.dice
        if self.layout == "bare":
            return self.listed([*job.leads, *job.cos], etc=job.etc, sep="、")
        if self.layout == "phrase":
            if not job.cos:
                return f"{self.listed(job.leads, sep='、', etc=job.etc)}{dice.choice(['负责', '按职责分工负责', '牵头负责', '牵头'])}"
            join = dice.choice(
                [
                    "牵头，{}配合",
                    "牵头，{}参与",
                    "牵头，{}按职责分工负责",
                    "牵头,{}等配合" if job.etc else "牵头,{}配合",
                    "牵头负责，{}协助",
                    "会同{}负责",
                    "牵头，会同{}落实",
                ]
            )
            if "等配合" in join:
                return self.listed(job.leads, sep="、") + join.format(self.listed(job.cos, sep="、"))
            return self.listed(job.leads, sep="、") + join.format(self.listed(job.cos, sep="、", etc=job.etc))
        mark = dice.choice(["；", ";", "；", "，"]) if self.sep in "、 " else "；"
        colon = dice.choice(["：", ":"])
        return mark.join(f"{k}{colon}{v}" for k, v in self.fields(job))

    # --- writing --------------------------------------------------------------------------------------

    def answer(
        self,
        made: Made,
        no: str,
        job: Job,
        headings: list[str],
        leader: str = "",
        extra: str = "",
        stop: str = "",
    ) -> None:
        leads, cos = list(job.leads), list(job.cos)
        if self.layout == "bare":
            leads, cos = leads + cos, []
        day = job.limit[1] if job.limit else job.day
        wanted = task(
            no, job.text + stop, targets=job.targets, by=day, etc=job.etc, headings=headings or None
        )
        wanted["lead_leaders"] = job.leaders if self.shows_leaders() else []
        split = [self._units(u) for u in (leads, cos)]
        wanted["lead_units"], wanted["co_units"] = split[0], [u for u in split[1] if u not in split[0]]
        if leader and not wanted["lead_leaders"]:
            wanted["lead_leaders"] = [leader]
        if extra:
            wanted["co_units"] += [extra] if extra not in wanted["co_units"] + wanted["lead_units"] else []
        made.tasks.append(wanted)

    def _units(self, units: list[str]) -> list[str]:
        return [p for u in units for p in u.split("、")]

    def shows_leaders(self) -> bool:
        return self.layout in {"tail", "labels", "table"}

    def make(self) -> tuple[Made, str]:
        made = Made()
        title = self.dice.choice(
            [
                "清泽县{}年重点工作任务分解",
                "清泽县{}年政府工作报告重点任务责任分工方案",
                "关于落实{}年县政府重点工作责任分解的意见",
                "清泽县{}年“项目攻坚年”行动方案",
            ]
        ).format(self.year)
        self.framed = self.dice.random() < 0.4
        made.document["title"] = title
        if self.framed:
            self.cover(made, title)
        made.lines.append(title)
        made.lines.append("")
        if self.dice.random() < 0.5:
            made.lines.append(
                self.dice.choice(
                    [
                        "为确保全年目标任务圆满完成，现将重点任务分解如下：",
                        "为深入贯彻县委、县政府决策部署，制定本方案。",
                    ]
                )
            )
        (self.as_table if self.layout == "table" else self.as_text)(made)
        return made, title

    def cover(self, made: Made, title: str) -> None:
        """A notice that issues the plan; its own clauses are no tasks."""
        dice = self.dice
        issuer = dice.choice(["清泽县人民政府办公室", "清泽县人民政府", "中共清泽县委办公室"])
        made.document["title"] = f"{issuer}关于印发《{title}》的通知"
        number = dice.choice(
            [
                f"清政办〔{self.year}〕{dice.randint(1, 60)}号",
                f"清政办发〔{self.year}〕{dice.randint(1, 9)}号",
            ]
        )
        made.document |= {
            "doc_number": number,
            "issuer": issuer,
            "issued_on": f"{self.year}-03-{dice.randint(10, 28)}",
        }
        day = int(made.document["issued_on"][-2:])
        made.lines += [made.document["title"], number, "各乡镇人民政府、街道办事处，县直各单位："]
        said = f"现将《{title}》印发给你们，请认真贯彻落实。"
        if dice.random() < 0.5:
            made.lines += [
                said[:-1] + "，并提出如下要求：",
                "一、加强领导，压实责任。各单位要细化措施，于4月10日前报送实施方案。",
                "二、强化督查，严格考核。县政府督查室每月调度1次。",
            ]
        else:
            made.lines.append(said)
        made.lines += [
            issuer,
            f"{self.year}年3月{day}日",
            *([] if dice.random() < 0.5 else ["（此件公开发布）"]),
            "",
        ]

    def opening(self, made: Made) -> None:
        """总体要求 with goals; the sections after it begin at 二、."""
        dice = self.dice
        made.lines += ["一、总体要求", "（一）指导思想。坚持以人民为中心的发展思想，扎实推进各项工作。"]
        principles = dice.random() < 0.5
        if principles:
            made.lines.append("（二）基本原则。坚持统筹兼顾、分步实施，坚持因地制宜、务求实效。")
        no = "（三）" if principles else "（二）"
        name = dice.choice(["工作目标", "主要目标", "总体目标"])
        made.lines.append(no + name)
        for i, job in enumerate([self.job() for _ in range(dice.randint(1, 3))]):
            made.lines.append(f"——{job.text}。")
            wanted = task(
                f"一/{no}/——{i + 1}",
                job.text + "。",
                targets=job.targets,
                by=job.day,
                headings=["总体要求", name],
            )
            made.tasks.append(wanted)

    def closing(self, made: Made, no: str, printed: str) -> None:
        """保障措施, whose paragraphs are tasks, the list of annexes and a leading group."""
        made.lines.append(f"{printed}保障措施")
        measures = self.dice.sample(
            [
                "强化组织领导。各级各部门要健全机制，形成合力。",
                "严格督查考核。定期开展督促检查，结果纳入年度考核。",
                "加强资金保障。多渠道筹措资金。",
            ],
            2,
        )
        for i, words in enumerate(measures):
            made.lines.append(f"（{CHINESE[i]}）{words}")
            made.tasks.append(task(f"{no}/（{CHINESE[i]}）", words, headings=["保障措施"]))
        if self.dice.random() < 0.5:
            made.lines += [
                "附件：清泽县重点工作领导小组成员名单",
                "",
                "附件",
                "清泽县重点工作领导小组成员名单",
                "组　长：李　明　县委副书记、县长",
                "副组长：王建国　常务副县长",
                "成　员：赵　敏　县发改委主任",
                "　　　　孙丽华　县财政局局长",
            ]
            self.groups = [
                (
                    "清泽县重点工作领导小组",
                    [
                        ("head", "李明", "县委副书记、县长"),
                        ("deputy", "王建国", "常务副县长"),
                        ("member", "赵敏", "县发改委主任"),
                        ("member", "孙丽华", "县财政局局长"),
                    ],
                )
            ]

    def marks(self) -> tuple[list[Any], bool]:
        dice = self.dice
        return dice.choice([
            (["{c}、", "（{c}）", "{n}."], False), (["{c}、", "（{c}）", "{n}．"], False), (["{c}、", "（{c}）", "{n}、"], True),
            (["{c}、", "({c})", "{n}. "], True), (["第{c}部分　", "{c}、", "（{c}）"], False), (["{n}.", "（{n}）", "{o}"], False), (["{c}．", "（{c}）", "{n}）"], False),
            (["（{c}）", "{n}.", "（{n}）"], False), (["{c}、", "{n}.", "（{n}）"], False),
        ])  # fmt: skip

    def as_text(self, made: Made) -> None:
        dice = self.dice
        forms, runs_on = self.marks()
        count = 0
        extra = dice.choice(["各乡镇（街道）", ""]) if dice.random() < 0.3 else ""
        style = dice.choice(["lines", "line", "tight"])
        stop = dice.choice(["。", "。", ""]) if self.layout == "labels" else "。"

        def number(level: int, i: int) -> tuple[str, str]:
            printed = forms[level].format(c=CHINESE[min(i, 19)], n=i + 1, o=CIRCLED[min(i, 19)])
            bare = printed.strip()
            return printed, bare if bare[-1] in "）)" or bare in CIRCLED else bare.rstrip("、.．　 ")

        def write(jobs: list[Job], level: int, path: list[str], heads: list[str], leader: str) -> None:
            nonlocal count
            for i, job in enumerate(jobs):
                at = count if (runs_on and level == len(forms) - 1) or (runs_on and not deep) else i
                printed, no = number(level, at)
                count += 1
                self._write_job(made, printed, job, style, stop)
                self.answer(made, "/".join([*path, no]), job, heads, leader, extra, stop)

        sections = self.sections()
        deep = any(s.parts for s in sections)
        whole = self.framed and forms[0] == "{c}、" and forms[1] == "（{c}）" and not extra
        if whole:
            self.opening(made)
        for i, section in enumerate(sections, start=int(whole)):
            printed, no = number(0, i)
            leader = ""
            if dice.random() < 0.25 and not (self.has_leader and self.shows_leaders()):
                leader = dice.choice(["常务副县长", "分管副县长", "李明"])
                made.lines.append(
                    f"{printed}{section.heading}（{leader}牵头）"
                    if dice.random() < 0.5
                    else f"{printed}{section.heading}（牵头领导：{leader}）"
                )
            else:
                made.lines.append(f"{printed}{section.heading}")
            for j, part in enumerate(section.parts):
                shown, sub = number(1, j)
                made.lines.append(f"{shown}{part.heading}")
                write(part.jobs, 2, [no, sub], [section.heading, part.heading], leader)
            if section.jobs:
                write(section.jobs, 1, [no], [section.heading], leader)
        if whole:
            printed, no = number(0, len(sections) + 1)
            self.closing(made, no, printed)
        if extra:
            made.lines.append(
                dice.choice(
                    [
                        "以上各项均需{}落实，不再逐一列出。",
                        "上述任务均需{}配合落实，不再一一列出。",
                        "以上任务均由{}具体落实。",
                    ]
                ).format(extra)
            )

    def _write_job(self, made: Made, printed: str, job: Job, style: str, stop: str) -> None:
        dice = self.dice
        if self.layout != "labels":
            a, b = dice.choice([("（", "）"), ("(", ")"), ("（", "）"), ("［", "］"), ("【", "】")])
            made.lines.append(
                f"{printed}{job.text}{stop}{a}{self.tail(job)}{b}" + dice.choice(["", "", "。"])
            )
            return
        made.lines.append(f"{printed}{job.text}{stop}")
        fields = self.fields(job)
        if self.seed % 3 == 0:
            random.Random(self.seed).shuffle(fields)
        if style == "line":
            made.lines.append("　　".join(f"{k}：{v}" for k, v in fields))
        elif style == "tight":
            made.lines.append("；".join(f"{k}：{v}" for k, v in fields) + "。")
        else:
            made.lines += [f"{k}：{v}" for k, v in fields]

    def as_table(self, made: Made) -> None:
        dice = self.dice
        columns = ["seq", "task"]
        if with_group := dice.random() < 0.5:
            columns.insert(dice.choice([0, 1]), "group")
        owners = (["leader"] if self.has_leader else []) + (["lead", "co"] if self.has_lead else ["resp"])
        if dice.random() < 0.3:
            dice.shuffle(owners)
        columns += owners
        if self.has_by:
            columns.insert(dice.choice([len(columns), len(columns), columns.index("task") + 1]), "by")
        head: list[str | None] = [self.labels[c] for c in columns]
        if self.labels["co"] == self.labels["resp"]:
            self.labels["co"] = "配合单位"
        head = [
            re.sub("^(..)(..)$", r"\1\n\2", h) if dice.random() < 0.1 and self.medium == "docx" else h
            for h in head
            if h
        ]
        rows: list[list[str | None]] = [head]
        sections, seq = self.sections(), 0
        heading_rows = not with_group and dice.random() < 0.5
        repeat = dice.random() < 0.4
        merges_leader = dice.random() < 0.4
        for i, section in enumerate(sections):
            jobs = section.jobs + [j for p in section.parts for j in p.jobs]
            name = section.heading
            if heading_rows:
                rows.append([f"{CHINESE[i]}、{name}", *["…"] * (len(columns) - 1)])
            if repeat and i:
                rows.append(list(head))
            before: Job | None = None
            for k, job in enumerate(jobs):
                seq += 1
                if merges_leader and before and k:
                    job.leaders = before.leaders
                row: list[str | None] = []
                for c in columns:
                    if c == "group":
                        row.append(name if k == 0 else None)
                    elif c == "seq":
                        row.append(str(seq))
                    elif c == "task":
                        row.append(job.text)
                    elif c == "leader":
                        row.append(
                            None
                            if merges_leader and k
                            else dice.choice(
                                ["、", "\n"] if self.medium in {"docx", "html"} else ["、"]
                            ).join(job.leaders)
                        )
                    elif c == "by":
                        row.append(job.limit[0] if job.limit else "")
                    else:
                        units = {"lead": job.leads, "co": job.cos, "resp": job.leads}[c]
                        last = c == "co" or (c == "lead" and not job.cos) or c == "resp"
                        sep = dice.choice(["、", "\n"]) if self.medium in {"docx", "html", "xlsx"} else "、"
                        row.append(self.listed(units, etc=job.etc and last, sep=sep) if units else "")
                rows.append(row)
                self.answer(made, str(seq), job, [name] if heading_rows or with_group else [])
                before = job
        made.lines.append(rows)


# --- files -----------------------------------------------------------------------------------------------


def _text(made: Made, dice: random.Random, bar: str) -> str:
    out: list[str] = []
    for line in made.lines:
        if isinstance(line, str):
            out.append(line)
            continue
        for row in line:
            words = [w if w not in (None, "…") else "" for w in row]
            out.append(
                words[0] or ""
                if row[1:] and all(w == "…" for w in row[1:])
                else bar.join(w or "" for w in words)
            )
    return "\n".join(out) + "\n"


def _wrapped(text: str, dice: random.Random, *, paged: bool) -> str:
    """The text as saved from set pages: hard breaks, an indent of two, page numbers between when `paged`."""
    width = dice.randint(28, 40)
    lines: list[str] = []
    for n, line in enumerate(text.split("\n")):
        line = line if n == 0 or not line else "　　" + line
        while len(line) > width:
            lines.append(line[:width])
            line = line[width:]
        lines.append(line)
    if not paged:
        return "\n".join(lines)
    high = dice.randint(18, 30)
    mark = dice.choice(["— {} —", "- {} -", "{}", "第 {} 页 共 9 页", "－{}－"])
    out: list[str] = []
    for i, line in enumerate(lines):
        if i and i % high == 0:
            out += [mark.format(i // high), *([""] if dice.random() < 0.3 else [])]
        out.append(line)
    return "\n".join(out)


def _html(made: Made) -> str:
    body = []
    for line in made.lines:
        if isinstance(line, str):
            body.append(f"<p>　　{line}</p>" if line else "<p>&nbsp;</p>")
            continue
        body.append("<table border=1>")
        for i, row in enumerate(line):
            body.append("<tr>")
            j = 0
            while j < len(row):
                words = row[j]
                wide = next((k for k in range(j + 1, len(row)) if row[k] != "…"), len(row)) - j
                if words is not None:
                    high = (
                        next(
                            (
                                k
                                for k in range(i + 1, len(line))
                                if line[k][j] is not None
                                or (line[k][0] is not None and line[k][1:2] == ["…"])
                            ),
                            len(line),
                        )
                        - i
                    )
                    body.append(
                        f'<td rowspan="{high}" colspan="{wide}"><p>{words}</p></td>'.replace("\n", "<br>")
                    )
                j += wide
            body.append("</tr>")
        body.append("</table>")
    return (
        "<html><head><title>页</title></head><body><div class='nav'><a>首页</a> &gt; <a>政务公开</a> &gt; 正文</div><div class='article'>"
        + "\n".join(body) + "</div><div class='footer'>主办：清泽县人民政府 承办：县政府办公室<br>网站标识码：0000000000</div></body></html>"
    )  # fmt: skip


def _docx(made: Made) -> bytes:
    from docx import Document

    document = Document()
    for part in made.lines:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]), style="Table Grid")
        for i, row in enumerate(part):
            for j, words in enumerate(row):
                if words not in (None, "…"):
                    table.cell(i, j).text = words or ""
        for i, row in enumerate(part):
            for j, words in enumerate(row):
                if words == "…" and row[j - 1] != "…":
                    table.cell(i, j - 1).merge(table.cell(i, len(row) - 1))
                if words is None and (i + 1 == len(part) or part[i + 1][j] is not None):
                    top = next(k for k in range(i, -1, -1) if part[k][j] is not None)
                    table.cell(top, j).merge(table.cell(i, j))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _xlsx(made: Made) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("任务")
    y = 0
    for part in made.lines:
        if isinstance(part, str):
            if part:
                sheet.merge_range(y, 0, y, 4, part)
                y += 1
            continue
        for i, row in enumerate(part):
            for j, words in enumerate(row):
                if words in (None, "…"):
                    continue
                wide = next((k for k in range(j + 1, len(row)) if row[k] != "…"), len(row)) - j
                high = next((k for k in range(i + 1, len(part)) if part[k][j] is not None), len(part)) - i
                if wide > 1 or high > 1:
                    sheet.merge_range(y + i, j, y + i + high - 1, j + wide - 1, words)
                elif words and words.isdigit():
                    sheet.write_number(y + i, j, int(words))
                else:
                    sheet.write_string(y + i, j, words or "")
        y += len(part)
    book.close()
    return out.getvalue()


def _csv(made: Made) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    for part in made.lines:
        if isinstance(part, str):
            if part:
                writer.writerow([part])
        else:
            writer.writerows([[w if w not in (None, "…") else "" for w in row] for row in part])
    return out.getvalue()


def _narrowed(text: str) -> str:
    return text.translate(str.maketrans("，；：（）", ",;:()"))


def case(seed: int) -> Case:
    """The document and its answer for a seed."""
    maker = Maker(seed)
    made, _ = maker.make()
    dice = random.Random(seed + 1)
    medium = maker.medium
    tasks, document = made.tasks, dict(made.document)
    encoding = dice.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    if medium == "docx":
        data, name = _docx(made), "a.docx"
    elif medium == "xlsx":
        data, name = _xlsx(made), "a.xlsx"
    elif medium == "html":
        data, name = _html(made).encode(), "a.html"
    elif medium == "csv":
        data, name = _csv(made).encode("gb18030" if encoding == "utf-16" else encoding), "a.csv"
    else:
        text = _text(made, dice, {"pipes": dice.choice(["｜", "|"]), "tabs": "\t"}.get(medium, "\t"))
        if medium in {"wrapped", "pages"}:
            text = _wrapped(text, dice, paged=medium == "pages")
        data, name = text.encode(encoding), "a.txt"
    label = f"{seed} {maker.layout} {medium}"
    return Case(label, name, lambda: data, tasks, document, maker.groups)
