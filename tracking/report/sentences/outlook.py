"""三、下一步安排: what remains and what each quarter must bring, what has its season still to come, what must be kept."""

import pandas as pd

from tracking.attention import pace_ratio
from tracking.calendar import quarter_of
from tracking.figures import number_text
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import comes_in, gap, holds_level, of_year, target
from tracking.report.sentences.problems import problems_of
from tracking.report.wording import (
    QUARTER,
    SPAN,
    amount,
    cited,
    joined,
    key_of,
    season,
)

WEAK, STRONG = ("力争", "争取", "努力"), ("确保", "必须", "务必", "保证")


def outlook_paragraphs(facts: Facts) -> list[tuple[str, list[str]]]:
    """(title, paragraphs) of what is to be done: make good, keep the pace, seasonal items, reports and unions."""
    problems = problems_of(facts)
    behind = [row for row in problems if row["status"] != "missed"]
    held = facts.planned[facts.planned["status"] == "on_pace"].to_dict("records") if len(facts.planned) else []
    found = [
        ("补齐进度差距", _make_good(facts, behind)),
        ("保持良好势头", _keep_on(facts, held)),
        ("抓好季节性工作", _seasonal(facts)),
        ("做好上报、建会和续签", _duties(facts)),
    ]
    return [(title, [text for text in texts if text]) for title, texts in found if any(texts)]


def _verb(facts: Facts, row: dict) -> str:
    """力争 or 确保 as the plan itself says it; 完成 where it says neither."""
    notes = facts.target_sources
    said = notes[(notes["indicator"] == row["indicator"]) & (notes["due_date"] == row["due_date"])]["note"].dropna()
    text = "".join(said)
    if any(word in text for word in WEAK):
        return "力争"
    return "确保" if any(word in text for word in STRONG) else ""


def _quarters_left(facts: Facts, row: dict) -> int:
    return quarter_of(row["due_date"].date()) - facts.period


def _remaining(row: dict) -> str:
    return cited(amount(row["target"] - row["actual"], row["measure"]), key_of("left", row))


def _make_good(facts: Facts, rows: list[dict]) -> list[str]:
    clauses = [_step(facts, row) for row in rows]
    return ["；".join(clauses) + "。"] if clauses else []


def _step(facts: Facts, row: dict) -> str:
    """新建企业工会尚需完成8家，须在9月30日前完成，三季度需8家，是上半年季均的2.7倍."""
    verb = _verb(facts, row)
    if row["measure"] == "%":
        return f"{row['name']}再提高{gap(row)}，{verb or '尽快'}达到{target(row)}"
    if row["comparator"] == "at_most":
        verb = "降至" if row["kind"] == "stock" else "控制在"
        return f"{row['name']}{verb}{of_year(row)}（{target(row)}）"
    if pd.isna(row["needed"]):
        return f"{row['name']}{verb or '尽快'}达到{of_year(row)}（{target(row)}）"
    left = f"{row['name']}距{of_year(row)}（{target(row)}）还差{_remaining(row)}"
    return f"{left}，{_needed(facts, row)}{f'，{verb}完成' if verb else ''}"


def _needed(facts: Facts, row: dict) -> str:
    quarters, needed = _quarters_left(facts, row), cited(amount(row["needed"], row["measure"]), key_of("needed", row))
    if quarters == 1:
        text = f"须在{QUARTER[facts.quarter % 4]}全部完成"
    else:
        text = f"余下{'两' if quarters == 2 else quarters}个季度每季需完成{needed}"
    ratio = pace_ratio(row, facts.period)
    if ratio and ratio > 1:
        times = cited(f"{number_text(float(round(ratio, 1)), '家').rstrip('0').rstrip('.')}倍", key_of("pace", row))
        return (
            f"{text}，是{SPAN[facts.quarter - 1]}季均完成数的{times}"
            if facts.quarter > 1
            else f"{text}，是一季度的{times}"
        )
    return text


def _keep_on(facts: Facts, rows: list[dict]) -> list[str]:
    """What is on pace and not there yet: what remains; what must only be kept is named."""
    going = [row for row in rows if row["measure"] != "%" and pd.notna(row["needed"]) and not holds_level(row)]
    caps = [row for row in rows if row["comparator"] == "at_most"]
    kept = [row for row in rows if holds_level(row) and row["comparator"] != "at_most"]
    texts = []
    reached = int((facts.planned["status"] == "achieved").sum()) if len(facts.planned) else 0
    if reached and facts.quarter < 4:
        texts.append(f"对已完成的{cited(f'{reached}项', 'count.achieved')}目标巩固成果。")
    if going:
        clauses = []
        for row in going:
            verb = _verb(facts, row)
            clauses.append(f"{row['name']}{_remaining(row)}{f'（{verb}如期完成）' if verb else ''}")
        texts.append(f"对已达序时的目标保持力度，余下{joined(clauses)}按序时推进。")
    if kept:
        texts.append(f"{joined([row['name'] for row in kept], '和')}继续保持在目标以上。")
    if caps:
        texts.append(f"{joined([row['name'] for row in caps], '和')}继续控制在目标以内。")
    return ["".join(texts)] if texts else []


def _seasonal(facts: Facts) -> list[str]:
    """金秋助学8—9月实施: what is not due yet is to come, and is never called undone."""
    rows = facts.planned[facts.planned["status"] == "not_due"].to_dict("records") if len(facts.planned) else []
    by_season: dict[str, list[dict]] = {}
    for row in rows:
        by_season.setdefault(comes_in(facts, row, season(row["indicator"])), []).append(row)
    named = {when: [f"{row['name']}（{target(row)}）" for row in group] for when, group in by_season.items()}
    clauses = [f"{joined(names, '和')}{when}组织实施" for when, names in named.items()]
    return ["；".join(clauses) + "。"] if clauses else []


def _duties(facts: Facts) -> list[str]:
    texts = []
    if len(facts.silent):
        count = cited(f"{len(facts.silent)}家", "silent.missing")
        texts.append(f"对{QUARTER[facts.quarter - 1]}报表未到的{count}企业逐家联系，尽快补报。")
    if len(facts.no_union):
        count = cited(f"{len(facts.no_union)}家", "no_union")
        texts.append(f"对应建未建的{count}企业逐家上门，推动依法建会。")
    if len(facts.ending):
        count = cited(f"{len(facts.ending)}份", "ending")
        texts.append(f"对将到期的{count}合同（协议）提前发出续签提醒，避免到期未续。")
    return ["".join(texts)] if texts else []
