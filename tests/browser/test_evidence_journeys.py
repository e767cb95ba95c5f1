"""Evidence in a real browser: handed in, taken out as a file that nothing draws, and seen by nobody of another town."""

import io
import zipfile
from pathlib import Path

import pytest
from journeys import FIRMS, dashboard, download, form_field, main_of, settle, sign_in, typed, visit
from papers import PDF, photo
from people import OWN_WORDS, fill_with_two_towns, give
from PIL import Image
from playwright.sync_api import expect
from townships import add_report, add_units

from tracking.evidence import Carrier, ask_evidence, attach, evidence_of, looked_at
from tracking.intake.preview import prepare_store
from tracking.store.store import Store

Q2 = 8081
TRAINED = "employee_training"


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A township in which evidence is asked of training, and two enterprises trained people."""
    with Store(tmp_path / "own.duckdb") as store:
        prepare_store(store)
        add_units(store, FIRMS)
        add_report(store, 2020, 2, {("A", TRAINED): 20, ("B", TRAINED): 3})
        ask_evidence(store, [TRAINED], "办公室")
    return tmp_path / "own.duckdb"


def test_a_clerk_chooses_a_figure_without_evidence_hands_a_photo_in_and_takes_it_out_again(own, open_page):
    page = open_page()
    with dashboard(own) as address:
        visit(page, f"{address}/evidence?year=2020&quarter=2")
        expect(main_of(page)).to_contain_text("材料 0/2")
        lacking = page.get_by_role("region", name="缺材料的填报数", exact=True)
        expect(lacking.locator("canvas table tr").nth(2)).to_be_attached()
        lacking.click(position={"x": 60, "y": 35 + 35 + 17})
        settle(page)
        expect(page.get_by_role("combobox", name="对应内容")).to_have_value("职工及职工代表培训（要求附材料）")
        chosen = [("现场.jpg", photo(turned=True)), ("程序.pdf", b"MZ")]
        page.locator('input[type="file"]').set_input_files(
            [{"name": name, "mimeType": "application/x", "buffer": data} for name, data in chosen]
        )
        expect(main_of(page)).to_contain_text("程序.pdf：不能存放这类文件")
        settle(page)
        typed(page, "attach_by", "办公室")
        form_field(page, "attach_do").get_by_role("button").click()
        expect(main_of(page)).to_contain_text("材料已存放。")
        expect(main_of(page)).to_contain_text("材料 1/2")
        settle(page)
        there = page.get_by_role("region", name="证明材料", exact=True)
        expect(there.locator("canvas table tr").nth(1)).to_be_attached()
        there.click(position={"x": 60, "y": 35 + 17})
        settle(page)
        with page.expect_response(lambda answer: "/media/" in answer.url) as answered:
            name, data = download(page, main_of(page).get_by_role("button", name="现场.jpg"))
        assert answered.value.headers["content-disposition"].startswith("attachment")
        assert answered.value.headers["content-type"] == "application/octet-stream"
        assert name == "现场.jpg"
        with Image.open(io.BytesIO(data)) as image:
            assert (image.size, dict(image.getexif())) == ((60, 40), {})
        name, data = download(page, main_of(page).get_by_role("button", name="全部文件打包"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert len(archive.namelist()) == 2
        page.close()


def test_of_another_town_no_file_is_listed_or_handed_out(tmp_path, open_page):
    database = tmp_path / "towns.duckdb"
    with Store(database) as store:
        fill_with_two_towns(store)
        give(store, "乙", "clerk", unit="1")
        attach(store, Carrier("1A", Q2, "figure", TRAINED), [looked_at("我方.pdf", PDF)], "乙")
        attach(store, Carrier("10A", Q2, "figure", TRAINED), [looked_at("他方.pdf", PDF + b"secret")], "甲")
        assert len(evidence_of(store, "/", Q2, Q2)) == 3
    with dashboard(database) as address:
        page = open_page()
        sign_in(page, address, "乙", OWN_WORDS, "/evidence?unit=1&year=2020&quarter=2")
        settle(page)
        expect(main_of(page)).to_contain_text("证明材料（1份）")
        _name, data = download(page, main_of(page).get_by_role("button", name="全部文件打包"))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert b"secret" not in b"".join(archive.read(one) for one in archive.namelist())
            assert sum(one.endswith(".pdf") for one in archive.namelist()) == 1
        page.close()
