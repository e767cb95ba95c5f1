"""A township's own Word template: every fault told at once, no harm done, every figure of the report put in."""

import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.package import Package
from docx.shared import Mm, Pt
from in_detail import in_detail
from jinja2 import TemplateError
from lxml import etree
from openxml_audit import OpenXmlValidator
from python_calamine import CalamineWorkbook

from tracking.office.native_charts import CHART, DRAWING, Chart, insert_chart
from tracking.office.word import new_document
from tracking.report.charts import charts_of
from tracking.report.document import report_document
from tracking.report.facts import gather
from tracking.report.half_year import Report, blocks
from tracking.report.township_template import filling
from tracking.report.township_template.charts import NO_DATA, charts_in
from tracking.report.township_template.checking import check_template
from tracking.report.township_template.fields import FIELDS, ROW_FIELDS, trial_values, values_of
from tracking.report.township_template.filling import WrongTemplate, fill_template, notes
from tracking.report.township_template.sample import sample_template
from tracking.report.township_template.tags import ENVIRONMENT
from tracking.report.wording import bare

MADE = datetime(2020, 7, 21)
C = f"{{{CHART}}}"
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "第一段 A&B<C “{{ 7*7 }}” {_{ 甲\x01\ufffe乙\n第二段"
RED, BLUE = "FF0000", "0000FF"


@pytest.fixture(scope="module")
def report(example) -> Report:
    return in_detail(gather(example, "QHZ", 2020, 2), "half-year", words={"model_case": WORDS})


@pytest.fixture(scope="module")
def sample(report) -> bytes:
    return sample_template(report.facts)


@pytest.fixture(scope="module")
def filled(sample, report) -> bytes:
    return fill_template(sample, report)


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def a_template(*paragraphs: str, rows: list[list[str]] | None = None, charts: list[Chart] | None = None) -> bytes:
    """A document somebody made: paragraphs, a table, charts."""
    document = new_document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(len(rows), len(rows[0]))
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    for chart in charts or []:
        insert_chart(document.add_paragraph(), chart, MADE)
    return saved(document)


def with_entry(data: bytes, name: str, change) -> bytes:
    """The same file with one entry changed: ``change`` takes the bytes it had (none if it is new)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.namelist():
            target.writestr(entry, change(source.read(entry)) if entry == name else source.read(entry))
        if name not in source.namelist():
            target.writestr(name, change(b""))
    return out.getvalue()


def put_in(data: bytes, name: str, before: str, what: str) -> bytes:
    assert before.encode() in zipfile.ZipFile(io.BytesIO(data)).read(name)
    return with_entry(data, name, lambda xml: xml.replace(before.encode(), (what + before).encode(), 1))


def body(xml: str) -> bytes:
    """A document whose text is this XML."""
    return put_in(a_template(), "word/document.xml", "<w:sectPr", xml)


def related(data: bytes, kind: str, target: str, mode: str = "External") -> bytes:
    link = f'<Relationship Id="rId99" Type="{LINK}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return put_in(data, "word/_rels/document.xml.rels", "</Relationships>", link)


def texts_in(data: bytes) -> list[str]:
    """The paragraphs of a file, those in tables too."""
    document = Document(io.BytesIO(data))
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def findings(data: bytes, tmp_path) -> list[str]:
    file = tmp_path / "checked.docx"
    file.write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(file).errors]


def colours(color: str, *more: str):
    """Draws columns, each series in one of these colours, the second point of the first in green."""

    def draw(book, chart, place):
        drawn = book.add_chart({"type": "column"})
        for number, fill in zip(range(len(chart.series)), (color, *more), strict=False):
            drawn.add_series({
                "name": place.name(number), "categories": place.categories(chart), "values": place.values(chart, number),
                "fill": {"color": f"#{fill}"}, "data_labels": {"value": True, "num_format": "0.00"},
                "points": [None, {"pattern": {"pattern": "percent_25", "fg_color": "green"}}, None] if not number else None,
            })  # fmt: skip
        drawn.set_y_axis({"max": 10, "min": 0})
        return drawn

    return draw


def a_chart(categories: int, *series: str, alt: str = "图表:上报", draw=None) -> Chart:
    values = {name: [float(row + 10 * place) for row in range(categories)] for place, name in enumerate(series)}
    names = [f"新村{row}" for row in range(categories)]
    return Chart("", alt, names, values, "0.0", draw or colours(RED, BLUE, "00FF00"))


def filled_with(monkeypatch, report, template: bytes, *charts: Chart) -> bytes:
    """The template filled as if the report had just these charts."""
    monkeypatch.setattr(filling, "charts_of", lambda _facts, _every: list(charts))
    return fill_template(template, report)


def series_of(data: bytes) -> Iterator[tuple[list, list, etree._Element]]:
    """(categories and numbers the chart shows, the same from the cells its formulas name, the series)."""
    for shown in charts_in(Package.open(io.BytesIO(data)).main_document_part):
        book = next(link.target_part for link in shown.part.rels.values() if link.reltype.endswith("/package"))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(book.blob)).get_sheet_by_name("Sheet1").to_python()
        for series in shown.root.iter(C + "ser"):
            cached, cells = [], []
            for name in ("tx", "cat", "val"):
                reference = series.find(C + name)[0]
                first, _colon, last = (
                    reference.find(C + "f").text.replace("$", "").removeprefix("Sheet1!").partition(":")
                )
                column, rows_named = ord(first[0]) - 65, range(int(first[1:]) - 1, int((last or first)[1:]))
                cells.append([rows[row][column] for row in rows_named])
                points = {int(pt.get("idx")): pt[0].text for pt in reference.iter(C + "pt")}
                known = [points.get(number, "") for number in range(len(rows_named))]
                cached.append([float(text) if name == "val" and text else text for text in known])
                assert int(next(reference.iter(C + "ptCount")).get("val")) == len(rows_named)
            yield cached, cells, series


def colour_of(series: etree._Element) -> str | None:
    fill = series.find(f"{C}spPr/{{{DRAWING}}}solidFill/{{{DRAWING}}}srgbClr")
    return None if fill is None else fill.get("val")


# What a template may say.


def test_every_field_has_a_value_and_a_meaning(report):
    assert set(values_of(report)) == set(FIELDS) == set(trial_values())
    assert set(values_of(report)["指标"][0]) == set(ROW_FIELDS)
    assert all(meaning.isascii() for meaning in [*FIELDS.values(), *ROW_FIELDS.values()])


def test_plain_fields_are_written_as_official_documents_write_them(report):
    data = fill_template(
        a_template("{{ 单位 }}{{ 年份 }}/{{ 时期 }}/{{ 截至 }}/{{ 日期 }}"), replace_day(report, 2020, 7, 1)
    )
    assert texts_in(data) == ["青禾镇总工会2020/2020年上半年/2020年6月30日/2020年7月1日"]


def replace_day(report: Report, *day: int) -> Report:
    return replace(report, facts=replace(report.facts, today=datetime(*day).date()))


def test_a_section_becomes_as_many_paragraphs_as_it_has_all_in_the_same_look(report):
    document = new_document()
    run = document.add_paragraph("前").add_run("{{ 典型做法 }}")
    run.bold = True
    document.paragraphs[0].add_run("后").add_break()
    document.paragraphs[0].paragraph_format.left_indent = Pt(20)
    found = Document(io.BytesIO(fill_template(saved(document), report))).paragraphs
    assert [p.text for p in found] == ["前第一段 A&B<C “{{ 7*7 }}” {_{ 甲  乙", "第二段后\n"]
    assert {p.paragraph_format.left_indent for p in found} == {Pt(20)}
    assert [[r.bold for r in p.runs if r.text] for p in found] == [[None, True], [True, None]]


def test_a_section_in_a_content_control_a_text_box_and_at_a_section_break_stays_sound(report, tmp_path):
    field = "<w:r><w:t>{{ 典型做法 }}</w:t></w:r>"
    control = f'<w:p><w:sdt><w:sdtPr><w:id w:val="5"/></w:sdtPr><w:sdtContent>{field}</w:sdtContent></w:sdt></w:p>'
    box = (
        '<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>'
        f"<w:p>{field}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
    )
    marked = f'<w:p><w:bookmarkStart w:id="7" w:name="甲"/>{field}<w:bookmarkEnd w:id="7"/></w:p>'
    broken = f'<w:p><w:pPr><w:sectPr><w:type w:val="nextPage"/></w:sectPr></w:pPr>{field}</w:p>'
    data = fill_template(body(control + box + marked + broken), report)
    root = Document(io.BytesIO(data)).element.body
    assert texts_in(data).count("第二段") == 4
    assert len(list(root.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd")))) == 2
    assert [mark.get(qn("w:val")) for mark in root.xpath(".//w:sdtPr/w:id")] == ["5"]
    assert findings(data, tmp_path) == []
    assert len(Document(io.BytesIO(data)).sections) == 2


def test_a_field_is_seen_although_word_cut_it_into_runs(report):
    document = new_document()
    for piece in ("{", "{ 单", "位", " }", "}！"):
        document.add_paragraph() if not document.paragraphs else None
        document.paragraphs[0].add_run(piece).italic = piece == "位"
    assert texts_in(fill_template(saved(document), report)) == ["青禾镇总工会！"]


def test_headers_footers_and_table_rows_are_filled(report, tmp_path):
    rows = [
        ["指标", "完成"],
        ["{%tr for 行 in 指标 %}", ""],
        ["{{ 行.序号 }}.{{ 行.指标 }}", "{{ 行.完成 }}"],
        ["{%tr endfor %}", ""],
    ]
    document = Document(io.BytesIO(a_template("{{ 标题 }}", rows=rows)))
    header = document.sections[0].header.paragraphs[0]
    header.text, header.style = "{{ 单位 }}", "Normal"
    document.sections[0].footer.add_table(1, 1, Mm(50)).cell(0, 0).text = "{{ 日期 }}"
    data = fill_template(saved(document), report)
    done = Document(io.BytesIO(data))
    assert done.sections[0].header.paragraphs[0].text == "青禾镇总工会"
    assert done.sections[0].footer.tables[0].cell(0, 0).text == values_of(report)["日期"]
    wanted = [[f"{row['序号']}.{row['指标']}", row["完成"]] for row in values_of(report)["指标"]]
    assert [[cell.text for cell in row.cells] for row in done.tables[0].rows[1:]] == wanted
    assert findings(data, tmp_path) == []


def test_loops_over_paragraphs_and_conditions_work(report, tmp_path):
    lines = ["{%p for 段 in 典型做法 %}", "{{ loop.index }}. {{ 段 }}", "{%p endfor %}"]
    lines += [
        "{%p if 典型做法 and 年份 == '2020' %}",
        "有",
        "{%p else %}",
        "没有",
        "{%p endif %}",
        "{% if not 典型做法 %}无{% endif %}完",
    ]
    data = fill_template(a_template(*lines), report)
    assert texts_in(data)[1:] == ["2. 第二段", "有", "完"]
    assert findings(data, tmp_path) == []


def test_what_a_report_does_not_say_leaves_a_sound_file(report, tmp_path):
    """Word calls a file broken that has a cell without a paragraph or a table without a row."""
    rows = [["{%tr for 行 in 指标 %}", ""], ["{{ 行.指标 }}", "x"], ["{%tr endfor %}", ""]]
    document = Document(io.BytesIO(a_template("{{ 标题 }}{{ 典型做法 }}", rows=rows)))
    cell = document.add_table(1, 1).cell(0, 0)
    cell.paragraphs[0].text = "{%p for 段 in 典型做法 %}"
    for text in ("{{ 段 }}", "{%p endfor %}"):
        cell.add_paragraph(text)
    empty = replace(report, sections=[], facts=replace(report.facts, progress=report.facts.progress.iloc[:0]))
    data = fill_template(saved(document), empty)
    assert len(Document(io.BytesIO(data)).tables) == 1
    assert findings(data, tmp_path) == []


# What is wrong with one.


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("｛｛ 标题 ｝｝", "“｛｛ 标题 ｝｝”: type the braces in half-width letters, as in {{ 标题 }}."),
        ("｛％ if 标题 ％｝x｛％ endif ％｝", "type the braces in half-width letters"),
        ("由{{ 单位（全称） }}印发", "“由{{ 单位（全称） }}印发”: type （） in half-width letters inside a field."),
        ("{% if 年份 == “2020” %}x{% endif %}", "type “” in half-width letters inside a field."),
        ("{{ 建会情况 }}", "“{{ 建会情况 }}”: there is no field 建会情况. Is it 建会?"),
        ("{{ abc }}", "“{{ abc }}”: there is no field abc."),
        ("{% for 行 in 指标 %}{{ 行.完城率 }}{% endfor %}", "there is no field 行.完城率. Is it 行.完成率?"),
        ("{% for 行 in 指标表 %}x{% endfor %}", "there is no field 指标表. Is it 指标?"),
        ("{{ 行.指标 }}", "there is no field 行.指标."),
        ("前文{{ 标题", "“前文{{ 标题”: a field begins or ends here, and its other half is missing."),
        ("标题 }}后文", "its other half is missing."),
        ("前文{{ 标题 单位 }}后文", "“前文{{ 标题 单位 }}后文”: {{ 标题 单位 }} cannot be understood; only fields, for and if are."),
        ("{{ 标题|upper }}", "cannot be understood"),
        ("{{p 建会 }}", "cannot be understood"),
        ("{%- if 标题 %}x{% endif %}", "cannot be understood"),
        ("{% set x = 1 %}{{ 标题 }}", "cannot be understood"),
        ("{% if 年份 * 9 %}x{% endif %}", "cannot be understood"),
        ("{% if 标题 %}x", "“{% if 标题 %}x”: {% if 标题 %} has no end."),
        ("x{% endfor %}", "“x{% endfor %}”: {% endfor %} has no beginning."),
        ("{%tr for 行 in 指标 %}", "must stand alone, with p in a paragraph, with tr in a table row."),
        ("前文{%p if 标题 %}", "must stand alone, with p in a paragraph, with tr in a table row."),
        ("{% for x in 标题 %}x{% endfor %}", "标题 is one text, no list."),
        ("{{ 指标 }}", "指标 stands for a whole table: {%tr for 行 in 指标 %} {{ 行.指标 }} {%tr endfor %}."),
        ("{% for a in 指标 %}{% for b in 建会 %}x{% endfor %}{% endfor %}", "a loop cannot stand inside a loop."),
        ("没有字段，占95%｝", "The file has no field, such as {{ 标题 }}."),
    ],
)  # fmt: skip
def test_each_fault_is_told_with_the_text_around_it(text, told):
    faults = check_template(a_template(text))
    assert any(told in fault for fault in faults), faults


def test_a_loop_that_begins_and_ends_in_different_places_is_told():
    assert (
        "must stand in one paragraph, or both have p" in check_template(a_template("{% if 标题 %}", "{% endif %}"))[0]
    )
    rows = [["{%tr for 行 in 指标 %}", ""], ["x", "{{ 行.指标 }}"], ["{%p endfor %}", ""]]
    assert "must stand in one paragraph, or both have p" in check_template(a_template(rows=rows))[0]


def test_all_faults_come_at_once_and_each_once():
    lines = ("｛｛ 题目 ｝｝", "{{ 题目 }}", "{{ 题目 }}", "{{ 单位", "{% endif %}", "{{ 标题（ }}")
    document = Document(io.BytesIO(a_template(*lines)))
    document.sections[0].header.paragraphs[0].text = "{{ 页眉 }}"
    faults = check_template(related(saved(document), "image", "http://example.org/a.png"))
    assert len(faults) == len(set(faults))
    for part in (
        "brings in",
        "braces",
        "“｛｛ 题目 ｝｝”: there is no field 题目",
        "“{{ 题目 }}”: there is no",
        "other half",
        "no beginning",
        "type （",
        "no field 页眉",
    ):
        assert sum(part in fault for fault in faults) == 1, part


def test_the_texts_that_a_user_of_chinese_reads_keep_the_braces_of_the_example(chinese):
    assert any("{{ 标题 }}" in fault for fault in check_template(a_template("x")))


def test_fields_where_nothing_fills_them_are_told():
    told = "fields are filled in the text, headers and footers only."
    chart = replace(a_chart(2, "甲"), draw=lambda *_all: titled(colours(RED)(*_all), "{{ 时期 }}情况"))
    assert told in check_template(a_template("{{ 标题 }}", charts=[chart]))[0]
    assert told in check_template(body('<w:p w:rsidR="{{ 标题 }}"/>'))[0]
    assert told in check_template(body("<w:p><w:r><w:instrText>{{ 9**9**9 }}</w:instrText></w:r></w:p>"))[0]


def titled(drawn, title: str):
    drawn.set_title({"name": title})
    return drawn


def test_tracked_changes_are_told():
    xml = '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>{{ 标题 }}</w:t></w:r></w:ins></w:p>'
    assert check_template(body(xml)) == ["The file has tracked changes; accept or reject them first."]


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + b"\0" * 18, b"x" * 999, b"\xd0\xcf\x11\xe0" + b"\0" * 999])
def test_what_is_no_word_document_is_told(data):
    assert check_template(data) == ["This is no Word document (.docx)."]


def test_a_cut_off_file_another_office_file_and_a_word_template_are_told():
    whole = a_template("{{ 标题 }}")
    dotx = with_entry(whole, "[Content_Types].xml", lambda xml: xml.replace(b"document.main+xml", b"template.main+xml"))
    for data in (whole[:-200], dotx, with_entry(whole, "word/document.xml", lambda xml: xml[:-9])):
        assert check_template(data) == ["This is no Word document (.docx)."]


def test_a_wrong_template_is_not_filled(report):
    with pytest.raises(WrongTemplate, match="no field abc") as told:
        fill_template(a_template("{{ abc }}"), report)
    assert told.value.faults == ["“{{ abc }}”: there is no field abc."]


# What would do harm.


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ 标题.__class__ }}",
        "{{ 标题['__class__'] }}",
        "{{ self.__init__.__globals__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ cycler() }}",
        "{{ 9**9**9 }}",
        "{{ 'a'*9999999999 }}",
        "{% for x in range(10**12) %}{% endfor %}",
        "{% for a in 指标 %}{% for b in 指标 %}{% for c in 指标 %}{% for d in 指标 %}x{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% include '/etc/passwd' %}",
        "{{ " + "(" * 95 + "标题" + ")" * 95 + " }}",
        "{{" * 20_000,
        "{{ 标题 }}" * 20_000,
    ],
)
def test_a_hostile_tag_is_refused_at_once(text):
    begun = time.monotonic()
    assert check_template(a_template(text)) != []
    assert time.monotonic() - begun < 5


def test_what_slips_past_the_first_reading_is_not_worked_out_either():
    for source in (
        "{{ 9**9**9 }}",
        "{{ ''.__class__ }}",
        "{{ 标题|upper }}",
        "{% for a in 指标 %}{% for b in 指标 %}{% endfor %}{% endfor %}",
    ):
        with pytest.raises(TemplateError):
            ENVIRONMENT.from_string(source)


def test_a_template_that_grows_too_large_is_refused(report):
    """Two rows are tried when a template comes in; the real table has more."""
    rows = [["{%tr for 行 in 指标 %}"], ["{{ 行.指标 }}" + "甲" * 300_000], ["{%tr endfor %}"]]
    data = a_template(rows=rows)
    assert check_template(data) == []
    with pytest.raises(WrongTemplate, match="too long"):
        fill_template(data, report)


def test_values_are_text_and_nothing_else(report, filled, tmp_path):
    texts = texts_in(filled)
    assert "第一段 A&B<C “{{ 7*7 }}” {_{ 甲  乙" in texts
    assert findings(filled, tmp_path) == []
    named = replace(report, title="<w:p/>&amp;{% if %}")
    assert texts_in(fill_template(a_template("{{ 标题 }}"), named)) == ["<w:p/>&amp;{% if %}"]


def test_macros_and_controls_are_refused():
    told = ["The file has macros or controls; save it as a .docx without them."]
    good = a_template("{{ 标题 }}")
    docm = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert check_template(with_entry(good, "[Content_Types].xml", lambda xml: xml.replace(plain, docm))) == told
    held = with_entry(good, "word/vbaProject.bin", lambda _none: b"x")
    held = put_in(
        held, "[Content_Types].xml", "</Types>", '<Default Extension="bin" ContentType="application/octet-stream"/>'
    )
    assert check_template(related(held, "vbaProject", "vbaProject.bin", "Internal")) == told


def test_what_comes_from_outside_is_refused_but_a_link_is_not():
    good = a_template("{{ 标题 }}")
    assert check_template(related(good, "hyperlink", "https://example.org/")) == []
    for kind in ("image", "attachedTemplate", "oleObject", "frame"):
        assert "http://example.org/x" in check_template(related(good, kind, "http://example.org/x"))[0]
    order = (
        "<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
    )
    assert "DDEAUTO c:" in check_template(put_in(good, "word/document.xml", "<w:sectPr", order))[0]


def test_what_is_too_big_is_refused_before_it_is_unpacked():
    good = a_template("{{ 标题 }}")
    bomb = with_entry(good, "word/media/zeros.bin", lambda _none: b"\0" * 41_000_000)
    assert len(bomb) < 200_000
    assert check_template(bomb) == ["The file would be larger than 40 MB when unpacked."]
    noise = with_entry(good, "word/media/noise.bin", lambda _none: bytes(range(256)) * 20)
    assert check_template(noise + b"\0" * 5_000_000) == ["The file is larger than 5 MB."]
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(500):
            archive.writestr(f"word/media/{number}.bin", b"")
    assert check_template(out.getvalue()) == ["The file consists of more than 500 parts."]
    long = body("<w:p><w:r><w:t>" + "甲" * 700_000 + "</w:t></w:r></w:p>")
    assert check_template(long) == ["The text of the file is larger than 2 MB."]


def test_entities_are_not_expanded():
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    data = with_entry(
        a_template("{{ 标题 }}"),
        "word/document.xml",
        lambda xml: xml.replace(b"<w:document", laughs.encode() + b"<w:document", 1),
    )
    assert check_template(data) == ["This is no Word document (.docx)."]


# The sample, and the report in it.


def test_the_sample_is_a_template_without_faults(sample, report, tmp_path):
    assert check_template(sample) == []
    assert notes(sample, report) == []
    assert findings(sample, tmp_path) == []
    assert {name for name in FIELDS if re.search(rf"\b{name}\b", "".join(texts_in(sample)))} == set(FIELDS) - {"年份"}


def test_a_filled_sample_says_everything_that_the_built_in_report_says(filled, report):
    texts = texts_in(filled)
    said = [bare(text) for style, text in blocks(report) if style in ("text", "place")]
    assert [text for text in said if text not in texts] == []
    assert [text for text in report.figures().values() if text not in "".join(texts)] == []


def test_a_filled_sample_has_the_built_in_table(filled, report):
    usual = in_detail(report.facts, "half-year")
    built_in, own = (Document(io.BytesIO(data)).tables[0] for data in (report_document(usual), filled))
    rows = [[cell.text for cell in row.cells] for row in built_in.rows]
    told = {row[1]: row[2:] for row in ([cell.text for cell in row.cells] for row in own.rows)}
    assert [row[2:] for row in rows[1:]] == [told[row[1]] for row in rows[1:]], (
        "the template lists what has no target too"
    )


def test_the_same_figures_give_the_same_bytes_dated_as_signed(sample, filled, report):
    assert sample_template(report.facts) == sample
    assert fill_template(sample, report) == filled
    about = Document(io.BytesIO(filled)).core_properties
    assert {about.created.date(), about.modified.date()} == {report.signed_on}
    assert about.title == report.title


def test_sections_without_a_place_are_noted(report):
    assert notes(a_template("{{ 标题 }}{{ 导语 }}{{ 建会 }}{{ 存在问题 }}{{ 下半年安排 }}{{ 培训 }}"), report) == [
        "The template has no place for: 集体合同、困难帮扶、其他重点工作、自身建设、典型做法."
    ]


# Charts.


def test_charts_show_the_new_numbers_and_so_do_the_cells_they_are_edited_in(filled, report):
    found = list(series_of(filled))
    charts = {chart.alt: chart for chart in charts_of(report.facts)}
    shown = [charts[one.alt] for one in charts_in(Package.open(io.BytesIO(filled)).main_document_part)]
    wanted = [
        ([name], chart.categories, [v if v is not None else "" for v in values])
        for chart in shown
        for name, values in chart.series.items()
    ]
    assert len(found) == 4
    for (cached, cells, _series), expected in zip(found, wanted, strict=True):
        assert [cached[:2], cells[:2]] == [list(expected[:2])] * 2
        for numbers in (cached[2], cells[2]):
            assert numbers == [pytest.approx(value) if value != "" else "" for value in expected[2]]


@pytest.mark.parametrize("before", [("甲",), ("甲", "乙"), ("甲", "乙", "丙")])
@pytest.mark.parametrize("count", [2, 3, 6])
def test_categories_and_series_may_become_more_or_fewer(before, count, report, monkeypatch, tmp_path):
    template = a_template("{{ 标题 }}", charts=[a_chart(3, *before)])
    data = filled_with(monkeypatch, report, template, a_chart(count, "新一", "新二", draw=colours("111111", "222222")))
    found = list(series_of(data))
    assert len(found) == 2
    for number, (cached, cells, series) in enumerate(found):
        assert (
            cached
            == cells
            == [
                [f"新{'一二'[number]}"],
                [f"新村{row}" for row in range(count)],
                [row + 10.0 * number for row in range(count)],
            ]
        )
        assert all(int(point.find(C + "idx").get("val")) < count for point in series.iter(C + "dPt"))
    assert len({series.find(C + "idx").get("val") for *_both, series in found}) == 2
    assert findings(data, tmp_path) == []


def test_a_chart_keeps_its_colours_and_labels_and_a_series_more_gets_a_colour_of_its_own(report, monkeypatch):
    template = a_template("{{ 标题 }}", charts=[a_chart(3, "甲", "乙")])
    data = filled_with(
        monkeypatch, report, template, a_chart(6, "新一", "新二", "新三", draw=colours("111111", "222222", "333333"))
    )
    found = [series for *_both, series in series_of(data)]
    assert [colour_of(series) for series in found] == [RED, BLUE, None]
    assert [series.find(f"{C}dLbls/{C}numFmt").get("formatCode") for series in found] == ["0.00"] * 3
    assert [len(series.findall(C + "dPt")) for series in found] == [1, 0, 0]


def test_an_axis_does_not_cut_off_the_new_numbers(report, monkeypatch):
    template = a_template("{{ 标题 }}", charts=[a_chart(3, "甲")])
    for count, kept in ((10, 1), (12, 0)):
        data = filled_with(monkeypatch, report, template, a_chart(count, "新一"))
        root = next(charts_in(Package.open(io.BytesIO(data)).main_document_part)).root
        assert len(list(root.iter(C + "max"))) == kept


def test_hollow_bars_follow_the_new_verdicts(sample, report, example):
    """In a chart of completion a hollow bar says “behind”: that of the quarter the template is from must not stay."""
    earlier = in_detail(gather(example, "QHZ", 2020, 1), "quarter")

    def hollow(data: bytes) -> list[str]:
        root = next(charts_in(Package.open(io.BytesIO(data)).main_document_part)).root
        names = [point[0].text for point in root.find(f".//{C}ser/{C}cat").iter(C + "pt")]
        return [
            names[int(point.find(C + "idx").get("val"))]
            for point in root.find(f".//{C}ser").findall(C + "dPt")
            if point.find(f"{C}spPr/{{{DRAWING}}}solidFill/{{{DRAWING}}}srgbClr").get("val") == "FFFFFF"
        ]

    assert hollow(fill_template(sample, earlier)) == hollow(sample_template(earlier.facts)) != hollow(sample)


def test_a_chart_that_lost_its_alternative_text_is_known_by_its_title(sample, filled, report, example):
    bare_sample = with_entry(sample, "word/document.xml", lambda xml: re.sub(rb' descr="[^"]*"', b"", xml))
    earlier = in_detail(gather(example, "QHZ", 2020, 1), "quarter")
    there, lost = (list(series_of(fill_template(data, earlier))) for data in (sample, bare_sample))
    assert [cached for cached, *_rest in lost] == [cached for cached, *_rest in there]
    assert [cached for cached, *_rest in lost] != [cached for cached, *_rest in series_of(filled)]
    assert notes(bare_sample, earlier) == []


def test_a_chart_nobody_knows_stays_and_is_noted(report):
    template = a_template(
        "{{ 标题 }}", charts=[a_chart(3, "甲", alt="本镇经费"), a_chart(3, "乙", alt="图表:进度:no_such")]
    )
    assert [cached[0] for cached, *_rest in series_of(fill_template(template, report))] == [["甲"], ["乙"]]
    said = [note for note in notes(template, report) if "chart" in note]
    assert said == [
        f"The chart “{name}” is not known here and stays as it is." for name in ("本镇经费", "图表:进度:no_such")
    ]


def test_a_chart_without_data_now_shows_no_old_numbers(report, tmp_path):
    template = a_template("{{ 标题 }}", charts=[a_chart(3, "甲", alt="图表:完成率9")])
    data = fill_template(template, report)
    assert texts_in(data)[-1] == NO_DATA
    assert not [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "chart" in name or "embed" in name]
    assert (
        notes(template, report)[0] == "There are no data for the chart “图表:完成率9” now; a sentence takes its place."
    )
    assert findings(data, tmp_path) == []


def test_a_chart_with_a_workbook_of_another_kind_or_none_gets_one_that_opens(report, monkeypatch, tmp_path):
    template = a_template("{{ 标题 }}", charts=[a_chart(3, "甲")])
    gone = with_entry(
        template, "word/charts/_rels/chart1.xml.rels", lambda xml: re.sub(rb"<Relationship .*?/>", b"", xml)
    )
    gone = with_entry(
        gone, "word/charts/chart1.xml", lambda xml: re.sub(rb"<c:externalData.*?</c:externalData>", b"", xml)
    )
    data = filled_with(monkeypatch, report, gone, a_chart(4, "新一"))
    assert [cached == cells for cached, cells, _series in series_of(data)] == [True]
    assert findings(data, tmp_path) == []


def test_a_chart_that_cannot_be_refilled_is_a_fault_if_it_is_ours_and_left_alone_if_not(report):
    def scatter(alt: str) -> bytes:
        chart = a_chart(3, "甲", alt=alt, draw=lambda *drawn: titled(colours(RED)(*drawn), "企业上报情况（家）"))
        data = a_template("{{ 标题 }}", charts=[chart])
        return with_entry(data, "word/charts/chart1.xml", lambda xml: xml.replace(b"c:barChart", b"c:scatterChart"))

    why = "the numbers of the chart “图表:上报” cannot be replaced in a chart of this kind"
    assert check_template(scatter("图表:上报")) == [f"The template cannot be filled in: {why}"]
    assert [cached[0] for cached, *_rest in series_of(fill_template(scatter("散点"), report))] == [["甲"]]


def test_a_chart_that_makes_no_sense_is_a_fault():
    template = a_template("{{ 标题 }}", charts=[a_chart(3, "甲")])
    broken = with_entry(template, "word/charts/chart1.xml", lambda xml: re.sub(rb'<c:order val="\d"/>', b"", xml))
    assert check_template(broken)[0].startswith("The template cannot be filled in: ")
