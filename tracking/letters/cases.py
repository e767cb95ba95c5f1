"""What is to be said to each enterprise: its targets behind or its missing report, its promises, and where the figures stand."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pandas as pd

from tracking.decisions import working_day_from
from tracking.harmless import printable
from tracking.lagging import EVERYTHING, REPORT, due_targets
from tracking.language import speaking
from tracking.letters.promised import hand_in_by, promises_about, recalled, request_of
from tracking.letters.wording_file import Wording
from tracking.progress import ACHIEVED, SLIGHTLY_BEHIND
from tracking.registers import CONTRACTS, EXPIRING, LAPSED
from tracking.report import QUARTER, SPAN, Facts, cells_of, contract_name_of, day, end_of, told_reasons, totals
from tracking.telling import behind_rows, counted_reasons, has_lapsed, lapse_doubt, lapsed_text, several, wrong_text

UNSPACED = re.compile(r"(?<=[0-9]) (?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff”]) (?=[0-9])")
SIGN = re.compile("([\u4e00-\u9fff]+?)(?:发|字|办|函)?〔")
OFFICE = "办公室"
ABOUT_CONTRACTS_SECTION = "到期提示函正文"
TOLD = 3  # of what is wrong, in a message
LATE_LETTER, ABOUT_TASKS, ABOUT_CONTRACTS, TO_FOUND = "催报函", "提示函", "到期提示函", "建会通知书"
DONE, ON_PACE, LAGGING, SLIGHT = "已完成", "达序时", "低于序时", "略低于序时"


@dataclass(frozen=True)
class Case:
    """One enterprise to write to: how many targets it has and how many of them are due, those that are behind (rows of
    calls.behind_rows, none if it did not report), its promises that bear on them (promised.promises_about), and its contracts
    that end soon or lapsed (rows of registers.standing)."""

    unit: str
    name: str
    targets: int
    due: int
    silent: bool
    behind: list[dict] = field(default_factory=list)
    promises: list[dict] = field(default_factory=list)
    contact: str = ""
    phone: str = ""
    ending: list[dict] = field(default_factory=list)
    to_found: bool = False
    employees: int | None = None

    @property
    def kind(self) -> str:
        """Which letter it gets: to found a union, about the missing report, about tasks, or about contracts alone."""
        if self.to_found:
            return TO_FOUND
        return LATE_LETTER if self.silent else ABOUT_CONTRACTS if self.ending and not self.behind else ABOUT_TASKS

    def ends(self, today: date) -> str:
        """Its contracts that end soon or lapsed, as a clause: 工资专项集体合同将于8月12日到期."""
        days: dict[date, list[str]] = {}
        for row in self.ending:
            days.setdefault(row["until"].date(), []).append(contract_name_of(row))
        return "，".join(
            f"{'、'.join(names)}{'已于' if until < today else '将于'}{day(until, until.year != today.year)}到期{'、尚未续签' if until < today else ''}"
            for until, names in sorted(days.items())
        )

    def wrong(self, most: int | None = None) -> str:
        """What is wrong, in one Chinese sentence: all of it, or the worst and how many more there are."""
        with speaking("zh_CN"):
            words = [wrong_text(row, row["streak"]) for row in self.behind]
            return UNSPACED.sub("", several(words, most or len(words)))

    def doubts(self) -> str:
        """What the enterprise had and is asked to look into, as a Chinese paragraph; blank if there is nothing."""
        with speaking("zh_CN"):
            known = {row["kind"] for row in self.ending if row["state"] == LAPSED}  # told as what it is
            lapsed = [row for row in self.behind if has_lapsed(row) and CONTRACTS.get(row["indicator"]) not in known]
            texts = [f"{lapsed_text(row)}，请核实{lapse_doubt(row)}" for row in lapsed]
            return UNSPACED.sub("", "；".join(texts) + "。") if texts else ""


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
    behind = facts.behind
    ending = _ending_of(facts)
    wanted = [*behind["unit"], *facts.silent["unit"]] if units is None else units
    if units is None and ABOUT_CONTRACTS_SECTION in wording.sections:
        wanted += [unit for unit in ending if unit not in set(wanted)]
    about = facts.units.set_index("unit").to_dict("index")
    silent = set(facts.silent["unit"])
    rows = behind_rows(due[due["unit"].isin(wanted)], history, facts.period)
    counts = due.groupby("unit").size()
    cases = [
        _case(
            facts,
            about[unit] | {"unit": unit},
            int(counts.get(unit, 0)),
            rows.get(unit, []),
            unit in silent,
            ending.get(unit, []),
        )
        for unit in wanted
    ]
    return Letters(facts, wording, cases, three_lists(facts, due))


def founding_notices(facts: Facts, wording: Wording, firms: pd.DataFrame) -> Letters:
    """A 建会通知书 to each of some enterprises that should have a union: ``firms`` are rows of the list of units (or of registers.open_cases)."""
    cases = [
        replace(
            _case(facts, firm, 0, [], False, []),
            to_found=True,
            employees=None if pd.isna(firm["employees"]) else int(firm["employees"]),
        )
        for firm in firms.to_dict("records")
    ]
    return Letters(facts, wording, cases, {})


def _ending_of(facts: Facts) -> dict[str, list[dict]]:
    """Enterprise → its contracts that end within the days that are warned of, or lapsed."""
    found: dict[str, list[dict]] = {}
    for row in facts.stands[facts.stands["state"].isin([EXPIRING, LAPSED])].to_dict("records"):
        found.setdefault(row["unit"], []).append(row)
    return found


def _case(facts: Facts, about: dict, due: int, behind: list[dict], silent: bool, ending: list[dict]) -> Case:
    unit, behind = about["unit"], [] if silent else behind
    subjects = {REPORT} if silent else {EVERYTHING, *(row["indicator"] for row in behind)}
    return Case(
        unit=unit,
        name=about["name"],
        targets=int(((facts.progress["unit"] == unit) & facts.progress["target"].notna()).sum()),
        due=due,
        silent=silent,
        behind=behind,
        promises=promises_about(facts.follow_ups, unit, subjects, facts.period),
        contact=_text(about["contact"]),
        phone=_text(about["phone"]),
        ending=ending,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def three_lists(facts: Facts, due: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """已完成, 达序时 and 低于序时 → unit, name, parent, targets (due), achieved, behind, worst, index, slight: who has every
    due target achieved, who is behind in none, who in some, and whether in all of them only slightly. Who did not report
    is in none of them. Those behind stand in the order of their part of the gap, the others in that of their codes."""
    rows = due[~due["unit"].isin(facts.silent["unit"])]
    if rows.empty:
        return {name: facts.ranked.iloc[:0].assign(achieved=[], slight=[]) for name in (DONE, ON_PACE, LAGGING)}
    achieved = (rows["status"] == ACHIEVED).groupby(rows["unit"]).sum()
    slightly = (~rows["is_behind"] | (rows["status"] == SLIGHTLY_BEHIND)).groupby(rows["unit"]).all()
    table = facts.ranked[facts.ranked["unit"].isin(rows["unit"])]
    table = table.assign(achieved=table["unit"].map(achieved), slight=table["unit"].map(slightly))
    late = table["behind"] > 0
    all_done = (table["achieved"] == table["targets"]) & ~late
    done, on_pace = table[all_done], table[~all_done & ~late]
    return {DONE: done.sort_values("unit"), ON_PACE: on_pace.sort_values("unit"), LAGGING: table[late]}


def fields_of(letters: Letters, case: Case | None = None) -> dict[str, str]:
    """Field of the wording → its text: for one enterprise, or for all together."""
    with speaking("zh_CN"):
        fields = common_fields(letters.facts, letters.wording) | (
            _counts(letters) if case is None else _fields_of_case(letters, case)
        )
    return {name: printable(text) for name, text in fields.items()}


def common_fields(facts: Facts, wording: Wording) -> dict[str, str]:
    """Field of the wording → its text, of those that any paper may have."""
    office = facts.units[facts.units["unit"] == facts.unit].iloc[0]
    document = facts.plan.get("document")
    return {
        "单位": facts.unit_name,
        "年": str(facts.year),
        "期间": SPAN[facts.quarter - 1],
        "截至": end_of(facts.period),
        "日期": day(facts.today),
        "回复期限": day(reply_by(facts, wording), False),
        "联系人": _text(office["contact"]) or OFFICE,
        "电话": _text(office["phone"]),
        "文号": f"（{document}）" if isinstance(document, str) else "",
        "代字": sign_of(document),
        "发文年": str(facts.today.year),
        "报表": f"{facts.year}年{QUARTER[facts.quarter - 1]}报表",
        "报送期限": day(facts.report_due, False),
        "逾期天数": str(facts.overdue),
    }


def sign_of(document: object) -> str:
    """The office's sign in the number of a plan's document: 青工 of 青工发〔2020〕3号; blank where there is none."""
    found = SIGN.match(document) if isinstance(document, str) else None
    return found[1] if found else ""


def _counts(letters: Letters) -> dict[str, str]:
    """The fields about all enterprises; what is counted as none is left out of a clause."""
    facts, lists = letters.facts, letters.lists
    reports = facts.expected_enterprises()
    expected, reported, judged = len(reports), int((reports > 0).sum()), sum(map(len, lists.values()))
    exempt, rest = facts.exempt_enterprises(), reported - judged
    slight = int(lists[LAGGING]["slight"].sum())
    parts = [f"{name}{len(rows)}家" for name, rows in lists.items() if len(rows)]
    if slight:
        parts[-1] += f"（其中{SLIGHT}{slight}家）"
    return {
        "主要指标": totals(facts),
        "原因": told_reasons(facts),
        "各项要求": _demands(letters),
        "主送": _addressed(facts),
        "上报情况": reported_clause(facts),
        "应报数": str(expected),
        "已报数": str(reported),
        "未报数": str(expected - reported),
        "免考核": _exempt_clause(exempt),
        "有任务数": str(judged),
        "其余": f"，其余{rest}家本期没有到期任务" if rest else "",
        "各类家数": "、".join(parts) or "没有应完成的任务",
        "已完成数": str(len(lists[DONE])),
        "达序时数": str(len(lists[ON_PACE])),
        "滞后家数": str(len(lists[LAGGING])),
        "略低于序时家数": str(slight),
        "已完成名单": "、".join(lists[DONE]["name"]) or "无",
        "达序时名单": "、".join(lists[ON_PACE]["name"]) or "无",
        "滞后名单": "、".join(lists[LAGGING]["name"]) or "无",
        "未报名单": "、".join(facts.silent["name"]) or "无",
    }


def _addressed(facts: Facts) -> str:
    """Whom a notice goes to: the federations of villages and parks, where there are any, and the unions of enterprises."""
    below = set(facts.units.loc[facts.units["unit"].isin(facts.standing), "kind"])
    federations = below & {"village_federation", "park_federation", "sector_federation"}
    return ("各村（社区）、园区工会联合会，" if federations else "") + "各企业工会"


def reported_clause(facts: Facts) -> str:
    """应报企业61家，已报57家，未报4家; 应报企业30家，全部上报."""
    reports, exempt = facts.expected_enterprises(), _exempt_clause(facts.exempt_enterprises())
    expected, reported = len(reports), int((reports > 0).sum())
    rest = f"已报{reported}家，未报{expected - reported}家" if reported < expected else "全部上报"
    return f"应报企业{expected}家{exempt}，{rest}"


def _demands(letters: Letters) -> str:
    """What is asked of those behind and of those who did not report; of nobody where there is nobody."""
    common = common_fields(letters.facts, letters.wording)
    asked = [("低于序时时", len(letters.lists[LAGGING])), ("未报时", len(letters.facts.silent))]
    parts = [letters.wording.line(heading, common).rstrip("。；") for heading, count in asked if count]
    return "；".join(parts) + "。" if parts else ""


def _exempt_clause(exempt: pd.DataFrame) -> str:
    """（另有免考核企业1家：停产歇业1家）; nothing where no enterprise is exempt."""
    if exempt.empty:
        return ""
    return f"（另有免考核企业{len(exempt)}家：{UNSPACED.sub('', counted_reasons(exempt['code']))}）"


def _fields_of_case(letters: Letters, case: Case) -> dict[str, str]:
    fields = {
        "企业": case.name,
        "收函单位": f"{case.name}工会" if _has_union(letters.facts, case.unit) else case.name,
        "任务数": str(case.targets),
        "有序时要求数": str(case.due),
        "滞后数": str(len(case.behind)),
        "滞后情况": "均" if len(case.behind) == case.due > 1 else "" if case.due == 1 else f"其中{len(case.behind)}项",
        "承诺": recalled(letters.facts, case.behind, case.promises),
        "核实": case.doubts(),
        "补报期限": hand_in_by(case.promises, reply_by(letters.facts, letters.wording)),
        "问题": case.wrong(TOLD),
    }
    common = common_fields(letters.facts, letters.wording)
    ends = case.ends(letters.facts.today)
    fields |= {
        "现有职工": f"现有职工{case.employees}人，" if case.employees else "",
        "到期合同": ends,
        "合同": letters.wording.line("合同到期时", common | {"到期合同": ends}) if ends else "",
    }
    asked = request_of(case.behind, case.promises)
    return fields | {"要求": letters.wording.line(asked, common)}


def _has_union(facts: Facts, unit: str) -> bool:
    """Whether an enterprise told that it has a union: a letter goes to that."""
    rows = facts.progress[(facts.progress["unit"] == unit) & (facts.progress["indicator"] == "unionised")]
    return bool((rows["actual"] > 0).any()) and not facts.name_of_unit(unit).endswith("工会")


def nothing_to_say(letters: Letters) -> bool:
    """Whether a notice would be empty: no target is broken down among enterprises, and every one of them reported."""
    return not any(map(len, letters.lists.values())) and letters.facts.silent.empty


def reply_by(facts: Facts, wording: Wording) -> date:
    """The day by which an answer is asked for: so many days from today, or the first working day after them."""
    return working_day_from(facts.today + timedelta(days=wording.days), facts.moved)


def quarters_of(letters: Letters, case: Case) -> list[int]:
    """The quarters whose reports the figures of a case were added up from."""
    return sorted({int(period) for row in case.behind for period in _own_cells(letters, case, row)["period"]})


def _own_cells(letters: Letters, case: Case, row: dict) -> pd.DataFrame:
    cells = cells_of(letters.facts, row)
    return cells[cells["unit"] == case.unit]
