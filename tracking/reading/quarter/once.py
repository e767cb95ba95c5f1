"""One figure for each unit, indicator and quarter of a file."""

from tracking.language import _
from tracking.reading.problems import LEAVE_OUT, Fault, Question
from tracking.reading.quarter.cells import Figure
from tracking.reading.sheets import Known, Reading

ADD_UP = "add_up"
SHOWN = 3  # cells of one unit named in a question


def each_once(figures: list[Figure], known: Known, reading: Reading) -> list[Figure]:
    """One figure for each unit, indicator and quarter.

    Where a file gives this quarter's figure beside that for the year to date, the latter counts, because it also tells
    what is not known of earlier quarters; the former is kept beside it, to be compared. Flows of one unit in several rows of
    a column are added up if somebody says so; else two figures for one thing are a fault, and neither counts.
    """
    kinds = {code: row["kind"] for code, row in known.by_indicator().items()}
    groups: dict[tuple, list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.unit, figure.indicator, figure.period), []).append(figure)
    asked = [own for own in groups.values() if _is_listed_twice(own, kinds)]
    answer = _ask_whether_to_add_up(asked, known, reading) if asked else ""
    kept: list[Figure] = []
    for own in groups.values():
        if len(own) == 1:
            kept += own
        elif _is_listed_twice(own, kinds):
            if answer == ADD_UP:
                own[0].amount = sum(figure.amount or 0 for figure in own)
                own[0].state = "value" if own[0].amount else "zero"
                kept.append(own[0])
        elif kinds[own[0].indicator] == "stock" and (level := _one_level(own)):
            kept.append(level)
        elif {figure.basis for figure in own} == {"quarter", "cumulative"} and len(own) == 2:
            quarter, whole = sorted(own, key=lambda figure: figure.basis == "cumulative")
            whole.this_quarter = quarter.amount
            kept.append(quarter if whole.amount is None else whole)
        else:
            for figure in own[1:]:
                expected = _(
                    "one figure for this unit, indicator and quarter; {cell} has one already", cell=own[0].cell
                )
                reading.faults.append(Fault(expected, figure.sheet, figure.cell, str(figure.amount)))
    return kept


def _one_level(own: list[Figure]) -> Figure | None:
    """The level that several cells for one thing say alike, dashes aside; None where they differ."""
    told = [figure for figure in own if figure.state != "proposed"]
    return told[0] if told and len({(figure.state, figure.amount) for figure in told}) == 1 and _beside(own) else None


def _beside(own: list[Figure]) -> bool:
    """Whether cells stand in one row, such as 本季 and 累计 of a level."""
    return len({(figure.sheet, figure.row) for figure in own}) == 1


def _is_listed_twice(own: list[Figure], kinds: dict[str, str]) -> bool:
    """Whether all figures of one thing are flows that stand in several rows of one column."""
    return (
        len(own) > 1
        and all(figure.of_a_row for figure in own)
        and kinds[own[0].indicator] == "flow"
        and len({(figure.sheet, figure.cell.rstrip("0123456789"), figure.basis) for figure in own}) == 1
        and all(figure.amount is not None for figure in own)
    )


def _ask_whether_to_add_up(asked: list[list[Figure]], known: Known, reading: Reading) -> str:
    """The answer to the question, asked once a file, whether rows of one unit add up, as in a list of events."""
    names = dict(zip(known.units["unit"], known.units["name"], strict=True))
    first = asked[0]
    text = _(
        "{count} figures stand in several rows for one unit, such as {cells} for {unit}. Do its rows add up?",
        count=len(asked),
        cells=", ".join(figure.cell for figure in first[:SHOWN]),
        unit=names[first[0].unit],
    )
    choices = ((ADD_UP, _("yes: each is counted, add them up")), (LEAVE_OUT, _("no: leave these figures out")))
    answer = known.answers.get(ADD_UP, "")
    cells = tuple(figure.cell for own in asked for figure in own)
    reading.questions.append(Question(ADD_UP, text, cells, choices, answer, sheet=first[0].sheet))
    return answer
