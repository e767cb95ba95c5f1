"""The store's door: no text is kept that holds a number of a person, what nobody can see, or a name without end."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from tracking.harmless import LONGEST_NAME, UNSEEN
from tracking.language import N_, _
from tracking.reading import KINDS, TELEPHONES, Fault, masked, numbers_in_text
from tracking.store.lock import StoreProblem

# What may stay: the office's own telephone in the list of units, and the codes of units, which may look like an identity
# number by chance. Places in a file and the figures of a draft are written by the program itself.
OFFICE = {("unit", "contact"), ("unit", "phone")}
CODES = {"unit", "parent", "path", "answer"}
OWN = {
    ("report", "cell"),
    ("target", "cell"),
    ("report_figure", "figure"),
    ("report_figure", "said"),
    ("account", "password"),
    ("identity", "subject"),
    ("evidence", "sha256"),
}
NAMES = {"name", "name_en", "received_by", "document", "approved_by", "responsible", "value", "file_name"}
BREAKS, ONE_LINE = re.compile(r"[\t\n\r]"), CODES | {"account"}
FIELDS = {
    "received_by": N_("Your name or office"),
    "file_name": N_("File name"),
    "reason": N_("Reason"),
    "reason_text": N_("Reason in words"),
    "measures": N_("Measures"),
    "responsible": N_("Who sees to it"),
    "note": N_("Note"),
    "approved_by": N_("Approved by"),
    "document": N_("Document no."),
    "link": N_("Link"),
    "title": N_("Name of the file"),
    "body": N_("Words of the report"),
    "value": N_("Name of the union"),
    "name": N_("Name"),
    "said": N_("Name or heading"),
    "contact": N_("Contact"),
    "phone": N_("Phone"),
    "sector": N_("Sector"),
}
SHOWN = 20  # letters before what is wrong, and after it
MOST_SAID = 5


def refuse_texts(tables: Mapping[str, pd.DataFrame], about: Mapping[str, object]) -> None:
    """Raise StoreProblem with every text of one submission that may not be kept: in which field, and what, masked."""
    faults: list[Fault] = []
    for field, text in about.items():
        if field != "sha256" and isinstance(text, str):
            faults += _faults("submission", field, [text])
    for table, rows in tables.items():
        for field in rows.columns:
            if (table, field) not in OWN and rows[field].dtype.kind not in "biufM":
                faults += _faults(table, field, _texts(rows[field]))
    if faults:
        said = "; ".join(dict.fromkeys(fault.sentence() for fault in faults[:MOST_SAID]))
        raise StoreProblem(_("{faults}. Nothing was stored.", faults=said))


def refuse_text(field: str, text: str) -> None:
    """Raise StoreProblem for one text that may not be kept, before anything else is done with it."""
    refuse_texts({}, {field: text})


def _texts(column: pd.Series) -> Iterable[str]:
    """Every different text of a column, once."""
    return (value for value in column.dropna().unique() if isinstance(value, str))


def _faults(table: str, field: str, texts: Iterable[str]) -> Iterator[Fault]:
    said, is_code, office = _(FIELDS.get(field, N_("Text"))), field in CODES, (table, field) in OFFICE
    for text in texts:
        if UNSEEN.search(text) or (field in ONE_LINE and BREAKS.search(text)):
            shown = BREAKS.sub("□", UNSEEN.sub("□", masked(text)))
            at = max(shown.find("□") - SHOWN, 0)
            expected = _("text without characters that nobody can see; they are shown here as □")
            yield Fault(expected, cell=said, found=shown[at : at + 2 * SHOWN])
        elif field in NAMES and len(text) > LONGEST_NAME:
            yield Fault(
                _("at most {count} characters", count=LONGEST_NAME), cell=said, found=masked(text)[:SHOWN] + "…"
            )
        else:
            for found in numbers_in_text(text, is_code):
                if not (office and found.kind in TELEPHONES):
                    yield Fault(_(KINDS[found.kind]), cell=said, found=masked(text[found.start : found.end], is_code))
                    break
