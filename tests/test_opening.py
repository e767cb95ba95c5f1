"""Opening: every format offices send, told by content; what a format says of its cells; what is refused, and how."""

import io

import xlsxwriter

from tracking.reading.files import read_book
from tracking.reading.opening.book import Sheet


def xlsx(fill, **options) -> bytes:
    """A workbook with one sheet, filled by ``fill(book, sheet)``."""
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, **options})
    fill(book, book.add_worksheet("S"))
    book.close()
    return data.getvalue()


def opened(fill, **options) -> Sheet:
    """The only sheet of such a workbook."""
    (sheet,) = read_book("file.xlsx", xlsx(fill, **options)).sheets
    return sheet


# ---- what the format says of cells -----------------------------------------------------------------------------------


def test_merged_ranges_are_reported_and_the_cells_stay_as_they_are():
    sheet = opened(lambda book, sheet: (sheet.merge_range("A1:C2", "title"), sheet.write("D3", 5)))
    assert sheet.merged == [(0, 0, 1, 2)]
    assert sheet.rows == [["title", None, None, None], [None] * 4, [None, None, None, 5]]


def test_hidden_rows_and_columns_are_numbered_from_0():
    def fill(book, sheet):
        sheet.write("F9", 1)
        sheet.set_row(3, None, None, {"hidden": True})
        sheet.set_row(5, 0)
        sheet.set_column("B:C", None, None, {"hidden": True})

    sheet = opened(fill)
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3, 5}, {1, 2})


def test_cells_struck_through_are_named_also_if_only_a_part_of_their_text_is():
    def fill(book, sheet):
        struck = book.add_format({"font_strikeout": True})
        sheet.write("A1", 350, struck)
        sheet.write_rich_string("A2", "3", struck, "5", "2")
        sheet.write_blank("A3", None, struck)
        sheet.write("A4", 352)

    assert opened(fill).struck == {"A1", "A2"}


def test_formulas_that_read_another_workbook_are_named():
    def fill(book, sheet):
        sheet.write_formula("A1", "='[1]Sheet 1'!A1", None, 7)
        sheet.write_formula("A2", "=[2]二季度!B2+1", None, 7)
        sheet.write_formula("A3", "=S!B2+Table1[[#This Row],[x]]", None, 7)

    assert opened(fill).linked == {"A1", "A2"}


def test_a_percent_sign_that_is_only_printed_behind_the_number_makes_no_percentage():
    def fill(book, sheet):
        for row, code in enumerate(["0%", "0.00%", '0"%"', "0\\%", "[Red]0.0 %;-0%", "General"]):
            sheet.write(row, 0, 0.9, book.add_format({"num_format": code}))

    assert opened(fill).percent == {"A1", "A2", "A5"}


def test_a_formula_that_a_program_left_at_0_for_excel_to_calculate_has_no_value_yet():
    sheet = opened(lambda book, sheet: (sheet.write_formula("A1", "=1+1"), sheet.write_formula("A2", "=1+1", None, 2)))
    assert sheet.uncached == {"A1"}
