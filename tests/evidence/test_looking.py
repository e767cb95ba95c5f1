"""What may be kept as evidence is told by what a file holds; photos say no place; lists of people are warned about."""

import io
import zipfile

import pytest
from papers import PDF, archive, notice, photo
from personal import ID
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
