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
    by_season,
    completion,
    done,
    gap,
    holds_level,
    lacking_quarters,
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

MOSTLY = 0.6  # of what is judged: from here on most of it holds
PER_HUNDRED = 4.0  # figures in a hundred characters of a section, at most; 3.5 of the whole
FREE, NAMED, BEST = 3, 4, 3


def section_of(row: Row) -> str:
    """The section of a report in which an indicator is told."""
    known = measures().get(row["indicator"])
    return known["section"] if known and known["section"] else str(row["theme"])


def opening(facts: Facts, section: str, rows: list[dict]) -> str:
    """The sentence that sums up some targets, chosen by how many of those judged hold; the wordings take turns."""
    statuses = [row["status"] for row in rows]
    judged = [status for status in statuses if status in HELD or status in BEHIND_STATUSES]
    held = sum(status in HELD for status in judged)
    mix = (
        "none"
        if not judged
        else "held"
        if held == len(judged)
        else "mostly"
        if held >= MOSTLY * len(judged)
        else "behind"
    )
    known = openings().get((section, mix), [])
    return known[(facts.period + sum(map(ord, facts.unit))) % len(known)] if known else ""


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
    deeds: dict[str, str] = field(default_factory=dict)
    names_best: bool = True

    def text(self, facts: Facts) -> str:
        """The section as one paragraph."""
        matters = _matters(facts, self.matters)
        best = _best(facts, self.matters) if self.names_best else ""
        told = {
            "opening": self.opening,
            **self.deeds,
            "matters": "；".join(matters) + "。" if matters else "",
            "best": best,
            "others": _others(facts, self.rest),
        }
        if self.free:
            told["free"] = f"{'此外，' if self.matters or self.rest else ''}{_run_together(self.free)}。"
        return together(told)


def _matters(facts: Facts, rows: list[dict]) -> list[str]:
    """What was done, a clause each; what is done for the whole year in one clause, the first."""
    whole = [row for row in rows if row["status"] == "achieved" and _task(row) == "全年任务" and not _is_special(row)]
    matters = [_matter(facts, row) for row in rows if row not in whole or len(whole) == 1]
    if len(whole) > 1:
        early = "提前" if facts.quarter < 4 else ""
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
        deeds_of_section(facts, section),
        section != "assistance",
    )
    if not (told.matters or told.rest or told.free or told.deeds):
        return []
    while _density(text := told.text(facts)) > PER_HUNDRED and (told.free or len(told.matters) > 1):
        if told.free:
            told.free.pop()
        else:
            told.rest.insert(0, told.matters.pop())
    return [text]


def _free(facts: Facts, rows: list[dict]) -> list[str]:
    """What was done without a target: a rate, what lapsed and was renewed together, and what else was done."""
    by_code = {row["indicator"]: row for row in rows}
    rate = next((row for row in rows if row["kind"] == "rate" and row["indicator"] != "renewal_rate"), None)
    found = [f"{rate['name']}为{cited(percent(rate['actual']), key_of('actual', rate))}"] if rate else []
    if "contracts_expired" in by_code and "contracts_renewed" in by_code:
        expired, renewed = by_code["contracts_expired"], by_code["contracts_renewed"]
        found.append(f"合同到期{actual(facts, expired)}、续签{actual(facts, renewed)}")
    rest = [
        row
        for row in rows
        if row["kind"] == "flow" and row["indicator"] not in ("contracts_expired", "contracts_renewed")
    ]
    return [*found, *(done(facts, row) for row in rest)][:FREE]


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


def _density(text: str) -> float:
    """Figures in a hundred characters."""
    return 100 * len(CITED.findall(text)) / max(len(bare(text)), 1)


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
        return f"{row['name']}尚无完成数"
    if row["status"] == "achieved":
        return f"{done(facts, row)}，{'提前' if facts.quarter < 4 else ''}完成{_task(row)}"
    if holds_level(row) and row["status"] in HELD:
        return f"{done(facts, row)}，{reaches(row)}{of_year(row)}"
    share = f"，完成{_task(row)}的{completion(facts, row)}" if pd.notna(row["completion"]) else ""
    return f"{done(facts, row)}{share}，{_pace(row)}"


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
    return "快于序时进度" if row["gap"] > 0 and row["comparator"] != "about" else "与序时进度同步"


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
        if len(parts) > BEST:
            ranked = parts.sort_values(["actual", "unit"], ascending=[False, True])
            most = ranked.head(BEST)
            most = most[most["actual"] > ranked["actual"].iloc[BEST]]
            if most.empty:  # they did alike
                continue
            names = [facts.name_of_unit(unit) for unit in most["unit"]]
            return f"其中{row['name']}以{joined(names)}为多。"
    return ""


def _others(facts: Facts, rows: list[dict]) -> str:
    """The other targets without figures: what holds, what is slow, what is still to come, what cannot be told yet."""
    if not rows:
        return ""
    held = [row["name"] for row in rows if row["status"] in HELD]
    slow = [row["name"] for row in rows if row["status"] in BEHIND_STATUSES]
    unknown = [row for row in rows if row["status"] == "not_reported"]
    coming = by_season(facts, (row for row in rows if row["status"] == "not_due"))
    parts = [f"{listed(held)}达到进度要求"] if held else []
    parts += [f"{listed(slow)}进度偏慢"] if slow else []
    lacking = list(dict.fromkeys(lacking_quarters(facts, row) for row in unknown))
    why = joined(filter(None, lacking)) if unknown and all(lacking) else "报表尚不完整"
    parts += [f"{listed([row['name'] for row in unknown])}{why}，暂不评价"] if unknown else []
    parts += [f"{listed([row['name'] for row in group])}于{when}进行" for when, group in coming.items()]
    return "；".join(parts) + "。"


def listed(names: list[str]) -> str:
    """Some names in a row, with 等 where they are many."""
    return joined(names) if len(names) <= NAMED else some(names, NAMED)


def totals(facts: Facts, most: int = 5) -> str:
    """What the whole union has done of its weightiest targets, in one sentence without marks: for a notice to all."""
    rows = sorted((row for row in facts.planned.to_dict("records") if pd.notna(row["actual"])), key=_importance)
    clear = [row for row in rows if row["status"] in HELD or row["status"] in BEHIND_STATUSES]
    return bare("；".join(_matters(facts, clear[:most])) + "。") if clear else ""
