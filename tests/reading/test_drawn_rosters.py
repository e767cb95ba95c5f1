"""Twelve lists of enterprises drawn in another hand, with every row's truth, and two sheets that only look like one.

drawn_rosters/truth.csv has a line per enterprise: as the list names it, its code in the union's list of units (none for a new one), its
village and its employees. Township, villages and enterprises are invented.
"""

import csv
import re
from collections import defaultdict

import pytest
from made_once import filled_once
from test_office_sheets import SHEETS

from tracking.catalogue import fold
from tracking.intake.preview import preview_file, store_preview
from tracking.reading.problems import AS_PROPOSED, LEAVE_OUT, ONE_BY_ONE, ReportProblem

DRAWN = SHEETS.with_name("drawn_rosters")
FIRST_LISTS = ("11_清水镇基层工会名册.xlsx", "12_清水镇企业用工摸底表.xlsx")


@filled_once
def town(store):
    preview = preview_file(store, "单位名册.xlsx", (SHEETS / "单位名册.xlsx").read_bytes())
    store_preview(store, preview, "the office")


def truth() -> dict[str, list[dict]]:
    found = defaultdict(list)
    with (DRAWN / "truth.csv").open(encoding="utf-8-sig", newline="") as file:
        for line in csv.DictReader(file):
            found[line["file"]].append(line)
    return found


TRUTH = truth()


def answers_of_a_clerk(questions, codes: dict[str, str]) -> dict[str, str]:
    """Adds what is new, moves nobody, and knows which names mean units of the union."""
    said = {}
    for question in questions:
        named = re.search("«(.*?)»", question.text)
        if question.key.startswith("roster_alike "):
            said[question.key] = AS_PROPOSED if named and codes.get(fold(named.group(1))) else "new"
        elif question.key == "roster_alike":
            one = named and codes.get(fold(named.group(1)))
            many = ONE_BY_ONE in dict(question.choices)
            said[question.key] = ONE_BY_ONE if many else AS_PROPOSED if one else "new"
        else:
            usual = {"roster_top": AS_PROPOSED, "roster_moved": "keep", "office_contacts": LEAVE_OUT}
            said[question.key] = usual.get(question.key, "new")
    return said


def read(store, name: str):
    codes = {fold(line["name"]): line["code_in_store"] for line in TRUTH[name]}
    answers: dict[str, str] = {}
    for _round in range(6):
        preview = preview_file(store, name, (DRAWN / name).read_bytes(), answers=answers)
        asked = [question for question in preview.reading.questions if question.choices and not question.answer]
        if not asked:
            return preview
        answers |= answers_of_a_clerk(asked, codes)
    raise AssertionError("the list asks without end")


@pytest.mark.parametrize("name", sorted(TRUTH))
def test_every_enterprise_of_a_list_in_another_hand_gets_in_with_its_place_and_employees(name, request):
    store = request.getfixturevalue("store" if name in FIRST_LISTS else "town")
    preview = read(store, name)
    assert (preview.reading.kind, preview.held) == ("units", [])
    units = {row["unit"]: row for row in preview.reading.tables["unit"].to_dict("records")}
    by_name = {fold(row["name"]): code for code, row in units.items()}
    parents = {row["unit"]: row["parent"] for row in store.read("all_places").to_dict("records")}
    parents |= {row["unit"]: row["parent"] for row in preview.reading.tables["place"].to_dict("records")}
    names = {row["unit"]: row["name"] for row in store.read("unit_versions").to_dict("records")}
    names |= {code: row["name"] for code, row in units.items()}
    wrong = []
    for line in TRUTH[name]:
        code = line["code_in_store"] or by_name.get(fold(line["name"]), "")
        row = units.get(code)
        place = names.get(parents.get(code, ""), "")
        is_there = row is not None and (not line["employees"] or row["employees"] == int(line["employees"]))
        if not is_there or (not line["code_in_store"] and line["village"][:2] not in place):
            wrong.append((line["name"], code, place))
    assert wrong == []
    strangers = {code for code, row in units.items() if row["kind"] == "enterprise"}
    strangers -= {line["code_in_store"] or by_name[fold(line["name"])] for line in TRUTH[name]}
    assert strangers == set()


def test_a_quarters_report_of_villages_and_a_list_of_trainings_are_no_lists_of_enterprises(town):
    assert preview_file(town, "14.xlsx", (DRAWN / "14_职工培训登记表.xlsx").read_bytes()).reading.kind == "quarter"
    try:
        kind = preview_file(town, "13.xlsx", (DRAWN / "13_一季度工会工作报表.xlsx").read_bytes()).reading.kind
    except ReportProblem as problem:
        kind = problem.reading.kind
    assert kind == "quarter"
