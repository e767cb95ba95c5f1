"""Whatever a sheet of our words holds: each number is stored with its right meaning, asked about, or told as left out."""

from random import Random

from made_once import filled_once
from sheets import MORE, UNION, A, B, C, read, sheet
from townships import add_units

from tracking.opening import address

NAMES = {"A": A, "B": B, "C": C}
# headings above one another, and the one indicator that they may be read as; None where no indicator of ours is right
HEADINGS = [
    (["职工培训"], "employee_training"), (["合理化建议（项）"], "proposals"), (["1、文体活动"], "cultural_activities"),
    (["本季度发展会员数"], "new_members"), (["二季度末会员数"], "members"), (["组织建设", "职工人数"], "employees"),
    (["教育培训", "职工人数"], None), (["困难帮扶", "户数"], None), (["医疗救助", "金额"], None), (["医疗救助", "人次"], "medical_aid"),
    (["金秋助学", "人数"], "school_aid"), (["送温暖", "人数"], None), (["送温暖", "户数"], "warmth_households"),
    (["工资集体协商", "新签"], None), (["集体合同", "新签"], "contracts_signed"), (["集体合同", "份数"], "contracts_in_force"),
    (["会员", "女会员"], None), (["会员", "总数"], "members"), (["农民工", "会员人数"], "migrant_members"), (["新签集体合同", "集体合同"], None),
    (["职工培训", "上年同期"], None), (["发展会员目标"], None), (["发展会员", "完成率"], None), (["职工培训", "2019年"], None),
    (["工资专项集体合同（份）"], None), (["某项工作"], None), (["劳动竞赛", "项数"], None), (["本季新增", "会员"], "new_members"),
]  # fmt: skip
ROUNDS = 120


@filled_once
def town(store):
    add_units(store, MORE)


def drawn(chance: Random) -> tuple[list[list], list[tuple], dict[str, tuple]]:
    """Rows, merged ranges and, by cell, unit and heading of a random table; every figure in it is another number."""
    chosen = chance.sample(HEADINGS, chance.randint(1, 5))
    deep = max(len(parts) for parts, _meaning in chosen) == 2
    serial = chance.random() < 0.5
    first = ["序号", "单位名称"] if serial else ["单位名称"]
    upper = [*first, *(parts[0] for parts, _meaning in chosen)]
    lower = [*([None] * len(first)), *(parts[1] if len(parts) == 2 else None for parts, _meaning in chosen)]
    rows: list[list] = [[f"{UNION}2020年二季度统计表"], upper, *([lower] if deep else [])]
    merged = [(1, column, 2, column) for column in range(len(first))] if deep else []
    merged += [
        (1, len(first) + n, 2, len(first) + n) for n, (parts, _m) in enumerate(chosen) if deep and len(parts) == 1
    ]
    cells: dict[str, tuple] = {}
    number = 11
    for place, (code, name) in enumerate(chance.sample(sorted(NAMES.items()), chance.randint(1, 3)), start=1):
        row: list = [place, name] if serial else [name]
        for parts, meaning in chosen:
            cells[address(len(rows), len(row))] = (code, meaning, " / ".join(parts), number)
            row.append(number)
            number += 1
        rows.append(row)
    return rows, merged, cells


def test_every_number_of_a_random_sheet_is_stored_right_or_asked_about_or_told_as_left_out(town):
    chance = Random(20200630)
    stored = 0
    for _round in range(ROUNDS):
        rows, merged, cells = drawn(chance)
        found = read(town, sheet(*rows, merged=merged))
        figures = {row["cell"]: row for row in found.tables["report"].to_dict("records")}
        asked = {at.rstrip("0123456789") for question in found.questions for at in question.cells}
        faulty = {fault.cell.rstrip("0123456789") for fault in found.faults}
        left = [note for note in found.notes if "left out" in note]
        for at, (unit, meaning, heading, number) in cells.items():
            told = at.rstrip("0123456789") in asked | faulty or any(heading in note for note in left)
            if at in figures:
                row = figures[at]
                assert (row["unit"], row["indicator"], row["amount"]) == (unit, meaning, number), (heading, rows)
                stored += 1
            else:
                assert told or _is_double(meaning, cells), (heading, rows, found.notes)
    assert stored > ROUNDS, "most of what can be read is"


def _is_double(meaning: str | None, cells: dict[str, tuple]) -> bool:
    """Whether two headings of a sheet mean one indicator: then it is a fault at the second, and neither is read."""
    headings = {heading for _unit, other, heading, _number in cells.values() if other == meaning}
    return meaning is not None and len(headings) > 1
