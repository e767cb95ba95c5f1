"""Names in a list of enterprises: of an enterprise, of the village or park it belongs to, and of the union of that place."""

import re

from tracking.catalogue import fold, words
from tracking.reading.layout.vocabulary import INDEX, UNION_OF

TOWNSHIP_BEFORE = re.compile(r"\A[\u4e00-\u9fff]{1,5}?(?:街道|镇|乡)(?=.)")
FORMERLY = re.compile(r"[（(](?:原|曾用名|别名)[^）)]*[）)]\Z")


def clean_name(text: str) -> str:
    """The name of an enterprise as a list writes it: without number, line breaks, 工会委员会 and what it was called before."""
    bare = re.sub(r"\s+", "", INDEX.sub("", text)) if re.search(r"[\u4e00-\u9fff]", text) else text.strip()
    bare = FORMERLY.sub("", bare)
    if kind_by_name(bare) == "enterprise":
        end = next((word for word in UNION_OF if bare.endswith(word) and len(bare) > len(word) + 3), "")
        bare = bare.removesuffix(end)
    return bare


def plain_place(text: str) -> str:
    """A village or park without the township before it and the part of it behind it: 临溪镇柳河村第2网格 is 柳河村."""
    bare = re.sub(r"\s+", "", text)
    if kind_by_name(bare) != "enterprise":
        return bare
    found = next((m.group(0) for end in words()["place_ends"] if (m := re.match(f".*?{end}", bare))), bare)
    return TOWNSHIP_BEFORE.sub("", found) or found


def place_of(text: str) -> str:
    """The village or park that a line over a group of enterprises names: 一、柳河村（12家）, 【桃源村】; nothing for other texts."""
    bare = re.sub(r"[（(].*|共?\d+家\Z|[【】\[\]]", "", INDEX.sub("", text.strip("【】[] "))).strip().rstrip("：:")
    return bare if bare.endswith(tuple(words()["place_ends"])) or kind_by_name(bare) != "enterprise" else ""


def kind_by_name(name: str) -> str:
    """The kind of unit that a name says; an enterprise where it says none."""
    bare = fold(name)
    if bare.endswith(tuple(words()["union_over_units"])):
        ends = (("园", "park_federation"), ("开发区", "park_federation"), ("行业", "sector_federation"))
        return next((kind for word, kind in ends if word in bare), "village_federation")
    return "township" if bare.endswith("总工会") else "enterprise"


def without_union(name: str) -> str:
    """The place that a union's name says: 柳河村工会联合会 is 柳河村's."""
    bare = fold(name)
    for end in (*words()["union_over_units"], "总工会"):
        bare = bare.removesuffix(fold(end))
    return bare


def core_of_union(name: str) -> str:
    """What a union's name says of its place: 柳河村工会联合会, 柳河村 and 柳河 are one."""
    bare = without_union(name)
    return next((bare.removesuffix(end) for end in words()["place_ends"] if bare.endswith(end) and len(bare) > 2), bare)


def name_of_union(place: str) -> str:
    """The name of the union of a village or park."""
    return place if kind_by_name(place) != "enterprise" else f"{place}工会联合会"


def initials(name: str) -> str:
    """The first letters of a name's sounds, by which 合理化建议 is found as hlhjy."""
    from pypinyin import Style, lazy_pinyin  # 50 MB of sounds, for those who begin with a list or change a column

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
