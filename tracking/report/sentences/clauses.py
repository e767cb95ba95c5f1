"""One row of the progress table → the parts of a sentence: what was done, of what target, how far from due."""

from itertools import pairwise

import pandas as pd

from tracking.quarters import year_and_quarter
from tracking.report.facts import Facts
from tracking.report.wording import (
    AT_LEAST,
    QUARTER,
    amount,
    cited,
    day,
    joined,
    key_of,
    measure_of,
    percent,
    phrase,
    points,
    qualified,
    rounded,
)
from tracking.rows import Row
from tracking.telling import number_text

HELD = ("achieved", "on_pace")
SMALL = 20  # below it a change on last year is told in units, as 1 more of 2 is no growth of 50 %


def of_year(row: Row) -> str:
    """全年目标 for a calendar-year target, else 目标."""
    whole = (row["period_start"].month, row["period_start"].day, row["due_date"].month, row["due_date"].day)
    return "全年目标" if whole == (1, 1, 12, 31) else "目标"


def deadline(row: Row) -> str:
    """9月30日前 where the target is due before the year ends."""
    early = (row["due_date"].month, row["due_date"].day) != (12, 31)
    return f"{day(row['due_date'], False)}前" if early else ""


def target(row: Row) -> str:
    """The target with its deadline and its comparator: 9月30日前14家, 24期左右, 3件以内."""
    text = cited(amount(row["target"], row["measure"]), key_of("target", row))
    words = {"at_most": f"{text}以内", "more_than": f"{text}以上", "about": f"{text}左右"}
    return deadline(row) + words.get(row["comparator"], text)


def actual(facts: Facts, row: Row) -> str:
    """What was done, with 多, 近 or 约 where that stood beside one of its parts."""
    key = key_of("actual", row)
    if row["measure"] == "%" or pd.isna(row["actual"]):
        return cited(amount(row["actual"], row["measure"]), key)
    number = number_text(row["actual"], row["measure"]).replace(",", "")
    return cited(qualified(number, measure_of(row["measure"]), facts.qualifiers.get(row["indicator"], ())), key)


def done(facts: Facts, row: Row) -> str:
    """What was done, as a clause: 新建企业工会6家; 2019年10月以来发展会员457人 where the target has a year of its own."""
    start = row["period_start"]
    own_year = row["kind"] == "flow" and (start.year, start.month) != (facts.year, 1)
    since = f"{start.year}年{start.month}月以来" if own_year else ""
    return since + phrase(row, actual(facts, row))


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


def comes_in(facts: Facts, row: Row, known_season: str | None) -> str:
    """When something that is not due yet is to come: 8—9月, 三季度, 7月1日起, 下半年."""
    if known_season:
        return known_season
    if row["phasing"] == "window" and pd.notna(row["window_opens"]) and row["window_opens"].date() > facts.as_of:
        return f"{day(row['window_opens'], False)}起"
    first = year_and_quarter(row["period_start"].year * 4 + row["period_start"].quarter - 1)[1] - 1
    for number, share in enumerate(str(row["phasing"]).split("/") if "/" in str(row["phasing"]) else []):
        place = first + number
        if place % 4 >= facts.quarter and share.isdigit() and int(share) >= 50:
            return QUARTER[place % 4]
    return "下半年" if facts.quarter == 2 else "下一步"
