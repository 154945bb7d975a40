"""How a spreadsheet is refused as a whole; what is wrong with a line lies in the line."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class IntakeOver(Refusal):
    code = "sheets.intake_over"
    kind = Kind.CONFLICT
    message = "这份表已经登记过，或者超过一天没有确认。请重新上传。"
