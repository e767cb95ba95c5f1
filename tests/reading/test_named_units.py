"""The enterprises that sheets of any kind name, before there is a list of units."""

from tracking.opening.book import Book, Sheet
from tracking.reading.named_units import units_in_text, units_named


def book(*rows: list, name: str = "上报表.xlsx", sheet: str = "Sheet1") -> Book:
    return Book(name, "", [Sheet(sheet, [list(row) for row in rows])])


def names(*books: Book) -> list[str]:
    return [unit.name for unit in units_named(books)]


def test_a_column_of_units_names_them_and_its_totals_and_remarks_are_none():
    found = names(
        book(
            ["柳河镇二季度报表"],
            ["序号", "单位名称", "会员"],
            [1, "恒泰纺织有限公司", 30],
            [2, "永固五金厂", 5],
            ["", "合计", 35],
            ["填表人：张某", None, None],
        )
    )
    assert found == ["恒泰纺织有限公司", "永固五金厂"]


def test_a_village_above_or_beside_them_is_their_place():
    beside = book(
        ["村", "企业名称", "会员"],
        ["柳河村", "恒泰纺织有限公司", 3],
        [None, "永固五金厂", 4],
        ["东塘村", "佳美服饰有限公司", 5],
    )
    assert [(unit.name, unit.place) for unit in units_named([beside])] == [
        ("恒泰纺织有限公司", "柳河村"), ("永固五金厂", "柳河村"), ("佳美服饰有限公司", "东塘村")
    ]  # fmt: skip
    above = book(["企业名称", "会员"], ["一、柳河村"], ["恒泰纺织有限公司", 3])
    assert [(unit.name, unit.place) for unit in units_named([above])] == [("恒泰纺织有限公司", "柳河村")]


def test_a_form_names_its_own_unit_and_where_nothing_does_the_file_may():
    assert names(book(["工会工作报表"], ["填报单位：恒泰纺织有限公司"], ["项目", "数量"], ["会员", 3])) == [
        "恒泰纺织有限公司"
    ]
    assert names(book(["项目", "数量"], ["会员", 3], name="恒泰纺织有限公司二季度.xlsx")) == ["恒泰纺织有限公司"]


def test_one_that_many_files_name_is_listed_once_with_its_files_its_code_and_its_place():
    plain = book(["单位名称", "会员"], ["恒泰纺织有限公司", 3], name="a.xlsx")
    coded = book(
        ["单位名称", "统一社会信用代码", "所属村"], ["恒泰纺织有限公司", "91999900MA00006QHM", "柳河村"], name="b.xlsx"
    )
    (unit,) = units_named([plain, coded])
    assert (unit.place, unit.code, unit.files) == ("柳河村", "91999900MA00006QHM", ["a.xlsx", "b.xlsx"])


def test_a_code_that_is_none_is_left_out():
    (unit,) = units_named([book(["单位名称", "统一社会信用代码"], ["恒泰纺织有限公司", "91999900MA00006QH0"])])
    assert unit.code == ""


def test_a_list_in_a_message_names_places_employees_and_offices_telephones_but_no_person():
    found = units_in_text(
        "名单如下\n东岭村：恒泰纺织有限公司（职工320人，联系人何某，电话0000-5550101）、永固五金厂（86人，"
        + "138"
        + "00000000）\n西溪村\n1. 佳美服饰有限公司 210人\n2、日东（中国）有限公司，95名\n共4家，合计711人"
    )
    named = [unit for unit in found if unit.place]
    assert [(unit.name, unit.place, unit.employees, unit.phone) for unit in named] == [
        ("恒泰纺织有限公司", "东岭村", "320", "0000-5550101"),
        ("永固五金厂", "东岭村", "86", ""),
        ("佳美服饰有限公司", "西溪村", "210", ""),
        ("日东（中国）有限公司", "西溪村", "95", ""),
    ]


def test_a_text_file_is_a_list_only_where_names_of_firms_stand_in_it_and_a_table_never_is():
    assert names(book(["东岭村：恒泰纺织有限公司、永固五金厂"], name="名单.txt")) == ["恒泰纺织有限公司", "永固五金厂"]
    assert names(book(["请各村抓紧上报"], ["联系办公室"], name="通知.txt")) == []
    assert names(book(["说明", "恒泰纺织有限公司、永固五金厂"], ["指标", "数量"])) == []


def test_an_offices_own_code_is_taken_and_a_serial_number_is_none():
    (unit,) = units_named([book(["单位代码", "单位名称", "会员"], ["LX101", "恒泰纺织有限公司", 3])])
    assert unit.code == "LX101"
    (unit,) = units_named([book(["单位代码", "单位名称", "会员"], [7, "恒泰纺织有限公司", 3])])
    assert unit.code == ""


def test_what_a_message_does_not_tell_of_an_enterprise_a_file_may_and_the_other_way_round():
    coded = book(["单位代码", "单位名称", "会员"], ["LX101", "恒泰纺织有限公司", 3], name="a.xlsx")
    (unit,) = units_named([coded], "东岭村：恒泰纺织有限公司（86人，0000-5550101）")
    assert (unit.place, unit.code, unit.employees, unit.phone, unit.files) == (
        *("东岭村", "LX101", "86", "0000-5550101"),
        ["a.xlsx"],
    )
