"""A list of units or a plan with some bad rows: what is good is stored once somebody agreed to leave the others out."""

import pytest
from townships import TOWNSHIP, add_units, plan_file, rows_of, take_in, unit, units_file

from tracking.intake import HELD_BACK, preview_file
from tracking.reading import ReportProblem


def promised(indicator: str, amount: object) -> dict:
    return {"单位代码": "T", "指标": indicator, "目标": amount}


GOOD = [TOWNSHIP, unit("A"), unit("B", employees=40)]


def test_a_unit_with_a_bad_cell_is_held_back_and_the_others_are_stored_with_a_yes(store):
    data = units_file([*GOOD, unit("C", employees="许多")])
    preview = preview_file(store, "u.xlsx", data)
    assert [(fault.cell, fault.found) for fault in preview.held] == [("G7", "许多")]
    with pytest.raises(ReportProblem, match="许多"):
        take_in(store, data)
    take_in(store, data, accepted={HELD_BACK})
    assert {row[0] for row in rows_of(store.read("unit_versions"), "unit")} == {"T", "A", "B"}


def test_what_stands_below_a_unit_that_is_held_back_is_held_back_too(store):
    village = unit("V", kind="village_federation", employees="许多")
    preview = preview_file(store, "u.xlsx", units_file([*GOOD, village, unit("D", "V")]))
    assert {fault.cell for fault in preview.held} == {"G7", "C8"}
    assert set(preview.changes["unit"]) == {"T", "A", "B"}


def test_a_list_whose_headings_are_at_fault_or_of_which_nothing_is_left_is_refused_whole(store):
    with pytest.raises(ReportProblem) as refused:
        preview_file(store, "u.xlsx", units_file([unit("T", None, "township", employees="许多"), unit("A")]))
    assert [fault.found for fault in refused.value.faults] == ["许多"]


def test_a_target_with_a_bad_cell_is_held_back_in_a_first_plan_but_not_in_a_later_version(store):
    add_units(store, GOOD)
    data = plan_file([promised("新建企业工会", 12), promised("会员", "许多")])
    preview = preview_file(store, "p.xlsx", data)
    assert [fault.found for fault in preview.held] == ["许多"]
    take_in(store, data, accepted={HELD_BACK})
    planned = store.read("plan_targets", units=None, plan_year=2020, newest=True)
    assert rows_of(planned, "indicator", "target") == [("new_unions", 12)]
    with pytest.raises(ReportProblem, match="许多"):
        preview_file(store, "p.xlsx", plan_file([promised("新建企业工会", 13), promised("会员", "许多")]))
