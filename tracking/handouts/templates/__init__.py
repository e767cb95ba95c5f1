"""The workbooks handed out for filling in: units, plan, a quarter."""

from tracking.handouts.templates.known import template_for
from tracking.handouts.templates.workbooks import (
    plan_workbook,
    planned_targets,
    quarter_workbook,
    template_name,
    units_workbook,
)
