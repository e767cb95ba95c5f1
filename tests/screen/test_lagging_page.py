"""The page of lagging enterprises where targets are not split to enterprises, or only some are."""

import pytest
from apps import FIRMS, FIRST_UNIT, links, texts
from shown_tables import words_shown
from townships import add_plan, add_report, add_units, target, unit

from tracking.store.store import Store

VILLAGE = unit("V", FIRST_UNIT, "village_federation", name="柳树村工会联合会")
IN_VILLAGE = [
    FIRMS[0],
    VILLAGE,
    *(unit(code, "V", employees=100) for code in "AB"),
    unit("C", FIRST_UNIT, employees=100),
]


@pytest.fixture
def township(empty):
    """Two targets of the township behind in June; A did nothing, B little, C much for half the size, D did not report."""

    def of(parts: list[dict]):
        sizes = {"A": 100, "B": 200, "C": 50, "D": 80}
        with Store(empty) as store:
            add_units(store, [FIRMS[0], *(unit(code, FIRST_UNIT, employees=sizes[code]) for code in sizes)])
            add_plan(
                store, [target(FIRST_UNIT, "proposals", 400), target(FIRST_UNIT, "employee_training", 900), *parts]
            )
            for quarter in (1, 2):
                done = {"A": 0, "B": 4, "C": 5}
                add_report(store, 2020, quarter, {
                    (code, indicator): amount for code, amount in done.items() for indicator in ("proposals", "employee_training")
                })  # fmt: skip
        return opened_on(empty)

    def opened_on(database):
        return database

    return of


def list_of(app, alt: str):
    return next(words_shown(table) for table in app.dataframe if table.proto.alt == alt)


def test_where_no_target_is_split_the_page_says_so_and_lists_who_adds_least_for_its_size(opened, township):
    app = opened(township([]), page="lagging", year="2020", quarter="2")
    assert not app.exception
    assert "No target is split to enterprises" in texts(app)
    assert "that are: 2 (" in texts(app).replace("\\", "")
    assert "there is no gap to share out" not in texts(app), "five of six behind is no time to say that nobody is"
    assert ("plan", "unit=0001&year=2020&quarter=2&tab=breakdown") in links(app)
    table = list_of(app, "Who adds least for its size")
    assert table["Enterprise"].str[-2:].tolist() == ["A厂", "B厂", "C厂"], (
        "zeros first; D, which did not report, is elsewhere"
    )
    assert table["At 0"].tolist() == ["2/2", "0/2", "0/2"]
    assert list_of(app, "Did not report")["Enterprise"].str[-2:].tolist() == ["D厂"]


def test_the_link_to_the_plan_opens_the_tab_where_targets_are_split(opened, township):
    database = township([])
    app = opened(database, page="plan", year="2020", quarter="2", tab="breakdown")
    assert not app.exception
    assert app.session_state["plan_tab"] == "Breakdown"


def test_where_some_targets_are_split_the_others_are_named_and_listed_below(opened, township):
    app = opened(township([target("B", "proposals", 40)]), page="lagging", year="2020", quarter="2")
    assert "that are behind and not split to enterprises: 1 (" in texts(app).replace("\\", "")
    assert list_of(app, "Enterprises behind")["Enterprise"].str[-2:].tolist() == ["B厂"]
    app.segmented_control(key="more").set_value("unsplit").run()
    assert list_of(app, "Who adds least for its size")["Enterprise"].str[-2:].tolist() == ["A厂", "B厂", "C厂"]


def test_a_village_without_targets_of_its_own_is_measured_by_those_above_it(opened, empty):
    with Store(empty) as store:
        add_units(store, IN_VILLAGE)
        add_plan(store, [target(FIRST_UNIT, "proposals", 400)])
        for quarter in (1, 2):
            add_report(
                store,
                2020,
                quarter,
                {(code, "proposals"): amount for code, amount in zip("ABC", (3, 0, 9), strict=True)},
            )
    app = opened(empty, page="lagging", unit="V", year="2020", quarter="2")
    assert not app.exception
    table = list_of(app, "Who adds least for its size")
    assert table["Enterprise"].str[-2:].tolist() == ["B厂", "A厂"]
    assert ("plan", "unit=0001&year=2020&quarter=2&tab=breakdown") in links(app)


def test_where_nothing_is_behind_the_page_does_not_ask_to_split(opened, empty):
    with Store(empty) as store:
        add_units(store, IN_VILLAGE)
        add_plan(store, [target(FIRST_UNIT, "proposals", 4)])
        add_report(store, 2020, 1, {("A", "proposals"): 4, ("B", "proposals"): 0, ("C", "proposals"): 1})
    app = opened(empty, page="lagging", year="2020", quarter="1")
    assert "the unit itself is behind in none that they report" in texts(app)
    assert not [page for page, _query in links(app) if page == "plan"]
