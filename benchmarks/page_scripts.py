"""What one run of a page's script costs, caches warm."""

import time
from pathlib import Path

from measuring import median, say

from tracking.places import DASHBOARD, page_file


def measure(hello: Path, _folder: Path) -> None:
    """Every page's script, warm."""
    from streamlit.testing.v1 import AppTest

    plain = AppTest.from_file(str(hello), default_timeout=60).run()
    hello_wall = median(plain.run, 15)
    app = AppTest.from_file(str(DASHBOARD), default_timeout=60)
    app.context = {"locale": "zh-CN"}
    app.run()
    for page in (
        "overview",
        "contracts",
        "compare",
        "report",
        "printed",
        "lagging",
        "followup",
        "enterprise",
        "calendar",
        "exemptions",
        "evidence",
        "register",
        "founding",
        "scoring",
        "plan",
        "changes",
        "start",
        "imports",
        "records",
    ):
        app.switch_page(page_file(page)).run()
        say(f"page script run: {page}", median(app.run, 15), "ms", 40, hello_wall)
        say(f"page script run: {page}, processor", median(app.run, 15, time.process_time), "ms", 50)
