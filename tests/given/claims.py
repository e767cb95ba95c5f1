"""The checker: what a clause of a report claims is recomputed from the figures that it cites."""

import re

from tracking.progress import BEHIND_STATUSES
from tracking.report.half_year import Report, blocks
from tracking.report.sentences.clauses import HELD
from tracking.report.wording import CITED, bare

# what is still to be done claims nothing, nor does a figure that is compared with what is due
NO_CLAIM = re.compile("尽快达到|力争达到|全年目标（[^）]*）的序时应完成数")
CLAIMS = {  # what a clause claims → how the row that it cites must stand
    "快于序时进度": lambda row: row["status"] == "on_pace" and row["gap"] > 0,
    "与序时进度同步": lambda row: row["status"] == "on_pace",
    "略慢于序时进度": lambda row: row["status"] == "slightly_behind",
    "明显慢于序时进度": lambda row: row["status"] == "far_behind",
    "完成全年任务": lambda row: row["status"] == "achieved",
    "到期未完成": lambda row: row["status"] == "missed",
    "高于": lambda row: row["gap"] > 0 and (row["comparator"] == "at_most") == (row["status"] in BEHIND_STATUSES),
    "达到": lambda row: row["status"] in HELD,
    "超过全年目标": lambda row: row["status"] in HELD and row["actual"] > row["target"],
    "还差": lambda row: row["status"] in BEHIND_STATUSES,
    "提高到": lambda row: row["status"] in BEHIND_STATUSES,
    "提前": lambda row: row["due_date"].date() > row["as_of"],
    "超出": lambda row: row["comparator"] in ("at_most", "about") and row["actual"] > row["target"],
    "控制在目标以内": lambda row: row["comparator"] == "at_most" and row["actual"] <= row["target"],
    "按序时进度压减": lambda row: row["comparator"] == "at_most" and row["status"] in HELD,
}


def false_claims(report: Report) -> list[str]:
    """Clauses that claim what the figures they cite do not bear out."""
    found = []
    for text in (text for style, text in blocks(report) if style == "text"):
        for clause in re.split("[；。]", text):
            keys = [match[1] for match in CITED.finditer(clause)]
            known = report.facts.rows_by_key
            rows = [known[about] for key in keys if (about := tuple(key.split(".")[1:])) in known]
            said = NO_CLAIM.sub("", bare(clause))
            for words, holds in CLAIMS.items():
                share = words == "完成全年任务" and "完成全年任务的" in said
                if words in said and rows and not share and not all(holds(row) for row in rows):
                    found.append(said)
    return found
