"""The county's model on disk: read again when the file changes, trained anew from the county's own appeals."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import structlog

from gongzhi.env import VAR
from gongzhi.modules.appeals.learning.model import Model, NotAModel
from gongzhi.modules.appeals.learning.training import train

log = structlog.get_logger(__name__)
_kept: dict[str, tuple[float, Model | None]] = {}


def place() -> Path:
    """Where the model lies: in the folder of the data, or where GONGZHI_APPEALS_MODEL says."""
    return Path(os.environ.get("GONGZHI_APPEALS_MODEL") or VAR / "appeals-model.npz")


def current() -> Model | None:
    """The model in use; None while there is none, or when the file cannot be read (which is said in the log, once)."""
    path = place()
    try:
        changed = path.stat().st_mtime
    except OSError:
        return None
    kept = _kept.get(str(path))
    if kept is None or kept[0] != changed:
        try:
            kept = (changed, Model.load(path))
        except (NotAModel, OSError) as wrong:
            log.warning("the model of appeals cannot be read", path=str(path), reason=str(wrong))
            kept = (changed, None)
        _kept[str(path)] = kept
    return kept[1]


def guesses(text: str, place_code: str) -> Sequence[tuple[str, float]]:
    """(category code, share) as the model sees a text, best first; none without a model."""
    model = current()
    return [(one.code, one.share) for one in model.suggest(text)] if model else []


def history() -> Iterator[tuple[str, str]]:
    """(text, category code) of every appeal whose category people have settled on. Opens each seal; nothing is kept."""
    from gongzhi.modules.appeals.intake.models import Appeal

    rows = Appeal.objects.filter(category__isnull=False).exclude(matter__state="registered").order_by("pk")
    for one in rows.select_related("category").only("text", "category__code").iterator(chunk_size=500):
        text = one.text.open()
        if text and one.category is not None:
            yield text, one.category.code


def learn(*, at: datetime, more: Sequence[tuple[str, str]] = ()) -> Model:
    """Train on the county's history (and on `more`), and put the model in use. Raises: TooFewTexts."""
    model = train([*history(), *more], trained_at=at.isoformat())
    place().parent.mkdir(parents=True, exist_ok=True)
    model.save(place())
    return model
