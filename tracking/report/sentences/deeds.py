"""What is on record beside the figures: contacts with enterprises, and the enterprise that may serve as an example (典型做法)."""

import re

import pandas as pd

from tracking.catalogue import words
from tracking.progress import ACHIEVED
from tracking.report.facts import Facts
from tracking.report.sentences.clauses import HELD
from tracking.report.wording import SPAN, cited, together

FEWEST = 2  # targets, from which on an enterprise can be an example
MOST, LONGEST = 2, 90  # deeds of a section; letters of one
OURSELVES = re.compile("^(?:我|本)(?:单位|公司|厂|企业|会|工会)?[，,]?")
SECTION = "deeds_"  # meanings of data/words.csv


def section_of_deed(text: str) -> str:
    """The section that a text belongs to: the one whose words it says most of (data/words.csv); else the union's own work."""
    counts = {
        meaning.removeprefix(SECTION): sum(word in text for word in known)
        for meaning, known in words().items()
        if meaning.startswith(SECTION)
    }
    best = max(counts, key=lambda section: counts[section])
    return best if counts[best] else "own_building"


def deeds_of_section(facts: Facts, section: str) -> dict[str, str]:
    """Role → what an enterprise did, in its own words and with its name, the newest and those of the largest first."""
    if facts.deeds.empty:
        return {}
    staff = facts.units.set_index("unit")["employees"].fillna(0)
    rows = facts.deeds[[section_of_deed(text) == section for text in facts.deeds["body"]]]
    rows = rows.assign(staff=rows["unit"].map(staff)).sort_values(
        ["period", "staff", "unit"], ascending=[False, False, True]
    )
    told: dict[str, str] = {}
    for row in rows.to_dict("records"):
        text = row["body"].split("。")[0]
        if len(told) < MOST and len(text) <= LONGEST and f"deed.{row['unit']}" not in told:
            name = facts.name_of_unit(row["unit"])
            said = cited(name, f"deed.{row['unit']}")
            rest = OURSELVES.sub("", text).removeprefix(name)
            told[f"deed.{row['unit']}"] = f"{said}{rest}。" if name not in rest else f"{text}。"
    return told


def deeds(facts: Facts) -> list[str]:
    """What the union did with enterprises, from the follow-ups on record: contacts, and promises that were kept; before it what
    enterprises told of themselves that belongs to no other section."""
    rows, told = facts.follow_ups, deeds_of_section(facts, "own_building")
    if rows.empty:
        return [together(told)] if told else []
    span = SPAN[facts.quarter - 1]
    text = f"加强对企业的联系和督促，就{span}任务先后{cited(f'{len(rows)}次', 'follow.contacts')}联系企业"
    if kept := int((rows["state"] == "kept").sum()):
        text += f"，{cited(f'{kept}项', 'follow.kept')}承诺已兑现"
    return [together({**told, "contacts": f"{text}。"})]


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
    done = "分解任务全部完成" if best["achieved"] == best["targets"] else "分解任务均达到序时进度，完成的较多"
    return f"【请补充：一个典型企业或一项做法。可以考虑{facts.name_of_unit(best['unit'])}：{done}，请写明是怎么做的。】"
