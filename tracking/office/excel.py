"""How a sheet of the annex looks: title, notes, a framed table with filter and data bars, native charts, A4 landscape."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import pairwise
from math import ceil
from typing import NamedTuple
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from tracking.office.native_charts import SAFE, Chart, Place, same_every_time, write_numbers

EXCEL_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BODY, HEAVY = "宋体", "黑体"
LINE, HEAD = 24, 44  # pixels
NUMBERS = "图表数据"
PAGE_WIDTH, PAGE_HEIGHT = 1040, 645  # pixels inside the margins of A4 landscape, a little less than there are
MM = 96 / 25.4
NARROWEST, BROADEST = 420, 760  # pixels of a chart
LONGEST = 32_767
TEXT_PT = 10  # points: letters of a table


class Figure(NamedTuple):
    """A number and how it is shown: times what, with how many decimals, sign or word behind it and mark before it; ``plus``
    writes its sign always. ``least`` decimals are usual for its kind. ``formula`` reckons it from other columns of its row, by
    their headings: [完成]/[目标].
    """

    value: float
    times: int
    places: int
    least: int
    sign: str = ""
    mark: str = ""
    word: str = ""
    plus: bool = False
    formula: str = ""

    @property
    def form(self) -> str:
        """The format of its cell."""
        before, after = (f'"{text}"' if text else "" for text in (self.mark, self.word))
        form = f"{before}#,##0{'.' * bool(self.places)}{'0' * self.places}{self.sign}{after}"
        return f"+{form};\\-{form};{form}" if self.plus else form

    @property
    def shown(self) -> str:
        """About what the cell looks like."""
        exact = (Decimal(repr(self.value)) * self.times).quantize(Decimal("1e-8"))
        return f"{'+' * self.plus}{self.mark}{exact:,.{self.places}f}{self.sign}{self.word}"

    @property
    def kind(self) -> tuple:
        """What it has in common with the figures of its column that get the same number of decimals."""
        return self.least, self.sign, self.word


Cell = str | datetime | Figure | None


class Column(NamedTuple):
    """A column: its heading, how its texts stand (left, center), its greatest width in half-width letters, data bars."""

    heading: str
    align: str = "left"
    most: int = 30
    bars: bool = False


def shown(value: float, times: int, least: int, sign: str, mark: str = "", word: str = "") -> Figure:
    """Enough decimals that rounding does not lift a figure onto a whole that it does not reach: 99.96 %, not 100.0 %."""
    value = round(value, 12)
    exact = (Decimal(repr(value)) * times).quantize(Decimal("1e-8"))
    places = least
    while places < 6 and (near := exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)) != exact and near % 1 == 0:
        places += 1
    return Figure(value, times, places, least, sign, mark, word)


def signed(figure: Figure) -> Figure:
    """The same figure with its sign, also where it is above 0."""
    return figure._replace(plus=True)


def alike(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows in which the figures of a column that are of one kind have the same number of decimals."""
    most: dict[tuple, int] = {}
    for row in rows:
        for place, cell in enumerate(row):
            if isinstance(cell, Figure):
                most[place, cell.kind] = max(cell.places, most.get((place, cell.kind), 0))
    return [
        [
            cell._replace(places=most[place, cell.kind]) if isinstance(cell, Figure) else cell
            for place, cell in enumerate(row)
        ]
        for row in rows
    ]


@lru_cache(10_000)
def _width(text: str) -> int:
    """How many half-width letters a text takes."""
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in text)


class Book:
    """The workbook while it is written."""

    def __init__(self, title: str, author: str, made_on: date, note: str):
        """``note`` stands below the title of every sheet; the same day gives the same bytes."""
        self._bytes, self._next = io.BytesIO(), 0
        self._forms: dict[tuple, Format] = {}
        self._numbers: list[tuple[str, Chart, Place]] = []
        self._book = xlsxwriter.Workbook(self._bytes, SAFE)
        self._note = note
        self._book.set_properties({"title": title, "author": author, "created": datetime.combine(made_on, time())})

    def sheet(self, name: str, title: str, notes: list[str], columns: list[Column], rows: Iterable[list[Cell]],
              below: Sequence[Chart] = (), beside: Sequence[Chart] = (), foot: str = "", first_page: int = 0) -> None:  # fmt: skip
        """A sheet with one table, charts ``below`` it or ``beside`` it (these are not printed), and a last line.

        It prints one page wide; with ``first_page`` columns under the title, on as many as its letters need.
        """
        rows, sheet = alike(list(rows)), self._book.add_worksheet(name)
        pixels = _set_widths(sheet, columns, rows)
        under = first_page or len(columns)
        first, pixels_above = self._write_head(sheet, title, [self._note, *notes], columns, pixels[:under])
        for place, row in enumerate(rows, start=first):
            self._write_row(sheet, place, row, columns)
        last = first + len(rows)
        if rows:
            sheet.autofilter(first - 1, 0, last - 1, len(columns) - 1)
            _add_bars(sheet, columns, first, last - 1)
        else:
            sheet.write_string(last, 0, "没有需要列出的内容。", self._form(font_size=10, font_color="#595959"))
            last += 1
        if foot:
            sheet.write_string(last + 1, 0, foot, self._form(font_size=TEXT_PT))
            last += 2
        scale = min(1.0, PAGE_WIDTH / sum(pixels))
        last = self._draw_below(sheet, below, pixels, last + 1, pixels_above, scale)
        self._draw_beside(sheet, beside, first, len(columns) + 1)
        _set_page(sheet, first - 1, last, len(columns), ceil(sum(pixels) / PAGE_WIDTH) if first_page else 1)

    def finish(self) -> bytes:
        """The file: the same report gives the same bytes."""
        if self._numbers:
            sheet = self._book.add_worksheet(NUMBERS)
            sheet.set_column(0, 0, 34)
            sheet.set_column(1, 3, 22)
            bold = self._form(bold=True, quote_prefix=True)
            for shown_on, chart, place in self._numbers:
                sheet.write_string(place.row - 1, 0, f"{shown_on}：{chart.caption}", bold)
                write_numbers(self._book, sheet, chart, place)
            _set_page(sheet, None, self._next, 4)
        self._book.close()
        return same_every_time(self._bytes.getvalue())

    def _form(self, **looks: object) -> Format:
        key = tuple(looks.items())
        if key not in self._forms:
            self._forms[key] = self._book.add_format({"font_name": BODY, "valign": "vcenter", **looks})
        return self._forms[key]

    def _write_head(
        self, sheet: Worksheet, title: str, notes: list[str], columns: list[Column], pixels: list[int]
    ) -> tuple[int, int]:
        """Title, notes and headings, frozen up to the first column of names; says how many rows and pixels they take."""
        sheet.set_default_row(LINE * 0.75)
        width = sum(pixels)
        heights = [40]
        texts = [(title, self._form(font_name=HEAVY, font_size=16, align="center", quote_prefix=True))]
        for note in notes:
            heights.append(18 * ceil(_width(note) * 6.8 / width) + 4)
            look = {"font_size": 9, "font_color": "#595959", "text_wrap": True, "quote_prefix": True}
            texts.append((note, self._form(**look)))
        for row, (text, form) in enumerate(texts):
            sheet.merge_range(row, 0, row, len(pixels) - 1, "", form)
            sheet.write_string(row, 0, text, form)
            sheet.set_row_pixels(row, heights[row])
        head = self._form(font_name=HEAVY, font_size=10, align="center", text_wrap=True, border=1, border_color="#A6A6A6",
                          bg_color="#E3EEEC", quote_prefix=True)  # fmt: skip
        for place, column in enumerate(columns):
            sheet.write_string(len(texts), place, column.heading, head)
        sheet.set_row_pixels(len(texts), HEAD)
        sheet.freeze_panes(len(texts) + 1, 1 + [column.align for column in columns].index("left"))
        return len(texts) + 1, sum(heights) + HEAD

    def _write_row(self, sheet: Worksheet, place: int, row: list[Cell], columns: list[Column]) -> None:
        """Every cell as what it is: numbers and days as such, all else as text, nothing as a framed blank."""
        frame, lines = {"font_size": TEXT_PT, "border": 1, "border_color": "#BFBFBF"}, 1
        for column, (cell, about) in enumerate(zip(row, columns, strict=True)):
            if cell is None:
                sheet.write_blank(place, column, None, self._form(**frame))
            elif isinstance(cell, Figure):
                look = self._form(**frame, num_format=cell.form, align="right")
                if cell.formula:
                    sheet.write_formula(place, column, _formula(cell.formula, place, columns), look, cell.value)
                else:
                    sheet.write_number(place, column, cell.value, look)
            elif isinstance(cell, datetime):
                form = "yyyy-mm-dd hh:mm" if cell.time() != time() else "yyyy-mm-dd"
                sheet.write_datetime(place, column, cell, self._form(**frame, num_format=form, align="center"))
            else:
                text = cell[:LONGEST]
                lines = max(lines, ceil((_width(text) + 1) / about.most))
                looks = {"align": about.align, "indent": int(about.align == "left"), "text_wrap": True}
                sheet.write_string(place, column, text, self._form(**frame, **looks, quote_prefix=True))
        sheet.set_row_pixels(place, min(LINE + 17 * (lines - 1), 540))

    def _place(self, sheet: str, chart: Chart) -> Place:
        """Where the numbers of a chart go on their own sheet."""
        place = Place(NUMBERS, self._next + 1)
        self._numbers.append((sheet, chart, place))
        self._next += len(chart.categories) + 3
        return place

    def _draw(self, sheet: Worksheet, chart: Chart, row: int, begin: int, end: int, width: int, moves: int) -> None:
        """A chart below its caption, from one column to before another."""
        form = self._form(font_size=9, shrink=True, quote_prefix=True)
        if end - begin > 1:
            sheet.merge_range(row, begin, row, end - 1, "", form)
        sheet.write_string(row, begin, chart.caption, form)
        drawn = chart.draw(self._book, chart, self._place(sheet.name, chart))
        drawn.set_size({"width": width, "height": round(chart.height * MM)})
        sheet.insert_chart(row + 1, begin, drawn, {"description": chart.alt, "object_position": moves})

    def _draw_below(
        self, sheet: Worksheet, charts: Sequence[Chart], pixels: list[int], row: int, head: int, scale: float
    ) -> int:
        """Charts side by side as far as the table is broad enough, none across two pages; gives the row after the last."""
        page = int((PAGE_HEIGHT / scale - HEAD) / LINE)
        across = max(1, min(len(charts), 3, sum(pixels) // NARROWEST))
        sides = [_column_at(pixels, number / across) for number in range(across)] + [len(pixels)]
        breaks, begun = [], (HEAD - head) // LINE
        for band in (charts[first : first + across] for first in range(0, len(charts), across)):
            need = max(_rows_of(chart) for chart in band)
            if row + need - begun > page and row > begun:
                begun = row
                breaks.append(row)
            for chart, (begin, end) in zip(band, pairwise(sides), strict=False):
                self._draw(sheet, chart, row, begin, end, min(sum(pixels[begin:end]) - 12, BROADEST), 2)
            row += need
        sheet.set_h_pagebreaks(breaks)
        return row

    def _draw_beside(self, sheet: Worksheet, charts: Sequence[Chart], row: int, column: int) -> None:
        for chart in charts:
            self._draw(sheet, chart, row, column, column + 10, 630, 3)
            row += _rows_of(chart)


def _formula(formula: str, row: int, columns: list[Column]) -> str:
    """=E5/D5 for [完成]/[目标]."""
    places = {column.heading: xl_rowcol_to_cell(row, place) for place, column in enumerate(columns)}
    return "=" + re.sub(r"\[([^\]]+)\]", lambda match: places[match[1]], formula)


def _heading_width(letters: int) -> int:
    """Up to six Chinese letters stand in one line, more of them in two."""
    return ceil(letters / 2) + 2 if letters <= 8 else 9 if letters <= 12 else ceil(letters / 2) + 1


def _set_widths(sheet: Worksheet, columns: list[Column], rows: list[list[Cell]]) -> list[int]:
    """As broad as the longest text, up to what the column may have; gives the widths in pixels."""
    pixels = []
    for place, column in enumerate(columns):
        longest = _heading_width(_width(column.heading))
        for row in rows:
            cell = row[place]
            text = cell.shown if isinstance(cell, Figure) else cell if isinstance(cell, str) else ""
            day = 0 if not isinstance(cell, datetime) else 10 if cell.time() == time() else 16
            longest = max(longest, _width(text), day)
        width = min(longest, column.most) + 3
        sheet.set_column(place, place, width)
        pixels.append(width * 7 + 5)
    return pixels


def _rows_of(chart: Chart) -> int:
    """How many rows a chart takes with its caption and a blank one."""
    return ceil(chart.height * MM / LINE) + 2


def _column_at(pixels: list[int], share: float) -> int:
    """The column that begins nearest to a share of the table's width."""
    begins = [sum(pixels[:place]) for place in range(len(pixels))]
    return min(range(len(pixels)), key=lambda place: abs(begins[place] - share * sum(pixels)))


def _add_bars(sheet: Worksheet, columns: list[Column], first: int, last: int) -> None:
    """Solid data bars from 0 to 100 %; what is more stays full."""
    for place, column in enumerate(columns):
        if column.bars:
            sheet.conditional_format(first, place, last, place, {
                "type": "data_bar", "data_bar_2010": True, "bar_solid": True, "bar_color": "#A9CFCB",
                "min_type": "num", "max_type": "num", "min_value": 0, "max_value": 1,
            })  # fmt: skip


def _set_page(sheet: Worksheet, head: int | None, last: int, width: int, pages: int = 1) -> None:
    """A4 landscape, ``pages`` wide, the headings on each page, page numbers below."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(pages, 0)
    if pages > 1:
        sheet.repeat_columns(0)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    sheet.print_area(0, 0, last, width - 1)
    if head is not None:
        sheet.repeat_rows(head)
