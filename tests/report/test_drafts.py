"""What is kept of a report: words in every version, the sections chosen, and what changed since a draft was handed out."""

from made_once import filled_once
from townships import TOWNSHIP, add_plan, add_report, add_units, target, unit

from tracking.report.drafts import (
    changed_figures,
    current_report,
    file_name_of,
    is_outdated,
    last_draft,
    record_draft,
    save_sections,
    save_words,
    sections_of,
    word_versions,
    words_of,
)
from tracking.report.facts import gather
from tracking.report.half_year import Report, blocks, default_sections
from tracking.report.own_look import reference_of, save_reference
from tracking.store.store import Store

FIRMS = "ABCD"
PERIOD = 8081
HALF_YEAR = ("T", "half-year", PERIOD)


@filled_once
def township(store: Store) -> None:
    """Four firms, one target, both quarters reported."""
    add_units(store, [TOWNSHIP, *(unit(code, employees=10) for code in FIRMS)])
    add_plan(store, [target("T", "proposals", 16)])
    for quarter in (1, 2):
        add_report(store, 2020, quarter, {(code, "proposals"): 1 for code in FIRMS})


def report_of(store: Store) -> Report:
    return current_report(store, gather(store, "T", 2020, 2), "half-year")


def test_words_are_kept_for_their_unit_kind_and_period_only(township):
    save_words(township, *HALF_YEAR, {"lead": "我的话。"}, "主席")
    assert words_of(township, *HALF_YEAR) == {"lead": "我的话。"}
    assert words_of(township, "T", "quarter", PERIOD) == {}
    assert words_of(township, "T", "half-year", PERIOD + 4) == {}
    assert words_of(township, "A", "half-year", PERIOD) == {}


def test_every_version_stays_and_the_newest_is_in_force(township):
    for text in ("一稿", "二稿", ""):
        save_words(township, *HALF_YEAR, {"lead": text}, "主席")
    assert words_of(township, *HALF_YEAR) == {}
    assert word_versions(township, *HALF_YEAR)["body"].tolist() == ["", "二稿", "一稿"]


def test_saving_what_is_saved_already_adds_nothing(township):
    assert save_words(township, *HALF_YEAR, {"lead": "话", "other": ""}, "主席")
    assert save_words(township, *HALF_YEAR, {"lead": " 话 ", "other": ""}, "主席") is None
    assert save_words(township, *HALF_YEAR, {"no_such_section": "话"}, "主席") is None


def test_words_stay_when_figures_change(township):
    save_words(township, *HALF_YEAR, {"other": "我的话。"}, "主席")
    before = report_of(township)
    add_report(township, 2020, 2, {("A", "proposals"): 5})
    after = report_of(township)
    assert ("words", "我的话。") in blocks(before)
    assert ("words", "我的话。") in blocks(after)
    assert before.figures() != after.figures()


def test_sections_chosen_are_kept_for_the_kind_of_report(township):
    assert sections_of(township, "T", "half-year") == default_sections("half-year")
    chosen = [("training", True), ("formation", False), ("lead", True)]
    save_sections(township, "T", "half-year", chosen, "主席")
    kept = sections_of(township, "T", "half-year")
    assert kept[:3] == chosen
    assert {key for key, _shown in kept} == {key for key, _shown in default_sections("half-year")}
    assert sections_of(township, "T", "annual") == default_sections("annual")


def test_before_the_first_draft_there_is_nothing_to_compare(township):
    report = report_of(township)
    assert last_draft(township, *HALF_YEAR) is None
    assert changed_figures(report, None) == []
    assert not is_outdated(report, None)
    assert file_name_of(report, None, "docx") == "柳溪镇总工会2020年上半年工作总结和下半年工作计划_第1稿.docx"


def test_what_changed_since_the_draft_is_told_figure_by_figure(township):
    record_draft(township, report_of(township), "稿.docx", "主席")
    draft = last_draft(township, *HALF_YEAR)
    assert not is_outdated(report_of(township), draft)
    add_report(township, 2020, 2, {("A", "proposals"): 3})
    report = report_of(township)
    assert is_outdated(report, draft)
    changes = {key: (then, now) for key, then, now in changed_figures(report, draft)}
    assert changes["actual.proposals.20201231"] == ("8项", "10项")
    assert changes["completion.proposals.20201231"][0] != changes["completion.proposals.20201231"][1]
    assert "target.proposals.20201231" not in changes
    assert file_name_of(report, draft, "docx").endswith("_第2稿（数据有更新）.docx")


def test_data_that_change_no_figure_are_still_newer_than_the_draft(township):
    record_draft(township, report_of(township), "稿.docx", "主席")
    draft = last_draft(township, *HALF_YEAR)
    add_report(township, 2019, 1, {("A", "proposals"): 3})
    report = report_of(township)
    assert is_outdated(report, draft)
    assert changed_figures(report, draft) == []


def test_words_and_drafts_are_no_newer_data(township):
    first = report_of(township)
    record_draft(township, first, "稿.docx", "主席")
    save_words(township, *HALF_YEAR, {"lead": "话"}, "主席")
    assert report_of(township).facts.data_version == first.facts.data_version


def test_the_same_draft_handed_out_twice_is_one_draft_and_new_words_make_another(township):
    assert record_draft(township, report_of(township), "稿.docx", "主席")
    assert record_draft(township, report_of(township), "稿.docx", "主席") is None
    assert last_draft(township, *HALF_YEAR).number == 1
    save_words(township, *HALF_YEAR, {"lead": "话"}, "主席")
    report = report_of(township)
    assert file_name_of(report, last_draft(township, *HALF_YEAR), "docx").endswith("_第2稿.docx")
    record_draft(township, report, "稿.docx", "主席")
    assert last_draft(township, *HALF_YEAR).number == 2


def test_a_name_of_a_file_holds_no_letter_that_a_disk_refuses(store):
    add_units(store, [unit("T", None, "township", name='柳溪/镇:"总"工会')])
    assert file_name_of(report_of(store), None, "docx").startswith("柳溪_镇__总_工会2020年")


def test_nothing_kept_breaks_a_rule_of_the_store(township):
    save_words(township, *HALF_YEAR, {"lead": "话"}, "主席")
    save_sections(township, "T", "half-year", default_sections("half-year"), "主席")
    record_draft(township, report_of(township), "稿.docx", "主席")
    assert township.check().empty


def test_a_reference_document_is_kept_byte_by_byte_until_the_official_layout_is_chosen_again(township):
    assert reference_of(township, "T") is None
    body = bytes(range(256)) * 40
    save_reference(township, "T", body, "ours.docx", "主席")
    assert reference_of(township, "T") == ("ours.docx", body)
    assert reference_of(township, "A") is None
    save_reference(township, "T", b"", "", "主席")
    assert reference_of(township, "T") is None
