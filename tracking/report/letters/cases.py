"""What is to be said to each enterprise: its targets behind or its missing report, its promises, and where the figures stand."""

import re
from dataclasses import dataclass, field
from datetime import timedelta

import pandas as pd

from tracking.calendar import report_due
from tracking.calls import several, wrong_text
from tracking.lagging import WAITING, due_targets, streaks
from tracking.language import speaking
from tracking.progress.judge import ACHIEVED, MISSED
from tracking.report.facts import Facts
from tracking.report.letters.wording_file import Wording
from tracking.report.tracing import cells_of
from tracking.report.wording import QUARTER, SPAN, day, end_of, printable

UNSPACED = re.compile(r"(?<=[0-9]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff”]) (?=[0-9])")
PROMISES, MEASURES = 2, 24  # promises recalled in a letter, letters of each one's measures
OFFICE = "办公室"
DONE, ON_PACE, LAGGING = "已完成", "达序时", "滞后"


@dataclass(frozen=True)
class Case:
    """One enterprise to write to: its targets that are behind, the worst first (none if it did not report)."""

    unit: str
    name: str
    targets: int
    silent: bool
    behind: list[dict] = field(default_factory=list)
    streak: dict[str, int] = field(default_factory=dict)
    promises: list[dict] = field(default_factory=list)
    contact: str = ""
    phone: str = ""

    def wrong(self) -> str:
        """What is wrong, in one Chinese sentence."""
        with speaking("zh_CN"):
            words = [wrong_text(row, self.streak.get(row["indicator"], 1)) for row in self.behind]
            return UNSPACED.sub("", several(words, 3))


@dataclass(frozen=True)
class Letters:
    """Everything that letters, notice and messages are written from: facts, wording, cases, and the three lists."""

    facts: Facts
    wording: Wording
    cases: list[Case]
    lists: dict[str, pd.DataFrame]


def letters_for(facts: Facts, history: pd.DataFrame, wording: Wording, units: list[str] | None = None) -> Letters:
    """The cases of some enterprises in their order (all that are behind or silent else). ``history`` is
    lagging.history_of up to the quarter of the facts."""
    weights = facts.indicators.set_index("indicator")["weight"]
    due = due_targets(facts.progress, facts.units, weights)
    behind = facts.ranked[(facts.ranked["behind"] > 0) & ~facts.ranked["unit"].isin(facts.silent["unit"])]
    wanted = [*behind["unit"], *facts.silent["unit"]] if units is None else units
    run = streaks(history, facts.period)
    lasted = {
        (unit, code): int(count) for unit, code, count in run[["unit", "indicator", "streak"]].to_numpy().tolist()
    }
    about = facts.units.set_index("unit")
    silent = set(facts.silent["unit"])
    of_unit = dict(list(due[due["unit"].isin(wanted)].groupby("unit")))
    cases = [_case(facts, about, unit, of_unit.get(unit, due.iloc[:0]), unit in silent, lasted) for unit in wanted]
    return Letters(facts, wording, cases, three_lists(facts, due))


def _case(facts: Facts, about: pd.DataFrame, unit: str, due: pd.DataFrame, silent: bool, lasted: dict) -> Case:
    rows = due[due["is_behind"]].assign(order=due["lag"] * due["weight"])
    rows = rows.sort_values("order", ascending=False, kind="stable").to_dict("records")
    said = facts.follow_ups
    promises = said[(said["unit"] == unit) & said["state"].isin([*WAITING, "broken"])] if len(said) else said
    row = about.loc[unit]
    return Case(
        unit=unit,
        name=row["name"],
        targets=int(((facts.progress["unit"] == unit) & facts.progress["target"].notna()).sum()),
        silent=silent,
        behind=[] if silent else rows,
        streak={code: count for (of, code), count in lasted.items() if of == unit},
        promises=promises.drop_duplicates("subject").to_dict("records"),
        contact=_text(row["contact"]),
        phone=_text(row["phone"]),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def three_lists(facts: Facts, due: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """已完成, 达序时 and 滞后 → unit, name, parent, targets (due), achieved, behind, worst, index: who has every due target
    achieved, who is behind in none, who in some. Who did not report is in none of them."""
    rows = due[~due["unit"].isin(facts.silent["unit"])]
    if rows.empty:
        return {name: facts.ranked.iloc[:0].assign(achieved=[]) for name in (DONE, ON_PACE, LAGGING)}
    achieved = (rows["status"] == ACHIEVED).groupby(rows["unit"]).sum()
    table = facts.ranked[facts.ranked["unit"].isin(rows["unit"])].assign(achieved=lambda t: t["unit"].map(achieved))
    late = table["behind"] > 0
    all_done = (table["achieved"] == table["targets"]) & ~late
    return {DONE: table[all_done], ON_PACE: table[~all_done & ~late], LAGGING: table[late]}


def fields_of(letters: Letters, case: Case | None = None) -> dict[str, str]:
    """Field of the wording → its text: for one enterprise, or for all together."""
    facts, lists = letters.facts, letters.lists
    office = facts.units[facts.units["unit"] == facts.unit].iloc[0]
    expected, reported = len(facts.expected_enterprises()), int((facts.expected_enterprises() > 0).sum())
    document = facts.plan.get("document")
    fields = {
        "单位": facts.unit_name,
        "年": str(facts.year),
        "期间": SPAN[facts.quarter - 1],
        "截至": end_of(facts.period),
        "日期": day(facts.today),
        "回复期限": day(reply_by(letters), False),
        "联系人": _text(office["contact"]) or OFFICE,
        "电话": _text(office["phone"]) or "—",
        "文号": f"（{document}）" if isinstance(document, str) else "",
        "报表": f"{facts.year}年{QUARTER[facts.quarter - 1]}报表",
        "报送期限": day(report_due(facts.period), False),
        "逾期天数": str(max((facts.today - report_due(facts.period)).days, 0)),
        "应报数": str(expected),
        "已报数": str(reported),
        "未报数": str(expected - reported),
        "有任务数": str(sum(map(len, lists.values()))),
        "已完成数": str(len(lists[DONE])),
        "达序时数": str(len(lists[ON_PACE])),
        "滞后家数": str(len(lists[LAGGING])),
        **{f"{name}名单": "、".join(rows["name"]) or "无" for name, rows in lists.items()},
        "未报名单": "、".join(facts.silent["name"]) or "无",
    }
    if case is not None:
        fields |= {
            "企业": case.name,
            "任务数": str(case.targets),
            "滞后数": str(len(case.behind)),
            "承诺": _promised(letters, case),
            "问题": case.wrong(),
        }
    return {name: printable(text) for name, text in fields.items()}


def reply_by(letters: Letters):
    """The day by which an answer is asked for."""
    return letters.facts.today + timedelta(days=letters.wording.days)


def _promised(letters: Letters, case: Case) -> str:
    """贵单位曾承诺于8月31日前完成工资集体协商签订企业（措施：重新启动协商）; what is overdue or broken is said so."""
    names = letters.facts.indicators.set_index("indicator")["name"]
    clauses = []
    for row in case.promises[:PROMISES]:
        what = {"everything": "补齐全部滞后任务", "report": "补报报表"}.get(row["subject"])
        what = what or f"完成“{names.get(row['subject'], row['subject']).strip('“”')}”任务"
        by = pd.Timestamp(row["promised_on"])
        said = row["measures"] if isinstance(row["measures"], str) else ""
        measures = f"（措施：{said[:MEASURES]}{'…' if len(said) > MEASURES else ''}）" if said else ""
        late = {"overdue": "，现已逾期", "broken": "，未能兑现"}.get(row["state"], "")
        clauses.append(f"于{day(by, by.year != letters.facts.year)}前{what}{measures}{late}")
    return f"贵单位曾承诺：{'；'.join(clauses)}。" if clauses else ""


def sources_of(letters: Letters, case: Case) -> list[str]:
    """Per target behind the files, sheets and cells its figure was added up from: 培训：2020年一季度上报表.xlsx 培训!F5."""
    lines = []
    for row in case.behind:
        cells = cells_of(letters.facts, row)
        cells = cells[cells["unit"] == case.unit]
        places = [
            f"{file} {sheet}!{cell}" for file, sheet, cell in cells[["file_name", "sheet", "cell"]].to_numpy().tolist()
        ]
        lines.append(f"{row['name']}：{'、'.join(places) or '—'}")
    return lines


def lacking(row) -> float:
    """What is missing: of the target once its day has come, of what is due before."""
    if row["status"] == MISSED:
        return abs(row["target"] - row["actual"])
    return abs(row["due"] - row["actual"])
