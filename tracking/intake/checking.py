"""Incoming figures against the rules and against what is stored: faults, questions and notes in words."""

from datetime import date
from typing import Any

import pandas as pd

from tracking.intake.comparing import CELL
from tracking.language import N_, _
from tracking.reading import Fault, Known, Question, Reading, as_typed
from tracking.rows import plain
from tracking.store import Store

FAULTS = {
    "future_quarter": N_("a quarter that has begun"),
    "unit_not_open_yet": N_("no figure, because {unit} was not open before {opened}"),
    "unit_closed": N_("no figure, because {unit} was closed on {closed}"),
    "kind_does_not_report": N_("no figure, because a unit of this kind does not report {indicator}"),
    "below_a_sum": N_(
        "no figure beside the sum {other} that {unit} reported for all units below it: take that back first, or it would count"
        " twice"
    ),
    "no_union_yet": N_("no figure, because {unit} has no union"),
    "part_over_whole": N_("at most {other}, the whole that this is a part of"),
    "whole_under_part": N_("at least {other}, a part of this that is stored already"),
}
QUESTIONS = {
    "cumulative_falls": N_(
        "«{sheet}» {cell}: the year-to-date figure {amount} is less than the {other} known already. Store it as it is?"
    ),
    "total_in_quarter_column": N_(
        "«{sheet}», {indicator}: in {amount} of {other} units this quarter's figure equals all that was reported before."
        " Are these really this quarter's figures?"
    ),
    "out_of_scale": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are ten times as large as or a tenth of anything the"
        " unit has reported before. Are they in the right unit of measure?"
    ),
    "level_falls": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are less than half of what the unit had before. Are they"
        " right?"
    ),
    "above_its_neighbours": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are more than a hundred times what most units of this file"
        " report. Are they in the right unit of measure?"
    ),
    "little_money": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are less than 10 yuan. Are they in yuan, and not in ten"
        " thousand yuan?"
    ),
    "much_money": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are ten million yuan or more. Are they in the right unit of"
        " measure?"
    ),
    "flow_part_over_whole": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are more than the whole that they are a part of. Store"
        " them as they are?"
    ),
    "quarter_is_not_difference": N_(
        "«{sheet}», {indicator}: {amount} year-to-date figures, such as {cell}, are not what was known before plus this"
        " quarter's figure beside them. Store the year-to-date figures?"
    ),
    "sum_of_below": N_(
        "{amount} figures of {other} units, such as {cell} of {unit}, are of what enterprises report, and none of theirs told"
        " it. Are they the sums of all their enterprises, reported by them?"
    ),
    "more_than_employees": N_(
        "«{sheet}», {indicator}: {amount} figures, such as {cell}, are more than the unit has employees according to the"
        " list of units. Are they right?"
    ),
}
NOTES = {
    "year_to_date_unchanged": N_(
        "«{sheet}»: {amount} of {other} year-to-date figures, such as {cell}, are the same as a quarter before."
    ),
    "same_as_last_quarter": N_("{amount} units, such as {unit}, report the same figures as in the quarter before."),
    "one_number_everywhere": N_("{amount} units, such as {unit}, report one and the same number everywhere."),
    "earlier_quarter_missing": N_(
        "{amount} units, such as {unit}, have no figures for an earlier quarter of the year: until these come, their sums"
        " are not known."
    ),
}
ABOUT_ONE = ("cumulative_falls",)  # the other questions and all notes count figures or units
INCOMING = [*CELL, "amount", "this_quarter", "state", "basis", "sheet", "cell", "fresh"]
TOTAL, OWN = "total", "own"
SHOWN = 8


def check_rows(store: Store, reading: Reading, known: Known, today: date) -> None:
    """Add what the rules say about a file's figures to its faults, questions and notes.

    What is stored exactly so already (comparing.set_beside_stored) was asked about when it came, and is not again.
    Printed totals of a unit above others in the file are taken out of its rows.
    """
    _take_out_totals(store, reading, known)
    rows = reading.tables["report"]
    checked = _incoming(rows)
    if checked.empty:
        return
    found = store.read(
        "checks",
        {"incoming": checked},
        today=today,
        first_period=int(rows["period"].min()) - 8,
        last_period=int(rows["period"].max()) // 4 * 4 + 3,
    )
    asked: dict[str, list[dict]] = {}
    units, indicators = known.units.set_index("unit"), known.indicators.set_index("indicator")
    for row in found.to_dict("records"):
        counts = row["level"] != "fault" and row["code"] not in ABOUT_ONE
        about = indicators.loc[row["indicator"]] if pd.notna(row["indicator"]) else {"name": "", "measure": ""}
        measure = "" if counts else about["measure"]
        unit = units.loc[row["unit"]] if pd.notna(row["unit"]) else {"name": "", "opened": None, "closed": None}
        parts = {
            "unit": unit["name"],
            "opened": plain(unit["opened"]),
            "closed": plain(unit["closed"]),
            "indicator": about["name"],
            "amount": _typed(row["amount"], measure),
            "other": _typed(row["other"], measure),
            "sheet": row["sheet"],
            "cell": row["cell"],
        }
        if row["level"] == "fault":
            text = _(FAULTS[row["code"]], **parts)
            reading.faults.append(Fault(text, row["sheet"], row["cell"], parts["amount"]))
        elif row["level"] == "note":
            reading.notes.append(_(NOTES[row["code"]], **parts))
        else:
            asked.setdefault(row["code"], []).append(parts)
    reading.questions += [_question(code, places) for code, places in asked.items()]


def _question(code: str, places: list[dict]) -> Question:
    """One question for all places of a file of which a rule asks the same: the first of them in words, the others named."""
    first, *others = places
    text = _(QUESTIONS[code], **first)
    if others:
        named = [" ".join(filter(None, (one["indicator"] or one["unit"], one["cell"]))) for one in others]
        text += " " + _(
            "The same is asked of: {places}.", places=_(", ").join(named[:SHOWN]) + (" …" if named[SHOWN:] else "")
        )
    cells = tuple(one["cell"] for one in places if one["sheet"] == first["sheet"])
    return Question(f"{code} {first['sheet']} {first['cell']}", text, cells, sheet=first["sheet"])


def _incoming(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with an amount, as the queries take them: words that repeat are numbers inside, which takes less memory."""
    rows = rows.assign(fresh=rows["change"].ne("unchanged"))
    figures = rows.loc[rows["state"].isin(["value", "zero"]), INCOMING]
    return figures.astype(dict.fromkeys(("unit", "indicator", "state", "basis", "sheet"), "category"))


def _typed(amount: Any, measure: str) -> str:
    """A stored amount as people type it; nothing for none."""
    return "" if pd.isna(amount) else as_typed(int(amount), measure)


def _take_out_totals(store: Store, reading: Reading, known: Known) -> None:
    """A township's figure beside its enterprises' is their printed total, a check and never a second count.

    Where its kind does not report the indicator, it is one for certain; where it does and the figures are the sums, people
    say whether it is a total or the unit's own doing.
    """
    rows = reading.tables["report"]
    figures = _incoming(rows)
    if len(set(figures["unit"])) < 2:
        return
    found = store.read("printed_totals", {"incoming": figures})
    totals = found[~found["reports"]]
    names = known.units.set_index("unit")["name"]
    indicators = known.indicators.set_index("indicator")
    differs = (totals["amount"] != totals["summed"]) & (totals["amount"] != totals["summed_with_theirs"])
    for row in totals[differs & totals["fresh_below"]].to_dict("records"):
        measure = indicators.loc[row["indicator"], "measure"]
        text = _(
            "«{sheet}» {cell}: {unit} says {printed} in all, but its units in this file add up to {summed}. Store the"
            " units' figures?",
            sheet=row["sheet"],
            cell=row["cell"],
            unit=names[row["unit"]],
            printed=as_typed(int(row["amount"]), measure),
            summed=as_typed(int(row["summed"]), measure),
        )
        key = f"total_of_units {row['sheet']} {row['cell']}"
        reading.questions.append(Question(key, text, (row["cell"],), sheet=row["sheet"]))
    twice = _counted_twice(found[found["reports"]], reading, known, names)
    dropped = pd.concat([totals, twice])[CELL]
    if len(dropped):
        keys = set(dropped.itertuples(index=False, name=None))
        kept = [key not in keys for key in rows[CELL].itertuples(index=False, name=None)]
        reading.tables["report"] = rows[kept].reset_index(drop=True)


def _counted_twice(found: pd.DataFrame, reading: Reading, known: Known, names: pd.Series) -> pd.DataFrame:
    """The figures that are called totals, asked once for each unit whose figures are mostly the sums of those below."""
    out = [found.head(0)]
    for unit, own in found[(found["amount"] > 0) & found["fresh"]].groupby("unit"):
        equal = own[(own["amount"] == own["summed"]) | (own["amount"] == own["summed_with_theirs"])]
        if len(equal) * 2 < len(own) or equal.empty:
            continue
        key = f"counted_twice {unit}"
        answer = known.answers.get(key, "")
        text = _(
            "{count} figures of {unit}, such as {cell}, are the sums of its units' figures in this file. What are they?",
            count=len(equal),
            unit=names[unit],
            cell=equal["cell"].iloc[0],
        )
        choices = ((TOTAL, _("a printed total: leave them out")), (OWN, _("its own doings: add them")))
        cells, sheet = tuple(equal["cell"]), equal["sheet"].iloc[0]
        reading.questions.append(Question(key, text, cells, choices, answer, sheet=sheet))
        if answer == TOTAL:
            out.append(equal)
    return pd.concat(out)
