"""What pages ask of the year's scoring, told once per version of the data and of what was said about scoring."""

from collections.abc import Callable

from tracking.rows import Row
from tracking.scoring import Rules, Sheet, closed_sheets, rules_in_force, rules_on_record, scores
from tracking.screen.session.kept import once_for_data, once_since, scope_of
from tracking.screen.session.view import View


def once_for_scoring(view: View, what: str, make: Callable[[], object]) -> object:
    """As once_for_data, for what rests on rules and points by hand, too."""
    return once_since(view, "newest_scoring", what, make)


def every_rules_in(view: View) -> list[Rules]:
    """Every version of every rule set, the newest first."""
    return once_for_scoring(view, "scoring rules", lambda: rules_on_record(view.store))


def in_force_in(view: View) -> list[Rules]:
    """The rules in force by which the page's year is scored."""
    return once_for_scoring(view, f"scoring rules of {view.year}", lambda: rules_in_force(view.store, view.year))


def sheets_in(view: View, rules: Rules, year: int | None = None, quarter: int | None = None) -> list[Sheet]:
    """The sheets of the units at and below the page's unit by some rules, at the end of the page's quarter or of another."""
    year, quarter = year or view.year, quarter or view.quarter

    def read() -> list[Sheet]:
        return _inside(view, scores(view.store, rules, year, quarter))

    return once_for_scoring(view, f"scores {rules.name} {rules.version} {year} {quarter}", read)


def _inside(view: View, sheets: list[Sheet]) -> list[Sheet]:
    inside = set(view.units.loc[view.units["path"].str.startswith(scope_of(view)), "unit"])
    return [sheet for sheet in sheets if sheet.unit in inside]


def closed_in(view: View, rules: str) -> tuple[Rules, list[Sheet]] | None:
    """The sheets of the page's year as they were closed, of the units at and below the page's unit, and the rules that held; None where the
    year is not closed."""

    def read() -> tuple[Rules, list[Sheet]] | None:
        found = closed_sheets(view.store, rules, view.year)
        return found and (found[0], _inside(view, found[1]))

    return once_for_scoring(view, f"closed scores {rules} {view.year}", read)


def indicators_by_code(view: View) -> dict[str, Row]:
    """Code → its row of the catalogue."""
    return once_for_data(
        view, "indicators by code", lambda: {row["indicator"]: row for row in view.indicators.to_dict("records")}
    )
