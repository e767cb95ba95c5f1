"""Two thousand damaged files: each is refused with a sentence or gives exactly what its bytes say.

What «exactly» means depends on the format. Workbooks that are zip files carry check sums: whoever reads a damaged one at
all must read the original. The others have none, so that a changed byte may be a changed figure and nobody can know;
there the rule is that an independent reading of the damaged bytes gives the same.
"""

import io
import random
import re
import struct
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from spreadsheet_formats import ROWS, as_ods, as_xls, as_xlsb, as_xlsx

from tracking.opening.answer import hear
from tracking.opening.book import Book
from tracking.opening.limits import Refused
from tracking.reading.files import REFUSALS

READER = """
import io, resource, signal, struct, sys
from tracking.opening.answer import refuse, tell
from tracking.opening.limits import MEMORY, Refused
{opener}
resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
while size := sys.stdin.buffer.read(4):
    data = sys.stdin.buffer.read(struct.unpack("<I", size)[0])
    signal.alarm(20)
    try:
        tell(open_file(data), sys.stdout)
    except Refused as refused:
        refuse(refused, sys.stdout)
    except BaseException:
        refuse(Refused("damaged"), sys.stdout)
    sys.stdout.flush()
"""
OUR_OWN = "from tracking.opening.kinds import open_file"
# Another reader of .xls, in a process of its own too: damaged files kill it.
CALAMINE = """
import python_calamine
from tracking.opening.book import Book, Sheet
from tracking.opening.workbook import plain_value

def open_file(data):
    book = python_calamine.load_workbook(io.BytesIO(data))
    sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    return Book("", "", [Sheet(name, [[plain_value(cell) for cell in row] for row in rows]) for name, rows in sheets])
"""
LINES = ["单位,会员,入会率,备注", "甲厂,53,90%,作废", "乙厂,1205,50%,", "丙厂,7.5,,已并入甲厂"]


def as_csv(encoding: str = "gbk") -> bytes:
    return "\r\n".join(LINES).encode(encoding)


def as_page() -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in line.split(",")) + "</tr>\r\n" for line in LINES)
    return f'<html><head><meta charset="gb2312"></head><body><table border="1">{rows}</table></body></html>'.encode(
        "gbk"
    )


class Reader:
    """One process that opens many files; a file that kills it is refused as in the program, and the next one is read."""

    def __init__(self, opener: str = OUR_OWN) -> None:
        self._script = READER.format(opener=opener)
        self._child: subprocess.Popen | None = None

    def read(self, data: bytes) -> Book | str:
        """The book, or the code of the refusal."""
        if self._child is None or self._child.poll() is not None:
            root = Path(__file__).resolve().parents[2]
            self._child = subprocess.Popen(
                [sys.executable, "-c", self._script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, cwd=root,
            )  # fmt: skip
        try:
            self._child.stdin.write(struct.pack("<I", len(data)) + data)
            self._child.stdin.flush()
            return hear(self._child.stdout)
        except Refused as refused:
            return refused.code
        except (ValueError, OSError):
            self.close()
            return "died"

    def close(self) -> None:
        """End the process."""
        if self._child:
            self._child.kill()
            self._child.communicate()
            self._child = None


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the reader's limits are those of POSIX")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    opened = Reader()
    yield opened
    opened.close()


def mutants(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """Damaged copies: flipped bits, bytes written over, pieces cut out, doubled or missing at the end."""
    chance = random.Random(seed)
    for _copy in range(count):
        changed = bytearray(data)
        at, length = chance.randrange(len(data)), chance.randint(1, 40)
        match chance.randrange(8):
            case 0 | 1 | 2:
                for _flip in range(chance.choice([1, 1, 1, 2, 5])):
                    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            case 3 | 4:
                changed[at] = chance.randrange(256)
            case 5:
                del changed[at:]
            case 6:
                del changed[at : at + length]
            case 7:
                changed[at:at] = changed[at : at + length]
        yield bytes(changed)


def damaged_packages(data: bytes, seed: int) -> Iterator[bytes]:
    """Zip files of which one part is missing, doubled, or blank, or bears the content of another."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in parts:
        others = [(n, c) for n, c in parts.items() if n != name]
        yield zipped(others)
        yield zipped([*parts.items(), (name.upper(), parts[name])])
        yield zipped([*others, (name, b"")])
        yield zipped([*others, (name, parts[name][: len(parts[name]) // 2])])
        # the content of another sheet could not be told from its own, so only parts of other folders are mixed up
        yield zipped([*others, (name, chance.choice([c for n, c in others if Path(n).parent != Path(name).parent]))])


def zipped(parts: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


def verdicts(reader: Reader, files: Iterator[bytes]) -> Iterator[tuple[bytes, Book]]:
    """The files that were read although they are damaged; every refusal has a sentence."""
    counts = Counter()
    for data in files:
        found = reader.read(data)
        counts[found if isinstance(found, str) else "read"] += 1
        if isinstance(found, Book):
            yield data, found
        else:
            assert found in REFUSALS
    assert counts["died"] <= 3, counts
    assert counts.total() - counts["read"] >= 5, counts


@pytest.mark.parametrize(
    ("name", "build", "count"), [("xlsx", as_xlsx, 500), ("ods", as_ods, 300), ("xlsb", as_xlsb, 250)]
)
def test_a_damaged_workbook_with_check_sums_is_refused_or_read_as_the_original(reader, name, build, count):
    """All of it: values, error values, percentages, merged and hidden cells."""
    original = reader.read(build())
    assert original.sheets[0].rows[1] == ROWS[1]
    for data, book in verdicts(reader, mutants(build(), count, seed=len(name) * 7919)):
        assert book == original, f"{name}: {len(data)} bytes"


@pytest.mark.parametrize(("name", "build"), [("xlsx", as_xlsx), ("ods", as_ods), ("xlsb", as_xlsb)])
def test_a_workbook_whose_parts_are_missing_or_mixed_up_never_loses_a_value_silently(reader, name, build):
    """What is not needed for the cells may be missing; whatever is read has the original values and marks."""
    original = reader.read(build())
    for _data, book in verdicts(reader, damaged_packages(build(), seed=11)):
        assert book.sheets == original.sheets


def test_a_damaged_old_workbook_is_refused_or_read_as_another_reader_reads_the_same_bytes(reader):
    """.xls has no check sums. calamine reads it independently; where it gives up, the original values must stand."""
    originals = [filled(sheet.rows) for sheet in reader.read(as_xls()).sheets]
    other = Reader(CALAMINE)
    for data, book in verdicts(reader, mutants(as_xls(), 450, seed=4)):
        expected = other.read(data)
        theirs = [filled(sheet.rows) for sheet in expected.sheets] if isinstance(expected, Book) else []
        for sheet in book.sheets:
            assert filled(sheet.rows) in [*originals, *theirs]
    other.close()


def filled(rows: list[list]) -> dict[tuple[int, int], object]:
    """The cells that say something, by their place."""
    return {(r, c): cell for r, row in enumerate(rows) for c, cell in enumerate(row) if cell not in (None, "")}


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-16"])
def test_a_damaged_text_is_refused_or_read_as_its_lines_split_at_one_delimiter(reader, encoding):
    """What is read is every line of the damaged bytes, split at the same mark; no character is replaced or lost."""
    for data, book in verdicts(reader, mutants(as_csv(encoding), 120, seed=5)):
        assert book.format == "text"
        text = decoded(data)
        rows = book.sheets[0].rows
        assert any(rows == split(text, mark) for mark in "\t,;，") or '"' in text


def decoded(data: bytes) -> str:
    """The text in the first encoding that fits, as an editor would open it."""
    marks = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
    encodings = next(([e] for mark, e in marks.items() if data.startswith(mark)), ["utf-8", "gb18030"])
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise AssertionError("text that cannot be decoded was read")


def split(text: str, mark: str) -> list[list]:
    """Lines → cells without blanks around them, without blank cells at the ends and blank lines at the end."""
    rows = [[cell.strip() or None for cell in line.split(mark)] for line in re.split("\r\n|\r|\n", text)]
    for row in rows:
        while row and row[-1] is None:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def test_a_damaged_web_page_is_refused_or_read_as_the_text_behind_its_cell_tags(reader):
    """What is read are, in their order, the texts that follow a <td> of the damaged bytes, without the tags in them; and, as
    titles, lines that stand before a table."""
    for data, book in verdicts(reader, mutants(as_page(), 240, seed=6)):
        if book.format != "html":
            continue  # its first tags are gone, and it is the text of one column
        found = [str(cell) for sheet in book.sheets for row in sheet.rows for cell in row if cell is not None]
        expected = texts_behind_cell_tags(data.decode("utf-8" if is_utf8(data) else "gb18030"))
        titles = [cells[0] for sheet in book.sheets for cells in sheet.rows if len(cells) == 1]
        assert [text for text in found if text in expected or text not in titles] == expected


def texts_behind_cell_tags(text: str) -> list[str]:
    """What stands behind every <td> of a table, up to the next tag of a cell, a row or a table."""
    cells: list[str | None] = [None]
    tables = 0
    for piece in re.findall(r"<[!/?a-zA-Z][^>]*>|[^<]+|<", text):
        tag = re.match(r"<(/?[^\s/>]*)", piece) if piece.endswith(">") and len(piece) > 1 else None
        name = tag[1].lower() if tag else ""
        tables += {"table": 1, "/table": -1}.get(name, 0)
        if name in ("td", "th") and tables > 0:
            cells.append("")
        elif name in ("tr", "/td", "/th", "/tr", "/table"):
            cells.append(None)
        elif not tag and cells[-1] is not None:
            cells[-1] += piece
    return [said for cell in cells if cell and (said := " ".join(cell.split()))]


def is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def test_the_reader_of_these_tests_goes_on_after_a_file_that_kills_it(reader):
    assert reader.read(as_csv()).format == "text"
    reader._child.kill()
    reader._child.wait()
    assert reader.read(as_xlsx()).format == "xlsx"
