"""What a page shows: one unit in one quarter, in the store or in what the store was on an earlier day."""

from dataclasses import dataclass

from tracking.store import OtherStore, Store
from tracking.telling import UnitQuarter


@dataclass(frozen=True, kw_only=True)
class View(UnitQuarter):
    """One unit in one quarter. ``store`` may be the one of an earlier day, in which nothing can be stored."""

    store: Store | OtherStore

    @property
    def past(self) -> bool:
        """Whether this shows an earlier day, in which nothing can be stored."""
        return isinstance(self.store, OtherStore)

    def link(self, **more: str) -> dict[str, str]:
        """Query parameters that show the receiver of a link the same unit, year and quarter."""
        return {"unit": self.unit, "year": str(self.year), "quarter": str(self.quarter), **more}
