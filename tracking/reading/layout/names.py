"""The words that name an indicator, as offices write them, and those that only group or count."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from rapidfuzz.distance import Indel

from tracking.catalogue import MEASURES, fold, meaning_of, measures_mean_the_same, words
from tracking.reading.layout.periods import plain_time

# measures as they stand behind a number, the longest first
WRITTEN = sorted({*MEASURES, *words()["other_measure"], "万元", "千元"}, key=len, reverse=True)
CORNER = re.compile(r"[＼\\／/|｜]")
OF_A_GROUP = (
    "情况",
    "工作",
    "工作情况",
    "完成情况",
    "开展情况",
    "签订情况",
    "覆盖情况",
    "变动",
    "变动情况",
    "活动",
    "统计",
)
BRACKETS = re.compile(r"[（(]([^（()）]*)[)）]\s*\Z")
NUMBERING = re.compile(
    r"\A(?:[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十\d]+[、.．])\s*|\A[一二三四五六七八九十](?=[^一二三四五六七八九十年月季])(?!线)"
)
SIMILAR = 0.6
TIME_OF_A_NAME = re.compile(
    r"\A(?:20\d\d年度?)?(?:第?[一二三四1-4]季度|上半年|前三季度|截[至止]\d{1,2}月底?|\d{1,2}[-—–~～至到]\d{1,2}月份?)?(?:末|底|止|内)?"
)
COUNTED = {"人数": "人名", "人": "人名", "人次": "人次", "家数": "家个", "个数": "个家", "户数": "户", "份数": "份", "件数": "件",
           "起数": "件", "项数": "项", "期数": "期", "班次": "期", "场数": "场", "场次": "场", "次数": "场", "金额": "元", "资金": "元"}  # fmt: skip


def name_in(text: str, names: Mapping[str, str], measures: Mapping[str, str]) -> str | None:
    """The indicator that a text names, as it stands or without numbering, time, 开展 before and 人数 behind it."""
    for bare, counted in _spellings(text):
        code = names.get(bare)
        if code and (not counted or counts(counted, measures.get(code, ""))):
            return code
    return None


def bare_spellings(text: str) -> list[str]:
    """The spellings of a heading without brackets, numbering, time, 是否签订 before and 签订情况 behind it."""
    plain = BRACKETS.sub("", text.strip())
    return list(dict.fromkeys(bare for bare, _counted in _spellings(plain)))


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """Ever barer spellings of a name, each with the word for counting (人数, 份数) that was taken off its end."""
    whole = fold(text)
    if not whole:
        return
    yield whole, ""
    bare = fold(NUMBERING.sub("", text.strip()))
    bare = fold(TIME_OF_A_NAME.sub("", plain_time(bare), count=1))
    starts = longest_first("basis_quarter", "basis_cumulative", "verb_before")
    yield bare, ""
    while start := next((word for word in starts if bare.startswith(word) and bare != word), None):
        bare = bare.removeprefix(start)
        yield bare, ""
    ends = longest_first("basis_quarter", "basis_cumulative", "verb_after")
    if end := next((word for word in ends if bare.endswith(word) and bare != word), None):
        bare = bare.removesuffix(end)
        yield bare, ""
    for word in longest_first("counting", "counting_all"):
        if bare.endswith(word) and bare != word:
            yield bare.removesuffix(word), word
            yield bare.removesuffix(word) + "人数", word


@cache
def longest_first(*meanings: str) -> tuple[str, ...]:
    """The words of some meanings, folded, the longest first."""
    return tuple(sorted({fold(word) for meaning in meanings for word in words()[meaning]}, key=lambda w: (-len(w), w)))


def counts(text: str, measure: str) -> bool:
    """Whether a word says only how many, in a measure that fits: 人数 of people, 份数 of contracts, 数 and 合计 of all."""
    bare = fold(text)
    if meaning_of(bare, "counting_all") or fold(measure) == bare:
        return True
    return measure != "" and measure in COUNTED.get(bare, "")


@cache
def themes_of(text: str) -> frozenset[str]:
    """The themes that a group's heading may stand over, all of them for 基本情况; none for words that say something else.

    Two groups in one heading stand over both: 维权帮扶, 集体协商和民主管理.
    """
    bare = NUMBERING.sub("", fold(text))
    for meaning in ("basis_quarter", "basis_cumulative"):
        bare = next(
            (bare.removeprefix(word) for word in longest_first(meaning) if bare.startswith(word) and bare != word), bare
        )
    if found := _themes_of_one(bare):
        return found
    for place in range(2, len(bare) - 1):
        first, second = _themes_of_one(bare[:place].rstrip("和及与")), _themes_of_one(bare[place:].lstrip("和及与"))
        if first and second and "any" not in first | second:  # 培训内容 is no group
            return first | second
    return frozenset()


@cache
def _themes_of_one(bare: str) -> frozenset[str]:
    spellings = {bare, *(bare.removesuffix(end) for end in OF_A_GROUP)} - {""}
    return frozenset(
        meaning.removeprefix("group_")
        for meaning, known in words().items()
        if meaning.startswith("group_") and spellings & set(map(fold, known))
    )


def themes_within(text: str) -> set[str]:
    """The themes of all groups whose words stand in a text such as a title."""
    bare = fold(text)
    return {
        meaning.removeprefix("group_")
        for meaning, known in words().items()
        if meaning.startswith("group_") and any(len(word) > 1 and fold(word) in bare for word in known)
    } - {"any"}


def pieces_of(text: str) -> list[str]:
    """A heading, and what it says of its column and of the headings beside it where it stands in a corner: 指标＼企业."""
    pieces = [piece.strip() for piece in CORNER.split(text)]
    return [text, *pieces] if len(pieces) == 2 and all(pieces) else [text]


def measures_said(text: str) -> str:
    """The measures in which a heading that ends with 人次, 金额 or 户数 may be counted, one beside the other."""
    bare = fold(text)
    return next((measures for word, measures in COUNTED.items() if len(word) > 1 and bare.endswith(word)), "")


def may_group(text: str, theme: str | None) -> bool:
    """Whether a heading is a group that may stand above an indicator of this theme."""
    themes = themes_of(text)
    return bool(themes) and ("any" in themes or theme is None or theme in themes)


def same_measure(word: str, measure: str) -> bool:
    """Whether a heading's word for a measure says the same as the catalogue's: 起 is 件, 名 is 人, and 个 may head 家."""
    pair = {fold(word), fold(measure)}
    return pair == {"家", "个"} or measures_mean_the_same(fold(word), fold(measure))


def similar_indicators(parts: list[str], names: Mapping[str, str]) -> list[str]:
    """The indicators whose names or synonyms look like the headings, the likest first, each once."""
    said = [fold(BRACKETS.sub("", part)) for part in parts]
    likeness: dict[str, float] = {}
    for name, code in names.items():
        best = max((_likeness(text, name) for text in said if text), default=0)
        likeness[code] = max(likeness.get(code, 0), best)
    return sorted((code for code in likeness if likeness[code] >= SIMILAR), key=lambda code: -likeness[code])


def _likeness(text: str, name: str) -> float:
    """0 to 1; a heading that holds the whole name counts more than one that shares some letters with it."""
    held = SIMILAR + (1 - SIMILAR) * len(name) / len(text) if len(name) > 2 and name in text else 0
    return max(held, Indel.normalized_similarity(text, name))
