"""Ninety workbooks drawn in other hands, with every true figure: how many get in, and that none gets in wrong.

drawn_sheets/truth.csv has a line per true figure, last_year.csv those of 2025 that stand beside them, answers.json what a
careful clerk answers to the questions of each file. Township, enterprises and figures are invented.
"""

import csv
import json
from collections import defaultdict

from made_once import filled_once
from test_office_sheets import SHEETS

from tracking.intake.holding_back import HELD_BACK
from tracking.intake.preview import preview_file, store_preview
from tracking.quarters import period_of
from tracking.reading.problems import ReportProblem

DRAWN = SHEETS.with_name("drawn_sheets")
ANSWERS = json.loads((DRAWN / "answers.json").read_text(encoding="utf-8"))
STORED_AT_LEAST = 0.97


def lines(name: str) -> list[dict]:
    with (DRAWN / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@filled_once
def town(store):
    for name in ("单位名册", "2026年一季度上报表"):
        preview = preview_file(store, f"{name}.xlsx", (SHEETS / f"{name}.xlsx").read_bytes())
        store_preview(store, preview, "the office")


def key_of(line: dict) -> tuple:
    return line["unit"], line["indicator"], period_of(int(line["year"]), int(line["quarter"]))


def counted(town, name: str, truth: list[dict], beside: set[tuple]) -> tuple[int, list]:
    """How many true figures of a file are stored, and what is stored that is not true and not asked about."""
    told: dict[tuple, dict] = defaultdict(dict)
    for line in truth:
        amount = round(float(line["amount"]) * (100 if line["measure"] == "元" else 1))
        told[key_of(line)][line["basis"]] = amount
    try:
        preview = preview_file(town, name, (DRAWN / name).read_bytes(), answers=ANSWERS.get(name, {}))
    except ReportProblem:
        return 0, []
    rows = preview.reading.tables["report"]
    asked = {at for q in preview.reading.questions if not q.choices and q.key != HELD_BACK for at in q.cells}
    right, wrong = 0, []
    for row in rows[rows["state"].isin(["value", "zero"])].to_dict("records"):
        key = row["unit"], row["indicator"], row["period"]
        true = told.get(key, {})
        if true.get(row["basis"]) == row["amount"]:
            right += 1 + (row["basis"] == "cumulative" and true.get("quarter") == row["this_quarter"])
        elif key not in beside and row["cell"] not in asked:
            wrong.append((name, row["cell"], key, row["amount"], true))
    return right, wrong


def test_nearly_all_true_figures_of_other_hands_get_in_and_none_gets_in_wrong(town):
    truth, beside = defaultdict(list), {key_of(line) for line in lines("last_year.csv")}
    for line in lines("truth.csv"):
        truth[line["file"]].append(line)
    found = {name: counted(town, name, own, beside) for name, own in truth.items()}
    assert [one for _right, wrong in found.values() for one in wrong] == []
    stored, all_true = sum(right for right, _wrong in found.values()), sum(map(len, truth.values()))
    assert stored / all_true >= STORED_AT_LEAST, (stored, all_true)
