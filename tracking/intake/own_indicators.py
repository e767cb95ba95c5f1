"""An indicator of a township's own, typed on a page: whole, checked as a file's are, and stored as one submission."""

from collections.abc import Mapping

import pandas as pd

from tracking.catalogue import indicator_table, standard_indicators
from tracking.language import _
from tracking.reading import Known, complete_indicator, faults_of_indicator
from tracking.store import Store, StoreProblem, refuse_unless_seen


def indicators_in_use(store: Store) -> set[str]:
    """The indicators of which figures are stored, of whatever quarter."""
    return set(store.read("reported_indicators")["indicator"])


def own_indicators(store: Store) -> list[dict]:
    """The indicators in force that data/indicators.csv does not have, one row each, "" where there is nothing."""
    rows = store.read("current_indicators")
    own = rows[~rows["indicator"].isin(standard_indicators()["indicator"])]
    return own.astype(object).where(own.notna(), "").to_dict("records")


def newest_indicators(store: Store) -> dict | None:
    """The newest submission that brought indicators: submission, received_by, received_at; None without any."""
    found = store.read("newest_indicators").to_dict("records")
    return found[0] if found else None


def record_indicator(store: Store, said: Mapping[str, str], by: str, seen: int | None = None) -> int:
    """Store an indicator of one's own, new or changed, and return the submission's number.

    ``said`` has the fields of data/indicators.csv as people write them; see complete_indicator for what is proposed.
    Raises StoreProblem without a name, or with everything that is wrong with it; StoreChanged where indicators came in
    since the submission that was ``seen``.
    """
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))

    def tables() -> dict[str, pd.DataFrame]:
        refuse_unless_seen(seen, newest_indicators(store))
        known = Known(store.read("unit_versions"), store.read("current_indicators"))
        row = complete_indicator(said, known)
        if faults := faults_of_indicator(row, known, indicators_in_use(store)):
            told = (_("«{found}»: expected is {expected}", found=row[field], expected=expected)
                    for field, expected in faults)  # fmt: skip
            raise StoreProblem("\n\n".join(dict.fromkeys(told)))
        stored = known.by_indicator().get(row["code"])
        position = int(stored["position"]) if stored else int(known.indicators["position"].max()) + 1
        return {"indicator": indicator_table([row], position)}

    return store.add("indicators", tables, received_by=by.strip())
