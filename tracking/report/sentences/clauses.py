"""One row of the progress table → the parts of a sentence: what was done, of what target, how far from due."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from itertools import pairwise

import pandas as pd

from tracking.catalogue import MONEY, PERCENT
from tracking.progress import phasing_share
from tracking.quarters import quarter_end, quarter_of, year_and_quarter
from tracking.report.facts import Facts
from tracking.report.wording import (
    AT_LEAST,
    QUARTER,
    amount,
    cited,
    day,
    joined,
    key_of,
    percent,
    phrase,
    points,
    qualified,
    rounded,
    season,
)
from tracking.rows import Row

HELD = ("achieved", "on_pace")
SMALL = 20  # below it a change on last year is told in units, as 1 more of 2 is no growth of 50 %


def of_year(row: Row) -> str:
    """全年目标 for a calendar-year target, else 目标."""
    whole = (row["period_start"].month, row["period_start"].day, row["due_date"].month, row["due_date"].day)
    return "全年目标" if whole == (1, 1, 12, 31) else "目标"


def deadline(row: Row) -> str:
    """9月30日前 where the target is due before the year ends, with its year where that is not the plan's."""
    due = row["due_date"]
    other_year = due.year != row.get("plan_year", due.year)
    return f"{day(due, other_year)}前" if other_year or (due.month, due.day) != (12, 31) else ""


def target(row: Row) -> str:
    """The target with its deadline and its comparator: 9月30日前14家, 24期左右, 3件以内, 超过30项; one that came due inside a
    quarter says that it is judged by the quarter's figures."""
    text = cited(amount(row["target"], row["measure"]), key_of("target", row))
    words = {"at_most": f"{text}以内", "more_than": f"超过{text}", "about": f"{text}左右"}
    due = row["due_date"].date()
    inside = due != quarter_end(quarter_of(due)) and due <= row.get("as_of", due)
    by = f"，按{QUARTER[quarter_of(due) % 4]}末数" if inside else ""
    return deadline(row) + words.get(row["comparator"], text) + by


def left_of(row: Row) -> float:
    """What is missing of the target itself; of 超过30项 one more than to 30."""
    whole = row["comparator"] == "more_than" and row["measure"] not in (MONEY, PERCENT)
    return float(row["target"] - row["actual"] + whole)


def breaks_cap(row: Row) -> bool:
    """Whether a cap on what happens is exceeded: no work to come can undo that."""
    return bool(row["comparator"] == "at_most" and row["kind"] == "flow" and row["actual"] > row["target"])


def actual(facts: Facts, row: Row) -> str:
    """What was done, with 多, 近 or 约 where that stood beside one of its parts."""
    key = key_of("actual", row)
    if row["measure"] == "%" or pd.isna(row["actual"]):
        return cited(amount(row["actual"], row["measure"]), key)
    said = amount(row["actual"], row["measure"])
    measure = next((word for word in ("万元", "元") if said.endswith(word)), row["measure"])
    number = said.removesuffix(measure)
    return cited(qualified(number, measure, facts.qualifiers.get(row["indicator"], ())), key)


def done(facts: Facts, row: Row) -> str:
    """What was done, as a clause: 新建企业工会6家; 2019年10月以来发展会员457人 where the target has a year of its own."""
    start = row["period_start"]
    own_year = row["kind"] == "flow" and (start.year, start.month) != (facts.year, 1)
    since = f"{start.year}年{start.month}月以来" if own_year else ""
    return since + phrase(row, actual(facts, row))


def reaches(row: Row) -> str:
    """达到 or 高于 a target that is held; a value within 98%左右 reaches it."""
    return "高于" if row["gap"] > 0 and row["comparator"] != "about" else "达到"


def lacking_quarters(facts: Facts, row: Row) -> str:
    """缺2019年四季度数: the earlier quarters of a flow's period of which nobody told anything; nothing where this quarter's
    reports are what is missing."""
    if row["kind"] != "flow" or not row["this_quarter"] or row["indicator"] not in facts.cells:
        return ""
    cells = facts.cells[row["indicator"]]
    told = set(cells["period"])
    for period in cells.loc[cells["basis"] == "cumulative", "period"]:
        told |= set(range(int(period) // 4 * 4, int(period) + 1))
    first = quarter_of(row["period_start"].date())
    lacking = [period for period in range(first, facts.period) if period not in told]
    named = [f"{year_and_quarter(period)[0]}年{QUARTER[period % 4]}" for period in lacking]
    return f"缺{joined(named)}数" if named else ""


def completion(facts: Facts, row: Row) -> str:
    """目标完成率 of a rising target; 以上 where 多 or 余 stood beside what was done."""
    more = "以上" if facts.qualifiers.get(row["indicator"], {""}) <= AT_LEAST else ""
    return cited(percent(row["completion"]) + more, key_of("completion", row))


def gap(row: Row) -> str:
    """How far from due, without its sign."""
    if row["measure"] == "%":
        return cited(points(row["gap"] / 100), key_of("gap", row))
    return cited(amount(abs(row["gap"]), row["measure"]), key_of("gap", row))


def due(row: Row) -> str:
    """What should be reached by now."""
    return cited(amount(row["due"], row["measure"]), key_of("due", row))


def share_of(row: Row, known: bool, more: str = "") -> str:
    """Of a rate its parts: （已建会单位50家中45家）, in a section that named the whole （45/50家）, with what else to say."""
    if known:
        parts = f"{int(row['numerator'])}/{int(row['denominator'])}{row['part_measure']}"
        return f"（{cited(parts, key_of('parts', row))}{more}）"
    whole = cited(f"{int(row['denominator'])}{row['part_measure']}", key_of("denominator", row))
    part = cited(f"{int(row['numerator'])}{row['part_measure']}", key_of("numerator", row))
    return f"（{row['denominator_name']}{whole}中{part}{more}）"


def share_at(row: Row, day: date) -> Fraction:
    """What share of a row's target is due on a day."""
    opens = row["window_opens"].date() if pd.notna(row["window_opens"]) else None
    return phasing_share(row["phasing"], row["period_start"].date(), row["due_date"].date(), day, opens)


def due_at(row: Row, period: int) -> float:
    """What is due of a target at a quarter's end, as judge.py reckons it: baseline + share × (target − baseline), whole units
    rounded in the unit's favour; what is to be kept is due all the time."""
    falling = row["comparator"] == "at_most"
    target = Fraction(str(row["target"])) + (
        row["comparator"] == "more_than" and row["measure"] not in (MONEY, PERCENT)
    )
    baseline = Fraction(str(row["baseline"])) if pd.notna(row["baseline"]) and row["kind"] != "flow" else Fraction(0)
    tolerance = Fraction(str(row["tolerance"])) if row["comparator"] == "about" and pd.notna(row["tolerance"]) else 0
    there = baseline <= target if falling else baseline >= target - tolerance
    kept = row["comparator"] == "keep" or row["phasing"] == "keep" or (row["kind"] != "flow" and there)
    if kept or (row["baseline_unknown"] and falling):
        return float(target)
    exact = baseline + share_at(row, min(quarter_end(period), row["due_date"].date())) * (target - baseline)
    if row["measure"] == PERCENT:
        return float(exact)
    parts = 100 if row["measure"] == MONEY else 1
    rounded_exact = -(-exact * parts // 1) if falling else exact * parts // 1
    return float(Fraction(rounded_exact) / parts)


def holds_level(row: Row) -> bool:
    """Whether the whole target is due all the time, as for 保持 and for a level that is there already."""
    return pd.notna(row["due"]) and row["due"] == row["target"] and row["phasing_share"] == 1


def same_row(table: pd.DataFrame, row: Row) -> dict | None:
    """The row of the same indicator and target period in another quarter's table."""
    if table.empty:
        return None
    rows = table[
        (table["indicator"] == row["indicator"])
        & (table["period_start"] == row["period_start"])
        & (table["due_date"] == row["due_date"])
    ]
    return rows.iloc[0].to_dict() if len(rows) else None


def split_by_quarter(facts: Facts, row: Row) -> str:
    """，其中一季度2家、二季度4家: where all quarters are known, of a target that begins with the year."""
    if row["kind"] != "flow" or row["period_start"] != pd.Timestamp(facts.year, 1, 1) or not facts.earlier:
        return ""
    rows = [*(same_row(table, row) for table in facts.earlier), row]
    sums = [one["actual"] for one in rows if one is not None and pd.notna(one["actual"]) and one["this_quarter"]]
    if len(sums) < len(rows):
        return ""
    added = [sums[0], *(after - before for before, after in pairwise(sums))]
    if any(number <= 0 for number in added):
        return ""
    parts = [
        QUARTER[number] + cited(amount(value, row["measure"]), key_of(f"quarter{number + 1}", row))
        for number, value in enumerate(added)
    ]
    return f"，其中{joined(parts)}"


def year_on_year(facts: Facts, row: Row) -> str:
    """，同比增长20%: on the same quarter a year ago, if all reported then. Small numbers are compared in units.

    A flow counted from another day than 1 January is not compared: the year before was counted from January.
    """
    if facts.year_ago.empty or pd.isna(row["actual"]) or not row["this_quarter"]:
        return ""
    if row["kind"] != "stock" and row["period_start"] != pd.Timestamp(facts.year, 1, 1):
        return ""
    past = facts.year_ago[facts.year_ago["indicator"] == row["indicator"]]
    if past.empty or pd.isna(past["actual"].iloc[0]) or past["reported"].iloc[0] < past["expected"].iloc[0]:
        return ""
    last, key = float(past["actual"].iloc[0]), key_of("last_year", row)
    change = row["actual"] - last
    if change == 0:
        return "，" + cited("与上年同期持平", key)
    if row["measure"] == "%":
        return f"，同比{'提高' if change > 0 else '下降'}{cited(points(change), key)}"
    if last < SMALL:
        return f"，同比{'增加' if change > 0 else '减少'}{cited(amount(abs(change), row['measure']), key)}"
    return f"，同比{'增长' if change > 0 else '下降'}{cited(rounded(abs(change) / last), key)}"


def from_baseline(row: Row) -> str:
    """，比年初净增11家: how a level moved since the period began."""
    if row["kind"] != "stock" or pd.isna(row["baseline"]) or row["baseline"] == row["actual"]:
        return ""
    change = row["actual"] - row["baseline"]
    moved = cited(amount(abs(change), row["measure"]), key_of("change", row))
    was = cited(amount(row["baseline"], row["measure"]), key_of("baseline", row))
    start = "年初" if (row["period_start"].month, row["period_start"].day) == (1, 1) else "期初"
    return f"，比{start}（{was}）净{'增' if change > 0 else '减'}{moved}"


def by_season(facts: Facts, rows: Iterable[dict]) -> dict[str, list[dict]]:
    """When what is not due yet is to come → its rows."""
    found: dict[str, list[dict]] = {}
    for row in rows:
        found.setdefault(_comes_in(facts, row), []).append(row)
    return found


def _comes_in(facts: Facts, row: Row) -> str:
    """8—9月, 三季度, 7月1日起, 下半年."""
    if known_season := season(row["indicator"]):
        return known_season
    if row["phasing"] == "window" and pd.notna(row["window_opens"]) and row["window_opens"].date() > facts.as_of:
        return f"{day(row['window_opens'], False)}起"
    first = year_and_quarter(row["period_start"].year * 4 + row["period_start"].quarter - 1)[1] - 1
    for number, share in enumerate(str(row["phasing"]).split("/") if "/" in str(row["phasing"]) else []):
        place = first + number
        if place % 4 >= facts.quarter and share.isdigit() and int(share) >= 50:
            return QUARTER[place % 4]
    return "下半年" if facts.quarter == 2 else "下一步"
