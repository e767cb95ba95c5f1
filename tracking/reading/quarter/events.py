"""A list of events, a row each (台账): the rows of a unit may be counted."""

from tracking.catalogue import MONEY, fold
from tracking.language import _
from tracking.reading.layout.names import themes_within
from tracking.reading.layout.tables import Table
from tracking.reading.layout.titles import title_lines
from tracking.reading.problems import LEAVE_OUT, Question
from tracking.reading.quarter.cells import Figure, Figures

OF_EVENTS = (
    "件",
    "期",
    "场",
    "户",
    "人次",
    "项",
    "家",
    "个",
)  # measures in which events are counted, the likeliest first


def count_events(events: dict[tuple[str, int], list[str]], table: Table, figures: Figures) -> list[Figure]:
    """(unit, quarter) → the cells of its events; as figures of the indicator that counts them, if somebody said which.

    It is asked once for a drawing, the indicators proposed first that the title names or speaks of.
    """
    if not events:
        return []
    heading = " | ".join(filter(None, table.header))
    key = f"count {fold(heading)}"
    answer = figures.known.answers.get(key, "")
    title = "".join([*title_lines(table.sheet), table.sheet.name])
    named = figures.vocabulary.indicator_within(title)
    flows = [code for code, row in figures.about.items() if row["kind"] == "flow" and row["measure"] != MONEY]
    themes = {figures.about[named]["theme"]} if named else themes_within(title)
    of_events = [code for code in flows if figures.measures[code] in OF_EVENTS[:3]]
    order = [
        *([named] if named in flows else []),
        *(c for c in of_events if figures.about[c]["theme"] in themes),
        *flows,
    ]
    offered = list(dict.fromkeys(order))
    text = _(
        "«{sheet}» lists events, a row each. Is the number of a unit's rows a figure of its own, and which?",
        sheet=table.sheet.name,
    )
    leave = (LEAVE_OUT, _("no: the rows are not counted"))
    choices = [(code, figures.about[code]["name"]) for code in offered]
    choices.insert(min(2, len(choices)), leave)
    if key not in {known.key for known in figures.reading.questions}:
        cells = tuple(own[0] for own in events.values())
        figures.reading.questions.append(Question(key, text, cells, tuple(choices), answer, heading, table.sheet.name))
    if answer not in flows:
        return []
    figures.understood = True
    return [
        Figure(unit, answer, period, "quarter", table.sheet.name, cells[0], 0, "quarter", "value", len(cells))
        for (unit, period), cells in events.items()
    ]
