"""One unit in one quarter: what pages and papers both begin with."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from tracking.progress import has_begun, has_ended
from tracking.quarters import period_of, quarter_end
from tracking.rows import among


@dataclass(frozen=True, kw_only=True)
class UnitQuarter:
    """``units`` and ``indicators`` are those known at the quarter's end (current_units.sql, current_indicators.sql);
    ``progress`` is the progress table, with the indicators' names, of the unit and everything below it;
    ``report_due`` is the day on which the quarter's reports are due; ``on`` a later day by whose dues it is judged.
    """

    unit: str
    year: int
    quarter: int
    today: date
    units: pd.DataFrame
    indicators: pd.DataFrame
    progress: pd.DataFrame
    report_due: date
    on: date | None = None

    @property
    def period(self) -> int:
        """The quarter as one number."""
        return period_of(self.year, self.quarter)

    @property
    def as_of(self) -> date:
        """The day judged on: the quarter's last, unless a later one was chosen."""
        return self.on or quarter_end(self.period)

    @property
    def begun(self) -> bool:
        """Whether the quarter has begun today."""
        return has_begun(self.period, self.today)

    @property
    def ended(self) -> bool:
        """Whether the quarter is over today; before that nobody is silent."""
        return has_ended(self.period, self.today)

    @property
    def overdue(self) -> int:
        """How many days the quarter's reports are overdue today."""
        return max((self.today - self.report_due).days, 0)

    @cached_property
    def own(self) -> pd.DataFrame:
        """The unit's own rows of the progress table."""
        return self.progress[self.progress["unit"] == self.unit] if len(self.progress) else self.progress

    @property
    def unit_name(self) -> str:
        """The name of the unit itself."""
        return self.name_of_unit(self.unit)

    def name_of_unit(self, unit: str) -> str:
        """The name of a unit; its code where it is not known."""
        return self.names.get(unit, unit)

    @cached_property
    def names(self) -> dict[str, str]:
        """Unit → name."""
        return dict(zip(self.units["unit"], self.units["name"], strict=True))

    def kind_of(self, unit: str) -> str:
        """The kind of a unit; "" where it is not known."""
        return self.kinds.get(unit, "")

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Unit → kind."""
        return dict(zip(self.units["unit"], self.units["kind"], strict=True))

    def expected_enterprises(self) -> pd.Series:
        """Enterprise → how many of its figures came in this quarter, for all that were expected to report; where the list
        of units has no enterprise, the same of the unions at its ends, which report sums."""
        return self.expected_in(self.progress)

    def expected_in(self, progress: pd.DataFrame) -> pd.Series:
        """As expected_enterprises, from a part of the progress table that has a row of each."""
        leaves = progress[progress["leaf"] & (progress["expected"] > 0)]
        enterprises = self.units.loc[self.units["kind"] == "enterprise", "unit"]
        counted = among(leaves["unit"], enterprises) if len(enterprises) else slice(None)
        return leaves[counted].groupby("unit")["this_quarter"].sum()
