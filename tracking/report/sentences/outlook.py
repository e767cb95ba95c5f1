"""三、下一步安排: what remains and what each quarter must bring, what has its season still to come, what must be kept."""

import re

import pandas as pd

from tracking.catalogue import PERCENT
from tracking.quarters import quarter_end, quarter_of
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import (
    breaks_cap,
    by_season,
    gap,
    holds_level,
    left_of,
    of_year,
    share_at,
    target,
)
from tracking.report.sentences.problems import problems_of
from tracking.report.wording import QUARTER, SPAN, amount, cited, day, joined, key_of, season
from tracking.telling import pace_ratio

PROMISES_NAMED = 5
MONTHS = re.compile("(\\d+)—(\\d+)月")
FASTER = 1.05  # times the pace so far, from which on it is said
WEAK, STRONG = ("力争", "争取", "努力"), ("确保", "必须", "务必", "保证")


def outlook_paragraphs(facts: Facts) -> list[tuple[str, list[str]]]:
    """(title, paragraphs) of what is to be done: make good, keep the pace, seasonal items, reports and unions."""
    problems = problems_of(facts)
    missed = [row for row in problems if row["status"] == "missed"]
    behind = [row for row in problems if row["status"] != "missed"]
    held = facts.planned[facts.planned["status"] == "on_pace"].to_dict("records") if len(facts.planned) else []
    found = [
        ("限期补完到期未完成的任务", _make_up(facts, missed)),
        ("补齐进度差距", _make_good(facts, behind)),
        ("保持良好势头", _keep_on(facts, held)),
        ("做好未到时间的工作", _seasonal(facts)),
        ("抓好督办承诺的兑现", _promises(facts)),
        (_duty_title(facts), _duties(facts)),
    ]
    return [(title, [text for text in texts if text]) for title, texts in found if any(texts)]


def _verb(facts: Facts, row: dict) -> str:
    """力争, 争取 … or 确保, 务必 … as the plan itself says it; nothing where it says neither."""
    said = facts.plan_cells(row)["note"].dropna()
    text = "".join(said)
    return next((word for word in (*WEAK, *STRONG) if word in text), "")


def _quarters_left(facts: Facts, row: dict) -> int:
    return quarter_of(row["due_date"].date()) - facts.period


def _remaining(row: dict) -> str:
    return cited(amount(abs(left_of(row)), row["measure"]), key_of("left", row))


def _make_up(facts: Facts, rows: list[dict]) -> list[str]:
    """What came due and is not done, first of all: 工资集体协商还差2家，限期补签."""
    clauses = []
    for row in rows:
        if breaks_cap(row):
            clauses.append(f"{row['name']}已超出控制数（{target(row)}）{_remaining(row)}，全力遏制新增")
        elif row["measure"] == PERCENT:
            clauses.append(f"{row['name']}距目标（{target(row)}）还差{gap(row)}")
        elif row["comparator"] == "at_most":
            clauses.append(f"{row['name']}仍比目标（{target(row)}）多{_remaining(row)}")
        elif row["comparator"] != "about":
            clauses.append(f"{row['name']}还差{_remaining(row)}")
    end = "逐项明确责任单位和完成时限，尽快补完" if facts.quarter < 4 else f"转入{facts.year + 1}年继续推进"
    return [f"{'；'.join(clauses)}；{end}。"] if clauses else []


def _make_good(facts: Facts, rows: list[dict]) -> list[str]:
    clauses = [_step(facts, row) for row in rows]
    return ["；".join(clauses) + "。"] if clauses else []


def _step(facts: Facts, row: dict) -> str:
    """新建企业工会尚需完成8家，须在9月30日前完成，三季度需8家，是上半年季均的2.7倍."""
    verb = _verb(facts, row)
    if row["measure"] == "%":
        return f"{row['name']}再提高{gap(row)}，{verb or '尽快'}达到{target(row)}"
    if breaks_cap(row):
        return f"{row['name']}已超出全年控制数（{target(row)}）{_remaining(row)}，全力遏制新增"
    if row["comparator"] == "at_most":
        verb = "降至" if row["kind"] == "stock" else "控制在"
        return f"{row['name']}{verb}{of_year(row)}（{target(row)}）"
    if pd.isna(row["needed"]):
        return f"{row['name']}{verb or '尽快'}达到{of_year(row)}（{target(row)}）"
    left = f"{row['name']}距{of_year(row)}（{target(row)}）还差{_remaining(row)}"
    return f"{left}，{_needed(facts, row, verb)}"


def _needed(facts: Facts, row: dict, verb: str) -> str:
    """By when, how much in each quarter left, and how that compares with the pace so far, where it is even."""
    quarters = _quarters_left(facts, row)
    if quarters == 1:
        text, verb = f"{verb or '须'}在{in_next_quarter(facts, row)}全部完成", ""
    elif row["phasing"] != "even":
        return _by_its_season(facts, row, verb)
    else:
        needed = cited(amount(row["needed"], row["measure"]), key_of("needed", row))
        text = f"余下{'两' if quarters == 2 else quarters}个季度每季需完成{needed}"
    ratio, end = pace_ratio(row, facts.period), f"，{verb}完成" if verb else ""
    if not ratio or ratio < FASTER:
        return text + end
    times = cited(f"{float(ratio):.1f}".removesuffix(".0") + "倍", key_of("pace", row))
    start = row["period_start"]
    if (start.year, start.month) != (facts.year, 1):
        so_far = f"{start.year}年{start.month}月以来季均完成数"
    else:
        so_far = f"{SPAN[facts.quarter - 1]}季均完成数" if facts.quarter > 1 else "一季度"
    return f"{text}，是{so_far}的{times}{end}"


def in_next_quarter(facts: Facts, row: dict) -> str:
    """By when what is due in the next quarter is due: 三季度, or 9月20日前 inside it."""
    due = row["due_date"].date()
    return QUARTER[facts.quarter % 4] if due == quarter_end(facts.period + 1) else f"{day(due, False)}前"


def _by_its_season(facts: Facts, row: dict, verb: str) -> str:
    """Work with a season is done in it, and not spread over the quarters in which it cannot be: 7—8月完成, 三季度完成."""
    when = still_to_come(season(row["indicator"]), facts.as_of.month)
    for number in range(facts.period + 1, quarter_of(row["due_date"].date()) + 1):
        if when is None and share_at(row, quarter_end(number)) == 1:
            when = QUARTER[number % 4]
    return f"{verb or '须'}在{when or '年内'}完成"


def still_to_come(months: str | None, gone: int) -> str | None:
    """What of a season such as 6—8月 is still to come at the end of a month: 7—8月; nothing of one that is over."""
    found = MONTHS.fullmatch(months or "")
    if found is None:
        return months
    first, last = (int(month) for month in found.groups())
    return None if last <= gone else f"{max(first, gone + 1)}—{last}月" if max(first, gone + 1) < last else f"{last}月"


def _keep_on(facts: Facts, rows: list[dict]) -> list[str]:
    """What is on pace and not there yet: what remains; what must only be kept is named."""
    going = [row for row in rows if row["measure"] != "%" and pd.notna(row["needed"]) and not holds_level(row)]
    caps = [row for row in rows if row["comparator"] == "at_most"]
    kept = [row for row in rows if holds_level(row) and row["comparator"] != "at_most"]
    texts = []
    reached = int((facts.planned["status"] == "achieved").sum()) if len(facts.planned) else 0
    if reached and facts.quarter < 4:
        texts.append(f"巩固{cited(f'{reached}项', 'count.achieved')}已完成目标的成果。")
    if going:
        clauses = []
        for row in going:
            verb = _verb(facts, row)
            clauses.append(f"{row['name']}{_remaining(row)}{f'（{verb}如期完成）' if verb else ''}")
        texts.append(f"{joined(clauses)}等剩余任务按序时进度推进。")
    if kept:
        texts.append(f"{joined([row['name'] for row in kept], '和')}继续保持不低于目标。")
    texts += [_within(row) for row in caps]
    return ["".join(texts)] if texts else []


def _within(row: dict) -> str:
    if row["actual"] <= row["target"]:
        return f"{row['name']}继续控制在目标（{target(row)}）。"
    left = cited(amount(row["actual"] - row["target"], row["measure"]), key_of("left", row))
    return f"{row['name']}再净减{left}，{day(row['due_date'], False)}前降至{target(row)}。"


def _seasonal(facts: Facts) -> list[str]:
    """金秋助学8—9月实施: what is not due yet is to come, and is never called undone."""
    rows = facts.planned[facts.planned["status"] == "not_due"].to_dict("records") if len(facts.planned) else []
    seasons = by_season(facts, rows)
    named = {when: [f"{row['name']}（{target(row)}）" for row in group] for when, group in seasons.items()}
    clauses = [f"{joined(names, '和')}于{when}组织实施" for when, names in named.items()]
    return ["；".join(clauses) + "。"] if clauses else []


def _promises(facts: Facts) -> list[str]:
    """What enterprises have promised and by when, how many promises that came due were kept, what is overdue."""
    rows = facts.follow_ups
    if rows.empty:
        return []
    texts = []
    waiting = rows[rows["state"].isin(["open", "due_soon"])].sort_values(["promised_on", "unit"])
    if len(waiting):
        units = waiting["unit"].unique()
        named = [
            f"{facts.name_of_unit(row['unit'])}（{day(row['promised_on'], row['promised_on'].year != facts.year)}前）"
            for row in waiting.drop_duplicates("unit").head(PROMISES_NAMED).to_dict("records")
        ]
        count = cited(f"{len(units)}家", "follow.promised")
        more = "等" if len(units) > PROMISES_NAMED else ""
        texts.append(f"已有{count}企业承诺完成时限，为{joined(named)}{more}，按时核对、逐项销号。")
    overdue = rows[rows["state"] == "overdue"]
    if len(overdue):
        texts.append(f"对承诺已逾期的{cited(f'{len(overdue)}项', 'follow.overdue')}逐家催办。")
    due, kept = rows["state"].isin(["kept", "broken"]).sum(), (rows["state"] == "kept").sum()
    if due:
        part = cited(f"{kept}项", "follow.kept")
        texts.append(f"年内到期的{cited(f'{due}项', 'follow.due')}承诺中，已兑现{part}。")
    return ["".join(texts)] if texts else []


def _duty_title(facts: Facts) -> str:
    duties = (("报表补报", facts.silent), ("建会", facts.no_union), ("合同续签", facts.ending))
    return "做好" + joined([word for word, rows in duties if len(rows)], "和")


def _duties(facts: Facts) -> list[str]:
    texts = []
    if len(facts.silent):
        count = cited(f"{len(facts.silent)}家", "silent.missing")
        texts.append(f"对{QUARTER[facts.quarter - 1]}报表未到的{count}企业逐家联系，尽快补报。")
    if len(facts.no_union):
        count = cited(f"{len(facts.no_union)}家", "no_union")
        texts.append(f"对应建未建的{count}企业逐家上门，推动依法建会。")
    if len(facts.ending):
        over = int((facts.ending["until"] < pd.Timestamp(facts.today)).sum())
        if over:
            texts.append(f"对已到期的{cited(f'{over}份', 'ending.over')}合同（协议）逐份核实、督促续签。")
        if over < len(facts.ending):
            count = cited(f"{len(facts.ending) - over}份", "ending.soon")
            texts.append(f"对将到期的{count}合同（协议）提前提醒，避免到期未续。")
    return ["".join(texts)] if texts else []
