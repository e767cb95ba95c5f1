"""Chinese numerals as a newspaper writes them: the tests hold the program's reader against this writer."""

import re

DIGITS = "零一二三四五六七八九"


def written(number: int) -> str:
    """A number below 10¹² in words: 12 十二, 105 一百零五, 20,050 二万零五十."""
    signs = []
    for place, digit in enumerate(reversed(str(number))):
        if place == 4 and number % 10**8 >= 10**4:
            signs.append("万")
        if place == 8:
            signs.append("亿")
        signs.append(("" if digit == "0" else "个十百千"[place % 4].strip("个")) or "")
        signs.append(DIGITS[int(digit)])
    text = "".join(reversed(signs))
    text = re.sub("零+", "零", text)
    text = re.sub("零(?=[万亿])|零$", "", text) or "零"
    return re.sub("^一十", "十", text)


def as_one_style(text: str) -> str:
    """A numeral without the choices that leave its number alone: 两 or 二, 一十 or 十, a zero before a digit with its unit."""
    text = text.replace("两", "二").replace("一十", "十").replace("〇", "零")
    return re.sub("零(?=[一二三四五六七八九]?[十百千])", "", text)
