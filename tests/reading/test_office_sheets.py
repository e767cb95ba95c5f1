"""Sheets as offices draw them: what each of office_sheets/ says, what is asked about it, and what it holds once answered.

The workbooks hold one trap each; their township, enterprises and figures are invented.
"""

from pathlib import Path

import pytest
from made_once import filled_once

from tracking.intake.preview import preview_file, store_preview

SHEETS = Path(__file__).with_name("office_sheets")
# file: the kinds of questions, the answers to them, and indicator → unit → amount (money in 分); Q1 and ytd where not this quarter's
READ = {
    "01": (  # 全称加“工会”
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "03": (  # 鑫源纺织（两家相近）
        ["unit"],
        {"unit 鑫源纺织": "LX102"},
        {"proposals": {"LX102": 3}, "cultural_activities": {"LX102": 1}},
    ),
    "04": (  # 单位列写 条/场次
        [],
        {},
        {"proposals": {"LX101": 3}, "cultural_activities": {"LX101": 2}, "new_members": {"LX101": 5}},
    ),
    "06": (  # 项目一行不认识
        ["heading"],
        {"heading 举办培训班": "training_sessions"},
        {"proposals": {"LX101": 3}, "training_sessions": {"LX101": 2}},
    ),
    "07": (  # 表头“工作任务”
        [],
        {},
        {"proposals": {"LX101": 3}, "new_members": {"LX101": 2}},
    ),
    "09": (  # 标题里有单位全称
        [],
        {},
        {"proposals": {"LX101": 3}},
    ),
    "10": (  # “其中：”行
        ["level_falls"],
        {},
        {"members": {"LX101": 40}, "new_members": {"LX101": 2}},
    ),
    "11": (  # 指标名称/代码/计量单位/本季/累计
        ["level_falls"],
        {},
        {"members": {"LX101": 40}, "new_members ytd": {"LX101": 8}},
    ),
    "13": (  # 目标/一季度/二季度/上半年累计/完成率
        [],
        {},
        {"new_members Q1": {"LX101": 6}, "new_members ytd": {"LX101": 8}},
    ),
    "15": (  # 是/否
        ["words"],
        {"words 签订集体合同企业": "yes"},
        {"contract_enterprises": {"LX101": 1, "LX104": 0}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "16": (  # √/空
        ["words"],
        {"words 签订集体合同企业": "yes, blank is no"},
        {"contract_enterprises": {"LX101": 1, "LX104": 0}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "18": (  # 单位：户、万元 而表头无单位
        [],
        {},
        {"warmth_households": {"LX101": 3, "LX104": 2}, "assistance_funds": {"LX101": 480000, "LX104": 260000}},
    ),
    "20": (  # 医疗救助/金额
        ["heading"],
        {"heading 医疗救助/金额": "leave out"},
        {"cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "21": (  # 金秋助学{人数,金额}
        ["heading"],
        {"heading 金秋助学/金额(元)": "leave out"},
        {"school_aid": {"LX101": 1, "LX104": 2}},
    ),
    "22": (  # 教育培训{期数,职工人数}
        ["heading"],
        {"heading 教育培训/职工人数": "employee_training"},
        {"training_sessions": {"LX101": 1, "LX104": 2}, "employee_training": {"LX101": 30, "LX104": 25}},
    ),
    "24": (  # 村一行在企业之上
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "26": (  # 标题“2026年6月”月报
        ["months"],
        {"months Sheet1 6": "quarter"},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "27": (  # 三张月表 4月5月6月
        [],
        {},
        {"proposals": {"LX101": 12, "LX104": 15}, "cultural_activities": {"LX101": 3, "LX104": 0}},
    ),
    "29": (  # 同上短句（累计数）
        ["basis"],
        {"basis": "cumulative"},
        {"new_members ytd": {"LX101": 9, "LX104": 9}, "proposals ytd": {"LX101": 7, "LX104": 8}},
    ),
    "31": (  # 上半年题 一季度|二季度 两列
        [],
        {},
        {"proposals Q1": {"LX101": 3, "LX104": 3}, "proposals": {"LX101": 3, "LX104": 3}},
    ),
    "32": (  # 区域合同合并单元格
        ["held_back"],
        {},
        {"cultural_activities": {"LX101": 1, "LX104": 1, "LX105": 1}},
    ),
    "33": (  # 小计在村列 合计不在名称列
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}},
    ),
    "35": (  # 未建会企业填了职工人数
        ["held_back"],
        {},
        {"employees": {"LX209": 486}, "members": {"LX209": 429, "LX212": 0}},
    ),
    "36": (  # 单位/日期行并入表头
        [],
        {},
        {
            "employees": {"LX209": 486},
            "members": {"LX209": 429},
            "cultural_activities": {"LX209": 1},
            "proposals": {"LX209": 2},
        },
    ),
    "37": (  # 备注里电话
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "39": (  # 登记表无电话
        [],
        {},
        {
            "employees": {"LX101": 161},
            "members": {"LX101": 161},
            "new_members": {"LX101": 2},
            "proposals": {"LX101": 3},
        },
    ),
    "40": (  # “1、职工人数”编号
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "41": (  # 二季度末会员数
        [],
        {},
        {"members": {"LX101": 161, "LX104": 31}, "new_members": {"LX101": 2, "LX104": 3}},
    ),
    "43": (  # 常见说法
        ["heading", "heading", "heading", "heading"],
        {
            "heading 入会人数": "members",
            "heading 参加培训人次": "employee_training",
            "heading 慰问人数": "leave out",
            "heading 慰问金": "assistance_funds",
        },
        {
            "members": {"LX101": 2},
            "new_members": {"LX101": 2},
            "employee_training": {"LX101": 30},
            "assistance_funds": {"LX101": 100000},
            "contracts_in_force": {"LX101": 1},
        },
    ),
    "44": (  # 一家企业两行
        ["add_up"],
        {"add_up": "add_up"},
        {"employee_training": {"LX101": 50, "LX104": 10}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "46": (  # 二〇二六年第二季度
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "48": (  # 只写二季度无年份
        ["period"],
        {"period": "2026 2"},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "49": (  # 年度目标列夹在中间
        [],
        {},
        {"new_members": {"LX101": 2, "LX104": 3}},
    ),
    "51": (  # 数据行单位行 “人”“万元”
        [],
        {},
        {"new_members": {"LX101": 3, "LX104": 4}, "assistance_funds": {"LX101": 480000, "LX104": 200000}},
    ),
    "52": (  # 季度在工作表名，标题无
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "54": (  # 全镇合计/其中：园区 行
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "55": (  # 目标任务完成情况表带单位列
        [],
        {},
        {"new_members ytd": {"LX101": 8, "LX104": 9}},
    ),
    "56a": (  # 困难帮扶{职工人数}
        ["heading", "heading"],
        {"heading Sheet1 困难帮扶/户数": "hardship_files", "heading 困难帮扶/职工人数": "leave out"},
        {"hardship_files": {"LX101": 1, "LX104": 2}},
    ),
    "56b": (  # 其他{会员人数}培训
        ["heading"],
        {"heading 职工教育/会员人数": "employee_training"},
        {"training_sessions": {"LX101": 1, "LX104": 2}, "employee_training": {"LX101": 5, "LX104": 6}},
    ),
    "56c": (  # 劳动竞赛{职工人数}
        ["heading", "heading"],
        {"heading 劳动竞赛/项数": "leave out", "heading 劳动竞赛/职工人数": "project_contests"},
        {"project_contests": {"LX101": 5, "LX104": 6}},
    ),
    "56e": (  # 只有 医疗救助{金额}
        ["heading"],
        {"heading 医疗救助/金额": "leave out"},
        {"cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "56f": (  # 送温暖{人数,金额}
        ["heading", "heading"],
        {"heading 送温暖/人数": "leave out", "heading 送温暖/金额(万元)": "assistance_funds"},
        {"assistance_funds": {"LX101": 300000, "LX104": 400000}},
    ),
    "56h": (  # 集体合同{份数,覆盖企业,覆盖职工}
        ["level_falls", "more_than_employees"],
        {},
        {
            "contracts_in_force": {"LX101": 1, "LX104": 1},
            "contract_enterprises": {"LX101": 1, "LX104": 1},
            "covered_employees": {"LX101": 30, "LX104": 40},
        },
    ),
    "56i": (  # 培训 人次 在 会员 组
        ["heading", "level_falls"],
        {"heading 会员/女会员": "leave out"},
        {"members": {"LX101": 40, "LX104": 30}, "migrant_members": {"LX101": 20, "LX104": 11}},
    ),
    "57": (  # 表头下一行写计量单位（合并）
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "assistance_funds": {"LX101": 480000, "LX104": 200000}},
    ),
    "58": (  # 标题错写一季度 文件名无季度
        ["filled_in_late"],
        {},
        {"proposals Q1": {"LX101": 9, "LX104": 8}, "cultural_activities Q1": {"LX101": 2, "LX104": 2}},
    ),
    "59": (  # 会员 比上季少很多
        ["level_falls"],
        {},
        {"members": {"LX101": 3, "LX104": 4}, "employees": {"LX101": 9, "LX104": 8}},
    ),
    "61": (  # 去年/今年 两列 2025年|2026年
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}},
    ),
    "62": (  # 企业名称加序号 1.江州…
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "64": (  # 换行的名称
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "65": (  # 错别字 华峰纺织
        ["unit"],
        {"unit 江州华峰纺织有限公司": "LX101"},
        {"proposals": {"LX101": 3}, "cultural_activities": {"LX101": 1}},
    ),
    "67": (  # 金额表头（元）填 0.5
        ["little_money"],
        {},
        {"assistance_funds": {"LX101": 50, "LX104": 30}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "68": (  # 职工总数 合计行写“总  计”“合  计”
        [],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "69": (  # 合计对不上
        ["total"],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}, "cultural_activities": {"LX101": 1, "LX104": 1}},
    ),
    "70": (  # 空表头列有数
        ["not_understood"],
        {},
        {"proposals": {"LX101": 3, "LX104": 4}},
    ),
    "73": (  # 未建会企业填 0
        [],
        {},
        {"members": {"LX212": 0}, "cultural_activities": {"LX212": 1}},
    ),
    "74": (  # 未建会企业填 —
        ["not_applicable"],
        {},
        {"members": {"LX212": None}, "cultural_activities": {"LX212": 1}},
    ),
}


@filled_once
def town(store):
    for name in ("单位名册", "2026年一季度上报表"):
        preview = preview_file(store, f"{name}.xlsx", (SHEETS / f"{name}.xlsx").read_bytes())
        store_preview(store, preview, "the office")


@pytest.mark.parametrize("name", READ)
def test_a_sheet_of_an_office_is_read_right_or_asked_about(town, name):
    kinds, answers, figures = READ[name]
    data = (SHEETS / f"{name}.xlsx").read_bytes()
    first = preview_file(town, f"{name}.xlsx", data)
    assert [question.key.split(" ")[0] for question in first.reading.questions] == kinds
    answered = preview_file(town, f"{name}.xlsx", data, answers=answers)
    assert not any(question.choices and not question.answer for question in answered.reading.questions)
    found: dict[str, dict] = {}
    for row in answered.reading.tables["report"].astype(object).to_dict("records"):
        about = [
            row["indicator"],
            "Q1" if row["period"] % 4 == 0 else "",
            "ytd" if row["basis"] == "cumulative" else "",
        ]
        amount = None if row["state"] == "proposed" else int(row["amount"])
        found.setdefault(" ".join(filter(None, about)), {})[row["unit"]] = amount
    assert found == figures
