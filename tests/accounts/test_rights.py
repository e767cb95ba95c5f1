"""Who may do what, and where: one table by role, one rule by branch, and what is named nowhere is refused."""

import ast
import re
from datetime import date
from itertools import product
from pathlib import Path

import pandas as pd
import pytest
from made_once import filled_once
from people import CANARY, CANARY_FIGURE, HERE, THERE, figures, fill_with_two_towns, give
from townships import add_report, quarter_file, take_in, unit, units_file

from tracking.accounts import ROLES, add_person, as_seen_by, change_person, may, person_named
from tracking.accounts.rights import ACTS, OF_EVERYTHING, TABLES, allowed
from tracking.decisions.closing import close_quarter
from tracking.decisions.due_days import set_due_day
from tracking.decisions.exemption import record_exemption
from tracking.decisions.follow_up import record_follow_ups
from tracking.decisions.taking_back import take_back
from tracking.intake.preview import _TABLES as TAKEN_IN
from tracking.intake.preview import preview_file
from tracking.reading import ReportProblem
from tracking.report.drafts import save_words
from tracking.store.lock import StoreProblem
from tracking.store.schema import SQL
from tracking.store.schema import TABLES as STORED
from tracking.store.store import Store

CODE = Path(__file__).resolve().parents[2] / "tracking"
MAY = {  # domain.md §12, as a table: kind of act → roles
    "units": {"clerk"},
    "plan": {"clerk"},
    "quarter": {"clerk"},
    "taking_back": {"clerk"},
    "answers": {"clerk"},
    "exemption": {"clerk"},
    "follow_up": {"clerk"},
    "evidence": {"clerk"},
    "contracts": {"clerk"},
    "foundings": {"clerk"},
    "scoring": {"clerk"},
    "scoring_rules": {"administrator"},
    "scoring_closing": {"administrator"},
    "calendar": {"clerk"},
    "report": {"chair", "viewer", "clerk", "reviewer", "administrator"},
    "closing": {"administrator"},
    "indicators": {"administrator"},
    "setting": {"administrator"},
    "account": {"administrator"},
    "acceptance": {"administrator"},
    "review": {"reviewer"},
}
CALL = {"unit": "10A", "subject": "everything", "period": 8081, "said_on": date(2020, 7, 1), "contact": "call"}
REFUSED = r"may look at this, but not store it|outside your branch|holds for all units|signed out"


@filled_once
def towns(store: Store) -> None:
    """Two towns, and people of every role in the first and above both."""
    fill_with_two_towns(store)
    for role in ROLES:
        give(store, f"{role} here", role, unit=HERE)
        give(store, f"{role} above", role, unit="C")
    give(store, "nowhere", *ROLES, unit=None)


def seen_by(store: Store, name: str):
    return as_seen_by(store, person_named(store, name))


# ---- roles -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "role"), list(product(sorted({*MAY, "a new act"}), ROLES)))
def test_each_kind_of_act_is_for_the_roles_that_the_table_names_and_a_new_one_for_nobody(towns, kind, role):
    person = give(towns, "one", role, unit="/")
    assert may(person, kind) == (role in MAY.get(kind, set()))
    if not may(person, kind):
        with pytest.raises(StoreProblem, match="may look at this"):
            allowed(towns, person, kind, {})


def test_the_table_names_every_act_that_the_program_knows():
    told = set(TAKEN_IN)
    for path in CODE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add":
                first = node.args[0] if node.args else None
                if ast.unparse(node.func.value).endswith("store") and isinstance(first, ast.Constant):
                    told.add(str(first.value))
    assert told == set(MAY) == set(ACTS)


@pytest.mark.parametrize("table", sorted(STORED))
def test_every_table_says_who_may_add_to_it_and_has_its_view_in_a_branch(table):
    assert TABLES[table] <= set(ROLES)
    assert f"create view {table} as" in (SQL / "branch.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize("table", sorted(set(STORED) - {"account", "identity"}))
def test_a_submission_is_seen_in_a_branch_whatever_table_it_told_of(table):
    """Most queries ask for the submission of their rows, too: without it nobody of a branch would see them."""
    of_submissions = (SQL / "branch.sql").read_text(encoding="utf-8").split("create view submission as")[1]
    assert f"select submission from {table}\n" in of_submissions


def test_a_table_without_a_unit_holds_for_everybody(towns):
    with towns.opened.cursor() as cursor:
        for table in set(STORED) - {"score_result"}:  # tells of units, and is stored for all of them at once
            names = {row[0] for row in cursor.execute(f"describe {table}").fetchall()}
            assert ("unit" in names) == (table not in OF_EVERYTHING), table


def test_a_viewer_who_takes_a_draft_is_noted_and_writes_no_word_of_it(towns):
    viewer = seen_by(towns, "viewer here")
    row = {"unit": HERE, "kind": "half-year", "period": 8081, "figure": "f", "said": "1"}
    assert viewer.add("report", {"report_figure": pd.DataFrame([row])})
    with pytest.raises(StoreProblem, match="may look"):
        save_words(viewer, HERE, "half-year", 8081, {"lead": "今年"}, "甲")


@pytest.mark.parametrize("change", [{"disabled": True}, {"roles": ["viewer"]}, {"unit": THERE}])
def test_what_an_account_is_by_then_counts_and_not_what_it_was_when_the_page_was_drawn(towns, change):
    clerk = seen_by(towns, "clerk here")
    assert clerk.add("quarter", figures("1A"))
    change_person(towns, "clerk here", "管", **change)
    with pytest.raises(StoreProblem, match=REFUSED):
        clerk.add("quarter", figures("1A"))


def test_who_signed_out_meanwhile_stores_nothing(towns):
    person = person_named(towns, "clerk here")
    assert as_seen_by(towns, person, lambda: True).add("quarter", figures("1A"))
    with pytest.raises(StoreProblem, match="signed out by now"):
        as_seen_by(towns, person, lambda: False).add("quarter", figures("1A"))


def test_the_log_holds_the_account_whatever_name_was_typed(towns):
    clerk = seen_by(towns, "clerk here")
    number = clerk.add("quarter", figures("1A"), received_by="县总工会主席")
    assert towns.read("submissions").set_index("submission").loc[number, "received_by"] == "clerk here"


# ---- branches ----------------------------------------------------------------------------------------------------------


def test_somebody_without_a_branch_sees_nothing(towns):
    with pytest.raises(StoreProblem, match="no branch yet"):
        seen_by(towns, "nowhere")


def test_a_code_that_begins_as_another_is_another_branch(towns):
    clerk = seen_by(towns, "clerk here")
    units = clerk.read("current_units", scope="/", day=date(2020, 6, 30))
    assert set(units["unit"]) == {"1", "1A", "1B"}


def test_of_another_town_no_query_tells_anything(towns):
    clerk = seen_by(towns, "clerk here")
    asked = {
        "scope": "/", "day": date(2020, 6, 30), "unit": "10A", "first_period": 0, "last_period": 9999, "period": 8081,
        "plan_year": 2020, "as_of": date(2020, 6, 30), "newest": False, "units": ["10", "10A"], "since": 0, "version": 0, "cut": "",
        "days": [date(2020, 6, 30)], "plan_version": None, "submission": None, "kind": "half-year", "last": 10**15, "today": date(2020, 7, 1),
        "question": "unit x", "nodes": "10", "contract": 1, "rules": "办法", "year": 2020,
    }  # fmt: skip
    told = 0
    for path in sorted(SQL.glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        needs = set(re.findall(r"\$(\w+)", text))
        if (
            path.stem
            in {"views", "branch", "keep_sums", "kept_nodes", "kept_sums", "cells_by_number", "stands_outside"}
            or "incoming" in text
        ):
            continue
        found = clerk.read(path.stem, None, None, **{name: asked[name] for name in needs})
        told += len(found)
        said = found.to_csv()
        assert CANARY not in said, path.stem
        assert str(CANARY_FIGURE) not in said, path.stem
    assert told > 50


@pytest.mark.parametrize("name", ["clerk here", "clerk above"])
def test_figures_of_the_branch_are_stored_and_others_are_not(towns, name):
    clerk, before = seen_by(towns, name), towns.version()
    inside = name == "clerk above"
    assert clerk.add("quarter", figures("1A")) > before
    if inside:
        assert clerk.add("quarter", figures("10A"))
    else:
        with pytest.raises(StoreProblem, match="outside your branch: 10A"):
            clerk.add("quarter", both(figures("1B"), figures("10A")))
        assert set(towns.read("submission_cells", submission=towns.version())["unit"]) == {"1A"}


def both(*parts: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {"report": pd.concat([part["report"] for part in parts], ignore_index=True)}


def place(unit: str, path: str, since: date = date(2020, 1, 1)) -> dict:
    return {"unit": unit, "parent": path.strip("/").split("/")[-2], "path": path, "valid_from": since}


def units_rows(*places: dict) -> dict[str, pd.DataFrame]:
    names = [{"unit": row["unit"], "name": "新厂", "kind": "enterprise"} for row in places]
    return {"unit": pd.DataFrame(names), "place": pd.DataFrame(list(places))}


@pytest.mark.parametrize(
    ("rows", "may_be"),
    [
        (units_rows(place("1C", "/C/1/1C/")), True),
        (units_rows(place("X", "/C/10/X/")), False),
        (units_rows(place("10A", "/C/1/10A/")), False),  # taking one away
        (
            units_rows(place("1A", "/C/1/1A/", date(1900, 1, 1)), place("1A", "/C/10/1A/", date(2020, 5, 1))),
            False,
        ),  # giving one away
        (
            units_rows(place("1A", "/C/10/1A/", date(2019, 1, 1)), place("1A", "/C/1/1A/", date(2020, 5, 1))),
            False,
        ),  # rewriting where it stood
        (units_rows(place("N", "/C/10/N/", date(2019, 1, 1)), place("N", "/C/1/N/", date(2020, 5, 1))), False),
    ],
)
def test_units_are_made_and_moved_inside_the_branch_only(towns, rows, may_be):
    clerk = seen_by(towns, "clerk here")
    if may_be:
        assert clerk.add("units", rows)
    else:
        with pytest.raises(StoreProblem, match="outside your branch"):
            clerk.add("units", rows)


def test_a_quarter_in_which_a_unit_stood_elsewhere_is_not_theirs_to_correct(towns):
    towns.add(
        "units",
        {
            "place": pd.DataFrame(
                [place("10A", "/C/10/10A/", date(1900, 1, 1)), place("10A", "/C/1/10A/", date(2020, 4, 1))]
            )
        },
    )
    clerk = seen_by(towns, "clerk here")
    assert clerk.add("quarter", figures("10A", 8081))
    with pytest.raises(StoreProblem, match="outside your branch"):
        clerk.add("quarter", figures("10A", 8080))


@pytest.mark.parametrize(
    "act",
    [
        lambda store: close_quarter(store, 2020, 2, "甲", None, None),
        lambda store: set_due_day(store, 8081, date(2020, 7, 15), "放假", "甲", seen=0),
        lambda store: record_follow_ups(store, [CALL], "甲"),
        lambda store: save_words(store, THERE, "half-year", 8081, {"lead": "今年"}, "甲"),
    ],
)
def test_the_acts_of_the_program_are_refused_outside_role_or_branch(towns, act):
    newest = towns.version()
    with pytest.raises(StoreProblem, match=REFUSED):
        act(seen_by(towns, "clerk here"))
    assert towns.version() == newest


def test_a_file_that_told_of_others_is_not_taken_back_by_one_branch(towns):
    shared = add_report(towns, 2020, 2, {("1A", "proposals"): 3, ("10A", "proposals"): 4})
    own = add_report(towns, 2020, 2, {("1B", "proposals"): 3})
    clerk = seen_by(towns, "clerk here")
    with pytest.raises(StoreProblem, match=r"units outside your branch, too\.") as refused:
        take_back(clerk, shared, "甲", "误报")
    assert "10A" not in str(refused.value)
    assert take_back(clerk, own, "甲", "误报")


def test_what_one_branch_answers_about_a_name_is_not_how_others_files_are_read(towns):
    clerk = seen_by(towns, "clerk here")
    answer = pd.DataFrame([{"question": "unit 一厂", "answer": "1A", "said": "一厂"}])
    clerk.add("quarter", figures("1A") | {"remembered_answer": answer})
    assert len(towns.read("remembered_answers")) == 0
    with pytest.raises(StoreProblem, match="holds for all units"):
        clerk.add("answers", {"remembered_answer": answer})
    seen_by(towns, "clerk above").add("quarter", figures("1A") | {"remembered_answer": answer})
    assert len(towns.read("remembered_answers")) == 1


def test_an_administrator_of_a_branch_gives_accounts_within_it_and_touches_no_other(towns):
    admin = seen_by(towns, "administrator here")
    add_person(admin, "新人", ["viewer"], "1A", admin.by)
    for unit_code in ("10A", "/", None):
        with pytest.raises(StoreProblem, match="outside your branch"):
            add_person(admin, f"x{unit_code}", ["viewer"], unit_code, admin.by)
    with pytest.raises(StoreProblem, match="outside your branch"):
        change_person(admin, "clerk above", admin.by, unit=HERE)
    with pytest.raises(StoreProblem, match="may look"):
        add_person(seen_by(towns, "clerk above"), "y", ["viewer"], "1A", "甲")


def test_a_backup_is_nobodys_who_signs_in(towns, tmp_path):
    with pytest.raises(StoreProblem, match="whole database"):
        seen_by(towns, "clerk here").backup(tmp_path / "b.duckdb")


def test_a_workbook_of_another_town_is_read_as_one_of_unknown_units(towns):
    data = quarter_file([unit("10", None, "township"), unit("10A", "10")], {("10A", "proposals"): 7})
    with pytest.raises(ReportProblem, match="found «10A», expected the code of a unit in the list") as problem:
        preview_file(seen_by(towns, "clerk here"), "file.xlsx", data)
    assert CANARY not in str(problem.value)


MOVED = [place("10A", "/C/10/10A/", date(1900, 1, 1)), place("10A", "/C/1/10A/", date(2020, 4, 1))]


def test_what_a_unit_was_told_elsewhere_is_neither_taken_from_it_nor_added(towns):
    towns.add("units", {"place": pd.DataFrame(MOVED)})
    clerk = seen_by(towns, "clerk here")
    with pytest.raises(StoreProblem, match="outside your branch: 10A"):
        clerk.add("units", units_rows(place("10A", "/C/1/10A/", date(1900, 1, 1))))
    row = {"unit": "10A", "exempt_from": date(2020, 1, 1), "exempt_to": date(2020, 3, 31), "code": "stopped"}
    with pytest.raises(StoreProblem, match="outside your branch: 10A"):
        record_exemption(clerk, row, "甲")
    assert record_exemption(clerk, row | {"exempt_from": date(2020, 4, 1), "exempt_to": date(2020, 12, 31)}, "甲")


def test_of_a_unit_that_came_its_new_branch_reads_no_word_of_before_and_its_old_one_none_of_after(towns):
    call = {"subject": "everything", "period": 8080, "said_on": date(2020, 3, 1), "contact": "call", "reason": "other"}
    record_follow_ups(towns, [{**call, "unit": "10A", "reason_text": f"{CANARY}旧事"}], "甲")
    towns.add("units", {"place": pd.DataFrame(MOVED)})
    here, there = seen_by(towns, "clerk here"), give(towns, "那边", "clerk", unit=THERE)
    told = here.read("follow_ups", scope="/", day=date(2020, 12, 31))
    assert "10A" not in set(told.loc[told["said_on"] < pd.Timestamp(2020, 4, 1), "unit"])
    names = towns.read("unit_versions").set_index("unit")
    row = {"unit": "10A", "name": "改了名的厂", "kind": "enterprise", "sector": "新业"}
    towns.add("units", {"unit": pd.DataFrame([row])}, file_name="改名.xlsx")
    old = as_seen_by(towns, there)
    assert old.read("unit_versions").set_index("unit").loc["10A", "name"] == names.loc["10A", "name"]
    assert "改名.xlsx" not in set(old.read("submissions")["file_name"])
    assert "改名.xlsx" in set(here.read("submissions")["file_name"])


def test_a_branch_clerk_hands_in_the_list_of_their_own_units(towns):
    clerk = seen_by(towns, "clerk here")
    units = [unit(HERE, "C", "township", name="溪东镇总工会"), unit("1A", HERE, name="溪东A厂"), unit("1B", HERE, name="溪东B厂"),
             unit("1N", HERE, name="溪东新厂")]  # fmt: skip
    take_in(clerk, units_file(units))
    assert towns.read("unit_path", unit="1N", day=date(2020, 6, 30))["path"].tolist() == ["/C/1/1N/"]
    assert towns.read("unit_path", unit="1A", day=date(2020, 6, 30))["path"].tolist() == ["/C/1/1A/"]


@pytest.mark.parametrize("code", ["x\nselect 1;\n--", "x\ty", "x\r"])
def test_no_code_of_a_unit_has_a_line_of_its_own(towns, code):
    with pytest.raises(StoreProblem, match="nobody can see"):
        towns.add("units", units_rows(place(code, f"/C/{code}/")))


@pytest.mark.parametrize("code", ["x'y", 'x"y', "x;--", "x%", "$scope", "'); drop table account; --"])
def test_a_code_is_a_text_in_every_query(towns, code):
    towns.add("units", units_rows(place(code, f"/C/{code}/")))
    towns.add("units", units_rows(place("below", f"/C/{code}/below/")))
    seen = as_seen_by(towns, give(towns, "怪", "viewer", unit=code))
    assert set(seen.read("current_units", scope="/", day=date(2020, 6, 30))["unit"]) == {code, "below"}
    assert len(towns.read("accounts"))


def test_a_tab_that_was_left_open_reads_nothing_of_a_branch_that_is_not_theirs_any_more(towns):
    clerk = seen_by(towns, "clerk here")
    past = clerk.as_of(towns.version())
    assert len(clerk.read("current_units", scope="/", day=date(2020, 6, 30))) == 3
    change_person(towns, "clerk here", "管", unit=THERE)
    for store in (clerk, past):
        with pytest.raises(StoreProblem, match="account was changed"):
            store.read("current_units", scope="/", day=date(2020, 6, 29))
    clerk = seen_by(towns, "chair here")
    change_person(towns, "chair here", "管", disabled=True)
    with pytest.raises(StoreProblem, match="account was changed"):
        clerk.read("submissions")
