"""How a move is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongzhi.kernel.refusals import Kind, Refusal

if TYPE_CHECKING:
    from gongzhi.kernel.flow.forms import MoveForm


class MoveNotOpen(Refusal):
    code = "flow.move_not_open"
    kind = Kind.CONFLICT
    message = "这件事项现在是“{state}”，不能“{label}”；现在可以：{others}。"


class AlreadyChanged(Refusal):
    code = "flow.already_changed"
    kind = Kind.CONFLICT
    message = "您打开页面之后，{who}已经办理了“{what}”，事项现在是“{state}”。您填的内容还在，请核对后再提交。"


class NotParty(Refusal):
    code = "flow.not_party"
    kind = Kind.FORBIDDEN
    message = "“{label}”要由本事项的{parties}办理，您所在单位不是，或已经办结。"


class MoveNotNow(Refusal):
    code = "flow.move_not_now"
    kind = Kind.CONFLICT
    message = "现在还不能“{label}”：{reason}"


class FieldsRefused(Refusal):
    """The form found faults; `form` holds them by field."""

    code = "flow.fields_refused"
    message = "{summary}"

    def __init__(self, *, form: MoveForm) -> None:
        self.form = form
        field, faults = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        super().__init__(field=field, summary=f"{label}：{faults[0]}" if label else faults[0])
