"""Proposing what an appeal is about from its words: learnt, measured, and shown with its share. Pure, numpy alone.

model = train(corpus.pairs(), groups=corpus.groups(), check=corpus.heldout(), trained_at=at.isoformat())
model.save(path); model = Model.load(path); model.facts.accuracy, model.facts.checked_accuracy
model.suggest("楼下烧烤店的烟直往上跑")  # [Suggestion(code='E05', share=0.97), …]
"""

from gongzhi.modules.appeals.learning.model import UNSURE, Facts, Model, NotAModel, Suggestion, is_unsure
from gongzhi.modules.appeals.learning.training import Report, TooFewTexts, evaluate, judge, train

__all__ = [
    "UNSURE",
    "Facts",
    "Model",
    "NotAModel",
    "Report",
    "Suggestion",
    "TooFewTexts",
    "evaluate",
    "is_unsure",
    "judge",
    "train",
]
