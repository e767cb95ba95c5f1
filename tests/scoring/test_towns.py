"""A county scores its towns, from what is kept of them: the same points as from every cell."""

import sys

import pytest
from made_once import filled_once
from townships import add_plan, add_report, add_units, target, unit

from tracking.scoring import Item, Rules, record_rules, rules_on_record, scores
from tracking.store.store import Store

TOWNS = ("P", "Q")
RULES = Rules("镇考核办法", 2020, ("township",), (
    Item("培训", "proportion", 6000, "employee_training"), Item("建会率", "per_unit", 4000, "formation_rate", standard=1_000_000, step=100)))  # fmt: skip


@filled_once
def county(store: Store) -> None:
    """A county of two towns of two enterprises each."""
    units = [
        unit("K", None, "county", name="临川县总工会"),
        *(unit(town, "K", "township", name=f"临川{town}镇总工会") for town in TOWNS),
    ]
    add_units(store, [*units, *(unit(f"{town}{letter}", town) for town in TOWNS for letter in "xy")])
    add_plan(store, [target(town, "employee_training", 100) for town in TOWNS])
    told = {
        (f"{town}{letter}", "employee_training"): amount for town, amount in (("P", 30), ("Q", 45)) for letter in "xy"
    }
    levels = {(f"{town}{letter}", code): int(code == "should_unionise" or letter == "x") for town in TOWNS for letter in "xy"
              for code in ("should_unionise", "unionised")}  # fmt: skip
    add_report(store, 2020, 4, told, basis="cumulative")
    add_report(store, 2020, 4, levels, basis="level")
    record_rules(store, RULES, "管理员")


def told(store: Store) -> list[tuple]:
    (rules,) = rules_on_record(store)
    return [(sheet.unit, sheet.place, [line.points for line in sheet.lines]) for sheet in scores(store, rules, 2020, 4)]


def test_towns_are_scored_from_what_is_kept_of_them_as_from_their_cells(county, monkeypatch):
    from_kept = told(county)
    assert from_kept == [("Q", 1, [5400, 0]), ("P", 2, [3600, 0])]
    monkeypatch.setattr(sys.modules["tracking.scoring.scores"], "load_parted", lambda *_about: None)
    assert told(county) == from_kept


def test_the_cells_of_enterprises_are_not_gone_through_for_their_towns(county, monkeypatch):
    monkeypatch.setattr(
        sys.modules["tracking.scoring.scores"], "load_progress", lambda *_about: pytest.fail("every cell was read")
    )
    assert len(told(county)) == 2
