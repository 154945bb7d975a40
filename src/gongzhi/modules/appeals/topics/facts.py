"""Events of topics: they belong to no single appeal."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("appeals.topic_made", "建立热点专题")
@dataclass(frozen=True)
class TopicMade:
    """A topic was made of appeals."""

    topic: int
    name: str
    appeals: int

    def sentence(self) -> str:
        return f"建立专题“{self.name}”，汇集{self.appeals}件"


@event("appeals.topic_joined", "诉求加入专题")
@dataclass(frozen=True)
class TopicJoined:
    """Appeals joined a topic."""

    topic: int
    name: str
    numbers: list[str]

    def sentence(self) -> str:
        shown = "、".join(self.numbers[:3])
        return f"专题“{self.name}”加入{len(self.numbers)}件：{shown}{'等' if len(self.numbers) > 3 else ''}"


@event("appeals.topic_tasked", "专题转督查")
@dataclass(frozen=True)
class TopicTasked:
    """A topic became a supervised task."""

    topic: int
    name: str
    task: str

    def sentence(self) -> str:
        return f"专题“{self.name}”转为督查任务{self.task}"


@event("appeals.topic_ended", "专题办结")
@dataclass(frozen=True)
class TopicEnded:
    """A topic ended and its people are to be told."""

    topic: int
    name: str
    told: int
    outcome: str

    def sentence(self) -> str:
        return f"专题“{self.name}”办结，告知{self.told}人：{self.outcome}"


@event("appeals.proposal_passed", "不建专题")
@dataclass(frozen=True)
class ProposalPassed:
    """A proposal was found not to be a topic."""

    why: str
    reason: str

    def sentence(self) -> str:
        return f"线索“{self.why}”不建专题：{self.reason}"


@event("appeals.caller_told", "告知诉求人")
@dataclass(frozen=True)
class CallerTold:
    """Callers were told what came of a topic or of the appeal that theirs had joined, or could not be."""

    topic: str
    count: int
    state: str

    def sentence(self) -> str:
        return f"“{self.topic}”{self.count}人{self.state}"
