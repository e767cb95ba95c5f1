"""An office's own look: a .docx that gives letterhead, styles, margins, headers and footers, and whose text is not taken.

As with pandoc's reference document, content is poured in. Beyond it: what stands above a paragraph 【正文】 (the letterhead)
stays above the content, what stands below it (who gets a copy) stays below. The file is looked into before it is opened.
"""

import io
import posixpath
import re
import zipfile
from copy import deepcopy
from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.package import Package
from lxml import etree

from tracking.language import _
from tracking.office.native_charts import parent_of
from tracking.office.word import OUR_STYLES, new_document

MOST_MB, MOST_UNPACKED_MB, MOST_PARTS = 5, 40, 500
MB = 1_000_000
HERE = "【正文】"
TRACKED = [qn(f"w:{name}") for name in ("ins", "del", "moveFrom", "moveTo")]
ACTIVE = ("vbaProject", "wordVbaData", "control", "activeXControlBinary")
SHOWN = {"image", "chart", "chartEx", "hyperlink", "oleObject", "package", "comments", "aFChunk"}
STARTING = re.compile(r"(^|\s)DDE(AUTO)?\s", re.IGNORECASE)
OLD_FIELD = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")


@dataclass(frozen=True)
class Look:
    """A document to pour into, and what of the reference document stands behind everything that is poured."""

    document: WordDocument
    behind: list[BaseOxmlElement]

    def close(self) -> WordDocument:
        """The document with its end in place, when all is poured."""
        for element in self.behind:
            self.document.element.body.insert_element_before(element, "w:sectPr")
        return self.document


def faults_of_reference(data: bytes) -> list[str]:
    """Why a file cannot give its look to a document, in sentences; none if it can. Never raises."""
    try:
        if too_big := _sizes(data):
            return [too_big]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
            trees = {name: _parsed(archive.read(name)) for name in names}
        package = Package.open(io.BytesIO(data))
        faults = _active_content(package) + _outside(trees) + _of_the_text(trees)
        if not faults and package.main_document_part.content_type != CONTENT_TYPE.WML_DOCUMENT_MAIN:
            raise ValueError(package.main_document_part.content_type)
        return faults or _trial(data)
    except Exception:  # an upload can be broken in more ways than there are exceptions
        return [_("This is no Word document (.docx).")]


def remarks_on_reference(data: bytes) -> list[str]:
    """What is taken over from a sound file and what is not, in sentences."""
    document = Document(io.BytesIO(data))
    own = [name for name in OUR_STYLES if name in document.styles]
    place, texts = _place(document), [paragraph.text.strip() for paragraph in document.paragraphs]
    said = [_("Taken over: page, margins, headers, footers; of the styles {names}.", names="、".join(own))]
    if place is None and any(texts):
        said.append(_("Its text is not taken over. To keep a letterhead, put a line {here} below it.", here=HERE))
    if not any(b"PAGE" in part.blob for part in document.part.package.iter_parts() if "/footer" in part.partname):
        said.append(_("It has no page numbers in its footers."))
    return said


def look_of(data: bytes | None) -> Look:
    """A document in the look of a reference document without faults; in official layout where there is none."""
    if not data:
        return Look(new_document(), [])
    document = Document(io.BytesIO(data))
    place, body = _place(document), document.element.body
    behind: list[BaseOxmlElement] = []
    if place is None:
        _keep_first_section(document)
        for element in body.xpath("*[not(self::w:sectPr)]"):
            body.remove(element)
    else:
        behind = place.xpath("following-sibling::*[not(self::w:sectPr)]")
        for element in behind:
            body.remove(element)
        if place.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is None:
            body.remove(place)
        else:  # a section ends here: with the content in it
            for run in place.findall(qn("w:r")):
                place.remove(run)
            behind.insert(0, place)
            body.remove(place)
    _add_styles(document)
    _forget_what_is_gone(document, behind)
    return Look(document, behind)


def _place(document: WordDocument) -> BaseOxmlElement | None:
    """The paragraph of the body where the content goes."""
    return next((paragraph._p for paragraph in document.paragraphs if paragraph.text.strip() == HERE), None)


def _keep_first_section(document: WordDocument) -> None:
    """Page, header and footer of the first section: the letterhead is there, and the last is often turned for a table."""
    first, last = document.sections[0]._sectPr, document.sections[-1]._sectPr
    if first is not last:
        parent_of(last).replace(last, deepcopy(first))


def _add_styles(document: WordDocument) -> None:
    """Every style of ours that the document has not, under the names and bases of its own."""
    ours, theirs = new_document().styles, document.styles
    missing = [name for name in OUR_STYLES if name not in theirs]
    taken = {style.style_id for style in theirs}
    ids = {}
    for name in OUR_STYLES:
        own = ours[name].style_id
        ids[own] = theirs[name].style_id if name not in missing else own if own not in taken else f"{own}_"
    for name in missing:
        element = deepcopy(ours[name].element)
        element.set(qn("w:styleId"), ids[element.get(qn("w:styleId"))])
        for base in element.findall(qn("w:basedOn")):
            base.set(qn("w:val"), ids.get(base.get(qn("w:val")), base.get(qn("w:val"))))
        theirs.element.append(element)


def _forget_what_is_gone(document: WordDocument, behind: list[BaseOxmlElement]) -> None:
    """Pictures, charts with their workbooks, comments and links of text that is not taken over leave the file with it, and so
    does Word 2010's second list of styles, which would no longer be complete."""
    kept = [etree.tostring(element) for element in (document.element, *behind)]
    for key, link in list(document.part.rels.items()):
        kind = posixpath.basename(link.reltype)
        if kind == "stylesWithEffects" or (kind in SHOWN and not any(f'"{key}"'.encode() in xml for xml in kept)):
            del document.part.rels[key]
    for key, link in list(document.part.package.rels.items()):
        if link.reltype.endswith("/thumbnail"):
            del document.part.package.rels[key]


def _trial(data: bytes) -> list[str]:
    """Pour something in: what no rule foresaw must be told now, not when a report is due."""
    try:
        look_of(data).close().save(io.BytesIO())
    except Exception as error:
        return [_("Nothing can be poured into this file: {why}", why=str(error)[:200])]
    return []


def _parsed(xml: bytes) -> etree._Element:
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr]  # missing in lxml-stubs
        raise ValueError("a document type")
    return root


def _sizes(data: bytes) -> str:
    """What is too big, by what the file says of itself: no more than that is ever unpacked."""
    if len(data) > MOST_MB * MB:
        return _("The file is larger than {limit} MB.", limit=MOST_MB)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        return _("The file consists of more than {limit} parts.", limit=MOST_PARTS)
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED_MB * MB:
        return _("The file would be larger than {limit} MB when unpacked.", limit=MOST_UNPACKED_MB)
    return ""


def _active_content(package: Package) -> list[str]:
    kinds = {part.content_type.lower() for part in package.iter_parts()}
    links = {posixpath.basename(link.reltype) for link in package.iter_rels()}
    if links.intersection(ACTIVE) or any("macroenabled" in kind or "vbaproject" in kind for kind in kinds):
        return [_("The file has macros or controls; save it as a .docx without them.")]
    return []


def _outside(trees: dict[str, etree._Element]) -> list[str]:
    """Relationships that bring something in from outside, whatever part they are of; and fields of Word that do."""
    found = [
        link.get("Target", "")
        for name, root in trees.items()
        if name.endswith(".rels")
        for link in root.iter("{*}Relationship")
        if link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink")
    ]
    for root in trees.values():
        told = [
            paragraph for paragraph in root.iter(qn("w:p")) if paragraph.find(f".//{qn('w:instrText')}") is not None
        ]
        orders = ["".join(text.text or "" for text in paragraph.iter(qn("w:instrText"))) for paragraph in told]
        orders += [simple.get(qn("w:instr"), "") for simple in root.iter(qn("w:fldSimple"))]
        found += [" ".join(order.split()) for order in orders if STARTING.search(order)]
    return [
        _(
            "The file brings in something from outside: {target}. Put that into the file, or remove it.",
            target=target[:80],
        )
        for target in dict.fromkeys(found)
    ]


def _of_the_text(trees: dict[str, etree._Element]) -> list[str]:
    """Tracked changes, and the fields that an earlier version of this program filled."""
    written = [root for name, root in trees.items() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
    faults = []
    if any(next(root.iter(*TRACKED), None) is not None for root in written):
        faults.append(_("The file has tracked changes; accept or reject them first."))
    texts = ["".join(text.text or "" for text in p.iter(qn("w:t"))) for root in written for p in root.iter(qn("w:p"))]
    if field := next((found[0] for text in texts if (found := OLD_FIELD.search(text))), None):
        faults.append(
            _(
                "“{field}” is a field of an earlier version, and fields are no longer filled in. Keep the letterhead and the "
                "styles, delete the text, and put a line {here} where the report shall stand.",
                field=field[:40],
                here=HERE,
            )
        )
    return faults
