"""Scoring in a real browser: an office's rules are read, saved, put in force; points follow, one is given by hand, the notice is taken along."""

import io
from pathlib import Path

import pytest
from journeys import FIRMS, dashboard, download, form_field, main_of, settle, typed, visit
from playwright.sync_api import expect
from townships import add_plan, add_report, add_units, target, workbook

from tracking.intake.preview import prepare_store
from tracking.office import EXCEL_TYPE
from tracking.scoring import marks_of, rules_in_force
from tracking.store.store import Store

RULES = ["考核内容", "分值", "评分标准"], ["职工培训", 60, "按完成率得分"], ["日常工作", 40, "查阅资料"]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A township of three enterprises with targets for training and no rules yet."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, FIRMS)
        add_plan(store, [target(firm, "employee_training", 100) for firm in "ABC"])
        add_report(
            store, 2020, 4, {("A", "employee_training"): 50, ("B", "employee_training"): 100}, basis="cumulative"
        )
    return tmp_path / "own.duckdb"


def test_an_office_reads_its_rules_puts_them_in_force_scores_by_hand_and_takes_the_notice_along(own, open_page):
    page = open_page()
    with dashboard(own) as address:
        visit(page, f"{address}/scoring?year=2020&quarter=4&score_part=rules")
        main_of(page).get_by_text("从本单位的考核细则表读入").click()
        page.locator('input[type="file"]').set_input_files(
            {"name": "细则.xlsx", "mimeType": EXCEL_TYPE, "buffer": workbook(("细则", list(RULES)))}
        )
        settle(page)
        main_of(page).get_by_role("button", name="读入下表").click()
        settle(page)
        expect(main_of(page)).to_contain_text("“日常工作”：计分方式未能识别，按手工评分。")
        main_of(page).get_by_role("combobox", name="考核对象").click()
        page.get_by_role("option", name="企业", exact=True).click()
        page.keyboard.press("Escape")
        typed(page, "score_head_by", "管理员")
        form_field(page, "score_head_do").get_by_role("button").click()
        expect(main_of(page)).to_contain_text("已保存：考核办法，尚未启用。")
        main_of(page).get_by_role("button", name="启用", exact=True).click()
        form_field(page, "score_force_do").get_by_role("button").click()
        settle(page)
        main_of(page).get_by_role("radio", name="手工评分", exact=True).click()
        settle(page)
        for name, value in (("score_mark_reason", "考核组核定"), ("score_mark_evidence", "考核记录")):
            typed(page, name, value)
        typed(page, "score_mark_points", "35.5")
        for label, chosen in (("单位", "柳溪A厂"), ("考核内容", "日常工作 (40)")):
            main_of(page).get_by_role("combobox", name=label).last.click()
            page.get_by_role("option", name=chosen, exact=True).click()
            settle(page)
        form_field(page, "score_mark_do").get_by_role("button").click()
        expect(main_of(page)).to_contain_text("已登记：柳溪A厂, 日常工作")
        main_of(page).get_by_role("radio", name="名次", exact=True).click()
        settle(page)
        name, data = download(page, main_of(page).get_by_role("button", name="考核情况通报（Word）"))
        assert name == "考核情况通报.docx"
        assert io.BytesIO(data).read(2) == b"PK"
        page.close()
    with Store(own) as store:
        (rules,) = rules_in_force(store, 2020)
        assert [(item.name, item.how) for item in rules.items] == [("职工培训", "proportion"), ("日常工作", "hand")]
        assert marks_of(store, rules.name, 2020)["A", "日常工作"][0].points == 3550
