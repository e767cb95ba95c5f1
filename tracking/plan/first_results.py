"""What a union had done the year before, typed beside its first plan; stored as a table of the whole year would be."""

import csv
import io
from collections.abc import Hashable, Mapping

from tracking.catalogue import words
from tracking.intake import store_typed
from tracking.language import _, name_of
from tracking.plan.first import first_plan, save_first_plan
from tracking.reading import Fault, ReportProblem, is_blank
from tracking.store import Store

SUM = "sum_of_below"  # the question whether a union's figure is that of all its enterprises


def _results_typed(about: Mapping[Hashable, dict], year: int, rows: list[dict]) -> dict[str, str]:
    """What was typed in ``last`` over what stood there (``was``), by indicator. Raises ReportProblem where it is a rate."""
    said = {row["indicator"]: str(row["last"]).strip() for row in rows if not is_blank(row["last"])}
    new = {
        row["indicator"]: said[row["indicator"]] for row in rows if said.get(row["indicator"], row["was"]) != row["was"]
    }
    faults = [
        Fault(
            _("nothing: a rate is computed from its parts"),
            cell=name_of({**about[code], "indicator": code}),
            found=text,
        )
        for code, text in new.items()
        if about[code]["kind"] == "rate"
    ]
    if faults:
        raise ReportProblem(_name_of(year), faults)
    return new


def results_table(union: str, results: Mapping[str, str], about: Mapping[Hashable, dict]) -> bytes:
    """A table of a union's results since the year began; ``about`` are the catalogue's rows by indicator."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    head, measure, told = (words()[meaning][0] for meaning in ("indicator", "measure", "basis_cumulative"))
    writer.writerow([f"{union}{told}"])
    writer.writerow([head, measure, told])
    for code, amount in results.items():
        writer.writerow([about[code]["name"], about[code]["measure"], amount])
    return text.getvalue().encode("utf-8-sig")


def store_first_plan(
    store: Store, union: str, unit: str, year: int, rows: list[dict], document: str | None, by: str
) -> int | None:
    """Store what was typed of a first plan: last year's results (columns last, was), then the targets as save_first_plan does.

    Raises ReportProblem and PlanProblem with every fault at once, before anything is stored.
    """
    first_plan(store, unit, year, rows)
    _store_results(store, union, year, rows, by)
    return save_first_plan(store, unit, year, rows, document, by)


def _store_results(store: Store, union: str, year: int, rows: list[dict], by: str) -> None:
    """Store what the year before brought, as the union's own total at its end; nothing where nothing was typed."""
    about = store.read("current_indicators").set_index("indicator").to_dict("index")
    results = _results_typed(about, year, rows)
    if results:
        store_typed(store, _name_of(year), results_table(union, results, about), by, year - 1, 4, sure_of=SUM)


def _name_of(year: int) -> str:
    return _("results of {year}, typed.csv", year=year - 1)
