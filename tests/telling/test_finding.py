"""Finding something by a part of its name, the first letters of its pinyin or its code."""

import pytest

from tracking.telling.finding import Findable, found_by, is_like

FIRM = "青禾恒泰纺织有限公司"


@pytest.mark.parametrize("said", ["恒泰", "htfz", "HTFZ", "qhht", "91999900MA0", "91999900ma0", " 恒泰 ", ""])
def test_a_firm_is_found_by_any_part_of_its_name_its_pinyin_or_the_start_of_its_code(said):
    assert is_like(said, FIRM, "91999900MA00002L3D")


@pytest.mark.parametrize("said", ["恒太", "xyz", "00002L3D"])
def test_what_is_not_in_a_name_does_not_find_it(said):
    assert not is_like(said, FIRM, "91999900MA00002L3D")


def test_what_begins_with_the_words_comes_first_and_no_more_than_asked_for():
    entries = [Findable("unit", str(n), name) for n, name in enumerate(["东柳河村", "柳河村", "柳河园区", "杏林村"])]
    assert [one.name for one in found_by("柳河", entries, 2)] == ["柳河村", "柳河园区"]
    assert found_by("  ", entries, 5) == []
