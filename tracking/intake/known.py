"""What the store knows already, which names in a file are checked against; and answers that are taken back."""

import weakref
from functools import cache

import pandas as pd

from tracking.language import _
from tracking.reading import Known
from tracking.store import Store, StoreProblem, refuse_unless_seen


def known_to(store: Store, answers: dict[str, str] | None = None) -> Known:
    """The units and indicators that names in a file are checked against, and what was answered: before, for the
    township, and now (``answers``, question key → value)."""
    version = store.version()
    if _KNOWN.get(store, (None,))[0] != version:
        answered = store.read("remembered_answers")
        remembered = dict(zip(answered["question"], answered["answer"], strict=True))
        places = store.read("all_places")
        paths = dict(places.sort_values("valid_from")[["unit", "path"]].values)
        tables = store.read("unit_versions"), store.read("current_indicators")
        settings = store.read("settings").set_index("name")["value"]
        _KNOWN[store] = version, Known(*tables, remembered, paths, union=settings.get("union", ""))
    known = _KNOWN[store][1]
    stored = cache(lambda period: _stored_in(store, period))  # of one file: there may be many cells
    return known.answered(known.answers | (answers or {}), today=store.today(), stored=stored)


# Store → its version, and what it knew then: every file of a drop is checked against the same.
_KNOWN: weakref.WeakKeyDictionary = weakref.WeakKeyDictionary()


def _stored_in(store: Store, period: int) -> dict[tuple[str, str], tuple]:
    """(unit, indicator) → state, amount and basis of the cells of a quarter."""
    cells = store.read("cells", scope="/", first_period=period, last_period=period)
    amounts = cells["amount"].astype(object).where(cells["amount"].notna(), None)
    keys = zip(cells["unit"], cells["indicator"], strict=True)
    return dict(zip(keys, zip(cells["state"], amounts, cells["basis"], strict=True), strict=True))


def forget_answer(store: Store, question: str, by: str, seen: int | None = None) -> int:
    """Take back what was remembered for a name or heading: the next file that has it asks again.

    Raises StoreProblem without a name, StoreChanged where it was taken back, or answered anew, since the submission that
    was ``seen``.
    """
    if not by.strip():
        raise StoreProblem(_("Please say who you are: a name or an office."))
    nothing = pd.Series([None], dtype="str")

    def tables() -> dict[str, pd.DataFrame]:
        newest = store.read("newest_answer", question=question).to_dict("records")
        refuse_unless_seen(seen, newest[0] if newest else None)
        return {"remembered_answer": pd.DataFrame({"question": [question], "answer": nothing, "said": nothing})}

    return store.add("answers", tables, received_by=by.strip())
