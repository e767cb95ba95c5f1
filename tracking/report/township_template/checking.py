"""What is wrong with a template: all of it at once."""

from datetime import datetime

from tracking.language import _
from tracking.office import document_bytes
from tracking.report.township_template.charts import try_charts
from tracking.report.township_template.fields import trial_values
from tracking.report.township_template.opening import open_template
from tracking.report.township_template.rendering import filled_document
from tracking.report.township_template.tags import read_tags

SOME_DAY = datetime(2020, 1, 1)


def check_template(data: bytes) -> list[str]:
    """Every fault of an uploaded template as a sentence; none if it can be filled. Never raises."""
    opened = open_template(data)
    if opened.package is None:
        return opened.faults
    reading = read_tags(opened.roots)
    faults = opened.faults + reading.faults
    if not faults and not reading.used:
        return [_("The file has no field, such as {example}.", example="{{ 标题 }}")]
    return faults or _trial(data)


def _trial(data: bytes) -> list[str]:
    """Fill a template with invented values: what no rule foresaw must be told now, not when the report is due."""
    try:
        document = filled_document(data, trial_values())
        try_charts(document, SOME_DAY)
        document_bytes(document, "", "", SOME_DAY)
    except Exception as error:
        return [_("The template cannot be filled in: {why}", why=str(error)[:200])]
    return []
