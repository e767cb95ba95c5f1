"""Targets that a file implies by a rate of completion alone: offered as 推算 (computed) where no plan has one, taken only with a yes."""

from datetime import date

import pandas as pd

from tracking.language import _
from tracking.reading import Answers, Known, Question, Reading, as_typed, default_phasing
from tracking.store import Store

IMPLIED, TAKE, LEAVE = "implied_targets", "take", "leave"
SHOWN = 4
KEY = ["unit", "indicator"]


def ask_about_implied(store: Store, reading: Reading, known: Known) -> None:
    """Keep in ``tables["implied"]`` the targets that a quarter's file implies and no plan of the year has, and ask once about
    them; without a yes none is kept. Of enterprises only where the file is about one: in a list their rates are many."""
    offered = reading.tables.pop("implied", pd.DataFrame())
    if len(offered) and offered["unit"].nunique() > 1:
        kinds = known.units.set_index("unit")["kind"]
        offered = offered[offered["unit"].map(kinds) != "enterprise"]
    if offered.empty:
        return
    planned = [
        store.read("plan_targets", units=None, plan_year=int(year), newest=True)[KEY].assign(year=year)
        for year in offered["year"].unique()
    ]
    offered = offered.merge(pd.concat(planned).drop_duplicates(), how="left", indicator=True)
    offered = offered[offered["_merge"] == "left_only"].drop(columns="_merge").drop_duplicates([*KEY, "year"])
    if offered.empty:
        return
    answer = Answers(known.answers, reading.drawing).get(IMPLIED)
    about, names = known.by_indicator(), known.units.set_index("unit")["name"]
    shown = [
        _("{unit}, {indicator}: {amount} at {printed} is {target}", unit=names[row["unit"]],
          indicator=about[row["indicator"]]["name"], amount=as_typed(row["amount"], about[row["indicator"]]["measure"]),
          printed=row["printed"], target=between_text(row, about[row["indicator"]]["measure"]))
        for row in offered.head(SHOWN).to_dict("records")
    ]  # fmt: skip
    text = _(
        "Rates of completion are printed without their targets, and the plan has none for {count} of them. Take the targets"
        " that they imply into the plan ({examples})?",
        count=len(offered),
        examples="; ".join(shown) + (" …" if len(offered) > SHOWN else ""),
    )
    choices = ((LEAVE, _("no: leave the rates out")), (TAKE, _("yes, marked as computed, for the calendar year")))
    cells, sheet = tuple(offered["cell"]), offered["sheet"].iloc[0]
    reading.questions.append(Question(IMPLIED, text, cells, choices, answer, sheet=sheet))
    if answer == TAKE:
        reading.tables["implied"] = offered


def between_text(row: dict, measure: str) -> str:
    """An implied target in words: 74, or 2627 (2625–2629)."""
    best, low, high = (as_typed(int(row[name]), measure) for name in ("best", "low", "high"))
    return best if low == high else f"{best} ({low}–{high})"


def implied_tables(store: Store, reading: Reading) -> dict[str, pd.DataFrame]:
    """Rows for plan and target: a new version of each unit's plan of the year, its targets and those that were taken."""
    offered = reading.tables.get("implied", pd.DataFrame())
    if offered.empty:
        return {}
    about = store.read("current_indicators").set_index("indicator").to_dict("index")
    versions = store.read("plan_versions")
    plans, targets = [], []
    for year in sorted(set(offered["year"].tolist())):
        of_year = offered[offered["year"] == year]
        units = of_year["unit"].unique().tolist()
        newest = versions[versions["plan_year"] == year].groupby("unit")["version"].max().to_dict()
        now = store.read("plan_targets", units=units, plan_year=year, newest=True)
        first, last = date(year, 1, 1), date(year, 12, 31)
        numbers = {unit: newest.get(unit, 0) + 1 for unit in units}
        plans += [
            {"unit": unit, "plan_year": year, "version": number, "in_force_from": first, "document": None,
             "reason": _("targets implied by rates of completion") if number > 1 else None}
            for unit, number in numbers.items()
        ]  # fmt: skip
        fresh = [
            {"unit": row["unit"], "indicator": row["indicator"], "period_start": first, "due_date": last,
             "target": row["best"], "comparator": "at_least", "tolerance": 0, "window_opens": None, "baseline": None,
             "phasing": default_phasing(row["indicator"], about[row["indicator"]], "at_least", first, last),
             "note": _("computed from {printed}: {target}", printed=row["printed"],
                       target=between_text(row, about[row["indicator"]]["measure"])),
             "sheet": row["sheet"], "cell": row["cell"]}
            for row in of_year.to_dict("records")
        ]  # fmt: skip
        both = pd.concat([now.drop(columns="version").assign(sheet="", cell=""), pd.DataFrame(fresh)])
        targets.append(both.assign(plan_year=year, version=both["unit"].map(numbers)))
    rows = pd.concat(targets)
    days = {name: pd.to_datetime(rows[name]) for name in ("period_start", "due_date", "window_opens")}
    amounts = {name: rows[name].astype("Int64") for name in ("target", "tolerance", "baseline")}
    return {"plan": pd.DataFrame(plans), "target": rows.assign(**days, **amounts)}
