"""一、主要工作: what was done in one theme, against its targets, in the order: state, reached, on pace, behind, to come."""

import pandas as pd

from tracking.progress import BEHIND_STATUSES
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import (
    HELD,
    actual,
    breaks_cap,
    by_season,
    completion,
    done,
    due,
    from_baseline,
    gap,
    holds_level,
    lacking_quarters,
    of_year,
    reaches,
    share_of,
    split_by_quarter,
    target,
    year_on_year,
)
from tracking.report.wording import amount, cited, end_of, joined, key_of, percent
from tracking.rows import Row

LEDGER = ("contracts_signed", "new_union_contracts", "contracts_expired", "contracts_renewed", "renewal_rate")


def theme_paragraphs(facts: Facts, rows: list[dict], section: str) -> list[str]:
    """The paragraphs of one kind of work: what stands and what was done against targets, then what else was done."""
    ledger = _contract_ledger(facts, rows) if section == "contracts" else ""
    told = set(LEDGER) if ledger else set()
    open_rows = [row for row in rows if row["indicator"] not in told]
    planned = [row for row in open_rows if pd.notna(row["target"])]
    first = [_state(facts, open_rows), ledger, *_against_targets(facts, [r for r in planned if r["kind"] != "rate"])]
    text = "".join(filter(None, first))
    return [paragraph for paragraph in (text, _besides(facts, open_rows, bool(text))) if paragraph]


def _state(facts: Facts, rows: list[dict]) -> str:
    """截至6月底，建会率86.2%（应建会单位58家中50家），距目标（100%）差13.8个百分点。"""
    rates = [row for row in rows if row["kind"] == "rate" and pd.notna(row["actual"])]
    if not rates:
        return ""
    seen: set[str] = set()
    clauses = []
    rates.sort(key=lambda row: pd.isna(row["target"]))
    first, others = rates[0], [row for row in rates if pd.isna(row["target"])]

    def told(row: dict) -> str:
        known = row["denominator_name"] in seen
        seen.add(row["denominator_name"])
        value = cited(percent(row["actual"]), key_of("actual", row))
        same = (row["reported"], row["expected"]) == (first["reported"], first["expected"])
        other = "" if same else f"，已报{_counted(row)}"
        return f"{value}{share_of(row, known, other)}"

    for row in rates:
        if pd.notna(row["target"]):
            clauses.append(f"{row['name']}{told(row)}{_rate_against(row)}{year_on_year(facts, row)}")
    if others:
        verb = "分别为" if len(others) > 1 else "为"
        names = joined([row["name"] for row in others], "和")
        clauses.append(f"{names}{verb}{joined([told(row) for row in others])}")
    return f"截至{end_of(facts.period)}，{_coverage(first)}{'；'.join(clauses)}。"


def _rate_against(row: Row) -> str:
    goal = f"目标（{target(row)}）"
    if row["status"] in HELD:
        return f"，{reaches(row)}{goal}"
    if row["status"] in BEHIND_STATUSES:
        return f"，距{goal}差{gap(row)}"
    return f"，目标{target(row)}，暂不判断"


def _coverage(row: Row) -> str:
    """据45/49家单位上报（另有5家沿用此前上报数），: of how many, where that is not all."""
    if not row["reported"]:
        return "本季报表尚未收到，沿用此前上报数，"
    if row["reported"] == row["expected"] and not row["carried"]:
        return ""
    carried = cited(f"{int(row['carried'])}家", key_of("carried", row))
    more = f"（另有{carried}未报或免考核，沿用此前上报数）" if row["carried"] else ""
    return f"据{_counted(row)}单位上报{more}，"


def _counted(row: Row) -> str:
    return cited(f"{int(row['reported'])}/{int(row['expected'])}家", key_of("coverage", row))


def _contract_ledger(facts: Facts, rows: list[dict]) -> str:
    """新签、到期、续签: signed, expired, renewed, and what lapsed unrenewed."""
    by_code = {row["indicator"]: row for row in rows if pd.notna(row["actual"])}
    signed, expired, renewed, rate = (by_code.get(LEDGER[place]) for place in (0, 2, 3, 4))
    clauses = []
    if signed is not None and signed["actual"] > 0:
        fresh = by_code.get("new_union_contracts")
        of_them = (
            f"（新建企业工会签订集体合同{actual(facts, fresh)}）" if fresh is not None and fresh["actual"] > 0 else ""
        )
        clauses.append(f"新签集体合同{actual(facts, signed)}{of_them}")
    elif (fresh := by_code.get("new_union_contracts")) is not None and fresh["actual"] > 0:
        clauses.append(f"新建企业工会签订集体合同{actual(facts, fresh)}")
    if expired is not None and renewed is not None and expired["actual"] > 0:
        clauses.append(
            f"合同到期{actual(facts, expired)}，续签{actual(facts, renewed)}{_renewal(expired, renewed, rate)}"
        )
    return "；".join(clauses) + "。" if clauses else ""


def _renewal(expired: dict, renewed: dict, rate: dict | None) -> str:
    lapsed = expired["actual"] - renewed["actual"]
    share = cited(percent(renewed["actual"] / expired["actual"]), key_of("actual", rate) if rate else "")
    told = f"，续签率{share}" if rate else ""
    if rate and pd.notna(rate["target"]):
        told += _rate_against(rate)
    if lapsed > 0:
        return f"{told}，到期未续{cited(amount(lapsed, expired['measure']), key_of('lapsed', expired))}"
    return told


def _against_targets(facts: Facts, rows: list[dict]) -> list[str]:
    """One sentence a verdict: reached, on pace, behind, cannot be judged yet, not due yet."""
    groups = {status: [row for row in rows if row["status"] == status] for status in {r["status"] for r in rows}}
    held = groups.get("on_pace", [])
    behind = sorted((row for row in rows if row["status"] in BEHIND_STATUSES), key=lambda row: -(row["shortfall"] or 0))
    sentences = [_reached(facts, groups.get("achieved", []))]
    if held:
        first = split_by_quarter(facts, held[0])
        clauses = [_on_pace(facts, row, turn, first if not turn else "") for turn, row in enumerate(held)]
        sentences.append("；".join(clauses) + "。")
    if behind:
        sentences.append("；".join(_short(facts, row, turn) for turn, row in enumerate(behind)) + "。")
    sentences.append(_unknown(facts, groups.get("not_reported", [])))
    sentences.append(_to_come(facts, groups.get("not_due", [])))
    return sentences


def _reached(facts: Facts, rows: list[dict]) -> str:
    if not rows:
        return ""
    over = [row for row in rows if pd.notna(row["completion"]) and row["completion"] > 1]
    early = "提前" if all(row["due_date"].date() > facts.as_of for row in rows) else ""
    if len(rows) == 1:
        row = rows[0]
        share = (
            f"，完成{of_year(row)}（{target(row)}）的{completion(facts, row)}" if pd.notna(row["completion"]) else ""
        )
        end = "，超额完成任务" if over else f"，{early}完成任务"
        return f"{done(facts, row)}{share}{end}{year_on_year(facts, row)}。"
    verb = f"{early}超额完成" if len(over) == len(rows) else f"{early}完成"
    clauses = [
        f"{done(facts, row)}（{of_year(row)}{target(row)}，完成{completion(facts, row)}）"
        if pd.notna(row["completion"])
        else f"{done(facts, row)}（{of_year(row)}{target(row)}）"
        for row in rows
    ]
    count = cited(f"{len(rows)}项", f"count.achieved.{rows[0]['theme']}")
    return f"{verb}的有{count}：{'；'.join(clauses)}。"


def _on_pace(facts: Facts, row: Row, turn: int, split: str) -> str:
    begin = f"{done(facts, row)}{split}{from_baseline(row)}"
    if row["comparator"] == "at_most":
        return f"{begin}，{_level_down(facts, row) if row['kind'] == 'stock' else f'未超过{_cap(row)}'}"
    if holds_level(row):
        return f"{begin}，{reaches(row)}{of_year(row)}（{target(row)}）"
    ahead = (
        "，与序时进度持平"
        if row["gap"] == 0
        else (
            f"，超序时进度{gap(row)}",
            f"，比序时应完成的{due(row)}多{gap(row)}",
            f"，比序时进度多{gap(row)}",
        )[turn % 3]
    )
    return f"{begin}，完成{of_year(row)}（{target(row)}）的{completion(facts, row)}{ahead}{year_on_year(facts, row)}"


def _level_down(facts: Facts, row: Row) -> str:
    """A level that is to fall: 完成压减任务（降至30户以内）的60%."""
    way = (
        f"完成压减任务（降至{target(row)}）的{completion(facts, row)}"
        if pd.notna(row["completion"])
        else f"目标{target(row)}"
    )
    if row["gap"] > 0:
        return (
            f"{way}，仍比目标多{gap(row)}"
            if row["status"] == "missed"
            else f"{way}，比序时应降至的{due(row)}多{gap(row)}"
        )
    return f"{way}，与序时进度持平" if row["gap"] == 0 else f"{way}，比序时应降至的{due(row)}又少{gap(row)}"


def _over_cap(row: Row) -> str:
    return cited(amount(row["actual"] - row["target"], row["measure"]), key_of("left", row))


def _cap(row: Row) -> str:
    return f"{of_year(row).removesuffix('目标')}上限（{target(row)}）"


def _short(facts: Facts, row: Row, turn: int) -> str:
    if not row["actual"] and row["comparator"] != "at_most":
        expected = "" if row["status"] == "missed" else f"，序时应完成{due(row)}"
        return f"{done(facts, row)}，{of_year(row)}为{target(row)}{expected}"
    begin = f"{done(facts, row)}{from_baseline(row)}"
    if row["comparator"] == "at_most":
        broken = breaks_cap(row) or row["status"] == "missed"
        over = (
            f"已超出{of_year(row).removesuffix('目标')}控制数（{target(row)}）{_over_cap(row)}"
            if broken
            else (f"比{_cap(row)}的序时控制数多{gap(row)}")
        )
        return f"{begin}，{_level_down(facts, row) if row['kind'] == 'stock' else over}"
    if row["comparator"] == "about" and row["gap"] > 0:
        return f"{begin}，超过{of_year(row)}（{target(row)}）的序时应完成数{gap(row)}"
    if row["status"] == "missed":
        return f"{begin}，完成{of_year(row)}（{target(row)}）的{completion(facts, row)}，未完成任务"
    if holds_level(row):
        return f"{begin}，距{of_year(row)}（{target(row)}）差{gap(row)}"
    how = (
        f"，完成{of_year(row)}（{target(row)}）的{completion(facts, row)}，比序时应完成的{due(row)}少{gap(row)}",
        f"，完成{of_year(row)}（{target(row)}）的{completion(facts, row)}，比序时进度少{gap(row)}",
    )[turn % 2]
    return f"{begin}{how}{year_on_year(facts, row)}"


def _unknown(facts: Facts, rows: list[dict]) -> str:
    """Missing is no verdict: what came in so far is told, and that it is not all."""
    if not rows:
        return ""
    named, sentences = [], []
    for row in rows:
        if lacking := lacking_quarters(facts, row):
            sentences.append(f"{row['name']}（{of_year(row)}{target(row)}）{lacking}，暂不判断。")
            continue
        so_far = f"，已报部分{actual(facts, row)}" if pd.notna(row["actual"]) and row["actual"] > 0 else ""
        named.append(f"{row['name']}（{of_year(row)}{target(row)}{so_far}）")
    if named:
        sentences.insert(0, f"{joined(named, '和')}的报表尚不完整，待报齐后再作进度判断。")
    return "".join(sentences)


def _to_come(facts: Facts, rows: list[dict]) -> str:
    seasons = by_season(facts, rows)
    named = {
        when: [f"{row['name']}（{of_year(row)}{target(row)}）" for row in group] for when, group in seasons.items()
    }
    parts = [f"{joined(names, '和')}按惯例于{when}进行" for when, names in named.items()]
    return f"{'，'.join(parts)}，目前未到实施时间。" if parts else ""


def _besides(facts: Facts, rows: list[dict], something_before: bool) -> str:
    """What was done without a target: flows first, then levels that no rate has told."""
    free = [row for row in rows if pd.isna(row["target"]) and pd.notna(row["actual"]) and row["actual"] > 0]
    in_rates = {row[part] for row in rows if row["kind"] == "rate" for part in ("numerator_name", "denominator_name")}
    flows = [done(facts, row) for row in free if row["kind"] == "flow"]
    levels = [done(facts, row) for row in free if row["kind"] == "stock" and row["name"] not in in_rates]
    clauses = []
    if flows:
        clauses.append(f"{'此外，' if something_before else ''}{'，'.join(flows)}")
    if levels:
        clauses.append(f"截至{end_of(facts.period)}，{joined(levels)}")
    return "；".join(clauses) + "。" if clauses else ""
