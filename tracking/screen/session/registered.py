"""What pages ask of the register of contracts, read once per version of the data."""

import pandas as pd

from tracking.registers import contracts_of, register_beside_reports, standing
from tracking.screen.session.kept import once_for_data, scope_of
from tracking.screen.session.view import View


def contracts_in(view: View) -> pd.DataFrame:
    """The contracts of all at and below the page's unit, as they stand today; columns as contracts_of."""
    return once_for_data(view, "contracts", lambda: contracts_of(view.store, scope_of(view), view.today))


def standing_in(view: View) -> pd.DataFrame:
    """How the contracts of the enterprises at and below the page's unit stand today; columns as standing."""
    return once_for_data(view, "standing", lambda: standing(view.store, scope_of(view), view.today, view.as_of))


def beside_in(view: View) -> pd.DataFrame:
    """What the register counts of the quarter beside what was reported; columns as register_beside_reports."""

    def read() -> pd.DataFrame:
        return register_beside_reports(view.store, scope_of(view), view.period)

    return once_for_data(view, "register beside reports", read)


def unionised_in(view: View) -> list[str]:
    """The enterprises at and below the page's unit that have a union, the largest first."""
    rows = view.slim[view.slim["leaf"] & view.slim["indicator"].eq("unionised") & view.slim["actual"].gt(0)] if len(view.slim) else view.slim  # fmt: skip
    firms = view.units[view.units["kind"].eq("enterprise") & view.units["unit"].isin(rows["unit"] if len(rows) else [])]
    return firms.sort_values("employees", ascending=False)["unit"].tolist()
