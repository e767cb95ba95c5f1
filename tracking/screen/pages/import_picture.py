"""The sheet itself as a picture of cells, coloured by what each was taken for; a click on a column changes what it means."""

import pandas as pd
import streamlit as st
from pypinyin import Style, lazy_pinyin

from tracking.intake import Drop, File, Preview
from tracking.language import N_, _, name_of
from tracking.opening import Sheet, address
from tracking.reading import LEAVE_OUT, Question, ReadColumn, ReadTable, roles_of
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


def show_picture(store: Store, drop: Drop, file: File, preview: Preview) -> None:
    """How the sheets of a quarter's file were read, and what a column means, to be changed."""
    read = {name: (sheet, tables) for name, (sheet, tables) in preview.reading.read.items() if tables}
    if not read:
        return
    asked = any(question.choices and not question.answer for question in preview.reading.questions)
    with st.expander(_("How the sheet was read"), expanded=asked, icon=":material/grid_on:"):
        names = list(read)
        name = names[0]
        if len(names) > 1:
            name = st.selectbox(_("Sheet"), names, key=f"picture_sheet_{file.file_id}") or names[0]
        sheet, tables = read[name]
        indicators = {row["indicator"]: name_of(row) for row in store.read("current_indicators").to_dict("records")}
        columns = {column.number: column for table in tables for column in table.columns()}
        clicked = _show_cells(preview, sheet, tables, columns, indicators, f"picture_{file.file_id}_{name}")
        _change_a_column(drop, file, sheet, columns, indicators, clicked, preview)


def _show_cells(
    preview: Preview,
    sheet: Sheet,
    tables: list[ReadTable],
    columns: dict[int, ReadColumn],
    indicators: dict[str, str],
    key: str,
) -> int | None:
    """The first rows of a sheet, coloured; the number of the column that was clicked, None without a click."""
    doubtful = [at for q in preview.reading.questions if q.sheet in ("", sheet.name) for at in q.cells]
    doubtful += [fault.cell for fault in preview.held if fault.sheet == sheet.name]
    roles = roles_of(sheet, tables, doubtful, preview.reading.contacts.get(sheet.name, []), MOST_ROWS)
    width = max(map(len, sheet.rows[:MOST_ROWS]), default=0)
    labels = [_label(number, columns.get(number), indicators) for number in range(width)]
    rows = sheet.rows[:MOST_ROWS]
    contacts = set(preview.reading.contacts.get(sheet.name, []))
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
    return labels.index(cells[0][1]) if cells and cells[0][1] in labels else None


def _label(number: int, column: ReadColumn | None, indicators: dict[str, str]) -> str:
    """The letter of a column, and what it was taken for in words."""
    letter = address(0, number)[:-1]
    if column is None:
        return letter
    return f"{letter} · {_meaning(column, indicators)}"


def _meaning(column: ReadColumn, indicators: dict[str, str]) -> str:
    if column.meaning is None or column.meaning.indicator is None:
        return _(ROLE_WORDS[column.role])
    basis = BASES.get(column.meaning.basis or "")
    name = indicators.get(column.meaning.indicator, column.meaning.indicator)
    return f"{name} ({_(basis)})" if basis else name


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())


def _change_a_column(
    drop: Drop,
    file: File,
    sheet: Sheet,
    columns: dict[int, ReadColumn],
    indicators: dict[str, str],
    clicked: int | None,
    preview: Preview,
) -> None:
    """Choose a column, by a click or from the list, and what it means."""
    changeable = [number for number, column in columns.items() if column.role in ("figure", "aside", "total")]
    if not changeable:
        return
    key = f"column_{file.file_id}_{sheet.name}"
    if clicked in changeable and st.session_state.get(f"{key} clicked") != clicked:
        st.session_state[key] = st.session_state[f"{key} clicked"] = clicked
    left, right = st.columns(2)
    number = left.selectbox(
        _("Column"), changeable, key=key, index=None, placeholder=_("Click a column, or choose one"),
        format_func=lambda n: f"{address(0, n)[:-1]} «{columns[n].heading}»",
    )  # fmt: skip
    if number is None:
        st.caption(_("What you change here, and what you answer below, is kept for all files drawn like this one."))
        return
    column = columns[number]
    answers = {question.key: question.answer for question in preview.reading.questions}
    options = [LEAVE_OUT, *indicators]
    before = answers.get(column.key) or (column.meaning.indicator if column.meaning else None) or LEAVE_OUT
    chosen = right.selectbox(
        _("Means"), options, index=options.index(before) if before in options else None, key=f"{key} {number} {before}",
        format_func=lambda code: _("left out") if code == LEAVE_OUT else f"{indicators[code]} · {initials(indicators[code])}",
    )  # fmt: skip
    if chosen and chosen != before:
        drop.answer(file, Question(column.key, plain(column.heading)), chosen)
        st.rerun()


def initials(name: str) -> str:
    """The first letters of a name's syllables, by which 合理化建议 is found as hlhjy."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER, errors="ignore"))
