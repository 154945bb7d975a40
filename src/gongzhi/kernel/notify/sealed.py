"""Secrets of channels at rest: the house's one sealing, under the key of channels."""

from __future__ import annotations

from gongzhi.kernel.people import sealing
from gongzhi.kernel.people.sealing import CannotOpen

PURPOSE = "notify.channel"
__all__ = ["CannotOpen", "seal", "unseal"]


def seal(text: str) -> str:
    """The text in a form that the database may hold; '' stays ''."""
    return sealing.seal(text, PURPOSE)


def unseal(sealed: str) -> str:
    """The text again. Raises: CannotOpen."""
    return sealing.unseal(sealed, PURPOSE)
