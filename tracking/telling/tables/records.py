"""What was reported, taken in or changed, for reading: cells, their origins, submissions."""

import json
from collections.abc import Collection
from datetime import datetime

import pandas as pd

from tracking.catalogue import MONEY
from tracking.language import N_, _, name_of
from tracking.quarters import local_time
from tracking.reading import LAYOUT, LEAVE_OUT
from tracking.rows import Row
from tracking.telling import number_text
from tracking.telling.tables.told import Told, tell_quarter
from tracking.words import quarter_text

TO_DATE = "Σ"  # marks a figure that was reported as year to date
NOT_ACCEPTED = "◔"  # marks a figure that was handed in and is not accepted yet, and a unit with such figures


def history_table(
    cells: pd.DataFrame,
    indicators: pd.DataFrame,
    exempt: dict[tuple[str, int], str] | None = None,
    waiting: Collection[tuple[str, int]] = (),
) -> pd.DataFrame:
    """A unit's cells in force: an indicator a row, a quarter a column, the newest first; 累计 figures are marked Σ, blanks stay blank.

    Columns: Indicator, and the quarters in words.

    ``exempt`` has the word that stands for a missing figure of an indicator in a quarter (duties.exempt_quarters), ``waiting``
    the indicators and quarters whose figures are not accepted yet.
    """
    about = indicators.set_index("indicator")
    order = {code: place for place, code in enumerate(indicators["indicator"])}
    cells = cells.assign(place=cells["indicator"].map(order)).sort_values(["place", "period"])
    lines: dict[str, dict[str, Told]] = {}
    for period in sorted(cells["period"].unique()):
        heading = quarter_text(int(period))
        for row in cells[cells["period"] == period].to_dict("records"):
            told = _tell_marked(row, about.loc[row["indicator"], "measure"])
            told = Told(f"{told} {NOT_ACCEPTED}", told.value) if (row["indicator"], int(period)) in waiting else told
            lines.setdefault(row["indicator"], {})[heading] = told
    for (code, period), word in (exempt or {}).items():
        lines.setdefault(code, {}).setdefault(quarter_text(period), Told(word))
    table = pd.DataFrame.from_dict(lines, orient="index").fillna(Told(""))  # type: ignore[arg-type]  # a cell may hold anything
    table = table.loc[sorted(table.index, key=order.__getitem__)] if len(table) else table
    names = [f"{name_of(about.loc[code])} ({about.loc[code, 'measure']})" for code in table.index]
    quarters = sorted({*cells["period"], *(period for _code, period in exempt or {})}, reverse=True)
    table = table[[quarter_text(int(period)) for period in quarters]]
    table.insert(0, _("Indicator"), names)
    return table.reset_index(drop=True)


def tell_cell(row: Row, measure: str) -> Told:
    """One reported cell as it was understood, sorted by its amount."""
    amount = None if row["state"] in ("exempt", "missing") or pd.isna(row["amount"]) else float(row["amount"])
    return Told(cell_text(row, measure), amount)


def _tell_marked(row: dict, measure: str) -> Told:
    """A cell among others of its row: year to date is a mark, so that the figures stand below one another."""
    told = tell_cell({**row, "basis": None}, measure)
    return Told(f"{told} {TO_DATE}", told.value) if row["basis"] == "cumulative" and told.value is not None else told


def cell_text(row: Row, measure: str) -> str:
    """One reported cell as it was understood."""
    if row["state"] == "exempt":
        return _("does not apply")
    if row["state"] == "missing":
        return _("withdrawn")
    amount = int(row["amount"]) / (100 if measure == MONEY else 1)
    text = f"{amount:,.2f}".rstrip("0").rstrip(".") if measure == MONEY else number_text(amount, measure)
    return text + (_(" (year to date)") if row["basis"] == "cumulative" else "")


def local_times(times: pd.Series) -> pd.Series:
    """Stored times (UTC) as this computer's clock shows them."""
    here = datetime.now().astimezone().tzinfo
    return times.dt.tz_localize("UTC").dt.tz_convert(here).dt.strftime("%Y-%m-%d %H:%M")


def origins_table(reports: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Where each figure of a unit came from, for reading, the newest first, corrections included."""
    about = indicators.set_index("indicator")
    return pd.DataFrame(
        {
            _("Quarter"): [tell_quarter(period) for period in reports["period"]],
            _("Indicator"): [name_of(about.loc[code]) for code in reports["indicator"]],
            _("Figure"): [tell_cell(row, about.loc[row["indicator"], "measure"]) for row in reports.to_dict("records")],
            _("Qualifier"): reports["qualifier"].fillna(""),
            _("File"): reports["file_name"],
            _("Sheet"): reports["sheet"],
            _("Cell"): reports["cell"],
            _("Received"): local_times(reports["received_at"]),
            _("By"): reports["received_by"],
            _("Reason"): [
                " · ".join(filter(None, [_("after closing") if late else "", reason]))
                for late, reason in zip(reports["after_closing"], reports["reason"].fillna(""), strict=True)
            ],
            _("In force"): ["✓" if newest else "" for newest in reports["in_force"]],
        }
    )


def _tell_year(year: float) -> Told:
    return Told(str(int(year)), str(int(year)))


def told_cells_table(cells: pd.DataFrame, names: dict[str, str], indicators: pd.DataFrame) -> pd.DataFrame:
    """Figures before and after something was stored, for reading, a row each.

    ``cells`` has old_amount, old_state, old_basis, amount, state and basis; with in_force (whether nothing was stored over them since) this is told too.
    """
    about = indicators.set_index("indicator")
    rows = cells.to_dict("records")
    before = [{name: row[f"old_{name}"] for name in ("amount", "state", "basis")} for row in rows]
    measures = [about.loc[row["indicator"], "measure"] for row in rows]
    columns = {
        _("Unit"): [names.get(row["unit"], row["unit"]) for row in rows],
        _("Indicator"): [name_of(about.loc[row["indicator"]]) for row in rows],
        _("Quarter"): [tell_quarter(row["period"]) for row in rows],
        _("Before"): [
            Told("") if pd.isna(was["state"]) else tell_cell(was, measure)
            for was, measure in zip(before, measures, strict=True)
        ],
        _("After"): [tell_cell(row, measure) for row, measure in zip(rows, measures, strict=True)],
        _("Cell"): [f"{row['sheet']} {row['cell']}" for row in rows],
    }
    if "in_force" in cells:
        columns[_("In force")] = ["✓" if row["in_force"] else _("stored over since") for row in rows]
    return pd.DataFrame(columns)


def records_table(submissions: pd.DataFrame, taken_back: pd.DataFrame) -> pd.DataFrame:
    """What was taken in, for reading, the newest first; ``taken_back`` are the submissions that were (sql/taken_back.sql)."""
    kinds = {
        "units": _("list of units"),
        "plan": _("plan"),
        "quarter": _("quarter"),
        "indicators": _("indicators"),
        "contracts": _("register of contracts"),
        "foundings": _("register of foundings"),
        "scoring": _("scoring"),
        "scoring_rules": _("scoring rules"),
        "scoring_closing": _("scoring closed or opened"),
        "setting": _("settings"),
        "report": _("report"),
        "follow_up": _("follow-up"),
        "evidence": _("evidence"),
        "answers": _("answers"),
        "closing": _("closing or reopening of a quarter"),
        "exemption": _("exemption"),
        "calendar": _("report calendar"),
        "taking_back": _("file taken back"),
        "account": _("accounts"),
        "acceptance": _("acceptance"),
        "review": _("accepted or returned"),
    }
    gone = {row["withdraws"]: row for row in taken_back.to_dict("records")}
    about = [
        tell_quarter(period) if pd.notna(period) else _tell_year(year) if pd.notna(year) else Told("", "")
        for period, year in zip(submissions["period"], submissions["plan_year"], strict=True)
    ]
    return pd.DataFrame(
        {
            _("Received"): local_times(submissions["received_at"]),
            _("File"): submissions["file_name"],
            _("What"): submissions["kind"].map(kinds),
            _("About"): about,
            _("Rows"): submissions["row_count"],
            _("By"): submissions["received_by"],
            _("Reason"): submissions["reason"].fillna(""),
            _("Taken back"): [
                f"{local_time(gone[number]['received_at'])} {gone[number]['received_by']}" if number in gone else ""
                for number in submissions["submission"]
            ],
            "SHA-256": submissions["sha256"].str[:12],
        }
    )


ANSWERED = {
    "unit": N_("name of a unit"),
    "layout": N_("drawing"),
    "words": N_("words for numbers"),
    "count": N_("list of events"),
}


def _means(question: str, answer: str, meanings: dict[str, str]) -> str:
    """What was answered, for reading; of a drawing how many answers were given about it."""
    if question.startswith(LAYOUT):
        return _("{count} answers", count=len(json.loads(answer)))
    if question.startswith("words "):
        return _("left out") if answer == LEAVE_OUT else _("yes: 1; no: 0")
    return meanings.get(answer, _("left out"))


def answers_table(answers: pd.DataFrame, meanings: dict[str, str]) -> pd.DataFrame:
    """What was answered once for all files, for reading; ``meanings`` maps units and indicators to their names."""
    return pd.DataFrame(
        {
            _("Written"): answers["said"],
            _("Means"): [
                _means(question, answer, meanings)
                for question, answer in zip(answers["question"], answers["answer"], strict=True)
            ],
            _("What"): [_(ANSWERED.get(question.split(" ")[0], N_("heading"))) for question in answers["question"]],
            _("Answered"): local_times(answers["received_at"]),
            _("By"): answers["received_by"],
        }
    )
