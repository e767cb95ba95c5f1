"""Native charts: drawn once by XlsxWriter, shown in a worksheet or carried into Word with the workbook they can be edited in.

XlsxWriter leaves out what is false; inside a document Word and others take the schema's default for what is left out,
which is mostly true (rounded frames, smoothed lines, the series' name in every label). ``_spell_out`` writes it all.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Mm
from docx.text.paragraph import Paragraph
from lxml import etree
from xlsxwriter import Workbook
from xlsxwriter.chart import Chart as Drawn
from xlsxwriter.worksheet import Worksheet

SHEET = "Sheet1"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT, TITLE_FONT = {"name": "仿宋_GB2312", "size": 10}, {"name": "黑体", "size": 12, "bold": False}
SMALL = {"name": "仿宋_GB2312", "size": 9}
INK, GREY, TRACK = "#0F6B6B", "#7F7F7F", "#D9D9D9"

# the order of an element's children that dml-chart.xsd asks for, as far as something is put in between
ORDER = {
    "chartSpace": "date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource protection chart spPr txPr"
    " externalData printSettings userShapes extLst",
    "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly dispBlanksAs"
    " showDLblsOverMax extLst",
    "title": "tx layout overlay spPr txPr extLst",
    "legend": "legendPos legendEntry layout overlay spPr txPr extLst",
    "barChart": "barDir grouping varyColors ser dLbls gapWidth overlap serLines axId extLst",
    "lineChart": "grouping varyColors ser dLbls dropLines hiLowLines upDownBars marker smooth axId extLst",
    "ser": "idx order tx spPr invertIfNegative pictureOptions marker explosion dPt dLbls trendline errBars cat val smooth"
    " shape extLst",
    "dPt": "idx invertIfNegative marker bubble3D explosion spPr pictureOptions extLst",
    "dLbls": "dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent"
    " showBubbleSize separator showLeaderLines leaderLines extLst",
    "axis": "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos"
    " spPr txPr crossAx crosses crossesAt",
}
LABELS = ("showLegendKey", "showVal", "showCatName", "showSerName", "showPercent", "showBubbleSize")


@dataclass(frozen=True)
class Chart:
    """What a chart shows: its caption, categories, series (name → numbers, None for a gap) and how it is drawn; ``sentence``
    is what a document says of it to those who cannot see it, else ``alt``, by which it is known.

    ``draw(book, chart data)`` makes the XlsxWriter chart; ``place`` tells it where the numbers stand.
    """

    caption: str
    alt: str
    categories: list[str]
    series: dict[str, list[float | None]]
    number_format: str
    draw: Callable[[Workbook, "Chart", "Place"], Drawn]
    height: float = 80.0
    sentence: str = ""


@dataclass(frozen=True)
class Place:
    """Where a chart's numbers stand: a sheet, the row of its heading and its first column."""

    sheet: str
    row: int = 0
    column: int = 0

    def categories(self, chart: Chart) -> list:
        """The range of the categories."""
        return [self.sheet, self.row + 1, self.column, self.row + len(chart.categories), self.column]

    def values(self, chart: Chart, number: int) -> list:
        """The range of one series."""
        column = self.column + 1 + number
        return [self.sheet, self.row + 1, column, self.row + len(chart.categories), column]

    def name(self, number: int) -> list:
        """The cell that names one series."""
        return [self.sheet, self.row, self.column + 1 + number]


def write_numbers(book: Workbook, sheet: Worksheet, chart: Chart, place: Place) -> None:
    """Write what a chart is drawn from: categories down, series across. Nothing becomes a formula."""
    head, number = book.add_format({"bold": True}), book.add_format({"num_format": chart.number_format})
    text = book.add_format({"quote_prefix": True})
    for row, category in enumerate(chart.categories, start=place.row + 1):
        sheet.write_string(row, place.column, category, text)
    for column, (name, values) in enumerate(chart.series.items(), start=place.column + 1):
        sheet.write_string(place.row, column, name, head)
        for row, value in enumerate(values, start=place.row + 1):
            if value is not None:
                sheet.write_number(row, column, value, number)


def base(chart: Drawn, title: str) -> Drawn:
    """What all charts share: a title in 黑体, the legend below, no frame."""
    text = title.replace("!", "！")  # XlsxWriter takes what looks like Sheet!A1 for a reference
    chart.set_title({"name": text, "name_font": TITLE_FONT, "overlay": False})
    chart.set_legend({"position": "bottom", "font": FONT})
    chart.set_chartarea({"border": {"none": True}, "fill": {"color": "white"}})
    chart.set_plotarea({"fill": {"none": True}})
    return chart


def chart_parts(chart: Chart, created: datetime) -> tuple[etree._Element, bytes]:
    """The chart's XML, all spelled out, and the workbook with its numbers."""
    with zipfile.ZipFile(io.BytesIO(_workbook(chart, created, True))) as archive:
        root = etree.fromstring(archive.read("xl/charts/chart1.xml"))
    _spell_out(root)
    return root, same_every_time(_workbook(chart, created, False))


def _workbook(chart: Chart, created: datetime, drawn: bool) -> bytes:
    data = io.BytesIO()
    book = Workbook(data, SAFE)
    book.set_properties({"created": created})
    sheet = book.add_worksheet(SHEET)
    sheet.set_column(0, 0, 30)
    write_numbers(book, sheet, chart, Place(SHEET))
    if drawn:
        sheet.insert_chart(0, len(chart.series) + 2, chart.draw(book, chart, Place(SHEET)))
    book.close()
    return data.getvalue()


def same_every_time(archive: bytes) -> bytes:
    """The same zip without the times at which its entries were written."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type, fixed.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            target.writestr(fixed, source.read(entry.filename))
    return out.getvalue()


def insert_chart(paragraph: Paragraph, chart: Chart, created: datetime, width: float) -> None:
    """Put a chart into a paragraph as a part of its own, with the workbook that Word and WPS open to edit its data."""
    root, workbook = chart_parts(chart, created)
    document = paragraph.part
    package = document.package
    name = package.next_partname("/word/charts/chart%d.xml")
    number = 1 + sum(part.partname.startswith("/word/charts/") for part in package.iter_parts())
    part = Part(name, CONTENT_TYPE.DML_CHART, b"", package)
    place = package.next_partname("/word/embeddings/Microsoft_Excel_Worksheet%d.xlsx")
    book = Part(place, CONTENT_TYPE.SML_SHEET, workbook, package)
    external = etree.Element(f"{{{CHART}}}externalData", nsmap={"c": CHART, "r": RELATIONS})
    external.set(f"{{{RELATIONS}}}id", part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE))
    etree.SubElement(external, f"{{{CHART}}}autoUpdate").set("val", "0")
    _put(root, external, "chartSpace")
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    paragraph.add_run()._r.append(_inline(document.relate_to(part, RELATIONSHIP_TYPE.CHART), number, chart, width))


def _inline(relation: str, number: int, chart: Chart, width: float) -> etree._Element:
    inline = parse_xml(
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        f' xmlns:a="{DRAWING}" xmlns:c="{CHART}" xmlns:r="{RELATIONS}">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{Mm(width)}" cy="{Mm(chart.height)}"/>'
        f'<wp:docPr id="{90_000 + number}" name="chart{number}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHART}"><c:chart r:id="{relation}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
    child_of(inline[0], "{*}docPr").set("descr", chart.sentence or chart.alt)
    return inline


def child_of(parent: etree._Element, path: str) -> etree._Element:
    """The child at a path where the format always has one; LookupError where a broken file has none."""
    found = parent.find(path)
    if found is None:
        raise LookupError(path)
    return found


def parent_of(child: etree._Element) -> etree._Element:
    """The element that one stands in, which is not the root."""
    found = child.getparent()
    if found is None:
        raise LookupError(child.tag)
    return found


def _put(parent: etree._Element, child: etree._Element, kind: str) -> None:
    """Put a child where the schema wants it."""
    order = ORDER[kind].split()
    behind = set(order[order.index(etree.QName(child).localname) + 1 :])
    for place, other in enumerate(parent):
        if etree.QName(other).localname in behind:
            parent.insert(place, child)
            return
    parent.append(child)


def _say(parent: etree._Element, kind: str, **values: object) -> None:
    for name, value in values.items():
        if parent.find(f"{{{CHART}}}{name}") is None:
            child = etree.Element(f"{{{CHART}}}{name}")
            child.set("val", str(value))
            _put(parent, child, kind)


def _spell_out(root: etree._Element) -> None:
    """Write out every switch that XlsxWriter leaves to the default, and a Chinese font beside every other one."""

    def all_of(*names: str) -> list[etree._Element]:
        return list(root.iter(*(f"{{{CHART}}}{name}" for name in names)))

    _say(root, "chartSpace", date1904=0, lang="zh-CN", roundedCorners=0)
    child_of(root, f"{{{CHART}}}lang").set("val", "zh-CN")
    body = child_of(root, f"{{{CHART}}}chart")
    titled = body.find(f"{{{CHART}}}title") is not None
    _say(body, "chart", autoTitleDeleted=0 if titled else 1, plotVisOnly=1, dispBlanksAs="gap")
    for name in ("title", "legend"):
        for element in all_of(name):
            _say(element, name, overlay=0)
    for kind in ("barChart", "lineChart"):
        for plot in all_of(kind):
            _say(plot, kind, varyColors=0)
            extra = {"lineChart": {"smooth": 0}, "barChart": {"invertIfNegative": 0}}.get(kind, {})
            for series in plot.findall(f"{{{CHART}}}ser"):
                _say(series, "ser", **extra)
                for point in series.findall(f"{{{CHART}}}dPt"):
                    _say(point, "dPt", **({"invertIfNegative": 0} if kind == "barChart" else {}), bubble3D=0)
            if kind == "lineChart":
                _say(plot, kind, marker=1)
    for labels in all_of("dLbls"):
        if labels.find(f"{{{CHART}}}delete") is None:
            _say(labels, "dLbls", **dict.fromkeys(LABELS, 0))
    for axis in all_of("catAx", "valAx"):
        _say(axis, "axis", delete=0, majorTickMark="none", minorTickMark="none")
    for latin in list(root.iter(f"{{{DRAWING}}}latin")):
        chinese = etree.Element(f"{{{DRAWING}}}ea")
        chinese.set("typeface", latin.attrib["typeface"])
        latin.addnext(chinese)
    for words in root.iter(f"{{{DRAWING}}}rPr", f"{{{DRAWING}}}endParaRPr"):
        words.set("lang", "zh-CN")
