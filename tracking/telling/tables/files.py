"""The files dropped at once, for reading: one row each, with what is to be done about it."""

from collections.abc import Mapping

import pandas as pd

from tracking.intake import VERDICTS, Preview, Verdict, counts_without_dashes
from tracking.language import N_, _
from tracking.reading import ReportProblem
from tracking.telling.tables.told import tell_in_order
from tracking.words import quarter_text

KIND_WORDS = {
    "units": N_("units workbook"),
    "plan": N_("annual plan"),
    "quarter": N_("quarterly figures"),
    "indicators": N_("indicators"),
    "contracts": N_("register of contracts"),
    "foundings": N_("register of foundings"),
}
VERDICT_ICONS = {"questions": "?", "reason": "✎", "faults": "✕", "waits": "…", "ready": "→", "nothing_new": "✓"}
VERDICT_WORDS = {
    "questions": N_("questions: {count}"),
    "reason": N_("needs a reason"),
    "faults": N_("faults: {count}"),
    "waits": N_("waits for the units workbook"),
    "ready": N_("ready"),
    "nothing_new": N_("stored"),
}
FILES_WORDS = {
    "questions": N_("{count} with questions"),
    "reason": N_("{count} need a reason"),
    "faults": N_("{count} with faults"),
    "waits": N_("{count} wait for the units workbook"),
    "ready": N_("{count} ready"),
    "nothing_new": N_("{count} stored"),
}


def kind_text(kind: str | None, found: Preview | ReportProblem) -> str:
    """What a file is, and of which quarter or year: 季度上报表 · 2020年二季度."""
    if kind is None:
        return "—"
    what = [_(KIND_WORDS[kind])]
    if isinstance(found, Preview) and found.reading.period is not None:
        what.append(quarter_text(found.reading.period))
    elif isinstance(found, Preview) and found.reading.plan_year:
        what.append(str(found.reading.plan_year))
    return " · ".join(what)


def verdict_text(verdict: Verdict) -> str:
    """The icon and the words of a verdict, never colour alone."""
    return f"{VERDICT_ICONS[verdict.name]} {_(VERDICT_WORDS[verdict.name], count=verdict.count)}"


def verdict_counts_text(verdicts: list[Verdict]) -> str:
    """How many files wait for what: 20 个文件：? 2 个待答复 · → 17 个可入库 …"""
    names = [verdict.name for verdict in verdicts]
    parts = [
        f"{VERDICT_ICONS[name]} {_(FILES_WORDS[name], count=names.count(name))}" for name in VERDICTS if name in names
    ]
    return _("{count} files: {parts}", count=len(names), parts=" · ".join(parts))


def whose_text(units: list[str], names: Mapping[str, str]) -> str:
    """Which unit a file is of; of several, how many."""
    if len(units) == 1:
        return names.get(units[0], units[0])
    return _("{count} units", count=len(units)) if units else ""


def files_table(
    files: Mapping[str, str],
    found: Mapping[str, Preview | ReportProblem],
    kinds: Mapping[str, str | None],
    verdicts: Mapping[str, Verdict],
    whose: Mapping[str, str],
) -> pd.DataFrame:
    """One row per file (key → file name, in order), for reading: what it is, whose, its verdict and how much would change."""
    lines = []
    for key, file_name in files.items():
        one = found[key]
        counts = counts_without_dashes(one) if isinstance(one, Preview) else {}
        lines.append(
            {
                _("Verdict"): tell_in_order(verdict_text(verdicts[key]), VERDICTS.index(verdicts[key].name)),
                _("File"): file_name,
                _("Unit"): whose[key],
                _("What"): kind_text(kinds[key], one),
                _("New"): counts.get("new"),
                _("Corrected"): counts.get("corrected"),
                _("Withdrawn"): counts.get("withdrawn"),
            }
        )
    table = pd.DataFrame(lines)
    figures = [_("New"), _("Corrected"), _("Withdrawn")]
    return table.astype(dict.fromkeys(figures, "Int64"))
