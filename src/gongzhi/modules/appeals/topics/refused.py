"""How topics say no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class NothingToJoin(Refusal):
    code = "appeals.topic_nothing_to_join"
    message = "没有可以加入的诉求：所选的都已在别的专题里，或不在您的查看范围内。"


class TopicOver(Refusal):
    code = "appeals.topic_over"
    kind = Kind.CONFLICT
    message = "专题“{name}”{state}，不能再改。"


class TopicChanged(Refusal):
    code = "appeals.topic_changed"
    kind = Kind.CONFLICT
    message = "专题“{name}”刚才被别人改过，请刷新后再办。"


class TaskedAlready(Refusal):
    code = "appeals.topic_tasked"
    kind = Kind.CONFLICT
    message = "这个专题已经转为督查任务{number}。"


class ProposalDecided(Refusal):
    code = "appeals.proposal_decided"
    kind = Kind.CONFLICT
    message = "这条线索已由{who}处理（{state}）。"


class TopicTaskOpen(Refusal):
    code = "appeals.topic_task_open"
    kind = Kind.CONFLICT
    message = "督查任务{number}还没有销号，销号后会自动告知诉求人。"
