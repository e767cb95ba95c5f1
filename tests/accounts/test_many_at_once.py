"""One person imports sixty files while twenty others read: nobody sees half of one, an error, or anything of another branch."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pandas as pd
from made_once import filled_once
from people import figures, fill_with_two_towns, give

from tracking.accounts import as_seen_by, person_named
from tracking.progress import load_progress
from tracking.store.store import Store

FILES, READERS, THINK = 60, 20, 0.5  # seconds between two looks
WHOSE = ("C", "1", "10", "1A", "10B")


@filled_once
def towns(store: Store) -> None:
    """Two towns; a clerk above both, and people of five branches who look."""
    fill_with_two_towns(store)
    give(store, "经办", "clerk", unit="C")
    for unit in WHOSE:
        give(store, f"看{unit}", "viewer", unit=unit)


def test_while_sixty_files_come_in_everybody_reads_whole_files_of_their_own_branch(towns):
    def of_all(amount: int) -> dict[str, pd.DataFrame]:
        rows = [figures(unit)["report"].assign(amount=amount) for unit in ("1A", "1B", "10A", "10B")]
        return {"report": pd.concat(rows, ignore_index=True)}

    clerk, done = as_seen_by(towns, person_named(towns, "经办")), threading.Event()

    clerk.add("quarter", of_all(1), file_name="1.xlsx", period=8081)

    def files() -> None:
        try:
            for number in range(2, FILES + 1):
                clerk.add("quarter", of_all(number), file_name=f"{number}.xlsx", period=8081)
        finally:
            done.set()

    def look(number: int) -> int:
        unit = WHOSE[number % len(WHOSE)]
        seen, times = as_seen_by(towns, person_named(towns, f"看{unit}")), 0
        while not done.is_set() or not times:
            cells = seen.read("cells", scope="/", first_period=8081, last_period=8081)
            mine = {firm for firm in ("1A", "1B", "10A", "10B") if unit == "C" or firm == unit or firm[:-1] == unit}
            assert set(cells["unit"]) == mine
            assert len(set(cells["amount"])) == 1, "half a file"
            times += 1
            time.sleep(THINK)
        assert set(load_progress(seen, unit, 2020, 2)["unit"]) <= mine | {unit, "1", "10"}
        return times

    with ThreadPoolExecutor(READERS + 1) as people:
        importing = people.submit(files)
        looks = sum(people.map(look, range(READERS)))
        importing.result()
    assert looks >= READERS
    assert len(towns.read("submissions").query("kind == 'quarter'")) == FILES + 4
    assert towns.check().empty
