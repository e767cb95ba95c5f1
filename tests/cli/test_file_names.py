"""Names as names of files: every system takes them, nothing leaves its folder, and nobody's letter replaces another's."""

import io
import zipfile
from pathlib import Path

import pytest
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.handouts.marking.marked import marked_name
from tracking.harmless import file_name, file_names
from tracking.intake.preview import prepare_store
from tracking.lagging.history import load_history
from tracking.letters.cases import letters_for
from tracking.letters.letter import letters_zip
from tracking.letters.wording_file import read_wording
from tracking.report.facts import gather
from tracking.store.store import Store

SECOND_QUARTER = ("--year", "2020", "--quarter", "2")


@pytest.mark.parametrize(
    ("stem", "name"),
    [
        ("柳溪A厂", "柳溪A厂.docx"),
        ("../../甲", "_.._甲.docx"),
        ("C:\\甲", "C__甲.docx"),
        ('a/b\\c:d*e?f"g<h>i|j', "a_b_c_d_e_f_g_h_i_j.docx"),
        ("甲\n乙\t丙\x00\u202e\u200b", "甲_乙_丙___.docx"),
        ("CON", "_CON.docx"),
        ("con.厂", "_con.厂.docx"),
        ("Lpt1", "_Lpt1.docx"),
        ("COM¹ ", "_COM¹.docx"),
        ("CONTI 厂", "CONTI 厂.docx"),
        (" .甲厂. . ", "甲厂.docx"),
        ("", "_.docx"),
        ("...", "_.docx"),
        ("\ud800", "_.docx"),
    ],
)
def test_a_name_becomes_one_that_every_system_takes(stem, name, tmp_path):
    assert file_name(stem, ".docx") == name
    (tmp_path / name).write_bytes(b"")


@pytest.mark.parametrize("stem", ["甲" * 300, "a" * 300, "😀" * 300, "é" * 300, "a" * 79 + ". b"])
def test_an_endless_name_is_cut_before_its_ending(stem, tmp_path):
    name = file_name(stem, "（有问题3处）.xlsx")
    assert len(name.encode()) < 250
    assert name.endswith("（有问题3处）.xlsx")
    (tmp_path / name).write_bytes(b"")


def test_names_that_are_alike_for_some_system_are_told_apart():
    stems = [
        ("甲厂", "A"),
        ("甲厂", "B"),
        ("甲厂", "B"),
        ("ABC厂", "C"),
        ("abc厂", "D"),
        ("e\u0301厂", "E"),
        ("é厂", "F"),
    ]
    names = file_names(stems, ".docx")
    assert names == [
        "甲厂.docx", "甲厂_B.docx", "甲厂_2.docx", "ABC厂.docx", "abc厂_D.docx", "é厂.docx", "é厂_F.docx",
    ]  # fmt: skip
    endless = file_names([("甲" * 300, "91999900MA00006QHM"), ("甲" * 300, "../x"), ("甲" * 300, "../x")], ".docx")
    assert len({name.casefold() for name in endless}) == 3
    assert not any("/" in name for name in endless)


def test_the_answer_to_a_file_of_any_name_has_a_name():
    assert marked_name("../../CON.xlsx", [], []) == "_CON（有问题0处）.xlsx"
    assert len(marked_name(f"{'表' * 300}.xlsx", [], []).encode()) < 250


@pytest.fixture
def twins(database: Path) -> Path:
    """Four enterprises behind: two of one name, two that differ in capital letters, and names alike in their beginning."""
    long = "柳溪镇某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某某"
    names = {
        "A": "甲厂",
        "B": "甲厂",
        "C": "ABC厂",
        "D": "abc厂",
        "E": f"{long}一厂",
        "F": f"{long}二厂",
        "G": "..",
        "H": "CON",
    }
    with Store(database) as store:
        prepare_store(store)
        add_units(store, [TOWNSHIP, *(unit(code, name=name, employees=9) for code, name in names.items())])
        add_plan(store, [target("T", "proposals", 40), *(target(code, "proposals", 8) for code in names)])
        for quarter in (1, 2):
            add_report(store, 2020, quarter, {(code, "proposals"): 0 for code in names})
    return database


def test_as_many_letters_are_written_as_are_said(tracking, twins, tmp_path):
    done = tracking("letters", *SECOND_QUARTER, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert done.stderr.startswith("8 letters")
    (single,) = (path for path in (tmp_path / "out").iterdir() if path.is_dir())
    written = [path.name.casefold() for path in single.iterdir()]
    assert len(set(written)) == 8


def test_the_zip_has_as_many_letters(twins):
    with Store(twins) as store:
        made = letters_for(gather(store, "T", 2020, 2), load_history(store, "T", 8081), read_wording())
    with zipfile.ZipFile(io.BytesIO(letters_zip(made))) as archive:
        assert len({name.casefold() for name in archive.namelist()}) == len(made.cases) == 8
