"""Looks into an uploaded .docx before anything opens it: its size, macros, what it brings in from outside."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part, XmlPart
from docx.package import Package
from lxml import etree

from tracking.language import _
from tracking.report.township_template.tags import around_of

MOST_MB, MOST_UNPACKED_MB, MOST_PARTS, MOST_TEXT_MB = 5, 40, 500, 2
MB = 1_000_000
WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TRACKED = [WORDS + name for name in ("ins", "del", "moveFrom", "moveTo")]
ACTIVE = ("vbaProject", "wordVbaData", "control", "activeXControlBinary")
STARTING = re.compile(r"(^|\s)DDE(AUTO)?\s", re.IGNORECASE)
FIELD_SIGNS = re.compile(r"\{[{%#]|｛｛|｛％")


@dataclass(frozen=True)
class Opened:
    """A package, the parts whose words are filled in (text, headers, footers) as elements, and the faults so far."""

    package: Package | None
    roots: list[etree._Element]
    faults: list[str]


def open_template(data: bytes) -> Opened:
    """Open an upload; without a package where the faults allow no further look. Never raises."""
    try:
        if too_big := _sizes(data):
            return Opened(None, [], [too_big])
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
            trees = {name: _parsed(archive.read(name)) for name in names}
        package = Package.open(io.BytesIO(data))
        texts = [part.blob for part in written_parts(package.main_document_part)]
        if sum(map(len, texts)) > MOST_TEXT_MB * MB:
            return Opened(None, [], [_("The text of the file is larger than {limit} MB.", limit=MOST_TEXT_MB)])
        return _looked_through(package, [_parsed(text) for text in texts], trees)
    except Exception:  # an upload can be broken in more ways than there are exceptions
        return Opened(None, [], [_("This is no Word document (.docx).")])


def written_parts(main: Part) -> list[Part]:
    """The parts whose words are filled in: the text, headers and footers."""
    kinds = (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
    linked = [link.target_part for link in main.rels.values() if link.reltype in kinds and not link.is_external]
    return list(dict.fromkeys([main, *linked]))


def with_xml(part: Part) -> XmlPart:
    """A part as what it is in a document that was looked through."""
    if not isinstance(part, XmlPart):
        raise ValueError(part.partname)
    return part


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


def _looked_through(package: Package, roots: list[etree._Element], trees: dict[str, etree._Element]) -> Opened:
    faults = _active_content(package) + _outside(trees) + _tracked(roots) + _elsewhere(package, roots)
    if package.main_document_part.content_type != CONTENT_TYPE.WML_DOCUMENT_MAIN and not faults:
        return Opened(None, [], [_("This is no Word document (.docx).")])
    return Opened(package, roots, faults)


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
        told = [paragraph for paragraph in root.iter(f"{WORDS}p") if paragraph.find(f".//{WORDS}instrText") is not None]
        orders = ["".join(text.text or "" for text in paragraph.iter(f"{WORDS}instrText")) for paragraph in told]
        orders += [simple.get(f"{WORDS}instr", "") for simple in root.iter(f"{WORDS}fldSimple")]
        found += [" ".join(order.split()) for order in orders if STARTING.search(order)]
    return [
        _(
            "The file brings in something from outside: {target}. Put that into the file, or remove it.",
            target=target[:80],
        )
        for target in dict.fromkeys(found)
    ]


def _tracked(roots: list[etree._Element]) -> list[str]:
    if any(next(root.iter(*TRACKED), None) is not None for root in roots):
        return [_("The file has tracked changes; accept or reject them first.")]
    return []


def _elsewhere(package: Package, roots: list[etree._Element]) -> list[str]:
    """Fields in footnotes, charts, alternative texts and other places where nothing fills them in."""
    filled = {part.partname for part in written_parts(package.main_document_part)}
    others = [part for part in package.iter_parts() if part.partname not in filled and part.partname.endswith(".xml")]
    texts = ["".join(map(str, _parsed(part.blob).itertext())) for part in others if part.partname.startswith("/word/")]
    for node in (node for root in roots for node in root.iter()):
        texts += map(str, node.attrib.values())
        if node.text and not (node.tag == f"{WORDS}t" and next(node.iterancestors(f"{WORDS}p"), None) is not None):
            texts.append(node.text)
        texts.append(node.tail or "")
    found = [around_of(text, sign) for text in texts if (sign := FIELD_SIGNS.search(text))]
    return [
        _("“{where}”: fields are filled in the text, headers and footers only.", where=around)
        for around in dict.fromkeys(found)
    ]
