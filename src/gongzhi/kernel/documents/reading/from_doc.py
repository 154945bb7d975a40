"""Word 97 (.doc), RTF and ODT through an installed office suite; a clear word when there is none."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from gongzhi.kernel.documents.reading.lines import Source
from gongzhi.kernel.documents.reading.sources import Damaged
from gongzhi.kernel.refusals import Refusal

SECONDS = 90


class NoConverter(Refusal):
    code = "reading.no_converter"
    message = "这台服务器没有安装旧格式转换程序。请用WPS或Word把文件另存为.docx再传。"


def from_doc(data: bytes, extension: str) -> Source:
    """Convert to .docx in a private folder and read that."""
    from gongzhi.kernel.documents.reading.sources import open_source

    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        raise NoConverter(field="file")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"in{extension}"
        source.write_bytes(data)
        command = [
            program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore",
            "--convert-to", "docx", "--outdir", folder, str(source),
        ]  # fmt: skip
        try:
            subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired as error:
            raise Damaged(field="file") from error
        made = Path(folder) / "in.docx"
        if not made.exists():
            raise Damaged(field="file")
        converted = made.read_bytes()
    return open_source(converted, "in.docx", limit=max(len(converted), 1))
