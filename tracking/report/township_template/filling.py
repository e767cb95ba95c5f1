"""A township's template and a report → the report in the township's own layout."""

import io
from datetime import datetime, time

from docx.package import Package
from jinja2 import TemplateError

from tracking.language import _
from tracking.office import document_bytes
from tracking.report.charts import charts_of
from tracking.report.half_year import Report
from tracking.report.township_template.charts import is_ours, matched, refill_charts
from tracking.report.township_template.checking import check_template
from tracking.report.township_template.fields import SECTION_OF, values_of
from tracking.report.township_template.opening import open_template
from tracking.report.township_template.rendering import filled_document
from tracking.report.township_template.tags import read_tags


class WrongTemplate(ValueError):
    """A template that cannot be filled; ``faults`` are the sentences for whoever made it."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = faults


def fill_template(data: bytes, report: Report) -> bytes:
    """The report in this template. The same template and figures give the same bytes. Raises WrongTemplate."""
    if faults := check_template(data):
        raise WrongTemplate(faults)
    made = datetime.combine(report.signed_on, time())
    try:
        document = filled_document(data, values_of(report))
    except TemplateError as error:
        raise WrongTemplate([_("The template cannot be filled in: {why}", why=str(error))]) from error
    refill_charts(document, charts_of(report.facts, True), set(report.facts.indicators["indicator"]), made)
    return document_bytes(document, report.title, report.facts.unit_name, made)


def notes(data: bytes, report: Report) -> list[str]:
    """What is no fault but worth knowing: charts that stay as they are or have no data now, sections left out."""
    if check_template(data):
        return []
    told, indicators = [], set(report.facts.indicators["indicator"])
    main = Package.open(io.BytesIO(data)).main_document_part
    for shown, chart in matched(main, charts_of(report.facts, True), datetime.combine(report.signed_on, time())):
        if chart is None and is_ours(shown, indicators):
            told.append(_("There are no data for the chart “{name}” now; a sentence takes its place.", name=shown.name))
        elif chart is None:
            told.append(_("The chart “{name}” is not known here and stays as it is.", name=shown.name))
    values, used = values_of(report), read_tags(open_template(data).roots).used
    missing = [name for name in SECTION_OF if values[name] and name not in used]
    if missing:
        told.append(_("The template has no place for: {names}.", names="、".join(missing)))
    return told
