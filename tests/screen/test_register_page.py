"""The page of the contract register: what ends, every contract, who has none, its counts beside reports, and the form."""

from datetime import date
from pathlib import Path

import pytest
from apps import FIRMS, LOCALES, field, tables, target_lists, texts
from streamlit.testing.v1 import AppTest
from townships import add_plan, add_report, add_units, target

from tracking.registers import Contract, contracts_of, counted_since, known_contracts, record_contracts
from tracking.screen.session import whole_store
from tracking.store.store import Store

Q2 = 8081
LINK = {"unit": "0001", "year": "2020", "quarter": "2"}
EXAMPLE = {"unit": "QHZ", "year": "2020", "quarter": "2"}


@pytest.fixture
def own(empty: Path) -> Path:
    """A township of three enterprises with unions; A has a contract on record, B reported one, C none."""
    with Store(empty) as store:
        add_units(store, FIRMS)
        add_plan(store, [target("0001", "contract_enterprises", 3)])
        told = {(firm, "unionised"): 1 for firm in "ABC"} | {
            ("B", "contract_enterprises"): 1,
            ("A", "contract_enterprises"): 0,
        }
        add_report(store, 2020, 2, told, basis="level")
        record_contracts(
            store, [Contract("A", "collective", date(2019, 1, 1), date(2021, 12, 31), employees=80)], "办公室"
        )
    return empty


def press(app: AppTest, key: str) -> None:
    field(app, key).click()
    app.run()
    assert not app.exception


def the_contract(database: Path) -> Contract:
    with Store(database) as store:
        return known_contracts(store)[0]


def register() -> list[Contract]:
    return known_contracts(whole_store())


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_shows_what_ends_first_with_whom_to_phone_and_what_lapsed_after_it(opened, no_database, locale):
    app = opened(no_database, locale, "register", **EXAMPLE)
    (table,) = tables(app)
    assert table.iloc[0, 0] == "青禾顺达机械有限公司"
    assert "0000-5550112" in table.iloc[0].tolist()
    words = ["△"] * 9 + ["✕"] * 9
    assert [row[4][0] for row in table.astype(str).values.tolist()] == words
    values = [metric.value for metric in app.metric]
    assert [value.split()[0].removesuffix("份").removesuffix("家") for value in values] == [
        "114",
        "4",
        "0",
        "5",
        "9",
        "2",
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_register_and_reports_stand_side_by_side_with_who_causes_a_difference(opened, no_database, locale):
    app = opened(no_database, locale, "register", register_part="beside", **EXAMPLE)
    sums, apart = tables(app)
    assert len(sums) == 10
    assert [str(cell) for cell in sums.iloc[9, 1:3]] == ["7/7", "7/7"], "the renewal rate"
    assert [str(cell).split()[0] for cell in sums.iloc[0, 1:3]] == ["45", "45"]
    assert apart.iloc[:, 0].tolist() == ["青禾顺达机械有限公司"]


def test_who_has_a_union_and_no_contract_is_listed_the_largest_first(opened, no_database):
    app = opened(no_database, "zh-CN", "register", register_part="without", **EXAMPLE)
    (table,) = tables(app)
    assert table.iloc[:, 0].tolist() == ["青禾兴旺包装有限公司", "青禾志远五金有限公司"]
    app = opened(no_database, "zh-CN", "register", register_part="without", register_kind="womens", **EXAMPLE)
    assert len(tables(app)[0]) == 20


def test_a_contract_is_typed_and_the_form_is_empty_again(opened, own):
    app = opened(own, "en-GB", "register", contract_unit="B", **LINK)
    field(app, "contract_kind").set_value("wage")
    field(app, "contract_valid_from").set_value(date(2020, 6, 1))
    field(app, "contract_valid_to").set_value(date(2021, 5, 31))
    field(app, "contract_employees").set_value(60)
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    assert "柳溪B厂 · Wage agreement · 2020-06-01" in texts(app)
    (made,) = [one for one in register() if one.unit == "B"]
    assert (made.kind, made.valid_from, made.valid_to, made.employees) == (
        "wage",
        date(2020, 6, 1),
        date(2021, 5, 31),
        60,
    )
    assert field(app, "contract_valid_from").value is None


def test_what_is_odd_is_said_and_stored_once_somebody_says_that_it_is_right(opened, own):
    app = opened(own, "en-GB", "register", contract_unit="B", **LINK)
    field(app, "contract_valid_from").set_value(date(2020, 6, 1))
    field(app, "contract_employees").set_value(900)
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    assert [one.unit for one in register()] == ["A"]
    assert any("It covers 900 employees, but the enterprise has 100." in warning.value for warning in app.warning)
    field(app, "contract_sure").set_value(True).run()
    press(app, "contract_do")
    assert [one.employees for one in register() if one.unit == "B"] == [900]


def test_a_renewal_is_proposed_from_the_day_after_for_as_long(opened, own):
    number = the_contract(own).number
    app = opened(own, "en-GB", "register", contract_mode="renew", contract_chosen=str(number), **LINK)
    assert (field(app, "contract_valid_from").value, field(app, "contract_valid_to").value) == (
        date(2022, 1, 1),
        date(2024, 12, 31),
    )
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    assert {one.renews for one in register()} == {None, number}


def test_a_new_one_that_begins_where_another_ends_is_asked_about(opened, own):
    app = opened(own, "en-GB", "register", contract_unit="A", **LINK)
    field(app, "contract_valid_from").set_value(date(2022, 1, 1))
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    assert len(register()) == 1
    assert any("It begins where another ends" in warning.value for warning in app.warning)


def test_a_contract_is_corrected_and_ended_early_with_reasons(opened, own):
    number = the_contract(own).number
    app = opened(
        own, "en-GB", "register", contract_mode="correct", contract_chosen=str(number), register_part="all", **LINK
    )
    field(app, "contract_ended_on").set_value(date(2020, 6, 1))
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    assert "Say why what is on record is changed" in texts(app)
    field(app, "contract_reason").set_value("漏填")
    field(app, "contract_ended_reason").set_value("搬迁").run()
    press(app, "contract_do")
    (made,) = register()
    assert (made.ended_on, made.ended_reason) == (date(2020, 6, 1), "搬迁")


def test_a_union_chooses_the_enterprises_that_its_contract_covers(opened, own):
    app = opened(own, "en-GB", "register", contract_unit="0001", **LINK)
    field(app, "contract_valid_from").set_value(date(2020, 1, 1))
    field(app, "contract_covers").set_value(["B", "C"])
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    made = next(one for one in register() if one.unit == "0001")
    assert (made.extent, [cover.unit for cover in made.covers]) == ("regional", ["B", "C"])


def test_which_of_the_two_counts_is_chosen_and_the_theme_page_follows(opened, own):
    app = opened(own, "en-GB", "register", register_part="beside", **LINK)
    field(app, "register_counts_counted").set_value(["contract_enterprises"])
    field(app, "register_counts_by").set_value("办公室").run()
    press(app, "register_counts_do")
    assert counted_since(whole_store()) == {"contract_enterprises": Q2}
    app = opened(own, "en-GB", "overview", **LINK)
    (row,) = [row for listed in target_lists(app) for row in listed["rows"]]
    assert row["done"].startswith("1/3"), "A by the register; B reported one that is not there"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_page_of_an_enterprise_has_its_contracts_as_a_time_line_and_what_ends(opened, no_database, locale):
    app = opened(no_database, locale, "enterprise", enterprise="91999900MA00019QHX", **EXAMPLE)
    assert any("192" in warning.value for warning in app.warning)
    assert app.get("plotly_chart")
    store = whole_store()
    mine = contracts_of(store, "/QHZ/", store.today())
    assert len(mine[mine["unit"] == "91999900MA00019QHX"]) == 2, "福满 is covered by the contract of its village, too"


def test_an_earlier_day_is_shown_without_the_form(opened, own):
    with Store(own) as store:
        before = store.version()
        record_contracts(store, [Contract("B", "wage", date(2020, 1, 1), None)], "办公室")
    app = opened(own, "en-GB", "register", register_part="all", as_of=str(before), **LINK)
    assert not app.exception


def test_what_was_said_to_be_right_holds_for_just_those_doubts(opened, own):
    app = opened(own, "en-GB", "register", contract_unit="B", **LINK)
    field(app, "contract_valid_from").set_value(date(2020, 6, 1))
    field(app, "contract_employees").set_value(900)
    field(app, "contract_by").set_value("办公室").run()
    press(app, "contract_do")
    field(app, "contract_sure").set_value(True)
    field(app, "contract_valid_to").set_value(date(2029, 6, 1)).run()
    press(app, "contract_do")
    assert [one.unit for one in register()] == ["A"]
    assert any("longer than 3 years" in warning.value for warning in app.warning)


@pytest.mark.parametrize(
    ("first", "last", "next_last"),
    [
        (date(2020, 1, 1), date(2020, 12, 31), date(2021, 12, 31)), (date(2019, 1, 1), date(2019, 12, 31), date(2020, 12, 31)),
        (date(2020, 3, 1), date(2023, 2, 28), date(2026, 2, 28)), (date(2019, 1, 1), date(2019, 6, 30), date(2019, 12, 28)),
    ],
)  # fmt: skip
def test_a_proposed_renewal_runs_as_many_whole_years(opened, own, first, last, next_last):
    with Store(own) as store:
        record_contracts(store, [Contract("B", "collective", first, last)], "办公室")
        number = next(one.number for one in known_contracts(store) if one.unit == "B")
    app = opened(own, "en-GB", "register", contract_mode="renew", contract_chosen=str(number), **LINK)
    assert field(app, "contract_valid_to").value == next_last
