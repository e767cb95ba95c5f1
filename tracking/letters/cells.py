"""The cells of a letter's table: a target with its day, what was done, and how much lacks on its path and to the target."""

import pandas as pd

from tracking.catalogue import MONEY, PERCENT, phrases
from tracking.progress import MISSED
from tracking.report import amount, day, done_words, points
from tracking.rows import Row
from tracking.telling import before_its_period, has_lapsed, is_commitment, is_undone, task_text, times_text
from tracking.words import quarter_text

HEADER = ["任务", "目标（期限）", "已报\n完成", "序时\n应完成", "距序时\n还差", "距目标\n还差", "连续低于\n序时"]
WIDTHS, ALIGNED = [28, 37, 16.5, 16.5, 16.5, 16.5, 25], "lcrrrrc"
NOTHING = "—"
BOUNDS = {"at_most": "不超过{}", "more_than": "多于{}", "about": "{}左右"}


def cells_of_task(row: Row, year: int) -> list[str]:
    """One line of the table, in Chinese; a commitment of one thing has no path to be on."""
    if is_commitment(row):
        late = "\n（已到期）" if row["status"] == MISSED else ""
        return [task_text(row), _until(row, year) + late, done_cell(row), NOTHING, NOTHING, NOTHING, NOTHING]
    target = BOUNDS.get(row["comparator"], "{}").format(amount(row["target"], row["measure"]))
    return [
        row["name"], f"{target}\n（{_until(row, year)}）", done_words(row), amount(row["due"], row["measure"]),
        _short(row, row["due"]), _short(row, _goal(row)), _lasted(row),
    ]  # fmt: skip


def without_empty_columns(lines: list[list[str]]) -> tuple[list[str], list[list[str]], list[float], str]:
    """Header, lines, widths and alignment without the columns in which nothing stands; their room is shared out."""
    kept = [place for place in range(len(HEADER)) if any(line[place] != NOTHING for line in lines)]
    room = sum(WIDTHS) / sum(WIDTHS[place] for place in kept)
    header = [HEADER[place] for place in kept]
    widths = [WIDTHS[place] * room for place in kept]
    return (
        header,
        [[line[place] for place in kept] for line in lines],
        widths,
        "".join(ALIGNED[place] for place in kept),
    )


def done_cell(row: Row) -> str:
    """What was done: 7人; of a commitment of one thing 未签订, or 现无 where it was there before."""
    if has_lapsed(row):
        return "现无"
    if is_undone(row):
        undone = phrases().get(row["indicator"], {}).get("undone") or "未完成"
        return undone[undone.rindex("未") :]
    return done_words(row)


def _until(row: Row, year: int) -> str:
    due = row["due_date"]
    return f"{day(due, due.year != year)}前"


def _goal(row: Row) -> float:
    """The figure that meets the target: more than ten of whole units is eleven."""
    return row["target"] + (row["comparator"] == "more_than" and row["measure"] not in (MONEY, PERCENT))


def _short(row: Row, against: float) -> str:
    """How much lacks to a figure, with its measure; what lies above a cap is too much, and nothing lacks below it."""
    gap = row["actual"] - against
    if pd.isna(gap):
        return NOTHING
    over = row["comparator"] == "at_most" or (row["comparator"] == "about" and gap > 0)
    if gap == 0 or (over and gap < 0) or (not over and gap > 0):
        return NOTHING
    text = points(gap) if row["measure"] == PERCENT else amount(abs(gap), row["measure"])
    return f"超{text}" if over else text


def _lasted(row: Row) -> str:
    """本季, 两季, or 六季（2019年一季度起） where it reaches back before this plan."""
    if row["streak"] < 2:
        return "本季"
    since = f"（{quarter_text(row['since'])}起）" if before_its_period(row) else ""
    return f"{times_text(row['streak'])}季{since}"
