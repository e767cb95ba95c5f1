"""A township's own look: letterhead, styles, margins and footers come from a Word file, and the report is poured in."""

import io
import re
import struct
import zipfile
import zlib
from datetime import datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openxml_audit import OpenXmlValidator

from tracking.office import HERE, faults_of_reference, look_of, new_document, remarks_on_reference
from tracking.office.native_charts import insert_chart
from tracking.office.word import OUR_STYLES
from tracking.report.charts import charts_of
from tracking.report.document import report_document
from tracking.report.facts import gather
from tracking.report.half_year import Report, compose
from tracking.report.own_look import sample_reference

LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    [
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    ]
)


@pytest.fixture(scope="module")
def report(example) -> Report:
    return compose(gather(example, "QHZ", 2020, 2), "half-year")


@pytest.fixture(scope="module")
def sample(report) -> bytes:
    return sample_reference(report.facts)


def saved(document) -> bytes:
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def reference(*texts: str, document=None) -> bytes:
    """A Word file with paragraphs, in the defaults of Word rather than in ours."""
    document = document or Document()
    for text in texts:
        document.add_paragraph(text)
    return saved(document)


def with_entry(data: bytes, name: str, change) -> bytes:
    """A zip with one entry changed, or added to it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        for entry in dict.fromkeys([*names, name]):
            body = source.read(entry) if entry in names else b""
            target.writestr(entry, change(body) if entry == name else body)
    return out.getvalue()


def put_in(data: bytes, name: str, before: str, what: str) -> bytes:
    return with_entry(data, name, lambda xml: xml.replace(before.encode(), what.encode() + before.encode(), 1))


def related(data: bytes, kind: str, target: str, mode: str = "External") -> bytes:
    link = f'<Relationship Id="rIdX" Type="{LINK}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return put_in(data, "word/_rels/document.xml.rels", "</Relationships>", link)


def texts_of(data: bytes) -> list[str]:
    return [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]


def findings(data: bytes, tmp_path) -> list[str]:
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    return [error.description for error in OpenXmlValidator(max_errors=20).validate(str(path)).errors]


def test_without_a_reference_document_nothing_of_the_report_changes(report):
    assert report_document(report) == report_document(report, None)


@pytest.mark.parametrize("ours", [True, False], ids=["the sample", "a Word file of any kind"])
def test_a_report_says_the_same_in_any_look_and_is_a_sound_file(ours, sample, report, tmp_path):
    data = report_document(report, sample if ours else reference("某镇总工会文件", HERE, "抄送：某县总工会"))
    texts = texts_of(data)
    plain = texts_of(report_document(report))
    kept = 3 if ours else 2
    assert len(texts) == len(plain) + kept
    assert texts[kept - 1 : -1] == plain
    assert findings(data, tmp_path) == []


def test_letterhead_stands_above_and_who_gets_a_copy_below(report):
    texts = texts_of(report_document(report, reference("某镇总工会文件", "某工〔2020〕5号", HERE, "抄送：某县总工会")))
    assert texts[:2] == ["某镇总工会文件", "某工〔2020〕5号"]
    assert texts[2].startswith(report.title[:9])
    assert texts[-1] == "抄送：某县总工会"
    assert HERE not in "".join(texts)


def test_the_text_of_last_years_report_is_not_taken_over_nor_its_pictures_and_workbooks(report):
    document = new_document()
    document.add_paragraph("2019年上半年工作总结", style="Title")
    document.add_paragraph("去年的一句话。")
    document.add_picture(io.BytesIO(PICTURE))
    insert_chart(document.add_paragraph(), charts_of(report.facts)[0], datetime(2019, 7, 1), 100)
    old = saved(document)
    data = report_document(compose(report.facts, "half-year", [("lead", True)]), old)
    assert "去年的一句话。" not in texts_of(data)
    with zipfile.ZipFile(io.BytesIO(old)) as before, zipfile.ZipFile(io.BytesIO(data)) as after:
        left = re.compile("media|charts|embeddings|thumbnail")
        assert any(map(left.search, before.namelist()))
        assert not any(map(left.search, after.namelist()))
    assert any(HERE in remark for remark in remarks_on_reference(old))


def test_charts_of_the_letterhead_stay_beside_those_of_the_report(report, tmp_path):
    document = new_document()
    insert_chart(document.add_paragraph(), charts_of(report.facts)[0], datetime(2019, 7, 1), 100)
    document.add_paragraph(HERE)
    data = report_document(report, saved(document))
    assert findings(data, tmp_path) == []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        charts = [name for name in archive.namelist() if name.startswith("word/charts/chart")]
    assert len(charts) == len(set(charts)) == 1 + len(charts_of(report.facts))


def test_a_style_of_the_file_wins_and_what_it_lacks_is_in_official_layout(report):
    document = Document()
    document.styles["Title"].font.size = Pt(30)
    document.styles["Normal"].font.size = Pt(10)
    styles = Document(io.BytesIO(report_document(report, reference(HERE, document=document)))).styles
    assert styles["Title"].font.size == Pt(30)
    assert styles["Normal"].font.size == Pt(10)
    assert styles["公文正文"].font.size == Pt(16)
    assert set(OUR_STYLES) <= {style.name for style in styles}


def test_a_style_whose_identifier_is_taken_gets_another(report, tmp_path):
    document = Document()
    document.styles.add_style("别的", 1).element.set(qn("w:styleId"), new_document().styles["落款"].style_id)
    data = report_document(report, reference(HERE, document=document))
    ids = [style.style_id for style in Document(io.BytesIO(data)).styles]
    assert len(ids) == len(set(ids))
    assert findings(data, tmp_path) == []


def test_tables_and_charts_are_no_wider_than_the_page_of_the_file(report):
    document = Document()
    section = document.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(150), Mm(20), Mm(20)
    made = Document(io.BytesIO(report_document(report, reference(HERE, document=document))))
    widths = [int(table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:w"))) * 25.4 / 1440 for table in made.tables]
    widths += [shape.width / Mm(1) for shape in made.inline_shapes]
    assert len(widths) >= 5
    assert max(widths) <= 110.2


@pytest.mark.parametrize("where", ["on its own", "in the paragraph of the text"])
def test_a_section_break_of_the_file_stays_where_it_was(where, report, tmp_path):
    document = Document()
    document.add_paragraph("封面")
    if where == "on its own":
        document.add_section()
        document.add_paragraph(HERE)
    else:
        document.add_paragraph(HERE)
        document.add_section()
        document.add_paragraph("封底")
    document.sections[-1].page_width = Mm(180)
    data = report_document(report, saved(document))
    made = Document(io.BytesIO(data))
    assert len(made.sections) == 2
    assert findings(data, tmp_path) == []
    texts = texts_of(data)
    assert texts[0] == "封面"
    assert texts[-1] == ("封底" if where != "on its own" else texts_of(report_document(report))[-1])


def test_without_a_place_for_the_text_the_first_page_gives_the_look():
    document = Document()
    document.sections[0].header.paragraphs[0].text = "某镇总工会"
    document.add_paragraph("去年")
    document.add_section()
    document.sections[1].page_width = Mm(297)
    document.sections[1].header.is_linked_to_previous = False
    made = look_of(saved(document)).close()
    assert len(made.sections) == 1
    assert made.sections[0].header.paragraphs[0].text == "某镇总工会"
    assert made.sections[0].page_width < Mm(297)


@pytest.mark.parametrize("field", ["{{ 标题 }}", "{%p for 段 in 导语 %}"])
def test_a_template_with_fields_of_an_earlier_version_is_told_what_to_do(field):
    (told,) = faults_of_reference(reference(field))
    assert field in told
    assert "fields are no longer filled in" in told
    assert HERE in told


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + b"\0" * 18, b"x" * 999, b"\xd0\xcf\x11\xe0" + b"\0" * 999])
def test_what_is_no_word_document_is_told(data):
    assert faults_of_reference(data) == ["This is no Word document (.docx)."]


def test_a_cut_off_file_and_a_word_template_are_told():
    good = reference(HERE)
    assert faults_of_reference(good[: len(good) // 2]) == ["This is no Word document (.docx)."]
    main = b"wordprocessingml.document.main+xml"
    dotx = with_entry(good, "[Content_Types].xml", lambda xml: xml.replace(main, b"wordprocessingml.template.main+xml"))
    assert faults_of_reference(dotx) == ["This is no Word document (.docx)."]


def test_macros_and_controls_are_refused():
    told = ["The file has macros or controls; save it as a .docx without them."]
    good = reference(HERE)
    docm = b"application/vnd.ms-word.document.macroEnabled.main+xml"
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert faults_of_reference(with_entry(good, "[Content_Types].xml", lambda xml: xml.replace(plain, docm))) == told
    held = with_entry(good, "word/vbaProject.bin", lambda _none: b"x")
    octets = '<Default Extension="bin" ContentType="application/octet-stream"/>'
    held = put_in(held, "[Content_Types].xml", "</Types>", octets)
    assert faults_of_reference(related(held, "vbaProject", "vbaProject.bin", "Internal")) == told


def test_what_comes_from_outside_is_refused_but_a_link_is_not():
    good = reference(HERE)
    assert faults_of_reference(related(good, "hyperlink", "https://example.org/")) == []
    for kind in ("image", "attachedTemplate", "oleObject", "frame"):
        assert "http://example.org/x" in faults_of_reference(related(good, kind, "http://example.org/x"))[0]
    order = (
        "<w:p><w:r><w:instrText>DDE</w:instrText></w:r><w:r><w:instrText>AUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
    )
    assert "DDEAUTO c:" in faults_of_reference(put_in(good, "word/document.xml", "<w:sectPr", order))[0]


def test_tracked_changes_are_told_with_everything_else():
    change = '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>{{ 标题 }}</w:t></w:r></w:ins></w:p>'
    told = faults_of_reference(put_in(reference(HERE), "word/document.xml", "<w:sectPr", change))
    assert told[0] == "The file has tracked changes; accept or reject them first."
    assert len(told) == 2


def test_what_is_too_big_is_refused_before_it_is_unpacked():
    good = reference(HERE)
    bomb = with_entry(good, "word/media/zeros.bin", lambda _none: b"\0" * 41_000_000)
    assert len(bomb) < 200_000
    assert faults_of_reference(bomb) == ["The file would be larger than 40 MB when unpacked."]
    assert faults_of_reference(good + b"\0" * 5_000_001) == ["The file is larger than 5 MB."]
    out = io.BytesIO(good)
    with zipfile.ZipFile(out, "a") as archive:
        for number in range(500):
            archive.writestr(f"word/media/{number}.bin", b"")
    assert faults_of_reference(out.getvalue()) == ["The file consists of more than 500 parts."]


def test_entities_are_not_expanded():
    laughs = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    begin = b"<w:document"
    data = with_entry(reference(HERE), "word/document.xml", lambda xml: xml.replace(begin, laughs.encode() + begin, 1))
    assert faults_of_reference(data) == ["This is no Word document (.docx)."]


def test_the_sample_is_sound_and_told_as_what_it_is(sample, tmp_path):
    assert faults_of_reference(sample) == []
    assert findings(sample, tmp_path) == []
    assert len(remarks_on_reference(sample)) == 1


def test_a_file_without_page_numbers_is_remarked():
    assert "It has no page numbers in its footers." in remarks_on_reference(reference(HERE))
