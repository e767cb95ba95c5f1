"""From a file to the store: read, check against what is known, show what would change, then store all or nothing."""

import json
from collections.abc import Set
from datetime import date

import pandas as pd

from tracking.catalogue import standard_indicators
from tracking.intake.checking import check_rows
from tracking.intake.comparing import CELL, COMPARE, Preview, set_beside_stored
from tracking.intake.contracts import compare_contracts, contract_rows
from tracking.intake.foundings import compare_foundings, founding_rows
from tracking.intake.holding_back import HELD_BACK, hold_back, read_without_bad_rows
from tracking.intake.implied import ask_about_implied, implied_tables
from tracking.intake.known import known_to
from tracking.intake.own_indicators import indicators_in_use
from tracking.intake.signed import ask_about_signed, signed_tables
from tracking.language import _
from tracking.opening import Book
from tracking.quarters import local_day
from tracking.reading import (
    AS_PROPOSED,
    Fault,
    Known,
    Question,
    Reading,
    ReportProblem,
    answered_for_drawing,
    kind_of,
    notes_about,
    notes_on_contacts,
    notes_on_registers,
    question_on_contacts,
    questions_about,
    read_book,
    read_contracts,
    read_foundings,
    read_indicators,
    read_plan,
    read_quarter,
    read_units,
    refuse_distorted_cells,
    refuse_personal_data,
    without_contacts,
)
from tracking.store import Store, StoreProblem

A_YEAR = 4  # quarters


def prepare_store(store: Store) -> None:
    """Bring the standard catalogue into the store when it is new or was edited."""
    known = store.read("current_indicators")
    standard = standard_indicators()
    same = known[known["indicator"].isin(standard["indicator"])].reset_index(drop=True)
    columns = list(standard.columns)
    if not same.reindex(columns=columns).astype("str").equals(standard.astype("str")):
        store.add("indicators", {"indicator": standard}, file_name="data/indicators.csv")


def preview_file(
    store: Store,
    file_name: str,
    data: bytes,
    year: int | None = None,
    quarter: int | None = None,
    basis: str | None = None,
    answers: dict[str, str] | None = None,
) -> Preview:
    """Read one file and compare it with the store; see preview_book."""
    return preview_book(store, read_book(file_name, data), year, quarter, basis, answers)


def preview_book(
    store: Store,
    book: Book,
    year: int | None = None,
    quarter: int | None = None,
    basis: str | None = None,
    answers: dict[str, str] | None = None,
) -> Preview:
    """Compare what an opened file holds with the store.

    Raises ReportProblem with every fault at once. ``basis`` (quarter or cumulative) holds where the file says none;
    ``answers`` are what a person chose for the questions of this file, by their keys.
    """
    version = store.version()
    known = known_to(store, answers)
    whole, (book, contacts) = book, without_contacts(book, known.vocabulary(), known.answers)
    refuse_personal_data(book)
    refuse_distorted_cells(book)
    kind = kind_of(book)
    if kind is None:
        expected = _("a workbook of units, a plan or a quarter; no sheet has the headings of one. Download a template.")
        raise ReportProblem(book.file_name, [Fault(expected)])
    held: list[Fault] = []

    def read(left: Book) -> Reading:
        return _read(store, left, kind, known, (year, quarter, basis))

    reading = read(book)
    if reading.faults and _may_lack_rows(store, reading):
        reading, held = read_without_bad_rows(book, reading, read)
    if kind == "quarter":
        set_beside_stored(store, reading)
    reading.questions += questions_about(book, _settled_cells(reading))
    reading.contacts = contacts
    reading.questions += question_on_contacts(whole, known.answers) if kind == "units" else []
    reading.notes += [*notes_on_contacts(contacts), *notes_about(book), *notes_on_registers(book, kind)]
    if kind == "quarter":
        _check_quarter(store, reading, known)
    held = held or hold_back(reading)
    if reading.faults:
        raise ReportProblem(book.file_name, reading.faults, reading)
    preview = Preview(book.file_name, book.sha256, reading, pd.DataFrame(), answers=answers or {}, version=version)
    preview.held = held
    (COMPARE | {"contracts": compare_contracts, "foundings": compare_foundings})[kind](store, preview, known)
    submissions = store.read("submissions")
    same = submissions[submissions["sha256"] == book.sha256]
    preview.seen_before = same.iloc[0].to_dict() if len(same) else None
    _ask_about_the_whole(store, preview, chosen=bool(year or quarter))
    return preview


def _read(
    store: Store, book: Book, kind: str, known: Known, chosen: tuple[int | None, int | None, str | None]
) -> Reading:
    """What a book of one kind holds, by what is known; see preview_book for what may be chosen."""
    year, quarter, basis = chosen
    if kind == "units":
        places = store.read("all_places")
        places["valid_from"] = places["valid_from"].dt.date
        return read_units(book, known, places)
    if kind == "indicators":
        return read_indicators(book, known, indicators_in_use(store))
    if known.units.empty:
        raise ReportProblem(book.file_name, [Fault(_("There are no units yet. Import the units workbook first."))])
    if kind == "contracts":
        return read_contracts(book, known)
    if kind == "foundings":
        return read_foundings(book, known)
    return read_plan(book, known, year) if kind == "plan" else read_quarter(book, known, year, quarter, basis)


def _check_quarter(store: Store, reading: Reading, known: Known) -> None:
    check_rows(store, reading, known, store.today())
    ask_about_implied(store, reading, known)
    ask_about_signed(store, reading, known)


def _may_lack_rows(store: Store, reading: Reading) -> bool:
    """Whether rows may stay out of what a file holds. In the next version of a plan that is in force a row that is held back would
    drop its target."""
    if reading.kind == "plan":
        return store.read("plan_targets", units=None, plan_year=reading.plan_year, newest=True).empty
    return reading.kind in ("units", "contracts", "foundings")


def _settled_cells(reading: Reading) -> dict[str, dict[str, bool]]:
    """Sheet → the cells of a quarter's figures → whether the very same is stored already."""
    if reading.kind != "quarter":
        return {}
    rows = reading.tables["report"]
    rows = rows.assign(settled=rows["change"].eq("unchanged"))
    return {str(name): dict(zip(own["cell"], own["settled"], strict=True)) for name, own in rows.groupby("sheet")}


def _ask_about_the_whole(store: Store, preview: Preview, chosen: bool) -> None:
    """Whether a file that was taken in before, or is about a quarter long past, is meant."""
    questions, counts, newest = preview.reading.questions, preview.counts(), latest_quarter(store)
    if preview.seen_before and preview.changes_what_is_stored(set()):
        text = _(
            "This very file was taken in on {day} by {by}; figures were changed since. Take it in again, over them?",
            day=local_day(preview.seen_before["received_at"]),
            by=preview.seen_before["received_by"] or "…",
        )
        questions.append(Question("same_file", text))
    period = preview.reading.period
    if period is not None and counts["new"] and not chosen and newest is not None and newest - period >= A_YEAR:
        text = _(
            "The file is about {year} Q{quarter}, but figures up to {newest_year} Q{newest_quarter} are stored. Is its"
            " quarter right?",
            year=period // 4,
            quarter=period % 4 + 1,
            newest_year=newest // 4,
            newest_quarter=newest % 4 + 1,
        )
        questions.append(Question("long_past", text))


def open_questions(preview: Preview, accepted: Set[str]) -> list[Question]:
    """The questions that must be answered, or answered with yes, before this file can be stored.

    Dashes are not among them: until somebody agrees that they mean 不适用 they are blanks.
    """
    asked = [question for question in preview.reading.questions if not question.key.startswith("not_applicable")]
    return [question for question in asked if not question.answer and question.key not in accepted]


def store_preview(
    store: Store, preview: Preview, received_by: str, reason: str | None = None, accepted: Set[str] = frozenset()
) -> int | None:
    """Store a preview in one transaction and return the submission's number; None if nothing would change.

    Raises ReportProblem while a question is open or a needed reason is missing, StoreChanged where the data are no longer
    those that the file was compared with.
    """
    asked = open_questions(preview, accepted)
    more = preview.reading.kind == "quarter" and (
        len(_new_deeds(store, preview.reading)) or signed_tables(store, preview.reading)
    )
    if not preview.changes_anything() and not more and not any(question.choices for question in asked):
        return None
    faults = [
        fault for question in asked for fault in (preview.held if question.key == HELD_BACK else [Fault(question.text)])
    ]
    if preview.needs_reason(accepted) and not reason and preview.reading.kind in ("quarter", "plan"):
        faults.append(Fault(_("A reason is needed, because this changes what is stored already.")))
    if faults:
        raise ReportProblem(preview.file_name, faults)
    unchanged = preview.changes["change"] == "unchanged"
    changed = preview.changes[~unchanged] if unchanged.any() else preview.changes
    reason = reason or preview.reading.about.get("reason")
    tables = _TABLES[preview.reading.kind](store, preview, changed, reason, accepted)
    if not any(len(rows) for rows in tables.values()):
        return None
    return store.add(
        preview.reading.kind,
        tables | {"remembered_answer": _to_remember(store, preview, accepted)},
        unless_changed_since=preview.version,
        file_name=preview.file_name,
        sha256=preview.sha256,
        received_by=received_by,
        period=preview.reading.period,
        plan_year=preview.reading.plan_year,
        reason=reason,
    )


def _to_remember(store: Store, preview: Preview, accepted: Set[str]) -> pd.DataFrame:
    """What was answered in this file about names and headings, and about its drawing: the next file need not ask."""
    rows = [
        {"question": question.key, "answer": preview.answers[question.key], "said": question.said}
        for question in preview.reading.questions
        if question.said and question.key in preview.answers
    ]
    rows += [
        {"question": key, "answer": answer, "said": said}
        for question in preview.reading.questions
        if question.answer == AS_PROPOSED
        for key, answer, said in question.means
    ]
    drawing = preview.reading.drawing
    answers = answered_for_drawing(preview.reading.questions, accepted) if drawing else {}
    if drawing and answers:
        kept = json.dumps(answers, ensure_ascii=False)
        newest = store.read("newest_answer", question=drawing.key)
        if newest.empty or newest["answer"].iloc[0] != kept:
            rows.append({"question": drawing.key, "answer": kept, "said": drawing.headings})
    return pd.DataFrame(rows, columns=["question", "answer", "said"])


def _quarter_tables(
    store: Store, preview: Preview, changed: pd.DataFrame, reason: str | None, accepted: Set[str]
) -> dict:
    agreed = changed["state"].ne("proposed") | changed["note"].isin(accepted)
    rows = changed.loc[agreed, [*CELL, "amount", "state", "basis", "qualifier", "note", "sheet", "cell"]]
    rows = rows.assign(
        note=rows["note"].mask(rows["state"] == "proposed"), state=rows["state"].replace("proposed", "exempt")
    )
    implied = implied_tables(store, preview.reading)
    return (
        implied
        | signed_tables(store, preview.reading)
        | {
            "deed": _new_deeds(store, preview.reading),
            "report": rows.astype(dict.fromkeys(("unit", "indicator", "state", "basis", "sheet"), "category")),
        }
    )


def _new_deeds(store: Store, reading: Reading) -> pd.DataFrame:
    """What units tell in a quarter's file that is not stored already in these words."""
    told = reading.tables.get("deed", pd.DataFrame())
    if told.empty:
        return told
    known = store.read("deeds", scope="/", day=store.today(), first_period=0, last_period=int(told["period"].max()))
    same = set(zip(known["unit"], known["period"], known["body"], strict=True))
    return told[[key not in same for key in zip(told["unit"], told["period"], told["body"], strict=True)]]


def _plan_tables(store: Store, preview: Preview, changed: pd.DataFrame, reason: str | None, accepted: Set[str]) -> dict:
    year = preview.reading.plan_year
    assert year is not None  # a plan is one of a year
    versions = store.read("plan_versions")
    newest = versions[versions["plan_year"] == year].groupby("unit")["version"].max()
    number = {unit: int(newest.get(unit, 0)) + 1 for unit in changed["unit"].unique()}
    in_force = preview.reading.about.get("in_force_from") or date(year, 1, 1)
    plans = pd.DataFrame(
        [
            {
                "unit": unit,
                "plan_year": year,
                "version": version,
                "in_force_from": in_force,
                "document": preview.reading.about.get("document"),
                "reason": reason if version > 1 else None,
            }
            for unit, version in number.items()
        ]
    )
    targets = changed.drop(columns="change").assign(plan_year=year, version=changed["unit"].map(number))
    return {"plan": plans, "target": targets}


def _unit_tables(store: Store, preview: Preview, changed: pd.DataFrame, reason: str | None, accepted: Set[str]) -> dict:
    tables = preview.reading.tables
    units = tables["unit"]
    return {
        "unit": units[units["unit"].isin(changed["unit"])],
        "place": tables["place"],
        "exemption": tables["exemption"],
    }


def _indicator_tables(
    store: Store, preview: Preview, changed: pd.DataFrame, reason: str | None, accepted: Set[str]
) -> dict:
    return {"indicator": changed.drop(columns="change")}


_TABLES = {
    "contracts": lambda store, _preview, changed, _reason, _accepted: contract_rows(store, changed),
    "foundings": lambda store, _preview, changed, _reason, _accepted: founding_rows(store, changed),
    "quarter": _quarter_tables,
    "plan": _plan_tables,
    "units": _unit_tables,
    "indicators": _indicator_tables,
}


def start_union(store: Store, name: str) -> int:
    """Make an empty database the union's own: its name, which the units workbook will begin with.

    Raises StoreProblem where it has one already.
    """

    def tables() -> dict[str, pd.DataFrame]:
        if "union" in set(store.read("settings")["name"]):
            raise StoreProblem(_("This database belongs to a union already."))
        return {"setting": pd.DataFrame([{"name": "union", "value": name}])}

    return store.add("setting", tables, received_by=name)


def latest_quarter(store: Store) -> int | None:
    """The newest period with figures, or None."""
    found = store.read("latest_period")["period"].iloc[0]
    return None if pd.isna(found) else int(found)
