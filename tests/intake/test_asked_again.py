"""A corrected file: who changed two cells of a sheet is asked about these two, not again about all that is stored so already."""

import itertools
from dataclasses import replace

import pytest
from made_once import filled_once
from sheets import FIRMS, book, sheet
from townships import add_report, add_units, unit

from tracking.intake.preview import open_questions, preview_book, store_preview
from tracking.opening.book import Book

NAMES = [f"柳溪{letter}器材有限公司" for letter in "甲乙丙丁戊己庚辛"]
UNITS = [FIRMS[0], *(unit(f"F{n}", "T", name=name, employees=40) for n, name in enumerate(NAMES))]

FILES = itertools.count(1)


@filled_once
def town(store):
    """Eight firms of 40 employees that reported every quarter of two years."""
    add_units(store, UNITS)
    for year, quarter in [(2018, 1), (2018, 2), (2018, 3), (2018, 4), (2019, 1), (2019, 2), (2020, 1)]:
        add_report(store, year, quarter, {(f"F{n}", "lectures"): 3 for n in range(8)})


def first_then_corrected(town, first: Book, corrected: Book) -> tuple[list[str], list[str], list[str]]:
    """Store a file with everything in it agreed to; what was asked or noted of it, and of the corrected one."""
    preview, corrected = preview_book(town, first), replace(corrected, sha256=f"{next(FILES):064}")
    asked = preview.reading.questions
    assert store_preview(town, preview, "the clerk", "a slip", {question.key for question in asked}) is not None
    again = preview_book(town, corrected)
    both = [[*(question.text for question in one.reading.questions), *one.reading.notes] for one in (preview, again)]
    return both[0], both[1], [question.text for question in open_questions(again, set())]


def whole_column(heading: str, *cells: object) -> Book:
    """A sheet of the second quarter of 2020 with a figure for each firm."""
    names = NAMES[: len(cells)]
    return book(
        sheet(["2020年二季度"], ["单位名称", heading], *([n, cell] for n, cell in zip(names, cells, strict=True)))
    )


MANY_PEOPLE = "more than the unit has employees"
AGAIN = [
    # what is odd, its heading, the odd cells, the one that is changed at first to something plain, what the words hold
    ("more people than employees", "会员", [90, 80, 70, 30], MANY_PEOPLE),
    ("ten times what was before", "学习论坛和讲座", [30, 40, 50, 3], "ten times as large"),
    ("as large as all before", "学习论坛和讲座", [3, 3, 3, 3, 3, 4], "equals all that was reported before"),
    ("written as words", "职工培训", ["二十", "三十", "三", 5], "written as words"),
    ("a dash", "职工培训", ["—", "—", "/", 5], "hold a dash"),
    ("a nought before it", "职工培训", ["007", "008", "009", 5], "begin with a nought"),
]


@pytest.mark.parametrize(("heading", "cells", "words"), [row[1:] for row in AGAIN], ids=[row[0] for row in AGAIN])
def test_what_is_stored_exactly_so_is_not_asked_about_again(town, heading, cells, words):
    if heading == "会员":
        add_report(town, 2020, 1, {(f"F{n}", "unionised"): 1 for n in range(8)})
    corrected = [*cells[:-1], 7]
    first, again, _open = first_then_corrected(town, whole_column(heading, *cells), whole_column(heading, *corrected))
    assert [text for text in first if words in text]
    assert not [text for text in again if words in text]


@pytest.mark.parametrize(
    ("heading", "cells", "changed", "words"),
    [
        ("会员", [90, 80, 70, 30], 95, MANY_PEOPLE),
        ("学习论坛和讲座", [30, 40, 50, 3], 60, "ten times as large"),
        ("职工培训", ["二十", "三十", "三", 5], "六", "1 cell is written as words, such as «六»"),
        ("职工培训", ["—", "—", "/", 5], "——", "1 cell holds a dash"),
        ("职工培训", ["007", "008", "009", 5], "006", "1 figure begins with a nought, such as B6 «006»"),
    ],
)
def test_what_is_changed_is_asked_about_and_counted_alone(town, heading, cells, changed, words):
    if heading == "会员":
        add_report(town, 2020, 1, {(f"F{n}", "unionised"): 1 for n in range(8)})
    corrected = whole_column(heading, *cells[:-1], changed)
    _first, again, _open = first_then_corrected(town, whole_column(heading, *cells), corrected)
    (text,) = [text for text in again if words in text]
    assert "1 figures, such as B6" in text or "«" in words or "1 cell" in words


def two_columns(headings: list[str], *rows: list) -> Book:
    named = ([name, *cells] for name, cells in zip(NAMES, rows, strict=False))
    return book(sheet(["2020年二季度"], ["单位名称", *headings], *named))


def test_year_to_date_figures_that_fall_are_asked_about_where_they_or_what_is_before_them_changed(town):
    firms = ("F0", "F1", "F2")
    add_report(town, 2020, 1, {(firm, "employee_training"): 9 for firm in firms})
    first = two_columns(["职工培训（累计）"], [5], [6], [20])
    corrected = two_columns(["职工培训（累计）"], [5], [6], [8])
    asked, again, _open = first_then_corrected(town, first, corrected)
    assert [text.split(":")[0] for text in asked] == ["«S» B3"], "one question for both"
    assert "职工及职工代表培训 B4" in asked[0]
    assert [text.split(":")[0] for text in again if "less than" in text] == ["«S» B5"]


def test_a_quarter_beside_a_year_to_date_that_was_agreed_to_is_not_asked_about_again(town):
    add_report(town, 2020, 1, {(firm, "employee_training"): 5 for firm in ("F0", "F1", "F2")})
    groups = (["单位名称", "职工培训", None], [None, "当季", "累计"])

    def file(last: int) -> Book:
        rows = [[NAMES[0], 3, 9], [NAMES[1], 4, 10], [NAMES[2], last - 5, last]]
        return book(sheet(["2020年二季度"], *groups, *rows))

    asked, again, _open = first_then_corrected(town, file(8), file(9))
    assert len([text for text in asked if "plus this quarter" in text]) == 1
    assert again == []


def test_a_part_of_a_flow_over_its_whole_is_asked_about_again_where_the_whole_changed(town):
    headings, words = ["集体合同到期续签", "集体合同到期"], "more than the whole"
    add_report(town, 2020, 1, {(f"F{n}", "unionised"): 1 for n in range(4)})
    first = two_columns(headings, [5, 4], [1, 3], [1, 2])
    asked, again, _open = first_then_corrected(town, first, two_columns(headings, [5, 4], [1, 3], [2, 2]))
    assert [len([text for text in found if words in text]) for found in (asked, again)] == [1, 0]
    lower = two_columns(headings, [5, 3], [1, 3], [2, 2])
    _asked, again, _open = first_then_corrected(town, two_columns(headings, [5, 4], [1, 4], [2, 2]), lower)
    assert [text.split(", such as")[0] for text in again if words in text] == ["«S», 集体合同到期续签: 1 figures"]


def test_units_whose_figures_are_all_stored_are_not_noted_again(town):
    headings = ["职工培训", "合理化建议", "劳动竞赛", "技术比武", "知识竞赛"]
    codes = ["employee_training", "proposals"]
    add_report(town, 2020, 1, {("F2", code): 1 for code in codes})
    first = two_columns(headings, [4, 4, 4, 4, 4], [5, 5, 5, 5, 5], [1, 2, 3, 4, 5])
    corrected = two_columns(headings, [4, 4, 4, 4, 4], [5, 5, 5, 5, 5], [1, 2, 3, 4, 6])
    asked, again, _open = first_then_corrected(town, first, corrected)
    assert [text for text in asked if "one and the same number" in text]
    assert again == []


def total_of(*cells: object, total: int) -> Book:
    rows = [[name, cell] for name, cell in zip(NAMES, cells, strict=False)]
    return book(sheet(["2020年二季度"], ["单位名称", "职工培训"], *rows, ["合计", total]))


def test_a_printed_total_that_was_wrong_before_is_asked_about_again_only_where_a_row_below_it_changed(town):
    two = book(
        sheet(
            ["2020年二季度"],
            ["单位名称", "职工培训", "合理化建议"],
            [NAMES[0], 3, 4],
            [NAMES[1], 5, 6],
            ["合计", 9, 11],
        )
    )
    changed = book(
        sheet(
            ["2020年二季度"],
            ["单位名称", "职工培训", "合理化建议"],
            [NAMES[0], 3, 4],
            [NAMES[1], 5, 7],
            ["合计", 9, 12],
        )
    )
    asked, again, _open = first_then_corrected(town, two, changed)
    assert [text.split(":")[0] for text in asked] == ["«S» B5", "«S» C5"]
    assert [text.split(":")[0] for text in again] == ["«S» C5"]


def test_the_same_file_again_asks_nothing(town):
    odd = whole_column("学习论坛和讲座", 30, 40, "—", "二十")
    _asked, again, still_open = first_then_corrected(town, odd, odd)
    assert again == still_open == []


@pytest.mark.parametrize(
    ("about", "words"),
    [({"hidden_rows": {2, 3}}, "are hidden and hold data"), ({"struck": {"B3", "B4"}}, "are struck through")],
)
def test_rows_and_cells_that_were_agreed_to_count_are_not_asked_about_again(town, about, words):
    def file(*cells: int) -> Book:
        rows = [[name, cell] for name, cell in zip(NAMES, cells, strict=False)]
        return book(replace(sheet(["2020年二季度"], ["单位名称", "职工培训"], *rows), **about))

    asked, again, _open = first_then_corrected(town, file(3, 5, 7), file(3, 5, 8))
    assert [[words in text for text in found] for found in (asked, again)] == [[True], []]
    _asked, again, _open = first_then_corrected(town, file(3, 5, 9), file(4, 5, 9))
    assert [text for text in again if words in text]


def test_a_printed_rate_is_compared_again_only_where_a_part_of_it_changed(town):
    def file(*members: int) -> Book:
        rows = [[name, 40, amount, "50%"] for name, amount in zip(NAMES, members, strict=False)]
        return book(sheet(["2020年二季度"], ["单位名称", "职工", "会员", "入会率"], *rows))

    add_report(town, 2020, 1, {(f"F{n}", "unionised"): 1 for n in range(4)})
    asked, again, _open = first_then_corrected(town, file(30, 36, 20), file(30, 36, 24))
    assert [text.split(" differ")[0] for text in asked + again if "printed" in text] == [
        "«S»: 2 printed values of 入会率",
        "«S»: 1 printed values of 入会率",
    ]


def test_a_measure_that_was_agreed_to_is_asked_about_again_only_for_a_figure_that_changed(town):
    def file(a: int, b: int) -> Book:
        rows = [[NAMES[0], "职工培训", "户", a], [NAMES[1], "学习论坛和讲座", "户", b]]
        return book(sheet(["2020年二季度"], ["单位名称", "指标", "计量单位", "数值"], *rows))

    asked, again, _open = first_then_corrected(town, file(3, 4), file(3, 5))
    assert [text.split(":")[0] for text in asked] == ["«S» C3", "«S» C4"]
    assert [text.split(":")[0] for text in again] == ["«S» C4"]


def test_the_total_of_a_unit_above_is_asked_about_again_only_where_a_unit_below_it_changed(store):
    villages = [
        unit("V", "T", "village_federation", name="柳溪东村工会联合会"),
        unit("A", "V", name=NAMES[0], employees=40),
    ]
    add_units(store, [FIRMS[0], *villages, unit("B", "V", name=NAMES[1], employees=40)])

    def file(a: int, proposals: int) -> Book:
        rows = [["柳溪东村工会联合会", 9, 9], [NAMES[0], a, 1], [NAMES[1], 5, proposals]]
        return book(sheet(["2020年二季度"], ["单位名称", "职工培训", "合理化建议"], *rows))

    asked, again, _open = first_then_corrected(store, file(3, 4), file(3, 5))
    assert [text.split(":")[0] for text in asked if "in all" in text] == ["«S» B3", "«S» C3"]
    assert [text.split(":")[0] for text in again if "in all" in text] == ["«S» C3"]
