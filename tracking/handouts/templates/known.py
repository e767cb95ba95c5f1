"""The workbooks handed out for filling in, with the units and indicators that the store knows already."""

from tracking.catalogue import standard_indicators
from tracking.handouts.templates.workbooks import (
    blank_targets,
    indicator_heading,
    indicators_workbook,
    plan_workbook,
    quarter_workbook,
    template_name,
    units_workbook,
)
from tracking.quarters import period_of, quarter_end
from tracking.rows import plain
from tracking.store import Store

FIRST_UNIT = "0001"


def template_for(store: Store, kind: str, year: int, quarter: int) -> tuple[str, bytes]:
    """The file name and the bytes of a workbook to fill in: units, plan, quarter or indicators, with what is known already."""
    day = quarter_end(period_of(year, quarter))
    units = store.read("current_units", scope="/", day=day)
    settings = store.read("settings").set_index("name")["value"]
    union = units["name"].iloc[0] if len(units) else settings.get("union", "")
    listed = [{key: plain(value) for key, value in row.items()} for row in units.to_dict("records")]
    listed = listed or [{"unit": FIRST_UNIT, "name": union, "kind": "township"}]
    indicators = store.read("current_indicators").to_dict("records")
    name = template_name(kind, year, quarter)
    if kind == "indicators":
        standard = set(standard_indicators()["indicator"])
        return name, indicators_workbook(union, [row for row in indicators if row["indicator"] not in standard])
    if kind == "units":
        return name, units_workbook(union, listed)
    if kind == "plan":
        targets = blank_targets(listed[0]["unit"], union, indicators)
        enterprises = [unit for unit in listed if unit["kind"] == "enterprise"]
        breakdown: dict[str, dict[str, object]] = {
            indicator_heading(row): {} for row in indicators if "enterprise" in row["reported_by"]
        }
        return name, plan_workbook(union, year, targets, breakdown, enterprises)
    open_units = [
        u
        for u in listed
        if not (u.get("closed") and u["closed"] <= day) and not (u.get("opened") and u["opened"] > day)
    ]
    return name, quarter_workbook(union, year, quarter, open_units, indicators, deeds={})
