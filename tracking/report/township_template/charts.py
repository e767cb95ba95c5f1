"""Native charts of a template: which chart of the report each one is, and its numbers and categories replaced."""

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from tracking.language import _
from tracking.office import (
    CHART,
    DRAWING,
    ORDER,
    RELATIONS,
    Chart,
    Drawn,
    Place,
    Workbook,
    chart_parts,
    child_of,
    parent_of,
)
from tracking.report.township_template.opening import with_xml, written_parts

C, A, R = f"{{{CHART}}}", f"{{{DRAWING}}}", f"{{{RELATIONS}}}"
WITH_CATEGORIES = {
    "barChart", "bar3DChart", "lineChart", "line3DChart", "pieChart", "pie3DChart", "doughnutChart", "ofPieChart",
    "areaChart", "area3DChart", "radarChart",
}  # fmt: skip
NO_DATA = "（本期没有此图的数据）"
OURS = re.compile(r"图表:(完成率\d+|帮扶资金|上报|进度:(?P<indicator>\w+))")


@dataclass(frozen=True)
class Shown:
    """A chart as it stands in a template: its names, its drawing, the part that holds it, and its own part."""

    alt: str
    title: str
    drawing: etree._Element
    holder: Part
    part: Part
    root: etree._Element

    @property
    def name(self) -> str:
        """What to call it."""
        return self.alt or self.title or "?"

    @property
    def refillable(self) -> bool:
        """Whether its series have categories and values."""
        kinds = {etree.QName(series.getparent()).localname for series in self.root.iter(C + "ser")}
        return bool(kinds) and kinds <= WITH_CATEGORIES


def charts_in(main: Part) -> Iterator[Shown]:
    """Every native chart of a document."""
    for holder in map(with_xml, written_parts(main)):
        for drawing in list(holder.element.iter(qn("wp:inline"), qn("wp:anchor"))):
            chart = next(drawing.iter(C + "chart"), None)
            part = holder.related_parts.get(chart.get(R + "id")) if chart is not None else None
            if part is not None:
                root = etree.fromstring(part.blob)
                alt = drawing.find(qn("wp:docPr")).get("descr") or ""
                yield Shown(alt.strip(), title_of_chart(root), drawing, holder, part, root)


def title_of_chart(root: etree._Element) -> str:
    """The words above a chart."""
    title = root.find(f"{C}chart/{C}title")
    return "" if title is None else "".join(text.text or "" for text in title.iter(A + "t")).strip()


def matched(main: Part, charts: list[Chart], made: datetime) -> Iterator[tuple[Shown, Chart | None]]:
    """Every chart of a template with the chart of the report that it is: by alternative text, else by title."""
    by_alt = {chart.alt: chart for chart in charts}
    by_title: dict[str, Chart] = {}
    for one in charts:
        by_title.setdefault(title_of_chart(chart_parts(one, made)[0]), one)
    for shown in charts_in(main):
        chart = by_alt.get(shown.alt)
        if chart is None and not OURS.fullmatch(shown.alt):
            chart = by_title.get(shown.title)
        yield shown, chart if shown.refillable else None


def is_ours(shown: Shown, indicators: set[str]) -> bool:
    """Whether a chart is named like one of a report, be there data for it or not."""
    named = OURS.fullmatch(shown.alt)
    return bool(named and (named["indicator"] is None or named["indicator"] in indicators))


def refill_charts(document: WordDocument, charts: list[Chart], indicators: set[str], made: datetime) -> None:
    """Put new numbers into the charts that are of the report; where it has none now, old ones must not stay."""
    for shown, chart in matched(document.part, charts, made):
        if chart:
            drawn, workbook = chart_parts(chart, made)
            refill(shown.root, drawn, chart)
            _embed(shown, workbook)
        elif is_ours(shown, indicators):
            words = OxmlElement("w:t")
            words.text = NO_DATA
            frame = next(shown.drawing.iterancestors(qn("w:drawing")))
            parent_of(frame).replace(frame, words)
            shown.holder.drop_rel(str(next(shown.drawing.iter(C + "chart")).attrib[R + "id"]))


def try_charts(document: WordDocument, made: datetime) -> None:
    """Refill every chart with invented numbers; raises whatever goes wrong."""
    for shown in charts_in(document.part):
        if OURS.fullmatch(shown.alt) and not shown.refillable:
            raise ValueError(
                _("the numbers of the chart “{name}” cannot be replaced in a chart of this kind", name=shown.name)
            )
        if shown.refillable:
            drawn, workbook = chart_parts(TRIAL, made)
            refill(shown.root, drawn, TRIAL)
            _embed(shown, workbook)


def _draw_trial(book: Workbook, chart: Chart, place: Place) -> Drawn:
    drawn = book.add_chart({"type": "column"})
    for number in range(len(chart.series)):
        drawn.add_series({
            "name": place.name(number), "categories": place.categories(chart), "values": place.values(chart, number),
        })  # fmt: skip
    return drawn


TRIAL = Chart("", "", ["甲", "乙"], {"丙": [1, 2], "丁": [3, None]}, "0", _draw_trial)


def refill(root: etree._Element, drawn: etree._Element, chart: Chart) -> None:
    """Give a chart the names, categories and numbers of a drawn one; its own looks stay."""
    series = sorted(root.iter(C + "ser"), key=lambda one: int(child_of(one, C + "order").attrib["val"]))
    models = list(drawn.iter(C + "ser"))
    for extra in series[len(models) :]:
        parent_of(extra).remove(extra)
    while len(series) < len(models):
        series.append(_one_more(series[-1], root))
    for one, model in zip(series, models, strict=False):
        for name in ("tx", "cat", "val"):
            for old in one.findall(C + name):
                one.remove(old)
            one.append(deepcopy(child_of(model, C + name)))
        child_of(one, f"{C}val//{C}formatCode").text = chart.number_format
        _mend_points(one, model, len(chart.categories))
        _put_in_order(one, "ser")
    _mend_axes(root, chart)


def _one_more(last: etree._Element, root: etree._Element) -> etree._Element:
    """A series like the last one, in a colour that the program showing it chooses."""
    new = deepcopy(last)
    for name in ("spPr", "marker", "dPt", "extLst"):
        for child in new.findall(C + name):
            new.remove(child)
    for name in ("idx", "order"):
        used = [int(child_of(one, C + name).attrib["val"]) for one in root.iter(C + "ser")]
        child_of(new, C + name).set("val", str(max(used) + 1))
    last.addnext(new)
    return new


def _mend_points(one: etree._Element, model: etree._Element, count: int) -> None:
    """Drop formats of points that are gone; where hollow and filled bars tell a verdict, tell the new one."""
    for extension in one.findall(C + "extLst"):
        one.remove(extension)
    labels = [label for group in one.findall(C + "dLbls") for label in group.findall(C + "dLbl")]
    points = one.findall(C + "dPt")
    verdicts = [point for point in model.findall(C + "dPt") if point.find(f"{C}spPr/{A}solidFill") is not None]
    for point in [*points, *labels]:
        if int(child_of(point, C + "idx").attrib["val"]) >= count or (verdicts and point in points):
            parent_of(point).remove(point)
    colour = one.find(f"{C}spPr/{A}solidFill")
    for point in verdicts if points else []:
        if child_of(point, f"{C}spPr/{A}solidFill/{A}srgbClr").get("val") == "FFFFFF":
            hollow = deepcopy(point)
            line = hollow.find(f"{C}spPr/{A}ln/{A}solidFill")
            if colour is not None and line is not None:
                parent_of(line).replace(line, deepcopy(colour))
            one.append(hollow)


def _mend_axes(root: etree._Element, chart: Chart) -> None:
    """Free an axis that would cut off the new numbers."""
    stacked = any(grouping.get("val") == "stacked" for grouping in root.iter(C + "grouping"))
    rows = [[value for value in row if value is not None] for row in zip(*chart.series.values(), strict=True)]
    reach = [sum(row) if stacked else value for row in rows for value in row]
    for scaling in root.iter(C + "scaling"):
        highest, lowest = scaling.find(C + "max"), scaling.find(C + "min")
        if highest is not None and reach and max(reach) > float(highest.attrib["val"]):
            scaling.remove(highest)
        if lowest is not None and reach and min(reach) < float(lowest.attrib["val"]):
            scaling.remove(lowest)


def _put_in_order(parent: etree._Element, kind: str) -> None:
    """Children in the order that the schema asks for."""
    order = {C + name: place for place, name in enumerate(ORDER[kind].split())}
    parent[:] = sorted(parent, key=lambda child: order.get(child.tag, order[C + "txPr"] if kind == "chartSpace" else 0))


def _embed(shown: Shown, workbook: bytes) -> None:
    """Put the chart back, with a new workbook instead of the one that was there."""
    part = shown.part
    for key in [key for key, link in part.rels.items() if link.reltype == RELATIONSHIP_TYPE.PACKAGE]:
        del part.rels[key]
    for old in shown.root.findall(C + "externalData"):
        shown.root.remove(old)
    name = part.package.next_partname("/word/embeddings/Microsoft_Excel_Worksheet%d.xlsx")
    book = Part(name, CONTENT_TYPE.SML_SHEET, workbook, part.package)
    external = etree.SubElement(shown.root, C + "externalData")
    external.set(R + "id", part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE))
    etree.SubElement(external, C + "autoUpdate").set("val", "0")
    _put_in_order(shown.root, "chartSpace")
    part._blob = etree.tostring(shown.root, xml_declaration=True, encoding="UTF-8", standalone=True)
