"""Faults and questions: what is wrong with a file, or unclear in it, said once for every place."""

from dataclasses import dataclass, replace

from tracking.language import _


@dataclass(frozen=True)
class Fault:
    """One thing wrong at one place. ``expected`` is a finished sentence part in the reader's language."""

    expected: str
    sheet: str = ""
    cell: str = ""
    found: str = ""

    def sentence(self) -> str:
        """«sheet» cell: found «x», expected y."""
        place = " ".join(part for part in (f"«{self.sheet}»" if self.sheet else "", self.cell) if part)
        what = _("found «{found}», expected {expected}", found=self.found, expected=self.expected)
        text = what if self.found else self.expected
        return f"{place}: {text}" if place else text


LEAVE_OUT, AS_PROPOSED, ONE_BY_ONE = "leave out", "as proposed", "one by one"


@dataclass(frozen=True)
class Question:
    """Something that only a person can decide; it is asked once per file or column, with a proposal.

    Without ``choices`` the answer is yes or nothing. ``choices`` are (value, text) pairs, the proposal first; ``answer`` is
    the value that was given in this file or before for the township, "" as long as nobody said. ``said`` is the name or
    heading as it was written, kept with the answer so that the next file need not ask. ``sheet`` is where ``cells`` are.
    ``means`` are answers that AS_PROPOSED gives at once, as (key, answer, said); they are kept as if each had been asked.
    """

    key: str
    text: str
    cells: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    said: str = ""
    sheet: str = ""
    means: tuple[tuple[str, str, str], ...] = ()


class ReportProblem(Exception):
    """A file that cannot be taken in: every fault at once, nothing stored; ``reading`` is the Reading of it, if it was read."""

    def __init__(self, file_name: str, faults: list[Fault], reading: object = None):
        self.file_name, self.faults, self.reading = file_name, faults, reading
        super().__init__("\n".join([file_name, *(fault.sentence() for fault in faults)]))


class PersonalData(ReportProblem):
    """A file with something of a person in it: nothing of it is kept, and it is not handed back."""


def in_sheet(fault: Fault, sheet: str, cell: str) -> Fault:
    """The same fault, with its place."""
    return replace(fault, sheet=sheet, cell=cell)
