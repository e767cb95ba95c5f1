"""A heading, or a line of a plan, that nobody knows yet: which indicator may it mean, the likeliest first."""

from collections.abc import Sequence

from tracking.catalogue import MONEY, fold, meaning_of
from tracking.language import _
from tracking.opening import Sheet
from tracking.reading.layout.headings import MONEY_UNITS, says_nothing_of_its_own
from tracking.reading.layout.layout import is_measure
from tracking.reading.layout.names import BRACKETS, measures_said, same_measure, similar_indicators, themes_within
from tracking.reading.layout.periods import is_only_time
from tracking.reading.layout.titles import title_lines
from tracking.reading.problems import LEAVE_OUT, Question
from tracking.reading.sheets import Known

OFFERED = 4  # indicators that look like a heading come first among the choices
TIMES = ("basis_quarter", "basis_cumulative", "basis_level", "amount")


def question_about_indicator(
    parts: Sequence[str], cell: str, sheet: Sheet, known: Known, leave: str, planned: bool = False
) -> Question:
    """Which indicator some headings above one another mean, or, of a plan (``planned``), a line, with what was answered.

    ``leave`` is the text of leaving it out; that comes first where no indicator is counted as the heading says. A heading
    such as 人数 or 当季 means one thing in this sheet and another in the next: what is answered is not remembered.
    """
    vocabulary, about = known.vocabulary(), known.by_indicator()
    text = " / ".join(parts)
    bare = not planned and says_nothing_of_its_own(list(parts), vocabulary.indicators, vocabulary.measures)
    key = f"heading {sheet.name} {fold(text)}" if bare else f"heading {fold(text)}"
    may_be = [code for code, row in about.items() if planned or row["kind"] != "rate"]
    alike = [code for code in _likely(parts, sheet, known) if code in may_be]
    choices = [(code, about[code]["name"]) for code in dict.fromkeys([*alike, *may_be])]
    surely = alike and counts_as_said(alike[0], _named(parts), known)
    choices = [*choices, (LEAVE_OUT, leave)] if surely else [(LEAVE_OUT, leave), *choices]
    asked = _("«{name}» is not known. Which indicator is it?", name=text)
    answer = known.answers.get(key, "")
    return Question(key, asked, (cell,), tuple(choices), answer, "" if bare else text, sheet.name)


def _likely(parts: Sequence[str], sheet: Sheet, known: Known) -> list[str]:
    """The indicators that headings may mean: those counted as they say (人次, 金额) and of what their group or the title
    speaks of before others with a name alike."""
    about, named = known.by_indicator(), _named(parts)
    titles = title_lines(sheet)
    own = [code for part in named[:-1] if (code := known.vocabulary().indicator(part))]
    money = MONEY in measures_said(BRACKETS.sub("", named[-1]))
    if money and not all(counts_as_said(code, named, known) for code in own):
        return []  # 金额 below 医疗救助 is a part of the money spent
    alike = similar_indicators(list(parts), known.indicator_names())[:OFFERED]
    if measures_said(BRACKETS.sub("", named[-1])):
        themes = themes_within("".join([*named, *titles, sheet.name]))
        fitting = (c for c, row in about.items() if row["theme"] in themes and counts_as_said(c, named, known))
        alike += [code for code in fitting if about[code]["kind"] != "rate"][:OFFERED]
    of_group = themes_within("".join(named[:-1] or titles))

    def unlike(code: str) -> tuple[bool, bool]:
        return not counts_as_said(code, named, known), bool(of_group) and about[code]["theme"] not in of_group

    return sorted(dict.fromkeys(alike), key=unlike)


def counts_as_said(code: str, named: Sequence[str], known: Known) -> bool:
    """Whether an indicator is counted in what the last heading says, such as 人次, 金额 or （期）; so is any where it says none."""
    measure = known.by_indicator()[code]["measure"]
    if known.vocabulary().indicator(BRACKETS.sub("", named[-1])) == code:
        return True  # 会员（家） is asked about because of its measure
    bracket = BRACKETS.search(named[-1].strip())
    said = bracket.group(1).strip() if bracket else ""
    if is_measure(said):
        return same_measure(said, measure) or (measure == MONEY and said in MONEY_UNITS)
    measures = measures_said(BRACKETS.sub("", named[-1]))
    return not measures or measure in measures or (measure == "人次" and "人" in measures)


def _named(parts: Sequence[str]) -> Sequence[str]:
    """Headings without those below the name that only say when: 本季, 累计, 6月."""
    return [part for part in parts if not (is_only_time(part) or meaning_of(part, *TIMES))] or parts
