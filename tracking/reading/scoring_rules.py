"""Rules of the year's scoring as an office writes them (考核细则: 项目 | 考核内容 | 分值 | 评分标准) → rows of items, as far as they can be read."""

import re
from typing import Any

from tracking.catalogue import fold, meaning_of, words
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.names import BRACKETS
from tracking.reading.layout.tables import HEADER_SEARCH, Table, is_total, text_of
from tracking.reading.layout.titles import shown_sheets
from tracking.reading.problems import Fault, ReportProblem
from tracking.reading.sheets import Known

COLUMNS = ("score_item", "score_points", "score_heading", "score_rule", "score_how", "indicator", "score_standard", "score_each", "score_step",
           "score_most", "score_lowest", "score_shares")  # fmt: skip
NUMBER = r"(\d+(?:\.\d+)?)"
LESS = re.compile(rf"每(?:少|低|差|缺|下降|减少)[^，。；,;]*?{NUMBER}?[^，。；,;\d]*?[，,]?\s*(?:扣|减){NUMBER}\s*分")
MORE = re.compile(rf"每(?:超|多|高|增加|超额|超过)[^，。；,;]*?{NUMBER}?[^，。；,;\d]*?[，,]?\s*加{NUMBER}\s*分")
MOST = re.compile(rf"(?:最多|最高|不超过|上限)[^，。；,;\d]*?加?\s*{NUMBER}\s*分")
REACHED = re.compile(rf"(?:达到|达|不低于|完成)\s*{NUMBER}\s*(%|％|家|个|份|人次|人|名|场|期|项|件|户)")
FOR_ALL = re.compile(rf"{NUMBER}\s*(%|％|家|个|份|人次|人|名|场|期|项|件|户)(?:及?以上)?的?得满分")
LAST = re.compile(rf"末位[^，。；,;\d]*{NUMBER}\s*[%％]")
POINTS = re.compile(rf"[（(]\s*{NUMBER}\s*分\s*[)）]")
SHORTEST_NAME = 3  # letters of an indicator that is looked for inside a text


def read_scoring_rules(book: Book, known: Known) -> tuple[list[dict[str, Any]], list[str]]:
    """The items of a rule set, as rows of scoring.TYPED, and what could not be read, a sentence each: those are scored by hand.

    Raises ReportProblem where no sheet has a column of items and one of points.
    """
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for sheet in shown_sheets(book):
        if drawn := _drawn(sheet):
            rows += _rows(*drawn, known, notes)
    if not rows:
        expected = _("a table of items with their points: 考核项目, 考核内容, 分值, 评分标准")
        raise ReportProblem(book.file_name, [Fault(expected)])
    return rows, notes


def _drawn(sheet: Sheet) -> tuple[Table, dict[str, int]] | None:
    folded = {fold(word): meaning for meaning in COLUMNS for word in words()[meaning]}
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        keys = [
            c
            for c, cell in enumerate(cells)
            if cell is not None and meaning_of(_bare(str(cell)), "score_item", "score_rule", "score_heading")
        ]
        if not keys:
            continue
        first, last = heading_rows(sheet, number, keys[0], folded)
        parts = headings(sheet, first, last)
        columns: dict[str, int] = {}
        for column, texts in enumerate(parts):
            meaning = next((m for text in reversed(texts) if (m := meaning_of(_bare(text), *COLUMNS))), None)
            if meaning:
                columns.setdefault(meaning, column)
        if "score_item" not in columns and "score_heading" in columns:
            columns["score_item"] = columns.pop("score_heading")
        if "score_item" in columns and ("score_points" in columns or "score_rule" in columns):
            return Table(sheet, last, [" / ".join(texts) for texts in parts], parts), columns
    return None


def _bare(text: str) -> str:
    return BRACKETS.sub("", " ".join(text.split()))


def _rows(table: Table, columns: dict[str, int], known: Known, notes: list[str]) -> list[dict[str, Any]]:
    rows, heading, taken = [], "", set[str]()
    for number, cells in table.filled_rows([columns["score_item"]]):
        own = "score_how" in columns  # in our own workbook a blank heading is none
        heading = text_of(cells, columns.get("score_heading")) or ("" if own else heading)
        name = text_of(cells, columns["score_item"])
        if not name or is_total(cells):
            continue
        said = {meaning: text_of(cells, column) for meaning, column in columns.items()}
        row = _row(name, heading, said, known)
        if row["item"] in taken:
            row["item"] = f"{row['item']}（{address(number, columns['score_item'])}）"
        taken.add(row["item"])
        if row.pop("unread") and said.get("score_rule"):
            notes.append(_("{cell} «{item}»: how its points are earned could not be read, so it is scored by hand.",
                           cell=address(number, columns["score_item"]), item=name))  # fmt: skip
        rows.append(row)
    return rows


def _row(name: str, heading: str, said: dict[str, str], known: Known) -> dict[str, Any]:
    """One item; what our own template says in columns of its own counts before what the words of the rule do."""
    rule = said.get("score_rule", "")
    how = meaning_of(said.get("score_how", ""), *(f"score_by_{one}" for one in HOWS))
    found = how.removeprefix("score_by_") if how else _how(heading, name, rule)
    indicator = (
        _indicator(said.get("indicator") or "", known, exact=True) or _indicator(name, known) or _indicator(rule, known)
    )
    unread = found not in ("hand", "bonus", "deduction", "veto") and indicator is None
    counted, most = LESS.search(rule) or MORE.search(rule), MOST.search(rule)
    step, each = (float(counted[2]), counted[1]) if counted else (None, None)
    reached = FOR_ALL.search(rule) or REACHED.search(rule) or REACHED.search(name)
    inside = POINTS.search(name) or POINTS.search(heading)
    points = re.search(NUMBER, said.get("score_points", ""))
    return {
        "heading": heading, "item": POINTS.sub("", name).strip(),
        "points": float(points[1]) if points else float(inside[1]) if inside else 0.0,
        "how": "hand" if unread else found, "indicator": None if unread else indicator,
        "standard": said.get("score_standard") or (reached[1] + reached[2].replace("％", "%") if reached and indicator else None),
        "each": said.get("score_each") or (each if each and each != "1" else None),
        "step": _number(said.get("score_step")) or (step if found == "per_unit" else None),
        "most": _number(said.get("score_most")) or (float(most[1]) if most and found in ("proportion", "per_unit") else None),
        "lowest": _number(said.get("score_lowest")) or (float(last[1]) if found == "rank" and (last := LAST.search(rule)) else None), "shares": said.get("score_shares") or (_all_or_nothing(rule) if found == "verdict" else None),
        "rule": rule, "unread": unread or (found == "hand" and not how),
    }  # fmt: skip


HOWS = ("proportion", "verdict", "per_unit", "rank", "hand", "bonus", "deduction", "veto")


def _how(heading: str, name: str, rule: str) -> str:
    """How points are earned, by the words of the rule."""
    about = f"{heading}{name}"
    if _says(f"{about}{rule}", "score_says_veto"):
        return "veto"
    if _says(about, "score_says_bonus"):
        return "bonus"
    if _says(about, "score_says_deduction"):
        return "deduction"
    if LESS.search(rule) or MORE.search(rule):
        return "per_unit"
    return next((how for how in ("proportion", "rank", "verdict") if _says(rule, f"score_says_{how}")), "hand")


def _all_or_nothing(rule: str) -> str | None:
    return "100/100/0/0/0/0" if _says(rule, "score_says_nothing_else") else None


def _says(text: str, meaning: str) -> bool:
    return any(word in text for word in words()[meaning])


def _number(text: str | None) -> float | None:
    found = re.search(NUMBER, text or "")
    return float(found[1]) if found else None


def _indicator(text: str, known: Known, exact: bool = False) -> str | None:
    """The indicator that a text names: by all of it, else the longest name that stands inside it."""
    names = known.vocabulary().indicators
    whole = fold(_bare(text))
    if not whole or whole in names or exact:
        return names.get(whole)
    inside = [name for name in names if len(name) >= SHORTEST_NAME and name in whole]
    return names[max(inside, key=len)] if inside else None
