"""How the phone's door says no. The phone shows the sentence beside the entry, which it keeps."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class Missing(Refusal):
    code = "field.missing"
    message = "“{label}”还没有填。请点“修改”补上后再发送。"


class WrongValue(Refusal):
    code = "field.wrong_value"
    message = "“{label}”填的“{given}”不对。请点“修改”改正后再发送。"


class WrongChoice(Refusal):
    code = "field.wrong_choice"
    message = "“{label}”选的“{given}”现在已经没有了。请点“修改”重新选一个再发送。"


class TooLong(Refusal):
    code = "field.too_long"
    message = "“{label}”最多{most}个字，现在{length}个字。请点“修改”删短后再发送。"


class TooMany(Refusal):
    code = "field.too_many"
    message = "“{label}”最多{most}个，现在{number}个。请点“修改”删去几个再发送。"


class Unreadable(Refusal):
    code = "field.unreadable"
    message = "手机发来的内容不完整（{what}）。内容还在手机里，请先更新应用，再发送一次。"


class UnknownEntry(Refusal):
    code = "field.unknown_entry"
    kind = Kind.ABSENT
    message = "系统里已经没有“{name}”这种记录。内容还在手机里，请把它告诉系统管理员。"


class PositionWanted(Refusal):
    code = "field.position_wanted"
    message = "这条记录要有定位，或者写明为什么没有定位。请点“修改”补上后再发送。"


class FilesMissing(Refusal):
    code = "field.files_missing"
    kind = Kind.CONFLICT
    message = "有{number}张照片或录音没有送到，手机会自动再送一次。"


class SentByOther(Refusal):
    """The same outbox on two phones, under two names."""

    code = "field.sent_by_other"
    kind = Kind.CONFLICT
    message = "这条记录已由{name}在{at}发送过，系统不会重复登记。手机上的这一条不用再发。"


class Moved(Refusal):
    """The worker has left the grid in which it was said, and may not say it any more."""

    code = "field.moved"
    kind = Kind.CONFLICT
    message = (
        "这条是您在{before}时记的，您现在负责{now}，系统不再允许您登记：{reason}"
        "内容和照片都还在手机里。请联系{before}的网格员补登，或请管理员临时恢复权限后再发送。"
    )
