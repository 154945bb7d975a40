"""The first page of papers for docs/how-to/papers.md: python -m tests.journeys.paper_shots"""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from gongzhi.kernel.documents.writing import docx, pictures
from gongzhi.kernel.documents.writing.kinds import kind
from gongzhi.launcher.paths import ROOT

NAMES = (
    "supervision_notice", "assignment_slip", "reminder_notice", "circular", "special_report", "minutes",
    "prompt_letter", "acceptance_notice", "rejection_notice", "extension_notice", "reply_letter", "transfer_slip",
)  # fmt: skip
MOST = 150_000  # bytes of one picture


def main() -> None:
    for name in NAMES:
        one = kind(name)
        page = Image.open(BytesIO(pictures(docx(one.of(one.sample)), 1)[0])).convert("RGB")
        path = ROOT / "docs" / "screenshots" / f"paper-{name.replace('_', '-')}.png"
        page.quantize(32, dither=Image.Dither.NONE).save(path, optimize=True)
        assert path.stat().st_size < MOST, path


if __name__ == "__main__":
    main()
