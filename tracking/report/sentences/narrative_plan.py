"""The second half of the report as a chair reads it (叙述): problems as causes, and what is to be done as measures with a figure."""

import pandas as pd

from tracking.catalogue import PERCENT, measures
from tracking.lagging import reasons_of
from tracking.quarters import quarter_of
from tracking.report.facts import Facts, behind_or_silent
from tracking.report.sentences.clauses import (
    breaks_cap,
    by_season,
    holds_level,
    left_of,
    target,
)
from tracking.report.sentences.narrative import NAMED, listed
from tracking.report.sentences.outlook import in_next_quarter, still_to_come
from tracking.report.sentences.problems import CONCENTRATED, problems_of
from tracking.report.wording import (
    QUARTER,
    amount,
    cited,
    day,
    joined,
    key_of,
    phrase,
    season,
    together,
)

VERBS = (
    "新建",
    "发展",
    "发放",
    "开展",
    "建成",
    "组建",
    "培训",
    "举办",
    "组织",
    "评选",
    "征集",
    "创建",
    "召开",
    "培养",
    "帮助",
    "调解",
    "提供",
)
ALL_NAMED, MUCH = 5, 0.3  # slow targets that are all named; share of enterprises that are silent
WIDELY = 2 / 3  # of the enterprises that are judged: more than these behind is no imbalance
HARD = 2  # times the pace so far: more is hard to reach
REASON_WORDS = {
    "stopped": "企业停产减产",
    "staff_change": "企业人员变动",
    "uncooperative": "部分企业配合不够",
    "wrong_report": "报表填报有误",
    "seasonal": "生产季节性强",
}
FORMING = ("new_unions", "formation_rate", "unionised")
NO_ONE_LEFT = "摸排新办企业和规模以下企业，具备条件的及时组建工会"
BY_THEME = {
    "formation": "加强指导和督促，推进建会入会",
    "contracts": "加强指导和督促，推进集体协商",
    "assistance": "落实帮扶措施",
    "training": "抓紧组织实施",
    "other": "抓紧组织实施",
}


def problems_narrative(facts: Facts) -> list[str]:
    """Two to four problems with their weight, in one paragraph, and what enterprises gave as reasons; names and lists stand in the
    annexes. Problems are numbered when it is known which of them stay (choices.settled)."""
    causes = {
        "slow": _slow(problems_of(facts)),
        "few": _few(facts),
        "late": _late(facts),
        "not_formed": _not_formed(facts),
    }
    text = together({f"cause.{name}": f"{cause}。" for name, cause in causes.items() if cause})
    return [part for part in (text, together({"reasons": told_reasons(facts)})) if part]


def _slow(problems: list[dict]) -> str:
    if not problems:
        return ""
    missed = [row["name"] for row in problems if row["status"] == "missed" and not _is_to_fall(row)]
    kept = [_thing(row) for row in problems if row["status"] == "missed" and _is_to_fall(row)]
    over = [row["name"] for row in problems if breaks_cap(row)]
    slow = [row["name"] for row in problems if row["status"] != "missed" and not breaks_cap(row)]
    parts = [f"{listed(missed)}到期未完成"] if missed else []
    parts += [f"{listed(kept)}未按期压减到位"] if kept else []
    parts += [f"{listed(over)}超出全年控制数"] if over else []
    if slow:
        more = f"等{cited(f'{len(slow)}项', 'count.slow')}" if len(slow) > ALL_NAMED else ""
        named = slow if len(slow) <= ALL_NAMED else slow[:NAMED]
        parts.append(f"{joined(dict.fromkeys(named))}{more}进度偏慢")
    text = "，".join(parts)
    return f"部分指标推进不快，{text}" if len(problems) > 1 else text


def _is_to_fall(row: dict) -> bool:
    """Whether a level is to be brought down, as the households in hardship on file."""
    return bool(row["comparator"] == "at_most" and row["kind"] == "stock")


def _thing(row: dict) -> str:
    """What an indicator counts, as a noun: 在档困难职工."""
    return phrase(row, "")


def _few(facts: Facts) -> str:
    behind = facts.behind
    if behind.empty:
        return ""
    count = cited(f"{len(behind)}家", "laggards.behind")
    judged = facts.ranked[(facts.ranked["targets"] > 0) & ~facts.ranked["unit"].isin(facts.silent["unit"])]
    many = len(behind) > WIDELY * len(judged)
    text = f"{'企业进度普遍偏慢' if many else '企业之间进展不平衡'}，{count}企业有任务低于序时进度"
    few = behind["contribution"].head(3)
    if len(behind) > 3 and few.sum() >= CONCENTRATED:
        text += "，差距集中在少数企业"
    return text


def _late(facts: Facts) -> str:
    if facts.silent.empty:
        return ""
    count = cited(f"{len(facts.silent)}家", "silent.missing")
    expected = facts.expected_enterprises() if len(facts.progress) else ()
    many = len(facts.silent) >= MUCH * len(expected)
    return (
        f"报表报送不够及时，{QUARTER[facts.quarter - 1]}仍有{count}企业未报{'，影响对全面情况的判断' if many else ''}"
    )


def _not_formed(facts: Facts) -> str:
    if facts.no_union.empty:
        return ""
    return f"应建未建企业仍有{cited(f'{len(facts.no_union)}家', 'no_union')}，建会工作还需突破"


def told_reasons(facts: Facts) -> str:
    """What enterprises themselves gave as reasons, in one sentence; blank where none did."""
    if facts.follow_ups.empty:
        return ""
    reasons = reasons_of(facts.follow_ups, behind_or_silent(facts), facts.year * 4, facts.period).value_counts()
    named = [reason for reason in reasons.index if reason != "other"]
    if not named:
        return ""
    return f"从已了解的情况看，原因主要有{joined(REASON_WORDS[str(reason)] for reason in named[:3])}。"


def outlook_narrative(facts: Facts) -> list[tuple[str, list[str]]]:
    """(title, paragraphs): what was missed first, then a measure for each that is slow, with one figure; what has its season;
    the work with enterprises."""
    problems = problems_of(facts)
    missed = [row for row in problems if row["status"] == "missed"]
    slow = [row for row in problems if row["status"] != "missed"]
    held = facts.planned[facts.planned["status"] == "on_pace"].to_dict("records") if len(facts.planned) else []
    codes = {row["indicator"] for row in slow}
    first = {key_of("measure", row): _measure(facts, row, codes) for row in missed}
    then = {key_of("measure", row): _measure(facts, row, codes) for row in slow}
    found = [
        ("限期补完到期未完成的任务", first),
        ("补齐进度短板", then | {"hard": _hard(facts, slow)}),
        ("保持良好势头", {"keep": _keep_going(facts, held), "season": _in_season(facts)}),
        ("抓好经常性工作", {"enterprises": _with_enterprises(facts, codes)}),
    ]
    return [(title, [text]) for title, told in found if (text := together(told))]


def _measure(facts: Facts, row: dict, told: set[str]) -> str:
    """结合续保集中宣传，逐企动员职工参保，年内再完成1290人次。``told`` are the indicators that have a measure."""
    code = row["indicator"]
    if code == "formation_rate" and "new_unions" in told:  # it follows from these
        return f"{row['name']}提高到{target(row)}。"
    if code in FORMING and facts.no_union.empty:
        return f"{NO_ONE_LEFT}，{_goal(facts, row)}。"
    known = (
        measures().get(code, {}).get("measure")
        or f"{row['name']}要{BY_THEME.get(str(row['theme']), BY_THEME['other'])}"
    )
    return f"{known}，{_goal(facts, row)}。"


def _hard(facts: Facts, rows: list[dict]) -> str:
    """Which of the measures are hard to reach, once for all of them."""
    hard = [row["name"] for row in rows if _is_hard(facts, row)]
    if not hard:
        return ""
    if len(hard) == len(rows) > 1:
        return "上述任务均较重，要集中力量推进。"
    return f"{'其中' if len(rows) > 1 else ''}{listed(hard)}任务较重，要集中力量推进。"


def _goal(facts: Facts, row: dict) -> str:
    if breaks_cap(row):
        over = cited(amount(row["actual"] - row["target"], row["measure"]), key_of("left", row))
        return f"{row['name']}已超出全年控制数{over}，全力遏制新增"
    if row["measure"] == PERCENT:
        return f"{row['name']}{'尽快' if row['status'] == 'missed' else ''}提高到{target(row)}"
    left = cited(amount(abs(left_of(row)), row["measure"]), key_of("left", row))
    if row["comparator"] == "at_most":
        return f"{_thing(row)}再减少{left}"
    if row["status"] == "missed":
        end = f"{QUARTER[facts.quarter]}内补上" if facts.quarter < 4 else f"转入{facts.year + 1}年补上"
        return f"{row['name']}还差的{left}{end}"
    when, said = _by_when(facts, row), phrase(row, left)
    again = "再" if row["actual"] else ""
    if said[:2] in VERBS and "的企业" not in said:
        return f"{when}{again}{said}"
    more = "增加" if holds_level(row) or row["kind"] == "stock" else again + "完成"
    return f"{row['name']}{when}{more}{left}"


def _is_hard(facts: Facts, row: dict) -> bool:
    """Whether each quarter left must bring more than twice what each brought so far (of a level: since its period began)."""
    gone = facts.period - quarter_of(row["period_start"].date()) + 1
    left = quarter_of(row["due_date"].date()) - facts.period
    if row["kind"] == "rate" or gone <= 0 or left <= 0 or season(row["indicator"]):
        return False
    so_far = row["actual"] - (row["baseline"] if row["kind"] == "stock" and pd.notna(row["baseline"]) else 0)
    return bool(left_of(row) * gone > HARD * so_far * left)


def _by_when(facts: Facts, row: dict) -> str:
    due, months = row["due_date"].date(), still_to_come(season(row["indicator"]), facts.as_of.month)
    if months and row["phasing"] != "even":
        return months
    if quarter_of(due) == facts.period + 1:
        return in_next_quarter(facts, row)
    early = (due.month, due.day) != (12, 31)
    return f"{day(due, due.year != facts.year)}前" if early else "年内"


def _keep_going(facts: Facts, rows: list[dict]) -> str:
    counted = [row for row in rows if row["measure"] != PERCENT]
    falling = [_thing(row) for row in counted if _is_to_fall(row)]
    names = [row["name"] for row in counted if row["comparator"] != "at_most" and left_of(row) > 0]
    reached = facts.planned["status"].eq("achieved").any() if len(facts.planned) else False
    parts = ["巩固已完成目标的成果"] if reached and facts.quarter < 4 else []
    parts += [f"{listed(names)}按计划推进，确保按期完成"] if names else []
    parts += [f"{listed(falling)}按进度压减"] if falling else []
    return "，".join(parts) + "。" if parts else ""


def _in_season(facts: Facts) -> str:
    rows = facts.planned[facts.planned["status"] == "not_due"].to_dict("records") if len(facts.planned) else []
    seasons = by_season(facts, rows)
    parts = [f"{listed([row['name'] for row in group])}于{when}组织实施" for when, group in seasons.items()]
    return "；".join(parts) + "。" if parts else ""


def _unknown(facts: Facts) -> list[str]:
    """The targets of which nobody can tell how they stand, though everybody reported."""
    if not len(facts.planned) or len(facts.silent):
        return []
    return [str(name) for name in facts.planned.loc[facts.planned["status"] == "not_reported", "name"]]


def _with_enterprises(facts: Facts, told: set[str]) -> str:
    """Reports that are late, enterprises without a union, contracts that end, promises: each with its count."""
    parts = []
    if len(facts.silent):
        parts.append(f"督促{cited(f'{len(facts.silent)}家', 'silent.missing')}未报企业尽快补报")
    if len(unknown := _unknown(facts)):
        parts.append(f"尽快核实补齐{listed(unknown)}的数据")
    if len(facts.no_union) and not told & set(FORMING):
        parts.append(f"对{cited(f'{len(facts.no_union)}家', 'no_union')}应建未建企业逐家上门指导")
    if len(facts.ending):
        parts.append(f"提前做好{cited(f'{len(facts.ending)}份', 'ending')}已到期、将到期合同（协议）的续签")
    if len(facts.follow_ups) and facts.follow_ups["state"].isin(["open", "due_soon", "overdue"]).any():
        parts.append("对企业承诺的事项逐项跟踪、办结销号")
    return "；".join(parts) + "。" if parts else ""
