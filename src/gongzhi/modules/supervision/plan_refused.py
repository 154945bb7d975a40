"""How plans say no."""

from __future__ import annotations

from typing import Any

from gongzhi.kernel.refusals import Kind, Refusal


class NothingGiven(Refusal):
    code = "supervision.nothing_given"
    message = "请选择文件，或把文字粘贴到文本框里。"


class BothGiven(Refusal):
    code = "supervision.both_given"
    message = "文件和粘贴的文字只能选一种，请清除其中一个。"


class TextTooShort(Refusal):
    code = "supervision.text_too_short"
    message = "粘贴的内容只有{length}个字，不像一份文件。请把全文粘贴进来。"


class SamePlan(Refusal):
    """`plan` is the one that was imported before."""

    code = "supervision.same_plan"
    kind = Kind.CONFLICT
    message = "这份文件已于{on}由{who}导入为《{title}》（{state}）。可以打开原来的，或作为新版本导入并比较。"
    plan: Any = None


class NotInReview(Refusal):
    code = "supervision.not_in_review"
    kind = Kind.CONFLICT
    message = "《{title}》{state}，不能再改。{way}"


class ItemChanged(Refusal):
    code = "supervision.item_changed"
    kind = Kind.CONFLICT
    message = "{who}刚刚改过这项任务（{what}）。页面已换成最新内容，请核对后再改。"


class PlanChanged(Refusal):
    code = "supervision.plan_changed"
    kind = Kind.CONFLICT
    message = "打开本页之后，{who}又改过任务（{what}）。请刷新，核对后再交办。"


class AlreadyIssued(Refusal):
    code = "supervision.already_issued"
    kind = Kind.CONFLICT
    message = "《{title}》已由{who}于{when}交办，没有重复交办。"


class LeadsMissing(Refusal):
    code = "supervision.leads_missing"
    kind = Kind.CONFLICT
    message = "还有{count}项任务没有确定牵头单位（{items}），请先指定。"


class NoItems(Refusal):
    code = "supervision.no_items"
    kind = Kind.CONFLICT
    message = "这份清单没有任务，不能交办。请先添加任务或重新导入。"


class DeadlineMissing(Refusal):
    code = "supervision.deadline_missing"
    message = "有{count}项任务没有完成时限，请填默认完成时限。"


class DeadlinePast(Refusal):
    code = "supervision.deadline_past"
    message = "默认完成时限{on}已经过去，请选今天以后的日期。"


class LeadFirst(Refusal):
    code = "supervision.lead_first"
    kind = Kind.CONFLICT
    message = "这项任务还没有确定的牵头单位，请先指定，再核对通过。"


class TextMissing(Refusal):
    code = "supervision.text_missing"
    message = "任务内容不能为空。"


class NoPlaceToSplit(Refusal):
    code = "supervision.no_place_to_split"
    message = "请把光标放在要拆开的两个字之间，再点“拆分”。"


class NothingBefore(Refusal):
    code = "supervision.nothing_before"
    kind = Kind.CONFLICT
    message = "前面没有任务，不能合并。"


class NothingToUndo(Refusal):
    code = "supervision.nothing_to_undo"
    kind = Kind.CONFLICT
    message = "没有可以撤销的步骤。"


class UndoOvertaken(Refusal):
    code = "supervision.undo_overtaken"
    kind = Kind.CONFLICT
    message = "您的“{label}”之后，{who}又改过同一项任务（{what}），不能撤销；请直接修改。"


class NameNotHere(Refusal):
    code = "supervision.name_not_here"
    message = "这份清单里没有“{name}”这个名称，请刷新页面。"


class NotReadYet(Refusal):
    code = "supervision.not_read_yet"
    kind = Kind.CONFLICT
    message = "《{title}》{state}，还没有任务可以核对。"


class CannotRemove(Refusal):
    code = "supervision.cannot_remove"
    kind = Kind.CONFLICT
    message = "《{title}》已经交办，不能删除；个别任务不再办理的，请在任务页“终止”。"


class NoTasksThere(Refusal):
    code = "supervision.no_tasks_there"
    message = "“{name}”里没有读到任务，没法比较。请确认是带任务的计划、方案或清单。"


class ConsentMissing(Refusal):
    code = "supervision.consent_missing"
    message = "请勾选同意；不同意就不会保存。"


class NoCases(Refusal):
    code = "supervision.no_cases"
    kind = Kind.CONFLICT
    message = "没有选中例题，请至少勾选一份。"


class FindingGone(Refusal):
    code = "supervision.finding_gone"
    kind = Kind.CONFLICT
    message = "这条体检发现已经没有了，可能任务刚刚改过。请刷新后再看。"


class ReasonMissing(Refusal):
    code = "supervision.reason_missing"
    message = "请写明不采纳的理由。"


class AlreadyFounded(Refusal):
    code = "supervision.already_founded"
    kind = Kind.CONFLICT
    message = "{who}已于{when}从这份文件建立了{units}个单位，没有重复建立。下面只列出还没有的。"


class FoundingOdd(Refusal):
    """`errors` name the input and say what to do."""

    code = "supervision.founding_odd"
    message = "还有{count}处需要改正，已在表中标出。"
    errors: dict[str, str]


class NothingToFound(Refusal):
    code = "supervision.nothing_to_found"
    message = "没有勾选任何要建立的内容。"


class EveryUnitHasOne(Refusal):
    code = "supervision.every_unit_has_one"
    kind = Kind.CONFLICT
    message = "没有勾选单位和领导，或者勾选的都已有账号，没有重复开通。"


class NameOfLeaderMissing(Refusal):
    code = "supervision.name_of_leader_missing"
    message = "请填写“{title}”的姓名，或者不勾选。"
