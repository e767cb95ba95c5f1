"""What the progress table of one township costs in databases of growing size."""

from pathlib import Path

from counties import fill
from measuring import median, say

from tracking.example import open_example
from tracking.intake import prepare_store
from tracking.progress import load_progress
from tracking.store import Store


def measure(_hello: Path, folder: Path) -> None:
    """The progress table of one township in databases of growing size."""
    with open_example() as example:
        cells = len(example.read("cells", scope="/", first_period=0, last_period=9999))
        say(
            f"progress table, the example ({cells:,} cells)",
            median(lambda: load_progress(example, "QHZ", 2020, 2), 9),
            "ms",
            20,
        )
    for wanted, budget in ((100_000, 20), (1_000_000, 50)):
        with Store(folder / f"{wanted}.duckdb") as store:
            prepare_store(store)
            cells = fill(store, wanted)
            taken = median(lambda store=store: load_progress(store, "T0", 2020, 2), 9)
        say(f"progress table, one township of {cells:,} cells", taken, "ms", budget)
