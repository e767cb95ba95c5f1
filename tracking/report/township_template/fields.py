"""What a template can ask for, and what a report answers."""

from markupsafe import escape

from tracking.harmless import UNPRINTABLE
from tracking.language import N_, speaking
from tracking.report.document import indicator_cells, indicator_rows
from tracking.report.half_year import Report, data_note, period_words
from tracking.report.wording import BEGIN, bare, day, numeral, without_marks

SECTION_OF = {
    "导语": "lead",
    "建会": "formation",
    "集体合同": "contracts",
    "困难帮扶": "assistance",
    "培训": "training",
    "其他重点工作": "other",
    "自身建设": "own_building",
    "典型做法": "model_case",
    "存在问题": "problems",
    "下半年安排": "outlook",
}
OTHERS = ("democracy", "contests", "awards", "other")  # what 其他重点工作 stands for
ROWS = "指标"
FIELDS = {
    "标题": N_("the report's title"),
    "单位": N_("the union's name"),
    "年份": N_("the year: 2020"),
    "时期": N_("year and period"),
    "截至": N_("the quarter's last day"),
    "日期": N_("the day the report is made"),
    "导语": N_("lead paragraph"),
    "建会": N_("union formation and members"),
    "集体合同": N_("collective bargaining and contracts"),
    "困难帮扶": N_("assistance to workers in hardship"),
    "培训": N_("training of workers"),
    "其他重点工作": N_("other key work"),
    "自身建设": N_("the union's own organisation"),
    "典型做法": N_("a model case"),
    "存在问题": N_("problems, enterprise by enterprise"),
    "下半年安排": N_("what comes next, with its headings"),
    "数据说明": N_("what the figures rest on"),
    "指标": N_("the rows of the indicator table, for a row loop"),
}
ROW_FIELDS = {
    "序号": N_("number in the table"),
    "指标": N_("the indicator's name"),
    "目标": N_("target of the year"),
    "完成": N_("done so far"),
    "完成率": N_("done, in per cent of the target"),
    "较序时": N_("done against what is due by now"),
    "状态": N_("verdict"),
    "上报": N_("units that reported, of those expected"),
}
SPLIT = BEGIN  # between the paragraphs of a section; no text of a report holds it


class Paragraphs(list):
    """The paragraphs of a section: a list for a loop; printed as a whole they are one text, split up afterwards."""

    def __html__(self) -> str:
        return str(escape(SPLIT.join(self)))


def clean(text: str) -> str:
    """A text without marks and without letters that no XML may hold."""
    return UNPRINTABLE.sub(" ", without_marks(bare(text)))


def values_of(report: Report) -> dict[str, object]:
    """Every field with its text."""
    facts = report.facts
    with speaking("zh_CN"):
        single = {
            "标题": report.title,
            "单位": facts.unit_name,
            "年份": str(facts.year),
            "时期": period_words(facts),
            "截至": day(facts.as_of),
            "日期": day(report.signed_on),
            "数据说明": data_note(report),
        }
        values: dict[str, object] = {name: clean(text) for name, text in single.items()}
        values |= {name: _section(report, key) for name, key in SECTION_OF.items()}
        return values | {ROWS: _rows(report)}


def trial_values() -> dict[str, object]:
    """Invented values, to see whether a template can be filled at all."""
    sections = {name: Paragraphs([name, name]) for name in SECTION_OF}
    return {name: name for name in FIELDS} | sections | {ROWS: [ROW_FIELDS, ROW_FIELDS]}


def _section(report: Report, key: str) -> Paragraphs:
    """What a section says: paragraphs, parts with their headings, the chair's own words, the place kept for them."""
    lines: list[str] = []
    keys = OTHERS if key == "other" else (key,)
    for section in report.sections:
        if section.key in keys:
            lines += section.paragraphs
            for number, (title, paragraphs) in enumerate(section.parts, start=1):
                lines += [f"（{numeral(number)}）{title}", *paragraphs]
            lines += [*section.words.splitlines(), section.place]
    return Paragraphs(filter(None, (clean(line).strip() for line in lines)))


def _rows(report: Report) -> list[dict[str, str]]:
    rows = [row for _theme, found in indicator_rows(report.facts) for row in found]
    cells = [indicator_cells(number, row) for number, row in enumerate(rows, start=1)]
    return [dict(zip(ROW_FIELDS, map(clean, texts), strict=True)) for texts in cells]
