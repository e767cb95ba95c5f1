"""What the rules say of figures before anybody decides about them: as sentences, none of which stops anything."""

import pandas as pd

from tracking.accounts import FIGURE
from tracking.intake.checking import check_rows
from tracking.intake.comparing import set_beside_stored
from tracking.intake.preview import known_to, preview_file
from tracking.reading import Reading, ReportProblem
from tracking.store import Store


def findings_about(store: Store, figures: pd.DataFrame) -> dict[str, list[str]]:
    """Unit → what is to be looked at in its ``figures`` of one quarter (columns as the table report); only units with anything."""
    known, found = known_to(store), {}
    for unit, rows in figures.groupby("unit"):
        reading = Reading("quarter", period=int(rows["period"].iloc[0]))
        told = rows[FIGURE].assign(amount=rows["amount"].astype("Int64"), this_quarter=None).reset_index(drop=True)
        reading.tables["report"] = told.astype({"this_quarter": "Int64"})
        set_beside_stored(store, reading)
        reading.tables["report"]["change"] = "new"
        check_rows(store, reading, known, store.today())
        sentences = [
            *(fault.sentence() for fault in reading.faults),
            *(one.text for one in reading.questions),
            *reading.notes,
        ]
        if sentences:
            found[str(unit)] = sentences
    return found


def every_finding(store: Store, name: str, data: bytes, year: int, quarter: int) -> list[str]:
    """What is wrong or asked of figures that are typed, by way of the workbook in which they would be handed in."""
    try:
        preview = preview_file(store, name, data, year, quarter)
    except ReportProblem as problem:
        return [fault.sentence() for fault in problem.faults]
    return [*(fault.sentence() for fault in preview.held), *(question.text for question in preview.reading.questions)]
