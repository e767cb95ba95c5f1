"""Figures of single months → their quarter's: flows are added up, of levels the last month's counts."""

from tracking.language import _
from tracking.reading.problems import LEAVE_OUT, Question
from tracking.reading.quarter.cells import Figure
from tracking.reading.sheets import Known, Reading

SUMS, MONTHS, PRINTED = "months_or_printed", "months", "printed"


def months_to_quarters(figures: list[Figure], known: Known, reading: Reading) -> list[Figure]:
    """The figures with one for each quarter in place of those for its months; quarters that lack a month are asked about."""
    if not any(figure.month for figure in figures):
        return figures
    stocks = {code for code, row in known.by_indicator().items() if row["kind"] == "stock"}
    found = [figure for figure in figures if not figure.month]
    monthly: dict[tuple, list[Figure]] = {}
    for figure in figures:
        if figure.month:
            monthly.setdefault((figure.unit, figure.indicator, figure.period), []).append(figure)
    lacking: dict[tuple[int, ...], list[Figure]] = {}
    for (_unit, indicator, period), own in monthly.items():
        own.sort(key=lambda figure: figure.month or 0)
        last, months = own[-1], tuple(figure.month or 0 for figure in own)
        counted = [figure for figure in own if figure.amount is not None]
        cumulative = any(figure.basis == "cumulative" for figure in own)
        if len(set(months)) < len(months):
            found += own  # the same month twice is a fault as any other
            continue
        if indicator not in stocks and not cumulative and counted:
            last.amount = sum(figure.amount or 0 for figure in counted)
            last.state = "value" if last.amount else "zero"
        ends = period % 4 * 3 + 3
        needed = {ends} if indicator in stocks or cumulative else {ends - 2, ends - 1, ends}
        if not needed <= set(months):
            lacking.setdefault(months, []).append(last)
            continue
        last.month = None
        found.append(last)
    found += [figure for months, own in lacking.items() for figure in _as_answered(months, own, known, reading)]
    found = _without_printed_sums(found, {id(own[-1]) for own in monthly.values()}, known, reading)
    return found


def _as_answered(months: tuple[int, ...], own: list[Figure], known: Known, reading: Reading) -> list[Figure]:
    """Figures of quarters that are told by some of their months alone, as the question says that is asked about them once."""
    text = _(
        "«{sheet}»: {count} figures, such as {cell}, are told by the months {months} alone. What are they?",
        sheet=own[0].sheet,
        count=len(own),
        cell=own[0].cell,
        months=", ".join(map(str, months)),
    )
    choices = [
        ("quarter", _("the whole quarter's")),
        ("cumulative", _("year to date, from 1 January")),
        (LEAVE_OUT, _("those months' alone: leave them out")),
    ]
    if len(months) > 1:
        del choices[1]
    key = f"months {own[0].sheet} {' '.join(map(str, months))}"
    answer = known.answers.get(key, "")
    cells = tuple(figure.cell for figure in own)
    reading.questions.append(Question(key, text, cells, tuple(choices), answer, sheet=own[0].sheet))
    if answer not in ("quarter", "cumulative"):
        return []
    for figure in own:
        figure.month = None
        figure.basis = "level" if figure.basis == "level" else answer
    return own


def _without_printed_sums(found: list[Figure], summed: set[int], known: Known, reading: Reading) -> list[Figure]:
    """The figures without those of a table or sheet 合计 that say the same as the months; where they differ, it is asked once
    which counts."""
    by_key: dict[tuple, list[Figure]] = {}
    for figure in found:
        by_key.setdefault((figure.unit, figure.indicator, figure.period), []).append(figure)
    differing, kept = [], []
    answer = known.answers.get(SUMS, "")
    for own in by_key.values():
        of_months = [figure for figure in own if id(figure) in summed]
        printed = [figure for figure in own if id(figure) not in summed and figure.said != "cumulative"]
        if not of_months or len(printed) != 1:
            kept += own
            continue
        kept += [figure for figure in own if figure not in (*of_months, *printed)]
        kept.append(printed[0] if answer == PRINTED else of_months[0])
        if printed[0].amount != of_months[0].amount:
            differing.append((printed[0], of_months[0]))
    if differing:
        whole, months = differing[0]
        text = _(
            "«{sheet}» {cell}: {printed} is printed for the quarter, but its months add up to {summed} (so in {count} places)."
            " Which counts?",
            sheet=whole.sheet,
            cell=whole.cell,
            printed=whole.amount,
            summed=months.amount,
            count=len(differing),
        )
        choices = ((MONTHS, _("the months added up")), (PRINTED, _("what is printed for the quarter")))
        cells = tuple(figure.cell for figure, _months in differing)
        reading.questions.append(Question(SUMS, text, cells, choices, answer, sheet=whole.sheet))
    return kept
