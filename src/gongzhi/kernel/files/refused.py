"""Why a file is not taken, each with the way out."""

from __future__ import annotations

from gongzhi.kernel.refusals import Kind, Refusal


class FileRefused(Refusal):
    """Any no to a file; `field` is the input that held it."""

    code = "files.refused"
    message = "文件没有收下，请换一个文件再上传。"


class FileEmpty(FileRefused):
    code = "files.empty"
    message = "“{name}”是空文件。请检查原文件能否打开，再重新上传。"


class FileTooLarge(FileRefused):
    code = "files.too_large"
    kind = Kind.TOO_LARGE
    message = "“{name}”超过 {limit} MB 的上限。请压缩图片、拆分文件，或只上传有关部分。"


class UploadTooLarge(FileRefused):
    code = "files.upload_too_large"
    kind = Kind.TOO_LARGE
    message = "这次上传共 {size}，超过 {limit} 的上限。请分几次上传，或先压缩再上传。"


class DiskFull(FileRefused):
    code = "files.disk_full"
    kind = Kind.BUSY
    message = "磁盘空间不足，“{name}”没有保存。请联系系统管理员清理磁盘后再上传。"


class TypeUnknown(FileRefused):
    code = "files.type_unknown"
    message = "不支持“{name}”的类型（{found}）。请改用 {wanted}。"


class TypeNotAllowed(FileRefused):
    code = "files.type_not_allowed"
    message = "这里不收{found}。请改用 {wanted}。"


class ExtensionWrong(FileRefused):
    code = "files.extension_wrong"
    message = "“{name}”的内容是{found}，与扩展名 .{extension} 不符。请用 WPS 或 Office 打开后另存，或改用扩展名 .{right}。"


class ProgramRefused(FileRefused):
    code = "files.program"
    message = "“{name}”是程序或脚本，不能上传。请上传文档、表格、图片或录音录像。"


class MacroRefused(FileRefused):
    code = "files.macro"
    message = "“{name}”带有宏，不能上传。请用 WPS 或 Office 另存为不带宏的 .{right} 再上传。"


class FileEncrypted(FileRefused):
    code = "files.encrypted"
    message = "“{name}”设有打开密码。请先取消密码再上传。"


class ArchiveBomb(FileRefused):
    code = "files.archive_bomb"
    message = (
        "“{name}”解压后异常庞大（{why}），不能上传。请用 WPS 或 Office 重新另存，或解压后只上传有关文件。"
    )


class ArchiveNested(FileRefused):
    code = "files.archive_nested"
    message = "“{name}”里还有压缩包（{inner}）。请解压后重新打成一层压缩包，或逐个上传。"


class FileDamaged(FileRefused):
    code = "files.damaged"
    message = "“{name}”已损坏或不完整（{why}）。请检查原文件能否打开，再重新上传。"


class ImageDamaged(FileRefused):
    code = "files.image_damaged"
    message = "“{name}”不是能打开的图片。请重新拍照或截图后上传。"


class ImageHuge(FileRefused):
    code = "files.image_huge"
    message = "“{name}”超过 {limit} 万像素。请缩小后再上传。"


class UploadIncomplete(FileRefused):
    code = "files.incomplete"
    message = "“{name}”没有传完（网络中断）。请重新上传。"


class NoFile(FileRefused):
    code = "files.missing"
    message = "请选择要上传的文件。"
