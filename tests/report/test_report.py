"""The report's text: composed from the figures, in plain official Chinese, every figure traceable, nothing claimed too much."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest
from in_detail import in_detail
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.language import use_language
from tracking.plan.saving import save_plan
from tracking.report.facts import Facts, gather
from tracking.report.half_year import PART_OF, SECTIONS, Report, WrongKind, blocks, default_sections
from tracking.report.tracing import cells_of, files_text, name_of_figure, row_of, trace
from tracking.report.wording import (
    CITED,
    amount,
    bare,
    cited,
    joined,
    numeral,
    phrase,
    pieces,
    points,
    qualified,
    rounded,
)
from tracking.store.store import Store

FIRMS = ("A", "B", "C", "D")
NAMES = [f"柳溪{code}厂" for code in FIRMS]


def text_of(report: Report) -> str:
    return "\n".join(bare(text) for _style, text in blocks(report))


def everywhere(indicator: str, amount: int, firms=FIRMS) -> dict:
    return {(code, indicator): amount for code in firms}


def plan(indicator: str, wanted: int, **more) -> dict:
    return target("T", indicator, wanted, **more)


# The figures that anyone can check against the reference text: as printed, and the figure that they are.
REFERENCE = [
    ("53人次", "actual.cadre_training.20201231"),
    ("710人次", "actual.employee_training.20201231"),
    ("1400多人", "actual.knowledge_contest.20201231"),
    ("600多人", "actual.project_contests.20201231"),
    ("12项", "actual.proposals.20201231"),
    ("2名", "actual.knowledge_workers.20201231"),
    ("1家", "actual.advanced_enterprises.20201231"),
    ("5名", "actual.town_model_workers.20201231"),
    ("2名", "actual.city_model_workers.20201231"),
    ("6家", "actual.new_union_contracts.20201231"),
    ("12家", "actual.contracts_expired.20201231"),
    ("12家", "actual.contracts_renewed.20201231"),
    ("90%", "actual.contract_rate.20201231"),
    ("45家", "numerator.contract_rate.20201231"),
    ("50家", "denominator.contract_rate.20201231"),
    ("95%", "actual.coverage_rate.20201231"),
    ("30家", "actual.womens_contract_enterprises.20201231"),
    ("43家", "actual.wage_enterprises.20201231"),
    ("86%", "actual.wage_rate.20201231"),
    ("43/50家", "parts.wage_rate.20201231"),
    ("15个", "target.three_in_one_offices.20201231"),
    ("10个", "target.model_unions.20201231"),
    ("10个", "target.excellent_groups.20201231"),
    ("10名", "target.excellent_cadres.20201231"),
    ("10个", "target.pioneer_teams.20201231"),
    ("100%", "target.formation_rate.20201231"),
]


@pytest.mark.parametrize(("said", "key"), REFERENCE, ids=[key for _said, key in REFERENCE])
def test_every_figure_of_the_reference_text_is_in_the_report_and_leads_to_its_cells(half_year, said, key):
    assert half_year.figures()[key] == said
    found = trace(half_year.facts, key)
    assert len(found.listed if key.startswith("target") else found.cells) > 0
    assert all(found.cells["file_name"].str.endswith(".xlsx"))


def test_every_number_of_the_text_is_a_figure_that_can_be_followed(half_year):
    """What is left when the figures are taken out holds no number but dates, quarters and the document's own."""
    loose = re.compile(r"\d+年|\d+月(\d+日|底)?|8—9月|〔\d+〕\d+号|\d+[个]季度|等?3家")
    for _style, text in blocks(half_year):
        left = loose.sub("", CITED.sub("", text))
        assert not re.search(r"\d", left), left


def test_every_figure_has_a_name_and_a_trace(half_year):
    for key in half_year.figures():
        found = trace(half_year.facts, key)
        assert found.name == name_of_figure(half_year.facts, key) != key
        assert found.how
        assert len(found.cells) or len(found.listed)


def test_a_figure_stands_for_one_thing_only(half_year):
    """The same key is never printed with two different numbers."""
    said: dict[str, set[str]] = {}
    for _style, text in blocks(half_year):
        for match in CITED.finditer(text):
            said.setdefault(match[1], set()).add(match[2])
    assert {key: texts for key, texts in said.items() if len(texts) > 1} == {}


def test_the_cells_behind_a_sum_add_up_to_it(half_year):
    facts = half_year.facts
    money = set(facts.indicators.loc[facts.indicators["measure"] == "元", "indicator"])
    for row in facts.own[facts.own["kind"] != "rate"].to_dict("records"):
        cells = cells_of(facts, row)
        whole = cells["amount"].sum() / (100 if row["indicator"] in money else 1)
        assert whole == (0 if pd.isna(row["actual"]) else row["actual"]), row["indicator"]


def test_the_cells_behind_a_rate_add_up_to_its_two_parts(half_year):
    facts = half_year.facts
    about = facts.indicators.set_index("indicator")
    for row in facts.own[facts.own["kind"] == "rate"].to_dict("records"):
        cells = cells_of(facts, row)
        for part in ("numerator", "denominator"):
            whole = cells.loc[cells["indicator"] == about.loc[row["indicator"], part], "amount"].sum()
            assert whole == (0 if pd.isna(row[part]) else row[part])


def test_an_unknown_figure_has_no_trace(half_year):
    with pytest.raises(KeyError):
        trace(half_year.facts, "actual.nothing.20201231")
    with pytest.raises(KeyError):
        trace(half_year.facts, "<script>")


def test_files_are_named_with_sheet_and_range():
    cells = pd.DataFrame({"file_name": ["a.xlsx"] * 3, "sheet": ["S"] * 3, "cell": ["F5", "F7", "G6"]})
    assert files_text(cells) == ["a.xlsx S!F5,F7,G6 (3)"]
    many = pd.DataFrame(
        {"file_name": "a.xlsx", "sheet": "S", "cell": ["F5", "F6", "F7", *(f"F{row}" for row in range(9, 30, 2))]}
    )
    assert files_text(many) == ["a.xlsx S!F5:F29 (14)"]


def test_a_sentence_comes_apart_into_its_figures_and_what_stands_between():
    text = f"新建{cited('6家', 'actual.x.20201231')}，共{cited('9家', 'b')}。"
    assert pieces(text) == [("新建", None), ("6家", "actual.x.20201231"), ("，共", None), ("9家", "b"), ("。", None)]
    assert bare(text) == "新建6家，共9家。"


@pytest.mark.parametrize(
    ("value", "measure", "said"),
    [
        (85_000, "元", "8.5万元"),
        (0.9, "%", "90%"),
        (44_220, "人", "44220人"),
        (0.99996, "%", "99.9%"),
        (None, "家", "—"),
    ],
)
def test_numbers_are_written_as_the_genre_does(value, measure, said):
    assert amount(value, measure) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [([], "600人"), (["多"], "600多人"), (["余"], "600余人"), (["近"], "近600人"), (["约", "多"], "约600人")],
)
def test_a_word_beside_one_part_stays_beside_the_sum(words, said):
    assert qualified("600", "人", words) == said


def test_numerals_and_lists():
    assert [numeral(number) for number in (1, 9, 10, 11, 20, 21)] == ["一", "九", "十", "十一", "二十", "二十一"]
    assert joined(["甲", "乙", "丙"], "和") == "甲、乙和丙"


def test_an_indicator_of_the_townships_own_is_told_by_its_name():
    assert phrase({"indicator": "ours", "name": "志愿服务"}, "5场") == "志愿服务5场"


def test_what_is_over_fulfilled_on_pace_and_behind_is_told_apart(report_on):
    text = text_of(
        report_on(
            [plan("lectures", 4), plan("proposals", 16), plan("cultural_activities", 40)],
            {
                q: everywhere("lectures", 1) | everywhere("proposals", 1) | everywhere("cultural_activities", 1)
                for q in (1, 2)
            },
        )
    )
    assert "举办学习论坛和讲座8场，完成全年目标（4场）的200%，超额完成任务" in text
    assert "征集合理化建议8项，其中一季度4项、二季度4项，完成全年目标（16项）的50%，与序时进度持平" in text
    assert "开展文体活动8场，完成全年目标（40场）的20%，比序时应完成的20场少12场" in text


def test_what_is_missing_is_neither_zero_nor_a_failure(report_on):
    report = report_on([plan("proposals", 16)], {1: everywhere("proposals", 1)})
    text = text_of(report)
    assert "合理化建议（全年目标16项，已报部分4项）的报表尚不完整，待报齐后再作进度判断" in text
    assert "目前尚未收到报表" in text
    for word in ("滞后", "未完成", "低于"):
        assert word not in text


def test_an_enterprise_that_did_not_report_is_named_without_blame(report_on):
    report = report_on(
        [plan("proposals", 16)], {1: everywhere("proposals", 1), 2: everywhere("proposals", 1, FIRMS[:3])}
    )
    text = text_of(report)
    assert "已报3家（上报率75%）；未报的1家（职工占全部应报企业的25%）当季数未计入本报告，报齐后另行补报" in text
    assert "柳溪D厂" not in text[text.index("二、存在问题") :]


def test_where_missing_reports_could_change_a_verdict_both_are_named(report_on):
    quarters = {1: everywhere("proposals", 2), 2: everywhere("proposals", 2, FIRMS[:2])}
    targets = [plan("proposals", 32), *(target(code, "proposals", 8) for code in FIRMS)]
    assert (
        "合理化建议滞后，已完成12项，完成全年目标（32项）的37.5%，比序时应完成的16项少4项（未报单位如均达序时，则为达序时）"
        in text_of(report_on(targets, quarters))
    )


def test_what_has_its_season_to_come_is_announced_and_not_called_undone(report_on):
    report = report_on([plan("school_aid", 12, phasing="0/5/95/100")], {q: everywhere("school_aid", 0) for q in (1, 2)})
    text = text_of(report)
    assert "金秋助学（全年目标12人）按惯例于8—9月进行，目前未到实施时间" in text
    assert "金秋助学（12人）于8—9月组织实施" in text
    assert "滞后" not in text


def test_weak_and_strong_targets_keep_their_verb(report_on):
    targets = [
        plan("proposals", 40, note="力争完成"),
        plan("lectures", 40, note="确保完成"),
        plan("cultural_activities", 40),
    ]
    figures = everywhere("proposals", 1) | everywhere("lectures", 1) | everywhere("cultural_activities", 1)
    text = text_of(report_on(targets, {1: figures, 2: figures}))
    assert re.search(
        r"合理化建议距全年目标（40项）还差32项，余下两个季度每季需完成16项，是上半年季均完成数的4倍，力争完成", text
    )
    assert re.search(r"学习论坛和讲座距全年目标（40场）还差32场，[^；]*，确保完成", text)
    assert re.search(r"文体活动距全年目标（40场）还差32场，[^；]*4倍[；。]", text)


def test_a_needed_pace_of_ten_times_is_not_printed_as_one(report_on):
    quarters = {q: everywhere("proposals", 1) for q in (1, 2)}
    assert "是上半年季均完成数的10倍" in text_of(report_on([plan("proposals", 88)], quarters))


def test_a_cap_is_never_told_as_something_to_fulfil(report_on):
    targets = [plan("dispute_mediations", 10, comparator="at_most", phasing="keep")]
    within = text_of(report_on(targets, {q: everywhere("dispute_mediations", 1) for q in (1, 2)}))
    assert "调解劳动争议8件，其中一季度4件、二季度4件，未超过全年上限（10件以内）" in within
    assert "劳动争议调解继续控制在目标（10件以内）。" in within
    over = text_of(report_on(targets, {q: everywhere("dispute_mediations", 3) for q in (1, 2)}))
    assert "劳动争议调解" in over
    assert "劳动争议调解已超出全年控制数（10件以内）14件，实际24件" in over


def test_a_level_that_is_to_fall_is_told_by_how_far_it_fell(report_on):
    figures = everywhere("unionised", 1)
    targets = [plan("hardship_files", 4, comparator="at_most", baseline=12)]
    text = text_of(report_on(targets, {2: figures | everywhere("hardship_files", 2)}))
    assert "在档困难职工8户，比年初（12户）净减4户，完成压减任务（降至4户以内）的50%，与序时进度持平" in text


def test_a_rate_names_its_parts_and_a_level_carried_says_so(report_on):
    figures = (
        everywhere("unionised", 1)
        | everywhere("contract_enterprises", 1, FIRMS[:3])
        | {("D", "contract_enterprises"): 0}
    )
    text = text_of(report_on([plan("contract_rate", 920_000)], {1: figures}))
    assert "本季报表尚未收到，沿用此前上报数，集体合同签订率75%（已建会单位4家中3家），目标92%，暂不判断" in text
    text = text_of(report_on([plan("contract_rate", 920_000)], {2: figures}))
    assert "截至6月底，集体合同签订率75%（已建会单位4家中3家），距目标（92%）差17个百分点" in text


def test_contracts_that_lapsed_unrenewed_are_told(report_on):
    figures = everywhere("unionised", 1) | everywhere("contracts_expired", 1) | everywhere("contracts_renewed", 1, "AB")
    figures |= {("C", "contracts_renewed"): 0, ("D", "contracts_renewed"): 0}
    assert "合同到期4家，续签2家，续签率50%，到期未续2家" in text_of(report_on([], {2: figures}))


def test_enterprises_without_a_union_and_contracts_that_end_next_are_named(report_on):
    units = [
        TOWNSHIP,
        unit("A", employees=9, contract_until=date(2020, 9, 30), wage_until=date(2020, 12, 1)),
        unit("B", employees=7),
    ]
    figures = {("A", "should_unionise"): 1, ("B", "should_unionise"): 1, ("A", "unionised"): 1, ("B", "unionised"): 0}
    report = report_on([], {2: figures}, units=units)
    text = text_of(in_detail(replace(report.facts, today=date(2020, 10, 8)), "half-year"))
    assert "应建未建工会的企业有1家：柳溪B厂" in text
    assert "下半年将到期、需提前做好续签的合同（协议）：工资集体协商协议1份，为柳溪A厂（12月1日）。" in text
    assert "截至10月8日已到期、需核实续签情况的：集体合同1份，为柳溪A厂（9月30日）。" in text
    assert "对已到期的1份合同（协议）逐份核实、督促续签。对将到期的1份合同（协议）提前提醒" in text


def test_a_change_on_last_year_is_told_in_units_where_numbers_are_small(example):
    report = in_detail(gather(example, "QHZ", 2020, 2), "half-year")
    text = text_of(report)
    assert "新建企业工会6家" in text
    assert "同比增加5家" in text  # 1 a year before: no growth of 500 %
    assert "培训职工及职工代表710人次" in text
    assert "同比增长44.9%" in text  # 490 a year before


def test_problems_come_by_weight_and_what_lacks_most(half_year):
    text = text_of(half_year)
    order = [
        text.index(word) for word in ("一是“金蓝领”培训严重滞后", "二是互助保障参保滞后", "六是帮扶资金略低于序时")
    ]
    assert order == sorted(order)


def test_few_enterprises_are_blamed_only_where_they_make_up_much(report_on):
    firms = [f"{number:02d}" for number in range(20)]
    units = [TOWNSHIP, *(unit(code, employees=10) for code in firms)]
    targets = [plan("proposals", 200), *(target(code, "proposals", 10) for code in firms)]
    even = text_of(report_on(targets, {q: everywhere("proposals", 1, firms) for q in (1, 2)}, units=units))
    assert "20家企业低于各自序时进度。" in even
    assert "面较广" in even
    assert "柳溪00厂" not in even
    figures = everywhere("proposals", 2, firms[4:]) | everywhere("proposals", 0, firms[:4])
    uneven = text_of(report_on(targets, dict.fromkeys((1, 2), figures), units=units))
    assert "合计差36项，其中柳溪00厂、柳溪01厂、柳溪02厂3家差15项，占42%" in uneven


def test_where_everything_holds_no_problem_is_invented(report_on):
    quarters = {q: everywhere("lectures", 1) for q in (1, 2)}
    text = text_of(report_on([plan("lectures", 4)], quarters))
    assert "对照年度计划，各项目标均已完成或达到序时进度。" in text
    assert "年度计划确定的1项目标全部完成。" in text


def test_without_a_plan_only_what_was_done_is_told(report_on):
    text = text_of(report_on([], {2: everywhere("proposals", 3)}))
    assert "本报告未附年度目标，只反映2020年上半年柳溪镇总工会的工作完成情况" in text
    assert "征集合理化建议12项。" in text
    assert "完成率" not in text


def test_the_annual_report_says_missed_only_after_the_due_date_and_waits_for_next_years_plan(report_on):
    quarters = {q: everywhere("lectures", 1) for q in (1, 2, 3, 4)}
    report = report_on([plan("lectures", 20)], quarters, quarter=4)
    text = text_of(report)
    assert report.title == "柳溪镇总工会2020年工作总结和2021年工作计划"
    assert "举办学习论坛和讲座16场，完成全年目标（20场）的80%，未完成任务" in text
    left = "学习论坛和讲座还差4场；转入2021年继续推进。"
    assert f"三、2021年工作安排\n{left}\n【请补充：下一步目标任务和重点工作。】" in text


@pytest.mark.parametrize(("quarter", "kind"), [(1, "half-year"), (4, "half-year"), (2, "annual")])
def test_a_kind_that_does_not_fit_the_quarter_is_refused_with_a_sentence(example, quarter, kind):
    with pytest.raises(WrongKind, match="Choose quarter"):
        in_detail(gather(example, "QHZ", 2020, quarter), kind)


def test_titles_say_unit_and_span(example):
    titles = {
        (2, "half-year"): "青禾镇总工会2020年上半年工作总结和下半年工作计划",
        (2, "quarter"): "青禾镇总工会2020年上半年工作简报",
        (2, "annex"): "青禾镇总工会2020年上半年目标完成情况附表",
    }
    facts = gather(example, "QHZ", 2020, 2)
    assert {key: in_detail(facts, key[1]).title for key in titles} == titles


def test_sections_are_numbered_in_the_order_chosen_and_only_those_wanted(half_year):
    chosen = [("training", True), ("formation", True), ("contracts", False), ("problems", True), ("lead", True)]
    report = in_detail(half_year.facts, "half-year", chosen)
    headings = [bare(text) for style, text in blocks(report) if style.startswith("heading")]
    assert headings == ["一、上半年主要工作", "（一）职工教育培训", "（二）工会组建和会员发展", "二、存在问题"]
    assert next(iter(blocks(report)))[1].startswith("2020年上半年")


def test_a_section_never_leaves_its_part(half_year):
    backwards = list(reversed(default_sections("half-year")))
    report = in_detail(half_year.facts, "half-year", backwards)
    parts = [PART_OF[section.key] for section in report.sections]
    assert parts == sorted(parts)
    assert {section.key for section in report.sections} == set(SECTIONS) - {
        "other",
        "detailed",
        "annex_sources",
        "annex_evidence",
    }


def test_the_chairs_words_stand_after_the_sentences_of_their_section(half_year):
    report = in_detail(
        half_year.facts, "half-year", words={"training": "第一段。\n\n第二段。", "own_building": "换届顺利。"}
    )
    found = list(blocks(report))
    words = [text for style, text in found if style == "words"]
    assert words == ["第一段。", "第二段。", "换届顺利。"]
    assert found[found.index(("words", "第一段。")) + 2][0] == "heading 2"
    assert not any("自身建设情况" in text for style, text in found if style == "place")
    assert any(style == "place" for style, _text in found)  # the model case still waits


def test_words_cannot_pass_themselves_off_as_a_figure(half_year):
    report = in_detail(half_year.facts, "half-year", words={"lead": cited("999家", "actual.proposals.20201231")})
    assert report.figures()["actual.proposals.20201231"] == "12项"


def test_the_text_is_chinese_whatever_the_screen_speaks(half_year):
    spoken = []
    for language in ("en", "zh_CN"):
        use_language(language)
        spoken.append(text_of(in_detail(half_year.facts, "half-year")))
    use_language("en")
    assert spoken[0] == spoken[1]
    assert not re.search(r"[A-Za-z]", spoken[0])


def test_a_village_has_a_report_of_its_own(example):
    facts: Facts = gather(example, "QHZ-C1", 2020, 2)
    text = text_of(in_detail(facts, "half-year"))
    assert "河湾村工会联合会" in text
    assert row_of(facts, "actual.mutual_insurance.20201231")["actual"] == 50


def test_an_unknown_unit_is_a_lookup_error(example):
    with pytest.raises(LookupError):
        gather(example, "nobody", 2020, 2)


def test_every_phrase_belongs_to_an_indicator_and_has_room_for_its_number():
    from townships import CATALOGUE

    from tracking.catalogue import phrases

    assert set(phrases()) <= set(CATALOGUE)
    assert [code for code, row in phrases().items() if row["phrase"].count("{n}") != 1] == []
    assert {code for code, row in CATALOGUE.items() if row["kind"] != "rate"} - set(phrases()) == set()


def test_a_target_with_a_year_of_its_own_says_since_when_and_is_not_compared_with_half_a_year(half_year):
    text = text_of(half_year)
    assert "2019年10月以来发展会员457人，完成目标（9月30日前560人）的81.6%，超序时进度37人。" in text


def test_growth_differences_and_shares_are_rounded_as_everybody_rounds():
    assert [rounded(share) for share in (0.30039, 0.050019, 0.0302, 1.0, 0.0005, 0.0004)] == [
        "30%", "5%", "3%", "100%", "0.1%", "0.04%",
    ]  # fmt: skip
    assert points(-0.030232) == "3个百分点"


def test_a_level_that_has_not_fallen_to_its_target_is_never_said_to_be_within_it(half_year):
    text = text_of(half_year)
    assert "困难职工建档再净减4户，12月31日前降至30户以内" in text
    assert "困难职工建档继续控制" not in text


def test_a_level_at_the_start_counts_those_that_closed_since(half_year):
    """正平建材 had a workers' congress at the end of 2019 and closed in January."""
    assert "建立职代会的企业46家，比年初（44家）净增2家" in text_of(half_year)


def test_how_many_reported_is_said_again_only_where_it_differs(half_year):
    text = text_of(half_year)
    assert "据45/49家单位上报（另有5家未报或免考核，沿用此前上报数），集体合同签订率90%" in text
    assert "86%（43/50家）、62.5%（30/48家，已报43/47家）" in text


def test_more_than_so_many_is_more_than_so_much_of_the_target(half_year):
    assert "组织600多人参加重点工程劳动竞赛，完成全年目标（500人）的120%以上" in text_of(half_year)


def test_a_cause_is_asked_for_where_something_is_behind(half_year, report_on):
    assert ("place", "【请补充：主要原因。】") in blocks(half_year)
    nothing = report_on([plan("proposals", 16)], {1: everywhere("proposals", 1)})
    assert ("place", "【请补充：存在问题。】") in blocks(nothing)
    reached = report_on([plan("proposals", 4)], {q: everywhere("proposals", 1) for q in (1, 2)})
    assert ("place", "【请补充：存在问题。】") in blocks(reached)


def test_a_quarters_own_figure_leads_to_the_cells_that_make_its_difference(half_year):
    facts = half_year.facts
    row = row_of(facts, "actual.employee_training.20201231")
    first = trace(facts, "quarter1.employee_training.20201231").cells
    both = trace(facts, "quarter2.employee_training.20201231").cells
    assert first["amount"].sum() == 310
    assert set(first["period"]) == {8080}
    assert set(both["period"]) == {8080, 8081}
    assert row["actual"] == 710


def test_a_change_on_last_year_leads_to_the_cells_of_both_years(half_year):
    cells = trace(half_year.facts, "last_year.new_unions.20200930").cells
    assert set(cells["period"]) == {8076, 8077, 8080, 8081}
    assert cells.loc[cells["period"] < 8080, "amount"].sum() == 1


def test_what_enterprises_lack_leads_to_their_parts_of_the_plan_and_their_reports(half_year):
    found = trace(half_year.facts, "laggards.golden_blue_collar.20201231")
    assert len(found.listed) == 5
    assert found.listed["In the plan"].str.match(r"分解!.+").all()
    assert set(found.cells["unit"]) == set(
        half_year.facts.units.set_index("name")["unit"].reindex(found.listed["Enterprise"])
    )


@pytest.fixture
def adjusted(store: Store) -> Report:
    """A half-year report under the second version of a plan, typed in on the page in April."""
    add_units(store, [TOWNSHIP, *(unit(code, employees=100) for code in FIRMS)])
    plan = [target("T", "proposals", 40), target("T", "golden_ideas", 8), target("T", "assistance_funds", 5_000_000),
            target("T", "employee_training", 90)]  # fmt: skip
    add_plan(store, plan)
    for quarter in (1, 2):
        figures = {(code, "proposals"): 5 for code in FIRMS} | {(code, "assistance_funds"): 700_000 for code in FIRMS}
        add_report(store, 2020, quarter, figures)
    rows = pd.DataFrame([
        plan[0] | {"target": 60}, plan[1] | {"phasing": "10/40/75/100"}, plan[2] | {"target": 6_000_000},
        target("T", "new_unions", 3),
    ])  # fmt: skip
    save_plan(store, rows, 2020, date(2020, 4, 1), "柳工〔2020〕9号", "县里追加", "办公室", {"T": 1})
    return in_detail(gather(store, "T", 2020, 2), "half-year")


def test_a_mid_year_adjustment_is_told_target_by_target_old_and_new(adjusted):
    assert (
        "年度计划自4月1日起调整（柳工〔2020〕9号）：新增新建企业工会目标3家、帮扶资金由5万元调整为6万元、取消职工及职工代表培训目标、"
        "合理化建议由40项调整为60项、调整“金点子”的期限或进度要求。" in text_of(adjusted)
    )


def test_a_report_made_in_a_later_year_names_the_years_of_what_ended(half_year):
    later = replace(half_year.facts, today=date(2021, 3, 1))
    text = text_of(in_detail(later, "half-year"))
    assert "截至2021年3月1日已到期、需核实续签情况的：" in text
    assert "（2020年" in text.split("截至2021年3月1日已到期")[1].split("。")[0]


def test_after_several_adjustments_the_years_first_plan_is_compared_and_every_document_named(adjusted, store):
    rows = pd.DataFrame(
        [target("T", "proposals", 50), target("T", "golden_ideas", 8), target("T", "assistance_funds", 5_000_000)]
    )
    save_plan(store, rows, 2020, date(2020, 5, 1), "柳工〔2020〕12号", "再调整", "办公室", {"T": 2})
    text = text_of(in_detail(gather(store, "T", 2020, 2), "half-year"))
    assert (
        "年度计划自5月1日起调整（柳工〔2020〕9号、柳工〔2020〕12号）：取消职工及职工代表培训目标、合理化建议由40项调整为50项。"
        in text
    )


def test_what_was_adjusted_can_be_followed_to_the_document(adjusted):
    key = "was.proposals.20201231"
    assert adjusted.figures()[key] == "40项"
    found = trace(adjusted.facts, key)
    assert (found.name, found.how) == ("Improvement proposals · target before the adjustment", "plan 2020, version 1")
    assert found.listed["File"].tolist() == ["柳工〔2020〕9号"]
    test_every_number_of_the_text_is_a_figure_that_can_be_followed(adjusted)
    test_every_figure_has_a_name_and_a_trace(adjusted)
    assert files_text(adjusted.facts.plan_cells(row_of(adjusted.facts, key))) == ["柳工〔2020〕9号（系统内录入）(1)"]


def test_under_the_first_version_of_a_plan_nothing_is_said_of_an_adjustment(half_year):
    assert "起调整" not in text_of(half_year)
