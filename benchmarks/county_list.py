"""What the list of lagging enterprises of a county costs: first, again, sorted or narrowed."""

import os
import time
from pathlib import Path

from counties import fill_county
from measuring import median, say

from tracking.intake import prepare_store
from tracking.places import DASHBOARD, page_file
from tracking.store import Store


def measure(_hello: Path, folder: Path) -> None:
    """The list of lagging enterprises of a county: first, again, and sorted or narrowed."""
    from streamlit.testing.v1 import AppTest

    path = folder / "county.duckdb"
    with Store(path) as store:
        prepare_store(store)
        fill_county(store)
    os.environ["TRACKING_DATABASE"] = str(path)
    app = AppTest.from_file(str(DASHBOARD), default_timeout=300)
    app.context = {"locale": "zh-CN"}
    app.query_params["unit"] = "C"
    app.run()
    app.switch_page(page_file("lagging"))
    say("county of 10,000 enterprises: lagging list, first", median(app.run, 1) / 1000, "s", 30)
    say("county of 10,000 enterprises: lagging list, again", median(app.run, 9, time.process_time), "ms", 60)
    changes = iter([("order", "index"), ("sector", "行业1"), ("order", "streak"), ("sector", "行业2"), ("size", "100"),
                    ("sector", ""), ("order", "per_hundred")])  # fmt: skip

    def change() -> None:
        key, value = next(changes)
        app.selectbox(key=key).select(value).run()

    say("county of 10,000 enterprises: sorted or narrowed anew", median(change, 7, time.process_time), "ms", 60)
    os.environ["TRACKING_DATABASE"] = str(folder / "none.duckdb")
