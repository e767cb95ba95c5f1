"""Small invented townships: their workbooks, made with our own templates, and the ways into a store."""

import io
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
import xlsxwriter

from tracking.catalogue import standard_indicators
from tracking.handouts.templates.workbooks import plan_workbook, quarter_workbook, units_workbook
from tracking.intake.preview import preview_file, store_preview
from tracking.quarters import period_of
from tracking.store.store import Store

Unit = dict[str, Any]
UNION = "柳溪镇总工会"
CATALOGUE = {row["indicator"]: row for row in standard_indicators().to_dict("records")}
LONG_AGO = date(1900, 1, 1)


def unit(code: str, parent: str | None = "T", kind: str = "enterprise", **more: Any) -> Unit:
    """One unit as the units workbook lists it; an enterprise of the township unless something else is said."""
    return {"unit": code, "name": f"柳溪{code}厂", "parent": parent, "kind": kind, **more}


TOWNSHIP = unit("T", None, "township", name=UNION)
TWO_FIRMS = [TOWNSHIP, unit("A"), unit("B")]


def units_file(units: Iterable[Unit], moves: Iterable[tuple] = (), exemptions: Iterable[tuple] = ()) -> bytes:
    """The units workbook."""
    return units_workbook(UNION, list(units), list(moves), list(exemptions), blank_rows=2)


def quarter_file(
    units: Iterable[Unit],
    figures: Mapping[tuple[str, str], object],
    year: int = 2020,
    quarter: int = 2,
    cumulative: Collection[str] = (),
) -> bytes:
    """A quarterly workbook with a column for every indicator among the figures, and no other."""
    columns = [row for code, row in CATALOGUE.items() if code in {indicator for _unit, indicator in figures}]
    return quarter_workbook(UNION, year, quarter, list(units), columns, figures, cumulative)


def plan_file(
    targets: Iterable[Mapping],
    year: int = 2020,
    breakdown: Mapping[str, Mapping[str, object]] | None = None,
    units: Iterable[Unit] = (),
    **about: str,
) -> bytes:
    """The plan workbook; ``about`` takes 文号, 执行日期 and 调整原因."""
    return plan_workbook(UNION, year, list(targets), breakdown, list(units), about)


def workbook(
    *sheets: tuple[str, list[list]], hidden: Collection[str] = (), formats: Mapping[str, str] | None = None
) -> bytes:
    """The bytes of an .xlsx file with these rows from A1 on.

    A cell that begins with = is a formula without a value, a pair a formula and its value. ``formats`` maps cells of
    every sheet, such as C3, to number formats.
    """
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_urls": False})
    for name, rows in sheets:
        sheet = book.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                at = xlsxwriter.utility.xl_rowcol_to_cell(row, column)
                form = book.add_format({"num_format": (formats or {}).get(at, "General")})
                if isinstance(cell, tuple):
                    sheet.write_formula(row, column, cell[0], form, cell[1])
                elif isinstance(cell, str) and cell.startswith("="):
                    sheet.write_formula(row, column, cell, form, "")
                elif isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, book.add_format({"num_format": "yyyy-mm-dd"}))
                elif cell is not None:
                    sheet.write(row, column, cell, form)
        if name in hidden:
            sheet.hide()
    book.close()
    return data.getvalue()


def take_in(
    store: Store,
    data: bytes,
    file_name: str = "file.xlsx",
    reason: str | None = None,
    accepted: Collection[str] = frozenset(),
    **said: Any,
) -> int | None:
    """Import a file as a clerk would: read, compare, store. ``said`` takes year, quarter and basis."""
    preview = preview_file(store, file_name, data, **said)
    return store_preview(store, preview, "the clerk", reason, set(accepted))


def add_units(store: Store, units: Iterable[Unit], moves: Iterable[tuple[str, date, str]] = ()) -> None:
    """Put units into the store without a workbook; a move is (unit, day, new parent) of a unit without others below."""
    listed = {row["unit"]: row for row in units}

    def path(code: str) -> str:
        parent = listed[code]["parent"]
        return f"{path(parent) if parent else '/'}{code}/"

    places = [
        {"unit": c, "parent": row["parent"], "path": path(c), "valid_from": LONG_AGO} for c, row in listed.items()
    ]
    places += [
        {"unit": code, "parent": parent, "path": f"{path(parent)}{code}/", "valid_from": day}
        for code, day, parent in moves
    ]
    described = [{key: value for key, value in row.items() if key != "parent"} for row in listed.values()]
    store.add("units", {"unit": pd.DataFrame(described), "place": pd.DataFrame(places)})


def report_rows(
    year: int, quarter: int, figures: Mapping[tuple[str, str], object], basis: str = "quarter"
) -> pd.DataFrame:
    """Rows for the table report: {(unit, indicator): amount}; the word exempt is 不适用, missing is withdrawn."""
    rows = []
    for (code, indicator), amount in figures.items():
        said = amount if isinstance(amount, str) else "value" if amount else "zero"
        rows.append({
            "unit": code,
            "indicator": indicator,
            "period": period_of(year, quarter),
            "amount": None if isinstance(amount, str) else amount,
            "state": said,
            "basis": "level" if CATALOGUE[indicator]["kind"] == "stock" else basis,
            "sheet": "S",
            "cell": "A1",
        })  # fmt: skip
    return pd.DataFrame(rows).astype({"amount": "Int64"})


def add_report(
    store: Store, year: int, quarter: int, figures: Mapping[tuple[str, str], object], basis: str = "quarter"
) -> int:
    """Put one quarter's figures into the store without a workbook."""
    return store.add("quarter", {"report": report_rows(year, quarter, figures, basis)})


def target(code: str, indicator: str, amount: int, **more: Any) -> dict:
    """One target row: at least, even, for the calendar year 2020, unless something else is said."""
    return {
        "unit": code, "indicator": indicator, "target": amount,
        "period_start": date(2020, 1, 1), "due_date": date(2020, 12, 31), "comparator": "at_least", "tolerance": 0,
        "phasing": "even", "window_opens": None, "baseline": None, "note": None, "sheet": "S", "cell": "A1",
    } | more  # fmt: skip


def add_plan(
    store: Store,
    targets: list[dict],
    year: int = 2020,
    version: int = 1,
    in_force_from: date = LONG_AGO,
) -> int:
    """Put a version of the plan of every unit named into the store without a workbook."""
    key = {"plan_year": year, "version": version}
    plans = [
        {"unit": code, **key, "in_force_from": in_force_from} for code in dict.fromkeys(t["unit"] for t in targets)
    ]
    rows = pd.DataFrame([{**row, **key} for row in targets]).astype({"baseline": "Int64"})
    return store.add("plan", {"plan": pd.DataFrame(plans), "target": rows})


def rows_of(table: pd.DataFrame, *columns: str) -> list[tuple]:
    """Some columns of a table as tuples, None where there is nothing: a whole result to compare."""
    plain = table[list(columns)].astype("object")
    return list(plain.where(plain.notna(), None).itertuples(index=False, name=None))
