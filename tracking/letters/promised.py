"""What an enterprise promised before and what is therefore still asked of it: neither is asked for twice."""

from datetime import date

import pandas as pd

from tracking.lagging import BROKEN, DUE_SOON, EVERYTHING, OPEN, OVERDUE, REPORT
from tracking.letters.cells import done_cell
from tracking.report import Facts, day, end_of
from tracking.telling import task_text

RECALLED, MEASURES = 2, 24  # promises in a letter, and letters of each one's measures
RUNNING, PASSED = (OPEN, DUE_SOON), (OVERDUE, BROKEN)
NONE, SOME, ALL = "未承诺时", "部分承诺时", "全部承诺时"


def promises_about(follow_ups: pd.DataFrame, unit: str, subjects: set[str], period: int) -> list[dict]:
    """A unit's promises about some subjects that are running or were not kept, the newest of each, the newest first;
    one to hand in a report only if it is that quarter's."""
    if follow_ups.empty:
        return []
    said = follow_ups[(follow_ups["unit"] == unit) & follow_ups["state"].isin([*RUNNING, *PASSED])]
    said = said[said["subject"].isin(subjects) & ((said["subject"] != REPORT) | (said["period"] == period))]
    return said.drop_duplicates("subject").to_dict("records")


def recalled(facts: Facts, behind: list[dict], promises: list[dict]) -> str:
    """The newest promises, that for the earliest day first: 贵单位曾承诺于6月15日前完成…，截至6月底已报7人。又承诺于8月31日前…。"""
    rows = {row["indicator"]: row for row in behind}
    newest = sorted(promises[:RECALLED], key=lambda row: pd.Timestamp(row["promised_on"]))
    sentences: list[str] = []
    for row in newest:
        first = "又" if sentences else "贵单位曾" if row["state"] in PASSED else "贵单位已"
        sentences.append(f"{first}{_promise(facts, row, rows, len(behind))}。")
    return "".join(sentences)


def _promise(facts: Facts, row: dict, rows: dict[str, dict], behind: int) -> str:
    """承诺于6月15日前完成“互助保障参保”任务（措施：与投保点对接），截至6月底已报7人."""
    by = pd.Timestamp(row["promised_on"])
    until = f"于{day(by, by.year != facts.year)}前"
    passed = row["state"] in PASSED
    if row["subject"] == REPORT:
        return f"告知{until}补报{'，至今尚未收到' if passed else ''}"
    said = row["measures"] if isinstance(row["measures"], str) else ""
    measures = f"（措施：{said[:MEASURES]}{'…' if len(said) > MEASURES else ''}）" if said else ""
    if row["subject"] == EVERYTHING:
        so_far = f"仍有{behind}项低于序时进度"
    else:
        done = done_cell(rows[row["subject"]])
        so_far = f"已报{done}" if done[0].isdigit() else done
    so_far = f"，截至{end_of(facts.period)}{so_far}" if passed else ""
    return f"承诺{until}{promised_task(row['subject'], rows)}{measures}{so_far}"


def promised_task(subject: str, rows: dict[str, dict]) -> str:
    """What was promised: 签订工资集体协商协议, 完成“互助保障参保”任务, 补报报表."""
    if subject == EVERYTHING:
        return "补齐全部低于序时的任务"
    if subject == REPORT:
        return "补报报表"
    task = task_text(rows[subject])
    return task if task != rows[subject]["name"] else f"完成“{task.strip('“”')}”任务"


def request_of(behind: list[dict], promises: list[dict]) -> str:
    """The section of the wording that says what is asked: a day that was promised for a task is not asked for again."""
    running = {row["subject"] for row in promises if row["state"] in RUNNING}
    tasks = {row["indicator"] for row in behind}
    if EVERYTHING in running or (tasks and tasks <= running):
        return ALL
    return SOME if running & tasks else NONE


def hand_in_by(promises: list[dict], reply: date) -> str:
    """By when a missing report is asked for: the promised day where that is the earlier one, as what was promised."""
    for row in promises:
        by = pd.Timestamp(row["promised_on"]).date()
        if row["state"] in RUNNING and by <= reply:
            return f"按承诺于{day(by, by.year != reply.year)}前"
    return f"于{day(reply, False)}前"
