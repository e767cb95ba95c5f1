"""Nothing of a person is taken in: what is found, what is no such thing, and that nothing of it stays anywhere.

All numbers are invented and put together here: nobody has the number 000 of a day, no telephone ends so, no card.
"""

import io
import logging
import tempfile
from datetime import date

import pytest
import xlsxwriter
from personal import CARD, ID, LAND_LINE, MOBILE, credit_code, found_in, id_number, kinds, with_luhn
from townships import TWO_FIRMS, plan_file, quarter_file, take_in, target, unit, units_file, workbook

from tracking.catalogue import INDICATOR_COLUMNS, words
from tracking.intake.preview import preview_file
from tracking.reading.files import read_book
from tracking.reading.personal_numbers import kind_of_number, masked
from tracking.reading.privacy import refuse_personal_data
from tracking.reading.problems import ReportProblem

OLD_ID = "110101" + "500101" + "000"
FULL_WIDTH = ID.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789X"})


# ---- numbers by their shape ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (ID, "id"),
        (ID[:-1] + "x", "id"),  # the check digit does not matter
        (ID[:-1] + "Ｘ", "id"),
        (FULL_WIDTH, "id"),
        (f"{ID[:6]} {ID[6:14]} {ID[14:]}", "id"),
        (f"{ID[:6]}-{ID[6:14]}-{ID[14:]}", "id"),
        (f"{ID[:6]}\u3000{ID[6:10]} {ID[10:12]} {ID[12:14]} {ID[14:17]} {ID[17]}", "id"),
        (f"{ID[:6]}\u200b{ID[6:]}", "id"),
        (f"身份证{ID}，职工", "id"),
        (f"No.{ID}", "id"),
        (OLD_ID, "id"),
        ("1.10101E+17", "id"),
        ("1.10101190001010E+17", "id"),
        (MOBILE, "mobile"),
        (f"+86 {MOBILE}", "mobile"),
        (f"0086{MOBILE}", "mobile"),
        (f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}", "mobile"),
        (f"{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]} {MOBILE}", "mobile"),
        (f"某某{MOBILE}转", "mobile"),
        (LAND_LINE, "land_line"),
        (f"{LAND_LINE[:3]}-{LAND_LINE[3:]}", "land_line"),
        (f"({LAND_LINE[:3]}){LAND_LINE[3:]}", "land_line"),
        (f"（0571）{LAND_LINE[3:]}-8001", "land_line"),
        (CARD, "bank_card"),
        (f"{CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", "bank_card"),
        ("E" + "00000001", "document"),
        ("EA" + "0000001", "document"),
        ("H" + "0000000001", "document"),
    ],
)
def test_a_personal_number_is_found_however_it_is_typed(text, kind):
    assert kind in kinds(text)
    assert ID not in masked(text).translate(str.maketrans("０１２３４５６７８９", "0123456789")).replace(" ", "")
    assert MOBILE not in masked(text)
    assert CARD not in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "53人次", "1,385", "67.56万元", "2020-06-30", "2020-06-30 2020-07-15", "2020.01.01-2020.12.31", "13800000000",
        "工发〔2020〕12号", "320多", "0000-1", "123456789012", "110101" + "19001301" + "0001", "990101" + "19000101" + "0001",
        "柳溪镇2020年二季度上报表", "3.14159265358979", "E20200630", "9.13E+17", "1 2 3 4 5 6 7 8 9 10 11 12",
        credit_code("91110101MA0000000"), credit_code("81110119000101000"), with_luhn("1" * 17),
    ],
)  # fmt: skip
def test_figures_dates_and_codes_are_no_personal_numbers(text):
    assert kinds(text) == []


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (float(ID[:15] + "000"), "id"),  # Excel keeps 15 digits
        (float(ID[:17] + "0"), "id"),
        (float(OLD_ID), "id"),
        (float(MOBILE), "mobile"),
        (float("62" + "2200" * 4 + "0"), "bank_card"),
        (13_800_000_000.0, None),  # an amount
        (1e12, None),
        (0.9, None),
        (float("nan"), None),
        (float("inf"), None),
        (-5.0, None),
    ],
)
def test_a_personal_number_typed_as_a_number_is_found_although_excel_cut_it(number, kind):
    assert kind_of_number(number) == kind


def test_the_code_of_a_union_that_looks_like_an_id_is_told_by_its_column_and_its_own_check_digit():
    codes = [credit_code("81110119" + "500101" + f"{number:03d}") for number in range(100)]
    looks_like = next(code for code in codes if code[-1].isdecimal())
    assert kinds(looks_like) == kinds(looks_like, is_code=True) == []
    assert kinds(looks_like[:-1] + str((int(looks_like[-1]) + 1) % 10)) == ["id"]
    assert kinds(ID, is_code=True) == ["id"], "an ID in the column of codes is an ID"


# ---- whole files -----------------------------------------------------------------------------------------------------

TITLE = "柳溪镇2020年二季度上报表"
HEADER = ["单位代码", "单位名称", "会员"]


def faults(*rows: list, name: str = "q2.xlsx", sheet: str = "S") -> list[str]:
    """The sentences with which a file of these rows is refused; none if it holds nothing of a person."""
    try:
        refuse_personal_data(read_book(name, workbook((sheet, list(rows)))))
    except ReportProblem as problem:
        first, *others = [fault.sentence() for fault in problem.faults]
        return others if first.startswith("The file holds data of persons.") else [first]
    return []


def test_a_fault_names_the_sheet_and_the_cell_and_shows_the_first_digits_only():
    assert faults([TITLE], HEADER, ["A", ID, 5], ["B", f"电话 {MOBILE}", 6], [None, CARD, float(ID[:15] + "000")]) == [
        "«S» B3: found «110101**********», expected no ID-card number",
        "«S» B4: found «电话 138**********», expected no telephone number of a person",
        "«S» B5: found «6222**********», expected no bank card number",
        "«S» C5: found «110101**********», expected no ID-card number",
    ]


def test_the_names_of_a_sheet_and_of_a_file_are_looked_at_and_shown_masked():
    with pytest.raises(ReportProblem) as problem:
        refuse_personal_data(read_book(f"{ID}.xlsx", workbook((MOBILE, [HEADER, ["A", None, 5]]))))
    assert str(problem.value).splitlines() == [
        "110101**********.xlsx",
        "The file holds data of persons. It was refused as a whole, and nothing of it was kept.",
        "a file name with no ID-card number",
        "«138**********»: a sheet name with no telephone number of a person",
    ]


def test_a_file_that_cannot_be_opened_does_not_repeat_the_number_in_its_name():
    with pytest.raises(ReportProblem) as problem:
        read_book(f"{ID}.pdf", b"%PDF-1.7")
    assert ID not in str(problem.value)


@pytest.mark.parametrize(
    "heading", ["姓名", "身份证号码", "联系电话", "银行卡号（工商银行）", "家庭住址", "家庭成员", "出生年月"]
)
def test_a_column_about_persons_is_refused_once_somebody_filled_it_in(heading):
    assert faults([TITLE], [*HEADER, heading], ["A", None, 5, "x"]) == [
        f"«S» D2: found «{heading}», expected no column about persons"
    ]
    assert faults([TITLE], [*HEADER, heading], ["A", None, 5, None]) == []


def test_a_list_of_people_is_known_by_names_beside_what_is_said_of_people():
    people = [["赵某", "男", 35], ["钱某某", "女", 41], ["欧阳某某", "女", 28]]
    assert faults(["序号", "称呼", "性别"], *([n, who, sex] for n, (who, sex, _age) in enumerate(people, 1))) == [
        "«S» B1: no list of persons",
        "«S» B1: no list of persons",
    ]
    assert faults(["称呼", "年龄"], *([who, age] for who, _sex, age in people)) == ["«S» A1: no list of persons"]
    assert faults(["大家"], *people) != []
    assert faults(["村", "女职工", "男职工"], ["东村", 3, 4], ["西村", 5, 6]) == []
    assert faults(["类别", "会员"], ["男", 3], ["女", 4]) == []


def test_contacts_below_a_table_are_dropped_unread_and_a_second_table_below_is_not():
    footer = ["填表人：某某", f"联系电话：{MOBILE}"]
    assert faults([TITLE], HEADER, ["A", None, 5], [], footer, [f"注：{ID}"]) == []
    assert faults([TITLE], HEADER, ["A", None, 5], footer, HEADER, ["B", ID, 6]) != []


def test_the_line_above_a_table_may_name_the_telephone_of_the_office_but_no_id():
    assert faults([TITLE], ["填报单位：柳溪A厂", f"填表人：某某 电话 {MOBILE}"], HEADER, ["A", None, 5]) == []
    assert faults([TITLE], ["联系电话", LAND_LINE], HEADER, ["A", None, 5]) == []
    assert faults([TITLE], ["联系电话", ID], HEADER, ["A", None, 5]) != []
    assert faults([TITLE], ["调整原因", MOBILE], HEADER, ["A", None, 5]) != []


def test_the_units_workbook_may_hold_contacts_and_telephones_of_offices_and_nothing_else_of_the_kind(store):
    def units(**more):
        return units_file([TWO_FIRMS[0], unit("A", **more)])

    assert preview_file(store, "u.xlsx", units(contact="某某", phone=f"{LAND_LINE[:3]}-{LAND_LINE[3:]}")).counts()[
        "new"
    ]
    assert preview_file(store, "u.xlsx", units(contact="某某", phone=MOBILE)).counts()["new"]
    for more in ({"contact": ID}, {"phone": ID}, {"phone": CARD}, {"sector": MOBILE}):
        with pytest.raises(ReportProblem, match="data of persons"):
            preview_file(store, "u.xlsx", units(**more))


def test_codes_of_units_are_no_personal_numbers(store):
    codes = [credit_code("91110101MA0000000"), credit_code("81110119000101000"), credit_code("52110101000000000")]
    assert preview_file(store, "u.xlsx", units_file([TWO_FIRMS[0], *map(unit, codes)])).counts()["new"] == 4


def test_the_words_for_columns_about_persons_are_no_headings_that_our_readers_know():
    known = {
        word
        for meaning, said in words().items()
        if not meaning.startswith(
            ("personal", "contact_label", "roster_", "telephone_ends")
        )  # in a list of enterprises they are asked about
        for word in said
    }
    assert set(words()["personal_column"]) & known == {"联系电话"}  # in the units workbook, of the office
    assert set(words()["personal_trait"]) & known == set()


# ---- distorted cells -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (float("9" * 15 + "000"), "1.00000E+18"),
        (913300000000000000.0, "9.13300E+17"),
        ("9.133E+17", "9.133E+17"),
        ("柳溪\u202eA厂", "柳溪□A厂"),
        ("柳溪\x07A厂", "柳溪□A厂"),
        ("柳溪\ufffd厂", "柳溪□厂"),
        ("柳溪\u200bA厂", "柳溪□A厂"),
        ("柳溪A厂\ufeff", "柳溪A厂□"),
        ("柳溪\u00adA厂", "柳溪□A厂"),
        ("柳溪\u2060A厂", "柳溪□A厂"),
        ("柳溪\u200fA厂", "柳溪□A厂"),
        ("柳溪\U000e0041A厂", "柳溪□A厂"),
    ],
)
def test_a_code_that_excel_cut_and_a_mark_that_nobody_sees_are_named_with_their_cell(store, cell, found):
    with pytest.raises(ReportProblem) as problem:
        preview_file(store, "q.xlsx", workbook(("S", [HEADER, [cell, None, 5]])))
    (fault,) = problem.value.faults
    assert (fault.cell, fault.found) == ("A2", found)


@pytest.mark.parametrize("column", ["name", "ownership", "sector", "contact", "phone"])
def test_a_name_without_end_holds_its_row_back_in_a_list_of_units(store, column):
    (fault,) = preview_file(store, "u.xlsx", units_file([TWO_FIRMS[0], unit("A", **{column: "柳溪" * 101})])).held
    assert (fault.expected, fault.found) == ("at most 200 characters", "柳溪" * 10 + "…")
    assert fault.cell.endswith("5")
    assert preview_file(store, "u.xlsx", units_file([TWO_FIRMS[0], unit("A", **{column: "柳溪" * 100})]))


def test_a_name_without_end_is_refused_with_its_cell_in_figures_a_plan_and_a_catalogue(store):
    take_in(store, units_file(TWO_FIRMS), "units.xlsx")
    endless = "柳溪" * 101
    files = {
        "A2": workbook(("S", [["单位名称", "会员"], [endless, 5]])),
        "B2": workbook(("S", [["单位代码", "单位名称", "会员"], ["A", endless, 5]])),
        "文": plan_file([target("T", "proposals", 40)], 文号=endless),
        "名": workbook(
            (
                "S",
                [
                    list(INDICATOR_COLUMNS),
                    ["own" if name == "code" else endless if name == "name" else "" for name in INDICATOR_COLUMNS],
                ],
            )
        ),
    }
    for cell, data in files.items():
        with pytest.raises(ReportProblem) as problem:
            preview_file(store, "2020年二季度.xlsx", data)
        found = [fault.cell for fault in problem.value.faults if fault.expected == "at most 200 characters"]
        assert found == [cell] or (cell in "文名" and len(found) == 1)


def test_the_names_of_a_file_and_a_sheet_hold_nothing_that_nobody_can_see(store):
    with pytest.raises(ReportProblem) as problem:
        preview_file(store, "q2.xlsx", workbook(("表\u200b", [HEADER, ["A", None, 5]])))
    (fault,) = problem.value.faults
    assert "□" in fault.sentence()
    assert read_book("二季度\u202exslx.exe.xlsx", workbook(("S", [HEADER]))).file_name == "二季度xslx.exe.xlsx"


# ---- nothing of it stays anywhere ------------------------------------------------------------------------------------

CANARIES = {"id": ID, "mobile": MOBILE, "bank card": CARD}
MARKER = "这句备注可以保存"


def long_file(place: str, canary: str) -> tuple[str, bytes]:
    """A quarterly file that would be taken in, with the canary at this place; its name and its bytes."""
    rows = [
        ["单位代码", "单位名称", "指标", "年度", "季度", "口径", "数值", "备注"],
        ["A", None, "会员", 2020, 2, None, 5, MARKER],
        ["B", None, "会员", 2020, 2, None, 6, None],
    ]
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet(canary if place == "sheet name" else "S")
    cells = {"note": (2, 7), "code": (2, 0), "name": (2, 1), "figure": (2, 6), "far away": (40, 30), "heading": (0, 8)}
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell)
    if place in cells:
        sheet.write_string(*cells[place], canary)
    if place == "number":
        sheet.write_number(2, 7, float(canary))
    if place == "comment":
        sheet.write_comment("A2", canary)
    if place == "below the table":
        sheet.write(4, 0, f"填表人：{canary}")
    if place == "hidden row":
        sheet.write(3, 7, canary)
        sheet.set_row(3, None, None, {"hidden": True})
    if place == "hidden sheet":
        other = book.add_worksheet("T")
        other.write(0, 0, canary)
        other.hide()
    book.set_properties({"author": canary} if place == "author" else {})
    book.close()
    return f"{canary if place == 'file name' else 'q2'}.xlsx", data.getvalue()


REFUSED_PLACES = [
    "note", "code", "name", "figure", "far away", "heading", "number", "sheet name", "file name", "hidden row",
    "hidden sheet",
]  # fmt: skip
DROPPED_TELEPHONES = (
    "note",
    "far away",
    "number",
    "hidden row",
    "hidden sheet",
)  # a contact's; see reading/contacts.py
DROPPED_PLACES = ["comment", "below the table", "author"]


@pytest.mark.parametrize("place", [*REFUSED_PLACES, *DROPPED_PLACES])
@pytest.mark.parametrize("kind", CANARIES)
def test_nothing_of_a_person_is_in_database_log_temporary_file_or_message(
    store, tmp_path, monkeypatch, caplog, capfd, kind, place
):
    canary = CANARIES[kind]
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    caplog.set_level(logging.DEBUG)
    take_in(store, units_file(TWO_FIRMS), "units.xlsx")
    before, said = store.version(), ""
    name, data = long_file(place, canary)
    if place in REFUSED_PLACES and not (kind == "mobile" and place in DROPPED_TELEPHONES):
        with pytest.raises(ReportProblem) as problem:
            take_in(store, data, name)
        said = str(problem.value) + repr(problem.value.faults) + repr(problem.value.__dict__)
        assert store.version() == before
    else:
        take_in(store, data, name)
        assert found_in(tmp_path, MARKER) != [], "what is stored is found by the search"
    store.close()
    assert found_in(tmp_path, canary) == []
    shown = capfd.readouterr()
    assert canary not in said + caplog.text + shown.out + shown.err
    assert canary[:15] not in said + caplog.text + shown.out + shown.err


def test_the_digits_of_today_are_no_birth_date_of_tomorrow():
    tomorrow = date.fromordinal(date.today().toordinal() + 1)
    assert kinds(id_number(born=f"{tomorrow:%Y%m%d}")) == []
    assert kinds(id_number(born=f"{date.today():%Y%m%d}")) == ["id"]


def test_our_own_template_filled_in_holds_nothing_of_a_person():
    refuse_personal_data(read_book("q.xlsx", quarter_file(TWO_FIRMS, {("A", "members"): 5})))
