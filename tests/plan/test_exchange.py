"""What a township hands to its county is taken in there like a report, and handed in again it changes nothing."""

import io
import zipfile
from datetime import date

import pandas as pd
import pytest
from townships import LONG_AGO, TOWNSHIP, add_plan, add_report, report_rows, take_in, target, unit

from tracking.intake.preview import prepare_store, preview_file
from tracking.plan.exchange import exchange_files, exchange_zip
from tracking.progress.load import load_progress
from tracking.store.store import Store

FIRMS = [
    unit("V", "T", "village_federation", name="柳溪河湾村工会联合会"),
    unit("A", "V", employees=120),
    unit("B", "T"),
]
FIGURES = {
    ("A", "employee_training"): 40,
    ("B", "employee_training"): "exempt",
    ("A", "bookhouses"): 0,
    ("A", "assistance_funds"): 1234567,
    ("T", "cadre_training"): 7,
}


def put(store: Store, rows: list[dict], paths: dict[str, str]) -> None:
    described = [{key: value for key, value in row.items() if key != "parent"} for row in rows]
    places = [
        {"unit": row["unit"], "parent": row["parent"], "path": paths[row["unit"]], "valid_from": LONG_AGO}
        for row in rows
    ]
    store.add("units", {"unit": pd.DataFrame(described), "place": pd.DataFrame(places)})


@pytest.fixture
def township(tmp_path):
    with Store(tmp_path / "township.duckdb") as store:
        prepare_store(store)
        put(store, [TOWNSHIP, *FIRMS], {"T": "/T/", "V": "/T/V/", "A": "/T/V/A/", "B": "/T/B/"})
        add_plan(store, [target("T", "employee_training", 200), target("A", "employee_training", 100)])
        add_report(store, 2020, 1, {("A", "employee_training"): 30})
        add_report(store, 2020, 2, FIGURES)
        store.add("quarter", {"report": report_rows(2020, 2, {("A", "proposals"): 9}, "cumulative")})
        yield store


@pytest.fixture
def county(tmp_path):
    """A county that knows its two townships by their codes, and nothing below them."""
    with Store(tmp_path / "county.duckdb") as store:
        prepare_store(store)
        rows = [unit("C", None, "county", name="临溪县总工会"), TOWNSHIP | {"parent": "C"}, unit("T2", "C", "township")]
        put(store, rows, {"C": "/C/", "T": "/C/T/", "T2": "/C/T2/"})
        yield store


def test_taken_in_by_the_county_the_township_tells_the_same_there(township, county):
    for name, data in exchange_files(township, "T", 2020, 1).items():
        take_in(county, data, name, "上报")
    for name, data in exchange_files(township, "T", 2020, 2).items():
        take_in(county, data, name, "上报", accepted={"not applicable"})
    own, above = load_progress(township, "T", 2020, 2), load_progress(county, "T", 2020, 2)
    columns = ["unit", "indicator", "target", "actual", "due", "status", "reported", "expected"]
    own, above = (table.loc[table["actual"].notna() | table["target"].notna(), columns] for table in (own, above))
    pd.testing.assert_frame_equal(above.reset_index(drop=True), own.reset_index(drop=True))
    assert county.read("unit_path", unit="A", day=date(2020, 6, 30))["path"].tolist() == ["/C/T/V/A/"]
    files = set(county.read("submissions")["file_name"])
    assert {"单位名册.xlsx", "2020年度计划.xlsx", "2020年二季度上报表.xlsx", "2020年二季度上报表_累计.xlsx"} <= files


def test_handed_in_again_only_what_changed_since_is_shown(township, county):
    for name, data in exchange_files(township, "T", 2020, 2).items():
        take_in(county, data, name, "上报")
    add_report(township, 2020, 2, {("A", "employee_training"): 45})
    files = exchange_files(township, "T", 2020, 2)
    counts = {name: preview_file(county, name, data).counts() for name, data in files.items()}
    assert counts.pop("2020年二季度上报表.xlsx") == {"new": 0, "corrected": 1, "withdrawn": 0, "unchanged": 4}
    assert all(not found["new"] and not found["corrected"] for found in counts.values())


def test_a_county_without_a_plan_of_the_year_gets_none_and_an_unknown_unit_is_said(township):
    assert [name for name in exchange_files(township, "T", 2019, 2) if "计划" in name] == []
    with pytest.raises(LookupError):
        exchange_files(township, "X", 2020, 2)


def test_the_files_come_in_one_archive_in_the_order_in_which_they_are_taken_in(township):
    with zipfile.ZipFile(io.BytesIO(exchange_zip(township, "T", 2020, 2))) as archive:
        assert archive.namelist() == [
            "单位名册.xlsx", "2020年度计划.xlsx", "2020年二季度上报表.xlsx", "2020年二季度上报表_累计.xlsx",
        ]  # fmt: skip


def test_the_command_writes_them_into_a_folder(township, run_tracking, tmp_path):
    township.close()
    said = run_tracking("--database", township.path, "export", "--year", 2020, "--quarter", 2, "-o", tmp_path / "报送")
    assert said.returncode == 0, said.stderr
    assert len(list((tmp_path / "报送").iterdir())) == 4
