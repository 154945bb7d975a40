"""Score the reader on all sets of worked answers: python -m tests.reading.score [--verbose] [ANSWER.json SOURCE]

Sets: `own` (written with the reader), `held` (written by somebody who had not seen it), `made` (made by chance) and,
where they are at hand, the two public sources. With two files, only the second against the first.
A task counts when number and words agree (white space apart). Units are exact when leaders, lead units,
co-units and 等 of a task all agree. A target counts when comparator, value and unit agree.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.reading import file_cases, more_cases, odd_cases, pdf_cases, text_cases
from tests.reading.answers import ANY, Case
from tests.reading.held import batch_e, batch_g, batch_h

from gongzhi.kernel.documents.reading import as_json, read

CASES: list[Case] = [
    *text_cases.CASES,
    *more_cases.CASES,
    *odd_cases.CASES,
    *file_cases.CASES,
    *pdf_cases.CASES,
    *batch_e.IN_PIECES,
    *batch_g.IN_PIECES,
    *batch_h.IN_PIECES,
]
SHARED = Path(__file__).parents[3] / "shared"


@dataclass
class Score:
    """Counts over some documents; every figure is a share between 0 and 1."""

    tasks: Counter[str] = field(default_factory=Counter)  # hit, missed, extra
    targets: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)  # right, wrong
    deadlines: Counter[str] = field(default_factory=Counter)
    document: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    @property
    def task_f1(self) -> float:
        return _f1(self.tasks)

    @property
    def target_f1(self) -> float:
        return _f1(self.targets)

    @property
    def units_exact(self) -> float:
        return _share(self.units)

    @property
    def deadlines_exact(self) -> float:
        return _share(self.deadlines)

    def __iadd__(self, other: Score) -> Score:
        for name in ("tasks", "targets", "units", "deadlines", "document"):
            getattr(self, name).update(getattr(other, name))
        self.notes += other.notes
        return self

    def line(self, name: str) -> str:
        return (
            f"task F1 {self.task_f1:.4f}  units {self.units_exact:.4f}  target F1 {self.target_f1:.4f}  "
            f"deadlines {self.deadlines_exact:.4f}  document {_share(self.document):.4f}  {name}"
        )


def _f1(counts: Counter[str]) -> float:
    whole = 2 * counts["hit"] + counts["missed"] + counts["extra"]
    return 2 * counts["hit"] / whole if whole else 1.0


def _share(counts: Counter[str]) -> float:
    whole = counts["right"] + counts["wrong"]
    return counts["right"] / whole if whole else 1.0


def score_case(case: Case) -> Score:
    found = as_json(read(case.make(), case.file))
    score = compare(case.name, case.tasks, found["tasks"])
    for key, value in case.document.items():
        score.document["right" if found["document"][key] == value else "wrong"] += 1
        if found["document"][key] != value:
            score.notes.append(f"{case.name}: {key} {found['document'][key]!r}, wanted {value!r}")
    groups = [(g["name"], [(m["role"], m["name"], m["post"]) for m in g["members"]]) for g in found["groups"]]
    score.document["right" if groups == case.groups else "wrong"] += 1
    if groups != case.groups:
        score.notes.append(f"{case.name}: groups {groups}, wanted {case.groups}")
    missing = case.doubts - {d["code"] for d in found["doubts"]}
    score.document["wrong" if missing else "right"] += 1
    if missing:
        score.notes.append(f"{case.name}: no doubt {sorted(missing)}")
    return score


def compare(name: str, wanted: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> Score:
    score = Score()
    left = list(found)
    for want in wanted:
        at = next((i for i, f in enumerate(left) if _key(f) == _key(want)), None)
        if at is None:
            score.tasks["missed"] += 1
            score.units["wrong"] += 1
            score.targets["missed"] += 0 if want["targets"] is ANY else len(want["targets"])
            score.notes.append(f"{name}: missed {want['no']} {want['text']}")
            continue
        got = left.pop(at)
        score.tasks["hit"] += 1
        _compare_task(f"{name}: {want['no']}", want, got, score)
    for got in left:
        score.tasks["extra"] += 1
        score.targets["extra"] += len(got["targets"])
        score.notes.append(f"{name}: extra {got['no']} {got['text']}")
    return score


def _compare_task(place: str, want: dict[str, Any], got: dict[str, Any], score: Score) -> None:
    fields = ("lead_leaders", "lead_units", "co_units", "open_ended")
    wrong = [f for f in fields if got[f] != want[f]]
    score.units["wrong" if wrong else "right"] += 1
    score.notes += [f"{place} {f} {got[f]}, wanted {want[f]}" for f in wrong]
    _compare_targets(place, want, got, score)
    for key in ("deadline", "deadline_text", "headings"):
        if key in want:
            counter = score.document if key == "headings" else score.deadlines
            counter["right" if got[key] == want[key] else "wrong"] += 1
            if got[key] != want[key]:
                score.notes.append(f"{place} {key} {got[key]!r}, wanted {want[key]!r}")


def _compare_targets(place: str, want: dict[str, Any], got: dict[str, Any], score: Score) -> None:
    if want["targets"] is ANY:
        return
    wanted = Counter((o, float(v), u) for o, v, u in want["targets"])
    have = Counter((t["op"], float(t["value"]), t["unit"]) for t in got["targets"] if _judged(t, wanted))
    score.targets["hit"] += (wanted & have).total()
    score.targets["missed"] += (wanted - have).total()
    score.targets["extra"] += (have - wanted).total()
    if wanted != have:
        score.notes.append(f"{place} targets missed {list(wanted - have)}, extra {list(have - wanted)}")


def _judged(target: dict[str, Any], wanted: Counter[tuple[str, float, str]]) -> bool:
    """Targets without digits (全覆盖) may be given or left out."""
    triple = (target["op"], float(target["value"]), target["unit"])
    return triple in wanted or bool(re.search(r"\d", target["raw"]))


def _key(task: dict[str, Any]) -> tuple[str, str]:
    return re.sub(r"\s", "", task["no"]), re.sub(r"\s", "", task["text"])


def score_all(cases: Sequence[Case] = ()) -> tuple[Score, list[tuple[str, Score]]]:
    """The score over all cases and of each."""
    each = [(case.name, score_case(case)) for case in cases or CASES]
    total = Score()
    for _, score in each:
        total += score
    return total, each


def score_answer(answer: Path, source: Path) -> Score:
    """Score one file against a worked answer in JSON (`indicators` and `etc` are accepted for targets and open_ended)."""
    gold = json.loads(answer.read_text("utf-8"))
    wanted = []
    for item in gold["tasks"]:
        targets = item.get("targets", item.get("indicators", []))
        wanted.append(
            {
                **{k: item[k] for k in ("no", "text", "headings", "lead_leaders", "lead_units", "co_units")},
                "open_ended": item.get("open_ended", item.get("etc", False)),
                "targets": [(t["op"], t["value"], t["unit"]) for t in targets],
            }
        )
    return compare(answer.stem, wanted, as_json(read(source.read_bytes(), source.name))["tasks"])


Sets = dict[str, tuple[Score, list[tuple[str, Score]]]]


def score_sets(wanted: Sequence[str] = ()) -> Sets:
    """The score of each set and of the documents in it."""
    from tests.reading import held, made

    sets = {"own": CASES, "held": held.CASES, "made": [made.case(seed) for seed in made.SEEDS]}
    found = {name: score_all(cases) for name, cases in sets.items() if not wanted or name in wanted}
    answer = SHARED / "gold" / "004.json"
    if answer.exists() and not wanted:
        found["004"] = score_answer(answer, next((SHARED / "sources").glob("004*.txt"))), []
    return found


def main(argv: Sequence[str]) -> int:
    files = [a for a in argv if a.endswith((".json", ".txt", ".docx"))]
    wanted = [a for a in argv if a in {"own", "held", "made"}]
    if len(files) == 2:
        found: Sets = {"file": (score_answer(Path(files[0]), Path(files[1])), [])}
    else:
        found = score_sets(wanted)
    for name, (total, each) in found.items():
        for document, score in each:
            if name != "made" and ("--all" in argv or score.notes):
                print(score.line(f"{name}: {document}"))
        print(total.line(f"{name}, all of {len(each)}"))
        if "--verbose" in argv or "-v" in argv:
            print("\n".join(total.notes))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
