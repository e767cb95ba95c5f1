"""Rules of the year's scoring as an office writes them (考核细则: 项目 | 考核内容 | 分值 | 评分标准) → rows of items, as far as they can be read."""

import re
from typing import Any

from tracking.catalogue import fold, meaning_of, words
from tracking.language import _
from tracking.opening import Book, Sheet, address
from tracking.reading.layout.contract_headings import bare, says
from tracking.reading.layout.grid import heading_rows, headings
from tracking.reading.layout.tables import HEADER_SEARCH, Table, is_total, text_of
from tracking.reading.layout.titles import shown_sheets
from tracking.reading.numbers.chinese import read_numeral
from tracking.reading.problems import Fault, ReportProblem
from tracking.reading.scoring_words import NUMBER, UNIT, fits, rule_said, typed_unit
from tracking.reading.sheets import Known

COLUMNS = ("score_item", "score_points", "score_heading", "score_rule", "score_how", "indicator", "score_standard", "score_each", "score_step", "score_over",
           "score_most", "score_lowest", "score_shares")  # fmt: skip
POINTS = re.compile(rf"[（(]\s*{NUMBER}\s*分\s*[)）]")
NUMBERED = re.compile(r"\A(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）)\s*")
NO_ITEM = re.compile(r"\A(?:总分|满分|附[:：]|附件|注[:：]|备注|说明|考核组|填表)")
TARGET = re.compile(rf"{NUMBER}\s*{UNIT}(?:及?以上)?")
FILLER = re.compile(
    rf"{TARGET.pattern}|工作|开展|完成|情况|任务|目标|全年|本年度?|年内|组织|推进|签订|新增|新建|数量|数|指标|[及和与]|[，、（）()：:.\d\s]"
)


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
    """A table of items, and what its columns say: of several of items the last, of points that beside it."""
    folded = {fold(word): meaning for meaning in COLUMNS for word in words()[meaning]}
    for number, cells in enumerate(sheet.rows[:HEADER_SEARCH]):
        keys = [
            c
            for c, cell in enumerate(cells)
            if cell is not None and meaning_of(bare(str(cell)), "score_item", "score_rule", "score_heading")
        ]
        if not keys:
            continue
        first, last = heading_rows(sheet, number, keys[0], folded)
        parts = headings(sheet, first, last)
        columns: dict[str, int] = {}
        for column, texts in enumerate(parts):
            meaning = next((m for text in reversed(texts) if (m := meaning_of(bare(text), *COLUMNS))), None)
            if meaning == "score_item" and "score_item" in columns:
                columns.setdefault("score_heading", columns["score_item"])
            if meaning in ("score_item", "score_points"):
                columns[meaning] = column
            elif meaning:
                columns.setdefault(meaning, column)
        if "score_item" not in columns and "score_heading" in columns:
            columns["score_item"] = columns.pop("score_heading")
        if "score_item" in columns and ("score_points" in columns or "score_rule" in columns):
            return Table(sheet, last, [" / ".join(texts) for texts in parts], parts), columns
    return None


def _rows(table: Table, columns: dict[str, int], known: Known, notes: list[str]) -> list[dict[str, Any]]:
    rows, heading, taken = [], "", set[str]()
    own = "score_how" in columns  # in our own workbook a blank heading is none
    for number, cells in table.filled_rows(
        [columns["score_item"], columns.get("score_heading", columns["score_item"])]
    ):
        said = {meaning: text_of(cells, column) for meaning, column in columns.items()}
        name = said["score_item"]
        heading = said.get("score_heading") or ("" if own else heading)
        if is_total(cells) or NO_ITEM.match(name or said.get("score_heading", "")):
            continue
        if not own and NUMBERED.match(name) and not said.get("score_rule"):
            heading = NUMBERED.sub("", POINTS.sub("", name)).strip()
            continue
        if not name:
            continue
        row = _row(name, heading, said, known)
        if row["item"] in taken:
            row["item"] = f"{row['item']}（{address(number, columns['score_item'])}）"
        taken.add(row["item"])
        if row.pop("unread"):
            notes.append(_("{cell} «{item}»: how its points are earned could not be read, so it is scored by hand.",
                           cell=address(number, columns["score_item"]), item=name))  # fmt: skip
        rows.append(row)
    return rows


def _row(name: str, heading: str, said: dict[str, str], known: Known) -> dict[str, Any]:
    """One item; what our own template says in columns of its own counts before what the words of the rule do."""
    rule, inside = said.get("score_rule", ""), POINTS.search(name)
    row: dict[str, Any] = dict.fromkeys(("indicator", "standard", "each", "step", "over", "most", "lowest", "shares"))
    row |= {"heading": heading, "item": POINTS.sub("", name).strip(), "rule": rule, "unread": False}
    row["points"] = float(inside[1]) if inside else _points(said.get("score_points", ""))
    if how := meaning_of(
        said.get("score_how", ""), *(meaning for meaning in words() if meaning.startswith("score_by_"))
    ):
        texts = {field: said.get(f"score_{field}") or None for field in ("standard", "each", "shares")}
        numbers = {field: _number(said.get(f"score_{field}")) for field in ("step", "over", "most", "lowest")}
        indicator = _indicator(said.get("indicator") or name, known, exact=True)
        return row | texts | numbers | {"how": how.removeprefix("score_by_"), "indicator": indicator}
    if beside := _beside(heading, name, rule):
        return row | {"how": beside}
    indicator = _indicator(row["item"], known)
    read = rule_said(rule, _measure(indicator, known)) if indicator else None
    if read is None:
        return row | {"how": "hand", "unread": True}
    measure = _measure(str(indicator), known)
    row |= {
        field: getattr(read, field) for field in ("each", "step", "over", "most", "lowest", "shares", "standard", "how")
    }
    if row["most"] and row["points"] and row["most"] >= row["points"]:
        row["most"] = None  # 最高15分 of an item with 15 points
    target = TARGET.search(said.get("score_standard") or row["item"])
    if target and not read.standard and fits(target[2].replace("％", "%"), measure):
        row["standard"] = target[1] + typed_unit(target[2])
    return row | {"indicator": indicator}


def _points(text: str) -> float:
    """The points of a cell: 15, 15分, 十分, of 0-10 the most."""
    found = [float(number) for number in re.findall(NUMBER, text)]
    return max(found) if found else float(read_numeral(text.strip().removesuffix("分")) or 0) if text.strip() else 0.0


def _beside(heading: str, name: str, rule: str) -> str | None:
    """Whether an item is a veto, bonus points or points off, by its heading or name; a veto also where its rule says nothing else."""
    about = f"{heading}{name}"
    if says(about, "score_says_veto") or (
        says(rule, "score_says_veto") and not re.search(r"[，。；,;]", rule.strip("。；;"))
    ):
        return "veto"
    for how in ("bonus", "deduction"):
        if says(about, f"score_says_{how}"):
            return how
    return None


def _number(text: str | None) -> float | None:
    found = re.search(NUMBER, text or "")
    return float(found[1]) if found else None


def _indicator(text: str, known: Known, exact: bool = False) -> str | None:
    """The indicator that a text names: all of it, else the longest name inside it that leaves only words such as 完成, 任务, 15家."""
    names = known.vocabulary().indicators
    whole = fold(bare(text))
    if not whole or whole in names or exact:
        return names.get(whole)
    inside = sorted((name for name in names if len(name) > 1 and name in whole), key=len, reverse=True)
    return next((names[name] for name in inside if not FILLER.sub("", whole.replace(name, "", 1))), None)


def _measure(indicator: str, known: Known) -> str:
    return str(known.by_indicator()[indicator]["measure"])
