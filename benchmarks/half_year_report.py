"""What the half-year report costs: as the page makes it from what it shows, and from nothing."""

from pathlib import Path

from measuring import median, say

from tracking.example import open_example
from tracking.report import compose, gather, report_document, report_workbook


def measure(_hello: Path, _folder: Path) -> None:
    """The half-year report of the example: as the page makes it from what it shows, and as the command does from nothing."""
    with open_example() as example:
        facts = gather(example, "QHZ", 2020, 2)
        say(
            "half-year report in Word, from the page",
            median(lambda: report_document(compose(facts, "half-year")), 7),
            "ms",
            1000,
        )
        cold = median(lambda: report_document(compose(gather(example, "QHZ", 2020, 2), "half-year")), 7)
        say("half-year report in Word, read and made", cold, "ms", 700)
        say(
            "its tables in Excel, from the page",
            median(lambda: report_workbook(compose(facts, "half-year")), 7),
            "ms",
            1000,
        )
