"""How problems say no."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class ProblemTooShort(Refusal):
    code = "ecology.problem_too_short"
    message = "情况至少{least}个字，请写清在哪里、是什么问题，乡镇要据此整改。"


class TypeUnknown(Refusal):
    code = "ecology.type_unknown"
    message = "没有“{given}”这一类问题，请从列表中选择类型。"


class SeverityUnknown(Refusal):
    code = "ecology.severity_unknown"
    message = "没有“{given}”这个程度，请选立行立改、一般问题或突出问题。"


class NoTownship(Refusal):
    code = "ecology.no_township"
    message = "{place}没有对应的乡镇（街道），不知道该报给谁。请在地图上重新选位置。"


class BureauMissing(Refusal):
    code = "ecology.bureau_missing"
    kind = Kind.CONFLICT
    message = "参数里的县级主管部门代码“{code}”没有对应的单位，请系统管理员在参数“生态环境问题”里改正。"


class SamePerson(Refusal):
    code = "ecology.same_person"
    kind = Kind.FORBIDDEN
    message = "{first}由您办理，{second}须由另一人办理。请交给同事。"


class MoreTimeWaiting(Refusal):
    code = "ecology.more_time_waiting"
    kind = Kind.CONFLICT
    message = "已经有一项延期申请在等待决定，不能再申请。"


class NothingAsked(Refusal):
    code = "ecology.nothing_asked"
    kind = Kind.CONFLICT
    message = "没有等待决定的延期申请，可能别人刚刚办过。请刷新页面。"
