"""A township full of hostile texts in a real browser: no link leads out, nothing becomes an icon, an emoji or a formula."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_texts import ADDRESS, EVERYTHING, TOWNSHIP, hostile_township
from journeys import dashboard, heading, visit

VIEWS = [
    "", "formation", "other?indicator=own_1", "report", "printed", "lagging", "followup?state=all", "enterprise?enterprise=E00",
    "enterprise?enterprise=E12", "calendar", "exemptions?exempt_unit=E00", "plan", "changes?part=since", "changes?part=close",
    "changes?part=log", "records", "imports",
]  # fmt: skip
# What the page made of a text: links out, icons, emoji, formulas, headings, lists, code and bold within a text of others.
MADE = """(address) => {
    const main = document.querySelector('[data-testid="stMain"]');
    const all = (what) => [...main.querySelectorAll(what)];
    return [
        ...all('a').filter((a) => a.href.includes(address)).map((a) => 'link ' + a.outerHTML),
        ...all('[aria-label="home icon"], .katex, img[alt="Streamlit logo"], del, .stMarkdownColoredText, .stMarkdownBadge, streamlit-help-icon')
            .map((one) => one.outerHTML.slice(0, 200)),
        ...all('[data-testid="stMarkdownContainer"] strong').filter((b) => /^[粗]$/.test(b.innerText)).map((b) => b.outerHTML),
        ...all('em, code').filter((b) => /^[斜码]$/.test(b.innerText)).map((b) => b.outerHTML),
        ...all('h1, li, blockquote, pre').filter((b) => /^[题项引码]$/.test(b.innerText.trim())).map((b) => b.outerHTML),
        ...(/😄|👍|→ b|—  ?b|≥ b|← b/u.exec(main.innerText) || []),
        ...all('svg a, svg [font-weight="bold"], svg tspan[style*="bold"]').filter((b) => b.textContent === '粗').map((b) => b.outerHTML),
    ];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database: Path = hostile_township(tmp_path_factory.mktemp("hostile") / "own.duckdb")
    with dashboard(database) as address:
        yield address


@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_no_page_makes_anything_of_a_text_or_asks_anybody_else(open_page, address, locale):
    page, dialogs, found = open_page(locale), [], {}
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    for view in VIEWS:
        visit(page, f"{address}/{view}{'&' if '?' in view else '?'}unit={TOWNSHIP}&year=2020&quarter=2")
        page.wait_for_timeout(400)
        if made := page.evaluate(MADE, ADDRESS):
            found[view] = made
        if view not in ("records", "imports"):
            assert EVERYTHING in heading(page).text_content(), view
    assert found == {}
    assert dialogs == []
