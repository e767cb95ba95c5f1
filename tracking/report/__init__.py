"""What the half-year report says, and where each of its figures comes from."""

from tracking.report.annex_workbook import gap, number, report_workbook, sources_workbook
from tracking.report.charts import units_chart
from tracking.report.choices import OWN, STRIKE, WORDING, Choice, other_wordings, own_words, read_choice
from tracking.report.contract_list import contract_name_of
from tracking.report.document import done_words, report_document
from tracking.report.drafts import (
    NO_WORDS,
    WrongLine,
    changed_figures,
    choice_of_sections,
    current_report,
    file_name_of,
    is_outdated,
    last_draft,
    newest_words,
    opening_line_of,
    record_draft,
    save_opening_line,
    save_sections,
    save_words,
    sections_of,
    tidy_words,
    word_versions,
)
from tracking.report.facts import Facts, gather
from tracking.report.half_year import (
    BEFORE,
    DETAILED,
    KIND_OF_QUARTER,
    KINDS_OF_QUARTER,
    PART_OF,
    PLACES,
    SOURCES,
    TITLES,
    Report,
    WrongKind,
    as_plain_text,
    blocks,
    compose,
    data_note,
    weight_of,
)
from tracking.report.indicator_csv import report_csv
from tracking.report.own_look import newest_reference, own_look, reference_of, sample_reference, save_reference
from tracking.report.sentences import FIELDS_OF_LINE, USUAL_LINE, told_reasons, totals
from tracking.report.tracing import cells_of, cells_table, name_of_figure, row_of, trace
from tracking.report.wording import (
    NUMERALS,
    QUARTER,
    SPAN,
    amount,
    bare,
    day,
    end_of,
    joined,
    pieces,
    points,
    sentences,
    some,
)
