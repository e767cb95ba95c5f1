"""What the chair makes of a sentence: she strikes it, takes another wording, or writes her own.

A sentence is known by its section and its role in it (formation/matters), not by its words, so that what she chose stays when
figures change. A wording is made anew from the sentence of the day; her own words keep the figures that were the sentence's
as figures, which follow the data. Beside each choice stands the sentence that it was made of, so that a change can be told.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from tracking.catalogue import openings, wordings
from tracking.report.wording import CITED, NUMERALS, bare, cited, pieces, sentences, spoken

STRIKE, WORDING, OWN = "strike", "wording", "own"
CAUSE = "cause."  # roles of sentences that are numbered: 一是…。二是…。


@dataclass(frozen=True)
class Choice:
    """What was chosen for a sentence: ``do`` is strike, wording (its ``number`` from 1) or own (``text``, with marks of figures);
    ``was`` is the sentence that it was chosen for."""

    do: str
    was: str
    text: str = ""
    number: int = 0

    def body(self) -> str:
        """The choice as it is stored."""
        return json.dumps({"do": self.do, "was": self.was, "text": self.text, "number": self.number})

    def words(self, now: str) -> str:
        """What stands in place of the sentence of today; nothing where it is struck."""
        if self.do == STRIKE:
            return ""
        if self.do == WORDING:
            known = other_wordings(now)
            return known[min(self.number, len(known)) - 1] if known else now
        figures = figures_in(now)
        return CITED.sub(
            lambda match: cited(figures[match[1]], match[1]) if match[1] in figures else match[2], self.text
        )

    def changed_figures(self, now: str) -> list[tuple[str, str, str]]:
        """(key, then, now) of every figure of the sentence that is another today."""
        then, today = figures_in(self.was), figures_in(now)
        return [(key, said, today[key]) for key, said in then.items() if key in today and today[key] != said]

    def is_of_another(self, now: str) -> bool:
        """Whether the sentence says something else today, not only other figures: what was chosen may no longer fit."""
        return CITED.sub("#", self.was) != CITED.sub("#", now)


def read_choice(body: str) -> Choice | None:
    """A choice as it was stored; None where there is none."""
    return Choice(**json.loads(body)) if body else None


def figures_in(text: str) -> dict[str, str]:
    """Key → figure, as printed."""
    return {match[1]: match[2] for match in CITED.finditer(text)}


def own_words(typed: str, sentence: str) -> str:
    """Words that were typed for a sentence, in which the sentence's figures are figures again."""
    found: list[tuple[int, int, str]] = []
    for said, key in pieces(sentence):
        places = re.finditer(rf"(?<![\d.]){re.escape(said)}", typed) if key else ()
        free = (at for at in places if not any(begin < at.end() and at.start() < end for begin, end, _key in found))
        if key and (at := next(free, None)):
            found.append((at.start(), at.end(), key))
    text = typed
    for begin, end, key in sorted(found, reverse=True):
        text = text[:begin] + cited(text[begin:end], key) + text[end:]
    return text


def other_wordings(sentence: str) -> list[str]:
    """The same in other words: the other sentences that may open the section, or phrases of like meaning (data/wordings.csv)."""
    for known in openings().values():
        if own := next((text for text in known if sentence.endswith(text)), None):
            return [sentence.removesuffix(own) + text for text in known if text != own]
    said = sorted((words for words in wordings() if words in sentence), key=len, reverse=True)
    if not said:
        return []
    pattern = re.compile("|".join(map(re.escape, said)))
    turns = range(max(len(wordings()[words]) for words in said))
    return [pattern.sub(partial(_other_words, turn), sentence) for turn in turns]


def _other_words(turn: int, found: re.Match) -> str:
    """The words of like meaning whose turn it is; the last of them where there are fewer."""
    known = wordings()[found[0]]
    return known[min(turn, len(known) - 1)]


def settled(paragraph: str, section: str, choices: Mapping[str, str]) -> str:
    """A paragraph as she wants it, its sentences marked with section and role. A struck one leaves its mark; causes are numbered
    by what is left of them."""
    told = []
    for role, sentence in sentences(paragraph):
        choice = read_choice(choices.get(f"{section}/{role}", "")) if role else None
        told.append((role, choice.words(sentence) if choice else sentence))
    left = [role for role, text in told if text and role.startswith(CAUSE)]
    lines = []
    for role, text in told:
        if text and role in left:
            text = f"{NUMERALS[left.index(role)]}是{text}" if len(left) > 1 else f"主要是{text}"
        lines.append(spoken(f"{section}/{role}", text) if role else text)
    return "".join(lines)


def says_something(paragraph: str) -> bool:
    """Whether anything of a paragraph is left."""
    return bool(bare(paragraph).strip())
