"""Registers of contracts as offices draw them: found, read with every day and number, faults and questions with their cells."""

from datetime import date

import pytest
from made_once import filled_once
from sheets import book, sheet
from townships import UNION, add_units, unit

from tracking.intake.known import known_to
from tracking.reading import kind_of, read_contracts
from tracking.reading.layout.spans import day_of, span_said
from tracking.store.store import Store

A, B, VILLAGE = "柳溪春风纺织有限公司", "柳溪大地机械有限公司", "柳溪河湾村工会联合会"
TOWN = [unit("T", None, "township", name=UNION), unit("V", "T", "village_federation", name=VILLAGE),
        unit("A", "V", name=A, employees=90), unit("B", "V", name=B)]  # fmt: skip
FIRST, LAST = date(2019, 3, 1), date(2022, 2, 28)


@filled_once
def town(store: Store) -> None:
    """A township with a village of two enterprises."""
    add_units(store, TOWN)


def read(town, *rows: list, answers: dict | None = None, name: str = "合同台账.xlsx", merged: list | None = None):
    made = book(sheet(*rows, merged=merged), name=name)
    assert kind_of(made) == "contracts"
    return read_contracts(made, known_to(town, answers))


def told(reading, *columns: str) -> list[tuple]:
    assert [fault.sentence() for fault in reading.faults] == []
    rows = reading.tables["contract"].to_dict("records")
    return [tuple(row[name] for name in columns or ("unit", "kind", "valid_from", "valid_to")) for row in rows]


def test_each_row_is_a_contract_with_its_days_number_and_whether_it_renews_one(town):
    reading = read(
        town,
        ["柳溪镇集体合同台账"],
        ["序号", "企业名称", "签订日期", "起止日期", "覆盖人数", "备案日期", "是否续签", "备注"],
        [1, A, "2019.2.25", "2019.3.1-2022.2.28", "80人", "2019年3月10日", "续签", "已公示"],
        [2, B, date(2020, 1, 5), "2020年1月至2021年12月", 40, "已备案", "新签", ""],
        ["合计", None, None, None, 120, None, None, None],
        ["填表人：", "某"],
    )
    columns = (
        "unit",
        "kind",
        "extent",
        "signed_on",
        "valid_from",
        "valid_to",
        "employees",
        "filed_on",
        "renewal",
        "note",
        "cell",
    )
    assert told(reading, *columns) == [
        ("A", "collective", "own", date(2019, 2, 25), FIRST, LAST, 80, date(2019, 3, 10), True, "已公示", "C3"),
        ("B", "collective", "own", date(2020, 1, 5), date(2020, 1, 1), date(2021, 12, 31), 40, None, False, "", "C4"),
    ]


def test_columns_below_the_name_of_a_kind_tell_a_contract_of_that_kind_each_and_persons_are_not_read(town):
    reading = read(
        town,
        ["企业名称", "集体合同", None, None, "工资专项集体合同", None, "女职工专项集体合同有效期", "职工方首席代表"],
        [None, "签订日期", "到期日期", "覆盖人数", "签订日期", "到期日期", None, None],
        [A, "2019.3.1", "2022.2.28", 80, "2020.3.1", "2021.2.28", "2019.3.1至2022.2.28", "某某"],
        [B, "", "", None, "2020.3.1", "2021.2.28", "无", "某某"],
        merged=[(0, 1, 0, 3), (0, 4, 0, 5)],
    )
    assert told(reading) == [
        ("A", "collective", FIRST, LAST), ("A", "wage", date(2020, 3, 1), date(2021, 2, 28)), ("A", "womens", FIRST, LAST),
        ("B", "wage", date(2020, 3, 1), date(2021, 2, 28)),
    ]  # fmt: skip
    assert "某" not in reading.tables["contract"].to_csv()


@pytest.mark.parametrize(
    ("title", "said", "kinds"),
    [
        ("工资专项集体合同台账", None, ["wage"]), ("女职工专项集体合同签订情况", None, ["womens"]), ("合同台账", "集体合同、工资专项", ["collective", "wage"]),
        ("集体合同台账", "工资集体协商协议", ["wage"]), ("集体合同台账", "专项集体合同（工资）", ["wage"]), ("集体合同台账", "工资及福利专项集体合同", ["wage"]),
        ("集体合同台账", "女职工权益保护和特殊利益专项集体合同", ["womens"]),
    ],
)  # fmt: skip
def test_the_kind_is_that_of_the_row_else_of_the_title(town, title, said, kinds):
    reading = read(
        town, [title], ["企业", "合同种类", "生效日期", "到期日期"], [A, said, "2019.3.1", "2020.2.29"], name="a.xlsx"
    )
    assert [kind for _unit, kind, *_days in told(reading)] == kinds


def test_where_nothing_names_the_kind_it_is_asked_once_for_the_sheet(town):
    rows = [["合同台账"], ["企业", "生效日期", "到期日期"], [A, "2019.3.1", "2020.2.29"], [B, "2019.3.1", "2020.2.29"]]
    reading = read(town, *rows, name="a.xlsx")
    (question,) = reading.questions
    assert told(reading) == []
    reading = read(town, *rows, name="a.xlsx", answers={question.key: "wage"})
    assert [kind for _unit, kind, *_days in told(reading)] == ["wage", "wage"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("2019.3.1-2022.2.28", (FIRST, LAST, None)), ("2019年3月1日至2022年2月28日", (FIRST, LAST, None)),
        ("2019-03-01—2022-02-28", (FIRST, LAST, None)), ("2019/3/1～2022/2/28", (FIRST, LAST, None)),
        ("2019.3-2022.2", (FIRST, LAST, None)), ("2019年3月—2022年2月", (FIRST, LAST, None)),
        ("2019.3.1-12.31", (FIRST, date(2019, 12, 31), None)), ("2019年3月1日起三年", (FIRST, None, 36)),
        ("三年", (None, None, 36)), ("2年", (None, None, 24)), ("两年", (None, None, 24)),
        ("2019.3-2022.2（三年）", (FIRST, LAST, None)), ("2020.1-12月", (date(2020, 1, 1), date(2020, 12, 31), None)),
        ("二〇一九年三月一日至二〇二二年二月二十八日", (FIRST, LAST, None)), ("20190301-20220228", (FIRST, LAST, None)),
        ("2019—2022年", None), ("2020年度", None), ("9000年", None), ("36个月", (None, None, 36)), ("一年半", (None, None, 18)),
        (date(2022, 2, 28), (None, LAST, None)), ("长期", None), ("2019.3.1-2022.2.30", None),
        ("2019—2022", None),
    ],
)  # fmt: skip
def test_a_span_is_read_in_every_spelling(cell, said):
    assert span_said(cell) == said


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        (43525, FIRST), ("20190301", FIRST), (20190301, FIRST), ("2019年3月", FIRST), (date(2019, 3, 1), FIRST), ("２０１９．３．１", FIRST),
        ("2019-02-30", None), ("三月一日", None), (3, None), ("9998-01-01", None), ("1899-01-01", None), ("2019-03-01 00:00:00", FIRST),
        ("43525", FIRST), ("2020.1-12", None),
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_spelling(cell, day):
    assert day_of(cell) == day


def test_of_a_month_alone_the_last_day_ends_a_contract():
    assert day_of("2020年2月", end=True) == date(2020, 2, 29)


def test_without_a_last_day_a_contract_runs_its_term_and_without_a_first_from_its_signing(town):
    reading = read(
        town,
        ["集体合同台账"],
        ["企业", "签订日期", "期限", "覆盖职工"],
        [A, "2019.3.1", "三年", 80],
        [B, "2020.2.29", "1年", 9],
    )
    assert told(reading) == [
        ("A", "collective", FIRST, LAST),
        ("B", "collective", date(2020, 2, 29), date(2021, 2, 28)),
    ]


def test_a_regional_contract_names_its_enterprises_in_a_cell_or_each_in_a_row_of_its_own(town):
    reading = read(
town, ["区域性工资专项集体合同台账"], ["单位名称", "起止日期", "覆盖企业"], [VILLAGE, "2020.1.1-2020.12.31", f"1.{A}、2.{B}（60人）等2家"])  # fmt: skip
    assert told(reading, "unit", "kind", "extent", "covers") == [("V", "wage", "regional", [("A", None), ("B", 60)])]
    reading = read(
        town,
        ["合同台账"],
        ["企业", "合同类型", "起止日期", "覆盖人数"],
        [A, "区域性集体合同", "2020.1.1-2020.12.31", 80],
        [B, "区域性集体合同", "2020.1.1-2020.12.31", None],
    )
    assert told(reading, "unit", "kind", "extent", "covers") == [
        ("V", "collective", "regional", [("A", 80), ("B", None)])
    ]
    assert any("gathered to 1 contracts" in note for note in reading.notes)


def test_every_fault_names_its_cell_what_was_found_and_what_is_expected(town):
    reading = read(
        town,
        ["集体合同台账"],
        ["企业", "签订日期", "起止日期", "覆盖人数"],
        [A, "2019-02-30", "2020.1.1-2019.12.31", "八十多个"],
        ["没有的厂", "2019.3.1", "三年", 5],
        [B, None, "长期", 5],
        [B, None, None, 5],
    )
    assert sorted(fault.sentence() for fault in reading.faults) == [
        "«S» A4: found «没有的厂», expected the name of a unit as it stands in the list of units",
        "«S» B3: found «2019-02-30», expected a date such as 2020-03-10",
        "«S» C3: found «2019-12-31», expected a last day after the first (2020-01-01)",
        "«S» C5: found «长期», expected the first and the last day, such as 2020-03-01至2022-02-28",
        next(f.sentence() for f in reading.faults if f.cell == "D3"),
    ]
    assert any("no day of a contract" in note for note in reading.notes)


def kinds_asked(reading) -> list[str]:
    return [question.key.partition(" ")[0] for question in reading.questions]


@pytest.mark.parametrize("title", ["集体合同、工资专项集体合同台账", "劳动安全卫生专项集体合同台账"])
def test_a_title_that_names_two_kinds_or_another_one_decides_nothing(town, title):
    reading = read(town, [title], ["企业", "生效日期", "到期日期"], [A, "2019.3.1", "2020.2.29"], name="a.xlsx")
    assert kinds_asked(reading) == ["contract_kind"]


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("集体合同（含区域性、行业性）台账", []),
        ("各行业企业集体合同台账", []),
        ("行业性集体合同台账", ["contract_extent"]),
    ],
)
def test_a_title_turns_no_enterprises_own_contract_into_one_of_the_union_without_a_word(town, title, asked):
    reading = read(town, [title], ["企业", "生效日期", "到期日期"], [A, "2019.3.1", "2020.2.29"], name="a.xlsx")
    assert kinds_asked(reading) == asked
    assert told(reading, "unit", "extent") == [("A", "own")]


def test_an_enterprise_that_names_itself_as_covered_has_its_own_contract_and_one_that_names_others_is_asked_for_the_union(
    town,
):
    head = ["企业", "起止日期", "覆盖企业"]
    reading = read(town, ["集体合同台账"], head, [A, "2019.3.1-2022.2.28", A], [B, "2019.3.1-2022.2.28", "本企业"])
    assert told(reading, "unit", "extent", "covers") == [("A", "own", []), ("B", "own", [])]
    reading = read(town, ["集体合同台账"], head, [A, "2019.3.1-2022.2.28", B])
    assert [fault.cell for fault in reading.faults] == ["C3"]
    reading = read(town, ["集体合同台账"], head, [VILLAGE, "2019.3.1-2022.2.28", "3家"])
    assert (
        reading.faults[0].sentence()
        == "«S» C3: found «3家», expected the names of the enterprises that the contract covers"
    )


def test_the_columns_of_a_renewal_tell_a_contract_of_their_own(town):
    head = ["企业", "签订日期", "到期日期", "续签日期", "续签到期日期"]
    reading = read(
        town,
        ["集体合同台账"],
        head,
        [A, "2017.3.1", "2020.2.28", "2020.3.1", "2023.2.28"],
        [B, "2017.3.1", "2020.2.28", None, None],
    )
    assert told(reading, "unit", "valid_from", "valid_to", "renewal") == [
        ("A", date(2017, 3, 1), date(2020, 2, 28), None), ("A", date(2020, 3, 1), date(2023, 2, 28), True),
        ("B", date(2017, 3, 1), date(2020, 2, 28), None),
    ]  # fmt: skip
    rounds = ["企业", "上轮合同", None, "本轮合同", None], [None, "签订日期", "到期日期", "签订日期", "到期日期"]
    reading = read(
        town,
        *rounds,
        [A, "2017.3.1", "2020.2.28", "2020.3.1", "2023.2.28"],
        merged=[(0, 1, 0, 2), (0, 3, 0, 4)],
        name="集体合同.xlsx",
    )
    assert [row[2] for row in told(reading)] == [date(2017, 3, 1), date(2020, 3, 1)]


def test_a_remark_says_whether_one_is_renewed_and_one_that_may_name_a_person_is_not_kept(town):
    head = ["企业", "起止日期", "签订情况", "备注"]
    reading = read(
        town,
        ["集体合同台账"],
        head,
        [A, "2019.3.1-2022.2.28", "已签订", "续签"],
        [B, "2019.3.1-2022.2.28", "已签", "职工代表李某"],
    )
    assert told(reading, "renewal", "note") == [(True, "续签"), (None, "")]
    assert any("may name a person" in note for note in reading.notes)


def test_a_term_in_words_or_under_a_heading_in_years_is_read_and_another_is_a_fault(town):
    head = ["企业", "签订日期", "期限（年）"]
    reading = read(town, ["集体合同台账"], head, [A, "2019.3.1", 3], [B, "2019.3.1", "叁年"])
    assert [row[3] for row in told(reading)] == [LAST, LAST]
    reading = read(town, ["集体合同台账"], ["企业", "签订日期", "到期日期"], [A, "2019.3.1", "长期"])
    assert told(reading) == [("A", "collective", FIRST, None)]
    reading = read(town, ["集体合同台账"], head, [A, "2019.3.1", "9000年"])
    assert reading.faults[0].sentence() == "«S» C3: found «9000年», expected a term such as 3年 or 36个月"


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["柳溪镇2020年二季度集体合同签订情况统计表"],
            ["企业名称", "是否签订集体合同", "签订日期", "到期日期", "覆盖职工人数"],
            [A, "是", "2020.5.1", "2021.5.1", 80],
        ],
        [
            ["2020年二季度"],
            ["企业名称", "新建工会", "发展会员", "集体合同签订数", "签订日期", "有效期"],
            [A, 1, 5, 1, "2020.5.1", "2021.5.1"],
        ],
        [["企业名称", "集体合同到期", "到期续签"], [A, 5, 4], [B, 1, 3]],
        [["劳动合同台账"], ["企业名称", "签订日期", "到期日期"], [A, "2020.5.1", "2021.5.1"]],
        [["工会房屋租赁合同台账"], ["单位名称", "起止日期"], [A, "2020.5.1-2021.5.1"]],
        [
            ["柳溪镇2020年二季度上报表"],
            ["企业名称", "职工数", "集体合同签订日期", "工资专项集体合同"],
            [A, 90, "2020.5.1", "已签"],
        ],
        [["企业名录"], ["企业名称", "所属村", "成立日期", "职工人数"], [A, VILLAGE, "2010.1.1", 90]],
        [
            ["2020年度计划"],
            ["单位名称", "指标", "目标", "起始日期", "截止日期"],
            [A, "集体合同", 1, "2020.1.1", "2020.12.31"],
        ],
        [["培训台账"], ["企业名称", "开始时间", "结束时间", "培训人数"], [A, "2020.5.1", "2020.5.3", 20]],
    ],
)
def test_what_is_no_register_of_contracts_is_read_as_what_it_is(rows):
    assert kind_of(book(sheet(*rows))) != "contracts"
