"""Commands around quarters: close, reopen, status, and what changed since a day."""

import getpass
from datetime import date, datetime
from typing import Annotated

import pandas as pd
import typer

from tracking.cli.command import Quarter, UnitCode, Year, app, group, no_unit, open_store, print_table, say
from tracking.decisions import changes_since, close_quarter, closings_of, open_before, reopen_quarter, submission_before
from tracking.intake import locks_of
from tracking.language import _
from tracking.quarters import period_of
from tracking.telling.tables import change_log_table, local_times
from tracking.words import quarter_text

quarter_app = group("quarter", "Close a quarter, open it again, see which are closed.")
By = Annotated[str | None, typer.Option(help="Who closes or opens it.")]


@quarter_app.command()
def close(year: Year, quarter: Quarter, by: By = None, reason: Annotated[str | None, typer.Option()] = None) -> None:
    """Lock the figures of a quarter, and of the open ones before it in its year."""
    with open_store() as store:
        earlier = open_before(store, period_of(year, quarter))
        close_quarter(store, year, quarter, by or getpass.getuser(), reason)
    for period in (*earlier, period_of(year, quarter)):
        say(_("{quarter} is closed.", quarter=quarter_text(period)))


@quarter_app.command()
def reopen(
    year: Year, quarter: Quarter, reason: Annotated[str, typer.Option(help="Why it is opened again.")], by: By = None
) -> None:
    """Open a closed quarter again."""
    with open_store() as store:
        reopen_quarter(store, year, quarter, by or getpass.getuser(), reason)
    say(_("{quarter} is open again.", quarter=quarter_text(period_of(year, quarter))))


@quarter_app.command()
def status() -> None:
    """Every closing and opening on record, the newest first, and which quarters are closed now."""
    with open_store() as store:
        found, locked = closings_of(store), set(locks_of(store)["period"])
    print_table(
        pd.DataFrame(
            {
                _("When"): local_times(found["received_at"]),
                _("Quarter"): [quarter_text(int(period)) for period in found["period"]],
                _("What"): [_("quarter closed") if closed else _("quarter opened again") for closed in found["closed"]],
                _("By"): found["received_by"],
                _("Reason"): found["reason"].fillna(""),
            }
        )
    )
    names = ", ".join(quarter_text(int(period)) for period in sorted(locked))
    say(_("Closed now: {quarters}", quarters=names or "—"))


@app.command()
def changes(
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day of changes to list.")],
    unit: UnitCode = None,
) -> None:
    """Every change since a day: corrected figures, targets, units, exemptions, closings; old → new and why."""
    with open_store() as store:
        units = store.read("current_units", scope="/", day=date.today())
        inside = None
        if unit:
            if unit not in set(units["unit"]):
                raise no_unit(unit)
            inside = set(units.loc[units["path"].str.contains(f"/{unit}/", regex=False), "unit"])
        log = changes_since(store, submission_before(store, since.date()), inside)
        names = dict(store.read("unit_versions")[["unit", "name"]].values)
        print_table(change_log_table(log, names, store.read("current_indicators")))
