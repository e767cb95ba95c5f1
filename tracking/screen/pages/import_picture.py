"""The sheet itself as a picture of cells, coloured by what each was taken for; a click on a column changes what it means."""

import pandas as pd
import streamlit as st

from tracking.catalogue import MONEY
from tracking.intake import Drop, File
from tracking.language import N_, _, name_of
from tracking.opening import Sheet, address
from tracking.reading import (
    DAY,
    LEAVE_OUT,
    Fault,
    Question,
    ReadColumn,
    Reading,
    ReadRow,
    ReadTable,
    Said,
    initials,
    roles_of,
    said_of_words,
    says_no,
    says_yes,
)
from tracking.screen.session import plain
from tracking.store import Store

ROLE_WORDS = {
    "heading": N_("heading"),
    "unit": N_("name of a unit"),
    "indicator": N_("indicator or measure"),
    "period": N_("period"),
    "figure": N_("figure"),
    "total": N_("total or rate, only compared"),
    "aside": N_("left out"),
    "contact": N_("contact, not read"),
    "doubtful": N_("asked about"),
}
COLOURS = {
    "heading": "#dbe3e8",
    "unit": "#cfe8e5",
    "indicator": "#dbe2f7",
    "period": "#f3e8c8",
    "figure": "#e6f3e3",
    "total": "#e2e2e2",
    "aside": "#f6f6f6",
    "contact": "#ecdcee",
    "doubtful": "#ffd9cc",
}
MOST_ROWS, ROW = 30, 31
BASES = {"cumulative": N_("year to date"), "quarter": N_("this quarter's")}


def show_picture(store: Store, drop: Drop, file: File, reading: Reading, held: list[Fault]) -> None:
    """How the sheets of a quarter's file were read, and what a column or row means, to be changed; ``held`` are the faults
    of what stays out."""
    read = {name: (sheet, tables) for name, (sheet, tables) in reading.read.items() if tables}
    if not read:
        return
    asked = bool(held) or any(question.choices and not question.answer for question in reading.questions)
    with st.expander(_("How the sheet was read"), expanded=asked, icon=":material/grid_on:"):
        names = list(read)
        name = names[0]
        if len(names) > 1:
            name = st.selectbox(_("Sheet"), names, key=f"picture_sheet_{file.file_id}") or names[0]
        sheet, tables = read[name]
        about = {row["indicator"]: row for row in store.read("current_indicators").to_dict("records")}
        doubtful = [at for q in reading.questions if q.sheet in ("", name) for at in q.cells]
        doubtful += [fault.cell for fault in held if fault.sheet == name]
        contacts = reading.contacts.get(name, [])
        clicked = _show_cells(sheet, tables, doubtful, contacts, about, f"picture_{file.file_id}_{name}")
        _change(drop, file, sheet, tables, about, clicked, reading)


def _show_cells(
    sheet: Sheet, tables: list[ReadTable], doubtful: list[str], contacts: list[str], about: dict[str, dict], key: str
) -> tuple[int, int] | None:
    """The first rows of a sheet, coloured; the row and column of the cell that was clicked, None without a click."""
    columns = {column.number: column for table in tables for column in table.columns()}
    roles = roles_of(sheet, tables, doubtful, contacts, MOST_ROWS)
    width = max(map(len, sheet.rows[:MOST_ROWS]), default=0)
    labels = [_label(number, columns.get(number), about) for number in range(width)]
    rows = sheet.rows[:MOST_ROWS]
    texts = [
        ["···" if address(r, c) in contacts else _text(cells[c]) if c < len(cells) else "" for c in range(width)]
        for r, cells in enumerate(rows)
    ]
    table = pd.DataFrame(texts, columns=labels, index=[str(number + 1) for number in range(len(rows))])
    colours = [[COLOURS.get(roles.get((r, c), ""), "") for c in range(width)] for r in range(len(rows))]
    styles = pd.DataFrame(
        [[f"background-color: {colour}" if colour else "" for colour in row] for row in colours],
        columns=table.columns, index=table.index,
    )  # fmt: skip
    used = [role for role in ROLE_WORDS if role in set(roles.values())]
    legend = " ".join(
        f"<span style='background:{COLOURS[role]};padding:0 .5em'>{_(ROLE_WORDS[role])}</span>" for role in used
    )
    st.html(f"<div style='font-size:.85rem'>{legend}</div>")
    event = st.dataframe(
        table.style.apply(lambda _table: styles, axis=None), key=key, on_select="rerun", selection_mode="single-cell",
        height=min(ROW * (len(rows) + 1) + 2, 420), alt=_("The sheet as it was read"),
    )  # fmt: skip
    if len(sheet.rows) > MOST_ROWS:
        st.caption(_("The first {count} of {all} rows.", count=MOST_ROWS, all=len(sheet.rows)))
    cells = event["selection"]["cells"]
    return (cells[0][0], labels.index(cells[0][1])) if cells and cells[0][1] in labels else None


def _label(number: int, column: ReadColumn | None, about: dict[str, dict]) -> str:
    """The letter of a column, and what it was taken for in words."""
    letter = address(0, number)[:-1]
    if column is None:
        return letter
    return f"{letter} · {_meaning(column, about)}"


def _meaning(column: ReadColumn, about: dict[str, dict]) -> str:
    if column.meaning is None or column.meaning.indicator is None:
        return _(ROLE_WORDS[column.role])
    basis = BASES.get(column.meaning.basis or "")
    name = name_of(about[column.meaning.indicator])
    return f"{name} ({_(basis)})" if basis else name


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())


def _rows_of(tables: list[ReadTable]) -> dict[int, ReadRow]:
    """The rows that name an indicator."""
    return {row.number: row for table in tables for row in table.rows}


def _change(
    drop: Drop,
    file: File,
    sheet: Sheet,
    tables: list[ReadTable],
    about: dict[str, dict],
    clicked: tuple[int, int] | None,
    reading: Reading,
) -> None:
    """Choose a column or row, by a click or from the list, and what it means."""
    columns = {column.number: column for table in tables for column in table.columns()}
    rows = _rows_of(tables)
    places: dict[str, ReadColumn | ReadRow] = {
        f"{address(0, number)[:-1]} «{column.heading}»": column
        for number, column in columns.items()
        if column.role in ("figure", "aside", "total")
    }
    places |= {f"{number + 1} «{row.heading}»": row for number, row in rows.items()}
    if not places:
        return
    key = f"column_{file.file_id}_{sheet.name}"
    row, number = clicked or (-1, -1)
    meant = rows.get(row) if row in rows and columns.get(number, rows[row]).role == "indicator" else columns.get(number)
    label = next((text for text, place in places.items() if place is meant), None)
    if label and st.session_state.get(f"{key} clicked") != clicked:
        st.session_state[key], st.session_state[f"{key} clicked"] = label, clicked
    left, right = st.columns(2)
    chosen = left.selectbox(_("Column or row"), list(places), key=key, index=None,
                            placeholder=_("Click a column, or choose one"))  # fmt: skip
    if chosen is None:
        st.caption(_("What you change here, and what you answer below, is kept for all files drawn like this one."))
        return
    place = places[chosen]
    answers = {question.key: question.answer for question in reading.questions}
    before = Said.of(answers[place.key]) if answers.get(place.key) else place.said()
    words = {}
    for table in tables if isinstance(place, ReadColumn) else ():
        words |= table.words_in(place.number)
    said = _said(right, f"{key} {place.key} {before}", before, about, words)
    if said and said != before:
        drop.answer(file, Question(place.key, plain(place.heading)), str(said))
        st.rerun()


def _said(at, key: str, before: Said, about: dict[str, dict], words: dict[str, str]) -> Said | None:
    """What is chosen of a column or row: its indicator, of figures that may be either, the basis and the money unit, and what
    ``words`` in place of numbers stand for."""
    names = {code: f"{name_of(row)} · {initials(name_of(row))}" for code, row in about.items()}
    options = [LEAVE_OUT, *names]
    code = at.selectbox(
        _("Means"), options, index=options.index(before.code) if before.code in options else None, key=key,
        format_func=({LEAVE_OUT: _("left out")} | names).get,
    )  # fmt: skip
    if code is None or code == LEAVE_OUT:
        return code and Said(code)
    basis, factor = before.basis, before.factor
    if about[code]["kind"] == "flow":
        bases = {"": _("as the sheet says")} | {name: _(word) for name, word in BASES.items()}
        basis = at.segmented_control(_("Figures are"), list(bases), default=basis, format_func=bases.get, required=True,
                                     key=f"{key} basis")  # fmt: skip
    if about[code]["measure"] == MONEY:
        units = {0: _("as the sheet says"), 1: _("yuan"), 10_000: _("ten thousand yuan")}
        factor = at.segmented_control(_("Money is in"), list(units), default=factor if factor in units else 0,
                                      format_func=units.get, required=True, key=f"{key} factor")  # fmt: skip
    return Said(code, basis, factor, _words_said(at, key, before, words) if words else before.words)


def _words_said(at, key: str, before: Said, words: dict[str, str]) -> str:
    """Which of the words of a column stand for 1 and which for 0, as an answer keeps them; nothing where none was changed."""
    proposed = {word: 1 for word in words if word == DAY or says_yes(words[word])}
    proposed |= {word: 0 for word in words if word not in proposed and says_no(words[word])}
    numbers = before.numbers() or proposed
    texts = {"": _("(blank)"), **words, **({DAY: _("any day")} if DAY in words else {})}
    chosen = []
    for number, label in ((1, _("Words that count as 1")), (0, _("Words that count as 0"))):
        default = [word for word in texts if numbers.get(word) == number]
        chosen.append(at.multiselect(label, list(texts), default=default, format_func=texts.get, key=f"{key} {number}"))
    ones, noughts = chosen
    now = dict.fromkeys(ones, 1) | {word: 0 for word in noughts if word not in ones}
    return before.words if now == numbers else said_of_words(ones, [word for word in noughts if word not in ones])
