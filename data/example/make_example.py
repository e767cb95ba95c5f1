"""Writes the workbooks of the example township: `python data/example/make_example.py [folder]`, by default beside itself.

The township of Qinghe (青禾镇), its enterprises and every figure are invented. Only the sums of the first half of 2020
are given: they are those of the reference text (data/README.md). Who the units are is in township.py, what they did in
figures.py; this file says how it was typed, and what the plan of 2020 promised. Every run writes the same files.
"""

import io
import re
import sys
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import xlsxwriter

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parents[1]))

from figures import (  # noqa: E402
    CATALOGUE,
    GOLDEN,
    INSURED,
    NOT_COVERED,
    TRAINED,
    insurance_target,
    training_target,
    true_figures,
)
from township import (  # noqa: E402
    BY_NAME,
    EXEMPTIONS,
    FIRMS,
    MOVES,
    REGIONAL_UNTIL,
    TOWN,
    UNION,
    UNITS,
    at,
    chain,
    exists,
    foundings,
    regional_covers,
    years_back,
)

from tracking.handouts.templates import (  # noqa: E402
    contracts_workbook,
    foundings_workbook,
    plan_workbook,
    quarter_workbook,
    units_workbook,
)
from tracking.registers import Contract, Cover  # noqa: E402

# ---- how the quarters were typed (quarter 0 is the first of 2019, 5 the second of 2020) ------------------------------

# wrong in the first file for 2020 Q1: two tenfold slips, and visits of December counted again; the 更正 file has it right
FIRST_TYPED = {("中和", "employee_training"): 60, ("祥云", "new_members"): 80, (TOWN, "warmth_households"): 82}
# figures of 2020 Q2 that were typed as text
AS_TEXT = {(TOWN, "cadre_training"): "33人次", (TOWN, "assistance_funds"): "3.5万", (TOWN, "knowledge_contest"): "320多",
           (TOWN, "project_contests"): "120多", ("精工", "new_members"): "４２"}  # fmt: skip
LEFT_BLANK = {("大地", "dispute_mediations", 4), ("宝隆", "lectures", 4), ("凯旋", "lectures", 5),
              ("云杉", "cultural_activities", 5)}  # fmt: skip
DASHES = {("广源", "single_mothers", 4), ("通运", "single_mothers", 4), ("同兴", "single_mothers", 4)}
# what enterprises told of their work in 2020 Q2
DEEDS = {
    "东升": "5月联合技工学校举办电工技能比武，选出两名选手参加县级决赛。",
    "恒泰": "4月召开职工代表大会，审议工资集体协商草案。",
    "锦程": "6月组织货车司机安全培训，并为户外职工送去防暑用品。",
}
YEAR_TO_DATE = "employee_training"  # its column of 2020 Q2 asks for January to June


def code_of(short: str) -> str:
    return BY_NAME[short]["unit"] if short in BY_NAME else short


def typed_figures(quarter: int) -> dict[tuple[str, str], object]:
    """The cells as the township received them: slips, blanks, words, and year-to-date figures where asked."""
    cells = true_figures(quarter)
    if quarter == 4:
        cells |= {(code_of(short), code): wrong for (short, code), wrong in FIRST_TYPED.items()}
    if quarter == 5:
        before = true_figures(4)
        cells |= {key: cells[key] + before[key] for key in cells if key[1] == YEAR_TO_DATE}
        cells |= {(code_of(short), code): text for (short, code), text in AS_TEXT.items()}
    cells |= {(code_of(short), code): "—" for short, code, where in DASHES if where == quarter}
    blank = {(code_of(short), code) for short, code, where in LEFT_BLANK if where == quarter}
    return {key: cell for key, cell in cells.items() if key not in blank}


def quarter_file(quarter: int) -> bytes:
    """The report of one quarter, with a row for every unit that existed."""
    units = [unit for unit in UNITS if unit["kind"] != "enterprise" or exists(unit, quarter)]
    cumulative = (YEAR_TO_DATE,) if quarter == 5 else ()
    year, number = 2019 + quarter // 4, quarter % 4 + 1
    deeds = {code_of(short): text for short, text in DEEDS.items()} if quarter == 5 else None
    return quarter_workbook(UNION, year, number, units, CATALOGUE, typed_figures(quarter), cumulative, deeds=deeds)


def correction_file() -> bytes:
    """The right figures for the slips of 2020 Q1, and nothing else."""
    keys = [(code_of(short), code) for short, code in FIRST_TYPED]
    units = [unit for unit in UNITS if unit["unit"] in {unit for unit, _code in keys}]
    columns = [row for row in CATALOGUE if row["indicator"] in {code for _unit, code in keys}]
    right, notes = true_figures(4), ("更正表：只填更正的数，其余留空。",)
    return quarter_workbook(UNION, 2020, 1, units, columns, {key: right[key] for key in keys}, notes=notes)


# ---- the plan of 2020 ------------------------------------------------------------------------------------------------

ABOUT_PLAN = {"文号": "青工发〔2020〕3号", "执行日期": "2020-01-15"}
FROM_REFERENCE, INVENTED = "参考文本中的目标", "示例目标"
TARGETS = [
    {"指标": "建会率", "目标": 1.0, "备注": f"{FROM_REFERENCE}，争取全部建会"},
    {"指标": "新建企业工会", "目标": 14, "完成期限": date(2020, 9, 30), "备注": f"{INVENTED}，确保按期完成"},
    {"指标": "发展会员", "目标": 560, "起始日": date(2019, 10, 1), "完成期限": date(2020, 9, 30)},
    {"指标": "“三专合一、三位一体”企业工会办公室", "目标": 15, "备注": FROM_REFERENCE},
    {"指标": "集体合同签订率", "目标": 0.92},
    {"指标": "职工覆盖率", "目标": 0.95},
    {"指标": "续签率", "目标": 1.0},
    {"指标": "工资集体协商签订企业", "目标": 50, "基数": 32},
    {"指标": "女职工专项集体合同签订企业", "目标": 40, "进度安排": "20/50/75/100", "基数": 18},
    {"指标": "困难职工建档", "目标": 30, "比较方式": "不超过", "基数": 40},
    {"指标": "送温暖慰问", "目标": 120},
    {"指标": "帮扶资金", "目标": 360000},
    {"指标": "金秋助学", "目标": 12},
    {"指标": "互助保障参保", "目标": 1900},
    {"指标": "工会干部培训", "目标": 50},
    {"指标": "职工及职工代表培训", "目标": 1200},
    {"指标": "知识竞赛", "目标": 1300},
    {"指标": "培训期数", "目标": 24, "比较方式": "左右", "允许偏差": 4},
    {"指标": "“金蓝领”培训", "目标": 100},
    {"指标": "重点工程劳动竞赛", "目标": 500},
    {"指标": "模范企业工会", "目标": 10, "备注": FROM_REFERENCE},
    {"指标": "优秀工会小组", "目标": 10, "备注": FROM_REFERENCE},
    {"指标": "优秀工会干部", "目标": 10, "备注": FROM_REFERENCE},
    {"指标": "工人先锋号", "目标": 10, "备注": FROM_REFERENCE},
    {"指标": "建立职代会企业", "目标": 44, "比较方式": "保持"},
    {"指标": "“安康杯”竞赛", "目标": 16, "进度安排": "时段", "窗口开启": date(2020, 4, 1), "完成期限": date(2020, 9, 30)},
]  # fmt: skip
# enterprises that promised to sign by the day in the heading: none in force at the end of 2019, or theirs was to lapse
WAGE_BY_JUNE = ["恒泰", "永固", "新源", "宏达", "瑞丰", "康乐", "华美", "长青", "福满", "中和", "大地", "凯旋", "联丰",
                "绿野", "志远", "双桥"]  # fmt: skip
WOMEN_BY_SEPTEMBER = ["恒泰", "永固", "新源", "宏达", "瑞丰", "康乐", "福满", "中和", "绿野"]


# the year before: what was asked for of these two, two thirds of what 2020 asks for
ABOUT_2019 = {"文号": "青工发〔2019〕4号", "执行日期": "2019-01-20"}
TARGETS_2019 = [{"指标": "职工及职工代表培训", "目标": 1000}, {"指标": "互助保障参保", "目标": 1250}]


def plan_2019_file() -> bytes:
    """Two targets of the township for 2019, and the enterprises' parts of them."""
    targets = [{"单位代码": TOWN, "单位名称": UNION, "备注": INVENTED, **target} for target in TARGETS_2019]
    before = [firm for firm in TRAINED if exists(firm, 0) and at(firm["union"], 0)]
    parts = {
        "职工及职工代表培训（人次）": {firm["unit"]: training_target(firm) * 2 // 3 for firm in before},
        "互助保障参保（人）": {firm["unit"]: insurance_target(firm) * 2 // 3 for firm in INSURED},
    }
    return plan_workbook(UNION, 2019, targets, parts, before, ABOUT_2019)


def plan_file() -> bytes:
    """The township's targets, and the enterprises' parts of five of them."""
    targets = [{"单位代码": TOWN, "单位名称": UNION, "备注": INVENTED, **target} for target in TARGETS]
    parts = {
        "职工及职工代表培训（人次）": {firm["unit"]: training_target(firm) for firm in TRAINED},
        "互助保障参保（人）": {firm["unit"]: insurance_target(firm) for firm in INSURED},
        "“金蓝领”培训（人）": {code_of(short): target for short, target in GOLDEN.items()},
        "工资集体协商签订企业（家，6月底前）": dict.fromkeys(map(code_of, WAGE_BY_JUNE), 1),
        "女职工专项集体合同签订企业（家，9月底前）": dict.fromkeys(map(code_of, WOMEN_BY_SEPTEMBER), 1),
    }
    return plan_workbook(UNION, 2020, targets, parts, TRAINED, ABOUT_PLAN)


# ---- the register of contracts ---------------------------------------------------------------------------------------


def contracts() -> list[Contract]:
    """The contracts that follow from the histories: those of enterprises, and the regional ones of villages and parks."""
    found = []
    for firm in FIRMS:
        covered = firm["employees"] - NOT_COVERED.get(firm["short"], 0)
        for kind in ("collective", "wage", "womens"):
            for first, last, renews in chain(firm, kind):
                signed = first - timedelta(days=5) if renews else first
                found.append(Contract(firm["unit"], kind, first, last, employees=covered, signed_on=signed,
                                      filed_on=first + timedelta(days=9), renews=1 if renews else None))  # fmt: skip
    for place, last in REGIONAL_UNTIL.items():
        covers = tuple(Cover(firm["unit"]) for firm in regional_covers(place))
        first = years_back(last, 3) + timedelta(days=1)
        if covers:
            staff = sum(firm["employees"] for firm in regional_covers(place))
            found.append(
                Contract(f"{TOWN}-{place}", "collective", first, last, "regional", staff, first, covers=covers)
            )
    order = {unit["unit"]: place for place, unit in enumerate(UNITS)}
    return sorted(found, key=lambda one: order[one.unit])


def register_file() -> bytes:
    """The register of contracts, a contract a row."""
    return contracts_workbook(UNION, contracts(), {unit["unit"]: unit["name"] for unit in UNITS})


def foundings_file() -> bytes:
    """The register of enterprises on the way to a union."""
    firms = {firm["unit"]: firm for firm in FIRMS}
    about = ("name", "parent", "employees", "ownership")
    rows = pd.DataFrame([row | {name: firms[row["unit"]][name] for name in about} for row in foundings()])
    return foundings_workbook(UNION, rows, {unit["unit"]: unit["name"] for unit in UNITS})


RULES = """
组织建设 | 建会率 | 15 | 建会率达100%得满分，按完成比例得分
组织建设 | 入会率 | 10 | 入会率达90%得满分，按完成比例得分
组织建设 | 建会调查摸底 | 5 | 全年摸底8家得满分，每少1家扣1分
集体合同 | 集体合同签订率 | 12 | 签订率达90%得满分，按完成比例得分
集体合同 | 工资集体协商签订率 | 10 | 签订率达85%得满分，每低1个百分点扣0.5分，每高1个百分点加0.2分，最多加1分
集体合同 | 女职工专项集体合同签订率 | 8 | 按名次得分，末位得60%
困难帮扶 | 职工互助保障参保 | 10 | 按进度档次得分
教育培训 | 职工及职工代表培训 | 15 | 按完成率得分，超额完成的最多加1分
日常工作 | 信息报送和日常工作 | 15 | 由考核组评定
加分项 | 经验做法在市级以上推广 | 3 | 每项加1分，最多3分
扣分项 | 报表迟报、错报 | 5 | 每次扣0.5分，最多扣5分
一票否决 | 发生重大劳动关系群体性事件 | | 一票否决
"""


def rules_file() -> bytes:
    """The rules by which villages and parks are scored, as an office draws them."""
    rows = [[part.strip() for part in line.split("|")] for line in RULES.strip().splitlines()]
    data = io.BytesIO()
    book = xlsxwriter.Workbook(data)
    sheet = book.add_worksheet("考核细则")
    sheet.write(0, 0, "青禾镇村（园区）工会工作考核细则（示例，虚构）")
    for column, heading in enumerate(("考核项目", "考核内容", "分值", "评分标准")):
        sheet.write(1, column, heading)
    for place, (heading, item, points, rule) in enumerate(rows, start=2):
        shown = heading if place == 2 or rows[place - 3][0] != heading else None
        for column, value in enumerate((shown, item, float(points) if points else None, rule)):
            sheet.write(place, column, value)
    for column, width in enumerate((14, 32, 8, 56)):
        sheet.set_column(column, column, width)
    book.close()
    return data.getvalue()


# ---- writing ---------------------------------------------------------------------------------------------------------


def without_clock(workbook: bytes) -> bytes:
    """The same workbook without the time of its making, so that it changes only when its content does."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2020-07-10T00:00:00Z", content)
            new.writestr(zipfile.ZipInfo(entry.filename, (2020, 7, 10, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def workbooks() -> dict[str, bytes]:
    """File name → content, in the order in which a clerk would import them."""
    files = {
        "单位名册.xlsx": units_workbook(UNION, UNITS, MOVES, EXEMPTIONS, blank_rows=20),
        "2019年度计划.xlsx": plan_2019_file(),
        "2020年度计划.xlsx": plan_file(),
    }
    for quarter in range(5):
        files[f"{2019 + quarter // 4}年{'一二三四'[quarter % 4]}季度上报表.xlsx"] = quarter_file(quarter)
    files["2020年一季度上报表（更正）.xlsx"] = correction_file()
    files["2020年二季度上报表.xlsx"] = quarter_file(5)
    files["合同台账.xlsx"] = register_file()
    files["建会台账.xlsx"] = foundings_file()
    files["考核细则.xlsx"] = rules_file()
    return {name: without_clock(content) for name, content in files.items()}


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    for name, content in workbooks().items():
        (target / name).write_bytes(content)
