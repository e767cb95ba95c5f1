"""A unit's own look: the reference document (letterhead, styles, margins) that its reports are poured into."""

from datetime import datetime, time

import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from tracking.harmless import printable
from tracking.office import BODY_TEXT, FILED_AS, HERE, NOTE, document_bytes, faults_of_reference, new_document
from tracking.report.facts import Facts
from tracking.report.wording import day
from tracking.store import Store, refuse_unless_seen

HEAD = "红头"
RED = RGBColor(0xD0, 0x00, 0x00)


def save_reference(store: Store, unit: str, body: bytes, file: str, by: str, seen: int | None = None) -> int:
    """Keep the reference document of a unit's own look; an empty one goes back to the official layout.

    Raises StoreChanged where somebody stored another since the submission that was ``seen`` (0: none).
    """

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, newest_reference(store, unit))
        return {"report_template": pd.DataFrame([{"unit": unit, "body": body}])}

    return store.add("report", tables, received_by=by, file_name=file)


def newest_reference(store: Store, unit: str) -> dict | None:
    """The newest choice of a reference document: body (empty for the official layout), file_name, submission, received_by,
    received_at."""
    found = store.read("report_template", unit=unit).to_dict("records")
    return found[0] if found else None


def reference_of(store: Store, unit: str) -> tuple[str, bytes] | None:
    """The file name and bytes of the reference document in force; None for the official layout."""
    found = newest_reference(store, unit)
    return (found["file_name"], bytes(found["body"])) if found and len(found["body"]) else None


def own_look(store: Store, unit: str) -> bytes | None:
    """The reference document a report is poured into; None for the official layout, also where the one kept is no good."""
    kept = reference_of(store, unit)
    return kept[1] if kept and not faults_of_reference(kept[1]) else None


def sample_reference(facts: Facts) -> bytes:
    """A reference document to begin with: official layout, a red letterhead with its line above, who gets a copy below."""
    document = new_document()
    head, number = document.styles.add_style(HEAD, 1), document.styles[FILED_AS]
    head.base_style, head.font.size = document.styles["Title"], Pt(42)
    number.paragraph_format.alignment = ALIGN.CENTER
    head.font.color.rgb, head.paragraph_format.line_spacing, head.paragraph_format.space_after = RED, Pt(60), Pt(28)
    number.paragraph_format.space_after = Pt(28)
    rule, line = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", "D00000")):
        line.set(qn(f"w:{key}"), value)
    rule.append(line)
    number.element.get_or_add_pPr().insert_element_before(rule, "w:spacing", "w:ind", "w:jc")
    document.add_paragraph(printable(f"{facts.unit_name}文件"), style=HEAD)
    document.add_paragraph(f"　　工〔{facts.year}〕　　号", style=FILED_AS)
    document.add_paragraph(HERE, style=BODY_TEXT)
    document.add_paragraph(printable(f"{facts.unit_name}办公室　　{day(facts.today)}印发"), style=NOTE)
    made = datetime.combine(facts.today, time())
    return document_bytes(document, "参考文档", printable(facts.unit_name), made)
