"""What sheets drawn by offices cost to read and to store, and how often the first proposal of a question is right.

The first sixty workbooks of tests/reading/drawn_sheets/, with the answers that their clerk gave.
"""

import json
import statistics
import time
from pathlib import Path

from measuring import say
from rapidfuzz.distance import Indel

from tracking.catalogue import fold
from tracking.intake import Drop, Preview, prepare_store, preview_file, store_preview
from tracking.places import ROOT
from tracking.reading import Question
from tracking.store import Store

OFFICES = ROOT / "tests" / "reading" / "office_sheets"
DRAWN = ROOT / "tests" / "reading" / "drawn_sheets"
OF_SIXTY = 60


class Dropped:
    """A file as the import page gets it."""

    def __init__(self, path: Path):
        self.file_id = self.name = path.name
        self.path = path

    def getvalue(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()


def measure(_hello: Path, folder: Path) -> None:
    """Drop sixty files at once, answer their questions, store them."""
    answers = json.loads((DRAWN / "answers.json").read_text(encoding="utf-8"))
    files = [Dropped(path) for path in sorted(DRAWN.glob("[0-9]*.*"))[:OF_SIXTY]]
    with Store(folder / "offices.duckdb") as store:
        prepare_store(store)
        for name in ("单位名册", "2026年一季度上报表"):
            first = preview_file(store, f"{name}.xlsx", (OFFICES / f"{name}.xlsx").read_bytes())
            store_preview(store, first, "the benchmark")
        drop = Drop()
        begun = time.perf_counter()
        for file, following in zip(files, [*files[1:], None], strict=True):
            if following:
                drop.open_ahead(following)
            _tried(drop, store, file)
        say("60 sheets of offices, read", time.perf_counter() - begun, "s", 8)
        for file in files:
            for key, answer in answers.get(file.name, {}).items():
                drop.answer(file, Question(key, ""), answer)
        found = [preview for file in files if (preview := _tried(drop, store, file))]
        _say_proposals(found, answers)
        taken = 0.0
        for file in files:
            if (preview := _tried(drop, store, file)) is None:
                continue
            begun = time.perf_counter()
            accepted = {question.key for question in preview.reading.questions}
            store_preview(store, preview, "the benchmark", "as drawn", accepted)
            taken += time.perf_counter() - begun
        say("60 sheets of offices, stored", taken, "s", 2)


def _tried(drop: Drop, store: Store, file: Dropped) -> Preview | None:
    found = drop.understand(store, file, (None, None, None))
    return found if isinstance(found, Preview) else None


def _say_proposals(found: list[Preview], answers: dict[str, dict[str, str]]) -> None:
    """How many first proposals were the clerk's answer; of headings, how like the words were where they were not."""
    asked = [
        (question, answers[preview.file_name][question.key])
        for preview in found
        for question in preview.reading.questions
        if question.choices and question.key in answers.get(preview.file_name, {})
    ]
    wrong = [question for question, answer in asked if question.choices[0][0] != answer]
    say(f"first proposals that were wrong, of {len(asked)}", len(wrong), "questions", len(asked) / 4)
    headings = [(question, question.choices[0][0] == answer) for question, answer in asked if "heading" in question.key]
    for is_right, what in ((True, "right"), (False, "wrong")):
        likeness = [100 * _likeness(question) for question, right in headings if right == is_right]
        if likeness:
            say(
                f"likeness of {len(likeness)} headings to a {what} proposal, middle",
                statistics.median(likeness),
                "%",
                100,
            )


def _likeness(question: Question) -> float:
    heading = fold(question.key.split(" ", 1)[1])
    return Indel.normalized_similarity(heading, fold(question.choices[0][1]))
