"""The year's scoring for reading: units by group and place, the sheet of one unit, rules, points by hand and objections."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from tracking.language import _
from tracking.quarters import local_time
from tracking.rows import Row
from tracking.scoring import BESIDES, HOW, LEFT_OUT, NOT_REPORTED, NOT_SCORED, Mark, Sheet
from tracking.telling import figures_text, more_text, place_text, points_text, team_text, why_text
from tracking.telling.tables.told import Told

GAPS = (*LEFT_OUT, NOT_REPORTED, NOT_SCORED)


def scores_table(sheets: Sequence[Sheet]) -> pd.DataFrame:
    """Every unit with its points and its place in its group, for reading."""
    return pd.DataFrame(
        {
            _("Group"): [team_text(sheet.team) for sheet in sheets],
            _("Ranked"): [
                Told(place_text(sheet), None if sheet.place is None else float(sheet.place)) for sheet in sheets
            ],
            _("Unit"): [sheet.name for sheet in sheets],
            _("Points"): [_points(sheet.total) for sheet in sheets],
            _("Of the items"): [
                Told(f"{points_text(sheet.base)}/{points_text(sheet.full)}", float(sheet.base)) for sheet in sheets
            ],
            _("Scaled"): [_points(sheet.scaled) for sheet in sheets],
            _("Bonus points"): [_points(sheet.bonus) for sheet in sheets],
            _("Points off"): [_points(-sheet.deduction) for sheet in sheets],
            _("Left out or not reported"): [_gaps(sheet) for sheet in sheets],
        }
    )


def _points(points: int) -> Told:
    return Told(points_text(points), float(points))


def _gaps(sheet: Sheet) -> str:
    return _(", ").join(line.item.name for line in sheet.lines if line.why in GAPS)


def score_sheet_table(sheet: Sheet, indicators: Mapping[str, Row]) -> pd.DataFrame:
    """The sheet of one unit, an item a row, for reading; ``indicators`` are rows of the catalogue by their code."""
    measures = {code: str(row["measure"]) for code, row in indicators.items()}
    lines = sheet.lines
    return pd.DataFrame(
        {
            _("Item"): [line.item.name for line in lines],
            _("Full points"): [_points(line.item.points) if line.full else Told("—") for line in lines],
            _("Points"): [
                _points(line.points) if line.full or line.item.how in BESIDES else Told("—") for line in lines
            ],
            _("Done"): [figures_text(line, measures)[0] for line in lines],
            _("Asked"): [figures_text(line, measures)[1] for line in lines],
            _("What more would bring"): [more_text(line, indicators) for line in lines],
            _("Why"): [why_text(line) for line in lines],
            _("Heading"): [line.item.heading for line in lines],
            _("Rule"): [line.item.rule or _(HOW[line.item.how]) for line in lines],
        }
    )


def marks_table(marks: Iterable[Mark], names: Mapping[str, str], off: Collection[str]) -> pd.DataFrame:
    """What was given by hand, for reading; ``names`` are those of units, ``off`` the items that take points off."""
    rows = list(marks)
    return pd.DataFrame(
        {
            _("Unit"): [names.get(mark.unit, mark.unit) for mark in rows],
            _("Item"): [mark.item for mark in rows],
            _("Points"): [
                Told(_("veto")) if mark.points is None else _points(-mark.points if mark.item in off else mark.points)
                for mark in rows
            ],
            _("Why"): [mark.reason for mark in rows],
            _("On what it rests"): [mark.evidence for mark in rows],
            _("By"): [f"{mark.by} {local_time(mark.at)}" for mark in rows],
        }
    )


def objections_table(found: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Objections and their answers (scoring.objections_of), for reading; ``names`` are those of units."""
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            _("Unit"): [names.get(row["unit"], row["unit"]) for row in rows],
            _("Item"): [row["item"] if isinstance(row["item"], str) else _("as a whole") for row in rows],
            _("Objection"): [row["said"] for row in rows],
            _("Said by"): [f"{row['received_by']} {local_time(row['received_at'])}" for row in rows],
            _("Answer"): [_answer(row) for row in rows],
        }
    )


def _answer(row: dict) -> str:
    if not isinstance(row["answer"], str):
        return _("open")
    word = _("upheld") if row["upheld"] else _("not upheld")
    return f"{word}: {row['answer']} ({row['answered_by']} {local_time(row['answered_at'])})"
