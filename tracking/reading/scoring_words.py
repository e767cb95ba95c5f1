"""What the words of a scoring rule say (评分标准), clause by clause: one that is not understood leaves the item to be scored by hand."""

import re
from dataclasses import dataclass, replace

from tracking.reading.numbers.chinese import read_numeral

NUMBER = r"(\d+(?:\.\d+)?)"
COUNT = r"(\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)?"
UNIT = r"(个百分点|百分点|%|万元|元|家|个|份|人次|人|名|场次|场|期|项|件|户|次|条)"
SPLIT = re.compile(r"[，,。；;、\s]+")
FULL = re.compile(
    rf".{{0,14}}?(?:达到|达|不低于|不少于|完成|全年|建成|开展|发放)?[^\d，。]{{0,8}}?{NUMBER}\s*{UNIT}(?:及?以上)?的?得(?:满|{NUMBER})分?"
)
PROPORTION = re.compile(
    r"(?:得分|(?:未完成|未达到|未达标|不足)(?:任务|目标|标准)?的?)?按(?:实际)?(?:完成)?的?(?:比例|完成率|完成比例|进度比例)"
    r"(?:计分|得分|计算得分|折算得分|计算|扣分)?"
)
LESS = re.compile(
    rf"每(?:少|低|差|缺|下降|降低|降|减少|少完成|低于)(?:目标|任务|标准)?\s*{COUNT}\s*{UNIT}[^\d]{{0,6}}?(?:扣|减)\s*{NUMBER}\s*分"
)
MORE = re.compile(rf"(?:超额的?)?每(?:超|多|高|增加|超过|高出|超出)\s*{COUNT}\s*{UNIT}[^\d]{{0,6}}?加\s*{NUMBER}\s*分")
MOST = re.compile(
    rf"(?:超额完成的?|超额的?|超过的?)?(?:最多|最高|加分最多|加分不超过|最高不超过|加分最高)(?:可?加|不超过)?\s*{NUMBER}\s*分"
)
RANK = re.compile(r"按(?:组内)?(?:名次|排名|位次)(?:得分|计分)?")
LAST = re.compile(rf"末位得?(?:分)?\s*{NUMBER}\s*%(?:的分)?")
VERDICT = re.compile(r"按(?:序时)?进度档次(?:得分|计分)?")
IN_TIME = re.compile(rf"(?:按期|按时|按要求)?完成(?:任务|目标任务|目标)?的?得(?:满|{NUMBER})分")
ELSE_NOTHING = re.compile(r"(?:未|没有|不)(?:按期|按时|按要求)?完成(?:任务|的)*的?(?:不得分|得0分|不计分)")
EMPTY = re.compile(r"扣完(?:该项分)?为止|不重复计分|完成(?:任务|目标任务|目标)?的?得满分|最多扣完(?:该项分)?")


@dataclass(frozen=True)
class Said:
    """What a rule says: how points are earned, and the numbers of it as they are typed."""

    how: str = "hand"
    standard: str | None = None
    each: str | None = None
    step: float | None = None
    over: float | None = None
    most: float | None = None
    lowest: float | None = None
    shares: str | None = None


def rule_said(rule: str, measure: str) -> Said | None:
    """What a rule says of an indicator in a measure; None where a clause of it is not understood, or two contradict each other.

    A percentage is one of a rate alone, and a unit that is not the indicator's own is not understood.
    """
    found, told = Said(), set[str]()
    for clause in filter(None, SPLIT.split(rule.replace("％", "%").replace("（", "").replace("）", ""))):
        after = _clause(clause, found, told, measure)
        if after is None:
            return None
        found = after
    if {"more", "most"} & told and "most" not in told and "more" in told:
        return None  # points without an end
    if "nothing" in told and "verdict" not in told:
        return None
    ways = told & {"proportion", "unit", "rank", "verdict"}
    return replace(found, how={"unit": "per_unit"}.get(next(iter(ways)), next(iter(ways)))) if len(ways) == 1 else None


def _clause(clause: str, found: Said, told: set[str], measure: str) -> Said | None:
    """What is known after one more clause; None where it is not understood."""
    if EMPTY.fullmatch(clause):
        return found
    for pattern, way in ((PROPORTION, "proportion"), (RANK, "rank"), (VERDICT, "verdict")):
        if pattern.fullmatch(clause):
            told.add(way)
            return found
    if ELSE_NOTHING.fullmatch(clause):
        told.add("nothing")
        return replace(found, shares="100/100/0/0/0/0")
    if IN_TIME.fullmatch(clause):
        told.add("verdict")
        return found
    if match := MOST.fullmatch(clause):
        told.add("most")
        return replace(found, most=float(match[1]))
    if match := LAST.fullmatch(clause):
        return replace(found, lowest=float(match[1]))
    if match := LESS.fullmatch(clause) or MORE.fullmatch(clause):
        return _counted(clause, match, found, told, measure)
    if (match := FULL.fullmatch(clause)) and fits(match[2], measure):
        return replace(found, standard=match[1] + typed_unit(match[2]))
    return None


def _counted(clause: str, match: re.Match, found: Said, told: set[str], measure: str) -> Said | None:
    """Points for each unit more or less; of both in one rule what counts as one has to be the same."""
    if not fits(match[2], measure):
        return None
    count = (
        "1"
        if not match[1]
        else match[1]
        if match[1][0].isdigit()
        else str(read_numeral(match[1].replace("两", "二")) or "")
    )
    each, points = count + typed_unit(match[2]), float(match[3])
    if not count or ("unit" in told and found.each != each):
        return None
    more = bool(MORE.fullmatch(clause))
    told |= {"unit", "more"} if more else {"unit"}
    return replace(found, each=each, over=points) if more else replace(found, each=each, step=points)


def fits(unit: str, measure: str) -> bool:
    """Whether a unit in words is the indicator's own: a percentage of a rate, 万元 of money, 家 of 家."""
    if measure == "%":
        return unit in ("%", "百分点", "个百分点")
    if measure == "元":
        return unit in ("元", "万元")
    return (
        unit == measure
        or {unit, measure} <= {"人", "名"}
        or {unit, measure} <= {"场", "场次", "次"}
        or {unit, measure} <= {"件", "次"}
    )


def typed_unit(unit: str) -> str:
    """What is typed behind a number for a unit: % of a percentage, 万元 of money, nothing of what is counted."""
    return {"个百分点": "%", "百分点": "%", "%": "%", "％": "%", "万元": "万元", "元": "元"}.get(unit, "")
