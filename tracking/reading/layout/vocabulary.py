"""The names that a sheet may use: those of units and indicators, as they stand or as offices write them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from tracking.catalogue import fold
from tracking.reading.layout.headings import ColumnMeaning, column_meaning
from tracking.reading.layout.names import bare_spellings

INDEX = re.compile(
    r"\A(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[、.．)）]|[①-⑳])\s*"
)
IN_BRACKETS = re.compile(r"[（(【\[][^（()）【】\[\]]*[)）】\]]\s*\Z")
BEFORE_A_NAME = re.compile(r"\A[（(【\[][^（()）】\[\]]*[)）】\]]\s*")  # （柳河村）某厂
COUNTS_ITSELF = ("家", "个")  # measures of indicators that one enterprise can only do or not do
COUNTING_ENTERPRISES = ("{}签订企业", "签订{}企业", "已{}单位", "建立{}企业", "实行{}企业", "{}企业", "{}")
UNION_OF = ("基层工会委员会", "工会委员会", "基层工会", "工会")


@dataclass
class Vocabulary:
    """Names → codes: ``indicators`` and ``units`` by folded name; ``measures`` and ``themes`` of the indicators."""

    indicators: Mapping[str, str]
    measures: Mapping[str, str]
    themes: Mapping[str, str]
    units: Mapping[str, list[str]]
    codes: frozenset[str] = frozenset()
    _found: dict[str, str | None] = field(default_factory=dict)
    _units_found: dict[str, list[str]] = field(default_factory=dict)

    def indicator(self, text: str) -> str | None:
        """The indicator that a text names, with or without a bracket at its end."""
        if text not in self._found:
            meant = self.meaning([text])
            self._found[text] = meant.indicator if meant else None
        return self._found[text]

    def meaning(self, parts: list[str], answer: str | None = None) -> ColumnMeaning | None:
        """What headings above one another, or a group and a name beside one another, mean; see column_meaning."""
        return column_meaning(parts, self.indicators, self.measures, answer, self.themes)

    def meaning_of_words(self, parts: list[str]) -> str | None:
        """The indicator that a column of 是/否 counts: 集体合同 is then 签订集体合同企业, 是否建会 is 已建会单位."""
        texts = [parts[-1], "".join(parts), *reversed(parts[:-1])]
        for text in texts:
            for bare in bare_spellings(text):
                for pattern in COUNTING_ENTERPRISES:
                    code = self.indicators.get(fold(pattern.format(bare)))
                    if code and self.measures[code] in COUNTS_ITSELF:
                        return code
        return None

    def codes_of(self, name: str) -> list[str]:
        """The codes of the units that a text names: as in the list, else without index, 工会 at its end, bracket or blanks."""
        if name not in self._units_found:
            spelled = [self.units.get(bare) or self._without_union.get(bare) for bare in _bare_names(name) if bare]
            self._units_found[name] = next((codes for codes in spelled if codes), [])
        return self._units_found[name]

    def knows_unit(self, name: str) -> bool:
        """Whether a text names one unit for certain."""
        return len(self.codes_of(name)) == 1

    def unit_within(self, text: str) -> str | None:
        """The code of the one unit whose whole name stands in a text, such as a title; the longest where one holds another."""
        folded = fold(text)
        found = sorted((name for name in self.units if len(name) > 3 and name in folded), key=len, reverse=True)
        if not found or any(name not in found[0] for name in found):
            return None
        codes = self.units[found[0]]
        return codes[0] if len(codes) == 1 else None

    def indicator_within(self, text: str) -> str | None:
        """The one indicator whose name stands in a text, such as a title; the longest where one name holds another."""
        folded = fold(text)
        found = sorted((name for name in self.indicators if len(name) > 3 and name in folded), key=len, reverse=True)
        if not found or any(
            self.indicators[name] != self.indicators[found[0]] and name not in found[0] for name in found
        ):
            return None
        return self.indicators[found[0]]

    def is_code(self, text: str) -> bool:
        """Whether a text is the code of a unit."""
        return text in self.codes

    @cached_property
    def _without_union(self) -> dict[str, list[str]]:
        """Names as they are without 工会 at their end, where that names one unit."""
        found: dict[str, list[str]] = {}
        for name, codes in self.units.items():
            if bare := _without_end(name):
                found.setdefault(bare, []).extend(codes)
        return {bare: codes for bare, codes in found.items() if len(codes) == 1 and bare not in self.units}


def bare_name(name: str) -> str:
    """A name without the number before it, a bracket behind it, and 工会 at its end, folded."""
    return _bare_names(name)[-1]


def _bare_names(name: str) -> list[str]:
    """A name as it stands, then without what offices put before and behind it, the least taken off first."""
    plain = INDEX.sub("", name.strip())
    spellings = [name, plain, IN_BRACKETS.sub("", plain), BEFORE_A_NAME.sub("", plain)]
    folded = [fold(text) for text in spellings]
    return list(dict.fromkeys([*folded, *filter(None, map(_without_end, folded))]))


def _without_end(folded: str) -> str:
    """A folded name without 工会 at its end; nothing for one that has none, or is nothing else."""
    end = next((word for word in UNION_OF if folded.endswith(word)), "")
    bare = folded.removesuffix(end) if end else ""
    return bare if len(bare) > 3 else ""
