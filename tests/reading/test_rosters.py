"""Lists of enterprises as offices keep them, without codes: what is known is found, what is new is added with a yes."""

import pytest
from townships import rows_of, take_in, unit, units_file, workbook

from tracking.intake import preview_file
from tracking.reading import AS_PROPOSED, LEAVE_OUT, ReportProblem
from tracking.reading.roster_names import place_of

UNION, VILLAGE = "临溪镇总工会", "柳河村工会联合会"
TOWN = [
    unit("T", None, "township", name=UNION),
    unit("V", "T", "village_federation", name=VILLAGE),
    unit("W", "T", "village_federation", name="石桥村工会联合会"),
    unit("A", "V", name="江州春风纺织有限公司"),
    unit("B", "V", name="江州大地机械有限公司"),
]
HEADINGS = ["序号", "企业名称", "所属村（社区）", "企业性质", "职工人数（人）", "法定代表人", "联系人", "联系电话"]
FIRST = [1, "江州春风纺织有限公司", "柳河村", "私营", 170, None, None, None]


def roster(*rows: list, headings: list | None = None, title: str = "临溪镇企业名录（截至2026年6月底）") -> bytes:
    return workbook(("Sheet1", [[title], headings or HEADINGS, *rows]))


@pytest.fixture
def town(store):
    take_in(store, units_file(TOWN))
    return store


def asked(preview) -> list[str]:
    return [question.key for question in preview.reading.questions if not question.answer]


def stored(town, *columns: str) -> dict:
    rows = rows_of(town.read("unit_versions"), "unit", *columns)
    return {row[0]: row[1:] for row in rows}


def test_units_that_are_known_are_found_by_their_names_and_nothing_is_asked(town):
    preview = preview_file(town, "a.xlsx", roster(FIRST, ["合计", None, None, None, 170]))
    assert (preview.reading.kind, asked(preview), preview.counts()["corrected"]) == ("units", [], 1)
    take_in(town, roster(FIRST))
    assert stored(town, "employees", "ownership")["A"] == (170, "私营")


def test_a_blank_empties_nothing_that_is_stored(town):
    take_in(town, roster(FIRST))
    take_in(town, roster([1, "江州春风纺织有限公司", "柳河村", None, None]))
    assert stored(town, "employees", "ownership")["A"] == (170, "私营")


def test_units_that_are_new_get_a_code_below_their_village_once_somebody_agrees(town):
    data = roster(FIRST, [2, "江州云海塑料有限公司", "石桥村", "私营", 55])
    assert asked(preview_file(town, "a.xlsx", data)) == ["roster_new"]
    take_in(town, data, answers={"roster_new": "new"})
    assert stored(town, "name", "employees")["W-01"] == ("江州云海塑料有限公司", 55)
    places = dict(rows_of(town.read("all_places"), "unit", "path"))
    assert places["W-01"] == "/T/W/W-01/"


def test_a_unit_that_is_not_to_be_added_stays_out(town):
    data = roster(FIRST, [2, "江州云海塑料有限公司", "石桥村", "私营", 55])
    take_in(town, data, answers={"roster_new": LEAVE_OUT})
    assert set(stored(town)) == {"T", "V", "W", "A", "B"}


def test_a_village_without_a_union_is_added_once_somebody_agrees(town):
    data = roster([1, "江州云海塑料有限公司", "上溪村", "私营", 55])
    assert asked(preview_file(town, "a.xlsx", data)) == ["roster_places"]
    take_in(town, data, answers={"roster_places": "new", "roster_new": "new"})
    assert stored(town, "name", "kind")["T-C1"] == ("上溪村工会联合会", "village_federation")
    assert dict(rows_of(town.read("all_places"), "unit", "path"))["T-C1-01"] == "/T/T-C1/T-C1-01/"


def test_a_name_like_that_of_a_unit_is_asked_about(town):
    data = roster([1, "江州春凤纺织有限公司", "柳河村", "私营", 171])
    assert asked(preview_file(town, "a.xlsx", data)) == ["roster_alike"]
    take_in(town, data, answers={"roster_alike": AS_PROPOSED})
    assert stored(town, "name", "employees")["A"] == ("江州春风纺织有限公司", 171)


@pytest.mark.parametrize(("answer", "path"), [("keep", "/T/V/A/"), ("2026-01-01", "/T/W/A/")])
def test_a_unit_in_another_village_than_until_now_moves_only_with_a_yes(town, answer, path):
    data = roster([1, "江州春风纺织有限公司", "石桥村", "私营", 170])
    assert asked(preview_file(town, "a.xlsx", data)) == ["roster_moved"]
    days = dict(preview_file(town, "a.xlsx", data).reading.questions[0].choices)
    chosen = answer if answer == "keep" else next(day for day in days if day.endswith("-01-01"))
    take_in(town, data, answers={"roster_moved": chosen})
    newest = town.read("all_places").sort_values("valid_from").drop_duplicates("unit", keep="last")
    assert dict(rows_of(newest, "unit", "path"))["A"] == path


def test_contacts_stay_unread_unless_they_are_said_to_be_the_offices(town):
    data = roster([1, "江州春风纺织有限公司", "柳河村", "私营", 170, None, "春风办公室", "0599-8810001"])
    assert asked(preview_file(town, "a.xlsx", data)) == ["office_contacts"]
    unread = preview_file(town, "a.xlsx", data, answers={"office_contacts": LEAVE_OUT})
    assert set(unread.details["field"]) == {"employees", "ownership"}
    take_in(town, data, answers={"office_contacts": "keep"})
    assert stored(town, "contact", "phone")["A"] == ("春风办公室", "0599-8810001")


def test_the_first_list_of_a_union_begins_it_with_the_place_that_its_title_names(store):
    rows = [
        ["一、东风村（2家）"],
        [1, "清水东风建材有限公司", 88],
        [2, "清水明亮玻璃厂", 40],
        ["二、工业园区"],
        [1, "清水恒通电子有限公司", 210],
    ]
    data = roster(*rows, headings=["序号", "单位名称", "职工人数"], title="清水镇总工会基层工会名册")
    assert asked(preview_file(store, "a.xlsx", data)) == ["roster_top"]
    take_in(store, data, answers={"roster_top": AS_PROPOSED, "roster_places": "new", "roster_new": "new"})
    found = stored(store, "name", "kind")
    assert found["QSZ"] == ("清水镇总工会", "township")
    assert found["QSZ-C2"] == ("工业园区工会联合会", "park_federation")
    paths = dict(rows_of(store.read("all_places"), "unit", "path"))
    assert paths["QSZ-C2-01"] == "/QSZ/QSZ-C2/QSZ-C2-01/"
    assert stored(store, "employees")["QSZ-C1-02"] == (40,)


def test_a_first_list_that_does_not_say_whose_it_is_is_refused_with_what_is_missing(store):
    with pytest.raises(ReportProblem, match="a title that says whose enterprises these are"):
        preview_file(
            store,
            "a.xlsx",
            roster([1, "江州春风纺织有限公司", 3], headings=["序号", "企业名称", "职工人数"], title="企业名录"),
        )


@pytest.mark.parametrize(
    ("title", "headings"),
    [
        ("2026年二季度职工人数统计表", ["序号", "企业名称", "所属村（社区）", "职工人数"]),
        ("2026年第二季度上报表", ["序号", "企业名称", "所属村（社区）", "会员"]),
    ],
)
def test_figures_of_a_quarter_beside_villages_are_no_list_of_enterprises(town, title, headings):
    data = roster([1, "江州春风纺织有限公司", "柳河村", 170], headings=headings, title=title)
    assert preview_file(town, "a.xlsx", data).reading.kind == "quarter"


def test_a_list_with_a_sheet_a_village_is_asked_about_once_and_no_code_is_given_twice(town):
    sheets = [
        (village, [["企业名单"], ["企业名称", "职工人数"], [f"江州{word}塑料有限公司", 20], [f"江州{word}电子厂", 30]])
        for village, word in (("柳河村", "云海"), ("石桥村", "星辰"))
    ]
    data = workbook(*sheets)
    assert asked(preview_file(town, "a.xlsx", data)) == ["roster_new"]
    take_in(town, data, answers={"roster_new": "new"})
    assert set(stored(town)) == {"T", "V", "W", "A", "B", "V-01", "V-02", "W-01", "W-02"}


def test_a_unit_that_stands_twice_in_a_list_is_added_once(town):
    take_in(
        town,
        roster(*[[n, "江州云海塑料有限公司", "石桥村", "私营", 55] for n in (1, 2)]),
        answers={"roster_new": "new"},
    )
    assert set(stored(town)) == {"T", "V", "W", "A", "B", "W-01"}


@pytest.mark.parametrize(
    "line", ["一、东风村（2家）", "【东风村】（2家）", "【东风村】2家", "（一）东风村：", "东风村 共2家"]
)
def test_a_line_over_a_group_names_its_village_however_it_is_set_off(line):
    assert place_of(line) == "东风村"


@pytest.mark.parametrize(
    ("title", "union"),
    [
        ("2024年江州市临溪镇企业名录", "临溪镇总工会"),
        ("江州省江州市清水街道企业名录", "清水街道总工会"),
        ("江州县总工会企业名录", "江州县总工会"),
    ],
)
def test_a_first_list_begins_the_union_of_its_own_place_and_not_of_the_city_above(store, title, union):
    data = roster([1, "江州春风纺织有限公司", 3], headings=["序号", "企业名称", "职工人数"], title=title)
    (question,) = preview_file(store, "a.xlsx", data).reading.questions
    assert f"«{union}»" in question.text
