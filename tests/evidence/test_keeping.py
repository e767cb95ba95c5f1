"""Evidence is kept beside the database, listed, counted and taken back; of another branch nobody sees any."""

import io
import os
import zipfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from made_once import filled_once
from papers import PDF, notice, photo
from people import CANARY, HERE, fill_with_two_towns, give
from personal import ID
from townships import add_report, workbook

from tracking.accounts import as_seen_by, person_named
from tracking.decisions.follow_up import record_follow_ups
from tracking.evidence import (
    Carrier,
    Piece,
    WrongEvidence,
    ask_evidence,
    asks_evidence,
    attach,
    evidence_files_wrong,
    evidence_needed,
    evidence_of,
    file_name_of,
    file_of,
    given_of_needed,
    link_to,
    looked_at,
    packed,
    take_back_evidence,
)
from tracking.registers import Contract, known_contracts, record_contracts
from tracking.store.attached import hash_of
from tracking.store.lock import StoreProblem
from tracking.store.store import IntegrityProblem, Store, StoreChanged

QUARTER = 8081
FIGURE = Carrier("1A", QUARTER, "figure", "employee_training")
OTHER = Carrier("1B", QUARTER, "figure", "employee_training")
NOTICE = looked_at("通知.pdf", PDF)


@filled_once
def towns(store: Store) -> None:
    """Two towns, with a clerk and a viewer of the first and one of the enterprise 1A."""
    fill_with_two_towns(store)
    give(store, "经办", "clerk", unit=HERE)
    give(store, "甲厂", "clerk", unit="1A")


def listed(store, scope: str = "/") -> list[dict]:
    return evidence_of(store, scope, QUARTER, QUARTER).to_dict("records")


def files_of(store: Store) -> list[str]:
    return store.files.all_there()


def seen_by(store: Store, name: str):
    return as_seen_by(store, person_named(store, name))


def test_files_and_links_of_a_figure_are_listed_with_who_and_when_and_come_back_as_they_were_kept(towns):
    attach(towns, FIGURE, [NOTICE, link_to("https://oa.example.cn/5", "原文")], " 办公室 ", "盖章件")
    first, second = listed(towns)[:2]
    assert (first["title"], first["unit"], first["subject"], first["note"]) == (
        "通知.pdf",
        "1A",
        "employee_training",
        "盖章件",
    )
    assert first["received_by"] == "办公室"
    assert first["bytes"] == len(PDF)
    assert second["link"] == "https://oa.example.cn/5"
    assert file_of(towns, first["submission"], first["item"]) == PDF
    with pytest.raises(StoreProblem, match="taken back meanwhile, or is not to be seen"):
        file_of(towns, second["submission"], second["item"])


@pytest.mark.parametrize(
    ("pieces", "by", "said"),
    [
        ([], "甲", "Choose a file, or give a link"),
        ([NOTICE], " ", "who you are"),
        ([NOTICE] * 21, "甲", "At most 20 files"),
        ([NOTICE, NOTICE], "甲", "there already: 通知.pdf"),
        ([Piece("名单.xlsx", b"x", "xlsx", doubts=("no list of persons.",))], "甲", r"名单\.xlsx may hold data of persons \(no list"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_so_leaves_nothing_behind(towns, pieces, by, said):
    before, files = towns.version(), files_of(towns)
    with pytest.raises(WrongEvidence, match=said):
        attach(towns, FIGURE, pieces, by)
    assert (towns.version(), files_of(towns)) == (before, files)


def test_a_list_of_people_is_kept_only_when_somebody_says_that_it_is_needed(towns):
    piece = looked_at("名单.xlsx", workbook(("表", [["姓名", "身份证号"], ["甲某", ID]])))
    with pytest.raises(WrongEvidence, match="may hold data of persons"):
        attach(towns, FIGURE, [piece], "甲")
    assert attach(towns, FIGURE, [piece], "甲", sure=True)
    assert ID not in "".join(towns.read(name, **{}).to_csv() for name in ("submissions",))


@pytest.mark.parametrize(
    "to",
    [
        Carrier("nobody", QUARTER, "figure", "employee_training"),
        Carrier("1A", QUARTER, "figure", "no such"),
        Carrier("1A", QUARTER, "figure"),
        Carrier("1A", QUARTER, "follow_up", "everything", 5),
        Carrier(HERE, 8080, "plan", None, 9),
        Carrier("1A", QUARTER, "something"),
    ],
)
def test_what_carries_evidence_must_be_there_and_a_file_without_a_row_is_not_left(towns, to):
    files = files_of(towns)
    with pytest.raises(IntegrityProblem):
        attach(towns, to, [looked_at("另.pdf", PDF + b"another")], "甲")
    assert files_of(towns) == files


def test_a_follow_up_and_a_plan_carry_evidence_too(towns):
    call = {"unit": "1B", "subject": "report", "period": QUARTER, "said_on": date(2020, 7, 1), "contact": "call"}
    number = record_follow_ups(towns, [call], "甲")
    attach(towns, Carrier("1B", QUARTER, "follow_up", "report", number), [NOTICE], "甲")
    attach(towns, Carrier(HERE, 8080, "plan", None, 1), [looked_at("计划.pdf", PDF + b"1")], "甲")
    found = evidence_of(towns, "/", 8080, QUARTER)
    assert {"plan", "follow_up"} <= set(found["carrier"])


def test_taken_back_it_is_on_record_and_its_file_goes_once_no_other_needs_it(towns):
    attach(towns, FIGURE, [NOTICE], "甲")
    attach(towns, OTHER, [NOTICE], "甲")
    first, second = (next(row for row in listed(towns) if row["unit"] == unit) for unit in ("1A", "1B"))
    with pytest.raises(WrongEvidence, match="Say why"):
        take_back_evidence(towns, first, "甲", " ")
    take_back_evidence(towns, first, "甲", "传错了")
    assert first["sha256"] in files_of(towns)
    with pytest.raises(StoreChanged):
        take_back_evidence(towns, first, "甲", "再来")
    take_back_evidence(towns, second, "甲", "传错了")
    assert first["sha256"] not in files_of(towns)
    assert not [row for row in listed(towns) if row["unit"] in ("1A", "1B")]
    about = towns.read("submissions").iloc[0]
    assert (about["kind"], about["reason"]) == ("evidence", "传错了")
    with pytest.raises(StoreProblem, match="taken back meanwhile"):
        file_of(towns, first["submission"], first["item"])
    attach(towns, FIGURE, [NOTICE], "甲")
    assert file_of(towns, *(listed(towns)[0][name] for name in ("submission", "item"))) == PDF


@pytest.mark.parametrize("more", [b"807", b"2344", b"3404", b"7859"])
def test_a_hash_that_looks_like_a_number_of_a_person_is_none(towns, more):
    attach(towns, FIGURE, [looked_at("通知.pdf", PDF + more)], "甲")
    take_back_evidence(towns, listed(towns)[0], "甲", "传错了")


def test_where_a_file_cannot_be_removed_that_is_said(towns, monkeypatch):
    attach(towns, FIGURE, [NOTICE], "甲")

    def refuse(*_arguments, **_more):
        raise PermissionError

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(StoreProblem, match=r"delete it by hand: .*own|delete it by hand: .*evidence"):
        take_back_evidence(towns, listed(towns)[0], "甲", "传错了")
    assert not [row for row in listed(towns) if row["unit"] == "1A"]


def test_a_unit_that_left_and_came_back_shows_what_it_handed_in_here(towns):
    places = [
        ("/C/1/1A/", "1", date(1900, 1, 1)),
        ("/C/10/1A/", "10", date(2020, 4, 1)),
        ("/C/1/1A/", "1", date(2020, 10, 1)),
    ]
    rows = [{"unit": "1A", "parent": parent, "path": path, "valid_from": since} for path, parent, since in places]
    towns.add("units", {"place": pd.DataFrame(rows)})
    for period in (8080, 8081, 8083):
        attach(towns, Carrier("1A", period, "figure", "employee_training"), [link_to(f"https://a.cn/{period}")], "甲")
    seen = evidence_of(seen_by(towns, "经办"), "/", 8080, 8083)
    assert seen["period"].tolist() == [8083, 8080]


def test_of_the_figures_of_which_it_is_asked_those_other_than_nought_are_counted(towns):
    assert evidence_needed(towns, "/", QUARTER).empty
    ask_evidence(towns, ["employee_training", "proposals"], "甲")
    with pytest.raises(StoreProblem, match="asked already"):
        ask_evidence(towns, ["employee_training", "proposals"], "甲")
    add_report(towns, 2020, 2, {("1B", "proposals"): 3})
    needed = evidence_needed(towns, "/C/1/", QUARTER)
    assert needed[["unit", "indicator"]].values.tolist() == [["1A", "employee_training"], ["1B", "proposals"]]
    attach(towns, FIGURE, [NOTICE], "甲")
    assert given_of_needed(evidence_needed(towns, "/C/1/", QUARTER)) == (1, 2)
    ask_evidence(towns, ["proposals"], "甲")
    assert asks_evidence(towns) == ["proposals"]
    assert given_of_needed(evidence_needed(towns, "/C/1/", QUARTER)) == (0, 1)


def test_a_file_that_was_altered_or_is_gone_is_said_so_and_never_handed_out(towns):
    attach(towns, FIGURE, [NOTICE], "甲")
    row = listed(towns)[0]
    place = towns.files.folder / row["sha256"]
    place.write_bytes(PDF + b"altered")
    with pytest.raises(StoreProblem, match="damaged or altered"):
        file_of(towns, row["submission"], row["item"])
    assert evidence_files_wrong(towns)["detail"].str.contains(r"通知\.pdf").tolist() == [True]
    os.unlink(place)
    with pytest.raises(StoreProblem, match=r"not in .* any more"):
        file_of(towns, row["submission"], row["item"])
    attach(towns, OTHER, [NOTICE], "甲")  # the same file again: it is there again for both
    assert evidence_files_wrong(towns).empty


def test_a_unit_keeps_no_more_of_a_quarter_than_fits(towns, monkeypatch):
    monkeypatch.setattr("tracking.evidence.keeping.MOST_OF_A_QUARTER", len(PDF) + 10)
    attach(towns, FIGURE, [NOTICE], "甲")
    with pytest.raises(WrongEvidence, match="keeps at most"):
        attach(towns, FIGURE, [looked_at("另.pdf", PDF + b"1")], "甲")


# ---- branches ------------------------------------------------------------------------------------------------------------


def test_of_another_branch_nobody_sees_a_file_although_it_is_the_very_same(towns):
    attach(towns, Carrier("10A", QUARTER, "figure", "employee_training"), [Piece(f"{CANARY}.pdf", PDF, "pdf")], "甲")
    attach(towns, OTHER, [NOTICE], "甲")
    theirs = next(row for row in listed(towns) if row["unit"] == "10A")
    mine = next(row for row in listed(towns) if row["unit"] == "1B")
    assert theirs["sha256"] == mine["sha256"]
    clerk, firm = seen_by(towns, "经办"), seen_by(towns, "甲厂")
    assert {row["unit"] for row in listed(clerk)} == {"1B"}
    assert file_of(clerk, mine["submission"], mine["item"]) == PDF
    assert listed(firm) == []
    for store, row in ((clerk, theirs), (firm, mine)):
        with pytest.raises(StoreProblem, match="not to be seen"):
            file_of(store, row["submission"], row["item"])
    with pytest.raises(StoreProblem):
        take_back_evidence(clerk, theirs, "经办", "别人的")
    take_back_evidence(clerk, mine, "经办", "传错了")
    assert theirs["sha256"] in files_of(towns), "another branch needs it"


def test_a_clerk_attaches_within_the_branch_and_nowhere_else_and_leaves_no_file(towns):
    firm, files = seen_by(towns, "甲厂"), files_of(towns)
    attach(firm, FIGURE, [NOTICE], "甲厂")
    with pytest.raises(StoreProblem, match="outside your branch"):
        attach(firm, OTHER, [looked_at("另.pdf", PDF + b"9")], "甲厂")
    assert len(files_of(towns)) == len(files) + 1
    with pytest.raises(StoreProblem, match="may look at this"):
        ask_evidence(firm, ["employee_training"], "甲厂")


# ---- handed out ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "kind", "name"),
    [
        ("通知.pdf", "pdf", "通知.pdf"),
        ("通知.PDF", "pdf", "通知.pdf"),
        ("a.exe", "pdf", "a.exe.pdf"),
        ("CON", "jpeg", "_CON.jpg"),
        ("x/../y", "png", "x_.._y.png"),
    ],
)
def test_a_file_is_handed_out_under_its_name_with_the_ending_of_what_it_is(title, kind, name):
    assert file_name_of({"title": title, "kind": kind}) == name


def test_files_are_packed_into_one(towns, monkeypatch):
    attach(towns, FIGURE, [NOTICE, looked_at("照片.jpg", photo())], "甲")
    rows = evidence_of(towns, "/", QUARTER, QUARTER).head(2)
    data = packed(towns, rows, ["甲/1.pdf", "甲/2.jpg"], {"清单.txt": b"2"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist() == ["清单.txt", "甲/1.pdf", "甲/2.jpg"]
        assert archive.read("甲/1.pdf") == PDF
    (towns.files.folder / rows["sha256"].iloc[0]).unlink()
    with zipfile.ZipFile(io.BytesIO(packed(towns, rows, ["甲/1.pdf", "甲/2.jpg"], {}))) as archive:
        assert archive.namelist() == ["甲/2.jpg", "missing.txt"]
        assert "甲/1.pdf" in archive.read("missing.txt").decode()
    monkeypatch.setattr("tracking.evidence.keeping.MOST_PACKED", 10)
    with pytest.raises(StoreProblem, match="Choose fewer"):
        packed(towns, rows, ["a", "b"], {})


def test_an_earlier_state_shows_what_was_there_then(towns):
    attach(towns, FIGURE, [NOTICE], "甲")
    then = towns.as_of(towns.version())
    attach(towns, OTHER, [looked_at("另.docx", notice("另"))], "甲")
    assert len(listed(towns)) == len(listed(then)) + 1
    assert file_of(then, *(listed(then)[0][name] for name in ("submission", "item"))) == PDF


# ---- taken along ---------------------------------------------------------------------------------------------------------


def test_backup_restore_and_copy_take_the_files_along_and_check_looks_at_them(towns, tmp_path: Path, run_tracking):
    own = Path(towns.path)
    attach(towns, FIGURE, [NOTICE], "甲")
    sha256 = listed(towns)[0]["sha256"]
    towns.close()

    def tracking(database: Path, *arguments: object):
        return run_tracking("--database", database, *arguments)

    assert tracking(own, "backup", tmp_path / "b.duckdb").returncode == 0
    assert (tmp_path / "b.duckdb.evidence" / sha256).read_bytes() == PDF
    assert tracking(own, "copy", own, tmp_path / "c.duckdb").returncode == 0
    assert (tmp_path / "c.duckdb.evidence" / sha256).read_bytes() == PDF
    (own.with_name(own.name + ".evidence") / sha256).write_bytes(b"altered")
    said = tracking(own, "check")
    assert said.returncode == 1
    assert "通知.pdf" in said.stdout
    said = tracking(own, "backup", tmp_path / "d.duckdb")
    assert "Not copied" in said.stderr
    assert said.returncode == 1
    (tmp_path / "b.duckdb.evidence" / ("0" * 64)).write_bytes(b"of an older backup")
    assert tracking(own, "restore", tmp_path / "b.duckdb").returncode == 0
    (own.with_name(own.name + ".evidence") / hash_of(b"cut off")).write_bytes(b"cut off")
    said = tracking(own, "check")
    assert said.returncode == 0
    assert "1 files of evidence belong to nothing" in said.stderr
    assert tracking(own, "backup", tmp_path / "b.duckdb", "--force").returncode == 0
    assert [file.name for file in (tmp_path / "b.duckdb.evidence").iterdir()] == [sha256]


def test_a_contract_of_the_register_carries_its_scan_and_one_that_is_not_there_carries_none(towns):
    record_contracts(towns, [Contract("1A", "wage", date(2020, 1, 1), date(2020, 12, 31))], "县")
    number = known_contracts(towns)[0].number
    attach(towns, Carrier("1A", QUARTER, "contract", "wage", number), [looked_at("合同.pdf", PDF)], "县")
    assert ("contract", number) in [(row["carrier"], row["carried"]) for row in listed(towns)]
    for wrong in (
        Carrier("1B", QUARTER, "contract", "wage", number),
        Carrier("1A", QUARTER, "contract", "collective", number),
    ):
        with pytest.raises(IntegrityProblem, match="evidence_of_nothing"):
            attach(towns, wrong, [looked_at("别的.pdf", PDF + b" ")], "县")
