"""What the cells of a plan say in words: 保持在90%以上, 98%左右, 不少于160户, 9月底前 → comparator, amount, due date."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

from tracking.catalogue import PERCENT
from tracking.reading.layout.names import WRITTEN
from tracking.reading.layout.periods import as_date, period_said, plain_time
from tracking.reading.numbers import Amount, Proposal, as_fault, read_amount
from tracking.reading.numbers.spelling import MULTIPLES, plain_text
from tracking.reading.problems import Fault

BEFORE = (
    ("at_least", ("不少于", "不低于", "不小于", "至少", "达到", "达", "≥", ">=")),
    ("at_most", ("不超过", "不高于", "不多于", "至多", "控制在", "≤", "<=")),
    ("more_than", ("超过", "多于", "大于", "高于", ">")),
    ("about", ("大约", "约")),
    ("keep", ("保持在", "保持", "稳定在", "维持在")),
)
BEHIND = (("at_least", ("以上", "及以上")), ("at_most", ("以内", "以下", "之内")), ("about", ("左右",)))
ALL = ("全部", "全覆盖", "应建尽建", "争取全部", "全面")
NUMBER = re.compile(rf"(\d[\d,.]*\s*(?:{'|'.join(MULTIPLES)})?\s*(?:{'|'.join(WRITTEN)})?)")
WHOLE_YEAR = ("全年", "年内", "年底", "年底前", "本年", "全年度")


@dataclass(frozen=True)
class TargetSaid:
    """What a cell of targets says: the amount in the smallest unit, and how the actual is compared with it; ``about`` needs a
    tolerance that only people know."""

    amount: int
    comparator: str


def target_said(cell: object, measure: str, percent: bool, money_factor: int = 1) -> TargetSaid | Fault:
    """What a target in words or figures says. A Fault, without a place yet, where it says no amount in this measure."""
    if not isinstance(cell, str):
        return _with_comparator(read_amount(cell, measure, percent, money_factor), "at_least", cell, measure)
    text = plain_text(cell) or ""
    text = re.sub(r"（.*?）|\(.*?\)", "", text)
    comparator = next((word for word, known in BEHIND if any(end in text for end in known)), None)
    before = next((word for word, known in BEFORE if any(start in text for start in known)), None)
    if before == "keep" or comparator is None:
        comparator = before or comparator
    number = NUMBER.search(text)
    if number is None:
        if measure == PERCENT and any(word in text for word in ALL):
            return TargetSaid(10**6, comparator or "at_least")
        return _with_comparator(read_amount(cell, measure, percent, money_factor), "at_least", cell, measure)
    amount = read_amount(number.group(1).strip(), measure, percent, money_factor)
    return _with_comparator(amount, comparator or "at_least", cell, measure)


def _with_comparator(
    amount: Amount | Proposal | Fault, comparator: str, cell: object, measure: str
) -> TargetSaid | Fault:
    if isinstance(amount, Proposal):
        return as_fault(amount, cell, measure)
    return amount if isinstance(amount, Fault) else TargetSaid(amount.amount, comparator)


def due_said(cell: object, year: int) -> date | None:
    """The day by which something is due: 9月底前, 12月底, 10月20日前, 三季度末, 上半年, 全年; None for what says none."""
    if day := as_date(cell):
        return day
    text = plain_time(str(cell)).strip()
    if text in WHOLE_YEAR:
        return date(year, 12, 31)
    found = re.search(r"(1[0-2]|0?[1-9])\s*月\s*(?:(3[01]|[12]\d|0?[1-9])\s*日|底|末|份)?", text)
    if found:
        month = int(found.group(1))
        last = calendar.monthrange(year, month)[1]
        return date(year, month, min(int(found.group(2) or last), last))
    if said := period_said(text).quarter:
        return date(year, 3 * said, calendar.monthrange(year, 3 * said)[1])
    return None
