"""What mid-year adjustments (年中调整) changed of the year's first plan, target by target, old → new."""

from tracking.report.facts import Facts
from tracking.report.sentences.clauses import target
from tracking.report.wording import amount, cited, day, joined, key_of


def adjustment_paragraph(facts: Facts) -> str:
    """Since when, by which documents, and each target as it was and is; nothing under the first version of a plan."""
    if facts.adjusted.empty:
        return ""
    places = {code: place for place, code in enumerate(facts.indicators["indicator"])}
    rows = sorted(facts.adjusted.to_dict("records"), key=lambda row: places[row["indicator"]])
    clauses = [_clause(facts, row) for row in rows]
    by = f"（{joined(facts.adjusted_by)}）" if facts.adjusted_by else ""
    since = facts.plan["in_force_from"]
    return f"年度计划自{day(since, since.year != facts.year)}起调整{by}：{joined(clauses)}。"


def _clause(facts: Facts, change: dict) -> str:
    """新建企业工会由14家调整为9月30日前16家; what is not a figure of the target is named without one."""
    name = facts.indicators.set_index("indicator")["name"][change["indicator"]]
    if change["change"] == "dropped":
        return f"取消{name}目标"
    row = facts.rows_by_key.get((change["indicator"], f"{change['due_date']:%Y%m%d}"))
    if change["change"] == "new":
        return f"新增{name}目标" + (target(row) if row else "")
    if row is None or change["target"] == change["old_target"]:
        return f"调整{name}的期限或进度要求"
    return f"{name}由{cited(amount(facts.target_before(row), row['measure']), key_of('was', row))}调整为{target(row)}"
