"""The example township, told the slow and obvious way: its workbooks read cell by cell, with none of the program's readers."""

import subprocess
import sys
from datetime import date, timedelta

import pytest
from obvious_example import (
    CONTRACTS,
    CORRECTION,
    EXAMPLE,
    FIRST,
    FOUNDINGS,
    LAST_2019,
    PLAN,
    PLAN_2019,
    QUARTERS,
    REGISTER,
    RULES,
    SECOND,
    UNITS,
    WORDS_FOR_NOTHING,
    all_units,
    cells_of,
    corrected_first_quarter,
    ends_of_contracts,
    figures_of_first_half,
    records,
    sheets_of,
    typed,
    year_to_date_indicators,
)

from tracking.example import open_example

# what the first half of 2020 must add up to
SECTION_9 = {
    "cadre_training": 53,
    "employee_training": 710,
    "knowledge_contest": 1400,
    "project_contests": 600,
    "proposals": 12,
    "knowledge_workers": 2,
    "advanced_enterprises": 1,
    "town_model_workers": 5,
    "city_model_workers": 2,
    "new_union_contracts": 6,
    "contracts_expired": 12,
    "contracts_renewed": 12,
    "contract_enterprises": 45,
    "unionised": 50,
    "should_unionise": 58,
    "womens_contract_enterprises": 30,
    "wage_enterprises": 43,
    "new_unions": 6,
    "foreign_invested_unions": 1,
}
# invented, but the verdicts of the example's overview rest on them
INVENTED = {
    "new_members": 351,
    "three_in_one_offices": 5,
    "warmth_households": 118,
    "assistance_funds": 164_500,
    "school_aid": 0,
    "mutual_insurance": 610,
    "hardship_files": 34,
    "training_sessions": 12,
    "golden_blue_collar": 12,
    "ankang_cup": 9,
    "congress_enterprises": 46,
}


def code_of(name_part: str) -> str:
    (code,) = [unit for unit, record in all_units().items() if name_part in record["单位名称"]]
    return code


@pytest.fixture(scope="module")
def first_half() -> dict[str, int]:
    return figures_of_first_half()


@pytest.mark.parametrize(("indicator", "figure"), SECTION_9.items())
def test_first_half_of_2020_adds_up_to_the_figure_of_the_reference(first_half, indicator, figure):
    assert first_half[indicator] == figure


@pytest.mark.parametrize(("indicator", "figure"), INVENTED.items())
def test_first_half_of_2020_adds_up_to_the_figure_of_the_overview(first_half, indicator, figure):
    assert first_half[indicator] == figure


def test_ninety_five_per_cent_of_the_employees_are_covered(first_half):
    assert first_half["covered_employees"] * 100 == first_half["employees"] * 95


def test_only_enterprises_with_a_contract_cover_anybody_and_never_more_than_they_employ():
    for file in QUARTERS.values():
        figures = typed(file)
        for unit in [unit for unit, code in figures if code == "employees"]:
            employees = figures[unit, "employees"]
            assert figures[unit, "members"] <= employees
            assert figures[unit, "covered_employees"] <= employees * figures[unit, "contract_enterprises"]


def test_four_enterprises_reported_the_first_quarter_of_2020_and_not_the_second():
    first, second = ({unit for unit, _code in typed(QUARTERS[name])} for name in (FIRST, SECOND))
    silent = first - second
    assert len(silent) == 4
    assert all(typed(QUARTERS[FIRST])[unit, "unionised"] == 1 for unit in silent)
    assert all((unit, "unionised") in cells_of(QUARTERS[SECOND]) for unit in silent), "their rows are in the file"
    assert sum(typed(QUARTERS[FIRST])[unit, "employee_training"] for unit in silent) > 0


def shares_of_what_was_due() -> dict[str, tuple[float, float]]:
    """Unit → what it had trained and insured by March and by June, as shares of a quarter and a half of its target."""
    first, second = corrected_first_quarter(), typed(QUARTERS[SECOND])
    shares = {}
    for record in records(sheets_of(PLAN)["分解"], 2):
        unit = record["单位代码"]
        trained, insured = record["职工及职工代表培训（人次）"], record["互助保障参保（人）"]
        if insured and (unit, "unionised") in second:
            march = first[unit, "employee_training"] / trained, first[unit, "mutual_insurance"] / insured
            june = second[unit, "employee_training"] / trained, march[1] + second[unit, "mutual_insurance"] / insured
            shares[unit] = max(march) / 0.25, max(june) / 0.5
    return shares


def test_three_enterprises_are_far_behind_their_own_targets_two_quarters_running():
    far_behind = {unit for unit, shares in shares_of_what_was_due().items() if max(shares) < 0.4}
    assert far_behind == {code_of("恒泰"), code_of("永固"), code_of("宏达")}


def test_one_enterprise_was_behind_in_the_first_quarter_and_caught_up_in_the_second():
    caught_up = [unit for unit, (march, june) in shares_of_what_was_due().items() if march < 0.8 and june >= 1]
    assert caught_up == [code_of("康乐")]


def test_most_flows_are_confirmed_zeros_and_some_single_cells_are_blank():
    cells = cells_of(QUARTERS[FIRST])
    assert sum(cell == 0 for cell in cells.values()) > 1000
    assert cells[code_of("大地"), "dispute_mediations"] == ""
    assert cells[code_of("大地"), "proposals"] != ""


def test_four_wage_agreements_lapsed_in_the_first_half_of_2020():
    before, first, second = (typed(QUARTERS[name]) for name in (LAST_2019, FIRST, SECOND))
    had = [unit for (unit, code), level in before.items() if code == "wage_enterprises" and level == 1]
    lapsed = [unit for unit in had if second.get((unit, "wage_enterprises")) == 0]
    assert len(lapsed) == 4
    assert sum(first[unit, "wage_enterprises"] for unit in lapsed) == 2


def test_the_correction_holds_three_figures_that_were_wrong_at_first_and_nothing_else():
    wrong, right = cells_of(QUARTERS[FIRST]), cells_of(CORRECTION)
    corrected = {key: cell for key, cell in right.items() if cell != ""}
    assert len(corrected) == 3
    assert all(wrong[key] != cell for key, cell in corrected.items())


def test_without_the_correction_one_enterprise_would_fall_below_its_own_first_quarter():
    wrong, second = typed(QUARTERS[FIRST]), typed(QUARTERS[SECOND])
    falling = [key for key, total in second.items() if key[1] == "employee_training" and total < wrong.get(key, 0)]
    assert falling == [(code_of("中和"), "employee_training")]


def test_only_the_training_column_of_the_second_quarter_of_2020_is_year_to_date():
    found = {name: year_to_date_indicators(file) for name, file in QUARTERS.items()}
    assert found == {name: {"employee_training"} if name == SECOND else set() for name in QUARTERS}


def test_some_cells_say_not_applicable_and_three_hold_a_dash():
    cells = list(cells_of(QUARTERS[FIRST]).values())
    assert cells.count("不适用") == 4
    assert cells.count("—") == 3


def test_some_figures_are_typed_as_text():
    texts = {cell for cell in cells_of(QUARTERS[SECOND]).values() if isinstance(cell, str)} - set(WORDS_FOR_NOTHING)
    assert texts == {"33人次", "3.5万", "320多", "120多", "４２"}


def test_one_enterprise_opened_in_march_2020_and_one_closed_in_january():
    opened, closed = code_of("启明"), code_of("正平")
    assert str(all_units()[opened]["成立日期"]) == "2020-03-12"
    assert str(all_units()[closed]["注销日期"]) == "2020-01-31"
    for name, file in QUARTERS.items():
        listed = {unit for unit, _code in cells_of(file)}
        assert (opened in listed, closed in listed) == ((True, False) if name in (FIRST, SECOND) else (False, True))


def test_one_enterprise_moved_from_a_village_to_a_park_and_was_active_before_and_after():
    (move,) = records(sheets_of(UNITS)["变动"], 2)
    unit = move["单位代码"]
    assert (str(move["变动日期"]), move["原上级代码"], move["新上级代码"]) == ("2020-04-20", "QHZ-C2", "QHZ-Y2")
    assert all_units()[unit]["上级代码"] == "QHZ-Y2"
    march, june = corrected_first_quarter(), typed(QUARTERS[SECOND])
    assert 0 < march[unit, "employee_training"] < june[unit, "employee_training"]
    assert march[unit, "mutual_insurance"] > 0
    assert june[unit, "mutual_insurance"] > 0


def level_by_quarter(code: str) -> list[dict[str, int]]:
    """For each quarter from 2019 on: unit → the level it reported, or the one before if it reported none."""
    levels: list[dict[str, int]] = [{}]
    for name, file in QUARTERS.items():
        figures = corrected_first_quarter() if name == FIRST else typed(file)
        levels.append(levels[-1] | {unit: level for (unit, indicator), level in figures.items() if indicator == code})
    return levels[1:]


def made_on(until: date, years: int) -> date:
    """The first day of a contract that runs so many years."""
    first = until + timedelta(days=1)
    return first.replace(year=first.year - years)


def quarter_of(day: date) -> int:
    """Counted from the first quarter of 2019."""
    return (day.year - 2019) * 4 + (day.month - 1) // 3


@pytest.mark.parametrize(("heading", "code"), CONTRACTS.items())
def test_whoever_has_a_contract_in_mid_2020_says_until_when_and_nobody_else_does(heading, code):
    closed = code_of("正平")
    having = {unit for unit, level in level_by_quarter(code)[-1].items() if level == 1 and unit != closed}
    ends = ends_of_contracts()[heading]
    assert set(ends) == having
    longest = date(2021, 6, 30) if "工资" in heading else date(2023, 6, 30)
    assert all(date(2020, 6, 30) < until <= longest for until in ends.values())


def test_a_contract_runs_from_when_it_was_made_or_renewed_for_one_to_three_years():
    own = {unit for unit, level in level_by_quarter("contracts_in_force")[-1].items() if level == 1}
    quarters = [typed(file) for file in QUARTERS.values()]
    ends, made_since_2019 = ends_of_contracts()["集体合同有效期至"], 0
    for unit in own & set(ends):
        made = [
            number
            for number, figures in enumerate(quarters)
            if figures.get((unit, "contracts_signed")) or figures.get((unit, "contracts_renewed"))
        ]
        if made:
            assert made[-1] in {quarter_of(made_on(ends[unit], years)) for years in (1, 2, 3)}
        else:
            assert made_on(ends[unit], 3) < date(2019, 1, 1), "signed before the first report"
        made_since_2019 += bool(made)
    assert made_since_2019 >= 20


def test_a_small_enterprise_has_the_end_of_the_regional_contract_of_its_place():
    levels, units = level_by_quarter("contracts_in_force")[-1], all_units()
    regional: dict[str, set[date]] = {}
    for unit, until in ends_of_contracts()["集体合同有效期至"].items():
        if levels[unit] == 0:
            regional.setdefault(units[unit]["上级代码"], set()).add(until)
    assert len(regional) >= 5
    assert all(len(ends) == 1 and made_on(*ends, 3) < date(2019, 1, 1) for ends in regional.values())


@pytest.mark.parametrize(
    ("heading", "years"), [("工资协议有效期至", (1,)), ("女职工专项合同有效期至", (1, 2, 3))], ids=["wage", "womens"]
)
def test_a_wage_agreement_or_contract_for_women_goes_back_to_the_quarter_of_the_first(heading, years):
    levels, began = level_by_quarter(CONTRACTS[heading]), 0
    for unit, until in ends_of_contracts()[heading].items():
        first = next(number for number, level in enumerate(levels) if level.get(unit) == 1)
        if first:
            renewed = range(first, len(levels), 4) if years == (1,) else (first,)
            assert {quarter_of(made_on(until, long)) for long in years} & set(renewed)
        else:
            assert made_on(until, years[-1]) <= date(2020, 6, 30)
        began += first > 0
    assert began >= 10


def test_so_many_contracts_end_in_the_second_half_of_2020():
    ending = {
        heading: sum(until.year == 2020 for until in ends.values()) for heading, ends in ends_of_contracts().items()
    }
    assert ending == {"集体合同有效期至": 4, "工资协议有效期至": 11, "女职工专项合同有效期至": 3}


def test_the_exempt_enterprise_last_reported_its_levels_for_2019():
    (exemption,) = records(sheets_of(UNITS)["免考核"], 2)
    unit = exemption["单位代码"]
    assert (exemption["原因"], exemption["批准人"]) == ("停产", "青禾镇总工会")
    assert typed(QUARTERS[LAST_2019])[unit, "unionised"] == 1
    assert not [key for name in (FIRST, SECOND) for key in typed(QUARTERS[name]) if key[0] == unit]


def test_all_names_and_codes_are_invented():
    enterprises = [record for record in all_units().values() if record["单位类型"] == "企业"]
    assert len(enterprises) == 63
    assert all(record["单位名称"].startswith("青禾") for record in enterprises)
    assert all(record["单位代码"].startswith("91999900") for record in enterprises), "no region has the code 999900"
    assert {record["办公室联系人"] for record in enterprises} == {"综合办公室"}


def test_the_plan_marks_which_targets_are_of_the_reference_and_which_invented():
    targets = {record["指标"]: record for record in records(sheets_of(PLAN)["年度计划"], 6)}
    given = {name: record["目标"] for name, record in targets.items() if record["备注"].startswith("参考文本中的目标")}
    assert given == {
        "建会率": 1, "“三专合一、三位一体”企业工会办公室": 15,
        "模范企业工会": 10, "优秀工会小组": 10, "优秀工会干部": 10, "工人先锋号": 10,
    }  # fmt: skip
    assert all(record["备注"].startswith("示例目标") for name, record in targets.items() if name not in given)
    assert len(targets) == 26


def test_the_plan_has_every_kind_of_target():
    targets = {record["指标"]: record for record in records(sheets_of(PLAN)["年度计划"], 6)}
    assert {record["比较方式"] for record in targets.values()} == {"", "不超过", "保持", "左右"}
    assert targets["培训期数"]["允许偏差"] == 4
    assert str(targets["“安康杯”竞赛"]["窗口开启"]) == "2020-04-01"
    assert targets["女职工专项集体合同签订企业"]["进度安排"] == "20/50/75/100"
    assert (targets["困难职工建档"]["基数"], targets["困难职工建档"]["目标"]) == (40, 30)
    own_period = targets["发展会员"]["起始日"], targets["发展会员"]["完成期限"]
    assert tuple(map(str, own_period)) == ("2019-10-01", "2020-09-30")


def test_typed_baselines_are_the_levels_at_the_end_of_2019():
    before = typed(QUARTERS[LAST_2019])
    for code, baseline in (("wage_enterprises", 32), ("womens_contract_enterprises", 18), ("hardship_files", 40)):
        assert sum(level for (_unit, indicator), level in before.items() if indicator == code) == baseline


def test_parts_of_a_target_need_not_add_up_to_the_whole():
    parts = records(sheets_of(PLAN)["分解"], 2)
    sums = {heading: sum(record[heading] or 0 for record in parts) for heading in list(parts[0])[2:]}
    assert sums == {
        "职工及职工代表培训（人次）": 1123,
        "互助保障参保（人）": 1886,
        "“金蓝领”培训（人）": 100,
        "工资集体协商签订企业（家，6月底前）": 16,
        "女职工专项集体合同签订企业（家，9月底前）": 9,
    }


def test_the_files_are_what_their_script_writes(tmp_path):
    subprocess.run([sys.executable, EXAMPLE / "make_example.py", tmp_path], check=True)
    files = sorted(file.name for file in EXAMPLE.glob("*.xlsx"))
    assert files == sorted([UNITS, PLAN, PLAN_2019, CORRECTION, REGISTER, FOUNDINGS, RULES, *QUARTERS.values()])
    for file in files:
        assert sheets_of(file) == sheets_of(file, tmp_path), f"{file}: run data/example/make_example.py again"


def every_cell(store) -> list[tuple]:
    cells = store.read("cells", scope="/", first_period=0, last_period=9999)
    return sorted(map(str, cells.itertuples(index=False, name=None)))


def test_the_example_is_made_once_and_copied_from_then_on(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with open_example() as first:
        told = every_cell(first)
    (made,) = tmp_path.rglob("example-*.duckdb")
    monkeypatch.setattr("tracking.example.fill_with_example", lambda _store: pytest.fail("it is there already"))
    with open_example() as again:
        assert every_cell(again) == told
        assert again.path != made, "what somebody records in it is thrown away with it"


def test_an_example_that_cannot_be_opened_is_made_anew(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    open_example().close()
    (made,) = tmp_path.rglob("example-*.duckdb")
    made.write_bytes(b"torn")
    with open_example() as store:
        assert store.read("unit_versions")["name"].str.contains("青禾").any()
    made.unlink()
    made.parent.chmod(0o500)
    with open_example() as store:
        assert len(store.read("unit_versions"))
    made.parent.chmod(0o700)
