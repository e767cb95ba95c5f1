"""Reading: what a sheet and a file say, and every fault at once where they say nothing that can be trusted."""

import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hostile_files import (
    REFUSED,
    address_beyond_the_sheet,
    cell,
    four_thousand_million_strings,
    good_workbook,
    package,
    tags_within_tags,
    two_far_corners,
)
from townships import (
    CATALOGUE,
    LONG_AGO,
    TOWNSHIP,
    TWO_FIRMS,
    UNION,
    plan_file,
    quarter_file,
    rows_of,
    unit,
    units_file,
    workbook,
)

from tracking.catalogue import CONTRACT_ENDS, INDICATOR_COLUMNS, fold, standard_indicators
from tracking.intake.preview import preview_file, store_preview
from tracking.opening.book import address
from tracking.quarters import period_of
from tracking.reading import files
from tracking.reading.credit_code import credit_code_is_valid
from tracking.reading.files import REFUSALS, read_book
from tracking.reading.indicators import read_indicators
from tracking.reading.kinds import kind_of
from tracking.reading.layout.periods import as_date
from tracking.reading.plan import read_plan
from tracking.reading.problems import ReportProblem
from tracking.reading.quarter.sheet import read_quarter
from tracking.reading.sheets import Known, Reading
from tracking.reading.units import read_units

SECOND = period_of(2020, 2)
NAMESAKES = [unit("D", name="同名厂"), unit("E", name="同名厂")]
UNITS = pd.DataFrame([*TWO_FIRMS, unit("C"), *NAMESAKES])
UNITS[["opened", "closed"]] = None
KNOWN = Known(UNITS[["unit", "name", "kind", "opened", "closed"]], standard_indicators())
NOBODY = Known(UNITS[["unit", "name", "kind", "opened", "closed"]].iloc[:0], standard_indicators())
NO_PLACES = pd.DataFrame(columns=["unit", "parent", "path", "valid_from"])

# ---- words, addresses, days ------------------------------------------------------------------------------------------


def test_cells_are_addressed_as_excel_shows_them():
    places = [(0, 0), (9, 25), (0, 26), (4, 701), (4, 702)]
    assert [address(*place) for place in places] == ["A1", "Z10", "AA1", "ZZ5", "AAA5"]


@pytest.mark.parametrize("text", ["2020-03-10", "2020.3.10", "2020/3/10", "2020年3月10日", " 2020 - 03 - 10 "])
def test_a_day_may_be_typed_in_several_ways(text):
    assert as_date(text) == date(2020, 3, 10)


@pytest.mark.parametrize("text", ["2020-13-01", "2020-02-30", "3月10日", "10.3.2020", "2020", ""])
def test_what_is_no_day_is_none(text):
    assert as_date(text) is None


def test_names_agree_whatever_their_blanks_quotes_and_widths():
    assert fold("“金蓝领” 培训（ＡＢ）") == fold("金蓝领培训(ab)")
    assert fold("村联合工会") != fold("村工会联合会"), "names are never merged by likeness"


# ---- quarterly sheets ------------------------------------------------------------------------------------------------

HEADER = ["单位代码", "单位名称", "职工及职工代表培训（人次）", "会员（人）"]
TITLE = "柳溪镇2020年二季度上报表"
FIGURES = ("unit", "indicator", "amount", "state", "basis", "cell")


def reading_of(
    data: bytes, name: str = "file.xlsx", year: int | None = None, quarter: int | None = None, basis: str | None = None
) -> Reading:
    return read_quarter(read_book(name, data), KNOWN, year, quarter, basis)


def sheet(*rows: list, title: str = TITLE, header: list = HEADER, **more) -> Reading:
    """The reading of one sheet: a title in row 1, the header in row 2, the rows from row 3 on."""
    return reading_of(workbook(("S", [[title], header, *rows]), **more))


def figures(reading: Reading) -> list[tuple]:
    """Every figure read; a reading with faults has none worth looking at."""
    assert reading.faults == []
    return rows_of(reading.tables["report"], *FIGURES)


def sentences(reading: Reading) -> list[str]:
    return [fault.sentence() for fault in reading.faults]


def test_our_own_workbook_is_read_back_as_it_was_filled_in():
    filled = {
        ("A", "employee_training"): 30,
        ("B", "employee_training"): 0,
        ("A", "members"): 12,
        ("T", "lectures"): "2场",
    }
    reading = reading_of(quarter_file(TWO_FIRMS, filled))
    assert sorted(figures(reading)) == [
        ("A", "employee_training", 30, "value", "quarter", "D5"),
        ("A", "members", 12, "value", "level", "D4"),
        ("B", "employee_training", 0, "zero", "quarter", "D6"),
        ("T", "lectures", 2, "value", "quarter", "E4"),
    ]
    assert (reading.period, reading.questions) == (SECOND, [])


def test_a_blank_writes_nothing_and_a_zero_is_a_zero():
    assert figures(sheet(["A", None, None, 0], ["B", None, "  ", 7])) == [
        ("A", "members", 0, "zero", "level", "D3"),
        ("B", "members", 7, "value", "level", "D4"),
    ]


LONG_ROWS = [
    "单位代码,单位名称,指标,年度,季度,口径,数值,备注",
    "A,柳溪A厂,职工培训,2020,2,累计,1200多,含镕组",  # a synonym, a qualifier, a character beyond GB2312
    "B,,会员,2020,二季度,,５３,",
    ",柳溪C厂,帮扶资金,2020,Q1,当季,3.5万,",
]
LONG_READ = [
    ("A", "employee_training", SECOND, 1200, "value", "cumulative", "多", "含镕组", "G2"),
    ("B", "members", SECOND, 53, "value", "level", None, None, "G3"),
    ("C", "assistance_funds", SECOND - 1, 3_500_000, "value", "quarter", None, None, "G4"),
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_long_text_file_is_read_in_the_encodings_that_offices_use(encoding, separator):
    data = "\r\n".join(LONG_ROWS).replace(",", separator).encode(encoding)
    reading = reading_of(data, "figures.csv")
    assert reading.faults == []
    columns = ("unit", "indicator", "period", "amount", "state", "basis", "qualifier", "note", "cell")
    assert rows_of(reading.tables["report"], *columns) == LONG_READ
    assert reading.period is None, "the file speaks of two quarters"


def test_a_long_workbook_is_read_like_a_long_text_file():
    rows = [line.split(",") for line in LONG_ROWS]
    reading = reading_of(workbook(("S", [["2020年数据"], *rows])))
    assert rows_of(reading.tables["report"], "unit", "amount", "cell") == [
        ("A", 1200, "G3"),
        ("B", 53, "G4"),
        ("C", 3_500_000, "G5"),
    ]


def test_words_of_a_long_file_that_are_not_understood_are_faults_and_never_defaults():
    rows = [
        LONG_ROWS[0],
        "A,,会员,2020,五季度,,1,",
        "A,,职工培训,2020,2,累积,1,",  # a common slip for 累计
        "A,,会员甲,2020,2,,1,",
        "A,,入会率,2020,2,,90%,",
        "A,,会员,20年,2,,1,",
        "A,,会员,2020,2,,一百,",
    ]
    reading = reading_of("\n".join(rows).encode(), "2020年二季度.csv")
    assert [(fault.cell, fault.found) for fault in reading.faults] == [
        ("E2", "五季度"),
        ("F3", "累积"),
        ("D6", "20年"),
    ]
    assert [(question.cells, question.key) for question in reading.questions] == [
        (("C4",), "heading 会员甲"),
        (("G7",), "chinese_numeral CSV G7"),
    ]
    assert reading.notes == ["The row «入会率» was left out: the program computes rates itself."]


def test_a_column_of_year_to_date_figures_says_so_in_its_heading():
    rows = figures(sheet(["A", None, 30, 5], header=[*HEADER[:2], "职工培训（人次，累计）", HEADER[3]]))
    assert [(row[1], row[4]) for row in rows] == [("employee_training", "cumulative"), ("members", "level")]


def test_a_basis_given_holds_where_the_file_says_none():
    header = [*HEADER[:2], "职工培训", "知识竞赛（当季）", "会员"]
    data = workbook(("S", [[TITLE], header, ["A", None, 30, 40, 5]]))
    rows = figures(reading_of(data, basis="cumulative"))
    assert [(row[1], row[4]) for row in rows] == [
        ("employee_training", "cumulative"),
        ("knowledge_contest", "quarter"),
        ("members", "level"),
    ]


def test_a_heading_in_ten_thousand_yuan_counts_for_its_bare_numbers():
    rows = figures(sheet(["A", None, 3.5], ["B", None, "800元"], header=[*HEADER[:2], "帮扶资金（万元）"]))
    assert [row[2] for row in rows] == [3_500_000, 80_000]


def test_a_heading_with_a_word_in_brackets_that_is_not_understood_is_asked_about():
    header = [*HEADER[:2], "职工培训（人次，累积）", "会员（家）", "知识竞赛（13月底前）", "文体活动（2月30日前）"]
    reading = sheet(["A", None, 1, 1, 1, 1], header=header)
    assert [(question.cells, question.said) for question in reading.questions] == [
        (("C2",), "职工培训（人次，累积）"),
        (("D2",), "会员（家）"),
        (("E2",), "知识竞赛（13月底前）"),
        (("F2",), "文体活动（2月30日前）"),
    ]
    assert [question.choices[0][0] for question in reading.questions][:2] == ["employee_training", "members"]
    assert reading.tables["report"].empty, "nothing is read before it is answered"


def test_an_indicator_of_the_townships_own_may_have_brackets_in_its_name():
    own = {**CATALOGUE["lectures"], "indicator": "own_lectures", "name": "讲座（线上）", "synonyms": ""}
    known = Known(KNOWN.units, pd.DataFrame([*CATALOGUE.values(), own]))
    data = workbook(("S", [[TITLE], ["单位代码", "讲座（线上）（场，累计）"], ["A", 3]]))
    reading = read_quarter(read_book("file.xlsx", data), known, None, None, None)
    assert rows_of(reading.tables["report"], "indicator", "amount", "basis") == [("own_lectures", 3, "cumulative")]


def test_dashes_propose_that_an_indicator_does_not_apply_once_per_column():
    reading = sheet(["A", None, "—", "不适用"], ["B", None, "/", 5], ["C", None, "无", "——"])
    assert figures(reading) == [
        ("A", "employee_training", None, "proposed", "quarter", "C3"),
        ("A", "members", None, "exempt", "level", "D3"),
        ("B", "employee_training", None, "proposed", "quarter", "C4"),
        ("B", "members", 5, "value", "level", "D4"),
        ("C", "employee_training", None, "proposed", "quarter", "C5"),
        ("C", "members", None, "proposed", "level", "D5"),
    ]
    assert [(question.text, question.cells) for question in reading.questions] == [
        (
            "«S», column «职工及职工代表培训（人次）»: 3 cells hold a dash or 无. Does that mean “does not apply”?",
            ("C3", "C4", "C5"),
        ),
        ("«S», column «会员（人）»: 1 cell holds a dash or 无. Does that mean “does not apply”?", ("D5",)),
    ]


def test_only_the_word_for_it_withdraws_a_figure():
    assert figures(sheet(["A", None, "清除", 5])) == [
        ("A", "employee_training", None, "missing", "quarter", "C3"),
        ("A", "members", 5, "value", "level", "D3"),
    ]


def test_a_printed_total_is_never_counted_and_asked_about_where_the_rows_do_not_add_up():
    reading = sheet(["A", None, 30, 5], ["B", None, 12, 6], [None, "合计", 42, 12], [None, "其中：女职工", 9, 9])
    assert [row[:3] for row in figures(sheet(["A", None, 30, 5], ["合计", None, 30, 5]))] == [
        ("A", "employee_training", 30),
        ("A", "members", 5),
    ]
    assert [row[:3] for row in figures(reading)] == [
        ("A", "employee_training", 30),
        ("A", "members", 5),
        ("B", "employee_training", 12),
        ("B", "members", 6),
    ]


def test_a_total_that_differs_from_its_rows_names_both_numbers():
    reading = sheet(["A", None, 30, 5], ["B", None, 12, 6], [None, "合计", 42, 12])
    assert [(question.text, question.cells) for question in reading.questions] == [
        ("«S» D5: the printed total is 12, but the rows add up to 11. Store the rows?", ("D5",))
    ]
    assert sheet(["A", None, 30, 5], ["B", None, 12, 6], [None, "合计", 42, 11]).questions == []


def test_a_column_of_rates_is_skipped_because_rates_are_computed():
    rows = figures(sheet(["A", None, "90%", 5], header=[*HEADER[:2], "入会率（%）", "会员"]))
    assert [row[1] for row in rows] == ["members"]


def test_hidden_sheets_are_not_read_and_a_footer_is_no_row_but_what_stands_below_it_is():
    header = ["单位代码", "会员"]
    shown = [[TITLE], header, ["A", 5], [], ["填表人：张三", 1], ["B", 6]]
    data = workbook(("S", shown), ("old", [[TITLE], header, ["C", 7]]), hidden=["old"])
    assert figures(reading_of(data)) == [
        ("A", "members", 5, "value", "level", "B3"),
        ("B", "members", 6, "value", "level", "B6"),
    ]


def test_two_sheets_of_one_file_are_read_together():
    data = workbook(
        ("会员", [[TITLE], ["单位代码", "会员"], ["A", 5]]), ("培训", [["单位名称", "职工培训"], ["柳溪B厂", 6]])
    )
    assert [row[:3] for row in figures(reading_of(data))] == [("A", "members", 5), ("B", "employee_training", 6)]


def test_an_error_value_and_a_formula_that_was_never_calculated_are_faults_not_blanks():
    reading = sheet(["A", None, ("=1/0", "#DIV/0!"), "=SUM(A1:A2)"], ["B", None, ("=1+1", 2), 5])
    assert sentences(reading) == [
        "«S» C3: found «#DIV/0!», expected a figure instead of an error value",
        "«S» D3: This formula has no stored value. Open the file in Excel or WPS and save it.",
    ]
    assert rows_of(reading.tables["report"], "unit", "amount") == [("B", 2), ("B", 5)]


def test_every_fault_of_a_file_is_named_at_once_with_its_cell_what_was_found_and_what_is_expected():
    reading = sheet(
        ["A", "柳溪A厂", 1.5, "5家"],
        ["X", None, 1, 1],  # not in the list of units
        ["B", "柳溪A厂", 1, 1],  # the name of another unit
        [None, "柳溪Ａ 厂", 3, -2],  # the name's blanks and widths do not matter, but A has a row already
        [None, "同名厂", 1, 1],
        [None, "远山果品站", 1, 1],
        header=[*HEADER, "会员甲"],
    )
    assert sentences(reading) == [
        "«S» C3: found «1.5», expected a whole number in 人次",
        "«S» D3: found «5家», expected a whole number in 人",
        "«S» A4: found «X», expected the code of a unit in the list of units",
        "«S» B5: found «柳溪A厂», expected «柳溪B厂», the name of B in the list of units",
        "«S» D6: found «-2», expected a number of 0 or more",
        "«S» B7: found «同名厂», expected the code of the unit, because two units have this name",
        "«S» B8: found «远山果品站», expected the name of a unit as it stands in the list of units",
    ]


def test_a_figure_that_stands_twice_is_a_fault_that_names_the_first():
    reading = sheet(["A", None, 1, 4], ["A", None, 2, 5])
    assert sentences(reading) == [
        "«S» D4: found «5», expected one figure for this unit, indicator and quarter; D3 has one already"
    ]
    assert reading.tables["report"].empty, "nobody knows which of the two is right"
    assert [question.key for question in reading.questions] == ["add_up"], "what happened in two rows may add up"


def test_a_file_about_another_quarter_than_the_one_chosen_is_a_fault():
    data = workbook(("S", [[TITLE], HEADER, ["A", None, 1, 1]]))
    assert sentences(reading_of(data, year=2020, quarter=1)) == [
        "«S»: found «2020 Q2», expected the file to be about 2020 quarter 1"
    ]
    assert reading_of(data, year=2020, quarter=2).faults == []


def test_a_file_that_does_not_say_its_quarter_needs_one_chosen():
    data = workbook(("S", [HEADER, ["A", None, 1, 1]]))
    assert [question.text for question in reading_of(data).questions] == [
        "The file does not say its year and quarter. Which are they?"
    ]
    assert reading_of(data, year=2020, quarter=2).period == SECOND
    assert reading_of(data, "2020年二季度.xlsx").period == SECOND


def test_a_file_without_figures_says_what_a_header_needs():
    assert sentences(reading_of(workbook(("S", [["单位代码"], ["A"]])), year=2020, quarter=2)) == [
        "No figures were found. The header needs unit names and indicator names."
    ]


def test_faults_are_told_in_the_language_of_the_screen(chinese):
    with pytest.raises(ReportProblem) as problem:
        read_book("report.xlsx", b"")
    (sentence,) = sentences(problem.value)
    assert sentence.endswith("。")


# ---- the units workbook ----------------------------------------------------------------------------------------------

VILLAGES = [unit("V1", kind="village_federation"), unit("V2", kind="village_federation")]
MOVED = date(2020, 4, 20)


def units_read(
    *units: dict, moves=(), exemptions=(), places: pd.DataFrame = NO_PLACES, known: Known = NOBODY
) -> Reading:
    data = units_file(units, moves, exemptions)
    return read_units(read_book("units.xlsx", data), known, places)


def places_read(reading: Reading) -> list[tuple]:
    assert sentences(reading) == []
    return rows_of(reading.tables["place"], "unit", "parent", "path", "valid_from")


def test_a_list_of_units_becomes_units_and_their_places_in_the_tree():
    firm = unit("A", "V1", ownership="私营", sector="纺织", employees=120, opened=date(2001, 2, 3), contact="办公室")
    reading = units_read(TOWNSHIP, VILLAGES[0], firm)
    assert places_read(reading) == [
        ("T", None, "/T/", LONG_AGO),
        ("V1", "T", "/T/V1/", LONG_AGO),
        ("A", "V1", "/T/V1/A/", LONG_AGO),
    ]
    columns = ("unit", "kind", "ownership", "sector", "employees", "opened", "closed", "contact", "phone")
    assert rows_of(reading.tables["unit"], *columns) == [
        ("T", "township", *[None] * 7),
        ("V1", "village_federation", *[None] * 7),
        ("A", "enterprise", "私营", "纺织", 120, date(2001, 2, 3), None, "办公室", None),
    ]


def test_a_unit_may_stand_above_its_parent_in_the_list():
    reading = units_read(unit("A", "V1"), VILLAGES[0], TOWNSHIP)
    assert ("A", "V1", "/T/V1/A/", LONG_AGO) in places_read(reading)


def test_a_move_dates_the_place_of_the_unit_and_of_all_below_it():
    below = unit("B", "A")
    reading = units_read(TOWNSHIP, *VILLAGES, unit("A", "V2"), below, moves=[("A", MOVED, "V1", "V2")])
    assert sorted(places_read(reading), key=str)[:4] == [
        ("A", "V1", "/T/V1/A/", LONG_AGO),
        ("A", "V2", "/T/V2/A/", MOVED),
        ("B", "A", "/T/V1/A/B/", LONG_AGO),
        ("B", "A", "/T/V2/A/B/", MOVED),
    ]


def test_a_list_read_again_after_a_move_changes_no_place():
    units = [TOWNSHIP, *VILLAGES, unit("A", "V2"), unit("B", "A")]
    moves = [("A", MOVED, "V1", "V2")]
    first = units_read(*units, moves=moves)
    again = units_read(*units, moves=moves, places=first.tables["place"])
    assert places_read(again) == []
    assert places_read(units_read(*units, places=first.tables["place"])) == [], "the move need not be told twice"


def test_a_second_move_follows_the_first():
    first = units_read(TOWNSHIP, *VILLAGES, unit("A", "V2"), moves=[("A", MOVED, "V1", "V2")])
    back = [("A", date(2020, 9, 1), "V2", "V1")]
    again = units_read(TOWNSHIP, *VILLAGES, unit("A", "V1"), moves=back, places=first.tables["place"])
    assert places_read(again) == [
        ("A", "V1", "/T/V1/A/", LONG_AGO),
        ("A", "V2", "/T/V2/A/", MOVED),
        ("A", "V1", "/T/V1/A/", date(2020, 9, 1)),
    ]


def test_another_parent_without_the_day_of_the_move_is_a_fault():
    before = units_read(TOWNSHIP, *VILLAGES, unit("A", "V1")).tables["place"]
    reading = units_read(TOWNSHIP, *VILLAGES, unit("A", "V2"), places=before)
    assert sentences(reading) == [
        "«单位名册» C7: found «V2», expected V1, its place until now, or a row with the day of the move in the sheet 变动"
    ]


def test_a_move_from_a_place_where_the_unit_did_not_stand_is_a_fault():
    before = units_read(TOWNSHIP, *VILLAGES, unit("A", "V1")).tables["place"]
    moves = [("A", MOVED, "T", "V2")]
    reading = units_read(TOWNSHIP, *VILLAGES, unit("A", "V2"), moves=moves, places=before)
    assert sentences(reading) == ["«变动» A4: found «T», expected the unit's place until then, V1"]


def test_moves_that_cannot_be_are_faults():
    moves = [
        ("X", MOVED, "V1", "V2"),  # a unit that is not listed
        ("A", None, "V1", "V2"),
        ("A", "soon", "V1", "V2"),
        ("B", MOVED, "NOWHERE", "V2"),
        ("C", LONG_AGO, "V1", "V2"),  # before anything can have stood anywhere
    ]
    units = [TOWNSHIP, *VILLAGES, unit("A", "V2"), unit("B", "V2"), unit("C", "V2")]
    reading = units_read(*units, moves=moves)
    assert sorted((fault.sheet, fault.cell, fault.found) for fault in reading.faults) == [
        ("变动", "A4", "X"),
        ("变动", "A7", "NOWHERE"),
        ("变动", "B5", ""),
        ("变动", "B6", "soon"),
        ("变动", "B8", "1900-01-01"),
    ]


def test_the_topmost_unit_can_come_under_a_county():
    before = units_read(TOWNSHIP, unit("A")).tables["place"]
    county = unit("X", None, "county")
    moves = [("T", MOVED, None, "X")]
    reading = units_read(county, TOWNSHIP | {"parent": "X"}, unit("A"), moves=moves, places=before)
    assert sorted(places_read(reading), key=str) == [
        ("A", "T", "/T/A/", LONG_AGO),
        ("A", "T", "/X/T/A/", MOVED),
        ("T", "X", "/X/T/", MOVED),
        ("T", None, "/T/", LONG_AGO),
        ("X", None, "/X/", LONG_AGO),
    ]


def test_units_that_stand_below_each_other_are_a_fault():
    reading = units_read(TOWNSHIP, unit("A", "B"), unit("B", "A"))
    assert [fault.expected for fault in reading.faults] == ["A stands below itself in the tree"]
    assert reading.tables["place"].empty


def test_every_fault_of_a_list_of_units_is_named_at_once():
    wrong_digit = "91999900MA00001QH0"
    reading = units_read(
        TOWNSHIP,
        unit("A", "NOWHERE", kind="工厂", employees="许多", opened="去年"),
        unit("A/B"),
        unit("A"),
        unit(wrong_digit),
        unit("C", name=None),
    )
    assert sentences(reading) == [
        "«单位名册» D5: found «工厂», expected a kind of unit such as 企业, 村工会联合会, 园区工会联合会 or 乡镇总工会",
        "«单位名册» H5: found «去年», expected a date such as 2020-03-10",
        "«单位名册» G5: found «许多», expected a figure instead of words",
        "«单位名册» A6: found «A/B», expected a code without /, @ and #",
        "«单位名册» A7: found «A», expected a code used once; it stands in A5 too",
        f"«单位名册» A8: found «{wrong_digit}», expected a unified social credit code whose check digit is right",
        "«单位名册» B9: the unit's name",
        "«单位名册» C7: found «T», expected NOWHERE, its place until now, or a row with the day of the move in the sheet 变动",
        "«单位名册» C5: found «NOWHERE», expected the code of another unit of the list",
    ]


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),  # the example of GB 32100-2015
        ("91350100M000100Y44", False),
        ("91350100M000100Y4I", False),  # I, O, S, V and Z are not used
        ("91530100M000100Y43", False),  # two digits changed places
        ("N2330108MF0000000R", True),  # a village's collective economy: N stands for the farm offices
    ],
)
def test_the_check_digit_of_a_credit_code(code, valid):
    assert credit_code_is_valid(code) is valid


ENDS = COLLECTIVE, WAGE, WOMENS = (date(2020, 9, 30), date(2021, 3, 15), date(2022, 6, 1))
LISTED = ["单位代码", "单位名称", "上级代码", "单位类型"]


def list_with(headings: list[str], *firms: list) -> Reading:
    """A list of units with these columns at its right end, as an office might have made it."""
    rows = [
        [*LISTED, *headings],
        ["T", UNION, None, "乡镇总工会"],
        *([*firm[:1], "厂", "T", "企业", *firm[1:]] for firm in firms),
    ]
    return read_units(read_book("units.xlsx", workbook(("名册", rows))), NOBODY, NO_PLACES)


def contract_ends_read(reading: Reading) -> list[tuple]:
    assert sentences(reading) == []
    return rows_of(reading.tables["unit"], "unit", *CONTRACT_ENDS)


def test_the_ends_of_contracts_filled_in_our_own_workbook_are_read_back():
    firm = unit("A", contract_until=COLLECTIVE, wage_until=WAGE, womens_until=WOMENS)
    reading = units_read(TOWNSHIP, firm, unit("B", wage_until=WAGE))
    assert contract_ends_read(reading) == [("T", None, None, None), ("A", *ENDS), ("B", None, WAGE, None)]


@pytest.mark.parametrize(
    "headings",
    [
        ["集体合同有效期至", "工资协议有效期至", "女职工专项合同有效期至"],
        ["集体合同到期日", "工资集体协商到期日", "女职工专项到期日"],
        ["集体合同 到期日", "工资协议到期日", "女职工专项集体合同有效期至"],
        ["collective contract until", "wage agreement until", "women's contract until"],
    ],
)
def test_the_ends_of_contracts_are_found_under_the_headings_that_offices_use(headings):
    reading = list_with(headings, ["A", "2020.9.30", "2021年3月15日", date(2022, 6, 1)], ["B", None, " ", ""])
    assert contract_ends_read(reading)[1:] == [("A", *ENDS), ("B", None, None, None)]


def test_a_list_of_units_from_before_there_were_ends_of_contracts_is_still_read():
    assert contract_ends_read(list_with([], ["A"])) == [("T", None, None, None), ("A", None, None, None)]


def test_an_end_of_a_contract_that_is_no_day_is_a_fault_at_its_cell():
    firm = unit("A", contract_until="三年", wage_until="2021-02-30", womens_until="长期")
    assert sentences(units_read(TOWNSHIP, firm)) == [
        f"«单位名册» {cell}5: found «{found}», expected a date such as 2020-03-10"
        for cell, found in (("L", "三年"), ("M", "2021-02-30"), ("N", "长期"))
    ]


YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def test_exemptions_have_a_unit_days_a_reason_and_perhaps_one_indicator():
    exemptions = [("A", None, *YEAR, "停产", "镇总工会", "文1号"), ("B", "职工培训", *YEAR, "新建", None, None)]
    reading = units_read(*TWO_FIRMS, exemptions=exemptions)
    assert sentences(reading) == []
    columns = ("unit", "indicator", "exempt_from", "exempt_to", "reason", "approved_by", "document")
    assert rows_of(reading.tables["exemption"], *columns) == [
        ("A", None, *YEAR, "停产", "镇总工会", "文1号"),
        ("B", "employee_training", *YEAR, "新建", None, None),
    ]


def test_every_fault_of_the_exemptions_is_named_at_once():
    exemptions = [
        ("X", None, *YEAR, "停产", None, None),
        ("A", None, *YEAR, None, None, None),
        ("A", None, YEAR[0], None, "停产", None, None),
        ("A", "会员数量", *YEAR, "停产", None, None),
        ("A", None, YEAR[1], YEAR[0], "停产", None, None),  # ends before it begins
    ]
    reading = units_read(*TWO_FIRMS, exemptions=exemptions)
    incomplete = "the first day, the last day and the reason of the exemption"
    assert sentences(reading) == [
        f"«免考核» C5: {incomplete}",
        f"«免考核» C6: {incomplete}",
        "«免考核» B7: found «会员数量», expected an indicator of the catalogue, or nothing for all",
        f"«免考核» C8: {incomplete}",
        "«免考核» A4: found «X», expected the code of a unit in the list of units",
    ]


# ---- the plan workbook -----------------------------------------------------------------------------------------------

TARGET = ("unit", "indicator", "period_start", "due_date", "target", "comparator", "phasing", "baseline", "cell")
ALL_YEAR = (date(2020, 1, 1), date(2020, 12, 31))


def plan_read(*targets: dict, **more: object) -> Reading:
    return read_plan(read_book("plan.xlsx", plan_file(targets, **more)), KNOWN, None)


def promised(indicator: str, amount: object, **more: object) -> dict:
    """One row of the plan sheet, of the township."""
    return {"单位代码": "T", "指标": indicator, "目标": amount, **more}


def test_blank_cells_of_a_plan_take_the_defaults_of_the_catalogue():
    reading = plan_read(
        promised("职工培训", 1000),
        promised("工资集体协商", 43, 基数=30),
        promised("建会率", 1.0),  # the template shows rates as percentages
        promised("互助保障", 600),
        promised("困难职工建档", 30, 比较方式="不超过", 基数=40),
        promised("劳动争议调解", 5, 比较方式="不超过"),  # a cap may be used at any time
        promised("文体活动", None),  # no target
    )
    assert sentences(reading) == []
    assert rows_of(reading.tables["target"], *TARGET) == [
        ("T", "employee_training", *ALL_YEAR, 1000, "at_least", "even", None, "D8"),
        ("T", "wage_enterprises", *ALL_YEAR, 43, "at_least", "30/70/90/100", 30, "D9"),
        ("T", "formation_rate", *ALL_YEAR, 1_000_000, "at_least", "keep", None, "D10"),
        ("T", "mutual_insurance", *ALL_YEAR, 600, "at_least", "window", None, "D11"),
        ("T", "hardship_files", *ALL_YEAR, 30, "at_most", "even", 40, "D12"),
        ("T", "dispute_mediations", *ALL_YEAR, 5, "at_most", "keep", None, "D13"),
    ]
    assert reading.plan_year == 2020


def test_a_target_may_have_its_own_period_phasing_and_window():
    statistics_year = {"起始日": date(2019, 10, 1), "完成期限": "2020年9月30日"}
    reading = plan_read(
        promised("发展会员", 500, **statistics_year),
        promised("工资集体协商", 43, 完成期限=date(2020, 9, 30)),  # the catalogue's phasing is for whole years
        promised("新建企业工会", 10, 完成期限=date(2020, 9, 20)),  # a formation drive
        promised("女职工专项", 30, 进度安排="20/50/75/100"),
        promised("安康杯", 9, 窗口开启=date(2020, 4, 1)),
        promised("文体活动", 9, 比较方式="左右", 允许偏差=2),
        promised("讲座", 9, 比较方式="超过", 进度安排="均衡"),
    )
    assert [f.sentence() for f in reading.faults if "讲座" not in f.found] == []
    columns = ("indicator", "period_start", "due_date", "comparator", "tolerance", "phasing", "window_opens")
    assert rows_of(reading.tables["target"], *columns) == [
        ("new_members", date(2019, 10, 1), date(2020, 9, 30), "at_least", 0, "even", None),
        ("wage_enterprises", ALL_YEAR[0], date(2020, 9, 30), "at_least", 0, "even", None),
        ("new_unions", ALL_YEAR[0], date(2020, 9, 20), "at_least", 0, "20/60", None),
        ("womens_contract_enterprises", *ALL_YEAR, "at_least", 0, "20/50/75/100", None),
        ("ankang_cup", *ALL_YEAR, "at_least", 0, "window", date(2020, 4, 1)),
        ("cultural_activities", *ALL_YEAR, "about", 2, "even", None),
    ]


def test_the_document_the_day_and_the_reason_of_a_plan_are_read_from_the_lines_above_it():
    reading = plan_read(promised("职工培训", 9), 文号="工发〔2020〕9号", 执行日期="2020-07-01", 调整原因="年中调整")
    assert reading.about == {"document": "工发〔2020〕9号", "in_force_from": date(2020, 7, 1), "reason": "年中调整"}


def test_a_day_of_a_plan_that_cannot_be_read_is_a_fault_and_not_the_first_of_january():
    reading = plan_read(promised("职工培训", 9), 执行日期="尽快")
    (fault,) = reading.faults
    assert (fault.cell, fault.found) == ("A4", "尽快")
    assert plan_read(promised("职工培训", 9), 执行日期="____年__月__日").faults == []


def test_a_breakdown_in_ten_thousand_yuan_counts_its_bare_numbers_so():
    reading = plan_read(breakdown={"帮扶资金（万元）": {"A": 3.5, "B": "800元"}}, units=TWO_FIRMS[1:])
    assert reading.faults == []
    assert rows_of(reading.tables["target"], "unit", "target") == [("A", 3_500_000), ("B", 80_000)]


def test_a_breakdown_has_a_unit_a_row_and_may_name_its_due_day_in_the_heading():
    breakdown = {
        "职工培训（人次）": {"A": 40, "B": None},
        "工资集体协商（家，6月底前）": {"A": 1, "B": 1},
        "女职工专项（家，9月20日前）": {"B": 1},
        "入会率（%）": {"A": "90%"},
    }
    reading = plan_read(promised("职工培训", 100), breakdown=breakdown, units=TWO_FIRMS[1:])
    assert sentences(reading) == []
    assert rows_of(reading.tables["target"], *TARGET)[1:] == [
        ("A", "employee_training", *ALL_YEAR, 40, "at_least", "even", None, "C4"),
        ("A", "wage_enterprises", ALL_YEAR[0], date(2020, 6, 30), 1, "at_least", "window", None, "D4"),
        ("A", "membership_rate", *ALL_YEAR, 900_000, "at_least", "keep", None, "F4"),
        ("B", "wage_enterprises", ALL_YEAR[0], date(2020, 6, 30), 1, "at_least", "window", None, "D5"),
        ("B", "womens_contract_enterprises", ALL_YEAR[0], date(2020, 9, 20), 1, "at_least", "window", None, "E5"),
    ]


def test_a_cell_shown_as_a_percentage_is_read_as_excel_shows_it():
    rows = [["2020年度计划"], ["单位代码", "指标", "目标"], ["T", "建会率", 0.955], ["T", "入会率", 0.9]]
    data = workbook(("S", rows), formats={"C3": "0.0%"})
    reading = read_plan(read_book("plan.xlsx", data), KNOWN, None)
    assert rows_of(reading.tables["target"], "indicator", "target") == [("formation_rate", 955_000)]
    assert sentences(reading) == ["«S» C4: found «0.9», expected a percentage such as 90%"]


def test_every_fault_of_a_plan_is_named_at_once():
    reading = plan_read(
        promised("会员数量", 10),
        promised("职工培训", "许多"),
        promised("职工培训", 10) | {"单位代码": "X"},
        promised("文体活动", 9, 比较方式="大概"),
        promised("文体活动", 9, 比较方式="左右"),
        promised("讲座和论坛", 9),
        promised("职工书屋", 9, 起始日=date(2020, 7, 1), 完成期限=date(2020, 6, 30)),
        promised("职工书屋", 9, 完成期限="年底"),
        promised("女职工专项", 30, 进度安排="20/50/100"),
        promised("女职工专项", 30, 进度安排="20/10/75/100"),
        promised("会员", 10),
        promised("会员", 11),
    )
    assert sentences(reading) == [
        "«年度计划» C8: found «会员数量», expected an indicator of the catalogue",
        "«年度计划» D9: found «许多», expected a figure instead of words",
        "«年度计划» A10: found «X», expected the code of a unit in the list of units",
        "«年度计划» E11: found «大概», expected one of 不少于, 超过, 不超过, 保持, 左右",
        "«年度计划» F12: the tolerance of a target that is met “about”",
        "«年度计划» C13: found «讲座和论坛», expected an indicator of the catalogue",
        "«年度计划» H14: found «2020-06-30», expected a due date after the period's start",
        "«年度计划» H15: found «年底», expected a date such as 2020-09-30",
        "«年度计划» I16: found «20/50/100», expected even, keep, window, or 4 rising percentages, the last 100 on the due date",
        "«年度计划» I17: found «20/10/75/100», expected even, keep, window, or 4 rising percentages, the last 100 on the due date",
        "«年度计划» D19: one target for this unit, indicator and period; D18 has one already",
    ]


def test_a_plan_of_another_year_or_of_none_is_a_fault():
    book = read_book("plan.xlsx", plan_file([promised("职工培训", 9)]))
    assert sentences(read_plan(book, KNOWN, 2021)) == ["«年度计划»: found «2020», expected a plan for 2021"]
    bare = read_book("plan.xlsx", workbook(("S", [["单位代码", "指标", "目标"], ["T", "会员", 9]])))
    assert sentences(read_plan(bare, KNOWN, None)) == ["The file does not say its year. Choose it and try again."]
    assert read_plan(bare, KNOWN, 2021).tables["target"]["due_date"].tolist() == [date(2021, 12, 31)]


# ---- a township's own indicators -------------------------------------------------------------------------------------

OWN = {
    "code": "own_lectures", "theme": "training", "name": "线上讲座", "name_en": "Online lectures", "measure": "场",
    "kind": "flow", "numerator": "", "denominator": "", "phasing": "even", "weight": "1", "reported_by": "township",
    "synonyms": "",
}  # fmt: skip


def indicators_read(*lines: dict) -> Reading:
    text = "\n".join([",".join(INDICATOR_COLUMNS), *(",".join(line[c] for c in INDICATOR_COLUMNS) for line in lines)])
    return read_indicators(read_book("indicators.csv", text.encode("utf-8-sig")), KNOWN)


def test_own_indicators_follow_the_standard_ones():
    reading = indicators_read(OWN)
    assert sentences(reading) == []
    columns = ("indicator", "name", "kind", "numerator", "weight", "position")
    assert rows_of(reading.tables["indicator"], *columns) == [
        ("own_lectures", "线上讲座", "flow", None, 1, len(CATALOGUE))
    ]


def test_every_fault_of_own_indicators_is_named_at_once_at_its_cell():
    reading = indicators_read(
        OWN,
        OWN | {"code": "Own Lectures", "theme": "fun", "weight": "1.5"},
        OWN | {"code": "own_rate", "kind": "rate", "measure": "%", "numerator": "members", "denominator": "x"},
        OWN | {"code": "own_walks", "name": "", "reported_by": "county", "phasing": "10/20/100"},
    )
    assert [(fault.cell, fault.found) for fault in reading.faults] == [
        ("A3", "Own Lectures"),
        ("B3", "fun"),
        ("J3", "1.5"),
        ("G4", "members"),
        ("C5", ""),
        ("K5", "county"),
        ("I5", "10/20/100"),
    ]


def test_a_code_of_the_standard_catalogue_or_one_used_twice_is_a_fault():
    reading = indicators_read(OWN, OWN | {"name": "另一个"}, OWN | {"code": "members"})
    assert [(fault.cell, fault.found) for fault in reading.faults] == [("A3", "own_lectures"), ("A4", "members")]


# ---- which workbook is this ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (units_file(TWO_FIRMS), "units"),
        (plan_file([promised("职工培训", 9)]), "plan"),
        (quarter_file(TWO_FIRMS, {("A", "members"): 5}), "quarter"),
        (workbook(("S", [["2020年度计划分解"], ["单位代码", "会员"], ["A", 5]])), "plan"),
        ("\n".join(LONG_ROWS).encode(), "quarter"),
        ((",".join(INDICATOR_COLUMNS) + "\n").encode(), "indicators"),
        (b"a,b\n1,2\n", None),
    ],
)
def test_a_file_is_recognised_by_its_headings(data, kind):
    assert kind_of(read_book("whatever.xlsx", data)) == kind


# ---- hostile files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_unsafe_or_no_table_is_refused_with_one_sentence(name):
    build, code = REFUSED[name]
    with pytest.raises(ReportProblem) as problem:
        read_book("report.xls", build())
    assert (problem.value.file_name, sentences(problem.value)) == ("report.xls", [REFUSALS[code]])


@pytest.mark.parametrize("build", [two_far_corners, address_beyond_the_sheet, four_thousand_million_strings])
def test_the_files_that_kill_careless_readers_are_tiny(build):
    assert len(build()) < 1800


def test_a_sheet_that_reaches_just_as_far_as_is_allowed_is_read():
    (rows,) = [found.rows for found in read_book("x.xlsx", package(cell("A1") + cell("A20000", 7))).sheets]
    assert (len(rows), rows[-1]) == (20_000, [7])
    (rows,) = [found.rows for found in read_book("x.xlsx", package(cell("A1") + cell("OJ1", 7))).sheets]
    assert (len(rows[0]), rows[0][-1]) == (400, 7)


def test_tags_within_tags_harm_nobody():
    assert [found.rows for found in read_book("x.xlsx", tags_within_tags()).sheets] == [[[1]]]


def test_numbers_that_are_none_are_faults_in_a_sheet():
    rows = (
        "<row><c r='A1' t='inlineStr'><is><t>单位代码</t></is></c><c r='B1' t='inlineStr'><is><t>会员</t></is></c></row>"
        "<row><c r='A2' t='inlineStr'><is><t>A</t></is></c><c r='B2'><v>NaN</v></c></row>"
        "<row><c r='A3'><v>1e999</v></c><c r='B3'><v>5</v></c></row>"
    )
    reading = reading_of(package(rows), "2020年二季度.xlsx")
    assert [(fault.cell, fault.found) for fault in reading.faults] == [("B2", "nan"), ("A3", "inf")]


@pytest.fixture
def child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Replaces the program that opens files."""

    def replace(script: str, seconds: float = 30) -> None:
        program = tmp_path / "python"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setattr(sys, "executable", str(program))
        monkeypatch.setattr(files, "WALL_SECONDS", seconds)

    return replace


@pytest.mark.skipif(sys.platform == "win32", reason="the child is replaced by a shell script")
@pytest.mark.parametrize(
    ("script", "code"),
    [
        ("kill -9 $$", "died"),
        ("kill -SEGV $$", "died"),
        ("cat > /dev/null; echo '{\"sheets\": [{'", "died"),  # killed in the middle of its answer
        ("cat > /dev/null; exit 0", "died"),
        ("exec sleep 60", "too_slow"),
    ],
)
def test_a_reader_that_dies_or_hangs_gives_a_sentence_and_the_next_file_is_read(child, monkeypatch, script, code):
    with monkeypatch.context():
        child(script, seconds=0.5)
        with pytest.raises(ReportProblem) as problem:
            read_book("report.xlsx", good_workbook() + b"\0" * (1 << 20))
        assert sentences(problem.value) == [REFUSALS[code]]
    monkeypatch.undo()
    assert read_book("report.xlsx", good_workbook()).sheets[0].rows == [["单位代码", "会员"], ["A", 1]]


@pytest.mark.skipif(sys.platform == "win32", reason="the child is replaced by a shell script")
def test_a_reader_that_outgrows_its_memory_is_ended(child, monkeypatch):
    monkeypatch.setattr(files, "MEMORY", 50 << 20)
    hungry = (
        f"exec {sys.executable} -c 'import sys, time; sys.stdin.buffer.read(); x = b\"x\" * (80 << 20); time.sleep(60)'"
    )
    child(hungry)
    with pytest.raises(ReportProblem) as problem:
        read_book("report.xlsx", good_workbook())
    assert sentences(problem.value) == [REFUSALS["died"]]


def test_the_title_of_the_templates_names_the_union_and_hostile_names_stay_text():
    firm = unit("=1+1", name='=HYPERLINK("http://x","y")')
    book = read_book("x.xlsx", quarter_file([firm], {("=1+1", "members"): 5}))
    (found,) = book.sheets
    assert found.rows[0][0].startswith(UNION)
    assert found.rows[3][1:4] == ["=1+1", '=HYPERLINK("http://x","y")', 5]
    assert found.uncached == set()


def test_a_unit_cannot_close_before_it_opened():
    firm = {**TWO_FIRMS[0], "opened": date(2020, 3, 1), "closed": date(2020, 2, 1)}
    assert [text.split(": ", 1)[1] for text in sentences(units_read(firm, *TWO_FIRMS[1:]))] == [
        "found «2020-02-01», expected a day after the unit opened"
    ]


def test_a_blank_or_a_missing_column_of_a_list_of_units_empties_nothing_and_a_word_does(store):
    first = {"employees": 40, "closed": "2020-03-31", "contact": "办公室", "sector": "纺织"}
    known = [unit("T", None, "township", name=UNION), unit("A", "T", **first)]
    store_preview(store, preview_file(store, "units.xlsx", units_file(known)), "office")
    header = ["单位代码", "单位名称", "上级代码", "单位类型"]
    rows = [["T", UNION, None, "乡镇总工会"], ["A", "柳溪A厂", "T", "企业"]]
    fewer = preview_file(store, "units.xlsx", workbook(("单位", [header, *rows])))
    assert not fewer.changes_anything(), "a column that is not there says nothing"
    blank = workbook(("单位", [[*header, "注销日期", "职工数"], [*rows[0], None, None], [*rows[1], None, None]]))
    assert not preview_file(store, "units.xlsx", blank).changes_anything(), "a blank says nothing"
    cleared = workbook(("单位", [[*header, "注销日期"], [*rows[0], None], [*rows[1], "清除"]]))
    store_preview(store, preview_file(store, "units.xlsx", cleared), "office", "开错了")
    (now,) = [row for row in store.read("unit_versions").to_dict("records") if row["unit"] == "A"]
    assert (pd.isna(now["closed"]), now["employees"], now["contact"]) == (True, 40, "办公室")
