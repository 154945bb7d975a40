"""What an appeal is probably about: a linear model over runs of characters. Numpy alone, no pickle.

`train` (in `training`) makes one out of (text, code) pairs; the codes may be categories, types, anything. A share is
what it says: of the suggestions with a share of 80 % about 80 in 100 are right, as far as the texts are like those
it was trained on. Who shows a suggestion shows its share; below `UNSURE` it is said to be a guess.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gongzhi.modules.appeals.learning.grams import grams

UNSURE = 0.5
FORMAT = 1
FEWEST_KNOWN = 3  # runs of a text that must be known before anything is suggested
Floats = NDArray[np.float32]


class NotAModel(ValueError):
    """The file is no model that this version can read; the message says why, in Chinese."""


@dataclass(frozen=True)
class Suggestion:
    """A code that a text may have; `share` is 0 to 1."""

    code: str
    share: float

    @property
    def sure(self) -> bool:
        """Whether it may be shown as more than a guess."""
        return self.share >= UNSURE


@dataclass(frozen=True)
class Facts:
    """What a model rests on. `confusion` holds (true code, suggested code, how often), most frequent first."""

    texts: int
    codes: int
    trained_at: str  # ISO, as the caller says; "" when not said
    folds: int
    accuracy: float  # by cross-validation
    top3: float
    calibration_error: float  # how far shares are from being right, on average
    confusion: tuple[tuple[str, str, int], ...] = ()
    by_code: dict[str, tuple[int, int]] = field(default_factory=dict)  # code -> (right, of)
    checked: int = 0  # texts of another origin that it was judged by as well
    checked_accuracy: float = 0.0
    checked_top3: float = 0.0


@dataclass
class Model:
    """Weights of every known run of characters for every code."""

    codes: tuple[str, ...]
    vocabulary: dict[str, int]
    rarity: Floats  # of each run: the rarer, the more it tells
    weights: Floats  # runs x codes
    bias: Floats
    sharpness: float  # scores are multiplied by it before they become shares
    facts: Facts

    def suggest(self, text: str, most: int = 3) -> list[Suggestion]:
        """The likeliest codes, best first; none for a text of which hardly anything is known."""
        known = np.fromiter((self.vocabulary[one] for one in grams(text) if one in self.vocabulary), int)
        if len(known) < FEWEST_KNOWN:
            return []
        rarity = self.rarity[known]
        scores = (rarity / np.linalg.norm(rarity)) @ self.weights[known].astype(np.float32) + self.bias
        share = shares(scores * self.sharpness)
        best = np.argsort(-share, kind="stable")[:most]
        return [Suggestion(self.codes[n], float(share[n])) for n in best]

    def save(self, path: Path | str) -> None:
        """Write one file, in half precision; whoever reads meanwhile has the one before or the new one."""
        target = Path(path)
        about = {
            "format": FORMAT,
            "codes": self.codes,
            "runs": list(self.vocabulary),
            "sharpness": self.sharpness,
            "facts": asdict(self.facts),
        }
        draft = target.with_name(f".{target.name}.new")
        with draft.open("wb") as file:
            np.savez_compressed(
                file,
                about=np.frombuffer(json.dumps(about, ensure_ascii=False).encode(), np.uint8),
                rarity=self.rarity.astype(np.float16),
                weights=self.weights.astype(np.float16),
                bias=self.bias.astype(np.float32),
            )
        draft.replace(target)

    @classmethod
    def load(cls, path: Path | str) -> Model:
        """Read what `save` wrote. Raises: NotAModel, FileNotFoundError."""
        try:
            with np.load(path, allow_pickle=False) as kept:
                about = json.loads(kept["about"].tobytes())
                rarity, weights, bias = (
                    kept[name].astype(np.float32) for name in ("rarity", "weights", "bias")
                )
        except FileNotFoundError:
            raise
        except (ValueError, KeyError, OSError, EOFError) as wrong:
            raise NotAModel(f"不是分类模型文件：{Path(path).name}") from wrong
        if about.get("format") != FORMAT or weights.shape != (len(about["runs"]), len(about["codes"])):
            raise NotAModel(f"分类模型的版本不符，请重新训练：{Path(path).name}")
        runs = {one: n for n, one in enumerate(about["runs"])}
        return cls(
            tuple(about["codes"]), runs, rarity, weights, bias, about["sharpness"], _facts(about["facts"])
        )


def _facts(given: dict[str, Any]) -> Facts:
    confusion = tuple((true, said, often) for true, said, often in given.pop("confusion"))
    by_code = {code: (right, of) for code, (right, of) in given.pop("by_code").items()}
    return Facts(confusion=confusion, by_code=by_code, **given)


def is_unsure(suggestions: Sequence[Suggestion], least: float = UNSURE) -> bool:
    """Whether the best suggestion is no more than a guess, or there is none."""
    return not suggestions or suggestions[0].share < least


def shares(scores: Floats) -> Floats:
    """Scores as shares of 1, along the last axis."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)
