"""The page of the founding register: how far each enterprise got, steps recorded and moved, notices, unions confirmed."""

from datetime import date
from pathlib import Path

import pytest
from apps import FIRMS, LOCALES, field, tables, texts
from streamlit.testing.v1 import AppTest
from townships import add_plan, add_report, add_units, target, workbook

from tracking.progress import load_progress
from tracking.registers import Founding, known_foundings, record_foundings
from tracking.screen.pages.founding_form import moved_to
from tracking.screen.session import whole_store
from tracking.store.store import Store

LINK = {"unit": "0001", "year": "2020", "quarter": "2"}
EXAMPLE = {"unit": "QHZ", "year": "2020", "quarter": "2"}
NOTICED = Founding("A", surveyed_on=date(2020, 2, 3), noticed_on=date(2020, 3, 9))


@pytest.fixture
def own(empty: Path) -> Path:
    """A township of three enterprises that should have a union and have none; A got a notice."""
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_plan(store, [target("0001", "unionised", 3)])
        told = {
            (firm, code): int(code == "should_unionise") for firm in "ABC" for code in ("should_unionise", "unionised")
        }
        add_report(store, 2020, 2, told, basis="level")
        record_foundings(store, [NOTICED], "办公室")
    return empty


def press(app: AppTest, key: str) -> None:
    field(app, key).click()
    app.run()
    assert not app.exception


def entries() -> dict[str, Founding]:
    return known_foundings(whole_store())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_counts_who_lacks_a_union_who_is_stuck_and_how_long_a_founding_took(opened, no_database, locale):
    app = opened(no_database, locale, "founding", **EXAMPLE)
    values = [metric.value.split()[0].removesuffix("家").removesuffix("个月") for metric in app.metric]
    assert values == ["8", "4", "1", "6", "2.6"]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_table_lists_the_largest_first_with_step_day_reason_and_telephone(opened, no_database, locale):
    app = opened(no_database, locale, "founding", founding_part="table", **EXAMPLE)
    (table,) = tables(app)
    assert table.iloc[:3, 0].tolist() == ["青禾雅致服饰有限公司", "青禾力达五金有限公司", "青禾云杉家具有限公司"]
    row = [str(cell) for cell in table.iloc[1]]
    assert row[2][0] == "◕"
    assert "投资方意见不一" in row[5]
    assert any(cell.startswith("0000-5550") for cell in row)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_funnel_stands_above_a_line_for_each_village(opened, no_database, locale):
    app = opened(no_database, locale, "founding", founding_part="funnel", **EXAMPLE)
    (places,) = tables(app)
    assert len(places) == 7
    assert app.get("plotly_chart")


@pytest.mark.parametrize("locale", LOCALES)
def test_of_the_example_meetings_and_new_unions_agree_with_the_reports_and_the_rest_says_who_causes_it(
    opened, no_database, locale
):
    app = opened(no_database, locale, "founding", founding_part="beside", **EXAMPLE)
    sums, apart = tables(app)
    differences = [str(cell) for cell in sums.iloc[:, 3]]
    assert [difference[0] for difference in differences[:2]] == ["−", "−"]
    assert differences[2] == differences[3] in ("无", "none")
    assert "青禾镇总工会" in apart.iloc[:, 0].tolist()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_step_is_recorded_with_its_day(opened, own, locale):
    app = opened(own, locale, "founding", founding_unit="A", **LINK)
    field(app, "founding_talked_on").set_value(date(2020, 5, 14))
    field(app, "founding_by").set_value("经办")
    app.run()
    press(app, "founding_do")
    assert entries()["A"].talked_on == date(2020, 5, 14)
    assert entries()["A"].noticed_on == date(2020, 3, 9)


def test_an_enterprise_that_lacks_a_union_by_the_reports_is_entered_by_recording_its_first_step(opened, own):
    app = opened(own, "en-GB", "founding", founding_unit="B", **LINK)
    field(app, "founding_surveyed_on").set_value(date(2020, 5, 14))
    field(app, "founding_by").set_value("经办")
    app.run()
    press(app, "founding_do")
    assert entries()["B"] == Founding("B", surveyed_on=date(2020, 5, 14))


def test_what_is_odd_is_asked_before_it_is_stored(opened, own):
    app = opened(own, "en-GB", "founding", founding_unit="A", **LINK)
    field(app, "founding_approved_on").set_value(date(2020, 1, 6))
    field(app, "founding_by").set_value("经办")
    app.run()
    press(app, "founding_do")
    assert entries()["A"].approved_on is None
    assert "lies before" in texts(app)
    field(app, "founding_sure").set_value(True)
    app.run()
    press(app, "founding_do")
    assert entries()["A"].approved_on == date(2020, 1, 6)


def test_a_card_that_is_moved_proposes_today_and_leaves_out_the_steps_after_it():
    today = date(2020, 7, 21)
    assert moved_to(NOTICED, "talked_on", today).days == NOTICED.days | {"talked_on": today}
    assert moved_to(NOTICED, "surveyed_on", today).days == {"surveyed_on": date(2020, 2, 3)}
    assert moved_to(NOTICED, "listed", today).days == {}
    assert moved_to(NOTICED, "noticed_on", today) == NOTICED


def test_notices_that_were_sent_are_put_on_record_for_all_chosen(opened, own):
    app = opened(own, "en-GB", "founding", **LINK)
    assert field(app, "founding_notices_units").value == ["B", "C"]
    field(app, "founding_notices_day").set_value(date(2020, 7, 1))
    field(app, "founding_notices_by").set_value("经办")
    app.run()
    press(app, "founding_notices_do")
    assert {unit: entry.noticed_on for unit, entry in entries().items()} == {
        "A": date(2020, 3, 9), "B": date(2020, 7, 1), "C": date(2020, 7, 1),
    }  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
def test_a_union_founded_is_proposed_and_counts_once_it_is_confirmed(opened, own, locale):
    with Store(own) as store:
        record_foundings(store, [Founding("B", founded_on=date(2020, 6, 1))], "办公室")
    app = opened(own, locale, "founding", **LINK)
    assert len(tables(app)) == 1
    field(app, "founded_reason").set_value("青工复〔2020〕8号")
    field(app, "founded_by").set_value("经办")
    app.run()
    press(app, "founded_do")
    assert tables(app) == []
    found = load_progress(whole_store(), "0001", 2020, 2)
    row = found[(found["unit"] == "0001") & (found["indicator"] == "unionised")].iloc[0]
    assert row["actual"] == 1


def test_an_entry_is_taken_out_of_the_register_with_a_reason(opened, own):
    app = opened(own, "en-GB", "founding", **LINK)
    field(app, "founding_back_entry").set_value("A")
    field(app, "founding_back_reason").set_value("不属本镇")
    field(app, "founding_back_by").set_value("经办")
    app.run()
    press(app, "founding_back_do")
    assert entries() == {}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_of_an_enterprise_tells_how_far_it_got(opened, no_database, locale):
    with_code = {"unit": "QHZ", "year": "2020", "quarter": "2"}
    app = opened(no_database, locale, "founding", founding_part="table", **with_code)
    assert not app.exception
    code = next(unit for unit, entry in entries().items() if entry.stuck_reason == "投资方意见不一")
    app = opened(no_database, locale, "enterprise", enterprise=code, **with_code)
    assert any("投资方意见不一" in warning.value for warning in app.warning)
    assert " → " in texts(app)


def register_of(*rows: list) -> bytes:
    return workbook(("台账", [["应建未建企业建会台账"], ["企业名称", "摸底日期", "发通知书日期", "备注"], *rows]))


@pytest.mark.parametrize("locale", LOCALES)
def test_a_register_is_shown_before_it_is_taken_in_and_then_on_record(opened, own, locale):
    app = opened(own, locale, "imports")
    app.get("file_uploader")[0].set_value(
        ("建会台账.xlsx", register_of([FIRMS[1]["name"], "2020.3.5", None, None]), "application/octet-stream")
    )
    app.run()
    assert not app.exception
    assert any(
        "2020-03-05" in str(cell) or "2020年3月5日" in str(cell)
        for table in tables(app)
        for cell in table.astype(str).values.ravel()
    )
