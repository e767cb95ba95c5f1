"""English says one thing as one thing, wherever a sentence counts."""

import pytest

from tracking.language import _, counted, use_language
from tracking.telling.figures import amount_text, gap_text


@pytest.mark.parametrize(
    ("said", "parts", "wanted"),
    [
        ("{count} enterprises", {"count": 1}, "1 enterprise"),
        ("{count} enterprises", {"count": 21}, "21 enterprises"),
        ("{count} enterprises", {"count": "1"}, "1 enterprise"),
        ("{count} enterprises lack a union", {"count": 1}, "1 enterprise lacks a union"),
        ("; {part}; {count} are not due yet", {"part": "x", "count": 1}, "; x; 1 is not due yet"),
        ("and {count} other units", {"count": 1}, "and 1 other unit"),
        ("{a} figures of {b} units", {"a": 1, "b": 2}, "1 figures of 2 units"),  # its verb stands farther off
        ("{a} targets of {b} units", {"a": 2, "b": 1}, "2 targets of 1 unit"),
        ("{name} units", {"name": "11"}, "11 units"),
        ("{reported}/{expected} units reported", {"reported": 0, "expected": 1}, "0/1 unit reported"),
    ],
)
def test_one_is_told_as_one(said, parts, wanted):
    assert _(said, **parts) == wanted


def test_amounts_and_gaps_too():
    assert amount_text(1, "家") == "1 enterprise"
    assert gap_text(-1, "户") == "−1 household"
    assert amount_text(1, "人") == "1 person"
    assert counted("11", "people") == "11 people"


def test_a_chinese_text_is_left_as_it_is():
    use_language("zh_CN")
    assert amount_text(1, "家") == "1 家"
    assert _("{count} enterprises", count=1) == "1 家"
