"""The workbooks handed out for filling in: units, plan, a quarter, indicators of one's own."""

from tracking.handouts.templates.contracts import contract_name, contracts_workbook, in_order
from tracking.handouts.templates.foundings import STEP_NAMES, foundings_workbook
from tracking.handouts.templates.handed_over import handed_over
from tracking.handouts.templates.known import planned_indicators, planned_quarter, template_for
from tracking.handouts.templates.scoring import HOW_NAMES, rules_workbook
from tracking.handouts.templates.workbooks import (
    in_words,
    plan_workbook,
    planned_targets,
    quarter_workbook,
    template_name,
    units_workbook,
)
