"""What a page shows: one unit in one quarter, in the store or in what the store was on an earlier day."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from tracking.store import OtherStore, Store
from tracking.telling import UnitQuarter


@dataclass(frozen=True, kw_only=True)
class View(UnitQuarter):
    """One unit in one quarter. ``store`` may be the one of an earlier day, in which nothing can be stored.

    ``progress`` is loaded when a page asks for it: of a county that is a million rows, of which most pages need the few of
    ``slim`` alone (kept.slim_of).
    """

    store: Store | OtherStore
    load: Callable[[], pd.DataFrame]
    load_slim: Callable[[], pd.DataFrame]
    progress: pd.DataFrame = field(init=False, repr=False, compare=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """The progress table, loaded once."""
        if name != "progress":
            raise AttributeError(name)
        object.__setattr__(self, "progress", self.load())
        return self.progress

    @cached_property
    def slim(self) -> pd.DataFrame:
        """Of the progress table what lists and counts rest on."""
        return self.load_slim()

    @cached_property
    def own(self) -> pd.DataFrame:
        """The unit's own rows of the progress table."""
        return self.slim[self.slim["unit"] == self.unit] if len(self.slim) else self.slim

    def expected_enterprises(self) -> pd.Series:
        """As UnitQuarter's; a number above 0 says that something came in, and no more."""
        return self.expected_in(self.slim)

    @property
    def past(self) -> bool:
        """Whether this shows an earlier day, in which nothing can be stored."""
        return isinstance(self.store, OtherStore)

    def link(self, **more: str) -> dict[str, str]:
        """Query parameters that show the receiver of a link the same unit, year and quarter."""
        return {"unit": self.unit, "year": str(self.year), "quarter": str(self.quarter), **more}
