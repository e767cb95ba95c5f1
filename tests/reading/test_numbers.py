"""Numbers: what one cell says; never is another number read than the one written."""

import math
import re
from datetime import date, time, timedelta
from fractions import Fraction
from itertools import pairwise, product

import pytest
from chinese_numerals import as_one_style, written
from hypothesis import example as once
from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.catalogue import MEASURES
from tracking.language import speaking
from tracking.reading.numbers.amounts import Amount, Proposal, as_fault, is_blank, read_amount
from tracking.reading.numbers.chinese import NUMERALS, read_numeral
from tracking.reading.problems import Fault

WHOLE, MONEY, PERCENTAGE = (
    "a whole number in 人",
    "an amount in 元 with at most two decimals",
    "a percentage such as 90%",
)
NOT_NEGATIVE = "a number of 0 or more"
SEVERAL = "one number; several stand here"
WORDS = "a figure instead of words"
AS_A_DATE = "a number; the cell is formatted as a date or time"
HIDDEN = "a number without invisible control characters; type it anew"
TOO_LONG = "a number alone; this text is very long"


def read(cell: object, measure: str = "人", percent: bool = False, factor: int = 1) -> object:
    """The amount, with its qualifier if there is one; a proposal as it is; or what the fault expects."""
    found = read_amount(cell, measure, percent, factor)
    if isinstance(found, Fault):
        return found.expected
    if isinstance(found, Proposal):
        return found
    return (found.amount, found.qualifier) if found.qualifier else found.amount


def proposed(amount: int, qualifier: str | None = None) -> Proposal:
    return Proposal(amount, "chinese_numeral", qualifier)


# ---- counts ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        (0, 0),
        (53, 53),
        (53.0, 53),  # Excel has no whole numbers
        (-0.0, 0),
        (90.00000000000001, 90),  # Excel keeps 15 digits and shows 90
        (0.1 + 0.2 + 0.7, 1),
        ("53", 53),
        ("53.0", 53),
        ("0", 0),
        ("007", 7),
        ("00", 0),
        (10**12, 10**12),
        ("1000000000000", 10**12),
        (10**12 + 1, WHOLE),
        (1e300, WHOLE),
        (float("inf"), WHOLE),
        (float("nan"), WHOLE),
        (53.5, WHOLE),
        ("53.5", WHOLE),
        ("5." + "0" * 40 + "1", WHOLE),  # nothing is rounded away
        ("9" * 199, WHOLE),
        (True, WHOLE),
        (False, WHOLE),
        ("TRUE", WORDS),
    ],
)
def test_a_count_is_a_whole_number_up_to_a_million_millions(cell, amount):
    assert read(cell) == amount


@pytest.mark.parametrize("cell", ["５３", "５3", "５３．０", "'53", "’53", "‘53", "＇53", "' 53"])
def test_wide_digits_and_the_mark_of_a_number_kept_as_text_change_nothing(cell):
    assert read(cell) == 53


@pytest.mark.parametrize("cell", ["''53", "53'", '"53"', "5'3"])
def test_other_marks_are_no_part_of_a_number(cell):
    assert isinstance(read_amount(cell, "人"), Fault)


@pytest.mark.parametrize(
    "cell",
    [
        "1,234",
        "1，234",
        "１，２３４",
        "1 234",
        "1\u00a0234",
        "1\u2009234",
        "1\u202f234",
        "1\u3000234",
        "1,234.0",
        "1 234 人",
        "1,\u200b234",
    ],
)
def test_thousands_may_be_separated_by_commas_or_single_blanks(cell):
    assert read(cell) == 1234


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1,23", WHOLE),
        ("1,23,4", WHOLE),
        ("1,2345", WHOLE),
        ("1234,567", WHOLE),
        (",123", WHOLE),
        ("0,123", WHOLE),  # rather 0.123
        ("1.2.3", WHOLE),
        (".5", WHOLE),
        ("5.", WHOLE),
        ("1 23", SEVERAL),
        ("5 3", SEVERAL),
        ("1  234", SEVERAL),
        ("1, 234", SEVERAL),
        ("12 345 6", SEVERAL),
        ("1,234 567", SEVERAL),
        ("0 123", SEVERAL),
    ],
)
def test_digits_grouped_wrongly_are_a_fault(cell, expected):
    assert read(cell) == expected


@pytest.mark.parametrize(
    "cell",
    [
        " 53 ",
        "\t53",
        "53\n",
        "\r\n53人",
        "53\n人",
        "5\u200b3",
        "\ufeff53",
        "53\u200d人",
        "\u206053",
        "5\u200e3",
        "53\u00a0人",
    ],
)
def test_blanks_around_a_number_and_characters_without_width_change_nothing(cell):
    assert read(cell) == 53


@pytest.mark.parametrize("cell", ["1\n234", "1\t234", "1\r\n234", "1\u2028234", "1 \n234"])
def test_a_line_break_between_digits_never_joins_them(cell):
    assert read(cell) == SEVERAL


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("5\u202e3", "5[U+202E]3"),
        ("5\u202d3\u202c", "5[U+202D]3[U+202C]"),
        ("\u206653\u2069", "[U+2066]53[U+2069]"),
        ("\u200f53", "[U+200F]53"),
        ("5\x003", "5[U+0000]3"),
        ("53\x07", "53[U+0007]"),
        ("5\x1f3", "5 3"),
        ("5\x7f3", "5[U+007F]3"),
        ("53\ud800", "53[U+D800]"),
        ("5\u00ad3", "5[U+00AD]3"),
    ],
)
def test_control_characters_and_turned_text_are_a_fault_that_can_be_shown(cell, shown):
    found = read_amount(cell, "人")
    assert (found.expected, found.found) == (HIDDEN, shown)


@pytest.mark.parametrize(
    "cell",
    ["10①", "5²", "½", "٣", "１²", "Ⅻ", "㈤", "5️⃣", "𝟓", "۵", "५", "1e5", "1E5", "1_000", "0x10", "5f", "+5", "＋5", "5+", "-", "—5", "–5"],
)  # fmt: skip
def test_figures_of_other_scripts_and_of_programmers_are_a_fault(cell):
    assert read(cell) in (WHOLE, WORDS)


@pytest.mark.parametrize(
    "cell", [-1, -1.0, "-1", "－1", "−1", "- 1", "(1)", "（1）", "(1人)", "（１）", "-1.2万", "约-5", "-0.1"]
)
def test_a_minus_sign_or_brackets_make_a_number_negative_which_a_count_cannot_be(cell):
    assert read(cell) == NOT_NEGATIVE


@pytest.mark.parametrize("cell", ["-0", "(0)", "-0.0", "0.0"])
def test_minus_nothing_is_nothing(cell):
    assert read(cell) == 0


@pytest.mark.parametrize("cell", ["--1", "(-1)", "((1))", "(1", "1)", "()", "1-"])
def test_signs_that_nobody_writes_are_a_fault(cell):
    assert isinstance(read_amount(cell, "人"), Fault)
    assert read(cell) in (WHOLE, NOT_NEGATIVE)


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("53人", 53),
        ("53 人", 53),
        ("53.0人", 53),
        ("53名", 53),  # 名 and 位 count people as 人 does
        ("53位", 53),
        ("53人次", WHOLE),  # 人次 counts services, 人 counts people
        ("53家", WHOLE),
        ("53户", WHOLE),
        ("53%", WHOLE),
        ("5万元", WHOLE),
        ("¥53", WHOLE),
        ("人53", WHOLE),
        ("53人人", WHOLE),
        ("53 people", WHOLE),
        ("人", WORDS),
    ],
)
def test_a_measure_in_the_cell_must_be_that_of_its_column(cell, amount):
    assert read(cell) == amount


@pytest.mark.parametrize("measure", [m for m in MEASURES if m not in ("元", "%")])
def test_every_measure_may_stand_behind_its_own_numbers_alone(measure):
    assert read(f"53{measure}", measure) == 53
    fits = {other for other in MEASURES if not isinstance(read_amount(f"53{measure}", other), Fault)}
    assert fits == ({"人", "名"} if measure in ("人", "名") else {measure})


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("3.8万", 38000),
        ("3.8万人", 38000),
        ("1万人", 10000),
        ("1.2345万", 12345),
        ("1.23456万", WHOLE),  # 12,345.6 people
        ("2千", 2000),
        ("3百", 300),
        ("0.5亿", 50_000_000),
        ("3百万", 3_000_000),
        ("2千万", 20_000_000),
        ("1,234万", 12_340_000),
        ("1万亿", 10**12),
        ("2万亿", WHOLE),
        ("3万百", WHOLE),
        ("3万千", WHOLE),
        ("3百千", WHOLE),
        ("3万万", WHOLE),
        ("3千百", WHOLE),
        ("3万5千", SEVERAL),
        ("3w", WHOLE),
        ("3k", WHOLE),
        ("万", WORDS),
        ("万5", WHOLE),
    ],
)
def test_a_number_may_count_in_hundreds_thousands_and_ten_thousands(cell, amount):
    assert read(cell) == amount


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("9千余人", (9000, "余")),
        ("1万余人", (10000, "余")),
        ("10余万人", (100_000, "余")),
        ("320余", (320, "余")),
        ("320多", (320, "多")),
        ("320多人", (320, "多")),
        ("约320人", (320, "约")),
        ("约 320", (320, "约")),
        ("大约320", (320, "大约")),
        ("近1.4万人", (14000, "近")),
        ("将近1.4万人", (14000, "将近")),
        ("接近5", (5, "接近")),
        ("超5", (5, "超")),
        ("超过5", (5, "超过")),
        ("320人以上", (320, "以上")),
        ("320以上", (320, "以上")),
        ("320左右", (320, "左右")),
        ("about 5", (5, "about")),
        ("约3人左右", WHOLE),  # one of two qualifiers would be lost
        ("约320余", WHOLE),
        ("320多人左右", WHOLE),
        ("10余万多", WHOLE),
        ("不到100", WHOLE),
        ("100以下", WHOLE),
        (">100", WHOLE),
        ("≥100", WHOLE),
        ("<5", WHOLE),
        ("约", WORDS),
        ("多5", WHOLE),
    ],
)
def test_one_qualifier_is_kept_beside_the_number(cell, amount):
    assert read(cell) == amount


# ---- sentences -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "12/15",
        "12(女5)",
        "12（其中女5人）",
        "5+7",
        "3-5",
        "3~5人",
        "3—5",
        "5、6、7",
        "5,6 人 7",
        "5、6",
        "5，6",
        "12:15 13",
    ],
)
def test_several_numbers_in_one_cell_are_said_to_be_several(cell):
    assert read(cell) == SEVERAL


@pytest.mark.parametrize(
    "cell", ["已完成", "见附件", "同上", "完成", "nan", "NaN", "inf", "none", "半", "许多", "几十", "三五", "十几人"]
)
def test_words_are_asked_to_be_a_figure(cell):
    assert read(cell) == WORDS


@pytest.mark.parametrize("cell", ["见附件3", "?", "。", "#", "12:30:00", "53人!", "第5", "", " ", "—"])
def test_everything_else_is_told_what_number_its_column_expects(cell):
    assert read(cell) == WHOLE


@pytest.mark.parametrize("cell", [date(2020, 3, 1), time(12, 30), timedelta(hours=30)])
def test_what_excel_took_for_a_date_or_a_time_says_so(cell):
    found = read_amount(cell, "人")
    assert (found.expected, found.found) == (AS_A_DATE, str(cell))


def test_a_list_or_a_blank_is_no_number():
    assert [read(cell) for cell in (None, [5], {"time": "1"}, 5j)] == [WHOLE] * 4


def test_a_text_of_more_than_200_characters_is_a_fault_and_is_not_repeated_in_full():
    assert read("0" * 199 + "5") == 5
    for cell in ("0" * 200 + "5", "长" * 5000, "5" + " " * 200):
        found = read_amount(cell, "人")
        assert found.expected == TOO_LONG
        assert len(found.found) <= 41
    assert read_amount("长" * 5000, "人").found == "长" * 40 + "…"
    assert read_amount("长" * 200, "人").found == "长" * 200


@pytest.mark.parametrize("cell", [-5, 53.5, "-5", "53.5", "5+7", "见附件", "5²", "0、9", "一", "５．５", True])
@pytest.mark.parametrize("measure", ["人", "元", "%"])
def test_a_fault_shows_what_was_found(cell, measure):
    found = read_amount(cell, measure)
    assert not isinstance(found, Fault) or found.found == str(cell)


def test_a_fault_shows_the_cell_as_excel_does():
    assert read_amount(-0.5, "%", percent=True).found == "-50%"
    assert read_amount([5], "人").found == "[5]"
    cells = [0.1 + 0.2, -2.0, 53.5, " 5\n6 ", "1 23"]
    assert [read_amount(cell, "人").found for cell in cells] == ["0.3", "-2", "53.5", "5 6", "1 23"]


def test_a_fault_has_no_place_and_speaks_the_language_of_its_reader():
    assert read_amount("5²", "人") == Fault(WHOLE, found="5²")
    with speaking("zh_CN"):
        said = [read_amount(cell, "人次").expected for cell in ("5²", "5+7", "见附件", -1, date(2020, 3, 1))]
    assert said == [
        "整数（单位：人次）",
        "一个数（这里有多个）",
        "填数字，不要用文字",
        "不小于 0 的数",
        "数字（该格被设成了日期或时间格式）",
    ]


def test_where_nobody_can_be_asked_a_proposal_is_a_fault():
    for cell, measure, expected in (("三", "人", WHOLE), ("4509、50", "元", MONEY), (0.9, "%", PERCENTAGE)):
        proposal = read_amount(cell, measure)
        assert isinstance(proposal, Proposal)
        assert as_fault(proposal, cell, measure) == Fault(expected, found=str(cell))


def test_a_cell_that_shows_nothing_is_blank():
    assert [is_blank(cell) for cell in (None, "", "  ", "\u3000\n", "\u200b\ufeff", "'")] == [True] * 6
    assert [is_blank(cell) for cell in (0, "0", "—", False, "\u202e", 0.0)] == [False] * 6


# ---- money and rates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "factor", "fen"),
    [
        (67.56, 1, 6756),
        (67, 1, 6700),
        (67.56, 10_000, 67_560_000),  # under a heading in 万元
        (3, 10_000, 3_000_000),
        ("67.56万元", 1, 67_560_000),
        ("67.56万元", 10_000, 67_560_000),  # the cell's own measure counts, once
        ("67.56元", 10_000, 6756),
        ("67.56元整", 10_000, 6756),
        ("67.56万", 10_000, 67_560_000),
        ("67.56", 10_000, 67_560_000),
        ("¥67.56", 1, 6756),
        ("￥67.56", 10_000, 67_560_000),
        ("67.56圆", 1, 6756),
        ("6千元", 1, 600_000),
        ("0.01亿元", 1, 100_000_000),
        ("约1.2万元", 1, (1_200_000, "约")),
        ("1.2万余元", 1, (1_200_000, "余")),
        ("4,509.50", 1, 450_950),
        (0.1 + 0.2, 1, 30),  # Excel shows 0.3
        (22.68 + 4.61, 1, 2729),
        (0.01, 1, 1),
        ("0.010", 1, 1),
        (10**10, 1, 10**12),
        (10**10 + 0.01, 1, MONEY),
        (0.001, 1, MONEY),
        ("0.001", 1, MONEY),
        ("67.561", 1, MONEY),
        (0.1234567, 10_000, MONEY),
        ("3人", 1, MONEY),
        ("90%", 1, MONEY),
        ("元", 1, WORDS),
        (-5, 1, NOT_NEGATIVE),
    ],
)
def test_money_is_kept_in_fen_to_the_last_one(cell, factor, fen):
    assert read(cell, "元", factor=factor) == fen


def test_the_factor_of_a_heading_in_ten_thousand_yuan_is_for_money_alone():
    assert read(5, "人", factor=10_000) == 5
    assert read("5", "人", factor=10_000) == 5
    assert read(5, "%", factor=10_000) == 50_000


@pytest.mark.parametrize(
    ("cell", "percent", "millionths"),
    [
        (0.9, True, 900_000),
        (1, True, 1_000_000),
        (0.3, True, 300_000),
        (1.2, True, 1_200_000),
        (0, True, 0),
        (90, False, 900_000),
        (1.5, False, 15_000),
        (100, False, 1_000_000),
        (0, False, 0),
        ("90%", False, 900_000),
        ("0.9%", False, 9_000),
        ("1%", False, 10_000),
        ("９０％", False, 900_000),
        ("90 %", False, 900_000),
        ("100% ", False, 1_000_000),
        ("90", False, 900_000),
        ("95.78%", False, 957_800),
        ("约90%", False, (900_000, "约")),
        ("90%以上", False, (900_000, "以上")),
        ("90人", False, PERCENTAGE),
        ("90%%", False, PERCENTAGE),
        ("90万", False, PERCENTAGE),
        ("¥90", False, PERCENTAGE),
        ("95.78901%", False, PERCENTAGE),
        (float("nan"), False, PERCENTAGE),
        (float("nan"), True, PERCENTAGE),
        (-0.5, True, NOT_NEGATIVE),
        (-0.5, False, NOT_NEGATIVE),
        ("-90%", False, NOT_NEGATIVE),
    ],
)
def test_a_rate_is_kept_in_millionths(cell, percent, millionths):
    assert read(cell, "%", percent) == millionths


@pytest.mark.parametrize(
    ("cell", "millionths", "qualifier"),
    [(0.9, 900_000, None), (1, 1_000_000, None), ("0.9", 900_000, None), ("1", 1_000_000, None), ("约0.95", 950_000, "约")],
)  # fmt: skip
def test_a_bare_fraction_where_a_percentage_is_expected_is_asked_about(cell, millionths, qualifier):
    assert read(cell, "%") == Proposal(millionths, "fraction_or_percent", qualifier)


@pytest.mark.parametrize("cell", ["0、9", "一", "0，95"])
def test_a_figure_that_is_doubtful_twice_is_a_fault(cell):
    assert read(cell, "%") == PERCENTAGE


@pytest.mark.parametrize(("cell", "shown"), [(1, "100%"), (0.9, "90%"), (53, "5300%"), (0, "0%")])
@pytest.mark.parametrize("measure", ["人", "元"])
def test_a_percentage_is_no_count_and_no_money_and_is_shown_as_excel_shows_it(cell, shown, measure):
    assert read_amount(cell, measure, percent=True) == Fault(MONEY if measure == "元" else WHOLE, found=shown)


# ---- proposals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "amount", "measure"),
    [
        ("三户", proposed(3), "户"),
        ("二十", proposed(20), "人"),
        ("十二", proposed(12), "人"),
        ("三百二十", proposed(320), "人"),
        ("三百二十人", proposed(320), "人"),
        ("两", proposed(2), "人"),
        ("两家", proposed(2), "家"),
        ("两万", proposed(20_000), "人"),
        ("〇", proposed(0), "人"),
        ("零", proposed(0), "人"),
        ("一百零五", proposed(105), "人"),
        ("一百〇五", proposed(105), "人"),
        ("一千零五十", proposed(1050), "人"),
        ("三万五千", proposed(35_000), "人"),
        ("五百万", proposed(5_000_000), "人"),
        ("壹仟贰佰元整", proposed(120_000), "元"),
        ("两万元", proposed(2_000_000), "元"),
        ("五十人左右", proposed(50, "左右"), "人"),
        ("三十多人", proposed(30, "多"), "人"),
        ("十余万", proposed(100_000, "余"), "人"),
        ("一百多万人", proposed(1_000_000, "多"), "人"),
        ("近两千人", proposed(2000, "近"), "人"),
        ("百分之九十", proposed(900_000), "%"),
        ("约百分之九十五", proposed(950_000, "约"), "%"),
        ("百分之90", proposed(900_000), "%"),
        ("百分之1", proposed(10_000), "%"),
        ("九十", proposed(900_000), "%"),
        ("九十%", proposed(900_000), "%"),
        ("百分之九十%", WORDS, "%"),
        ("百分之90、5", SEVERAL, "%"),
        ("百分之九十", WORDS, "人"),
        ("三户", WORDS, "人"),
        ("三", proposed(30_000 * 100), "万元"),
        ("两万亿", WORDS, "人"),
        ("负三", WORDS, "人"),
        ("-三", NOT_NEGATIVE, "人"),
        ("三5", WHOLE, "人"),
        ("5三", WHOLE, "人"),
    ],
)
def test_chinese_numerals_are_proposed(cell, amount, measure):
    assert read(cell, measure.removeprefix("万"), factor=10_000 if measure == "万元" else 1) == amount


@pytest.mark.parametrize(
    ("cell", "measure", "amount"),
    [
        ("4509、50", "元", 450_950),
        ("4509，5", "元", 450_950),
        ("4509。50", "元", 450_950),
        ("4509·5元", "元", 450_950),
        ("0，5", "元", 50),
        ("１２、５", "元", 1250),
        ("3、8万", "人", 38_000),
        ("95、78%", "%", 957_800),
    ],
)
def test_a_comma_that_seems_to_be_a_decimal_point_is_asked_about(cell, measure, amount):
    assert read(cell, measure) == Proposal(amount, "comma_for_point")


@pytest.mark.parametrize(
    "cell", ["4509,50", "4509、500", "4509，500", "1，23，4", "、5", "5、", "4、5、6", "4509;50", "1,234、5"]
)
def test_other_commas_are_not_taken_for_a_point(cell):
    assert isinstance(read_amount(cell, "元"), Fault)


# ---- Chinese numerals ------------------------------------------------------------------------------------------------


def test_the_writer_of_numerals_writes_them_as_a_newspaper_does():
    numbers = [
        0,
        2,
        10,
        12,
        20,
        105,
        110,
        320,
        1001,
        1050,
        1200,
        10_000,
        10_005,
        20_050,
        35_000,
        100_010,
        10**8,
        100_020_003,
    ]
    assert [written(number) for number in numbers] == [
        "零", "二", "十", "十二", "二十", "一百零五", "一百一十", "三百二十", "一千零一", "一千零五十", "一千二百", "一万",
        "一万零五", "二万零五十", "三万五千", "十万零一十", "一亿", "一亿零二万零三",
    ]  # fmt: skip


def test_every_number_below_a_hundred_thousand_is_read_back_from_its_numeral():
    assert [number for number in range(100_000) if read_numeral(written(number)) != number] == []


@given(st.integers(0, 10**12 - 1))
def test_larger_numbers_are_read_back_from_their_numerals(number):
    assert read_numeral(written(number)) == number


def test_a_numeral_is_read_only_if_its_number_would_be_written_so():
    """三百二 may be 302 or 320, 三五 three to five: all words of up to five signs, against the writer."""
    for length in range(1, 6):
        for signs in product("零一二五十百千万两", repeat=length):
            text = "".join(signs)
            number = read_numeral(text)
            assert number is None or as_one_style(text) == as_one_style(written(number)), text


@pytest.mark.parametrize(
    "text",
    ["", "三百二", "三万五", "一千五", "三五", "二〇", "二〇二〇", "零五", "三十二十", "十十", "百", "千", "万", "亿", "两十", "十两", "二十两",
     "三万三万", "万三", "五百千", "一亿五", "一亿五千", "一亿五百", "三万零", "零零", "零十", "一百零", "一百零零五", "一二", "一两", "零五亿", "零五万", "一亿零", "一亿零万", "一万零零一", "十百", "一万十", "半", "三亿万",
     "一万一万一", "一亿万五"],
)  # fmt: skip
def test_numerals_that_can_be_read_in_two_ways_or_none_are_not_read(text):
    expected = {"一万十": 10_010}.get(text)
    assert read_numeral(text) == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [("一百十二", 112), ("一千零十", 1010), ("十万零五千", 105_000), ("三千零五百", 3500), ("一万零五百", 10_500), ("拾贰", 12),
     ("伍佰万", 5_000_000), ("叁萬", 30_000), ("壹億", 10**8), ("两百二十二", 222), ("两千两百", 2200), ("两亿两万", 200_020_000),
     ("一亿零五", 10**8 + 5), ("一亿零五千", 10**8 + 5000), ("一万零一", 10_001), ("一亿十万", 100_100_000)],
)  # fmt: skip
def test_numerals_have_some_styles_that_leave_no_doubt(text, number):
    assert read_numeral(text) == number


# ---- any spelling ----------------------------------------------------------------------------------------------------

WIDE = {ord(a): chr(ord(a) + 0xFEE0) for a in "0123456789.%"}
TIMES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}


@st.composite
def spelled(draw: st.DrawFn, measure: str, largest: int, decimals: int = 0) -> tuple[object, Fraction, str | None]:
    """A number and one way to type it into a column of this measure: (cell, number, qualifier)."""
    number = Fraction(draw(st.integers(0, largest * 10**decimals)), 10**decimals)
    if draw(st.integers(0, 5)) == 0:
        return (int(number) if number.denominator == 1 and draw(st.booleans()) else float(number)), number, None
    multiple = draw(st.sampled_from(list(TIMES))) if measure != "%" else ""
    text = digits_of(number / TIMES[multiple], draw(st.sampled_from(["", ",", "，", " ", "\u00a0", "\u2009"])))
    text = draw(st.sampled_from(["", "0", "00"])) + text if text.isdigit() else text
    after = draw(st.sampled_from(["", "余", "多", "以上", "左右"]))
    unit = draw(st.sampled_from(["", measure])) if measure != "%" else "%"
    before = "" if after else draw(st.sampled_from(["", "约", "近", "大约", "超过"]))
    blank = st.sampled_from(["", "", " ", "\u3000", "\u200b", "\ufeff"])
    parts = [before, text, multiple, *draw(st.permutations([after, unit]))]
    typed = draw(blank).join(part for part in parts if part)
    typed = typed.translate(WIDE) if draw(st.booleans()) else typed
    marks = st.sampled_from(["", "'", " ", "\n", "\u200b"])
    return draw(marks) + typed + draw(st.sampled_from(["", " ", "\n", "\t"])), number, before or after or None


def digits_of(number: Fraction, separator: str) -> str:
    """A number in decimals, its thousands separated."""
    places = next(places for places in range(20) if (number * 10**places).denominator == 1)
    whole, rest = divmod(int(number * 10**places), 10**places)
    return f"{whole:,}".replace(",", separator) + (f".{rest:0{places}d}" if places else "")


@settings(max_examples=500)
@given(spelled("人", 10**11))
def test_any_spelling_of_a_count_gives_that_number_and_its_qualifier(typed):
    cell, number, qualifier = typed
    assert read_amount(cell, "人") == Amount(number, qualifier)


@settings(max_examples=300)
@given(spelled("元", 10**9, decimals=2))
def test_any_spelling_of_an_amount_of_money_gives_it_in_fen(typed):
    cell, number, qualifier = typed
    assert read_amount(cell, "元") == Amount(number * 100, qualifier)


@settings(max_examples=300)
@given(spelled("%", 200, decimals=4))
def test_any_spelling_of_a_rate_gives_that_rate_or_asks_about_a_fraction(typed):
    cell, number, qualifier = typed
    if isinstance(cell, int | float) and 0 < number <= 1:
        assert read_amount(cell, "%") == Proposal(number * 10**6, "fraction_or_percent", qualifier)
    else:
        assert read_amount(cell, "%") == Amount(number * 10**4, qualifier)


@given(st.integers(0, 10**11), st.sampled_from(["", "约", "近"]), st.sampled_from(["", "户"]))
def test_any_number_in_numerals_is_proposed(number, before, measure):
    assert read_amount(before + written(number) + measure, "户") == proposed(number, before or None)


# ---- against a slow and obvious reading ------------------------------------------------------------------------------


def obvious_readings(text: str, measure: str = "人") -> set[Fraction]:
    """Every number that a text says in words and digits, tried out one word order after the other."""
    plain = text.translate({wide: narrow for narrow, wide in ((a, ord(b)) for a, b in WIDE.items())})
    plain = re.sub("[\u200b\ufeff]", "", plain).replace("，", ",").replace("－", "-").replace("−", "-")
    lines = [line for line in plain.strip().split("\n") if line.strip()]
    joints = [a[-1:] + b[:1] for a, b in pairwise(lines)]
    if any(set(joint.replace(" ", "x")) <= set("0123456789.,") for joint in joints) and len(lines) > 1:
        return set()
    plain = "".join(lines).removeprefix("'").strip()
    if len(plain) > 2 and plain[0] in "(（" and plain[-1] in ")）":
        plain = "-" + plain[1:-1]
    plain = re.sub(" {2,}", "  ", plain)
    plain = re.sub(r"(?<![0-9,.]) +| +(?![0-9,.])", "", plain)
    words = ["余", "多", "以上", "左右"]
    times = {**TIMES, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}
    found = set()
    for multiple, unit in product(times, ["", "人", "名", "位"]):
        ends = [("", multiple + unit), *(("", multiple + word + unit) for word in words)]
        ends += [("", multiple + unit + word) for word in words]
        ends += [("", word + multiple + unit) for word in words if multiple]
        ends += [(before, multiple + unit) for before in ("大约", "约", "近", "将近", "接近", "超", "超过", "about")]
        for before, end in ends:
            if plain.startswith(before) and plain.endswith(end) and len(plain) > len(before) + len(end):
                value = obvious_number(plain[len(before) : len(plain) - len(end)])
                if value is not None:
                    found.add(value * times[multiple])
    return found


def obvious_number(digits: str) -> Fraction | None:
    """A number as a child writes it: digits, maybe in groups of three, maybe a point with digits behind it."""
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    whole, point, rest = digits.partition(".")
    for separator in ", ":
        groups = whole.split(separator)
        if len(groups) > 1 and 0 < len(groups[0]) <= 3 and groups[0][0] != "0" and all(len(g) == 3 for g in groups[1:]):
            whole = "".join(groups)
            break
    if not (whole and set(whole + rest) <= set("0123456789")) or bool(point) != bool(rest):
        return None
    return sign * Fraction(int(whole + rest), 10 ** len(rest))


@settings(max_examples=1000, deadline=None)
@given(st.text("01２９,，.．万千百人次家余多约近以上-(）) \n'\u200b", max_size=9))
@once("1,2,3")
@once("12.5千")
@once("5人万")
@once("0\n\n百")
@once("1 000")
@once("0,123")
@once("(5)")
def test_random_text_is_an_amount_exactly_if_it_says_one_number(text):
    found = read_amount(text, "人")
    said = obvious_readings(text)
    good = {number for number in said if number.denominator == 1 and 0 <= number <= 10**12}
    if isinstance(found, Amount):
        assert {Fraction(found.amount)} == said
    else:
        assert good == set()


ANYTHING = st.one_of(
    st.text(),
    st.text(NUMERALS + "0123456789.,，、 %元万人余约-()", max_size=12),
    st.text(st.characters(categories=["Cc", "Cf", "Cs", "Nd", "No", "Zs"]), max_size=8),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.times(),
    st.none(),
)


@settings(max_examples=500)
@given(ANYTHING, st.sampled_from(["人", "元", "%"]), st.booleans(), st.sampled_from([1, 10_000]))
def test_whatever_a_cell_holds_is_an_amount_a_proposal_or_a_fault(cell, measure, percent, factor):
    found = read_amount(cell, measure, percent, factor)
    assert isinstance(found, Amount | Proposal | Fault)
    if isinstance(found, Fault):
        assert found.expected
        found.sentence().encode("utf-8")
        assert len(found.found) <= 2000
    else:
        assert 0 <= found.amount <= 10**12
        assert type(found.amount) is int
    if isinstance(cell, float) and math.isfinite(cell) and isinstance(found, Amount) and measure == "人":
        assert math.isclose(found.amount, cell, rel_tol=1e-14)
