"""The events of plans."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("supervision.plan_imported", "导入清单")
@dataclass(frozen=True)
class PlanImported:
    """A document was taken in to be made into tasks."""

    plan: int
    title: str
    digest: str

    def sentence(self) -> str:
        return f"导入文件《{self.title}》"


@event("supervision.plan_removed", "删除清单")
@dataclass(frozen=True)
class PlanRemoved:
    """A plan that was not issued was taken off the list, or put back."""

    plan: int
    title: str
    restored: bool = False

    def sentence(self) -> str:
        return f"{'恢复' if self.restored else '删除'}任务清单《{self.title}》"


@event("supervision.plan_issued", "交办清单")
@dataclass(frozen=True)
class PlanIssued:
    """All tasks of a plan were given to their units."""

    plan: int
    title: str
    tasks: int
    units: int
    signer: str = ""

    def sentence(self) -> str:
        by = f"，签发人{self.signer}" if self.signer else ""
        return f"交办《{self.title}》：{self.tasks}项任务，{self.units}个单位{by}"


@event("supervision.finding_judged", "处理体检发现")
@dataclass(frozen=True)
class FindingJudged:
    """A finding of the look over a plan is to be corrected, does not count, or is open again."""

    plan: int
    title: str
    sort: str
    finding: str
    verdict: str
    reason: str = ""

    def sentence(self) -> str:
        why = f"，理由：{self.reason}" if self.reason else ""
        return f"《{self.title}》体检“{self.sort}”{self.verdict}{why}：{self.finding}"


@event("supervision.case_kept", "存为例题")
@dataclass(frozen=True)
class CaseKept:
    """A reviewed document was kept for the reader's test set, or taken out of it."""

    plan: int
    title: str
    corrections: int
    dropped: bool = False

    def sentence(self) -> str:
        return f"《{self.title}》{'不再作为' if self.dropped else '存为'}识别例题"


@event("supervision.cases_exported", "导出例题")
@dataclass(frozen=True)
class CasesExported:
    """Kept documents left the county as a file."""

    plans: tuple[int, ...]

    def sentence(self) -> str:
        return f"导出识别例题{len(self.plans)}份"


@event("supervision.county_founded", "由文件建县")
@dataclass(frozen=True)
class CountyFounded:
    """Units, groups, posts and leading groups were set up from what a document names."""

    plan: int
    title: str
    units: int
    groups: int
    leaders: int
    leading: int

    def sentence(self) -> str:
        return (
            f"从《{self.title}》建立单位{self.units}个、单位组{self.groups}个、"
            f"领导职务{self.leaders}个、领导小组{self.leading}个"
        )
