"""What was typed or read is shown as it was typed: on no page does Streamlit or Plotly take it for something else."""

import json
import re
from collections.abc import Iterator

import pytest
from apps import LOCALES, WITH_QUARTER, upload
from google.protobuf.json_format import MessageToDict
from hostile_texts import ADDRESS, AT_LINE_START, INLINE, TOWNSHIP, hostile_township
from streamlit.testing.v1 import AppTest
from townships import workbook

from tracking.screen.session.plain_text import plain

pytestmark = pytest.mark.fresh  # the files dropped in one case are not those of the next
# What Streamlit shows as it is: its grids, boxes of choices, boxes to type in, code, the draft of a report
# (which its script sets as text), texts for screen readers, and what
# nobody sees, such as keys and addresses.
AS_IT_IS = {"arrow_data_frame", "bidi_component", "code", "file_uploader", "plotly_chart"}
SHOWN_AS_IT_IS = re.compile(
    r"(selectbox|multiselect)\.(options|raw_values|default|value|raw_value|placeholder)|(text_input|text_area|date_input)\.(default|value|placeholder)"
    r"|dataframe\.columns|.*\.(id|key|alt|url|page|page_script_hash|query_string|form_id|element_id|deferred_file_id|file_name|set_value)$|.*query"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory):
    return hostile_township(tmp_path_factory.mktemp("hostile") / "own.duckdb")


def nodes(block: object) -> Iterator[object]:
    yield block
    for child in getattr(block, "children", {}).values():
        yield from nodes(child)


def strings(said: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(said, str):
        yield place, said
    elif isinstance(said, dict):
        for name, value in said.items():
            yield from strings(value, f"{place}.{name}")
    elif isinstance(said, list):
        for value in said:
            yield from strings(value, place)


def markdown(app: AppTest) -> Iterator[tuple[str, str]]:
    """Every text that the browser would read as Markdown, with its place."""
    for node in nodes(app._tree):
        kind = getattr(node, "type", "")
        if kind == "table":
            for text in [*node.value.columns, *node.value.astype("str").to_numpy().ravel()]:
                yield "table", str(text)
        elif kind not in AS_IT_IS and (proto := getattr(node, "proto", None)) is not None:
            said = MessageToDict(proto, preserving_proto_field_name=True) if hasattr(proto, "DESCRIPTOR") else {}
            yield from (pair for pair in strings(said, kind) if not SHOWN_AS_IT_IS.fullmatch(pair[0]))


def misread(app: AppTest) -> set[tuple[str, str]]:
    """The places of texts that Streamlit would take for Markdown, and these texts."""
    found = set()
    for place, text in markdown(app):
        found |= {(place, raw) for raw in INLINE if raw in text and raw not in plain(raw)}
        found |= {(place, raw) for raw in AT_LINE_START if re.search(rf"(^|\n){re.escape(raw)}", text)}
    return found


def in_charts(app: AppTest) -> list[str]:
    return [chart.proto.spec for chart in app.get("plotly_chart")]


VIEWS = [
    *((page, {}) for page in (*WITH_QUARTER, "records")),
    *(("changes", {"part": part}) for part in ("close", "log")),
    *(("enterprise", {"enterprise": code}) for code in ("E00", "E03", "E31", "E41")),
    *(("other", {"indicator": code}) for code in ("proposals", "own_1")),
    ("exemptions", {"exempt_unit": "E00"}),
    ("followup", {"state": "all"}),
]  # fmt: skip


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("page", "link"), VIEWS)
def test_no_page_takes_a_text_of_others_for_markup(opened, hostile, page, link, locale):
    app = opened(hostile, locale, page, unit=TOWNSHIP, year="2020", quarter="2", **link)
    assert not app.exception
    assert misread(app) == set()
    for spec in in_charts(app):
        assert "<a href" not in spec
        assert "<img" not in spec
        assert "<b>粗" not in spec


@pytest.mark.parametrize("more", ["map", "idle", "made_good", "doubts", "no_union", "exempt"])
def test_no_part_of_the_lagging_page_does(opened, hostile, more):
    app = opened(hostile, "zh-CN", "lagging", unit=TOWNSHIP, year="2020", quarter="2")
    app.segmented_control(key="more").set_value(more).run()
    assert not app.exception
    assert misread(app) == set()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("number", range(4))
def test_no_part_of_the_plan_does(opened, hostile, number, locale):
    from plan_page import open_tab

    app = open_tab(opened(hostile, locale, "plan", unit=TOWNSHIP), number, locale)
    assert not app.exception
    assert misread(app) == set()


RIGHT = [["单位名称", "合理化建议"], *([text, 5] for text in INLINE), [f"{INLINE[0]}x", 3], [INLINE[10] + "1", "——"]]
WRONG = [["单位代码", "合理化建议", INLINE[10]], *([text, text, 5] for text in INLINE)]


@pytest.mark.parametrize("rows", [[RIGHT], [WRONG], [WRONG, RIGHT]])
@pytest.mark.parametrize("name", [INLINE[2], INLINE[10], INLINE[11], INLINE[14]])
def test_no_file_does_whose_name_cells_and_questions_are_hostile(opened, hostile, name, rows):
    app = opened(hostile, "zh-CN", "imports")
    name = f"{name.replace('/', '／')}2020年二季度"
    upload(app, *((f"{name}{number}.xlsx", workbook((f"{INLINE[2]} S", cells))) for number, cells in enumerate(rows)))
    assert not app.exception
    assert misread(app) == set()


@pytest.mark.parametrize("text", [*INLINE, *AT_LINE_START])
def test_a_text_made_plain_keeps_every_letter(text):
    shown = re.sub(r":color\[(\\?.)\]", r"\1", plain(text))
    shown = re.sub(r"&#(\d+);", lambda code: chr(int(code[1])), shown)
    assert re.sub(r"\\(.)", r"\1", shown) == text
    assert json.dumps(text)
    assert ADDRESS not in plain(f"http://{ADDRESS}") or f"http://{ADDRESS}" not in plain(f"http://{ADDRESS}")
