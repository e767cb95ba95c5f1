"""A register of enterprises on the way to a union is read however an office draws it, and nothing else is taken for one."""

from datetime import date

import pytest
from made_once import filled_once
from sheets import book, sheet
from townships import UNION, add_units, unit

from tracking.intake.known import known_to
from tracking.reading import kind_of, notes_on_registers, read_foundings
from tracking.store.store import Store

A, B, VILLAGE = "柳溪春风纺织有限公司", "柳溪大地机械有限公司", "柳溪河湾村工会联合会"
TOWN = [unit("T", None, "township", name=UNION), unit("V", "T", "village_federation", name=VILLAGE),
        unit("A", "V", name=A, employees=90), unit("B", "V", name=B)]  # fmt: skip


@filled_once
def town(store: Store) -> None:
    """A township with a village of two enterprises."""
    add_units(store, TOWN)


def read(town, *rows: list, merged: list | None = None):
    made = book(sheet(*rows, merged=merged), name="建会台账.xlsx")
    assert kind_of(made) == "foundings"
    return read_foundings(made, known_to(town))


def told(reading, *columns: str) -> list[tuple]:
    assert [fault.sentence() for fault in reading.faults] == []
    return [tuple(row[name] for name in ("unit", *columns)) for row in reading.tables["founding"].to_dict("records")]


STEPS = ("surveyed_on", "noticed_on", "talked_on", "prepared_on", "approved_on", "founded_on")


def test_each_row_is_an_enterprise_with_the_day_of_each_step_its_reason_and_promise(town):
    reading = read(
        town,
        ["柳溪镇应建未建企业建会台账"],
        ["序号", "企业名称", "职工人数", "企业性质", "摸底日期", "发通知书日期", "座谈日期", "筹备组成立日期", "批复日期", "成立日期", "未建原因",
         "承诺建会日期", "备注"],
        [1, A, 90, "私营", "2020.2.3", "2020年3月9日", 43965, None, "", "—", "股东意见不一", "2020年9月", "已上门"],
        [2, B, 40, "集体", "2020-1-6", "2020/2/7", "2020年2月20日", "2020.3.2", "2020.3.20", "2020.4.1", None, None, None],
        ["合计", None, 130] + [None] * 10,
    )  # fmt: skip
    assert told(reading, *STEPS, "stuck_reason", "promised_on", "note", "cell") == [
        ("A", date(2020, 2, 3), date(2020, 3, 9), date(2020, 5, 14), None, None, None, "股东意见不一", date(2020, 9, 30), "已上门", "B3"),
        ("B", date(2020, 1, 6), date(2020, 2, 7), date(2020, 2, 20), date(2020, 3, 2), date(2020, 3, 20), date(2020, 4, 1), "", None, "", "B4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("headings", "days"),
    [
        (["企业", "调查摸底", "下发建会通知书", "座谈会", "成立筹备组", "上级批复", "成立大会"], 6),
        (["单位名称", "摸底时间", "通知书送达时间", "约谈时间", "筹备时间", "批准时间", "建会时间"], 6),
        (["企业名称", "走访日期", "发函日期"], 2),
        (["企业名称", "计划建会时间", "进展情况"], 0),
        (["企业名称", "未建原因", "拟建会日期"], 0),
    ],
)
def test_offices_call_the_steps_by_many_names(town, headings, days):
    reading = read(town, ["应建未建企业建会进度表"], headings, [A, *["2020.3.5"] * (len(headings) - 1)])
    (row,) = reading.tables["founding"].to_dict("records")
    assert sum(row[step] == date(2020, 3, 5) for step in STEPS) == days
    assert reading.faults == []


def test_steps_below_a_common_heading_are_read(town):
    reading = read(town, ["建会台账"], ["企业名称", "建会进度", None, None], [None, "摸底日期", "通知书日期", "座谈日期"],
                   [A, "2020.3.1", "2020.3.2", None], merged=[(1, 1, 1, 3), (1, 0, 2, 0)])  # fmt: skip
    assert told(reading, "surveyed_on", "noticed_on", "talked_on") == [("A", date(2020, 3, 1), date(2020, 3, 2), None)]


def test_what_stands_in_place_of_a_day_is_kept_as_a_remark_and_said(town):
    reading = read(town, ["建会台账"], ["企业名称", "摸底日期", "发通知书日期", "座谈日期"], [A, "2020.3.1", "√", "否"])
    assert told(reading, "surveyed_on", "noticed_on", "talked_on", "note") == [
        ("A", date(2020, 3, 1), None, None, "发通知书日期：√")
    ]
    assert any("C3" in note and "says no day" in note for note in reading.notes)


def test_a_day_that_is_none_is_a_fault_with_its_cell_and_so_is_a_unit_that_is_unknown_or_no_enterprise(town):
    reading = read(town, ["建会台账"], ["企业名称", "摸底日期", "发通知书日期"], [A, "2020.2.30", None],
                   ["柳溪没有的公司", "2020.3.1", None], [VILLAGE, "2020.3.1", None])  # fmt: skip
    assert [fault.cell for fault in reading.faults] == ["B3", "A4", "A5"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("3月5日", date(2020, 3, 5)),
        ("3.5", date(2020, 3, 5)),
        ("3/5", date(2020, 3, 5)),
        ("3月", date(2020, 3, 1)),
        ("2019年3月5日", date(2019, 3, 5)),
    ],
)
def test_a_day_without_a_year_is_of_the_year_that_the_title_names(town, cell, day):
    reading = read(
        town, ["2020年柳溪镇应建未建企业建会台账"], ["企业名称", "摸底日期", "发通知书日期"], [A, cell, None]
    )
    assert told(reading, "surveyed_on") == [("A", day)]


@pytest.mark.parametrize(
    ("cell", "day"),
    [("9月底前", date(2020, 9, 30)), ("2020年8月底", date(2020, 8, 31)), ("年底前", date(2020, 12, 31)), ("三季度", date(2020, 9, 30)),
     ("2021年上半年", date(2021, 6, 30)), ("2020.9.15", date(2020, 9, 15)), ("无", None)],
)  # fmt: skip
def test_a_promise_may_name_a_month_a_quarter_or_the_year_s_end(town, cell, day):
    reading = read(
        town,
        ["2020年应建未建企业建会台账"],
        ["企业名称", "摸底日期", "发通知书日期", "计划建会时间"],
        [A, "3月5日", None, cell],
    )
    assert told(reading, "promised_on") == [("A", day)]


def test_about_when_is_kept_as_a_remark(town):
    reading = read(town, ["建会台账"], ["企业名称", "摸底日期", "发通知书日期"], [A, "2020年3月上旬", None])
    assert told(reading, "surveyed_on", "note") == [("A", None, "摸底日期：2020年3月上旬")]


@pytest.mark.parametrize("cell", ["无", "/", "—"])
def test_a_reason_that_says_none_is_none(town, cell):
    reading = read(
        town, ["建会台账"], ["企业名称", "摸底日期", "发通知书日期", "未建原因"], [A, "2020.3.5", None, cell]
    )
    assert told(reading, "stuck_reason") == [("A", "")]


def test_the_day_of_the_enterprise_s_own_founding_is_not_that_of_its_union(town):
    reading = read(
        town,
        ["建会台账"],
        ["企业名称", "成立时间", "摸底日期", "发通知书日期", "建会时间"],
        [A, "2010.5.6", "2020.3.5", None, "2020.6.6"],
    )
    assert told(reading, "founded_on") == [("A", date(2020, 6, 6))]
    assert any("成立时间" in note for note in reading.notes)


def test_of_two_columns_of_a_step_the_second_is_said_not_to_be_read(town):
    reading = read(
        town,
        ["建会台账"],
        ["企业名称", "摸底日期", "发通知书日期", "送达日期"],
        [A, "2020.3.5", "2020.3.6", "2020.3.9"],
    )
    assert told(reading, "noticed_on") == [("A", date(2020, 3, 6))]
    assert any("送达日期" in note for note in reading.notes)


def test_below_a_step_the_column_of_its_day_is_read_and_no_other(town):
    reading = read(
        town, ["应建未建企业台账"], ["企业名称", "发放通知书", None, "成立工会", None, "摸底情况", None],
        [None, "文号", "时间", "人数", "时间", "是否摸底", "时间"], [A, "柳工〔2020〕3号", "2020.3.9", 56, "2020.6.6", "是", "2020.2.1"],
        merged=[(1, 0, 2, 0), (1, 1, 1, 2), (1, 3, 1, 4), (1, 5, 1, 6)],
    )  # fmt: skip
    assert told(reading, "noticed_on", "founded_on") == [("A", date(2020, 3, 9), date(2020, 6, 6))]


def test_registers_are_known_by_their_title_or_by_what_their_columns_hold(town):
    named = read(
        town,
        ["企业工会组建情况统计台账"],
        ["企业名称", "摸底", "下发通知书", "召开座谈会", "成立大会"],
        [A, "2020.3.5", "2020.3.6", None, None],
    )
    assert told(named, "surveyed_on", "noticed_on") == [("A", date(2020, 3, 5), date(2020, 3, 6))]
    held = read(town, ["企业名称", "摸底", "通知书", "座谈", "批复"], [A, "2020.3.5", "2020.3.6", None, None])
    assert told(held, "surveyed_on", "noticed_on") == [("A", date(2020, 3, 5), date(2020, 3, 6))]


def test_a_footer_is_no_enterprise(town):
    reading = read(
        town,
        ["建会台账"],
        ["企业名称", "摸底日期", "发通知书日期"],
        [A, "2020.3.5", None],
        ["注：资料截至6月底", None, None],
    )
    assert told(reading, "surveyed_on") == [("A", date(2020, 3, 5))]


def test_remarks_that_may_name_a_person_are_not_kept(town):
    reading = read(
        town, ["建会台账"], ["企业名称", "摸底日期", "发通知书日期", "备注"], [A, "2020.2.3", None, "联系王先生"]
    )
    assert told(reading, "note") == [("A", "")]


def test_an_enterprise_that_stands_twice_is_taken_once_and_said(town):
    reading = read(
        town, ["建会台账"], ["企业名称", "摸底日期", "发通知书日期"], [A, "2020.2.3", None], [A, "2020.2.4", None]
    )
    assert told(reading, "surveyed_on") == [("A", date(2020, 2, 3))]
    assert any("1 row tell" in note or "1 row tells" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("title", "headings", "row", "kind"),
    [
        ("二季度建会情况统计表", ["单位", "建会调查摸底", "建会通知书", "座谈会"], [VILLAGE, 5, 3, 1], "quarter"),
        ("2020年二季度报表", ["企业名称", "新建工会", "会员", "职工"], [A, 1, 30, 90], "quarter"),
        ("企业名录", ["企业名称", "职工人数", "建会时间", "地址"], [A, 90, "2012.3.1", "河湾村"], "units"),
        (
            "集体合同台账",
            ["企业名称", "签订日期", "起止日期", "备案日期"],
            [A, "2020.1.1", "2020.1.1-2021.12.31", None],
            "contracts",
        ),
    ],
)
def test_what_is_no_register_of_foundings_is_not_taken_for_one(title, headings, row, kind):
    found = kind_of(book(sheet([title], headings, row)))
    assert found != "foundings"
    assert kind in (None, found)


def test_a_register_beside_other_sheets_is_told_of():
    register = sheet(["建会台账"], ["企业名称", "摸底日期", "发通知书日期"], [A, "2020.2.3", None], name="台账")
    report = sheet(["2020年二季度报表"], ["企业名称", "新建工会"], [A, 1], name="报表")
    (note,) = notes_on_registers(book(report, register), "quarter")
    assert "台账" in note
    (note,) = notes_on_registers(book(register, report), "foundings")
    assert "报表" in note
