"""The workbooks handed out for filling in, with the units and indicators that the store knows already."""

from collections.abc import Iterable, Mapping
from datetime import date

from tracking.catalogue import standard_indicators
from tracking.handouts.templates.contracts import contracts_workbook, in_order
from tracking.handouts.templates.foundings import foundings_workbook
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
from tracking.registers import known_contracts, open_cases
from tracking.rows import plain
from tracking.store import Store

FIRST_UNIT = "0001"


def template_for(store: Store, kind: str, year: int, quarter: int) -> tuple[str, bytes]:
    """The file name and the bytes of a workbook to fill in: units, contracts, foundings, plan, quarter or indicators, with what is known already."""
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
    if kind == "contracts":
        names = {unit["unit"]: unit["name"] for unit in listed}
        return name, contracts_workbook(union, in_order(known_contracts(store), units), names)
    if kind == "foundings":
        names = {unit["unit"]: unit["name"] for unit in listed}
        return name, foundings_workbook(union, open_cases(store, "/", store.today(), ()), names)
    if kind == "units":
        return name, units_workbook(union, listed)
    if kind == "plan":
        targets = blank_targets(listed[0]["unit"], union, indicators)
        enterprises = [unit for unit in listed if unit["kind"] == "enterprise"]
        breakdown: dict[str, dict[str, object]] = {
            indicator_heading(row): {} for row in indicators if "enterprise" in row["reported_by"]
        }
        return name, plan_workbook(union, year, targets, breakdown, enterprises)
    return name, quarter_workbook(union, year, quarter, _open(listed, day), indicators, deeds={})


def planned_indicators(store: Store, year: int) -> list[dict]:
    """The catalogue rows of what the plans of a year need from reports: their indicators, and of rates both parts."""
    about = {row["indicator"]: row for row in store.read("current_indicators").to_dict("records")}
    planned = set(store.read("plan_targets", units=None, plan_year=year, newest=True)["indicator"])
    parts = {
        about[code][part] for code in planned if about[code]["kind"] == "rate" for part in ("numerator", "denominator")
    }
    return [row for code, row in about.items() if code in planned | parts and row["kind"] != "rate"]


def planned_quarter(
    store: Store,
    year: int,
    quarter: int,
    figures: Mapping[tuple[str, str], object] | None = None,
    asked: list[dict] | None = None,
) -> tuple[str, bytes]:
    """The quarter workbook with nothing but what the year's plans need, or what is ``asked`` (rows of the catalogue); ``figures`` as in
    quarter_workbook."""
    day = quarter_end(period_of(year, quarter))
    units = store.read("current_units", scope="/", day=day)
    listed = [{key: plain(value) for key, value in row.items()} for row in units.to_dict("records")]
    asked = planned_indicators(store, year) if asked is None else asked
    return template_name("quarter", year, quarter), quarter_workbook(
        listed[0]["name"], year, quarter, listed, asked, figures
    )


def _open(units: Iterable[dict], day: date) -> list[dict]:
    """The units that stand on a day."""
    return [
        u for u in units if not (u.get("closed") and u["closed"] <= day) and not (u.get("opened") and u["opened"] > day)
    ]
