"""What a unit hands to the one above: its list of units and its quarter as workbooks, to be taken in there like a report."""

from pathlib import Path

import pandas as pd

from tracking.catalogue import MONEY
from tracking.handouts.templates.workbooks import quarter_workbook, template_name, units_workbook
from tracking.quarters import period_of, quarter_end
from tracking.rows import plain, plain_whole
from tracking.store import OtherStore, Store

TO_DATE = "_累计"  # in the name of the file that has the figures of the year to date
NOT_APPLICABLE = "不适用"


def handed_over(store: Store | OtherStore, unit: str, year: int, quarter: int) -> dict[str, bytes]:
    """File name → workbook: the units at and below one, and what they reported for a quarter, as it is in force.

    Figures of the year to date have a file of their own, because a column is either. Money is in 元, as in any quarter
    workbook. Raises LookupError for a unit that did not stand in the tree.
    """
    period = period_of(year, quarter)
    day = quarter_end(period)
    if (path := store.read("unit_path", unit=unit, day=day)["path"]).empty:
        raise LookupError(unit)
    units = store.read("current_units", scope=path.iloc[0], day=day)
    listed = [{key: plain(value) for key, value in row.items()} for row in units.to_dict("records")]
    indicators = store.read("current_indicators").to_dict("records")
    name, files = listed[0]["name"], {}
    files[template_name("units", year, quarter)] = units_workbook(name, listed, blank_rows=0)
    cells = store.read("cells", scope=path.iloc[0], first_period=period, last_period=period)
    cells = cells[cells["period"] == period]
    measures = {row["indicator"]: row["measure"] for row in indicators}
    for to_date, some in cells.groupby(cells["basis"] == "cumulative"):
        asked = [row for row in indicators if row["indicator"] in set(some["indicator"])]
        figures = {(row["unit"], row["indicator"]): _typed(row, measures) for row in some.to_dict("records")}
        file = Path(template_name("quarter", year, quarter))
        files[f"{file.stem}{TO_DATE * bool(to_date)}{file.suffix}"] = quarter_workbook(
            name, year, quarter, listed, asked, figures, set(some["indicator"]) if to_date else ()
        )
    return files


def _typed(cell: dict, measures: dict[str, str]) -> object:
    """A cell as it is typed: money in 元, what does not apply as 不适用."""
    if cell["state"] == "exempt":
        return NOT_APPLICABLE
    amount = 0 if pd.isna(cell["amount"]) else cell["amount"]
    return plain_whole(amount / 100 if measures[cell["indicator"]] == MONEY else amount)
