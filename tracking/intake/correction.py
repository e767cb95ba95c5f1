"""One figure set right by hand: old → new with a reason, by the same rules and comparisons as a file."""

from collections.abc import Set

import pandas as pd

from tracking.intake.checking import check_rows
from tracking.intake.comparing import Preview, compare_quarter, set_beside_stored
from tracking.intake.known import known_to
from tracking.intake.preview import open_questions, store_preview
from tracking.language import _
from tracking.reading import Amount, Fault, Proposal, Question, Reading, ReportProblem, is_blank, read_amount
from tracking.store import Store, StoreProblem, changed_by

BY_HAND = ""  # the sheet of a figure that stands in no file


def preview_correction(
    store: Store, unit: str, indicator: str, period: int, typed: str, basis: str, withdrawn: bool = False
) -> Preview:
    """Compare a figure as it was typed with the one stored; ``withdrawn`` takes the stored one away (清除).

    ``basis`` is quarter, cumulative or level. Raises ReportProblem with every fault; the questions of the preview are to
    be agreed to, as those of a file.
    """
    known = known_to(store)
    about = known.by_indicator()[indicator]
    reading = Reading("quarter", period=period)
    amount, qualifier = (None, None) if withdrawn else _read(typed, about["measure"], reading)
    if reading.faults:
        raise ReportProblem(about["name"], reading.faults)
    state = "missing" if withdrawn else "value" if amount else "zero"
    row = {
        "unit": unit, "indicator": indicator, "period": period, "amount": amount, "this_quarter": None, "state": state,
        "basis": "level" if about["kind"] == "stock" else basis, "qualifier": qualifier, "note": None, "sheet": BY_HAND,
        "cell": "",
    }  # fmt: skip
    rows = pd.DataFrame([row]).astype({"amount": "Int64", "this_quarter": "Int64"})
    reading.tables["report"] = rows
    set_beside_stored(store, reading)
    check_rows(store, reading, known, store.today())
    if reading.faults:
        raise ReportProblem(about["name"], reading.faults)
    preview = Preview("", "", reading, pd.DataFrame(), version=store.version())
    compare_quarter(store, preview, known)
    return preview


def _read(typed: str, measure: str, reading: Reading) -> tuple[int | None, str | None]:
    if is_blank(typed):
        reading.faults.append(Fault(_("the right figure; to take a figure away, tick that it is withdrawn")))
        return None, None
    found = read_amount(typed, measure)
    if isinstance(found, Fault):
        reading.faults.append(found)
        return None, None
    if isinstance(found, Proposal):
        text = _("Does «{typed}» mean {amount}?", typed=typed, amount=found.amount)
        reading.questions.append(Question(f"meaning {typed}", text))
    assert isinstance(found, Amount | Proposal)
    return found.amount, found.qualifier


def store_correction(
    store: Store, preview: Preview, by: str, reason: str, accepted: Set[str], seen: tuple | None = None
) -> int | None:
    """Store a figure set right by hand. ``seen`` is what stood there when it was typed (see cell_now).

    Raises StoreProblem without a reason or name, where a question is open or nothing would change; StoreChanged where
    somebody stored another figure since what was seen.
    """
    if not reason.strip():
        raise StoreProblem(_("Say why the figure is another one."))
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))
    if asked := open_questions(preview, accepted):
        raise StoreProblem(" ".join(question.text for question in asked))
    row = preview.changes.iloc[0]
    if row["change"] == "unchanged":
        raise StoreProblem(_("This is the figure that is stored already."))
    now = cell_now(store, row["unit"], row["indicator"], int(row["period"]))
    if seen is not None and tuple(seen) != now:
        _refuse(store, row)
    return store_preview(store, preview, by.strip(), reason.strip(), accepted)


def _refuse(store: Store, row: pd.Series) -> None:
    told = store.read("unit_reports", unit=row["unit"])
    newest = told[(told["indicator"] == row["indicator"]) & (told["period"] == row["period"]) & told["in_force"]]
    raise changed_by(next(iter(newest.to_dict("records")), None))


def cell_now(store: Store, unit: str, indicator: str, period: int) -> tuple:
    """What is stored of one figure now: its amount, state and basis; None where there is none."""
    cells = store.read("cells", scope="/", first_period=period, last_period=period)
    found = cells[(cells["unit"] == unit) & (cells["indicator"] == indicator)].to_dict("records")
    if not found:
        return None, None, None
    return None if pd.isna(found[0]["amount"]) else int(found[0]["amount"]), found[0]["state"], found[0]["basis"]
