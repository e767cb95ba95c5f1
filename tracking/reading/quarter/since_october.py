"""Sums since 1 October, the year of union statistics → sums from 1 January: the stored fourth quarter is taken off."""

from collections.abc import Collection

from tracking.language import _
from tracking.reading.problems import Fault, Question
from tracking.reading.quarter.cells import Figure
from tracking.reading.sheets import Known, Reading

SHOWN = 3


def from_january(figures: list[Figure], sheets: Collection[str], known: Known, reading: Reading) -> list[Figure]:
    """The figures, with the fourth quarter of the year before taken off those flows of these sheets that are sums.

    Whether that is right is asked once; where that quarter is not stored, or not alone, a sum cannot be told apart.
    """
    about = known.by_indicator()
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    kept: list[Figure] = []
    shown: list[str] = []
    for figure in figures:
        amount, is_sum = figure.amount, figure.sheet in sheets and figure.basis == "cumulative"
        if amount is None or not is_sum or about[figure.indicator]["kind"] != "flow":
            kept.append(figure)
            continue
        before = figure.period // 4 * 4 - 1
        quarter = _of_one_quarter(known, figure.unit, figure.indicator, before)
        if quarter is None:
            expected = _(
                "the fourth quarter of {year} in the store, alone: without it a sum since 1 October cannot be told from one"
                " since 1 January",
                year=before // 4,
            )
            reading.faults.append(Fault(expected, figure.sheet, figure.cell, str(amount)))
            continue
        shown.append(f"{names[figure.unit]}: {amount} − {quarter} = {amount - quarter}")
        figure.amount = amount - quarter
        figure.state = "value" if figure.amount else "zero"
        kept.append(figure)
    if shown:
        text = _(
            "The figures are sums since 1 October. The stored fourth quarter was taken off, so that sums from 1 January are"
            " stored ({examples}). Is that right?",
            examples="; ".join(shown[:SHOWN]) + (" …" if len(shown) > SHOWN else ""),
        )
        reading.questions.append(Question("since_october", text))
    return kept


def _of_one_quarter(known: Known, unit: str, indicator: str, period: int) -> int | None:
    """What is stored of one fourth quarter alone, if the store tells it."""
    state, amount, basis = known.stored(period).get((unit, indicator), (None, None, None))
    if state not in ("value", "zero") or amount is None:
        return None
    if basis != "cumulative":
        return int(amount)
    state, before, basis = known.stored(period - 1).get((unit, indicator), (None, None, None))
    return int(amount) - int(before) if basis == "cumulative" and before is not None else None
