"""Questions about some rows of a register's file, each asked once for the file with the cells that it is about."""

from collections.abc import Sequence
from typing import Protocol

from tracking.reading import Known, Question, Reading


class Told(Protocol):
    """What a row of a file tells."""

    @property
    def sheet(self) -> str:
        """The sheet that it stands in."""

    @property
    def cell(self) -> str:
        """The cell in which it begins."""


def ask_about_rows(
    reading: Reading, known: Known, key: str, about: Sequence[Told], text: str, choices: tuple[tuple[str, str], ...]
) -> str:
    """Ask about some rows, unless there are none, and return the answer that was given, "" before one was."""
    if not about:
        return ""
    answer = known.answers.get(key, "")
    answer = answer if answer in dict(choices) else ""
    cells = tuple(one.cell for one in about if one.sheet == about[0].sheet)
    reading.questions.append(Question(key, text, cells, choices, answer, sheet=about[0].sheet))
    return answer
