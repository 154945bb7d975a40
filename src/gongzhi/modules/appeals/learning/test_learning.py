"""Training, suggesting, keeping and judging a model."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from gongzhi.modules.appeals.learning import (
    Model,
    NotAModel,
    TooFewTexts,
    corpus,
    evaluate,
    is_unsure,
    judge,
    train,
)

WATER = [
    f"{where}停水了，水龙头没水{tail}"
    for where in ("小区", "三栋", "村里", "楼上")
    for tail in ("", "，急", "两天")
]
LIGHT = [
    f"{where}路灯不亮，晚上看不见{tail}"
    for where in ("巷子", "村口", "门前", "桥头")
    for tail in ("", "，急", "两天")
]
PAIRS = [(one, "E13") for one in WATER] + [(one, "E09") for one in LIGHT]


@pytest.fixture(scope="module")
def demo() -> Model:
    return train(
        corpus.pairs(each=40),
        groups=corpus.groups(each=40),
        folds=3,
        check=corpus.heldout(),
        trained_at="2026-03-02T09:00+08:00",
    )


def test_suggestion_names_the_likeliest_first() -> None:
    best, second = train(PAIRS).suggest("我家又没水了，停水到几点")

    assert (best.code, second.code) == ("E13", "E09")
    assert best.share + second.share == pytest.approx(1)
    assert best.sure


def test_nothing_is_suggested_for_words_that_nobody_ever_used() -> None:
    model = train(PAIRS)

    assert [model.suggest(text) for text in ("", "?!", "qwerty", "龘靐齉")] == [[], [], [], []]
    assert is_unsure([])


def test_training_is_the_same_for_the_same_pairs() -> None:
    one, other = train(PAIRS), train(PAIRS)

    assert np.array_equal(one.weights, other.weights)
    assert one.facts == other.facts


def test_training_refuses_what_nothing_can_be_learnt_from() -> None:
    with pytest.raises(TooFewTexts, match="至少要有两类、10条诉求才能训练，现在有12条"):
        train([(text, "E13") for text in WATER])


def test_kept_model_suggests_the_same(tmp_path: Path) -> None:
    model = train(PAIRS, trained_at="2026-03-02T09:00+08:00")
    model.save(tmp_path / "model.npz")
    again = Model.load(tmp_path / "model.npz")

    assert again.facts == model.facts
    assert [one.code for one in again.suggest("路灯坏了")] == [one.code for one in model.suggest("路灯坏了")]
    assert [one.name for one in tmp_path.iterdir()] == ["model.npz"]


def test_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other.npz").write_bytes(b"not one")

    with pytest.raises(NotAModel, match="不是分类模型文件"):
        Model.load(tmp_path / "other.npz")
    with pytest.raises(FileNotFoundError):
        Model.load(tmp_path / "absent.npz")


def test_objects_are_never_unpickled(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", about=np.array([{"a": 1}], dtype=object))

    with pytest.raises(NotAModel):
        Model.load(tmp_path / "evil.npz")


def test_report_tells_what_is_taken_for_what() -> None:
    report = evaluate(PAIRS, folds=3)

    assert (report.texts, report.accuracy, report.confusion) == (24, 1.0, ())
    assert report.by_code == {"E09": (12, 12), "E13": (12, 12)}


def test_texts_of_one_group_do_not_judge_each_other() -> None:
    letters = [("春夏秋冬", "E01"), ("东南西北", "E01"), ("金木水火", "E02"), ("梅兰竹菊", "E02")]
    batches = [(f"{text}{n}", code) for text, code in letters for n in range(6)]
    groups = [text for text, _ in letters for _ in range(6)]

    assert evaluate(batches, folds=2).accuracy == 1.0
    assert evaluate(batches, folds=2, groups=groups).accuracy <= 0.5


def test_one_single_group_is_too_little() -> None:
    with pytest.raises(TooFewTexts, match="太相似"):
        train(PAIRS, groups=["one"] * len(PAIRS))


def test_corpus_has_many_different_sentences_of_all_sixty() -> None:
    found: dict[str, set[str]] = {}
    for text, code in corpus.pairs():
        found.setdefault(code, set()).add(text)

    assert len(found) == 60
    assert min(len(texts) for texts in found.values()) == 100
    assert corpus.pairs(seed=7) == corpus.pairs(seed=7) != corpus.pairs(seed=8)


def test_corpus_does_not_hold_the_sentences_that_judge_it() -> None:
    assert {text for text, _ in corpus.heldout()} & {text for text, _ in corpus.pairs()} == set()


def test_demo_model_knows_nine_tenths_of_what_it_never_saw(demo: Model) -> None:
    assert demo.facts.checked == 90
    assert demo.facts.checked_accuracy > 0.8
    assert demo.facts.checked_top3 > 0.9
    assert demo.facts.trained_at == "2026-03-02T09:00+08:00"


def test_shares_promise_no_more_than_they_keep(demo: Model) -> None:
    report = judge(demo, corpus.heldout())
    too_much = sum(max(0.0, said - right) * many for said, right, many in report.calibration)

    assert too_much / report.texts < 0.05
    assert demo.facts.calibration_error < 0.1


def test_suggestion_takes_less_than_five_milliseconds(demo: Model) -> None:
    texts = [text * 20 for text, _ in corpus.heldout()]
    begun = time.process_time()
    for text in texts:
        demo.suggest(text)

    assert (time.process_time() - begun) / len(texts) < 0.005
