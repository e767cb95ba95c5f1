"""The command score: places, one unit's sheet, versions that are tried, and the files."""

import pytest
from typer.testing import CliRunner

from tracking.cli import app


def score(*words: object):
    return CliRunner().invoke(app, ["--example", "--format", "csv", "score", "--year", "2020", *map(str, words)])


def test_points_and_places_are_printed():
    said = score("--quarter", 2)
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert len(lines) == 8
    assert "南园园区工会联合会" in lines[1]
    assert "94.52" in lines[1]


def test_of_one_unit_every_item_is_printed_with_its_rule():
    said = score("--quarter", 2, "--unit", "QHZ-C1")
    assert said.exit_code == 0
    assert len(said.stdout.splitlines()) == 13
    assert "按名次得分，末位得60%" in said.stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--unit", "QHZ"), "QHZ"),
        (("--rules", "x"), ""),
        (("--version", 9), ""),
        (("-o", "x.txt"), "x.txt"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_an_exit_code(words, sentence):
    said = score("--quarter", 2, *words)
    assert said.exit_code == 2
    assert sentence in said.output
    assert "Traceback" not in said.output


@pytest.mark.parametrize("name", ["考核通报.docx", "得分.xlsx"])
def test_the_notice_and_the_workbook_are_written(tmp_path, name):
    said = score("--quarter", 2, "-o", tmp_path / name)
    assert said.exit_code == 0
    assert (tmp_path / name).read_bytes()[:2] == b"PK"
