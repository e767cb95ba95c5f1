"""What may be kept as evidence is told by what a file holds; photos say no place; lists of people are warned about."""

import io
import struct
import time
import zipfile

import pytest
from papers import PDF, archive, notice, photo
from personal import ID, MOBILE
from PIL import Image
from townships import workbook

from tracking.evidence import WrongEvidence, link_to, looked_at
from tracking.evidence.looking import LARGEST

OLE = b"\xd0\xcf\x11\xe0" + bytes(508)


def wide(text: str) -> bytes:
    return text.encode("utf-16-le")


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (PDF, "pdf"),
        (photo(), "jpeg"),
        (photo(kind="PNG"), "png"),
        (photo(kind="WEBP"), "jpeg"),
        (notice("关于组建工会的通知"), "docx"),
        (archive(OFD__xml=b"<ofd:OFD/>"), "ofd"),
        (OLE + wide("WordDocument"), "doc"),
        (OLE + wide("Workbook"), "xls"),
    ],
)
def test_the_kind_is_what_the_file_holds_whatever_its_name_says(data, kind):
    assert looked_at("照片.exe", data).kind == kind


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"MZ\x90\0", "not kept. What can be kept"),
        (b"<html><script>alert(1)</script></html>", "not kept. What can be kept"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "not kept. What can be kept"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "not kept. What can be kept"),
        (archive(a__txt=b"a"), "not kept. What can be kept"),
        (archive(word_document__xml=b"<w/>", word_vbaProject__bin=b"x"), "holds macros"),
        (archive(xl_workbook__xml=b"<w/>", xl_activeX_a__bin=b"x"), "holds macros"),
        (OLE + wide("WordDocument") + wide("_VBA_PROJECT"), "holds macros"),
        (OLE + wide("EncryptedPackage"), "only with a password"),
        (OLE, "not kept. What can be kept"),
        (notice("a")[:300], "damaged or not whole"),
        (photo()[:200], "damaged or not whole"),
        (b"%PDF-" + bytes(LARGEST), "larger than 20 MB"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused_with_its_name_and_what_to_do(data, said):
    with pytest.raises(WrongEvidence, match=rf"^材料\.pdf.*{said}"):
        looked_at("C:\\temp\\材料.pdf", data)


def test_a_picture_of_too_many_points_is_not_drawn():
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    with pytest.raises(WrongEvidence, match="larger than"):
        looked_at("大.png", out.getvalue())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_loses_where_and_by_what_it_was_taken_and_stands_upright(kind):
    given = photo(kind=kind, turned=True)
    assert b"SECRETPHONE" in given
    kept = looked_at("现场.jpg", given)
    with Image.open(io.BytesIO(kept.data)) as image:
        assert not image.getexif()
        assert image.size == (60, 40)
        red = image.convert("RGB").getpixel((30, 5))
        assert red[0] > 200 > 100 > red[1]
    assert b"SECRETPHONE" not in kept.data


def test_a_large_photo_becomes_smaller_and_keeps_its_shape():
    with Image.open(io.BytesIO(looked_at("大.jpg", photo(8000, 2000)).data)) as image:
        assert image.size == (4000, 1000)


def test_photos_in_a_scan_and_in_a_document_lose_their_place_and_nothing_else_moves():
    inside = photo()
    scan = PDF + b"stream\n" + inside + b"\nendstream"
    kept = looked_at("扫描.pdf", scan)
    assert len(kept.data) == len(scan)
    assert b"SECRETPHONE" in inside
    assert b"Exif" not in kept.data
    assert kept.data.count(b"SECRETPHONE") == 1  # the comment, which is no place
    document = looked_at("通知.docx", notice("见图", picture=inside))
    with zipfile.ZipFile(io.BytesIO(document.data)) as archive:
        assert archive.testzip() is None
        (name,) = [name for name in archive.namelist() if name.startswith("word/media/")]
        with Image.open(io.BytesIO(archive.read(name))) as image:
            assert not image.getexif()
            assert image.size == (60, 40)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("名单.xlsx", workbook(("表", [["姓名", "身份证号"], ["甲某", ID]]))),
        ("名单.docx", notice("参会人员", table=[["姓名", "性别"], ["甲某", "男"], ["乙某", "女"]])),
        ("证明.docx", notice(f"兹证明甲某（{ID}）参加培训。")),
    ],
)
def test_a_list_of_people_is_warned_about_and_its_numbers_are_not_repeated(name, data):
    doubts = looked_at(name, data).doubts
    assert doubts
    assert ID not in "".join(doubts)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("通知.docx", notice("请于7月5日前报送。联系电话：0571-88880000", table=[["企业", "培训人次"], ["甲厂", "20"]])),
        ("统计.xlsx", workbook(("表", [["企业", "培训人次"], ["甲厂", 20]]))),
        ("扫描.pdf", PDF),
    ],
)  # fmt: skip
def test_a_notice_and_a_table_of_figures_are_no_list_of_people(name, data):
    assert looked_at(name, data).doubts == ()


def test_a_workbook_that_cannot_be_looked_into_is_said_to_be_so():
    assert looked_at("坏.xlsx", archive(xl_workbook__xml=b"<w/>")).doubts == ("it could not be looked into",)


@pytest.mark.parametrize(
    "text",
    ["javascript:alert(1)", "ftp://a.cn/b", "http://", "https://a:b@c.cn", "https://a.cn/<b>", "https://a.cn/" + "b" * 500,
     "data:text/html,x", "https://[::1", "https://a.cn/\u202e", ""],
)  # fmt: skip
def test_a_link_leads_to_a_page_and_holds_no_password(text):
    with pytest.raises(WrongEvidence, match="A link begins with"):
        link_to(text)


def test_a_link_is_known_by_its_words_or_by_the_computer_it_leads_to():
    assert link_to(" https://oa.example.cn/tongzhi/5 ").title == "oa.example.cn"
    assert link_to("http://10.1.2.3:8080/a?b=c", "通知原文").title == "通知原文"


def test_a_name_loses_its_folders_what_nobody_can_see_and_a_number_of_a_person():
    assert looked_at("../../a\u202e/名\u200b单.pdf", PDF).title == "名单.pdf"
    assert ID not in looked_at(f"{ID}.pdf", PDF).title
    assert len(looked_at("长" * 5000 + ".pdf", PDF).title) == 200


# ---- files that mean harm, or that no program of an office wrote --------------------------------------------------------


def zipped(*parts: tuple[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for name, data in parts:
            file.writestr(name, data)
    return out.getvalue()


def lying(data: bytes) -> bytes:
    """The same zip file, whose list says that its first part is small."""
    said = bytearray(data)
    struct.pack_into("<I", said, said.find(b"PK\x01\x02") + 24, 1000)
    return bytes(said)


WORDS = b'<w:document xmlns:w="w">'


@pytest.mark.parametrize(
    "data",
    [
        zipped(("word/document.xml", b"<w:tr>" * 500_000)),
        zipped(("word/document.xml", WORDS + b"<w:tr>" + b"<w:tc>" * 500_000)),
        zipped(("word/document.xml", b"<" * 500_000)),
        zipped(("word/document.xml", b'<!DOCTYPE a [<!ENTITY b "c">]>' + WORDS)),
        lying(zipped(("x", b"\0" * 900_000_000), ("word/document.xml", b"<w/>"), how=zipfile.ZIP_BZIP2)),
        zipped(("word/document.xml", b"<w/>" * 9), how=zipfile.ZIP_LZMA)[:-60] + b"?" * 60,
    ],
    ids=["rows", "cells", "tags", "doctype", "bomb", "lzma"],
)  # fmt: skip
def test_a_file_that_would_hold_up_or_fill_the_server_is_one_sentence_soon(data):
    begun = time.process_time()
    with pytest.raises(WrongEvidence, match=r"^a\.docx"):
        looked_at("a.docx", data)
    assert time.process_time() - begun < 2, "here nothing of it was unpacked"


def test_a_picture_of_many_points_is_drawn_in_another_process_or_not_at_all():
    out = io.BytesIO()
    Image.new("CMYK", (9_000, 9_000), "white").save(out, "JPEG")
    with Image.open(io.BytesIO(looked_at("大.jpg", out.getvalue()).data)) as image:
        assert max(image.size) == 4000


@pytest.mark.parametrize("kind", [2, 5, 7, 12, 255])
@pytest.mark.parametrize("tag", [274, 282, 296])
def test_a_photo_whose_notes_are_in_no_order_is_kept_without_them(tag, kind):
    exif = Image.Exif()
    exif[274], exif[282], exif[296] = 6, 72.0, 2
    notes = exif.tobytes()
    order = ">" if b"MM" in notes else "<"
    at = next(at for at in range(len(notes) - 4) if struct.unpack_from(f"{order}H", notes, at)[0] == tag and at > 8)
    notes = notes[: at + 2] + struct.pack(f"{order}H", kind) + notes[at + 4 :]
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, "JPEG", exif=notes)
    with Image.open(io.BytesIO(looked_at("a.jpg", out.getvalue()).data)) as kept:
        assert set(kept.size) == {60, 40}
        assert not kept.getexif()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("name", ["word/media/image1.x", "word/embeddings/inner.docx"])
def test_a_photo_inside_a_document_says_no_place_and_shows_the_same(kind, name):
    inside = photo(kind=kind)
    inner = zipped(("[Content_Types].xml", b"<a/>"), ("word/media/a.x", inside)) if name.endswith("docx") else inside
    kept = looked_at("a.docx", zipped(("word/document.xml", WORDS + b"</w:document>"), (name, inner))).data
    assert b"SECRETPHONE" not in unpacked(kept)
    found = zipfile.ZipFile(io.BytesIO(kept)).read(name)
    if name.endswith("docx"):
        found = zipfile.ZipFile(io.BytesIO(found)).read("word/media/a.x")
    with Image.open(io.BytesIO(found)) as image, Image.open(io.BytesIO(inside)) as before:
        assert (image.format, image.size) == (before.format, before.size)
        assert image.convert("RGB").tobytes() == before.convert("RGB").tobytes()


def unpacked(data: bytes) -> bytes:
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(unpacked(archive.read(name)) for name in archive.namelist())


def test_what_a_scan_says_of_a_place_is_blank():
    notes = (
        b"\xff\xed\x00\x20Photoshop 3.0\x00SECRETPHONE12345" + b"<x exif:GPSLatitude=\"30,16N\"/>"
        b"<exif:GPSLongitude>120,9E</exif:GPSLongitude><photoshop:City>SECRETPHONE</photoshop:City>"
    )  # fmt: skip
    kept = looked_at("扫描.pdf", PDF + notes).data
    assert len(kept) == len(PDF + notes)
    for said in (b"SECRETPHONE", b"30,16N", b"120,9E"):
        assert said not in kept
    assert b"</exif:GPSLongitude>" in kept


def page(*texts: str, of: str = "ofd:") -> bytes:
    """A page of OFD."""
    head = f'<{of}Page xmlns{":ofd" if of else ""}="http://www.ofdspec.org/2016">'
    said = "".join(f"<{of}TextObject><{of}TextCode>{text}</{of}TextCode></{of}TextObject>" for text in texts)
    return archive(OFD__xml=b"<a/>", Doc_0_Pages_Content__xml=f"{head}{said}</{of}Page>".encode())


def tabbed(*lines: str) -> bytes:
    return notice("参会", *lines)


@pytest.mark.parametrize(
    "data",
    [
        tabbed(*[f"甲某\t{ID}\t{MOBILE}\t企业一"] * 5),
        notice("\n".join([ID] * 5)),
        notice("附件", *[f"联系人 {'138000000' + str(n)}" for n in range(10, 16)]),
        notice("表一", table=[["企业", "人次"], *[[f"厂{n}", "3"] for n in range(20)]], more=[["姓名", "工种"], ["甲某", "焊工"], ["乙某", "电工"]]),
        zipped(("word/document.xml", WORDS + b"</w:document>"), ("word/header1.xml", f'<w:hdr xmlns:w="w"><w:p><w:t>{ID}</w:t></w:p></w:hdr>'.encode())),
        zipped(("word/document.xml", f'<?xml version="1.0" encoding="utf-16"?><w:document xmlns:w="w"><w:p><w:t>{ID}</w:t></w:p></w:document>'.encode("utf-16"))),
        page(ID),
        page(ID, of=""),
        page(*ID),
        page("姓名", "性别", "甲某", "男", "乙某", "女"),
    ],
    ids=["tabs", "lines", "telephones", "second table", "header", "utf-16", "ofd", "ofd without prefix", "ofd by letters", "ofd table"],
)  # fmt: skip
def test_a_list_of_people_is_warned_about_however_it_is_drawn(data):
    name = "a.ofd" if zipfile.ZipFile(io.BytesIO(data)).namelist()[0] == "OFD.xml" else "a.docx"
    assert looked_at(name, data).doubts


@pytest.mark.parametrize(
    "part",
    [
        ("word/embeddings/a.xlsm", zipped(("xl/vbaProject.bin", b"x"))),
        ("word/embeddings/oleObject1.bin", OLE + wide("_VBA_PROJECT")),
    ],
)
def test_macros_inside_a_document_inside_are_macros(part):
    with pytest.raises(WrongEvidence, match="holds macros"):
        looked_at("a.docx", zipped(("word/document.xml", WORDS + b"</w:document>"), part))


def test_what_is_clear_in_a_drawing_stays_clear():
    image = Image.new("P", (4, 4))
    image.putpalette([0, 0, 0, 255, 255, 255])
    out = io.BytesIO()
    image.save(out, "PNG", transparency=0)
    with Image.open(io.BytesIO(looked_at("章.png", out.getvalue()).data)) as kept:
        assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


def test_a_name_is_one_line():
    assert looked_at("a\nb\tc.pdf", PDF).title == "a b c.pdf"


@pytest.mark.parametrize("words", [b"1 " * 2_000_000, b"0571-" * 900_000, b"</w:t></w:p><w:p><w:t>" * 600_000])
def test_a_document_of_more_words_than_a_book_is_kept_and_said_not_to_be_looked_into(words):
    text = b"<w:p><w:t>" + words + b"</w:t></w:p></w:document>"
    data, begun = zipped(("word/document.xml", WORDS + text), how=zipfile.ZIP_STORED), time.process_time()
    assert looked_at("a.docx", data).doubts == ("it could not be looked into",)
    assert time.process_time() - begun < 2, "here it was gone through"
