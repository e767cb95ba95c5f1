"""What pages ask of the registers, read once per version of the data."""

import pandas as pd

from tracking.lagging import without_union
from tracking.registers import Contract, contracts_of, known_contracts, open_cases, register_beside_reports, standing
from tracking.screen.session.kept import once_for_data, scope_of
from tracking.screen.session.view import View


def contracts_in(view: View) -> pd.DataFrame:
    """The contracts of all at and below the page's unit, as they stand today; columns as contracts_of."""
    return once_for_data(view, "contracts", lambda: contracts_of(view.store, scope_of(view), view.today))


def known_in(view: View) -> list[Contract]:
    """Every contract on record that can be seen."""
    return once_for_data(view, "known contracts", lambda: known_contracts(view.store))


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

    def read() -> list[str]:
        slim = view.slim
        if slim.empty:
            return []
        rows = slim[slim["leaf"] & slim["indicator"].eq("unionised") & slim["actual"].gt(0)]
        firms = view.units[view.units["kind"].eq("enterprise") & view.units["unit"].isin(rows["unit"])]
        return firms.sort_values("employees", ascending=False)["unit"].tolist()

    return once_for_data(view, "with a union", read)


def cases_in(view: View) -> pd.DataFrame:
    """The enterprises at and below the page's unit that should have a union, and those of the register that founded one; columns as
    open_cases."""

    def read() -> pd.DataFrame:
        lacking = [] if view.slim.empty else without_union(view.slim, view.units)["unit"].tolist()
        return open_cases(view.store, scope_of(view), view.today, lacking)

    return once_for_data(view, "foundings", read)
