"""A template and values → a document: every tag replaced, and what loops leave behind put in order."""

import io
from copy import deepcopy

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from lxml import etree

from tracking.office import parent_of
from tracking.report.township_template.fields import SPLIT
from tracking.report.township_template.opening import with_xml, written_parts
from tracking.report.township_template.tags import ENVIRONMENT

WORD_2010 = "{http://schemas.microsoft.com/office/word/2010/wordml}"


def filled_document(data: bytes, values: dict[str, object]) -> WordDocument:
    """The template with every field filled in; its charts as they were."""
    template = DocxTemplate(io.BytesIO(data))
    document = template.get_docx()
    for part in map(with_xml, written_parts(document.part)):
        source = template.patch_xml(etree.tostring(part.element, encoding="unicode"))
        written = parse_xml(ENVIRONMENT.from_string(source).render(values))
        _split_paragraphs(written)
        _drop_repeated(written)
        _mend_boxes(written)
        part._element = written
    return document.part.document


def _split_paragraphs(root: etree._Element) -> None:
    """Make several paragraphs, alike in everything, of those that hold the text of several; inner ones first."""
    for paragraph in reversed(list(root.iter(qn("w:p")))):
        breaks = sum((text.text or "").count(SPLIT) for text in paragraph.iter(qn("w:t")))
        for number in range(breaks):
            paragraph.addprevious(_piece(paragraph, number, last=False))
        if breaks:
            parent_of(paragraph).replace(paragraph, _piece(paragraph, breaks, last=True))


def _piece(paragraph: etree._Element, wanted: int, last: bool) -> etree._Element:
    """A copy of a paragraph with what stands between two breaks."""
    copy, place = deepcopy(paragraph), 0
    for node in list(copy.iter()):
        if node.tag == qn("w:t"):
            pieces = (node.text or "").split(SPLIT)
            here = 0 <= wanted - place < len(pieces)
            node.text = pieces[wanted - place] if here else ""
            place += len(pieces) - 1
        elif place != wanted and node.tag != qn("w:rPr") and node is not copy and parent_of(node).tag == qn("w:r"):
            parent_of(node).remove(node)
    for section in [] if last else list(copy.iter(qn("w:sectPr"))):
        parent_of(section).remove(section)
    return copy


def _drop_repeated(root: etree._Element) -> None:
    """Names and numbers that Word gives to one thing only and that a loop has written more than once."""
    for node in root.iter(qn("w:p"), qn("w:tr")):
        for name in ("paraId", "textId"):
            node.attrib.pop(WORD_2010 + name, "")
    controls = [control.find(qn("w:id")) for control in root.iter(qn("w:sdtPr"))]
    marks = [list(root.iter(qn(f"w:bookmark{end}"))) for end in ("Start", "End")]
    for kind, attribute in ((controls, "w:val"), (marks[0], "w:id"), (marks[1], "w:id")):
        seen: set[str | None] = set()
        for mark in (mark for mark in kind if mark is not None):
            if mark.get(qn(attribute)) in seen:
                parent_of(mark).remove(mark)
            seen.add(mark.get(qn(attribute)))
    for number, frame in enumerate(root.iter(qn("wp:docPr")), start=1):
        frame.set("id", str(number))


def _mend_boxes(root: etree._Element) -> None:
    """Word wants a paragraph at the end of every cell, and a row in every table."""
    for table in [table for table in root.iter(qn("w:tbl")) if table.find(f".//{qn('w:tr')}") is None]:
        parent_of(table).remove(table)
    for box in list(root.iter(qn("w:tc"), qn("w:hdr"), qn("w:ftr"))):
        if not len(box) or box[-1].tag != qn("w:p"):
            box.append(OxmlElement("w:p"))
