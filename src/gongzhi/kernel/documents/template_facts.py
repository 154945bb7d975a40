"""Events of templates: they belong to no matter."""

from __future__ import annotations

from dataclasses import dataclass

from gongzhi.kernel.events import event


@event("documents.template_uploaded", "上传公文模板")
@dataclass(frozen=True)
class TemplateUploaded:
    """A version of a template was taken in, with the content hash of its file."""

    paper: str
    label: str
    serial: int
    hash: str
    note: str

    def sentence(self) -> str:
        return f"上传{self.label}模板第{self.serial}版" + (f"：{self.note}" if self.note else "")


@event("documents.template_chosen", "启用公文模板")
@dataclass(frozen=True)
class TemplateChosen:
    """From a day on, papers are written with a version; 0 is the shipped form."""

    paper: str
    label: str
    serial: int
    from_on: str

    def sentence(self) -> str:
        which = f"模板第{self.serial}版" if self.serial else "随系统提供的格式"
        return f"{self.label}自{self.from_on}起用{which}"


@event("documents.template_unchosen", "撤回公文模板启用")
@dataclass(frozen=True)
class TemplateUnchosen:
    """A planned change was taken back before its day."""

    paper: str
    label: str
    from_on: str

    def sentence(self) -> str:
        return f"撤回{self.label}自{self.from_on}起的模板安排"
