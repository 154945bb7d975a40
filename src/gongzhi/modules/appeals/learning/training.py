"""Making a model and judging it: multinomial logistic regression by AdaGrad, the same for the same pairs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from gongzhi.modules.appeals.learning.grams import grams
from gongzhi.modules.appeals.learning.model import Facts, Floats, Model, shares

FOLDS = 5
ROUNDS = 8
BATCH = 128
STEP = 1.0
MOST_RUNS = 12_000
SHARPNESSES = np.geomspace(0.2, 5, 60)
BINS = 10
Ints = NDArray[np.int64]


class TooFewTexts(ValueError):
    """Nothing can be learnt: the message says what is missing, in Chinese."""


@dataclass(frozen=True)
class Report:
    """How a model did on texts that it had not seen. Shares are 0 to 1.

    `confusion`: (true code, suggested code, how often). `calibration`: (mean share said, part that was right,
    how many) for suggestions of like share.
    """

    texts: int
    accuracy: float
    top3: float
    confusion: tuple[tuple[str, str, int], ...] = ()
    by_code: dict[str, tuple[int, int]] = field(default_factory=dict)  # code -> (right, of)
    calibration: tuple[tuple[float, float, int], ...] = ()

    @property
    def calibration_error(self) -> float:
        """How far the shares are from the parts that were right, on average."""
        return sum(abs(said - right) * many for said, right, many in self.calibration) / max(self.texts, 1)


@dataclass(frozen=True)
class _Texts:
    """Texts as rows of known runs: the runs of row n are `columns[starts[n]:starts[n + 1]]`."""

    starts: Ints
    columns: Ints
    values: Floats


def train(
    pairs: Iterable[tuple[str, str]],
    *,
    groups: Sequence[str] = (),
    folds: int = FOLDS,
    trained_at: str = "",
    check: Iterable[tuple[str, str]] = (),
) -> Model:
    """Learn from (text, code) pairs. `groups` names what texts are too alike to judge each other (a batch, a pattern).

    The shares are fitted, and the facts measured, by cross-validation; `check` are pairs of another origin that the
    finished model is judged by as well. About ten seconds for 6,000 texts of 60 codes.
    Raises: TooFewTexts.
    """
    known = [(text, code) for text, code in pairs if text.strip() and code]
    if len({code for _, code in known}) < 2 or len(known) < 2 * folds:
        raise TooFewTexts(f"至少要有两类、{2 * folds}条诉求才能训练，现在有{len(known)}条")
    scores, codes, names = _crossed(known, groups, folds)
    sharpness = _fitted(scores, codes)
    report = _report(shares(scores * np.float32(sharpness)), codes, names)
    model = _learnt(known, names)
    model.sharpness = sharpness
    model.facts = Facts(
        texts=len(known),
        codes=len(names),
        trained_at=trained_at,
        folds=folds,
        accuracy=report.accuracy,
        top3=report.top3,
        calibration_error=report.calibration_error,
        confusion=report.confusion[:200],
        by_code=report.by_code,
    )
    return _checked(model, list(check))


def _checked(model: Model, pairs: Sequence[tuple[str, str]]) -> Model:
    if pairs:
        found = judge(model, pairs)
        model.facts = replace(
            model.facts, checked=found.texts, checked_accuracy=found.accuracy, checked_top3=found.top3
        )
    return model


def evaluate(pairs: Iterable[tuple[str, str]], folds: int = FOLDS, groups: Sequence[str] = ()) -> Report:
    """How well such pairs can be learnt, each text judged by a model that did not see it (nor its group)."""
    known = list(pairs)
    scores, codes, names = _crossed(known, groups, folds)
    return _report(shares(scores * np.float32(_fitted(scores, codes))), codes, names)


def judge(model: Model, pairs: Iterable[tuple[str, str]]) -> Report:
    """How a finished model does on texts that it was not trained on."""
    known = [(text, code) for text, code in pairs if code in model.codes]
    place = {code: n for n, code in enumerate(model.codes)}
    found = np.zeros((len(known), len(model.codes)), np.float32)
    for row, (text, _) in enumerate(known):
        for one in model.suggest(text, most=len(model.codes)):
            found[row, place[one.code]] = one.share
    return _report(found, np.array([place[code] for _, code in known], np.int64), model.codes)


def _crossed(
    pairs: Sequence[tuple[str, str]], groups: Sequence[str], folds: int
) -> tuple[Floats, Ints, tuple[str, ...]]:
    """Scores of every text by a model of the other folds, the true codes, and the codes' names."""
    names = tuple(sorted({code for _, code in pairs}))
    place = {code: n for n, code in enumerate(names)}
    codes = np.array([place[code] for _, code in pairs], np.int64)
    scores = np.zeros((len(pairs), len(names)), np.float32)
    for inside, outside in _folds([code for _, code in pairs], groups, folds):
        model = _learnt([pairs[n] for n in inside], names)
        scores[outside] = _scored(model, [pairs[n][0] for n in outside])
    return scores, codes, names


def _folds(codes: Sequence[str], groups: Sequence[str], folds: int) -> Iterator[tuple[list[int], list[int]]]:
    """(inside, outside) for every fold; each code is spread over the folds, a group stays whole."""
    where: dict[tuple[str, str], int] = {}
    dealt: Counter[str] = Counter()
    fold = []
    for n, code in enumerate(codes):
        key = (code, groups[n] if groups else str(n))
        if key not in where:
            where[key] = dealt[code] % folds
            dealt[code] += 1
        fold.append(where[key])
    if max(fold) == 0:
        raise TooFewTexts("这些诉求太相似，分不成几份互相检验")
    for one in range(max(fold) + 1):
        yield [n for n, at in enumerate(fold) if at != one], [n for n, at in enumerate(fold) if at == one]


def _learnt(pairs: Sequence[tuple[str, str]], names: tuple[str, ...]) -> Model:
    """A model of these texts, its shares not fitted yet."""
    rows = [grams(text) for text, _ in pairs]
    often = Counter(run for row in rows for run in row)
    least = 2 if len(pairs) > 200 else 1
    kept = sorted((run for run, many in often.items() if many >= least), key=lambda run: (-often[run], run))
    vocabulary = {run: n for n, run in enumerate(kept[:MOST_RUNS])}
    rarity = np.array([1 + np.log(len(rows) / often[run]) for run in vocabulary], np.float32)
    place = {code: n for n, code in enumerate(names)}
    codes = np.array([place[code] for _, code in pairs], np.int64)
    weights, bias = _descended(_rows(rows, vocabulary, rarity), codes, len(vocabulary), len(names))
    return Model(names, vocabulary, rarity, weights, bias, 1.0, Facts(len(pairs), len(names), "", 0, 0, 0, 0))


def _rows(rows: Iterable[Sequence[str]], vocabulary: dict[str, int], rarity: Floats) -> _Texts:
    columns = [np.array([vocabulary[run] for run in row if run in vocabulary], np.int64) for row in rows]
    values = [rarity[one] / max(float(np.linalg.norm(rarity[one])), 1e-6) for one in columns]
    starts = np.concatenate([[0], np.cumsum([len(one) for one in columns])]).astype(np.int64)
    return _Texts(starts, np.concatenate(columns), np.concatenate(values).astype(np.float32))


def _block(texts: _Texts, chosen: Ints) -> tuple[Floats, Ints]:
    """The chosen rows as a table over those runs that occur in them, and which runs these are."""
    spans = [slice(texts.starts[n], texts.starts[n + 1]) for n in chosen]
    columns = np.concatenate([texts.columns[one] for one in spans])
    lengths = [one.stop - one.start for one in spans]
    used, at = np.unique(columns, return_inverse=True)
    table = np.zeros((len(chosen), len(used)), np.float32)
    table[np.repeat(np.arange(len(chosen)), lengths), at] = np.concatenate(
        [texts.values[one] for one in spans]
    )
    return table, used


def _descended(texts: _Texts, codes: Ints, runs: int, many: int) -> tuple[Floats, Floats]:
    """Weights and bias after some rounds of AdaGrad over shuffled batches; stopping early keeps them small."""
    weights, bias = np.zeros((runs, many), np.float32), np.zeros(many, np.float32)
    moved, moved_bias = np.full((runs, many), 1e-3, np.float32), np.full(many, 1.0, np.float32)
    dice = np.random.default_rng(12345)
    for _ in range(ROUNDS):
        order = dice.permutation(len(codes))
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            table, used = _block(texts, chosen)
            slip = shares(table @ weights[used] + bias)
            slip[np.arange(len(chosen)), codes[chosen]] -= 1
            slope, slope_bias = table.T @ slip / len(chosen), slip.mean(axis=0)
            moved[used] += slope**2
            moved_bias += slope_bias**2
            weights[used] -= STEP * slope / np.sqrt(moved[used])
            bias -= STEP * slope_bias / np.sqrt(moved_bias)
    return weights, bias


def _scored(model: Model, texts: Sequence[str]) -> Floats:
    rows = _rows([grams(text) for text in texts], model.vocabulary, model.rarity)
    found = np.zeros((len(texts), len(model.codes)), np.float32)
    for n in range(len(texts)):
        span = slice(rows.starts[n], rows.starts[n + 1])
        found[n] = rows.values[span] @ model.weights[rows.columns[span]] + model.bias
    return found


def _fitted(scores: Floats, codes: Ints) -> float:
    """The sharpness under which the true codes are least surprising."""
    rows = np.arange(len(codes))
    surprise = [
        -np.log(np.maximum(shares(scores * np.float32(one))[rows, codes], 1e-9)).mean() for one in SHARPNESSES
    ]
    return float(SHARPNESSES[int(np.argmin(surprise))])


def _report(found: Floats, codes: Ints, names: Sequence[str]) -> Report:
    order = np.argsort(-found, axis=1, kind="stable")
    best, share = order[:, 0], found.max(axis=1)
    right = best == codes
    mixed = Counter((names[t], names[s]) for t, s in zip(codes[~right], best[~right], strict=True))
    bins = np.minimum((share * BINS).astype(int), BINS - 1)
    return Report(
        texts=len(codes),
        accuracy=float(right.mean()),
        top3=float((order[:, :3] == codes[:, None]).any(axis=1).mean()),
        confusion=tuple(
            (t, s, often) for (t, s), often in sorted(mixed.items(), key=lambda one: (-one[1], one[0]))
        ),
        by_code={
            names[n]: (int(right[codes == n].sum()), int((codes == n).sum()))
            for n in sorted(set(codes.tolist()))
        },
        calibration=tuple(
            (float(share[bins == n].mean()), float(right[bins == n].mean()), int((bins == n).sum()))
            for n in range(BINS)
            if (bins == n).any()
        ),
    )
