"""Adding up and judging: from cells to the progress table.

The way of a target: **load** reads a scope once and asks the rest for each quarter; **records** hold who, where and what by
number; **each_quarter** tells what a quarter added to a flow; **adding_up** adds units up to nodes; **targets** are a node's own
or the sum of its parts'; **judge** measures them, **statuses** say who is behind; **table** puts the rows in order. **kept** tells a unit from what is kept of the nodes below it.

The axes of arrays, in brackets wherever an array is named; a number is a position on one of them, -1 is none:

    [unit], [node]   Records.units: every unit that ever stood in the scope; as a node it stands for all at and below it
    [indicator]      Records.indicators: the catalogue in its order; [flow] are those of its flows that are asked about
    [quarter]        periods (tracking.quarters) from the ``first`` of a Grid or of Added on
    [span]           Spans: an indicator with a period (start and due date), each once
    [path]           Tree.paths: every place in the tree at which a unit stood, written /C/T/U/
    [exemption]      Records.exemption_code and its note; [row] is a row of the progress table

``Records`` is what holds on every day: [unit], [indicator], [exemption]. ``Roster`` is who stands where on one day: [unit].
``Grid`` has the cells in force: [quarter, unit, indicator]. ``Spans`` are the periods asked about: [span]. ``Sums`` is what nodes
add up to for them: [node, span]. Days are numpy days.
"""

from tracking.progress.duty import load_duties
from tracking.progress.kept import Below, Keeper, Parted, kept_sums_that_differ, load_node, load_parted
from tracking.progress.load import load_progress, load_quarters
from tracking.progress.parts import split_whole, sum_of_parts
from tracking.progress.phasing import own_rhythm, phasing_share
from tracking.progress.source import Source
from tracking.progress.statuses import (
    ACHIEVED,
    BEHIND_PACE,
    BEHIND_STATUSES,
    BEHIND_WITHIN,
    FAR_BEHIND,
    MISSED,
    ON_PACE,
    SEVERITY,
    SLIGHT_WITHIN,
    SLIGHTLY_BEHIND,
)
from tracking.progress.table import COLUMNS, with_names
from tracking.progress.unfinished import has_begun, has_ended, judged_today
