"""The year's scoring (考核): rule sets, points of every unit item by item, places, what is given by hand, closings and objections."""

from tracking.scoring.closing import close_scoring, closed_sheets, open_scoring
from tracking.scoring.keeping import (
    Mark,
    answer_objection,
    closed_years,
    marks_of,
    objections_of,
    put_in_force,
    record_mark,
    record_objection,
    record_rules,
    record_team,
    rules_in_force,
    rules_on_record,
    teams_of,
    withdraw_mark,
)
from tracking.scoring.points import (
    LEFT_OUT,
    NOT_REPORTED,
    NOT_SCORED,
    Figure,
    completion,
    one_of,
)
from tracking.scoring.rules import (
    BESIDES,
    BY_FIGURES,
    HOW,
    HUNDREDTHS,
    LAST_QUARTER,
    MISSING,
    Item,
    Rules,
    WrongRules,
)
from tracking.scoring.scores import Line, Sheet, in_places, scores
from tracking.scoring.typed import TYPED, items_of_rows, rows_of_items
