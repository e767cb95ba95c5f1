"""A clerk with other people's files in Chromium: questions answered once, and their own workbook back with the faults."""

import io
from contextlib import suppress

import pytest
from journeys import choose_row, dashboard, download, fill, go, grid, into_view, main_of, settle, upload, visit
from playwright.sync_api import TimeoutError, expect
from python_calamine import CalamineWorkbook
from townships import UNION, add_units, quarter_file, unit, workbook

from tracking.intake.preview import prepare_store
from tracking.store.store import Store

HEADER = ["单位名称", "合理化建议", "开展职工培训人数"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIKE_A = "柳溪春风纺织公司"
FIRMS = [
    unit("0001", None, "township", name=UNION),
    unit("A", "0001", name="柳溪春风纺织有限公司"),
    unit("B", "0001", name="柳溪大地机械有限公司"),
]
TWENTY = [unit(f"F{number:02}", "0001") for number in range(20)]


@pytest.fixture
def own_address(tmp_path):
    """A dashboard of a township with two enterprises."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, FIRMS)
    with dashboard(tmp_path / "own.duckdb") as address:
        yield address


@pytest.fixture
def address_of_twenty(tmp_path):
    """A dashboard of a township with twenty enterprises."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, [FIRMS[0], *TWENTY])
    with dashboard(tmp_path / "own.duckdb") as address:
        yield address


def choose(page, question: str, answer: str, place=None) -> None:
    """Answer a question by its choice; its list is opened again where it closes because a grid above it is drawn."""
    settle(page)
    box = (place or main_of(page)).get_by_test_id("stSelectbox").filter(has_text=question).locator("input")
    option = page.get_by_role("option", name=answer, exact=True)
    into_view(box)
    for _attempt in range(5):
        box.click()
        with suppress(TimeoutError):
            option.click(timeout=3_000)
            break
    settle(page)


def test_a_name_and_a_heading_are_asked_once_and_the_next_file_is_read_without_asking(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/imports")
    rows = [[LIKE_A, 3, 8], ["柳溪大地机械有限公司", 4, 9]]
    upload(page, "二季度.xlsx", workbook(("S", [["2020年二季度"], HEADER, *rows])))
    store = page.get_by_role("button", name="确认入库", exact=True)
    fill(page, "经办人或科室", "办公室")
    choose(page, f"单位名册中没有“{LIKE_A}”", "柳溪春风纺织有限公司")
    choose(page, "不认识“开展职工培训人数”", "职工及职工代表培训")
    expect(main_of(page)).to_contain_text("新增 4")
    store.click()
    expect(main_of(page).get_by_test_id("stAlert").filter(has_text="二季度.xlsx 已入库。")).to_be_visible()
    go(page, "入库记录")
    expect(grid(page, "已答复的名称和表头")).to_contain_text(LIKE_A)
    go(page, "导入")
    upload(page, "三季度.xlsx", workbook(("S", [["2020年三季度"], HEADER, [LIKE_A, 5, 6]])))
    expect(main_of(page)).to_contain_text("新增 2")


def test_a_file_stays_shown_while_its_questions_are_answered_one_by_one(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/imports")
    sheets = {"甲.xlsx": ["参训情况"], "乙.xlsx": ["参训情况二", "慰问情况二", "建议情况二"]}
    files = [
        {"name": name, "mimeType": XLSX, "buffer": workbook(("S", [["2020年二季度"], ["单位名称", *heads], ["柳溪大地机械有限公司", *range(3, 3 + len(heads))]]))}
        for name, heads in sheets.items()
    ]  # fmt: skip
    page.locator('input[type="file"]').set_input_files(files)
    expect(main_of(page).get_by_role("heading", name="甲.xlsx")).to_be_visible()
    settle(page)
    for _attempt in range(5):
        page.locator(".st-key-file_shown input").click()
        with suppress(TimeoutError):
            page.get_by_role("option").filter(has_text="乙.xlsx").click(timeout=3_000)
            break
    expect(main_of(page).get_by_role("heading", name="乙.xlsx")).to_be_visible()
    for heading, meaning in zip(sheets["乙.xlsx"], ("应建会单位", "新建企业工会"), strict=False):
        choose(page, f"不认识“{heading}”", meaning)
        expect(main_of(page).get_by_role("heading", name="乙.xlsx")).to_be_visible()


def test_the_questions_of_all_files_are_answered_in_one_place(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/imports")
    files = [
        {
            "name": name,
            "mimeType": XLSX,
            "buffer": workbook(("S", [["2020年二季度"], ["单位名称", heading], [firm, 3]])),
        }
        for name, heading, firm in (
            ("甲.xlsx", "建议情况", "柳溪大地机械有限公司"),
            ("乙.xlsx", "会务情况", "柳溪春风纺织有限公司"),
        )
    ]
    page.locator('input[type="file"]').set_input_files(files)
    page.get_by_text("在这里一并答复各文件的问题").click()
    together = page.locator("[class*='st-key-all_questions']")
    for left, heading, meaning in ((1, "建议情况", "应建会单位"), (0, "会务情况", "新建企业工会")):
        choose(page, heading, meaning, together)
        expect(together.get_by_test_id("stSelectbox")).to_have_count(left)
    expect(main_of(page)).to_contain_text("→ 2 个可入库")


def test_a_faulty_file_comes_back_as_the_senders_own_workbook_with_the_faults_listed_in_front(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/imports")
    upload(page, "二季度.xlsx", workbook(("S", [["2020年二季度"], HEADER[:2], ["柳溪大地机械有限公司", "很多"]])))
    name, data = download(page, page.get_by_role("button", name="标注了问题的原表"))
    assert name == "二季度（有问题1处）.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names == ["问题清单", "S"]
    told = [cell for row in book.get_sheet_by_index(0).to_python() for cell in row]
    assert {"B3", "很多"} <= set(told)


def test_a_file_with_something_of_a_person_is_refused_masked_and_not_handed_back(own_address, open_page):
    number = "".join(["138", "0000", "0001"])
    page = open_page()
    visit(page, f"{own_address}/imports")
    upload(page, "二季度.xlsx", workbook(("S", [["2020年二季度"], HEADER[:2], ["柳溪大地机械有限公司", number]])))
    expect(page.get_by_test_id("stAlert")).to_contain_text("没有导入")
    expect(main_of(page)).not_to_contain_text(number)
    expect(page.get_by_role("button", name="问题清单（CSV）")).to_be_visible()
    expect(page.get_by_role("button", name="标注了问题的原表")).to_have_count(0)


def test_of_twenty_files_dropped_at_once_the_good_ones_are_stored_and_the_faulty_one_is_left_with_its_faults(
    address_of_twenty, open_page
):
    files = [quarter_file([firm], {(firm["unit"], "proposals"): 3}) for firm in TWENTY]
    files[7] = quarter_file([TWENTY[7]], {("F07", "proposals"): "很多"})
    page = open_page()
    visit(page, f"{address_of_twenty}/imports")
    page.locator('input[type="file"]').set_input_files([
        {"name": f"厂{number:02}.xlsx", "mimeType": XLSX, "buffer": data} for number, data in enumerate(files)
    ])  # fmt: skip
    expect(main_of(page)).to_contain_text("共 20 个文件：✕ 1 个有问题 · → 19 个可入库")
    settle(page)
    expect(grid(page, "文件清单").locator("tr").nth(1)).to_contain_text("厂07.xlsx")
    box = page.get_by_role("region", name="文件清单", exact=True).bounding_box()
    assert box["y"] + 3 * 35 < 768
    fill(page, "经办人或科室", "办公室")
    expect(main_of(page)).not_to_contain_text("请先填写经办人或科室")
    settle(page)
    page.get_by_role("button", name="无问题的全部入库（19）").click()
    expect(main_of(page)).to_contain_text("已入库 19 个文件，还剩 1 个。", timeout=60_000)
    settle(page)
    expect(main_of(page).get_by_test_id("stAlert").filter(has_text="厂07.xlsx 没有导入")).to_be_visible()
    expect(grid(page, "问题清单")).to_contain_text("很多")
    choose_row(page, "文件清单", 1)
    expect(main_of(page)).to_contain_text("文件中的数据都已入库")
    upload(page, "厂07重报.xlsx", quarter_file([TWENTY[7]], {("F07", "proposals"): 8}))
    expect(main_of(page)).to_contain_text("共 21 个文件：✕ 1 个有问题 · → 1 个可入库")
    go(page, "入库记录")
    expect(grid(page, "入库记录")).to_contain_text("厂19.xlsx")


def test_a_click_on_the_picture_of_a_sheet_opens_a_column_and_what_it_means_can_be_changed(own_address, open_page):
    page = open_page()
    visit(page, f"{own_address}/imports")
    rows = [["单位名称", "合理化建议"], ["柳溪春风纺织有限公司", 3], ["柳溪大地机械有限公司", 4]]
    upload(page, "二季度.xlsx", workbook(("S", [["2020年二季度"], *rows])))
    changes = page.get_by_role("region", name="将发生的变化", exact=True)
    expect(changes.locator("canvas table")).to_contain_text("合理化建议")
    main_of(page).get_by_text("表格是怎样读的").click()
    expect(grid(page, "表格读取结果")).to_contain_text("B · 合理化建议")
    page.get_by_role("region", name="表格读取结果", exact=True).click(position={"x": 600, "y": 35 + 31 * 2 + 15})
    settle(page)
    expect(main_of(page).get_by_role("combobox", name="列或行")).to_have_value("B «合理化建议»")
    means = main_of(page).get_by_role("combobox", name="含义")
    means.click()
    means.fill("jdz")
    page.get_by_role("option", name="“金点子” · jdz", exact=True).click()
    expect(changes.locator("canvas table")).to_contain_text("金点子")
