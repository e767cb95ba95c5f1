"""What pages ask of the year's scoring, told once per version of the data."""

from tracking.rows import Row
from tracking.scoring import Rules, Sheet, closed_sheets, rules_in_force, rules_on_record, scores
from tracking.screen.session.kept import once_for_data, scope_of
from tracking.screen.session.view import View


def every_rules_in(view: View) -> list[Rules]:
    """Every version of every rule set, the newest first."""
    return once_for_data(view, "scoring rules", lambda: rules_on_record(view.store))


def in_force_in(view: View) -> list[Rules]:
    """The rules in force by which the page's year is scored."""
    return once_for_data(view, f"scoring rules of {view.year}", lambda: rules_in_force(view.store, view.year))


def sheets_in(view: View, rules: Rules, year: int | None = None, quarter: int | None = None) -> list[Sheet]:
    """The sheets of the units at and below the page's unit by some rules, at the end of the page's quarter or of another."""
    year, quarter = year or view.year, quarter or view.quarter

    def read() -> list[Sheet]:
        inside = set(view.units.loc[view.units["path"].str.startswith(scope_of(view)), "unit"])
        return [sheet for sheet in scores(view.store, rules, year, quarter) if sheet.unit in inside]

    return once_for_data(view, f"scores {rules.name} {rules.version} {year} {quarter}", read)


def closed_in(view: View, rules: str) -> tuple[Rules, list[Sheet]] | None:
    """The sheets of the page's year as they were closed, and the rules that held; None where the year is not closed."""
    return once_for_data(
        view, f"closed scores {rules} {view.year}", lambda: closed_sheets(view.store, rules, view.year)
    )


def indicators_by_code(view: View) -> dict[str, Row]:
    """Code → its row of the catalogue."""
    return once_for_data(
        view, "indicators by code", lambda: {row["indicator"]: row for row in view.indicators.to_dict("records")}
    )
