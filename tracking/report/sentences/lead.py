"""The lead paragraph, and what the figures rest on."""

import re

import pandas as pd

from tracking.catalogue import NOT_ASKED
from tracking.language import _, speaking
from tracking.report.facts import Facts, said_status
from tracking.report.sentences.clauses import HELD, lacking_quarters
from tracking.report.wording import QUARTER, SPAN, bare, cited, day, end_of, joined, percent, rounded
from tracking.words import EXEMPTION_WORDS

FIELDS_OF_LINE = ("{年}", "{期间}", "{单位}", "{计划}")
USUAL_LINE = "{年}年{期间}，{单位}{计划}，认真履行维护职工合法权益、竭诚服务职工群众的基本职责，扎实推进各项工作。"
FIELD = re.compile(r"\{[^{}]*\}")
HALF_GONE = {1: "", 2: "，时间过半", 3: "", 4: ""}
BEHIND_WORDS = {
    "slightly_behind": "略低于序时",
    "behind": "滞后",
    "far_behind": "严重滞后",
    "missed": "到期未完成",
}
OTHER_WORDS = {"achieved": "已完成", "on_pace": "达序时", "not_due": "未到节点", "not_reported": "报表未齐"}


def opening_line(facts: Facts, line: str = "") -> str:
    """The line a report begins with: the township's own, or the usual one, with its fields filled in (FIELDS_OF_LINE)."""
    span = SPAN[facts.quarter - 1] if facts.quarter < 4 else ""
    said = {"{年}": str(facts.year), "{期间}": span, "{单位}": facts.unit_name, "{计划}": plan_words(facts)}
    return FIELD.sub(lambda match: said.get(match[0], match[0]), line or USUAL_LINE)


def unknown_fields(line: str) -> list[str]:
    """The fields of an opening line that nothing fills in."""
    return [field for field in FIELD.findall(line) if field not in FIELDS_OF_LINE]


def lead_paragraph(facts: Facts, next_steps: str, line: str = "") -> str:
    """What the report is about: the plan, how many of its targets hold, who reported. ``next_steps`` names part three,
    ``line`` is an opening line of the township's own."""
    plan = plan_document(facts)
    by_plan = f"对照年度工作计划（{plan}）" if plan else "对照年度工作计划"
    begin = f"{facts.year}年{SPAN[facts.quarter - 1] if facts.quarter < 4 else ''}，{facts.unit_name}"
    sentences = []
    if facts.planned.empty:
        sentences.append(f"本报告未附年度目标，只反映{begin.replace('，', '')}的工作完成情况。")
    else:
        first = opening_line(facts, line) if line else f"{begin}{by_plan}推进各项工作。"
        sentences.append(f"{first}{_verdicts(facts)}")
    sentences.append(_coverage(facts))
    if next_steps:
        span = SPAN[facts.quarter - 1] if facts.quarter < 4 else "全年"
        sentences.append(f"现将{span}工作总结如下，并对{next_steps}工作作出安排。")
    return "".join(sentences)


def plan_words(facts: Facts) -> str:
    """围绕年度工作计划（青工发〔2020〕3号）."""
    plan = plan_document(facts)
    return f"围绕年度工作计划（{plan}）" if plan else "围绕年度工作计划"


def plan_document(facts: Facts) -> str:
    """The number of the document by which the plan was first given; blank where nobody said it."""
    document = facts.plan.get("first_document") or facts.plan.get("document")
    return document if isinstance(document, str) else ""


def lead_counts(facts: Facts) -> str:
    """How many targets hold, are behind, are still to come or cannot be told: no status alone."""
    count = said_status(facts.planned).value_counts()
    whole = cited(f"{len(facts.planned)}项", "count")
    begin = f"截至{end_of(facts.period)}，年度计划确定的{whole}目标"
    held = int(sum(count.get(status, 0) for status in HELD))
    so_far = "按已报数" if len(facts.silent) else ""
    if count.get("achieved", 0) == len(facts.planned):
        return f"{begin}{so_far}全部完成。"
    if held == len(facts.planned):
        return f"{begin}{so_far}均完成或达到序时进度。"
    behind = int(sum(count.get(status, 0) for status in BEHIND_WORDS))
    if behind == len(facts.planned):
        return f"{begin}{so_far}均低于序时进度。"
    unknown = int(count.get("not_reported", 0))
    parts = [f"完成或达到序时进度的{cited(f'{held}项', 'count.held_items')}"] if held else []
    parts += [f"低于序时进度的{cited(f'{behind}项', 'count.behind_all')}"] if behind else []
    parts += [f"未到实施时间的{cited(str(count['not_due']) + '项', 'count.not_due')}"] if count.get("not_due") else []
    parts += [f"{_why_unknown(facts)}的{cited(f'{unknown}项', 'count.not_reported')}"] if unknown else []
    for status, word in (("exempt", "免予考核"), (NOT_ASKED, "不填报")):
        parts += [f"{word}的{cited(f'{count[status]}项', f'count.{status}')}"] if count.get(status) else []
    return f"{begin}中，{'，'.join(parts)}。" if parts else ""


def lead_reports(facts: Facts) -> str:
    """Who reported, in one sentence."""
    counts = facts.expected_enterprises() if len(facts.progress) else pd.Series(dtype=int)
    if counts.empty:
        return ""
    quarter, seen = QUARTER[facts.quarter - 1], int((counts > 0).sum())
    expected = cited(f"{len(counts)}家", "silent.expected")
    if seen == len(counts):
        return f"{quarter}应报企业{expected}全部上报。"
    still = "" if facts.ended else "（该季尚未结束）"
    return f"{quarter}应报企业{expected}，已报{cited(f'{seen}家', 'silent.reported')}{still}。"


def _verdicts(facts: Facts) -> str:
    count = said_status(facts.planned).value_counts()
    whole = len(facts.planned)

    def said(status: str, word: str) -> str:
        return f"{word}{cited(f'{count[status]}项', f'count.{status}')}"

    held = int(sum(count.get(status, 0) for status in HELD))
    told = [said(status, word) for status, word in (("achieved", "已完成"), ("on_pace", "达序时")) if status in count]
    behind = [said(status, word) for status, word in BEHIND_WORDS.items() if status in count]
    rest = [
        said(status, word)
        for status, word in (
            ("not_due", "未到实施时间"),
            ("not_reported", _why_unknown(facts)),
            ("exempt", "免予考核"),
            (NOT_ASKED, "不填报"),
        )
        if status in count
    ]
    targets = f"年度计划确定的{cited(f'{whole}项', 'count')}目标"
    begin = f"截至{end_of(facts.period)}{HALF_GONE[facts.quarter]}，{targets}"
    if held == whole:
        each = f"均完成或达到序时进度（{joined(told)}）"
        if len(told) == 1:
            each = "全部完成" if "achieved" in count else "均达到序时进度"
        return f"{begin}{each}。"
    if count.get("not_reported", 0) == whole:
        return f"{begin}因{_why_unknown(facts).removesuffix('、暂不判断')}，暂不作进度判断。"
    clauses = []
    if held:
        both = f"，合计占{cited(percent(held / whole), 'count.held')}" if len(told) > 1 else ""
        clauses.append(f"{joined(told)}{both}")
    if behind:
        below = sum(int(count[status]) for status in BEHIND_WORDS if status in count)
        word = "到期未完成" if set(count.index) & set(BEHIND_WORDS) == {"missed"} else "低于序时进度"
        detail = f"，其中{joined(behind)}" if len(behind) > 1 else ""
        alone = f"{word}{cited(f'{below}项', 'count.behind_all')}{detail}" if detail else behind[0]
        clauses.append(alone)
    if rest:
        clauses.append(joined(rest))
    return f"{begin}中，{'；'.join(clauses)}。"


def _why_unknown(facts: Facts) -> str:
    """报表未齐, or, where everybody reported, which earlier quarters nobody ever told."""
    rows = facts.planned[facts.planned["status"] == "not_reported"].to_dict("records")
    lacking = list(dict.fromkeys(lacking_quarters(facts, row) for row in rows))
    return f"{joined(lacking)}、暂不判断" if lacking and all(lacking) else "报表未齐、暂不判断"


def _coverage(facts: Facts) -> str:
    """Who reported, and how many enterprises are exempt, with the reasons."""
    return _reported(facts) + _exempt(facts)


def _exempt(facts: Facts) -> str:
    """另有1家企业免予考核（停产歇业），不计入应报。"""
    found = facts.exempt_enterprises()
    if found.empty:
        return ""
    with speaking("zh_CN"):
        words = [(_(word), int((found["code"] == code).sum()), code) for code, word in EXEMPTION_WORDS.items()]
    said = [(word, cited(f"{count}家", f"silent.exempt_{code}")) for word, count, code in words if count]
    why = joined([word + count for word, count in said]) if len(said) > 1 else said[0][0]
    return f"另有{cited(f'{len(found)}家', 'silent.exempt')}企业免予考核（{why}），不计入应报。"


def _reported(facts: Facts) -> str:
    """二季度应报企业61家，已报57家（93.4%）。"""
    counts = facts.expected_enterprises() if len(facts.progress) else pd.Series(dtype=int)
    if counts.empty:
        return ""
    quarter, seen = QUARTER[facts.quarter - 1], int((counts > 0).sum())
    if not facts.ended:
        return f"{quarter}尚未结束，应报企业{cited(f'{len(counts)}家', 'silent.expected')}，已有{cited(f'{seen}家', 'silent.reported')}提前上报。"
    if not seen:
        return f"{quarter}应报企业{cited(f'{len(counts)}家', 'silent.expected')}，目前尚未收到报表。"
    if seen == len(counts):
        return f"{quarter}应报企业{cited(f'{seen}家', 'silent.expected')}全部上报。"
    share = cited(percent(seen / len(counts)), "silent.rate")
    both = f"应报企业{cited(f'{len(counts)}家', 'silent.expected')}，已报{cited(f'{seen}家', 'silent.reported')}"
    if facts.silent.empty:
        return f"{quarter}{both}（上报率{share}）。"
    weight = facts.silent["share"].sum()
    workers = f"（职工占全部应报企业的{cited(rounded(weight), 'silent.share')}）" if weight > 0 else ""
    missing = f"未报的{cited(f'{len(facts.silent)}家', 'silent.missing')}{workers}当季数未计入本报告"
    return f"{quarter}{both}（上报率{share}）；{missing}，报齐后另行补报。"


def about_data(facts: Facts) -> str:
    """As of when, from how many reports, under which plan version: the note that closes the document."""
    parts = [f"本报告数据截至{day(facts.as_of)}"]
    counts = facts.expected_enterprises() if len(facts.progress) else pd.Series(dtype=int)
    if not facts.ended:
        parts.append(f"该季尚未结束，已有{int((counts > 0).sum())}家企业提前上报")
    elif len(counts):
        parts.append(f"据{int((counts > 0).sum())}/{len(counts)}家企业的{QUARTER[facts.quarter - 1]}报表汇总")
    if facts.plan:
        changed = "年中调整后" if int(facts.plan["version"]) > 1 else ""
        about = "，".join(filter(None, (plan_document(facts), changed)))
        parts.append(f"对照{facts.year}年度计划" + (f"（{about}）" if about else ""))
    if len(facts.own) and facts.own["carried"].any():
        exempt = "和免考核" if len(facts.exempt_enterprises()) else ""
        parts.append(f"存量指标中未报{exempt}单位沿用其最近一次上报数")
    if told := bare(_exempt(facts)).rstrip("。"):
        parts.append(told)
    return "，".join(parts) + "。"
