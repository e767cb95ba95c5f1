"""Official layout (GB/T 9704-2012) over python-docx: page, styles, fonts, page numbers, headings, tables.

22 lines of 28 characters a page: exact line spacing of 28 pt, characters set 0.25 pt closer. No character grid, which
programs lay out differently. Fonts are named, with an alternative for each, and never shipped.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol
from xml.sax.saxutils import escape

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.text.parfmt import CT_PPr
from docx.oxml.text.run import CT_R
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph
from lxml import etree

from tracking.harmless import printable
from tracking.office.native_charts import same_every_time

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BODY, KAI, HEI, SONG, TITLE, DIGITS = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体", "Times New Roman"
ALTERNATIVES = {BODY: "仿宋", KAI: "楷体", HEI: "SimHei", SONG: "SimSun", TITLE: "华文中宋"}
PAGE_MM, MARGINS_MM = (210, 297), {"top": 37, "bottom": 35, "left": 28, "right": 26}
TEXT_WIDTH_MM = 156
MOST_OF_ALIAS = 60  # characters; Word takes 64
BODY_PT, LINE_PT, CLOSER, PT_PER_MM = 16, 28, "-5", 72 / 25.4
TABLE_PT, TABLE_LINE_PT = 10.5, 15
KEPT_STYLES = {
    "Normal", "Title", "Heading1", "Heading2", "Heading3", "DefaultParagraphFont", "TableNormal", "NoList", "TableGrid",
}  # fmt: skip
TABLE_TEXT, TABLE_HEAD, PICTURE, CAPTION, NOTE = "表格文字", "表格标题", "图形", "图表题", "附注"
TABLE_SIZES = {TABLE_PT: TABLE_TEXT, 12: "表格大字", 9: "表格小字", 8: "表格细字"}  # points → style
LABEL, ANNEX_TITLE, ANNEX_LIST, ANNEX_LIST_MORE = "附件标签", "附件标题", "附件说明", "附件说明续行"
SIGNED, DATED, ABOUT_DATA, TO_FILL, BODY_TEXT = "落款", "成文日期", "数据说明", "待补充", "公文正文"
FILED_AS, SMALL_NOTE = "发文字号", "附注小字"
OUR_STYLES = (
    "Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Table Grid", BODY_TEXT, CAPTION, *TABLE_SIZES.values(),
    TABLE_HEAD, PICTURE, NOTE, LABEL, ANNEX_TITLE, ANNEX_LIST, ANNEX_LIST_MORE, SIGNED, DATED, ABOUT_DATA, TO_FILL,
)  # fmt: skip


def new_document() -> WordDocument:
    """An empty document in official layout."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = map(Mm, PAGE_MM)
    for side, width in MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    section.header_distance, section.footer_distance = Mm(15), Mm(24)
    if (grid := section._sectPr.find(qn("w:docGrid"))) is not None:
        section._sectPr.remove(grid)
    _repair_defaults(document)
    _define_styles(document)
    _name_fonts(document)
    _number_pages(document)
    return document


def _repair_defaults(document: WordDocument) -> None:
    """Undo what python-docx's own template brings along: theme fonts, English, compatibility mode, a picture."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        _write_fonts(fonts, BODY)
    for language in defaults.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-US")
        language.set(qn("w:eastAsia"), "zh-CN")
    settings = document.settings.element
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    settings.find(qn("w:characterSpacingControl")).set(qn("w:val"), "compressPunctuation")
    settings.find(qn("w:zoom")).set(qn("w:percent"), "100")
    for style in list(document.styles.element.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            document.styles.element.remove(style)
        for tie in (*style.findall(qn("w:link")), *style.findall(qn("w:next"))):
            style.remove(tie)
    for relations, ending in ((document.part.package.rels, "/thumbnail"), (document.part.rels, "/stylesWithEffects")):
        for key in [key for key, relation in relations.items() if relation.reltype.endswith(ending)]:
            del relations[key]


class _HasFont(Protocol):
    def get_or_add_rPr(self) -> etree._Element: ...


def _write_fonts(fonts: etree._Element, chinese: str, latin: str = DIGITS) -> None:
    """All four font slots, and no theme font, which would win over them."""
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for slot, font in (("ascii", latin), ("hAnsi", latin), ("eastAsia", chinese), ("cs", latin)):
        fonts.set(qn(f"w:{slot}"), font)
    fonts.set(qn("w:hint"), "eastAsia")


def set_font(owner: _HasFont, chinese: str, latin: str = DIGITS) -> None:
    """Give a style or a run its Chinese font, and one for digits."""
    properties = owner.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    _write_fonts(fonts, chinese, latin)


def indent(properties: CT_PPr, **characters: int) -> None:
    """Indents in hundredths of a character (first, left, right), with points beside them for programs that want those."""
    mark = properties.get_or_add_ind()
    for side, name in (("first", "firstLine"), ("left", "left"), ("right", "right")):
        if side in characters:
            mark.set(qn(f"w:{name}Chars"), str(characters[side]))
            mark.set(qn(f"w:{name}"), str(characters[side] * BODY_PT // 5))


def _define_styles(document: WordDocument) -> None:
    styles = document.styles
    _style(styles["Normal"], BODY, BODY_PT, first=200)
    closer = OxmlElement("w:spacing")
    closer.set(qn("w:val"), CLOSER)
    styles["Normal"].element.rPr.find(qn("w:sz")).addprevious(closer)
    hanging = OxmlElement(
        "w:overflowPunct"
    )  # else marks at a line's end hang outside the margin, and some printers lose them
    hanging.set(qn("w:val"), "0")
    styles["Normal"].element.get_or_add_pPr().insert_element_before(
        hanging, "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi", "w:adjustRightInd", "w:snapToGrid", "w:spacing",
        "w:ind", "w:contextualSpacing", "w:mirrorIndents", "w:suppressOverlap", "w:jc", "w:outlineLvl", "w:rPr",
    )  # fmt: skip
    _style(styles["Title"], TITLE, 22, ALIGN.CENTER, 35)
    for border in list(styles["Title"].element.get_or_add_pPr().findall(qn("w:pBdr"))):
        border.getparent().remove(border)
    for level, font in ((1, HEI), (2, KAI), (3, BODY)):
        _style(styles[f"Heading {level}"], font, BODY_PT, first=200, keep_next=True)
    for name, font, size, line, align in (
        (CAPTION, HEI, 12, 20, ALIGN.CENTER),
        (TABLE_TEXT, BODY, TABLE_PT, TABLE_LINE_PT, ALIGN.CENTER),
        (TABLE_HEAD, HEI, TABLE_PT, TABLE_LINE_PT, ALIGN.CENTER),
        (PICTURE, BODY, 12, None, ALIGN.CENTER),
        (NOTE, BODY, 10.5, 16, ALIGN.JUSTIFY),
        (SMALL_NOTE, BODY, 8, 11, ALIGN.JUSTIFY),
    ):
        style = styles.add_style(name, 1)
        style.base_style = styles["Normal"]
        _style(style, font, size, align, line, keep_next=name == PICTURE)
    for size, name in TABLE_SIZES.items():
        if name != TABLE_TEXT:
            style = styles.add_style(name, 1)
            style.base_style = styles[TABLE_TEXT]
            _style(style, BODY, size, ALIGN.CENTER, line_of_table(size))
    _define_parts(document)


def _define_parts(document: WordDocument) -> None:
    """What stands around a text: annexes, who signs, when; and a place to fill, whose colour goes when it is typed over."""
    styles = document.styles
    for name, font, align, first, left, right in (
        (BODY_TEXT, BODY, ALIGN.JUSTIFY, 200, 0, 0),
        (LABEL, HEI, ALIGN.JUSTIFY, 0, 0, 0),
        (ANNEX_LIST, BODY, ALIGN.JUSTIFY, 200, 0, 0),
        (ANNEX_LIST_MORE, BODY, ALIGN.JUSTIFY, 0, 500, 0),
        (SIGNED, BODY, ALIGN.RIGHT, 0, 0, 400),
        (FILED_AS, BODY, ALIGN.RIGHT, 0, 0, 0),
        (DATED, BODY, ALIGN.RIGHT, 0, 0, 400),
        (ABOUT_DATA, KAI, ALIGN.JUSTIFY, 200, 0, 0),
    ):
        style = styles.add_style(name, 1)
        style.base_style = styles["Normal"]
        _style(style, font, BODY_PT, align, first=first)
        indent(style.element.get_or_add_pPr(), left=left, right=right)
    styles[FILED_AS].paragraph_format.space_after = Pt(6)
    title = styles.add_style(ANNEX_TITLE, 1)
    title.base_style = styles["Title"]
    _style(title, TITLE, 22, ALIGN.CENTER, 35, keep_next=True)
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "0")
    title.element.get_or_add_pPr().append(level)
    place = styles.add_style(TO_FILL, 2)
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", "FFFF00")):
        shade.set(qn(f"w:{name}"), value)
    place.element.get_or_add_rPr().append(shade)


def hold_together(paragraphs: Iterable[Paragraph]) -> None:
    """Keep each paragraph on the page of the next, and so all of them on that of what follows: a signature never stands alone."""
    for paragraph in paragraphs:
        paragraph.paragraph_format.keep_with_next = True


def make_a_place(paragraph: Paragraph, name: str) -> None:
    """Turn a paragraph into a content control: what is typed takes the place of its text, and the colour goes."""
    style = paragraph.part.get_style_id(TO_FILL, WD_STYLE_TYPE.CHARACTER)
    about = f'<w:alias w:val="{escape(name[:MOST_OF_ALIAS])}"/><w:showingPlcHdr/>'
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr>{about}</w:sdtPr><w:sdtContent/></w:sdt>")
    for run in paragraph.runs:
        mark = OxmlElement("w:rStyle")
        mark.set(qn("w:val"), str(style))
        run._r.get_or_add_rPr().insert(0, mark)
        control[-1].append(run._r)
    paragraph._p.append(control)


def _style(style: ParagraphStyle, font: str, size: float, align: ALIGN = ALIGN.JUSTIFY, line: float | None = LINE_PT, first: int = 0,
           keep_next: bool = False) -> None:  # fmt: skip
    set_font(style.element, font)
    style.font.size, style.font.bold, style.font.italic = Pt(size), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    size_mark = style.element.rPr.find(qn("w:szCs"))
    if size_mark is None:
        size_mark = OxmlElement("w:szCs")
        style.element.rPr.find(qn("w:sz")).addnext(size_mark)
    size_mark.set(qn("w:val"), str(int(size * 2)))
    paragraph = style.paragraph_format
    paragraph.alignment = align
    paragraph.space_before = paragraph.space_after = Pt(0)
    if line:
        paragraph.line_spacing_rule, paragraph.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    else:
        paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.widow_control, paragraph.keep_with_next, paragraph.keep_together = False, keep_next, False
    indent(style.element.get_or_add_pPr(), first=first)


def _name_fonts(document: WordDocument) -> None:
    """Say in the font table which font to take where a computer lacks the official one."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, other in ALTERNATIVES.items()
    )
    table = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts {nsdecls("w")}>{fonts}</w:fonts>'
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            relation.target_part._blob = table.encode()


def _number_pages(document: WordDocument) -> None:
    """— 1 — in 四号 宋体: on odd pages to the right, on even pages to the left, one character in."""
    document.settings.odd_and_even_pages_header_footer = True
    section = document.sections[0]
    for footer, align, side in ((section.footer, ALIGN.RIGHT, "right"), (section.even_page_footer, ALIGN.LEFT, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.style, paragraph.alignment = document.styles["Normal"], align
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        indent(paragraph._p.get_or_add_pPr(), first=0, **{side: 100})
        for text in ("— ", None, " —"):
            run = paragraph.add_run(text or "")
            set_font(run._r, SONG, SONG)
            run.font.size = Pt(14)
            if text is None:
                _page_field(run._r)


def _page_field(run: CT_R) -> None:
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = " PAGE "
        elif kind == "text":
            mark = OxmlElement("w:t")
            mark.text = "1"
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        run.append(mark)


def add_text(paragraph: Paragraph, pieces: Iterable[tuple[str, str | None]]) -> Paragraph:
    """Write (text, anchor) pairs: a text with an anchor leads to the bookmark of that name, and looks like any other."""
    for text, anchor in pieces:
        run = paragraph.add_run(printable(text))
        if anchor:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), anchor)
            link.set(qn("w:history"), "1")
            run._r.addprevious(link)
            link.append(run._r)
    return paragraph


def add_table(document: WordDocument, header: list[str], rows: list[list[str]], widths: Sequence[float], align: str,
              size: float = TABLE_PT, bookmarks: Iterable[str] = (), height: float = 0) -> None:  # fmt: skip
    """A table with frame whose header repeats on every page and whose rows stay whole; a row of one text is a subheading.

    ``size`` is one of TABLE_SIZES, each a style. ``widths`` are in millimetres, made smaller where the page is; ``align`` has one letter a column: l, c or r.
    ``bookmarks`` name the rows in order. ``height`` is what a row below the header has at least, in millimetres, to be
    written on.
    """
    fit = min(1, room_of(document) / sum(widths))
    twips = [round(width * fit * 1440 / 25.4) for width in widths]
    ids = {name: document.styles[name].style_id for name in (TABLE_HEAD, *TABLE_SIZES.values())}
    names = dict(enumerate(bookmarks, start=1))
    lines = [
        _row_xml(texts, twips, align, size, ids, number, names.get(number), height)
        for number, texts in enumerate([header, *rows])
    ]
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
    layout = f'<w:tblStyle w:val="{document.styles["Table Grid"].style_id}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/><w:jc w:val="center"/>'
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    properties = f'<w:tblPr>{layout}<w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
    table = f"<w:tbl {nsdecls('w')}>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(lines)}</w:tbl>"
    document.element.body.insert_element_before(parse_xml(table), "w:sectPr")


def room_of(document: WordDocument) -> float:
    """How wide the text of the last section is, in millimetres."""
    section = document.sections[-1]
    if section.page_width is None:
        return TEXT_WIDTH_MM
    return float((section.page_width - (section.left_margin or 0) - (section.right_margin or 0)) / Mm(1))


def line_of_table(size: float) -> float:
    """How high a line of a table is, in points, for letters of a size."""
    return max(TABLE_LINE_PT, size * TABLE_LINE_PT / TABLE_PT // 1)


def _texts(text: str) -> str:
    """A cell's text as XML; \\n breaks the line."""
    parts = (f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in printable(text).split("\n"))
    return "<w:br/>".join(parts)


def _row_xml(texts: list[str], twips: list[int], align: str, size: float, ids: dict[str, str], number: int,
             bookmark: str | None, height: float) -> str:  # fmt: skip
    """One row as XML (python-docx looks every style up anew, which takes longer than all the rest)."""
    heading = len(texts) == 1 and len(twips) > 1
    head = not number or heading
    sides = {"l": "left", "c": "center", "r": "right"}
    style = ids[TABLE_HEAD if head and size <= TABLE_PT else TABLE_SIZES[size]]
    cells = []
    for place, text in enumerate(texts):
        width = sum(twips) if heading else twips[place]
        span = f'<w:gridSpan w:val="{len(twips)}"/>' if heading else ""
        shade = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/>' if head else ""
        side = "center" if not number else "left" if heading else sides[align[place]]
        mark = ""
        if bookmark and not place:
            mark = (
                f'<w:bookmarkStart w:id="{1000 + number}" w:name="{bookmark}"/><w:bookmarkEnd w:id="{1000 + number}"/>'
            )
        about = f'<w:pPr><w:pStyle w:val="{style}"/><w:jc w:val="{side}"/></w:pPr>'
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}<w:vAlign w:val="center"/></w:tcPr>'
            f"<w:p>{about}{mark}<w:r>{_texts(text)}</w:r></w:p></w:tc>"
        )
    repeated = "" if number else "<w:tblHeader/>"
    tall = f'<w:trHeight w:val="{height * 1440 / 25.4:.0f}" w:hRule="atLeast"/>' if height and not head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{tall}{repeated}</w:trPr>{''.join(cells)}</w:tr>"


def document_bytes(document: WordDocument, title: str, author: str, made: datetime) -> bytes:
    """The file: the same document and date give the same bytes."""
    about = document.core_properties
    about.title, about.author, about.last_modified_by, about.language = title, author, author, "zh-CN"
    about.created = about.modified = made
    about.comments, about.keywords, about.revision = "", "", 1
    data = io.BytesIO()
    document.save(data)
    return same_every_time(data.getvalue())
