"""What is kept of a drawing: the next quarter's sheet of the same headings is read without a question."""

import pytest
from made_once import filled_once
from sheets import MORE, A, B, C, book, read, sheet, told
from townships import add_units

from tracking.intake.known import forget_answer, known_to
from tracking.intake.preview import open_questions, preview_book, store_preview
from tracking.reading.layout.layout import propose
from tracking.reading.layout.memory import LAYOUT, drawing_of
from tracking.reading.layout.picture import roles_of
from tracking.reading.layout.tables import tables_of


@filled_once
def town(store):
    add_units(store, MORE)


def drawn(quarter: str, *figures: object, name: str = "S"):
    """A sheet of sums with a nameless group, in the drawing of these tests."""
    rows = [[A, figures[0]], [B, figures[1]]]
    return book(sheet([f"2020年{quarter}"], ["单位名称", "人次"], *rows, name=name))


HALF, THREE = "上半年", "前三季度"


def test_a_drawing_is_asked_about_once_and_its_next_quarter_is_read_without_a_question(town):
    first = preview_book(town, drawn(HALF, 3, 4))
    assert [question.key for question in open_questions(first, set())] == ["heading S 人次"]
    answers = {"heading S 人次": "employee_training"}
    asked = preview_book(town, drawn(HALF, 3, 4), answers=answers)
    assert [question.key for question in open_questions(asked, set())] == ["basis"]
    store_preview(town, preview_book(town, drawn(HALF, 3, 4), answers=answers | {"basis": "cumulative"}), "office")
    later = preview_book(town, drawn(THREE, 5, 6, name="S"))
    assert open_questions(later, set()) == []
    assert later.changes[["amount", "basis", "period"]].values.tolist() == [
        [5, "cumulative", 8082],
        [6, "cumulative", 8082],
    ]


def test_the_drawing_of_a_form_without_a_table_is_remembered_too(town):
    def form(quarter: str, members: str) -> object:
        first = [f"2020年{quarter}季度登记表"], ["单位名称", "柳溪大地机械有限公司", "会员人数", members]
        return book(sheet(*first, ["集体合同", "已签", "职工书屋", "1个"]))

    first = preview_book(town, form("一", "12人"), answers={"words 集体合同": "yes"})
    assert first.reading.drawing is not None
    assert first.reading.drawing.shape == preview_book(town, form("二", "15人")).reading.drawing.shape


def test_a_drawing_that_is_forgotten_is_asked_about_again(town):
    answers = {"heading S 人次": "employee_training", "basis": "quarter"}
    store_preview(town, preview_book(town, drawn(HALF, 3, 4), answers=answers), "office")
    kept = town.read("remembered_answers")
    (key,) = [question for question in kept["question"] if question.startswith(LAYOUT)]
    forget_answer(town, key, "office")
    assert len(open_questions(preview_book(town, drawn(THREE, 5, 6)), set())) == 1


def test_another_drawing_of_the_same_words_is_asked_about_for_itself(town):
    answers = {"heading S 人次": "employee_training", "basis": "quarter"}
    store_preview(town, preview_book(town, drawn(HALF, 3, 4), answers=answers), "office")
    other = book(sheet(["2020年上半年"], ["单位名称", "人次", "合理化建议"], [A, 3, 1]))
    assert [question.key for question in open_questions(preview_book(town, other), set())] == [
        "heading S 人次",
        "basis",
    ]


def test_the_shape_of_a_drawing_knows_no_figures_names_or_quarters(store):
    add_units(store, MORE)
    vocabulary = known_to(store).vocabulary()

    def shape(*rows: list) -> str:
        return drawing_of(tables_of(sheet(*rows), vocabulary), [], vocabulary).shape

    first = shape(["2020年一季度"], ["指标", "一季度", A], ["职工培训", 3, 4])
    assert shape(["2020年二季度"], ["指标", "二季度", B], ["合理化建议", 5, 6]) == first
    assert shape(["2020年二季度"], ["指标", "上年同期", B], ["合理化建议", 5, 6]) != first


def test_what_a_clerk_says_of_a_column_outranks_its_heading(town):
    rows = [["2020年二季度"], ["单位名称", "职工培训", "合理化建议"], [A, 3, 1]]
    said = {"column 职工培训": "knowledge_contest", "column 合理化建议": "leave out"}
    found = preview_book(town, book(sheet(*rows)), answers=said)
    assert found.changes[["indicator", "amount"]].values.tolist() == [["knowledge_contest", 3]]
    assert "The column «合理化建议» was left out." in found.reading.notes
    store_preview(town, found, "office")
    again = preview_book(town, book(sheet(["2020年三季度"], *rows[1:])))
    assert again.changes["indicator"].tolist() == ["knowledge_contest"], "and it is kept for the drawing"


@pytest.mark.parametrize(
    ("cell", "role"),
    [
        ((1, 0), "heading"),
        ((2, 1), "unit"),
        ((2, 2), "figure"),
        ((2, 3), "aside"),
        ((3, 2), "total"),
        ((2, 4), "contact"),
    ],
)
def test_a_picture_tells_what_every_cell_was_taken_for(town, cell, role):
    rows = [
        ["2020年二季度"],
        ["序号", "单位名称", "职工培训", "完成率", "联系人"],
        [1, A, 3, "9%", "某某"],
        ["合计", None, 3, None, None],
    ]
    found = preview_book(town, book(sheet(*rows)))
    own, tables = found.reading.read["S"]
    assert roles_of(own, tables, [], found.reading.contacts["S"], len(rows))[cell] == role


def test_evidence_outweighs_a_heading(town):
    """单位 above measures is no column of units, 代码 above ordinals none of their codes, 项目 beside names none of indicators."""
    vocabulary = known_to(town).vocabulary()
    rows = [
        ["填报单位：" + A],
        ["指标名称", "代码", "单位", "本季"],
        ["职工培训", "01", "人次", 3],
        ["合理化建议", "02", "项", 1],
    ]
    (table,) = tables_of(sheet(*rows), vocabulary)
    assert propose(table, vocabulary).keys == {"indicator": 0, "measure": 2}


def test_words_of_a_column_count_as_a_clerk_said_on_the_picture_and_others_are_faults(town):
    signed = sheet(["2020年第二季度（当季）"], ["单位名称", "签订集体合同企业"], [A, "办结"], [B, None], [C, "协商中"])
    key = "column 签订集体合同企业"
    found = read(town, signed, answers={key: "contract_enterprises|||办结=1;=0;协商中=0"})
    assert [(unit, amount) for unit, _i, _p, amount, _b, _c in told(found)] == [("A", 1), ("B", 0), ("C", 0)]
    assert all(question.answer for question in found.questions)
    half = read(town, signed, answers={key: "contract_enterprises|||办结=1"})
    assert [(fault.cell, fault.found) for fault in half.faults] == [("B5", "协商中")]
