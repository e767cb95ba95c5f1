"""Rules of the scoring as offices write them: items, points and how they are earned; what cannot be read is scored by hand, and said."""

import pytest
from made_once import filled_once
from sheets import book, sheet
from townships import UNION, add_units, unit

from tracking.handouts.templates import rules_workbook
from tracking.intake.known import known_to
from tracking.reading import ReportProblem, read_book, read_scoring_rules
from tracking.scoring import Item, items_of_rows, rows_of_items
from tracking.store.store import Store


@filled_once
def town(store: Store) -> None:
    """A township."""
    add_units(store, [unit("T", None, "township", name=UNION)])


def measures(store: Store) -> dict[str, str]:
    found = store.read("current_indicators")
    return dict(zip(found["indicator"], found["measure"], strict=True))


def read(store: Store, *rows: list, merged: list | None = None) -> tuple[tuple[Item, ...], list[str]]:
    found, notes = read_scoring_rules(book(sheet(*rows, merged=merged), name="考核细则.xlsx"), known_to(store))
    return items_of_rows(found, measures(store)), notes


def test_an_office_s_table_becomes_items_with_the_headings_of_their_groups(town):
    items, notes = read(
        town,
        ["2020年村工会工作考核细则"],
        ["序号", "考核项目", "考核内容", "分值", "评分标准"],
        [1, "组织建设", "建会率", 15, "建会率达100%得满分，按完成比例得分"],
        [2, None, "会员发展", "10分", "按完成率得分，超额最多加1分"],
        [3, "集体合同", "工资集体协商签订率", 12, "达85%得满分，每低1个百分点扣0.5分，每高1个百分点加0.2分，最多加1分"],
        [4, None, "女职工专项集体合同签订率", 8, "按名次得分，末位得60%"],
        [5, "日常工作", "信息报送", 5, "由考核组评定"],
        ["合计", None, None, 50, None],
        [6, "加分项", "经验推广", 3, "每项加1分"],
        [7, "扣分项", "报表迟报", 5, "每次扣0.5分"],
        [8, "一票否决", "群体性事件", None, "一票否决"],
        merged=[(2, 1, 3, 1), (4, 1, 5, 1)],
    )
    assert [(item.heading, item.name, item.how, item.points, item.indicator, item.standard) for item in items] == [
        ("组织建设", "建会率", "proportion", 1500, "formation_rate", 1_000_000),
        ("组织建设", "会员发展", "hand", 1000, None, None),
        ("集体合同", "工资集体协商签订率", "per_unit", 1200, "wage_rate", 850_000),
        ("集体合同", "女职工专项集体合同签订率", "rank", 800, "womens_contract_rate", None),
        ("日常工作", "信息报送", "hand", 500, None, None),
        ("加分项", "经验推广", "bonus", 300, None, None),
        ("扣分项", "报表迟报", "deduction", 500, None, None),
        ("一票否决", "群体性事件", "veto", 0, None, None),
    ]  # fmt: skip
    assert (items[2].step, items[2].over, items[2].most, items[3].lowest) == (50, 20, 100, 60)
    assert len(notes) == 2
    assert "C4 «会员发展»" in notes[0]
    assert "C7 «信息报送»" in notes[1]


@pytest.mark.parametrize(
    ("name", "rule", "told"),
    [
        ("职工培训", "完成任务得满分，按完成比例得分", {"how": "proportion", "indicator": "employee_training"}),
        ("职工书屋", "每少1个扣2分", {"how": "per_unit", "step": 200}),
        ("职工书屋", "每超1个加1分，最高加3分", {"how": "per_unit", "step": 0, "over": 100, "most": 300}),
        ("职工培训", "每少50人次扣1分", {"how": "per_unit", "step": 100, "each": 50}),
        ("职工书屋", "全年2个得满分，每少一个扣1分", {"how": "per_unit", "standard": 2}),
        ("职工书屋", "按期完成得10分，未完成不得分", {"how": "verdict", "shares": (("achieved", 100), ("on_pace", 100), ("slightly_behind", 0),
                                                     ("behind", 0), ("far_behind", 0), ("missed", 0))}),
        ("职工书屋（10分）", "按完成率得分", {"how": "proportion", "points": 1000, "name": "职工书屋"}),
        ("民主管理", "查阅资料", {"how": "hand"}),
    ],
)  # fmt: skip
def test_what_the_words_of_a_rule_say(town, name, rule, told):
    points = None if "10分）" in name else 10
    (item,), _notes = read(town, ["考核内容", "分值", "评分标准"], [name, points, rule])
    assert {field: getattr(item, field) for field in told} == told


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("新建企业工会", "每少10%扣1分"),
        ("发展会员", "按完成比例计分，超额完成的每超10%加1分，最高加3分"),
        ("工资集体协商签订率", "达85%得满分，每低5个百分点扣2分；每高1个百分点加0.5分，最多加2分"),
        ("新建企业工会", "完成任务得10分，每超1家加1分，未完成按比例扣分"),
        ("职工书屋", "建成职工书屋1个得5分，每增加1个加1分"),
        ("发展会员", "任务完成不足60%不得分，60%以上按比例计分"),
        ("新建企业工会", "比上年每下降1个百分点扣1分"),
        ("女职工专项集体合同签订率", "按全县排名，第一名得10分，后面依次递减0.5分"),
        ("组织建设", "1.新建企业工会15家（10分），每少1家扣0.5分；2.发展会员300人（10分），按完成比例计分"),
        ("会员信息采集率100%", "每少1%扣0.1分"),
        ("农民工会员信息采集", "按时完成得满分"),
        ("合理化建议每百名职工不少于10条", "每少1条扣0.1分"),
        ("建会通知书发放率", "达100%得满分，每少一户扣1分"),
        ("安全生产月", "发生重大安全事故的一票否决，完成安全生产月活动得满分"),
        ("厂务公开建制", "厂务公开建制率达到90%得满分，每少1%扣0.2分"),
    ],
)
def test_a_rule_that_is_not_understood_whole_is_scored_by_hand_and_said(town, name, rule):
    (item,), notes = read(town, ["考核内容", "分值", "评分标准"], [name, 10, rule])
    assert (item.how, item.indicator, item.standard, item.points) == ("hand", None, None, 1000)
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("name", "rule", "told"),
    [
        (
            "帮扶资金",
            "10万元以上得满分，每少1万元扣1分",
            {"standard": 1000_00_00, "each": 100_00_00, "step": 100, "how": "per_unit"},
        ),
        ("新建企业工会", "每少两家扣1分", {"each": 2, "step": 100, "how": "per_unit"}),
        (
            "工资集体协商签订率",
            "达90%得满分，每低0.5个百分点扣1分",
            {"standard": 900_000, "each": 5_000, "how": "per_unit"},
        ),
        ("新建企业工会15家", "按完成比例得分", {"standard": 15, "how": "proportion", "indicator": "new_unions"}),
        ("新建企业工会", "按完成比例得分，超额完成的最多加2分", {"most": 200, "how": "proportion"}),
        ("新建企业工会", "完成目标任务的得满分，未完成的按比例计分", {"how": "proportion", "most": 0}),
        ("新建企业工会", "按完成比例得分，最高10分", {"how": "proportion", "most": 0}),
        (
            "建会率",
            "达到95%以上得10分，每降低1个百分点扣1分，扣完为止",
            {"how": "per_unit", "standard": 950_000, "step": 100},
        ),
        ("建会率", "每低于目标2个百分点扣1分", {"how": "per_unit", "each": 20_000}),
    ],
)
def test_units_of_a_rule_are_those_of_its_indicator(town, name, rule, told):
    (item,), notes = read(town, ["考核内容", "分值", "评分标准"], [name, 10, rule])
    assert {field: getattr(item, field) for field in told} == told
    assert notes == []


def test_points_stand_in_the_name_beside_a_column_in_a_range_or_in_words(town):
    items, _notes = read(
        town,
        ["考核项目", "考核内容", "分值"],
        ["组织建设", "新建企业工会（10分）", 30],
        [None, "宣传工作", "0-10"],
        [None, "日常工作", "十分"],
    )
    assert [item.points for item in items] == [1000, 1000, 1000]


def test_of_several_levels_the_last_is_the_item_and_its_own_column_of_points_counts(town):
    items, _notes = read(
        town,
        ["一级指标", "分值", "二级指标", "三级指标", "分值", "评分标准"],
        ["组织建设", 40, "建会", "建会率", 20, "按完成比例得分"],
    )
    assert [(item.name, item.points, item.how) for item in items] == [("建会率", 2000, "proportion")]


def test_rows_of_headings_give_their_heading_and_footers_and_sums_are_no_items(town):
    items, _notes = read(
        town, ["考核内容", "分值", "评分标准"], ["一、组织建设（40分）", 40, None], ["建会率", 15, "按完成比例得分"], ["二、加分项", None, None],
        ["受市级表彰", 5, "每次加1分"], ["三、一票否决", None, None], ["发生群体性事件", None, "取消评先资格"], ["总分", 100, None], ["附：加分项最多不超过5分", None, None],
    )  # fmt: skip
    assert [(item.heading, item.name, item.how) for item in items] == [
        ("组织建设", "建会率", "proportion"), ("加分项", "受市级表彰", "bonus"), ("一票否决", "发生群体性事件", "veto"),
    ]  # fmt: skip


def test_two_items_of_one_name_are_told_apart(town):
    items, _notes = read(town, ["考核内容", "分值", "评分标准"], ["培训", 5, "查资料"], ["培训", 5, "查资料"])
    assert [item.name for item in items] == ["培训", "培训（A3）"]


def test_what_is_no_table_of_rules_is_refused_with_what_is_expected(town):
    with pytest.raises(ReportProblem, match="考核内容"):
        read(town, ["企业名称", "会员"], ["柳溪A厂", 5])


def test_the_workbook_that_is_handed_out_says_the_same_when_it_is_read(town):
    items = (
        Item("建会率", "proportion", 1500, "formation_rate", "组织建设", 1_000_000, most=150, rule="按完成比例得分"),
        Item("培训", "per_unit", 1000, "employee_training", "教育培训", None, 50, 100, 20, 200, rule="每少50人次扣1分"),
        Item("帮扶资金", "proportion", 750, "assistance_funds", standard=12_345_00),
        Item("女职工专项", "rank", 800, "womens_contract_rate", lowest=60),
        Item("序时", "verdict", 500, "bookhouses", shares=(("achieved", 100), ("on_pace", 90), ("slightly_behind", 80), ("behind", 0),
                                                          ("far_behind", 0), ("missed", 0))),
        Item("日常", "hand", 500),
        Item("推广", "bonus", 300),
        Item("迟报", "deduction", 0),
        Item("事故", "veto", 0),
    )  # fmt: skip
    found = town.read("current_indicators")
    names = dict(zip(found["indicator"], found["name"], strict=True))
    data = rules_workbook("办法", rows_of_items(items, measures(town)), names)
    rows, notes = read_scoring_rules(read_book("办法.xlsx", data), known_to(town))
    assert items_of_rows(rows, measures(town)) == items
    assert notes == []
