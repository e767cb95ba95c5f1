"""The example told the slow and obvious way: its workbooks read cell by cell."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

DATA = Path(__file__).resolve().parents[2] / "data"
EXAMPLE = DATA / "example"
UNITS, PLAN, PLAN_2019 = "单位名册.xlsx", "2020年度计划.xlsx", "2019年度计划.xlsx"
CORRECTION = "2020年一季度上报表（更正）.xlsx"
REGISTER, FOUNDINGS, RULES = "合同台账.xlsx", "建会台账.xlsx", "考核细则.xlsx"
QUARTERS = {
    name: f"{name}上报表.xlsx"
    for name in ("2019年一季度", "2019年二季度", "2019年三季度", "2019年四季度", "2020年一季度", "2020年二季度")
}
LAST_2019, FIRST, SECOND = list(QUARTERS)[3:]
WORDS_FOR_NOTHING = ("", "不适用", "—")


def sheets_of(file: str, folder: Path = EXAMPLE) -> dict[str, list[list]]:
    """Sheet name → rows from A1 on, as the file holds them; a blank cell is ''."""
    book = CalamineWorkbook.from_path(folder / file)
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def records(rows: list[list], header_row: int) -> list[dict]:
    """The rows below a header as dictionaries, up to the first row without a unit's code."""
    found = []
    for row in rows[header_row + 1 :]:
        record = dict(zip(rows[header_row], row, strict=False))
        if not record["单位代码"]:
            break
        found.append(record)
    return found


def indicators() -> dict[str, dict]:
    with (DATA / "indicators.csv").open(encoding="utf-8-sig") as file:
        return {row["name"]: row for row in csv.DictReader(file)}


def cells_of(file: str) -> dict[tuple[str, str], object]:
    """(unit, indicator) → the cell as typed, blanks too, of a quarterly workbook."""
    known, cells = indicators(), {}
    for rows in sheets_of(file).values():
        for record in records(rows, 2):
            if record["单位代码"] == "合计":
                break
            for heading, cell in record.items():
                name = heading.split("（")[0]
                if name in known:
                    cells[record["单位代码"], known[name]["code"]] = cell
    return cells


def number(cell: object) -> int | None:
    """What a cell counts; None where it counts nothing."""
    if isinstance(cell, str):
        if cell in WORDS_FOR_NOTHING:
            return None
        plain = cell.translate({0xFF10 + digit: str(digit) for digit in range(10)})
        plain = plain.removesuffix("多").removesuffix("人次")
        thousands = 10_000 if plain.endswith("万") else 1
        return int(Decimal(plain.removesuffix("万")) * thousands)
    return int(cell)


def typed(file: str) -> dict[tuple[str, str], int]:
    """The cells of a quarterly workbook that count something."""
    return {key: number(cell) for key, cell in cells_of(file).items() if number(cell) is not None}


def year_to_date_indicators(file: str) -> set[str]:
    headings = [heading for rows in sheets_of(file).values() for heading in rows[2] if "累计" in str(heading)]
    return {indicators()[heading.split("（")[0]]["code"] for heading in headings}


def all_units() -> dict[str, dict]:
    return {record["单位代码"]: record for record in records(sheets_of(UNITS)["单位名册"], 2)}


def corrected_first_quarter() -> dict[tuple[str, str], int]:
    return typed(QUARTERS[FIRST]) | typed(CORRECTION)


def figures_of_first_half() -> dict[str, int]:
    """Every reported indicator's sum for the township in January to June 2020; levels at the end of June, money in 元.

    A level that was not reported for June is the unit's last one, at most four quarters old, unless the unit closed.
    """
    kinds = {row["code"]: row["kind"] for row in indicators().values()}
    closed = {unit for unit, record in all_units().items() if record["注销日期"]}
    first, second = corrected_first_quarter(), typed(QUARTERS[SECOND])
    year_to_date = year_to_date_indicators(QUARTERS[SECOND])
    sums: dict[str, int] = {}
    for unit, code in {**first, **second}:
        if kinds[code] == "flow" and code in year_to_date and (unit, code) in second:
            sums[code] = sums.get(code, 0) + second[unit, code]
        elif kinds[code] == "flow":
            sums[code] = sums.get(code, 0) + first.get((unit, code), 0) + second.get((unit, code), 0)
    newest: dict[tuple[str, str], int] = {}
    for figures in (*(typed(QUARTERS[name]) for name in list(QUARTERS)[1:4]), first, second):
        newest |= {key: level for key, level in figures.items() if kinds[key[1]] == "stock"}
    for (unit, code), level in newest.items():
        if unit not in closed:
            sums[code] = sums.get(code, 0) + level
    return sums


CONTRACTS = {
    "集体合同有效期至": "contract_enterprises",
    "工资协议有效期至": "wage_enterprises",
    "女职工专项合同有效期至": "womens_contract_enterprises",
}


def ends_of_contracts() -> dict[str, dict[str, date]]:
    """Heading → {unit: the day in the list of units}."""
    units = all_units().items()
    return {heading: {unit: row[heading] for unit, row in units if row[heading]} for heading in CONTRACTS}
