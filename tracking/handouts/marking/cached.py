"""The stored results of formulas: openpyxl keeps the formulas and drops these, so they are put back."""

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from xml.sax.saxutils import escape

from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

FORMULA = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*)>(<f\b[^>]*?(?:/>|>[^<]*</f>))<v\s*(?:/>|></v>)</c>')


def keep_values(original: bytes, marked: bytes, names: list[str]) -> bytes:
    """The marked workbook with the results that its formulas had in the original, so that viewers show them.

    ``names`` are the titles of its worksheets, in their order.
    """
    parts = {f"xl/worksheets/sheet{number}.xml": name for number, name in enumerate(names, start=1)}
    with zipfile.ZipFile(io.BytesIO(marked)) as archive:
        if not any(b"<f" in archive.read(part) for part in parts):
            return marked
    values = load_workbook(io.BytesIO(original), data_only=True)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(marked)) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if parts.get(entry.filename) in values.sheetnames:
                content = _with_values(content.decode(), values[parts[entry.filename]], values.epoch).encode()
            new.writestr(entry.filename, content)
    return changed.getvalue()


def _with_values(text: str, values: Worksheet, epoch: datetime) -> str:
    def put(found: re.Match) -> str:
        at, attributes, formula = found.groups()
        kind, value = _written(values[at].value, epoch)
        return f'<c r="{at}"{attributes}{kind}>{formula}{value}</c>'

    return FORMULA.sub(put, text)


def _written(value: object, epoch: datetime) -> tuple[str, str]:
    """The type and the value of a cell as a worksheet writes them; nothing where no result was stored."""
    if value is None:
        return "", ""
    if isinstance(value, bool):
        return ' t="b"', f"<v>{int(value)}</v>"
    if isinstance(value, date | time | timedelta):
        value = to_excel(value, epoch)
    if isinstance(value, int | float):
        return "", f"<v>{value!r}</v>"
    return (' t="e"' if value in ERROR_CODES else ' t="str"'), f"<v>{escape(str(value))}</v>"
