"""The frame of every page: its margins, what it looks like on paper, and Streamlit's own words in the page's language."""

from functools import cache
from pathlib import Path

import streamlit as st

from tracking.language import N_, _, current_language
from tracking.screen.session.tools import is_big

SIDEBAR = 208  # pixels
# What Streamlit says by itself, as it says it; {} stands for what it fills in.
OWN_WORDS = (
    *(N_("Skip to main content"), N_("Link to heading"), N_("Sidebar"), N_("Collapse sidebar"), N_("Expand sidebar")),
    *(N_("App pages"), N_("Open"), N_("Close"), N_("Choose an option"), N_("Choose options"), N_("Select all"), N_("Select {} matches"), N_("Page not found"),
      N_("The page that you have requested does not seem to exist. Running the app's main page.")),
    *(N_("No results"), N_("No options"), N_("Clear value"), N_("Clear all"), N_("Show/hide columns"), N_("Search")),
    *(N_("Fullscreen"), N_("Close fullscreen"), N_("Exit fullscreen"), N_("Type to search")),
    *(N_("Show/hide columns: {}"), N_("Search: {}"), N_("Fullscreen: {}"), N_("Close fullscreen: {}")),
    *(N_("Add row: {}"), N_("Delete row(s): {}"), N_("Clear selection: {}")),
    *(N_("Sort ascending"), N_("Sort descending"), N_("Pin column"), N_("Unpin column"), N_("Hide column")),
    *(N_("Autosize"), N_("Statistics"), N_("Format"), N_("Copy column name"), N_("Add row"), N_("Delete row(s)")),
    *(N_("Clear selection"), N_("Close Search"), N_("Next Result"), N_("Previous Result"), N_("Copy to clipboard")),
    *(N_("Count"), N_("Empty"), N_("Distinct"), N_("Minimum"), N_("Maximum"), N_("Average"), N_("Median")),
    *(N_("Minimum length"), N_("Maximum length"), N_("Average length"), N_("Standard deviation"), N_("Range")),
    *(N_("Automatic"), N_("Localized"), N_("Plain"), N_("Compact"), N_("Dollar"), N_("Euro"), N_("Percent")),
    *(N_("Scientific"), N_("Accounting"), N_("Distance"), N_("Duration"), N_("Calendar"), N_("Based on sample")),
    *(N_("Upload"), N_("Upload files"), N_("Uploading"), N_("Drag and drop"), N_("Add files"), N_("Cancel upload")),
    *(N_("{}MB per file"), N_("file upload"), N_("Remove {}"), N_("Show more"), N_("Show less"), N_("Dismiss")),
    *(N_("Press Enter to apply"), N_("Press Ctrl+Enter to apply"), N_("Running..."), N_("Stop"), N_("Connecting")),
    *(N_("Choose date"), N_("Selected Date: {}"), N_("year, {}"), N_("month, {}"), N_("day, {}"), N_("This field is required.")),
)  # fmt: skip
_drawn = st.components.v2.component(
    "frame", html="", js=Path(__file__).with_suffix(".js").read_text(encoding="utf-8"), isolate_styles=False
)
STYLE = Path(__file__).with_suffix(".css")


@cache
def _in_chinese() -> dict[str, str]:
    """Streamlit's words in Chinese; asked for while that is spoken."""
    return {text: _(text) for text in OWN_WORDS}


def draw_frame() -> None:
    """Give the page its margins and its paper, tell the browser its language, and have Streamlit's own words in it."""
    st.html(STYLE)
    english = current_language() == "en"
    with st.container(key="frame"):
        _drawn(
            data={
                "language": "en" if english else "zh-CN",
                "words": {} if english else _in_chinese(),
                "big": is_big(),
                "pictures": {
                    "png": _("Save this chart as a picture (PNG)"),
                    "svg": _("Save this chart as a drawing (SVG)"),
                },
            },
            key="frame_words",
        )
