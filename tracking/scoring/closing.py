"""A year's scoring that is closed: kept as it stood, told from there, and opened again with a reason."""

from fractions import Fraction

import pandas as pd

from tracking.language import _
from tracking.progress import has_ended
from tracking.quarters import period_of
from tracking.rows import plain
from tracking.scoring.keeping import closed_years, rules_in_force, rules_on_record
from tracking.scoring.points import NOT_SCORED, Figure
from tracking.scoring.rules import LAST_QUARTER, Rules, WrongRules
from tracking.scoring.scores import Line, Sheet, by_place, scores
from tracking.store import OtherStore, Store


def close_scoring(store: Store, rules: Rules, year: int, by: str) -> int:
    """Keep the year's scores as they stand now.

    Raises WrongRules without a name, before the year has ended, where it is closed already, the rules are not in force, or something is to be
    scored by hand yet.
    """
    if not by.strip():
        raise WrongRules(_("Please say who you are: a name or an office."))

    def tables() -> dict[str, pd.DataFrame]:
        held = [(one.name, one.version) for one in rules_in_force(store, year)]
        faults = (
            []
            if (rules.name, rules.version) in held
            else [_("These rules are not those in force for {year}.", year=year)]
        )
        if year in closed_years(store, rules.name):
            faults.append(_("The scoring of {year} is closed already.", year=year))
        if not has_ended(period_of(year, LAST_QUARTER), store.today()):
            faults.append(_("The year has not ended; until then scores are provisional."))
        sheets = [] if faults else scores(store, rules, year, LAST_QUARTER)
        lacking = [
            _("{unit}: {item}", unit=sheet.name, item=line.item.name)
            for sheet in sheets
            for line in sheet.lines
            if line.why == NOT_SCORED
        ]
        if lacking:
            faults.append(
                _("{count} items are to be scored by hand yet, such as {first}.", count=len(lacking), first=lacking[0])
            )
        if not faults and not sheets:
            faults.append(_("There is no unit of these kinds."))
        if faults:
            raise WrongRules(" ".join(faults))
        return {"score_result": _rows(rules, year, sheets)}

    return store.add("scoring_closing", tables, received_by=by.strip())


def _rows(rules: Rules, year: int, sheets: list[Sheet]) -> pd.DataFrame:
    rows = [
        {"rules": rules.name, "year": year, "version": rules.version, "unit": sheet.unit, "name": sheet.name, "team": sheet.team,
         "place": sheet.place, "position": place, "full": line.full, "points": line.points, "why": line.why,
         "done": None if line.figure.actual is None else str(line.figure.actual),
         "goal": None if line.figure.goal is None else str(line.figure.goal), "whole": line.figure.whole,
         "comparator": line.figure.comparator, "status": line.figure.status}
        for sheet in sheets for place, line in enumerate(sheet.lines, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows).astype(dict.fromkeys(("place", "position", "full", "points", "whole"), "Int64"))


def open_scoring(store: Store, rules: str, year: int, by: str, reason: str) -> int:
    """Open a closed scoring again; what was kept stays on record. Raises WrongRules without a name or reason, or where it is open."""
    faults = [] if by.strip() else [_("Please say who you are: a name or an office.")]
    faults += [] if reason.strip() else [_("Say why it is opened again.")]
    if faults:
        raise WrongRules(" ".join(faults))

    def tables() -> dict[str, pd.DataFrame]:
        if year not in closed_years(store, rules):
            raise WrongRules(_("The scoring of {year} is not closed.", year=year))
        return {"score_result": pd.DataFrame([{"rules": rules, "year": year, "version": 0}])}

    return store.add("scoring_closing", tables, received_by=by.strip(), reason=reason.strip())


def closed_sheets(store: Store | OtherStore, rules: str, year: int) -> tuple[Rules, list[Sheet]] | None:
    """The sheets of a year as they were closed, and the rules they were scored by; None where the year is not closed."""
    submission = closed_years(store, rules).get(year)
    if submission is None:
        return None
    found = store.read("score_results", submission=submission)
    version = int(store.read("score_closings", rules=rules).set_index("year")["version"][year])
    used = next(one for one in rules_on_record(store) if (one.name, one.version) == (rules, version))
    sheets = []
    for unit, rows in found.groupby("unit", sort=False):
        lines = tuple(_line(used, row) for row in rows.to_dict("records"))
        first = rows.iloc[0]
        sheets.append(Sheet(str(unit), first["name"], first["team"], lines, used.nominal, plain(first["place"])))
    return used, by_place(sheets)


def _line(rules: Rules, row: dict) -> Line:
    done, goal = (None if pd.isna(row[name]) else Fraction(row[name]) for name in ("done", "goal"))
    figure = Figure(row["why"], done, goal, int(row["whole"]), row["comparator"], status=row["status"])
    item = rules.items[int(row["position"]) - 1]
    share = Fraction(int(row["points"]), item.points) if item.how in ("verdict", "rank") and row["full"] else None
    return Line(item, int(row["full"]), int(row["points"]), row["why"], figure, share)
