"""工作情况: what units tell beside their figures is read from a column, a sheet or a line of a form, kept, and told in the report."""

import io
from collections.abc import Iterator

import openpyxl
import pytest
from townships import TOWNSHIP, add_plan, add_units, target, unit

from tracking.decisions.taking_back import preview_taking_back, take_back
from tracking.intake.preview import preview_file, store_preview
from tracking.reading import ReportProblem
from tracking.report.facts import gather
from tracking.report.half_year import as_plain_text, compose
from tracking.report.sentences.deeds import section_of_deed
from tracking.report.tracing import trace
from tracking.store.store import Store

MATCH = "5月组织焊工技能比武，两名选手进入县里决赛。"
HEAD = ["2020年二季度工会工作上报表"]


def book(**sheets: list[list]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


@pytest.fixture
def town(store: Store) -> Iterator[Store]:
    add_units(store, [TOWNSHIP, *(unit(code, employees=100) for code in "ABC")])
    add_plan(store, [target("T", "proposals", 40)])
    return store


def read(store: Store, data: bytes):
    return preview_file(store, "二季度.xlsx", data)


def take(store: Store, data: bytes) -> int | None:
    preview = read(store, data)
    assert preview.reading.faults == []
    return store_preview(store, preview, "办公室", None, {question.key for question in preview.reading.questions})


def kept(store: Store) -> list[tuple[str, str]]:
    rows = store.read("deeds", scope="/", day=store.today(), first_period=0, last_period=9999)
    return list(zip(rows["unit"], rows["body"], strict=True))


COLUMN = book(
    上报=[
        HEAD,
        ["单位名称", "合理化建议", "工作情况"],
        ["柳溪A厂", 3, MATCH],
        ["柳溪B厂", 1, None],
        ["柳溪C厂", 1, "无"],
    ]
)
SHEET = book(
    上报=[HEAD, ["单位名称", "合理化建议"], ["柳溪A厂", 3]],
    工作情况=[["2020年二季度工作情况"], ["单位名称", "工作情况"], ["柳溪A厂", MATCH]],
)
FORM = book(
    上报=[HEAD, ["填报单位：", "柳溪A厂"], ["指标", "本季"], ["合理化建议", 3], ["工作情况：", MATCH]],
)


@pytest.mark.parametrize(
    ("data", "sheet", "cell"),
    [(COLUMN, "上报", "C3"), (SHEET, "工作情况", "B3"), (FORM, "上报", "B5")],
    ids=["column", "sheet", "line of a form"],
)
def test_a_text_is_read_wherever_it_stands_and_no_figure_is_lost(town, data, sheet, cell):
    preview = read(town, data)
    rows = preview.reading.tables["deed"].to_dict("records")
    assert rows == [{"unit": "A", "period": 8081, "body": MATCH, "sheet": sheet, "cell": cell}]
    assert ["A", "proposals", 3] in preview.reading.tables["report"][["unit", "indicator", "amount"]].values.tolist()
    assert not [question for question in preview.reading.questions if "工作情况" in question.text]
    assert any("tells of their work" in note for note in preview.reading.notes)


def test_the_same_text_is_kept_once_and_a_newer_one_is_in_force(town):
    take(town, COLUMN)
    assert take(town, COLUMN) is None
    assert kept(town) == [("A", MATCH)]
    other = "6月又组织了一次安全知识讲座，受到职工欢迎。"
    again = [["单位名称", "合理化建议", "工作情况"], ["柳溪A厂", 3, other], ["柳溪B厂", 1, None], ["柳溪C厂", 1, "无"]]
    assert take(town, book(上报=[HEAD, *again])) is not None, "a file that changes its text alone is stored"
    assert kept(town) == [("A", other)]


def test_what_is_taken_back_takes_its_texts_along(town):
    submission = take(town, COLUMN)
    take_back(town, submission, "办公室", "错了")
    assert kept(town) == []


def test_a_file_that_changed_a_text_alone_is_taken_back_too_and_the_older_text_counts_again(town):
    take(town, COLUMN)
    again = [["单位名称", "合理化建议", "工作情况"], ["柳溪A厂", 3, "6月组织安全知识讲座，受到欢迎。"]]
    submission = take(town, book(上报=[HEAD, *again]))
    assert preview_taking_back(town, submission).others == ["What 1 unit tells of their work is taken back."]
    take_back(town, submission, "办公室", "错了")
    assert kept(town) == [("A", MATCH)]


def test_a_text_with_somebodys_number_is_not_kept(town):
    person = "困难职工身份证号11010519491231002X已救助。"
    rows = [["单位名称", "合理化建议", "工作情况"], ["柳溪A厂", 3, person]]
    with pytest.raises(ReportProblem) as refused:
        read(town, book(上报=[HEAD, *rows]))
    assert "11010519491231002X" not in str(refused.value)
    assert kept(town) == []


def test_the_report_tells_it_in_its_section_before_the_figures_with_the_name_and_its_cell(town):
    take(town, COLUMN)
    report = compose(gather(town, "T", 2020, 2), "half-year")
    text = as_plain_text(report)
    assert "柳溪A厂5月组织焊工技能比武，两名选手进入县里决赛。" in text
    assert text.index("劳动竞赛与技术创新") < text.index("焊工技能比武") < text.index("自身建设")
    listed = trace(report.facts, "deed.A").listed
    assert listed[["Text", "File", "Sheet", "Cell"]].values.tolist() == [[MATCH, "二季度.xlsx", "上报", "C3"]]
    assert "deed.A" in report.figures()


def test_at_most_two_of_a_section_are_told_those_of_the_largest(store):
    add_units(
        store, [TOWNSHIP, *(unit(code, employees=staff) for code, staff in zip("ABC", (10, 300, 200), strict=True))]
    )
    add_plan(store, [target("T", "proposals", 40)])
    texts = [f"组织劳动竞赛{number}场，职工参与热情高。" for number in (1, 2, 3)]
    rows = [[f"柳溪{code}厂", 1, text] for code, text in zip("ABC", texts, strict=True)]
    take(store, book(上报=[HEAD, ["单位名称", "合理化建议", "工作情况"], *rows]))
    text = as_plain_text(compose(gather(store, "T", 2020, 2), "half-year"))
    assert "柳溪B厂组织劳动竞赛2场" in text
    assert "柳溪C厂组织劳动竞赛3场" in text
    assert "柳溪A厂组织" not in text


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("开展安全培训两期。", "training"),
        ("走访慰问困难职工家庭。", "assistance"),
        ("召开职工代表大会审议集体合同草案，推进厂务公开。", "democracy"),
        ("完成工会换届，新发展会员踊跃。", "formation"),
        ("生产任务饱满，职工队伍稳定。", "own_building"),
    ],
)
def test_a_text_belongs_to_the_section_whose_words_it_says_most_of(text, section):
    assert section_of_deed(text) == section
