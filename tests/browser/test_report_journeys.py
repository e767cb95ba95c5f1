"""The chair's half-year report in Chromium: read the draft, follow a number, add her words, hand in Word and Excel, print."""

import io

import docx
import pytest
from journeys import dashboard, download, go, heading, main_of, settle, typed, visit
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook
from townships import CATALOGUE, TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.intake.preview import prepare_store
from tracking.store.store import Store

REPORT = "report?unit=QHZ&year=2020&quarter=2&kind=half-year"
TITLE = "青禾镇总工会2020年上半年工作总结和下半年工作计划"


@pytest.fixture
def private_example(tmp_path):
    """A dashboard on an example that no other test looks at: words are saved in it."""
    with dashboard(tmp_path / "own.duckdb") as address:
        yield address


def test_a_number_of_the_draft_leads_to_the_files_and_cells_it_adds_up_from(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/{REPORT}")
    expect(main_of(page)).to_contain_text(TITLE)
    main_of(page).get_by_role("button", name="53人次", exact=True).first.click()
    window = page.get_by_role("dialog")
    expect(window).to_contain_text("工会干部培训 · 实际完成 = 53人次")
    grid = window.get_by_role("region", name="上报数", exact=True).locator("canvas table")
    expect(grid).to_contain_text("2020年二季度上报表.xlsx")
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
    expect(main_of(page)).to_contain_text(TITLE)


def test_a_sentence_is_clicked_written_anew_with_its_figures_alive_and_handed_in(private_example, open_page):
    page = open_page()
    visit(page, f"{private_example}/{REPORT}")
    main_of(page).get_by_text("，完成全年任务的", exact=False).first.click()
    window = page.get_by_role("dialog")
    window.get_by_text("自己改写").click()
    settle(page)
    own = "扎实做好培训，工会干部受训53人次。"
    window.locator("textarea").fill(own)
    window.locator("textarea").press("Tab")
    typed(page, "sentence_by", "王主席")
    window.get_by_role("button", name="保存这句").click()
    expect(window).to_have_count(0)
    expect(main_of(page)).to_contain_text("这句已保存")
    expect(main_of(page)).to_contain_text(own)
    _name, data = download(page, page.get_by_role("button", name="下载 Word"))
    assert any(own in paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)


def test_the_outline_leads_to_the_section(open_page, example_address):
    page = open_page()
    visit(page, f"{example_address}/{REPORT}")
    heading_of_it = main_of(page).get_by_role("heading", name="（三）抓好经常性工作")
    assert not heading_of_it.evaluate("one => one.getBoundingClientRect().top < innerHeight")
    page.get_by_role("navigation", name="提纲").get_by_role("button", name="（三）抓好经常性工作").click()
    page.wait_for_timeout(1000)
    assert heading_of_it.evaluate("one => one.getBoundingClientRect().top < innerHeight")


def test_her_words_go_into_the_draft_and_into_the_word_file_that_is_handed_in(private_example, open_page):
    page = open_page()
    visit(page, f"{private_example}/{REPORT}")
    page.get_by_label("自身建设").fill("5月完成镇总工会换届。")
    page.get_by_label("自身建设").press("Tab")
    typed(page, "words_by", "王主席")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(main_of(page).locator("p.words", has_text="5月完成镇总工会换届。")).to_be_visible()
    name, data = download(page, page.get_by_role("button", name="下载 Word"))
    assert name == f"{TITLE}_第1稿.docx"
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs)
    assert "5月完成镇总工会换届。" in text
    assert "培训职工及职工代表710人次" in text
    go(page, "总览")
    go(page, "报告")
    expect(main_of(page)).to_contain_text("第 1 稿出稿于")
    expect(main_of(page)).to_contain_text("5月完成镇总工会换届。")


def test_the_tables_are_handed_out_as_excel_and_for_machines_and_the_text_as_pdf_and_to_paste(
    open_page, example_address
):
    page = open_page()
    visit(page, f"{example_address}/{REPORT}")
    name, data = download(page, page.get_by_role("button", name="附表 Excel"))
    assert name.endswith(".xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.sheet_names[0] == "指标总表"
    assert any(53 in row for row in book.get_sheet_by_name("指标总表").to_python())
    page.get_by_role("button", name="其他格式").click()
    expect(page.get_by_test_id("stCode")).to_contain_text("培训职工及职工代表710人次")
    name, data = download(page, page.get_by_role("button", name="PDF"))
    assert name.endswith(".pdf")
    assert data.startswith(b"%PDF")
    name, data = download(page, page.get_by_role("button", name="机读 CSV"))
    assert name.endswith(".csv")
    assert data.startswith("\ufeffunit,".encode())


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_overview_prints_on_one_sheet_of_a4_with_every_row_and_without_the_menu(open_page, example_address, locale):
    page = open_page(locale)
    visit(page, f"{example_address}/printed?unit=QHZ&year=2020&quarter=2")
    expect(heading(page)).to_contain_text("青禾镇总工会")
    rows = main_of(page).locator('[role="row"]:not(.head)')
    expect(rows).to_have_count(26)
    sheet = page.pdf(prefer_css_page_size=True)
    assert sheet.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 594.95996 841.91998]" in sheet
    page.emulate_media(media="print")
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    assert rows.last.is_visible()
    box = main_of(page).get_by_role("table").bounding_box()
    assert box["x"] >= 0


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_a_plan_with_a_target_for_everything_still_prints_on_one_sheet(tmp_path, locale, open_page):
    counted = [code for code, row in CATALOGUE.items() if row["kind"] != "rate"]
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, [TOWNSHIP, unit("A")])
        add_plan(store, [target("T", code, 10) for code in counted])
        add_report(store, 2020, 2, {("A", "proposals"): 1})
    with dashboard(tmp_path / "own.duckdb") as address:
        page = open_page(locale)
        visit(page, f"{address}/printed?year=2020&quarter=2")
        expect(main_of(page).locator('[role="row"]:not(.head)')).to_have_count(len(counted))
        assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
        page.context.close()


def test_the_townships_own_look_is_looked_into_taken_and_poured_into(private_example, open_page):
    page = open_page()
    visit(page, f"{private_example}/{REPORT}")
    page.get_by_role("tab", name="本单位版式").click()
    _name, sample = download(page, page.get_by_role("button", name="下载参考文档样例"))
    old = docx.Document()
    old.add_paragraph("{{ 标题 }}")
    upload_look(page, "旧模板.docx", old)
    said = main_of(page).get_by_test_id("stTabPanel").filter(has_text="不能用作报告的版式")
    expect(said).to_contain_text("旧版模板的字段")
    expect(page.get_by_role("button", name="采用这个版式")).to_have_count(0)
    ours = docx.Document(io.BytesIO(sample))
    ours.add_paragraph("青禾镇总工会办公室印制")
    upload_look(page, "本镇.docx", ours)
    typed(page, "take_look_by", "王主席")
    page.get_by_role("button", name="采用这个版式").click()
    expect(main_of(page)).to_contain_text("报告正在采用“本镇.docx”的版式")
    _name, data = download(page, page.get_by_role("button", name="下载 Word"))
    texts = [paragraph.text for paragraph in docx.Document(io.BytesIO(data)).paragraphs]
    assert texts[0] == "青禾镇总工会文件"
    assert texts[-1] == "青禾镇总工会办公室印制"
    assert any("培训职工及职工代表710人次" in text for text in texts)


def upload_look(page: Page, name: str, document) -> None:
    data = io.BytesIO()
    document.save(data)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    page.locator('input[type="file"]').set_input_files({"name": name, "mimeType": kind, "buffer": data.getvalue()})
    settle(page)
