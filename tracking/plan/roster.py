"""Who is there to take a part of a plan: the units below a unit on a day, and which of them report an indicator."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from tracking.progress import load_progress
from tracking.quarters import quarter_of, year_and_quarter
from tracking.store import OtherStore, Store

FEDERATIONS = {"villages": "village_federation", "parks": "park_federation", "enterprises": "enterprise"}
OVER = ("children", "villages", "parks", "enterprises")


@dataclass(frozen=True)
class Roster:
    """The units at and below ``unit`` on a day, the nearest first, and their progress at the end of the day's quarter.

    ``path`` is where the unit stands; ``units`` has the columns of the store's current_units, ``progress`` those of the progress table.
    """

    unit: str
    path: str
    day: date
    units: pd.DataFrame
    progress: pd.DataFrame

    @property
    def names(self) -> dict[str, str]:
        """Unit → its name."""
        return dict(zip(self.units["unit"], self.units["name"], strict=True))

    @property
    def children(self) -> dict[str, list[str]]:
        """Unit → the units right below it."""
        below = self.units.groupby("parent", sort=False)["unit"]
        return {str(parent): units.tolist() for parent, units in below}

    def below(self, over: str) -> list[str]:
        """The units among which a whole can be split: children, or villages, parks or enterprises at any depth."""
        rows = self.units[self.units["unit"] != self.unit]
        wanted = rows["parent"] == self.unit if over == "children" else rows["kind"] == FEDERATIONS[over]
        return rows.loc[wanted, "unit"].tolist()

    def expected(self, indicator: str) -> pd.Series:
        """Unit → how many units at or below it are to report the indicator: open, not exempt, of a kind that reports it."""
        rows = self.progress[self.progress["indicator"] == indicator]
        return rows.groupby("unit")["expected"].max()

    def actual(self, indicator: str) -> dict[str, float]:
        """Unit → the figure of an indicator to date, where there is one."""
        rows = self.progress[(self.progress["indicator"] == indicator) & self.progress["actual"].notna()]
        return dict(zip(rows["unit"], rows["actual"].astype(float), strict=True))

    def employees(self, indicator: str) -> dict[str, int]:
        """Unit → the employees, by the list of units, of the enterprises at or below it that report the indicator."""
        rows = self.progress[(self.progress["indicator"] == indicator) & self.progress["leaf"]]
        reporting = set(rows.loc[rows["expected"] > 0, "unit"])
        counted = self.units[self.units["unit"].isin(reporting) & self.units["employees"].notna()]
        total: dict[str, int] = {}
        for path, employees in zip(counted["path"], counted["employees"], strict=True):
            for code in path.strip("/").split("/"):
                total[code] = total.get(code, 0) + int(employees)
        return total


def roster_of(store: Store | OtherStore, unit: str, day: date) -> Roster:
    """The roster of a unit on a day: who is open then. Raises LookupError for a unit that does not stand in the tree."""
    found = store.read("unit_path", unit=unit, day=day)["path"]
    if found.empty:
        raise LookupError(unit)
    units = store.read("current_units", scope=found.iloc[0], day=day)
    moment = pd.Timestamp(day)
    units = units[~(units["opened"] > moment) & ~(units["closed"] <= moment) | (units["unit"] == unit)]
    return Roster(unit, found.iloc[0], day, units, load_progress(store, unit, *year_and_quarter(quarter_of(day))))
