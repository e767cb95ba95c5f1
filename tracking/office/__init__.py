"""The craft of Word, Excel and native charts. It knows nothing of unions."""

from tracking.office.excel import Book, Cell, Column, Figure, shown, signed
from tracking.office.native_charts import (
    CHART,
    DRAWING,
    FONT,
    GREY,
    INK,
    ORDER,
    RELATIONS,
    SMALL,
    TRACK,
    Chart,
    Drawn,
    Place,
    Workbook,
    base,
    chart_parts,
    child_of,
    insert_chart,
    parent_of,
    same_every_time,
)
from tracking.office.pdf import NoOffice, as_pdf
from tracking.office.word import (
    CAPTION,
    HEI,
    KAI,
    NOTE,
    PICTURE,
    PT_PER_MM,
    add_table,
    add_text,
    document_bytes,
    indent,
    line_of_table,
    new_document,
    set_font,
)
