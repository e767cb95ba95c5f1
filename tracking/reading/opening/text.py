"""Text tables."""

import csv
import io
import re

from tracking.reading.opening.book import Book, Sheet
from tracking.reading.opening.limits import MAX_COLUMNS, MAX_ROWS, Refused


def read_text(data: bytes) -> Book:
    """The one sheet of a text table."""
    utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data and not utf16:
        raise Refused("not_a_table")
    for encoding in ["utf-16"] if utf16 else ["utf-8-sig", "gb18030"]:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Refused("unknown_encoding")
    if re.match(r"\s*<(!doctype|html|\?xml|table)", text, re.IGNORECASE):
        raise Refused("web_page")
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;", key=first.count)
    rows = [
        [cell.strip() or None for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    ]
    if len(rows) > MAX_ROWS * 5 or max((len(row) for row in rows), default=0) > MAX_COLUMNS:
        raise Refused("too_many_cells")
    return Book("", "", [Sheet("CSV", rows)], "text")
