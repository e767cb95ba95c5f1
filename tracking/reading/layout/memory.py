"""What was answered about one drawing, kept by the shape of its headings: another quarter's sheets of it are read without asking."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from tracking.catalogue import fold
from tracking.opening import Sheet
from tracking.reading.layout.periods import without_time
from tracking.reading.layout.tables import Table
from tracking.reading.layout.vocabulary import Vocabulary
from tracking.reading.problems import Question

LAYOUT = "layout "
YES = "yes"
OF_A_DRAWING = (
    "basis",
    "add_up",
    "tables",
    "left_out",
    "months",
    "months_or_printed",
    "measure",
    "heading",
    "column",
    "row",
    "not_understood",
    "implied_targets",
)
ONCE = {"take"}  # answers that hold for one file
A_UNIT, A_PERIOD = "□", "…"  # in place of names and quarters, which differ from file to file
LONGEST = 200  # letters of headings that name a drawing to people


@dataclass(frozen=True)
class Drawing:
    """The tables of a file by their headings alone, not their figures, names and period: ``shape`` is the same for all files
    drawn alike; ``headings`` names it to people."""

    shape: str
    headings: str

    @property
    def key(self) -> str:
        """Under which its answers are kept among the township's."""
        return LAYOUT + self.shape


class Answers(dict[str, str]):
    """What people answered, question key → value; what is not among it may have been answered for the drawing before."""

    def __init__(self, given: Mapping[str, str], drawing: Drawing | None = None):
        super().__init__(given)
        kept = given.get(drawing.key) if drawing else None
        self._of_drawing: dict[str, str] = json.loads(kept) if kept else {}

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        """The answer to a question; ``default`` where nobody gave one."""
        return super().get(key) or self._of_drawing.get(key_of_drawing(key), default)


def drawing_of(tables: Iterable[Table], sheets: Iterable[Sheet], vocabulary: Vocabulary) -> Drawing | None:
    """The drawing of a file's tables, or, where it has none, of the labels of its form; None without either."""
    drawn = sorted({_drawn(table, vocabulary) for table in tables})
    if not drawn:
        drawn = [text for sheet in sheets if (text := _labels(sheet, vocabulary))]
    if not drawn:
        return None
    shape = sha256("\n".join(drawn).encode()).hexdigest()[:12]
    return Drawing(shape, " ‖ ".join(drawn)[:LONGEST])


def _drawn(table: Table, vocabulary: Vocabulary) -> str:
    def plain(part: str) -> str:
        return A_UNIT if vocabulary.knows_unit(part) else without_time(part) or A_PERIOD

    return " | ".join("/".join(map(plain, parts)) for parts in table.parts if parts)


def _labels(sheet: Sheet, vocabulary: Vocabulary) -> str:
    """What a form without a table asks for: the texts that name an indicator, in their order."""
    texts = (cell.strip().rstrip("：:") for cells in sheet.rows for cell in cells if isinstance(cell, str))
    return " | ".join(
        without_time(text) for text in texts if vocabulary.indicator(text) or vocabulary.meaning_of_words([text])
    )


def key_of_drawing(key: str) -> str:
    """A question's key without the quarter that stands in the name of its sheet, and without its cell."""
    return without_time(fold(key))


def answered_for_drawing(questions: Iterable[Question], agreed: Iterable[str]) -> dict[str, str]:
    """What is kept for a drawing of the questions of a file: those about how it is drawn, and not about names and headings that
    mean the same in every file."""
    yes = set(agreed)
    about = [q for q in questions if not q.said and q.key.split(" ")[0] in OF_A_DRAWING]
    said = {q.key: q.answer or (YES if q.key in yes else "") for q in about}
    return {key_of_drawing(key): answer for key, answer in sorted(said.items()) if answer and answer not in ONCE}


def with_answers(questions: list[Question], answers: Answers) -> list[Question]:
    """The questions, those to which yes was said for the drawing as answered."""
    return [
        replace(q, answer=YES) if not q.choices and answers.get(q.key) == YES and not q.answer else q for q in questions
    ]
