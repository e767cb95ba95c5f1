"""The plan in force as the plan workbook, to be changed and taken in again; with units and figures, what a unit hands to the one
above it."""

import io
import zipfile
from datetime import date

import pandas as pd

from tracking.handouts.templates import handed_over, plan_workbook, planned_targets, template_name
from tracking.plan.versions import targets_of_versions, version_in_force
from tracking.quarters import period_of, quarter_end
from tracking.store import OtherStore, Store


def plan_file_of(store: Store | OtherStore, unit: str, year: int, day: date | None = None) -> tuple[str, bytes]:
    """The file name and the bytes of the plan workbook of a unit and all below it.

    Holds each unit's version in force on ``day``, or else the newest. Taken in unchanged, the newest ones change nothing.
    Number, day and reason of the document are left blank: they will be those of the next version. Raises LookupError for an
    unknown unit.
    """
    described = store.read("unit_versions")
    if unit not in set(described["unit"]):
        raise LookupError(unit)
    names = dict(zip(described["unit"], described["name"], strict=True))
    places = store.read("all_places").drop_duplicates("unit", keep="last")
    units = places.loc[places["path"].str.contains(f"/{unit}/", regex=False)].sort_values("path")["unit"].tolist()
    versions = store.read("versions_of_plans", units=units, plan_year=year)
    chosen = {
        str(code): (version_in_force(of_unit, day) if day else None) or int(of_unit["version"].max())
        for code, of_unit in versions.groupby("unit")
    }
    targets = targets_of_versions(store, chosen, year)
    indicators = store.read("current_indicators")
    places_of = (
        {code: number for number, code in enumerate(units)},
        {c: n for n, c in enumerate(indicators["indicator"])},
    )
    order = pd.DataFrame(
        {name: targets[name].map(at) for name, at in zip(("unit", "indicator"), places_of, strict=True)}
    )
    rows = targets.loc[order.sort_values(["unit", "indicator"], kind="stable").index].to_dict("records")
    about = indicators.set_index("indicator", drop=False).to_dict("index")
    data = plan_workbook(names[unit], year, planned_targets(rows, names, about))
    return template_name("plan", year, 1), data


def exchange_files(store: Store | OtherStore, unit: str, year: int, quarter: int) -> dict[str, bytes]:
    """File name → workbook: what a unit hands to the one above, to be taken in there in this order: units, the year's plan if
    there is one, the quarter. Raises LookupError for a unit that is not known or did not stand in the tree."""
    files = handed_over(store, unit, year, quarter)
    first, *rest = files
    versions = store.read("plan_versions")
    below = store.read("current_units", scope=_path_of(store, unit), day=quarter_end(period_of(year, quarter)))["unit"]
    planned = versions[(versions["plan_year"] == year) & versions["unit"].isin(below)]
    plan = dict([plan_file_of(store, unit, year)]) if len(planned) else {}
    return {first: files[first], **plan, **{name: files[name] for name in rest}}


def exchange_zip(store: Store | OtherStore, unit: str, year: int, quarter: int) -> bytes:
    """The exchange files in one .zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in exchange_files(store, unit, year, quarter).items():
            archive.writestr(name, content)
    return data.getvalue()


def _path_of(store: Store | OtherStore, unit: str) -> str:
    places = store.read("all_places")
    return str(places.loc[places["unit"] == unit, "path"].iloc[-1])
