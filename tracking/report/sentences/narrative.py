"""The report as a chair reads it (叙述): a sentence that sums up, what was done and its share of the year, causes, measures.

Two figures a matter; what is due, gaps, last year and coverage stand in annex 1, and in the style 详细 (the other modules).
"""

from dataclasses import dataclass, field

import pandas as pd

from tracking.catalogue import PERCENT, measures, openings
from tracking.progress import BEHIND_STATUSES, SLIGHTLY_BEHIND
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import (
    HELD,
    actual,
    breaks_cap,
    completion,
    done,
    gap,
    holds_level,
    lacking_quarters,
    left_of,
    of_year,
    reaches,
    target,
)
from tracking.report.sentences.deeds import deeds_of_section
from tracking.report.sentences.lead import lead_counts, lead_reports, opening_line
from tracking.report.wording import (
    CITED,
    SPAN,
    bare,
    cited,
    joined,
    key_of,
    percent,
    some,
    together,
)
from tracking.rows import Row

MOSTLY, PARTLY = 0.75, 0.5  # of what is judged: from here on most of it holds, or much
# mix → the one whose sentences serve where it has none
ELSE = {"done": "held", "partly": "behind", "all_behind": "behind"}
SECTIONS = ("lead", "formation", "contracts", "democracy", "assistance", "training", "contests", "awards", "other")
MANY = 10  # units that did something, from which on those who did most are named
A_FEW, NOTHING_DUE = 1, 3  # figures of a section, none too many however short it is; where no target of it is due yet
PER_HUNDRED = 4.0  # figures in a hundred characters of a section, at most; 3.5 of the whole
FREE, NAMED, BEST = 5, 4, 3


def section_of(row: Row) -> str:
    """The section of a report in which an indicator is told."""
    known = measures().get(row["indicator"])
    return known["section"] if known and known["section"] else str(row["theme"])


def opening(facts: Facts, section: str, rows: list[dict]) -> str:
    """The sentence that sums up some targets, chosen by how many of those judged hold; the wordings take turns. One target
    alone needs no verdict before it."""
    statuses = [row["status"] for row in rows]
    judged = [status for status in statuses if status in HELD or status in BEHIND_STATUSES]
    mix = "none" if len(judged) < (1 if section == "lead" else 2) else _mix(judged)
    known = openings().get((section, mix)) or openings().get((section, ELSE.get(mix, "none")), [])
    turn = facts.period + sum(map(ord, facts.unit)) + SECTIONS.index(section) if section in SECTIONS else 0
    return known[turn % len(known)] if known else ""


def _mix(judged: list[str]) -> str:
    held = sum(status in HELD for status in judged)
    if held == len(judged):
        return "done" if set(judged) == {"achieved"} else "held"
    if not held and len(judged) > 1:
        return "all_behind"
    share = held / len(judged)
    return "mostly" if share >= MOSTLY else "partly" if share >= PARTLY else "behind"


def lead_narrative(facts: Facts, next_steps: str, line: str) -> str:
    """The opening line, how it stands in one sentence, the counts behind it, and what follows."""
    span = SPAN[facts.quarter - 1] if facts.quarter < 4 else ""
    rows = facts.planned.to_dict("records")
    so_far = "从已报情况看，" if len(facts.silent) else ""  # what is missing may change it
    told = {
        "begin": opening_line(facts, line),
        "opening": so_far + opening(facts, "lead", rows),
        "counts": lead_counts(facts) if rows else "",
        "reports": lead_reports(facts),
        "follows": f"现将{span or '全年'}工作总结如下，并对{next_steps}工作作出安排。" if next_steps else "",
    }
    return together(told)


@dataclass
class _Told:
    """What a section can tell, the most important first; the figures that are too many are left to annex 1."""

    opening: str
    matters: list[dict] = field(default_factory=list)
    rest: list[dict] = field(default_factory=list)
    free: list[str] = field(default_factory=list)
    rate: str = ""
    deeds: dict[str, str] = field(default_factory=dict)
    names_best: bool = True

    def text(self, facts: Facts) -> str:
        """The section as one paragraph."""
        matters = _matters(facts, self.matters)
        best = _best(facts, self.matters) if self.names_best else ""
        others = _others(facts, self.rest)
        clauses = [*([self.rate] if self.rate else []), *matters]
        told = {
            "opening": self.opening,
            **self.deeds,
            "matters": "；".join(clauses) + "。" if clauses else "",
            "best": best,
            "others": others,
        }
        if self.free:
            told["free"] = f"{'此外，' if clauses or others else ''}{_run_together(self.free)}。"
        return together(told)


def _matters(facts: Facts, rows: list[dict]) -> list[str]:
    """What was done, a clause each; what is done for the whole year in one clause, the first."""
    whole = [row for row in rows if row["status"] == "achieved" and _task(row) == "全年任务" and not _is_special(row)]
    matters = [_matter(facts, row) for row in rows if row not in whole or len(whole) == 1]
    if len(whole) > 1:
        early = _early(facts, whole[0])
        matters.insert(0, f"{joined(done(facts, row) for row in whole)}，均{early}完成全年任务")
    return matters


def section_narrative(facts: Facts, section: str) -> list[str]:
    """The paragraph of one kind of work; nothing where nothing was planned or done."""
    if facts.own.empty:
        return []
    rows = [row for row in facts.own.to_dict("records") if section_of(row) == section]
    planned = sorted((row for row in rows if pd.notna(row["target"]) and row["status"] != "no_target"), key=_importance)
    free = [row for row in rows if pd.isna(row["target"]) and pd.notna(row["actual"]) and row["actual"] > 0]
    clear = [row for row in planned if row["status"] in HELD or row["status"] in BEHIND_STATUSES]
    told = _Told(
        opening(facts, section, planned),
        list(clear),
        [row for row in planned if row not in clear],
        _free(facts, free),
        "" if any(row["measure"] == PERCENT for row in clear) else _rate(facts, free),
        deeds_of_section(facts, section),
        section != "assistance",
    )
    if not (told.matters or _others(facts, told.rest) or told.free or told.rate or told.deeds):
        return []
    few = NOTHING_DUE if planned and not clear else A_FEW
    while _is_dense(text := told.text(facts), few) and (
        told.free or len(told.matters) > 1 or (told.rate and told.matters)
    ):
        if told.free:
            told.free.pop()
        elif told.rate and told.matters:
            told.rate = ""
        else:
            told.rest.insert(0, told.matters.pop())
    return [text]


def _free(facts: Facts, rows: list[dict]) -> list[str]:
    """What was done without a target: what lapsed and was renewed together, and what else was done."""
    by_code = {row["indicator"]: row for row in rows}
    found = []
    if "contracts_expired" in by_code and "contracts_renewed" in by_code:
        expired, renewed = by_code["contracts_expired"], by_code["contracts_renewed"]
        found.append(f"合同到期{actual(facts, expired)}、续签{actual(facts, renewed)}")
    rest = [
        row
        for row in rows
        if row["kind"] == "flow" and row["indicator"] not in ("contracts_expired", "contracts_renewed")
    ]
    return [*found, *(done(facts, row) for row in rest)][:FREE]


def _rate(facts: Facts, rows: list[dict]) -> str:
    """建会率66.7%，尚有2家应建未建: a rate without a target, with what lacks of it where that is counted."""
    row = next((row for row in rows if row["kind"] == "rate" and row["indicator"] != "renewal_rate"), None)
    if row is None:
        return ""
    left = len(facts.no_union) if row["indicator"] == "formation_rate" else 0
    more = f"，尚有{cited(f'{left}家', 'no_union')}应建未建" if left else ""
    return f"{row['name']}{cited(percent(row['actual']), key_of('actual', row))}{more}"


def _run_together(clauses: list[str]) -> str:
    """Clauses in a row; of those that begin with the same verb only the first says it: 评选先进企业1家、知识型职工2名."""
    text = ""
    for number, clause in enumerate(clauses):
        same = number and clause[:2] == clauses[number - 1][:2]
        text += f"、{clause[2:]}" if same else f"，{clause}" if number else clause
    return text


def _is_special(row: dict) -> bool:
    """Whether a target is told in words of its own: a rate, a cap."""
    return row["measure"] == PERCENT or row["comparator"] == "at_most"


def _is_dense(text: str, few: int) -> bool:
    """Whether a section has too many figures for its length; a few are none too many."""
    figures = len(CITED.findall(text))
    return figures > few and 100 * figures > PER_HUNDRED * len(bare(text))


def _importance(row: dict) -> tuple:
    return (-row["weight"], row["status"] not in BEHIND_STATUSES, row["position"])


def _matter(facts: Facts, row: dict) -> str:
    """培训职工710人次，完成全年任务的59.2%，快于序时进度: what was done, and its share of the year."""
    if breaks_cap(row):
        return f"{row['name']}{actual(facts, row)}，已超出全年控制数（{target(row)}）"
    if row["measure"] == PERCENT:
        value = cited(percent(row["actual"]), key_of("actual", row))
        if row["status"] in HELD:
            return f"{row['name']}达{value}，{reaches(row)}目标要求"
        return f"{row['name']}{value}，距目标还差{gap(row)}"
    if row["comparator"] == "at_most":
        inside = "控制在目标以内" if row["actual"] <= row["target"] else "按序时进度压减"
        return f"{done(facts, row)}，{inside if row['status'] in HELD else '高于控制要求'}"
    if not row["actual"]:
        return f"{row['name']}工作尚未开展"
    if row["status"] == "achieved" and row["kind"] == "flow":
        return f"{done(facts, row)}，{_early(facts, row)}完成{_task(row)}"
    if row["status"] in HELD and (holds_level(row) or left_of(row) <= 0):
        return f"{done(facts, row)}，{_reaches(row)}{of_year(row)}（{target(row)}）"
    share = f"，完成{_task(row)}的{completion(facts, row)}" if pd.notna(row["completion"]) else ""
    return f"{done(facts, row)}{share}，{_pace(row)}"


def _reaches(row: dict) -> str:
    """达到 or 超过 a target, by what was done."""
    return "超过" if row["actual"] > row["target"] and row["comparator"] != "about" else "达到"


def _early(facts: Facts, row: dict) -> str:
    """提前 where the day is still to come: what was done by a day that is over is known for the quarter's end alone."""
    return "提前" if row["due_date"].date() > facts.as_of else ""


def _task(row: dict) -> str:
    return of_year(row).replace("目标", "任务")


def _pace(row: dict) -> str:
    words = {
        "missed": "到期未完成",
        SLIGHTLY_BEHIND: "略慢于序时进度",
        "behind": "慢于序时进度",
        "far_behind": "明显慢于序时进度",
    }
    if row["status"] in words:
        return words[row["status"]]
    return "快于序时进度" if row["gap"] > 0 else "与序时进度同步"


def _best(facts: Facts, rows: list[dict]) -> str:
    """Who did most of the first thing that several units did: at most three, by name, each with more than all the others."""
    for row in rows:
        if row["kind"] != "flow" or row["comparator"] == "at_most" or row["status"] not in HELD:
            continue
        parts = facts.progress[
            (facts.progress["indicator"] == row["indicator"])
            & facts.progress["leaf"]
            & (facts.progress["unit"] != facts.unit)
            & (facts.progress["actual"] > 0)
        ].drop_duplicates("unit")
        if len(parts) >= MANY:
            ranked = parts.sort_values(["actual", "unit"], ascending=[False, True])
            most = ranked.head(BEST)
            most = most[most["actual"] > ranked["actual"].iloc[BEST]]
            if most.empty:  # they did alike
                continue
            names = [facts.name_of_unit(unit) for unit in most["unit"]]
            people = "人数" if row["measure"] in ("人", "人次", "名") else ""
            return f"{row['name']}{people}较多的有{joined(names)}。"
    return ""


def _others(facts: Facts, rows: list[dict]) -> str:
    """The other targets without figures: what is done, what holds, what is slow, what cannot be told yet. What is still to come
    is no work done: it stands in the second half."""
    if not rows:
        return ""
    finished = [row["name"] for row in rows if row["status"] == "achieved" and row["kind"] == "flow"]
    reached = [row["name"] for row in rows if row["status"] == "achieved" and row["kind"] != "flow"]
    held = [row["name"] for row in rows if row["status"] == "on_pace"]
    over = [row["name"] for row in rows if breaks_cap(row)]
    slow = [row["name"] for row in rows if row["status"] in BEHIND_STATUSES and not breaks_cap(row)]
    unknown = [row for row in rows if row["status"] == "not_reported"]
    parts = [f"{listed(finished)}已完成目标任务"] if finished else []
    parts += [f"{listed(reached)}达到目标要求"] if reached else []
    parts += [f"{listed(held)}达到进度要求"] if held else []
    parts += [f"{listed(over)}超出全年控制数"] if over else []
    parts += [f"{listed(slow)}进度偏慢"] if slow else []
    lacking = list(dict.fromkeys(lacking_quarters(facts, row) for row in unknown))
    why = joined(filter(None, lacking)) if unknown and all(lacking) else "报表尚不完整"
    parts += [f"{listed([row['name'] for row in unknown])}{why}，暂不评价"] if unknown else []
    if not parts:
        return ""
    return "；".join(parts) + "。"


def listed(names: list[str]) -> str:
    """Some names in a row, each once, with 等 where they are many."""
    names = list(dict.fromkeys(names))
    return joined(names) if len(names) <= NAMED else some(names, NAMED)


def totals(facts: Facts, most: int = 5) -> str:
    """What the whole union has done of its weightiest targets, in one sentence without marks: for a notice to all."""
    rows = sorted((row for row in facts.planned.to_dict("records") if pd.notna(row["actual"])), key=_importance)
    clear = [row for row in rows if row["status"] in HELD or row["status"] in BEHIND_STATUSES]
    so_far = "按已报数，" if len(facts.silent) else ""
    return so_far + bare("；".join(_matters(facts, clear[:most])) + "。") if clear else ""
