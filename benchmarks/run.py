"""What the program costs, against its budgets: every question, or those named. See README.md."""

import importlib
import os
import sys
import tempfile
from pathlib import Path

import pandas as pd
from measuring import LINES

QUESTIONS = (
    "in_the_browser",
    "page_scripts",
    "county_list",
    "county",
    "progress_table",
    "half_year_report",
    "importing",
    "sheets_of_offices",
)
HELLO = """import streamlit as st

def first():
    st.subheader("Hello")

def second():
    st.subheader("World")

st.navigation([st.Page(first, title="Hello", default=True), st.Page(second, title="World")]).run()
"""


def main() -> None:
    """Measure and print the table."""
    with tempfile.TemporaryDirectory(prefix="union-target-benchmark-") as name:
        folder = Path(name)
        hello = folder / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        os.environ["TRACKING_DATABASE"] = str(folder / "none.duckdb")
        for question in sys.argv[1:] or QUESTIONS:
            importlib.import_module(question).measure(hello, folder)
    print()
    print(pd.DataFrame(LINES).to_string(index=False))


if __name__ == "__main__":
    main()
