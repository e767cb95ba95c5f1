"""Chinese numerals → whole numbers: 三百二十, 两万, 一百零五, 壹仟贰佰. Only what can be read in one way alone."""

import re

DIGITS = dict(zip("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789", strict=True))
UNITS = {"拾": "十", "佰": "百", "仟": "千", "萬": "万", "億": "亿"}
NUMERALS = "".join([*DIGITS, *UNITS, *UNITS.values(), "两"])
# Below ten thousand. A digit without its unit stands alone, after 十 or after a zero: 三百二 may be 302 or 320.
SECTION = re.compile(
    r"(?:(?P<thousands>[1-9])千)?(?:0?(?P<hundreds>[1-9])百)?(?:0?(?P<tens>[1-9])十)?"
    r"(?:(?:^|(?<=十)|(?<!十)0)(?P<ones>[1-9]))?"
)


def read_numeral(text: str) -> int | None:
    """The number of a numeral below 10¹², or None: for 三五 (three to five), 三百二, 二〇 and all that is no numeral."""
    if text in ("〇", "零"):
        return 0
    plain = re.sub(r"两(?=[百千万亿佰仟萬億]|\Z)(?<![十拾]两)", "二", text)
    plain = "".join(DIGITS.get(c) or UNITS.get(c, c) for c in plain)
    plain = re.sub(r"(?<![1-9])十", "1十", plain)
    parts = re.fullmatch(r"(?:([^万亿]+)亿)?(?:([^万亿]+)万)?([^万亿]*)", plain)
    if parts is None:
        return None
    hundred_millions, ten_thousands, ones = (section or "" for section in parts.groups())
    # 三万五 may be 35,000 and 一亿五千 may be 150 millions, so what follows there needs its zero.
    unclear = (ten_thousands and len(ones) == 1) or (
        hundred_millions and not ten_thousands and ones[:1] not in ("", "0")
    )
    sections = [
        _read_section(hundred_millions),
        _read_section(ten_thousands, bool(hundred_millions)),
        _read_section(ones, bool(hundred_millions or ten_thousands)),
    ]
    known = [section for section in sections if section is not None]
    if unclear or len(known) < len(sections):
        return None
    return known[0] * 10**8 + known[1] * 10**4 + known[2] or None


def _read_section(section: str, follows: bool = False) -> int | None:
    """A number below ten thousand, 0 for no text; ``follows`` says that 亿 or 万 stands before, maybe with a zero."""
    if not section:
        return 0
    found = SECTION.fullmatch(section.removeprefix("0") if follows else section)
    if found is None or found[0][:1] in ("", "0"):
        return None
    places = ("thousands", 1000), ("hundreds", 100), ("tens", 10), ("ones", 1)
    return sum(int(found[name] or 0) * worth for name, worth in places)
