"""The append-only, hash-chained log, its kinds, and delivery after commit."""

from gongzhi.kernel.events.kinds import Fact, event, listen, sentence_of

__all__ = ["Fact", "event", "listen", "sentence_of"]
