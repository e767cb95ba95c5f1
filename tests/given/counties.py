"""A small invented county of five towns, of which everything that a comparison tells can be seen at a glance."""

from datetime import date

import pandas as pd
from townships import add_plan, add_report, add_units, target, unit

from tracking.intake.preview import prepare_store
from tracking.progress import load_progress, with_names
from tracking.quarters import period_of, quarter_end
from tracking.store.store import Store
from tracking.telling import SideBySide, UnitQuarter, compare_units

COUNTY = unit("C", None, "county", name="临溪县总工会")
TOWNS = {"甲": "T1", "乙": "T2", "丙": "T3", "丁": "T4", "戊": "T5"}  # name → code
TRAINED = {"甲": 60, "乙": 50, "丙": 50, "丁": 45, "戊": 5}  # by mid-year, of 100
PROMISED = {"甲": 2, "乙": 2, "丙": 40, "丁": 2, "戊": 2}  # proposals


def fill_with_county(store: Store, silent: str = "") -> None:
    """Five towns of two enterprises each, and an enterprise of the county's own. Nothing of a ``silent`` town came in."""
    prepare_store(store)
    units = [COUNTY, unit("D", "C")]
    for name, code in TOWNS.items():
        units.append(unit(code, "C", "township", name=f"{name}镇总工会"))
        units += [unit(f"{code}{number}", code) for number in "AB"]
    add_units(store, units)
    for name, code in TOWNS.items():
        add_plan(store, [target(code, "employee_training", 100), target(code, "proposals", PROMISED[name])])
    for year in (2019, 2020):
        for quarter in (1, 2):
            figures: dict[tuple[str, str], object] = {}
            for name, code in TOWNS.items():
                if name != silent:
                    done = TRAINED[name] if year == 2020 else 40
                    figures |= {(f"{code}A", "employee_training"): done // 2 if quarter == 1 else done - done // 2,
                                (f"{code}B", "employee_training"): 0, (f"{code}A", "proposals"): int(quarter == 1),
                                (f"{code}B", "proposals"): 0}  # fmt: skip
            add_report(store, year, quarter, figures)


def compared_in(store: Store, unit: str = "C") -> SideBySide:
    """The units below a node at mid-2020."""
    indicators, period = store.read("current_indicators"), period_of(2020, 2)

    def table(year: int) -> pd.DataFrame:
        return with_names(load_progress(store, unit, year, 2), indicators)

    about = UnitQuarter(
        unit=unit,
        year=2020,
        quarter=2,
        today=date(2020, 7, 21),
        units=store.read("current_units", scope="/", day=quarter_end(period)),
        indicators=indicators,
        progress=table(2020),
        report_due=date(2020, 7, 10),
    )
    return compare_units(about, table(2019))
