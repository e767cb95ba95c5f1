"""Many files at once, without a screen: what each waits for, what is stored together, and nothing overwritten unseen."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from made_once import filled_once
from sent import Sent
from townships import (
    TWO_FIRMS,
    UNION,
    add_plan,
    add_report,
    add_units,
    plan_file,
    quarter_file,
    rows_of,
    target,
    unit,
    units_file,
    workbook,
)

from tracking.intake import drop as drop_module
from tracking.intake import storing
from tracking.intake.differences import target_changes
from tracking.intake.drop import Drop
from tracking.intake.preview import preview_file, store_preview
from tracking.intake.storing import store_clean, store_seen
from tracking.intake.verdicts import Verdict, verdict_of, verdicts_in
from tracking.language import current_language, use_language
from tracking.store.lock import StoreProblem
from tracking.store.store import Store, StoreChanged
from tracking.telling.tables.changes import target_changes_table, unit_changes_table
from tracking.telling.tables.told import in_words

BY_FILE = (None, None, None)
LIKE_A = "柳溪春风纺织公司"
NAMED = [TWO_FIRMS[0], unit("A", name="柳溪春风纺织有限公司"), unit("B", name="柳溪大地机械有限公司")]


def sent(**files: bytes) -> list[Sent]:
    return [Sent(name, f"{name}.xlsx", data) for name, data in files.items()]


def proposals(count: int, code: str = "A", quarter: int = 2, units: list = TWO_FIRMS) -> bytes:
    return quarter_file(units, {(code, "proposals"): count}, quarter=quarter)


def look(drop: Drop, store: Store, files: list[Sent]) -> dict[str, str]:
    """What the page does in a run: every file understood, listed, and so seen. File → its verdict."""
    drop.keep_only(files)
    drop.carry_over(store)
    found = {file.file_id: drop.understand(store, file, BY_FILE) for file in files}
    kinds = {file.file_id: drop.kind(file) for file in files}
    verdicts = verdicts_in(found, kinds, store.read("unit_versions").empty)
    drop.see()
    return {key: verdict.name for key, verdict in verdicts.items()}


def store_all(drop: Drop, store: Store, files: list[Sent], tell: Callable = lambda *_args: None):
    return store_clean(drop, store, files, BY_FILE, "the office", tell)


@filled_once
def town(store: Store) -> None:
    """A township of two enterprises, of which A made 4 proposals in 2020 Q1."""
    add_units(store, TWO_FIRMS)
    add_report(store, 2020, 1, {("A", "proposals"): 4})


def test_each_file_waits_for_what_only_a_person_can_do(town):
    files = sent(
        new=proposals(5),
        again=proposals(4, quarter=1),
        other=proposals(9, quarter=1),
        wrong=proposals("many"),
        no_file=b"no workbook",
        fewer=quarter_file(TWO_FIRMS, {("A", "proposals"): 1}, cumulative=["proposals"]),
    )
    assert look(Drop(), town, files) == {
        "new": "ready",
        "again": "nothing_new",
        "other": "reason",
        "wrong": "faults",
        "no_file": "faults",
        "fewer": "questions",
    }


def test_dashes_nobody_agreed_to_keep_no_file_from_being_stored_nor_make_it_look_unstored(town):
    files = sent(dash=quarter_file(TWO_FIRMS, {("A", "proposals"): 5, ("B", "proposals"): "—"}))
    drop = Drop()
    assert look(drop, town, files) == {"dash": "ready"}
    assert store_all(drop, town, files).stored == ["dash"]
    assert look(drop, town, files) == {"dash": "nothing_new"}


def test_a_bad_file_holds_up_no_other(town):
    files = sent(no_file=b"no workbook", wrong=proposals("many"), a=proposals(5), b=proposals(6, "B"))
    drop, heard = Drop(), []
    look(drop, town, files)
    done = store_all(drop, town, files, lambda number, file: heard.append((number, file.name)))
    assert (done.stored, done.refused) == (["a", "b"], [])
    assert heard[:4] == [(0, "wrong.xlsx"), (1, "a.xlsx"), (2, "b.xlsx"), (3, "no_file.xlsx")]
    assert sorted(look(drop, town, files).values()) == ["faults", "faults", "nothing_new", "nothing_new"]


def test_a_file_that_can_be_read_only_after_one_behind_it_is_stored_is_looked_at_again(town):
    add_report(town, 2020, 1, {("A", "unionised"): 0})
    files = sent(
        members=quarter_file(TWO_FIRMS, {("A", "members"): 7}), union=quarter_file(TWO_FIRMS, {("A", "unionised"): 1})
    )
    drop = Drop()
    assert look(drop, town, files) == {"members": "faults", "union": "ready"}
    assert store_all(drop, town, files).stored == ["union", "members"]


def test_a_file_that_the_store_refuses_is_named_and_holds_up_no_other(town, monkeypatch):
    def refuse(store, preview, by):
        if preview.file_name == "a.xlsx":
            raise StoreProblem("no room")
        return store_preview(store, preview, by)

    monkeypatch.setattr(storing, "store_preview", refuse)
    files = sent(a=proposals(5), b=proposals(6, "B"))
    drop = Drop()
    look(drop, town, files)
    done = store_all(drop, town, files)
    assert (done.stored, done.refused) == (["b"], ["a.xlsx: no room"])


def test_what_another_clerk_stores_between_the_look_and_the_store_is_looked_at_too(town, monkeypatch):
    def late(store, preview, by):
        if not interfered:
            interfered.append(add_report(town, 2020, 2, {("A", "proposals"): 9}))
        return store_preview(store, preview, by)

    interfered: list[int] = []
    monkeypatch.setattr(storing, "store_preview", late)
    files = sent(a=proposals(5), b=proposals(6, "B"))
    drop = Drop()
    look(drop, town, files)
    done = store_all(drop, town, files)
    assert (done.stored, done.refused) == (["b"], [])
    assert look(drop, town, files) == {"a": "reason", "b": "nothing_new"}


def test_what_another_clerk_stores_of_other_units_at_that_moment_refuses_nothing(town, monkeypatch):
    def late(store, preview, *more):
        if not interfered.get(preview.file_name):
            interfered[preview.file_name] = add_report(town, 2019, 1, {("B", "proposals"): len(interfered) + 1})
        return store_preview(store, preview, *more)

    interfered: dict[str, int] = {}
    monkeypatch.setattr(storing, "store_preview", late)
    files, drop = sent(a=proposals(5), b=quarter_file(TWO_FIRMS, {("A", "members"): 6})), Drop()
    look(drop, town, files[:1])
    assert (store_all(drop, town, files[:1]).stored, len(interfered)) == (["a"], 1)
    look(drop, town, files)
    assert store_seen(drop, town, files[1], BY_FILE, "the office", None, set())
    assert len(interfered) == 2


def test_a_file_over_which_the_program_stumbles_is_said_so_and_holds_up_no_other(town, monkeypatch):
    def stumble(store, book, *more):
        if book.file_name == "odd.xlsx":
            raise KeyError("a mistake in the program")
        return preview_book(store, book, *more)

    preview_book = drop_module.preview_book
    monkeypatch.setattr(drop_module, "preview_book", stumble)
    files = sent(odd=proposals(5), even=proposals(6, "B"))
    assert look(Drop(), town, files) == {"odd": "faults", "even": "ready"}


def test_units_plan_and_quarters_in_one_drop_are_stored_in_the_order_in_which_they_rest_on_each_other(store):
    plan = plan_file([{"单位代码": "T", "单位名称": UNION, "指标": "合理化建议", "目标": 40}])
    files = sent(q2=proposals(5), q1=proposals(4, quarter=1), plan=plan, units=units_file(TWO_FIRMS))
    drop = Drop()
    assert look(drop, store, files) == {"q2": "waits", "q1": "waits", "plan": "waits", "units": "ready"}
    assert store_all(drop, store, files).stored[:2] == ["units", "plan"]
    assert set(look(drop, store, files).values()) == {"nothing_new"}


def test_of_two_files_that_say_different_things_of_one_cell_the_second_is_left_to_a_person(town):
    files = sent(first=proposals(5), second=proposals(6))
    drop = Drop()
    assert set(look(drop, town, files).values()) == {"ready"}
    assert store_all(drop, town, files).stored == ["first"]
    assert look(drop, town, files) == {"first": "nothing_new", "second": "reason"}


def test_a_name_answered_in_one_file_is_answered_in_all_files_of_the_drop_and_in_no_later_drop(store):
    add_units(store, NAMED)
    rows = [["2020年二季度"], ["单位名称", "合理化建议"], [LIKE_A, 3]]
    files = sent(one=workbook(("S", rows)), two=workbook(("S", [["2020年三季度"], *rows[1:]])))
    drop = Drop()
    assert set(look(drop, store, files).values()) == {"questions"}
    question = drop.understand(store, files[0], BY_FILE).reading.questions[0]
    drop.answer(files[0], question, "A")
    assert set(look(drop, store, files).values()) == {"ready"}
    later = [Sent("later", "later.xlsx", files[0].data)]
    assert look(drop, store, later) == {"later": "questions"}


def test_what_was_answered_for_a_drop_is_remembered_once(store):
    add_units(store, NAMED)
    rows = [["2020年一季度"], ["单位名称", "合理化建议"], [LIKE_A, 3]]
    files = sent(one=workbook(("S", rows)), two=workbook(("S", [["2020年二季度"], *rows[1:]])))
    drop = Drop()
    look(drop, store, files)
    drop.answer(files[0], drop.understand(store, files[0], BY_FILE).reading.questions[0], "A")
    look(drop, store, files)
    assert store_all(drop, store, files).stored == ["one", "two"]
    told = store.read("told_since", version=0)
    assert told["unit"].isna().sum() == 2  # the standard catalogue and the answer


def test_an_answer_about_one_files_basis_is_that_files_alone(town):
    said = [["2020年上半年"], ["单位名称", "合理化建议"], ["柳溪A厂", 9]]
    files = sent(one=workbook(("S", said)), two=workbook(("S", [*said[:2], ["柳溪B厂", 9]])))
    drop = Drop()
    look(drop, town, files)
    question = next(q for q in drop.understand(town, files[0], BY_FILE).reading.questions if q.key == "basis")
    drop.answer(files[0], question, "cumulative")
    assert look(drop, town, files) == {"one": "ready", "two": "questions"}


def test_after_another_file_is_stored_only_what_rests_on_it_is_understood_again(town, monkeypatch):
    files = sent(a=proposals(5), b=proposals(6, "B"), both=quarter_file(TWO_FIRMS, {("A", "members"): 3}))
    drop, again = Drop(), []
    look(drop, town, files)
    preview_book = drop_module.preview_book

    def counted(store, book, *more):
        again.append(book.file_name)
        return preview_book(store, book, *more)

    monkeypatch.setattr(drop_module, "preview_book", counted)
    add_report(town, 2020, 2, {("B", "proposals"): 1})
    assert look(drop, town, files) == {"a": "ready", "b": "reason", "both": "ready"}
    assert again == ["b.xlsx"]
    add_plan(town, [target("T", "proposals", 40)])
    look(drop, town, files)
    add_units(town, [*TWO_FIRMS, unit("C")])
    look(drop, town, files)
    assert sorted(again[1:]) == ["a.xlsx", "b.xlsx", "both.xlsx"]
    assert look(drop, town, files) == look(Drop(), town, files)


def test_what_was_carried_over_is_what_understanding_anew_would_give(town):
    files = sent(a=proposals(5), b=proposals(6, "B"), wrong=proposals("many"), old=proposals(4, quarter=1))
    drop = Drop()
    for stored in ({("A", "proposals"): 9}, {("B", "proposals"): 2}, {("A", "members"): 7}):
        look(drop, town, files)
        add_report(town, 2020, 2, stored)
        assert look(drop, town, files) == look(Drop(), town, files)


def test_a_click_on_what_is_no_longer_shown_stores_nothing(town):
    files = sent(a=proposals(5))
    drop = Drop()
    look(drop, town, files)
    add_report(town, 2020, 2, {("A", "proposals"): 9})
    before = town.version()
    assert not store_seen(drop, town, files[0], BY_FILE, "the office", "a reason", set())
    assert town.version() == before
    since = drop.changed_since_shown(town, files[0], drop.understand(town, files[0], BY_FILE))
    assert since["submission"] == before
    drop.see()
    assert store_seen(drop, town, files[0], BY_FILE, "the office", "a reason", set())


def test_a_click_stores_what_was_shown_whatever_else_was_stored_meanwhile(town):
    files = sent(a=proposals(5))
    drop = Drop()
    look(drop, town, files)
    add_report(town, 2020, 2, {("B", "proposals"): 9})
    assert store_seen(drop, town, files[0], BY_FILE, "the office", None, set())


def test_storing_all_overwrites_nothing_that_was_not_listed(store):
    add_units(store, TWO_FIRMS)
    files = sent(units=units_file([*TWO_FIRMS[:2], unit("B", name="柳溪新名厂")]))
    drop = Drop()
    assert look(drop, store, files) == {"units": "ready"}
    add_units(store, [*TWO_FIRMS[:2], unit("B", name="柳溪又名厂")])
    assert store_all(drop, store, files).stored == []
    look(drop, store, files)
    assert store_all(drop, store, files).stored == ["units"]


def test_a_preview_is_not_stored_over_what_came_in_between(town):
    preview = preview_file(town, "q2.xlsx", proposals(5))
    add_report(town, 2020, 2, {("A", "proposals"): 9})
    before = town.version()
    with pytest.raises(StoreChanged):
        store_preview(town, preview, "the office", "a reason")
    assert town.version() == before


def test_two_plans_side_by_side_say_what_is_new_changed_dropped_and_the_same():
    def plan(*rows: dict) -> pd.DataFrame:
        return pd.DataFrame(list(rows))

    before = plan(
        target("T", "proposals", 40),
        target("T", "members", 100),
        target("A", "proposals", 3),
        target("A", "members", 9),
    )
    before["due_date"] = pd.to_datetime(before["due_date"])  # as the store gives them
    before["period_start"] = pd.to_datetime(before["period_start"])
    after = plan(
        target("T", "proposals", 50),
        target("T", "members", 100, baseline=None),
        target("A", "proposals", 3, due_date=date(2020, 6, 30), phasing="window"),
        target("B", "proposals", 2),
    )
    found = target_changes(before, after)
    assert rows_of(found, "change", "unit", "indicator", "old_target", "target") == [
        ("changed", "T", "proposals", 40, 50),
        ("unchanged", "T", "members", 100, 100),
        ("changed", "A", "proposals", 3, 3),
        ("new", "B", "proposals", None, 2),
        ("dropped", "A", "members", 9, None),
    ]
    assert rows_of(found[found["unit"] == "A"], "old_due_date", "due_date")[0] == (
        date(2020, 12, 31),
        date(2020, 6, 30),
    )


def test_a_plan_is_read_target_by_target_old_to_new(town):
    add_plan(town, [target("T", "proposals", 40), target("T", "cadre_training", 30)])
    line = {"单位代码": "T", "单位名称": UNION, "指标": "合理化建议"}
    data = plan_file([{**line, "目标": 50, "比较方式": "不超过"}])
    preview = preview_file(town, "plan.xlsx", data)
    table = target_changes_table(preview.details, town.read("unit_versions"), town.read("current_indicators"))
    table = in_words(table)
    assert table.iloc[0][["Change", "Unit", "Stored target"]].tolist() == ["changed", UNION, "at least 40 items"]
    assert table.iloc[0]["Target in the file"] == "at most 50 items"
    assert table["Change"].tolist() == ["changed", "dropped"]
    assert preview.counts() == {"new": 0, "corrected": 1, "unchanged": 0, "withdrawn": 1}
    assert verdict_of(preview) == Verdict("reason")


def test_a_units_workbook_is_read_field_by_field_with_moves_and_exemptions(store):
    village = unit("V", kind="village_federation")
    add_units(store, [*TWO_FIRMS, village])
    listed = [TWO_FIRMS[0], {**TWO_FIRMS[1], "employees": 80}, {**TWO_FIRMS[2], "parent": "V"}, village, unit("C")]
    data = units_file(
        listed,
        moves=[("B", date(2020, 5, 1), "T", "V")],
        exemptions=[("A", "", date(2020, 1, 1), date(2020, 12, 31), "停产", "主席", "")],
    )
    preview = preview_file(store, "units.xlsx", data)
    names = {row["unit"]: row["name"] for row in [*TWO_FIRMS, village]}
    table = unit_changes_table(preview.details, names, store.read("current_indicators"))
    assert rows_of(table, "Change", "Code", "What", "Stored", "In the file") == [
        ("changed", "A", "Employees", "", "80"),
        ("new", "C", "Kind", "", "enterprise"),
        ("moved", "B", "Unit above it", UNION, "柳溪V厂"),
        ("exempt", "A", "all indicators", "", "2020-01-01 – 2020-12-31 · 停产"),
    ]


@pytest.mark.parametrize(("language", "said"), [("zh_CN", "文件是空的"), ("en", "empty")])
def test_a_file_that_is_opened_while_another_is_understood_is_understood_as_any_other(town, language, said):
    good, bad = Sent("1", "q.xlsx", quarter_file(TWO_FIRMS, {("A", "proposals"): 3})), Sent("2", "e.xlsx", b"")
    drop, before = Drop(), current_language()
    use_language(language)
    try:
        for file in (good, bad):
            drop.open_ahead(file)
        found = {file.file_id: drop.understand(town, file, (None, None, None)) for file in (good, bad)}
    finally:
        use_language(before)
    assert found[good.file_id].counts()["new"] == 1
    assert said in str(found[bad.file_id])
