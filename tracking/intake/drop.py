"""The files dropped at once: each opened once, understood again only when what it rests on has changed."""

import logging
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Protocol

import pandas as pd

from tracking.intake.comparing import Preview
from tracking.intake.preview import preview_book
from tracking.intake.verdicts import READ_FIRST, signature_of, units_in
from tracking.language import _, current_language, use_language
from tracking.opening import MOST_OPENED, Book
from tracking.reading import Fault, PersonalData, Question, ReportProblem, kind_of, masked, read_book, shown_sheets
from tracking.store import Store

ON_THE_PICTURE = ("column ", "row ")  # said on the picture of a sheet without being asked
Choices = tuple[int | None, int | None, str | None]  # year, quarter and basis where a file says none
Found = Preview | ReportProblem


class File(Protocol):
    """A file as it was sent, with a key of its own: two files may bear one name."""

    file_id: str
    name: str

    def getvalue(self) -> bytes:
        """Its bytes."""


@dataclass(frozen=True)
class Understood:
    """What became of a file, by which choices and answers, at which version of the data.

    ``holds`` is up to which later version nothing was stored that it rests on; ``signature`` is signature_of a preview.
    """

    found: Found
    said: tuple
    answers: dict[str, str]
    version: int
    holds: int
    signature: str


class Drop:
    """The files of one drop, the answers given to their questions, and what of them a person has seen."""

    def __init__(self) -> None:
        self._books: dict[str, Book | ReportProblem] = {}
        self._ahead: dict[str, Future[Book]] = {}
        self._kinds: dict[str, str | None] = {}
        self._understood: dict[str, Understood] = {}
        self._answers: dict[str, dict[str, str]] = {}
        self._shared: dict[str, str] = {}
        self._shown: dict[str, tuple[str, int]] = {}  # file → signature and version of the preview last looked at

    def keep_only(self, files: Iterable[File]) -> None:
        """Forget the files that are gone; with the last of them, what was answered for all."""
        ids = {file.file_id for file in files}
        if ids.isdisjoint(self._understood):
            self._shared.clear()
        for kept in (self._books, self._ahead, self._kinds, self._understood, self._answers, self._shown):
            for gone in kept.keys() - ids:
                del kept[gone]

    def answer(self, file: File, question: Question, chosen: str) -> None:
        """Keep what was chosen: a name or heading means the same in every file of the drop."""
        kept = self._shared if question.said else self._answers.setdefault(file.file_id, {})
        kept[question.key] = chosen

    def open_ahead(self, file: File) -> None:
        """Begin to open a file, in a process of its own, while another one is understood."""
        if file.file_id not in self._books and file.file_id not in self._ahead:
            self._ahead[file.file_id] = _OPENERS.submit(_opened, file, current_language())

    def book(self, file: File) -> Book | None:
        """The opened file; None where it could not be opened or may not be kept."""
        try:
            return self._open(file) if file.file_id in self._understood else None
        except ReportProblem:
            return None

    def kind(self, file: File) -> str | None:
        """Which workbook a file is, also where it is faulty; None where nobody can tell."""
        return self._kinds.get(file.file_id)

    def units(self, file: File, names: Mapping[str, str]) -> list[str]:
        """The units a file is about; of a faulty one those whose code or name (``names``) stands in a cell of it."""
        known = self._understood.get(file.file_id)
        if known and isinstance(known.found, Preview):
            return units_in(known.found)
        book = self._books.get(file.file_id)
        sheets = shown_sheets(book) if isinstance(book, Book) else []
        said = {str(cell).strip() for sheet in sheets for row in sheet.rows for cell in row}
        return [code for code, name in names.items() if code in said or name in said]

    def rank(self, file: File) -> tuple[int, int]:
        """Where a file stands in the order of storing: units, then plans, then quarters, the earlier first."""
        kind, known = self.kind(file), self._understood.get(file.file_id)
        period = known.found.reading.period if known and isinstance(known.found, Preview) else None
        return READ_FIRST.index(kind) if kind in READ_FIRST else len(READ_FIRST), period or 0

    def is_understood(self, store: Store, file: File, choices: Choices) -> bool:
        """Whether what is known of a file still holds, so that nothing needs to be read."""
        known = self._understood.get(file.file_id)
        if known is None or known.said != (*choices, current_language()):
            return False
        return known.holds == store.version() and self._asked(known.found, self._for(file)) == known.answers

    def understand(self, store: Store, file: File, choices: Choices, exact: bool = False) -> Found:
        """What a file would change, or why it cannot be taken in; ``exact`` by the data as they are this moment."""
        known = self._understood.get(file.file_id)
        now = store.version()
        if known and self.is_understood(store, file, choices) and not (exact and known.version != now):
            return known.found
        answers = self._for(file)
        found = self._understand(store, file, choices, answers)
        said = (*choices, current_language())
        signature = signature_of(found) if isinstance(found, Preview) else ""
        self._understood[file.file_id] = Understood(found, said, self._asked(found, answers), now, now, signature)
        return found

    def see(self) -> None:
        """Note that a person has now been shown what every file would change."""
        self._shown = {key: (known.signature, known.holds) for key, known in self._understood.items()}

    def changed_since_shown(self, store: Store, file: File, preview: Preview) -> dict | None:
        """Who stored something of this file's units since a person looked at it, and when: the newest such submission.

        None where the file would still change what was shown, or nobody looked at it yet.
        """
        if file.file_id not in self._shown or self.as_shown(file):
            return None
        told = store.read("told_since", version=self._shown[file.file_id][1])
        told = told[told["unit"].isin(units_in(preview)) | told["unit"].isna()]
        return told.iloc[0].to_dict() if len(told) else None

    def as_shown(self, file: File) -> bool:
        """Whether a file would still change what a person was shown."""
        known = self._understood.get(file.file_id)
        shown, _version = self._shown.get(file.file_id, ("", 0))
        return known is not None and known.signature != "" and shown == known.signature

    def carry_over(self, store: Store) -> None:
        """Find out which files rest on nothing that was stored since they were understood: these still hold."""
        now = store.version()
        old = {key: known for key, known in self._understood.items() if known.holds != now}
        if not old:
            return
        told = store.read("told_since", version=min(known.holds for known in old.values()))
        for key, known in old.items():
            if _rests_on_none_of(known.found, told[told["submission"] > known.holds]):
                self._understood[key] = replace(known, holds=now)

    def _for(self, file: File) -> dict[str, str]:
        return {**self._shared, **self._answers.get(file.file_id, {})}

    @staticmethod
    def _asked(found: Found, answers: dict[str, str]) -> dict[str, str]:
        """The answers that a file asks for, and what was said of its columns; of one that cannot be taken in, nobody knows
        which it would ask for."""
        if isinstance(found, ReportProblem):
            return answers
        keys = {question.key for question in found.reading.questions}
        return {key: answer for key, answer in answers.items() if key in keys or key.startswith(ON_THE_PICTURE)}

    def _understand(self, store: Store, file: File, choices: Choices, answers: dict[str, str]) -> Found:
        try:
            book = self._open(file)
            remembered = store.read("remembered_answers").set_index("question")["answer"]
            fresh = {key: answer for key, answer in answers.items() if remembered.get(key) != answer}
            return preview_book(store, book, *choices, fresh)
        except PersonalData as problem:
            self._books[file.file_id] = problem
            self._kinds.pop(file.file_id, None)
            return _alone(problem)
        except ReportProblem as problem:
            return _alone(problem)
        except Exception:  # one file that the program stumbles over must not hide all the others
            logging.getLogger(__name__).exception("a file was not understood")
            fault = Fault(
                _("The program stumbled over this file. Please keep it and tell whoever looks after the program.")
            )
            return ReportProblem(masked(file.name), [fault])

    def _close_the_first(self, newest: File) -> None:
        """Let go of books opened long ago where all together are too many cells; they are opened again when needed."""
        books = {key: book for key, book in self._books.items() if isinstance(book, Book)}
        cells = {key: _cells_of(book) for key, book in books.items()}
        for key in books:
            if sum(cells.values()) <= MOST_OPENED or key == newest.file_id:
                return
            del self._books[key], cells[key]

    def _open(self, file: File) -> Book:
        """Open a file unless that was done. Raises the ReportProblem of one that cannot be opened."""
        if file.file_id not in self._books:
            try:
                ahead = self._ahead.pop(file.file_id, None)
                book = ahead.result() if ahead else read_book(file.name, file.getvalue())
                self._books[file.file_id] = book
                self._kinds[file.file_id] = kind_of(book)
            except ReportProblem as problem:
                self._books[file.file_id] = _alone(problem)
            self._close_the_first(file)
        kept = self._books[file.file_id]
        if isinstance(kept, ReportProblem):
            raise kept
        return kept


_OPENERS = ThreadPoolExecutor(2, "opener")


def _opened(file: File, language: str) -> Book:
    """A file opened in a thread of its own, which speaks the language of the one that asked."""
    use_language(language)
    return read_book(file.name, file.getvalue())


def _alone(problem: ReportProblem) -> ReportProblem:
    """A problem that is kept, without the calls it came from: these would keep the bytes of the file."""
    problem.__traceback__ = problem.__context__ = None
    return problem


def _cells_of(book: Book) -> int:
    return sum(len(row) for sheet in book.sheets for row in sheet.rows)


def _rests_on_none_of(found: Found, told: pd.DataFrame) -> bool:
    """Whether nothing of what was stored bears on a file.

    A quarter's figures rest on their units, what these reported, and the names the file asks about; on no plan.
    """
    if told.empty:
        return True
    if (
        isinstance(found, ReportProblem)
        or found.reading.kind != "quarter"
        or not set(told["kind"]) <= {"quarter", "plan"}
    ):
        return False
    told = told[(told["kind"] == "quarter") | told["unit"].isna()]
    asks = any(question.said for question in found.reading.questions)
    return not (asks and told["unit"].isna().any()) and not set(units_in(found)) & set(told["unit"].dropna())
