"""What is on record beside the figures: contacts with enterprises, and the enterprise that may serve as an example (典型做法)."""

import pandas as pd

from tracking.progress import ACHIEVED
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import HELD
from tracking.report.wording import SPAN, cited, spoken

FEWEST = 2  # targets, from which on an enterprise can be an example


def deeds(facts: Facts) -> list[str]:
    """What the union did with enterprises, from the follow-ups on record: contacts, and promises that were kept."""
    rows = facts.follow_ups
    if rows.empty:
        return []
    span = SPAN[facts.quarter - 1]
    text = f"加强对企业的联系和督促，就{span}任务联系企业{cited(f'{len(rows)}次', 'follow.contacts')}"
    if kept := int((rows["state"] == "kept").sum()):
        text += f"，推动兑现承诺{cited(f'{kept}项', 'follow.kept')}"
    return [spoken("contacts", f"{text}。")]


def candidate(facts: Facts) -> str:
    """The place for 典型做法 with the enterprise that did best, where one holds all of its targets; else nothing."""
    rows = facts.progress
    if rows.empty:
        return ""
    enterprises = set(facts.units.loc[facts.units["kind"] == "enterprise", "unit"]) - set(facts.silent["unit"])
    own = rows[rows["unit"].isin(enterprises) & rows["target"].notna() & rows["status"].ne("no_target")]
    judged = own[own["status"] != "not_due"]
    if judged.empty:
        return ""
    told = pd.DataFrame(
        {"achieved": judged["status"] == ACHIEVED, "held": judged["status"].isin(HELD), "unit": judged["unit"]}
    )
    units = told.groupby("unit")
    table = units["achieved"].sum().to_frame().assign(targets=units.size(), held=units["held"].all())
    good = table[table["held"] & (table["targets"] >= FEWEST) & (table["achieved"] > 0)].reset_index()
    if good.empty:
        return ""
    best = good.sort_values(["achieved", "targets", "unit"], ascending=[False, False, True]).iloc[0]
    done = "分解任务全部完成" if best["achieved"] == best["targets"] else "分解任务均达到序时进度，提前完成的较多"
    return f"【请补充：一个典型企业或一项做法。可以考虑{facts.name_of_unit(best['unit'])}：{done}，请写明是怎么做的。】"
