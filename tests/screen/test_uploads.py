"""How much files may hold at once, and that what is let go is let go."""

import threading
import time
import weakref

import pytest
from sent import Sent
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from townships import TOWNSHIP, add_units, quarter_file, unit, workbook

from tracking.intake import drop as drops
from tracking.intake.comparing import Preview
from tracking.intake.drop import Drop
from tracking.opening.limits import HELD_BACK, MEGABYTE, MOST_HELD
from tracking.reading import files
from tracking.reading.problems import ReportProblem
from tracking.screen.session import uploads

FIRMS = [TOWNSHIP, *(unit(f"F{number}") for number in range(60))]
BIG = 19 * MEGABYTE


def sent(manager: MemoryUploadedFileManager, session: str, number: int, data: bytes) -> bytes:
    manager.add_file(session, UploadedFileRec(f"{session} {number}", "x.xlsx", "", data))
    return manager.get_files(session, [f"{session} {number}"])[0].data


@pytest.fixture
def manager() -> MemoryUploadedFileManager:
    made = MemoryUploadedFileManager("/upload")
    uploads.bound(made)
    return made


def test_of_twenty_large_files_no_more_is_held_than_a_session_may_hold(manager):
    kept = [sent(manager, "a", number, bytes(BIG)) for number in range(20)]
    assert [len(data) for data in kept[:6]] == [BIG] * 5 + [len(HELD_BACK)]
    assert uploads.held_by(manager, "a") <= MOST_HELD + 15 * len(HELD_BACK)


def test_sixty_workbooks_of_a_township_are_all_held(manager):
    assert all(sent(manager, "a", number, bytes(30_000)) != HELD_BACK for number in range(60))


def test_what_one_person_sends_leaves_room_for_others_and_all_together_have_a_bound(manager):
    for session in "abcde":
        for number in range(8):
            sent(manager, session, number, bytes(BIG))
    assert sent(manager, "z", 0, bytes(30_000)) != HELD_BACK
    assert sum(uploads.held_by(manager, session) for session in "abcdez") <= uploads.MOST_OF_ALL + MEGABYTE


def test_a_file_removed_or_a_session_ended_makes_room_again(manager):
    for number in range(6):
        sent(manager, "a", number, bytes(BIG))
    manager.remove_file(session_id="a", file_id="a 0")
    assert sent(manager, "a", 7, bytes(BIG)) != HELD_BACK
    manager.remove_session_files("a")
    assert uploads.held_by(manager, "a") == 0


def test_what_was_read_of_files_let_go_is_let_go_although_it_goes_in_circles(manager, monkeypatch):
    monkeypatch.setattr(uploads, "A_MOMENT", 0.01)

    class Circle:
        def __init__(self) -> None:
            self.itself = self

    circle = weakref.ref(Circle())
    sent(manager, "a", 0, bytes(BIG))
    manager.remove_session_files("a")
    for _attempt in range(200):
        if circle() is None:
            break
        time.sleep(0.01)
    assert circle() is None


def test_a_problem_that_is_kept_does_not_keep_the_bytes_of_its_file(store):
    drop, file = Drop(), Sent("1", "x.pdf", b"%PDF-1.7")
    problem = drop.understand(store, file, (2020, 2, None))
    assert isinstance(problem, ReportProblem)
    assert problem.__traceback__ is problem.__context__ is None


def test_a_file_held_back_is_refused_with_the_bound_and_not_opened(monkeypatch):
    monkeypatch.setattr(files, "_ask_child", lambda *_asked: pytest.fail("opened"))
    with pytest.raises(ReportProblem, match="together larger than 100 MB"):
        files.read_book("x.xlsx", HELD_BACK)


def test_files_are_opened_two_at_a_time_and_the_others_wait_their_turn(monkeypatch):
    now, most = [], []

    def ask(*_asked: object) -> files.Book:
        now.append(1)
        most.append(len(now))
        time.sleep(0.02)
        now.pop()
        return files.Book("", "", [])

    monkeypatch.setattr(files, "_ask_child", ask)
    threads = [threading.Thread(target=files.read_book, args=("x.xlsx", b"x")) for _number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert max(most) == files.OPENED_AT_ONCE == 2
    assert len(most) == 12


def test_opened_books_are_let_go_when_they_are_too_many_cells_and_opened_again_when_needed(store, monkeypatch):
    add_units(store, FIRMS)
    monkeypatch.setattr(drops, "MOST_OPENED", 600)
    drop = Drop()
    some = [
        Sent(str(number), f"q{number}.xlsx", quarter_file(FIRMS, {("F1", "proposals"): number, ("F2", "proposals"): 3}))
        for number in range(5)
    ]
    found = [drop.understand(store, file, (2020, 2, None)) for file in some]
    assert all(isinstance(one, Preview) for one in found)
    assert 1 <= sum(drops._cells_of(book) > 0 for book in drop._books.values()) < 5
    assert {drop.kind(file) for file in some} == {"quarter"}
    assert drop.book(some[0]) is not None
    assert drop.understand(store, some[0], (2020, 2, None), exact=True).counts() == found[0].counts()


def test_a_book_larger_than_all_may_be_together_is_kept_while_it_is_the_newest(store, monkeypatch):
    add_units(store, FIRMS)
    monkeypatch.setattr(drops, "MOST_OPENED", 1)
    drop, file = Drop(), Sent("1", "q.xlsx", quarter_file(FIRMS, {("F1", "proposals"): 5}))
    assert isinstance(drop.understand(store, file, (2020, 2, None)), Preview)
    assert drop.book(file) is not None
    wrong = Sent("2", "x.xlsx", workbook(("S", [["x"]])))
    assert isinstance(drop.understand(store, wrong, (2020, 2, None)), ReportProblem)
