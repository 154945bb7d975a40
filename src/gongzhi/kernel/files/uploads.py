"""What a request's file passes before any view sees it: written once, beside the shelf, never over the limit."""

from __future__ import annotations

import tempfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from gongzhi.kernel.files import refused, storage
from gongzhi.kernel.files.rules import MEGABYTE, clean_name


class SpooledUpload(UploadedFile):
    """An upload in a temporary file of the incoming folder; the file goes when it is closed."""

    def __init__(self, name: str | None, content_type: str | None, charset: str | None, extra: Any) -> None:
        file = tempfile.NamedTemporaryFile(dir=storage.incoming_dir(), suffix=".upload")  # noqa: SIM115
        super().__init__(file, name, content_type, 0, charset, extra)

    def temporary_file_path(self) -> str:
        return self.file.name

    def close(self) -> None:
        self.file.close()


class RefusedUpload(UploadedFile):
    """An upload that was not kept; the rest of its form is whole, and `store` raises `refusal`."""

    def __init__(self, name: str | None, refusal: refused.FileRefused) -> None:
        super().__init__(None, name, size=1)  # not 0, or a form would call the file empty
        self.refusal = refusal

    def __bool__(self) -> bool:
        return True

    def close(self) -> None:
        pass

    def chunks(self, chunk_size: int | None = None) -> Any:
        raise self.refusal


class SpoolHandler(FileUploadHandler):
    """Spool each file, stop writing at the limit or when the disk is full, and let the form go on."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.limit_mb = int(settings.FILES_LIMIT_MB)
        self.received = 0
        self.file: UploadedFile = RefusedUpload(self.file_name, refused.UploadIncomplete(name=self._name))
        self.open = False
        try:
            self.file = SpooledUpload(
                self.file_name, self.content_type, self.charset, self.content_type_extra
            )
            self.open = True
        except OSError as error:
            self._fail(error)

    @property
    def _name(self) -> str:
        return clean_name(self.file_name or "") or "文件"

    def _refuse(self, refusal: refused.FileRefused) -> None:
        self.file.close()
        self.file, self.open = RefusedUpload(self.file_name, refusal), False

    def _fail(self, error: OSError) -> None:
        if not storage.is_full(error):
            raise error
        self._refuse(refused.DiskFull(name=self._name))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if not self.open:
            return
        self.received += len(raw_data)
        if self.received > self.limit_mb * MEGABYTE:
            self._refuse(refused.FileTooLarge(name=self._name, limit=self.limit_mb))
            return
        try:
            self.file.write(raw_data)
        except OSError as error:
            self._fail(error)

    def file_complete(self, file_size: int) -> UploadedFile:
        if self.open:
            try:
                self.file.flush()
                self.file.seek(0)
                self.file.size = file_size
            except OSError as error:
                self._fail(error)
        return self.file

    def upload_interrupted(self) -> None:
        if getattr(self, "open", False):
            self.file.close()
