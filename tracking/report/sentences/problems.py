"""二、存在问题: what is behind, ranked by weight; which enterprises; who did not report; who has no union or contract soon."""

import pandas as pd

from tracking.decisions import REASONS
from tracking.lagging import behind_of, reasons_of
from tracking.language import _, speaking
from tracking.progress import BEHIND_STATUSES, MISSED, SEVERITY, SLIGHTLY_BEHIND
from tracking.quarters import quarter_end, quarter_start
from tracking.report.facts import Facts, behind_or_silent
from tracking.report.sentences.clauses import (
    HELD,
    breaks_cap,
    completion,
    due,
    gap,
    holds_level,
    left_of,
    of_year,
    target,
)
from tracking.report.sentences.lead import BEHIND_WORDS, OTHER_WORDS
from tracking.report.wording import QUARTER, amount, cited, day, joined, key_of, numeral, some
from tracking.telling import percent_text

TOLD, NAMED = 6, 12
CONCENTRATED = 0.4  # of a shortfall: below it, it is not said to lie with a few
CONTRACT_WORDS = {"collective": "集体合同", "wage": "工资集体协商协议", "womens": "女职工专项集体合同"}


def problems_of(facts: Facts) -> list[dict]:
    """The unit's targets that are behind: those missed, then the weightiest: weight × what is lacking of what is due, then
    severity; the slightly behind last."""
    if facts.planned.empty:
        return []
    rows = facts.planned[facts.planned["status"].isin(BEHIND_STATUSES)].to_dict("records")
    return sorted(
        rows,
        key=lambda row: (
            row["status"] != MISSED,
            row["status"] == SLIGHTLY_BEHIND,
            -row["weight"] * min(row["shortfall"], 1),
            SEVERITY[row["status"]],
        ),
    )


def problem_paragraphs(facts: Facts) -> list[str]:
    """What is behind and by how much, then the enterprises behind, 应建未建 and contracts that end."""
    problems = problems_of(facts)
    told = [_silent(facts), _enterprises(facts), _reasons(facts), _no_union(facts), _ending(facts)]
    paragraphs = [*_ranked(facts, problems), *told]
    return [paragraph for paragraph in paragraphs if paragraph]


def _ranked(facts: Facts, problems: list[dict]) -> list[str]:
    against = "年度计划" if facts.quarter == 4 else "序时进度"
    if len(problems) == 1:
        return [f"对照{against}，{_problem(facts, problems[0], 1)}。"]
    if not problems:
        held = int(facts.planned["status"].isin(HELD).sum()) if len(facts.planned) else 0
        all_in = held == len(facts.planned) and facts.silent.empty and not facts.planned["carried"].any()
        every = "各项" if all_in else f"按已上报数能够判断的{cited(f'{held}项', 'count.held_items')}"
        return [f"对照年度计划，{every}目标均已完成或达到序时进度。"] if held else []
    counts = pd.Series([row["status"] for row in problems]).value_counts()
    words = [
        f"{word}{cited(f'{counts[status]}项', f'count.{status}')}"
        for status, word in BEHIND_WORDS.items()
        if status in counts
    ]
    whole = cited(f"{len(problems)}项", "count.behind_all")
    begin = f"对照年度计划，{whole}目标低于序时进度，其中{joined(words)}。"
    text = [begin if len(words) > 1 else f"对照{against}，{whole}目标{BEHIND_WORDS[counts.index[0]]}。"]
    text += [
        f"{numeral(number)}是{_problem(facts, row, number)}。" for number, row in enumerate(problems[:TOLD], start=1)
    ]
    if rest := problems[TOLD:]:
        named = some([row["name"] for row in rest], 8)
        text.append(f"此外，{named}{cited(f'{len(rest)}项', 'count.behind_rest')}也低于序时进度，详见附件。")
    return ["".join(text)]


def _problem(facts: Facts, row: dict, turn: int) -> str:
    done = cited(amount(row["actual"], row["measure"]), key_of("actual", row))
    word = BEHIND_WORDS[row["status"]] + ("进度" if row["status"] == "slightly_behind" else "")
    over = row["comparator"] == "at_most" or (row["comparator"] == "about" and row["gap"] > 0)
    if breaks_cap(row):
        how = f"{row['name']}已超出{of_year(row).removesuffix('目标')}控制数（{target(row)}）{_short_of_target(row)}，实际{done}"
    elif row["status"] == "missed":
        word = word if not over else "没有降到目标" if row["kind"] == "stock" else "超出控制目标"
        more = "多" if row["actual"] > row["target"] else "差"
        how = f"{row['name']}{word}，目标{target(row)}，实际{done}，{more}{_short_of_target(row)}"
    elif over:
        how = f"{row['name']}{word}，为{done}，比序时控制数（{due(row)}）多{gap(row)}"
    elif holds_level(row):
        how = f"{row['name']}{word}，为{done}，距目标（{target(row)}）差{gap(row)}"
    else:
        share = f"，完成{of_year(row)}（{target(row)}）的{completion(facts, row)}"
        told = "现有" if row["kind"] == "stock" else "已完成"
        how = f"{row['name']}{word}，{told}{done}{share if turn % 2 else ''}，比序时应完成的{due(row)}少{gap(row)}"
    return how + _if_all_reported(row) + _where(facts, row)


def _if_all_reported(row: dict) -> str:
    """（未报单位如达序时，则为达序时）: where the missing reports could change the verdict."""
    word = (BEHIND_WORDS | OTHER_WORDS).get(row["high_status"])
    return f"（未报单位如均达序时，则为{word}）" if word and row["high_status"] != row["status"] else ""


def _short_of_target(row: dict) -> str:
    if row["measure"] == "%":
        return gap(row)
    return cited(amount(abs(left_of(row)), row["measure"]), key_of("left", row))


def _where(facts: Facts, row: dict) -> str:
    """，差额的60%集中在甲、乙等3家企业: where few enterprises with targets of their own make up most of it."""
    short = behind_of(facts.progress, row).set_index("unit")["short"]
    if row["comparator"] == "at_most" or short.sum() <= 0:
        return ""
    names = [facts.name_of_unit(unit) for unit in short.index]
    key = key_of("laggards", row)
    if len(short) <= 3:
        listed = joined(names)
        return f"，其中{listed}{cited(f'{len(short)}家企业', key)}低于各自序时进度"
    few = short.iloc[:3]
    if few.sum() / short.sum() < CONCENTRATED:
        return f"，有{cited(f'{len(short)}家', key)}企业低于各自序时进度"
    lacking = cited(amount(short.sum(), row["measure"]), key_of("laggards_lack", row))
    theirs = cited(amount(few.sum(), row["measure"]), key_of("laggards_few", row))
    share = cited(percent_text(few.sum() / short.sum(), 0), key_of("laggard_share", row))
    begin = f"，有{cited(f'{len(short)}家', key)}企业低于各自序时进度，合计差{lacking}"
    return f"{begin}，其中{joined(names[:3])}3家差{theirs}，占{share}"


def _silent(facts: Facts) -> str:
    """Who did not report is always a problem, and is counted here and named in the annex."""
    if facts.silent.empty:
        return ""
    count = cited(f"{len(facts.silent)}家", "silent.missing")
    return f"{QUARTER[facts.quarter - 1]}仍有{count}企业未报送报表，其当季情况尚不掌握，名单见附件。"


def _enterprises(facts: Facts) -> str:
    behind = facts.behind
    if behind.empty:
        return ""
    whole = cited(f"{len(facts.ranked)}家", "laggards.with_targets")
    count = cited(f"{len(behind)}家", "laggards.behind")
    begin = f"从企业看，分解目标能够判断的{whole}企业中，{count}有指标低于序时进度"
    most = behind[behind["contribution"] > 0].head(5)
    if len(behind) <= 5:
        return f"{begin}，为{joined(behind['name'])}。"
    if most.empty or most["contribution"].sum() < CONCENTRATED:
        return f"{begin}，面较广。"
    return f"{begin}，其中影响较大的是{joined(most['name'])}。"


def _reasons(facts: Facts) -> str:
    """The coded reasons said by enterprises behind or silent, counted: 停产2家、人员变动1家."""
    if facts.follow_ups.empty:
        return ""
    reasons = reasons_of(facts.follow_ups, behind_or_silent(facts), facts.year * 4, facts.period).value_counts()
    if reasons.empty:
        return ""
    with speaking("zh_CN"):
        words = [
            f"{_(REASONS[str(reason)])}{cited(f'{n}家', f'follow.reason_{reason}')}" for reason, n in reasons.items()
        ]
    if len(words) == 1:
        return f"滞后和未报企业中已了解原因的，为{words[0]}。"
    return f"滞后和未报企业中已了解原因的有{cited(f'{reasons.sum()}家', 'follow.reasons')}，其中{joined(words)}。"


def _no_union(facts: Facts) -> str:
    if facts.no_union.empty:
        return ""
    names, count = facts.no_union["name"].tolist(), cited(f"{len(facts.no_union)}家", "no_union")
    return f"应建未建工会的企业有{count}：{joined(names) if len(names) <= 10 else some(names, 8)}。"


def _ending(facts: Facts) -> str:
    """Contracts that end in what is left of the year are named; those that ended before today are told apart."""
    if facts.ending.empty:
        return ""
    over = facts.ending["until"] < pd.Timestamp(facts.today)
    soon = _listed(facts, facts.ending[~over], "")
    gone = _listed(facts, facts.ending[over], ".over")
    texts = [f"{_next_span(facts)}将到期、需提前做好续签的合同（协议）：{'；'.join(soon)}。"] if soon else []
    if gone:
        texts.append(
            f"截至{day(facts.today, facts.today.year != facts.year)}已到期、需核实续签情况的：{'；'.join(gone)}。"
        )
    return "".join(texts)


def _listed(facts: Facts, ending: pd.DataFrame, over: str) -> list[str]:
    clauses, later = [], facts.today.year != facts.year  # read in another year, a day without its year says nothing
    for contract, word in CONTRACT_WORDS.items():
        rows = ending[ending["contract"] == contract]
        if rows.empty:
            continue
        named = [f"{row['name']}（{day(row['until'], later)}）" for row in rows.head(NAMED).to_dict("records")]
        count = cited(f"{len(rows)}份", f"ending.{contract}{over}")
        clauses.append(f"{word}{count}，为{'、'.join(named)}{'等' if len(rows) > NAMED else ''}")
    return clauses


def _next_span(facts: Facts) -> str:
    first, last = quarter_start(facts.period + 1), facts.ending["until"].max()
    if facts.quarter == 2:
        return "下半年"
    return "明年" if facts.quarter == 4 else QUARTER[facts.quarter] if last <= pd.Timestamp(
        quarter_end(facts.period + 1)
    ) else f"{first.month}月以后"  # fmt: skip
