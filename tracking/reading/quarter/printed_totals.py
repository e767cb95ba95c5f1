"""What a sheet prints although it follows from its figures: totals and rates. They are compared, never stored."""

from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from tracking.catalogue import PERCENT
from tracking.language import _
from tracking.opening import address
from tracking.reading.layout.headings import MONEY_UNITS, ColumnMeaning
from tracking.reading.layout.tables import Table, text_of
from tracking.reading.numbers import Amount, Proposal, as_typed, is_blank, read_amount
from tracking.reading.problems import Question
from tracking.reading.quarter.cells import Figure, Figures


class Line(NamedTuple):
    """One row of a table: its number, its cells, which printed total it is (None for figures), and whose figures."""

    number: int
    cells: list
    total: str | None
    unit: str | None = None


TENTH_OF_A_POINT = 1000  # in millionths
MOST_CELLS = 4  # named in a question


def check_totals(
    table: Table, lines: list[Line], meanings: dict[int, ColumnMeaning], rows: list[Figure], figures: Figures
) -> None:
    """Ask about every printed total that is not the sum of its rows; say where parts (其中) do not add up to it."""
    if not any(line.total for line in lines):
        return
    above = figures.known.above([line.unit for line in lines if line.unit])
    figures_of = [
        figure for figure in rows if figure.unit not in above
    ]  # a village's row beside its enterprises' is a total
    amounts = {figure.cell: figure.amount or 0 for figure in figures_of}
    both = {figure.cell: figure.amount or 0 for figure in rows} if above else amounts
    for column, meaning in meanings.items():
        questions, notes = figures.reading.questions, figures.reading.notes
        before = len(questions), len(notes)
        _check_column(table, lines, column, meaning, (amounts, both), figures)
        if (len(questions), len(notes)) != before and _is_settled(lines, column, rows, figures):
            del questions[before[0] :], notes[before[1] :]


def check_across(
    table: Table, totals: dict[int, ColumnMeaning], rows: list[tuple[int, list, list[Figure]]], figures: Figures
) -> None:
    """Ask once about the totals beside rows (合计 beside months or units) that are not the sums of their rows."""
    wrong = []
    for column, meaning in totals.items():
        for number, cells, found in rows:
            own = [f for f in found if f.indicator == meaning.indicator] if meaning.indicator else found
            codes = {figure.indicator for figure in own}
            if len(codes) != 1 or any(figure.basis == "cumulative" for figure in own):
                continue
            (code,) = codes
            meant = ColumnMeaning(code, money_factor=meaning.money_factor)
            printed = _printed(cells, column, meant, figures)
            summed = sum(figure.amount or 0 for figure in own)
            level = figures.about[code]["kind"] == "stock" and any(figure.month for figure in own)
            if printed is not None and printed != summed and not level and not all(map(figures.is_settled, own)):
                measure = figures.measures[code]
                wrong.append((address(number, column), as_typed(printed, measure), as_typed(summed, measure)))
    if wrong:
        at, printed_first, summed_first = wrong[0]
        text = _(
            "«{sheet}» {cells}: the printed total is {printed}, but the figures beside it add up to {summed}. Store the"
            " figures?",
            sheet=table.sheet.name,
            cells=", ".join(at for at, _printed_there, _summed in wrong[:MOST_CELLS]),
            printed=printed_first,
            summed=summed_first,
        )
        question = Question(f"total_across {table.sheet.name} {at}", text, tuple(at for at, *_rest in wrong))
        figures.reading.questions.append(question)


def _is_settled(lines: list[Line], column: int, rows: list[Figure], figures: Figures) -> bool:
    """Whether all figures of a column are stored exactly so already: its totals were agreed to then."""
    cells = {address(line.number, column) for line in lines}
    return all(figures.is_settled(figure) for figure in rows if figure.cell in cells)


def _check_column(
    table: Table,
    lines: list[Line],
    column: int,
    meaning: ColumnMeaning,
    sums: tuple[dict[str, int], dict[str, int]],
    figures: Figures,
) -> None:
    amounts, both = sums
    before, since, whole = 0, 0, None
    parts: list[tuple[str, int]] = []
    every = sum(amounts.get(address(number, column), 0) for number, _cells, total, _unit in lines if not total)
    all_rows = sum(both.get(address(number, column), 0) for number, _cells, total, _unit in lines if not total)
    for place, (number, cells, total, _unit) in enumerate(lines):
        at = address(number, column)
        if total is None:
            before += amounts.get(at, 0)
            since += amounts.get(at, 0)
            continue
        printed = _printed(cells, column, meaning, figures)
        if total == "average":
            continue
        if total == "part":
            if whole is not None and printed is not None:
                parts.append((at, printed))
            continue
        _check_parts(table, whole, parts, meaning, figures)
        whole, parts = printed, []
        until = _sum_until_total(lines[place + 1 :], column, amounts)
        right = {since, until} if total == "subtotal" else {every, before, since, until, all_rows}
        if printed is not None and printed not in right:
            summed = every if total == "total" else since or until
            _ask_about_total(table, at, printed, summed, meaning, figures)
        since = 0
    _check_parts(table, whole, parts, meaning, figures)


def check_totals_of_form(
    table: Table,
    lines: list[Line],
    columns: dict[int, ColumnMeaning],
    rows: list[Figure],
    figures: Figures,
    measure: int | None,
) -> None:
    """Ask about the printed totals of a form that differ from what the rows above them add up to, where all of these are
    counted in one measure; ``measure`` is the column of measures, if there is one."""
    since = -1
    for number, cells, _total, _unit in lines:
        for column, meaning in columns.items():
            above = [
                figure for figure in rows if since < figure.row < number and figure.cell == address(figure.row, column)
            ]
            codes = {figure.indicator for figure in above if figure.amount is not None}
            if len(codes) < 2 or len({figures.measures[code] for code in codes}) > 1:
                continue
            factor = meaning.money_factor * MONEY_UNITS.get(text_of(cells, measure), 1)
            of_one = replace(meaning, indicator=above[0].indicator, money_factor=factor)
            printed = _printed(cells, column, of_one, figures)
            summed = sum(figure.amount or 0 for figure in above)
            if printed is not None and printed != summed and not all(map(figures.is_settled, above)):
                _ask_about_total(table, address(number, column), printed, summed, of_one, figures)
        since = number


def _printed(cells: list, column: int, meaning: ColumnMeaning, figures: Figures) -> int | None:
    """The amount that a row of totals prints; None for a blank or what is no plain number."""
    cell = cells[column] if column < len(cells) else None
    if is_blank(cell):
        return None
    amount = read_amount(cell, figures.measures[meaning.code], False, meaning.money_factor)
    return amount.amount if isinstance(amount, Amount) else None


def _sum_until_total(lines: list[Line], column: int, amounts: dict[str, int]) -> int:
    """The sum of the rows up to the next printed total, for a total that stands above its rows."""
    summed = 0
    for number, _cells, total, _unit in lines:
        if total:
            break
        summed += amounts.get(address(number, column), 0)
    return summed


def _ask_about_total(
    table: Table, at: str, printed: int, summed: int, meaning: ColumnMeaning, figures: Figures
) -> None:
    measure, sheet = figures.measures[meaning.code], table.sheet.name
    text = _(
        "«{sheet}» {cell}: the printed total is {printed}, but the rows add up to {summed}. Store the rows?",
        sheet=sheet,
        cell=at,
        printed=as_typed(printed, measure),
        summed=as_typed(summed, measure),
    )
    figures.reading.questions.append(Question(f"total {sheet} {at}", text, (at,), sheet=sheet))


def _check_parts(
    table: Table, whole: int | None, parts: list[tuple[str, int]], meaning: ColumnMeaning, figures: Figures
) -> None:
    """A part larger than its whole is asked about; several that add up to something else may overlap, so this is said."""
    measure, sheet = figures.measures[meaning.code], table.sheet.name
    for at, amount in parts:
        if whole is not None and amount > whole:
            text = _(
                "«{sheet}» {cell}: a part is {part}, more than its whole of {whole}. Store the rows?",
                sheet=sheet,
                cell=at,
                part=as_typed(amount, measure),
                whole=as_typed(whole, measure),
            )
            figures.reading.questions.append(Question(f"part {sheet} {at}", text, (at,), sheet=sheet))
    summed = sum(amount for _at, amount in parts)
    if whole is not None and len(parts) > 1 and summed != whole:
        note = _(
            "«{sheet}» {cell}: the parts add up to {summed}, the total above them is {whole}.",
            sheet=sheet,
            cell=parts[0][0],
            summed=as_typed(summed, measure),
            whole=as_typed(whole, measure),
        )
        figures.reading.notes.append(note)


def check_rates(
    table: Table, lines: list[Line], rates: dict[int, ColumnMeaning], rows: list[Figure], figures: Figures
) -> None:
    """Say which printed rates differ by more than a tenth of a point from what the figures of their row give."""
    if not rates:
        return
    on_line: dict[int, dict[str, Figure]] = {}
    for figure in rows:
        if figure.amount is not None:
            on_line.setdefault(figure.row, {})[figure.indicator] = figure
    for column, meaning in rates.items():
        about = figures.about[meaning.code]
        wrong = []
        for number, cells, total, _unit in lines:
            parts = on_line.get(number, {})
            of, base = parts.get(about["numerator"]), parts.get(about["denominator"])
            printed = None if total else _printed_rate(table, number, column, cells)
            if printed is None or of is None or of.amount is None or base is None or not base.amount:
                continue
            own = Fraction(of.amount, base.amount) * 10**6
            settled = figures.is_settled(of) and figures.is_settled(base)
            if abs(own - printed) > TENTH_OF_A_POINT and not settled:
                wrong.append((address(number, column), printed, own))
        if wrong:
            at, printed, own = wrong[0]
            note = _(
                "«{sheet}»: {count} printed values of {indicator} differ from what their figures give, such as {cell}:"
                " {printed}% printed, {own}% computed. The program computes rates itself.",
                sheet=table.sheet.name,
                count=len(wrong),
                indicator=about["name"],
                cell=at,
                printed=f"{printed / 10**4:.1f}",
                own=f"{float(own) / 10**4:.1f}",
            )
            figures.reading.notes.append(note)


def _printed_rate(table: Table, number: int, column: int, cells: list) -> int | None:
    """A printed rate in millionths; None for a blank or what is none."""
    cell = cells[column] if column < len(cells) else None
    if is_blank(cell):
        return None
    amount = read_amount(cell, PERCENT, address(number, column) in table.sheet.percent)
    return amount.amount if isinstance(amount, Amount | Proposal) else None
