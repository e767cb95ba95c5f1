"""Exemption (免考核) and what a unit is not to report (不填报): recorded, taken back, listed, and who is exempt."""

from datetime import date
from typing import Any

import pandas as pd

from tracking.catalogue import NOT_ASKED
from tracking.language import _
from tracking.rows import plain
from tracking.store import Store, StoreProblem, changed_by, refuse_unless_seen
from tracking.words import EXEMPTION_WORDS

OPEN_END = date.max  # the last day of what has no end
COLUMNS = ("unit", "indicator", "exempt_from", "exempt_to", "code", "note", "approved_by", "document")
KEY = ("unit", "indicator", "exempt_from", "exempt_to")


class WrongExemption(StoreProblem):
    """What was filled in cannot be kept as it is; the message has a sentence for each fault."""


def record_exemption(store: Store, entry: dict, by: str, seen: int | None = None) -> int:
    """Keep one exemption (COLUMNS; ``indicator`` None is all, ``exempt_to`` None has no end).

    Raises WrongExemption with every fault at once, or where the very same one is in force; StoreChanged where something
    else was recorded of the unit's exemptions since the submission that was ``seen`` (0: none). Nothing is stored then.
    """
    row: dict[str, Any] = {column: entry.get(column) or None for column in COLUMNS}
    row["exempt_to"] = row["exempt_to"] or OPEN_END
    if faults := _faults(row, by):
        raise WrongExemption(" ".join(faults))
    words = _(EXEMPTION_WORDS[row["code"]])

    def tables() -> dict[str, pd.DataFrame]:
        if row in [{name: plain(one[name]) for name in COLUMNS} for one in _in_force_of(store, row["unit"])]:
            raise WrongExemption(_("This very exemption is recorded already; nothing was stored."))
        refuse_unless_seen(seen, newest_exemption(store, row["unit"]))
        return {"exemption": pd.DataFrame([{**row, "reason": words, "withdrawn": False}], dtype=object)}

    return store.add("exemption", tables, received_by=by.strip(), reason=row["note"])


def newest_exemption(store: Store, unit: str) -> dict | None:
    """Who recorded or took back the last of a unit's exemptions: submission, received_by, received_at; None without any."""
    found = store.read("newest_exemption", unit=unit).to_dict("records")
    return found[0] if found else None


def _in_force_of(store: Store, unit: str) -> list[dict]:
    found = store.read("exemptions", scope="/", day=None)
    return found[found["unit"] == unit].to_dict("records")


def _faults(row: dict, by: str) -> list[str]:
    faults = []
    if row["code"] not in EXEMPTION_WORDS:
        faults.append(_("Choose one of the reasons."))
    if row["code"] == NOT_ASKED and not row["indicator"]:
        faults.append(_("Choose the indicator that the unit is not to report."))
    if row["code"] in ("other", NOT_ASKED) and not (row["note"] or "").strip():
        faults.append(_("Say the reason in words."))
    if not row["exempt_from"]:
        faults.append(_("The first day is missing."))
    elif row["exempt_to"] < row["exempt_from"]:
        faults.append(_("The last day lies before the first."))
    if not by.strip():
        faults.append(_("Say who records this."))
    return faults


def withdraw_exemption(store: Store, entry: dict | None, by: str, reason: str) -> int:
    """Take back one exemption (a row of exemptions_of, known by its submission); it stays in the database.

    Raises WrongExemption without a reason or name, StoreChanged where it was taken back or replaced meanwhile.
    """
    if entry is None:
        raise WrongExemption(_("Choose the entry that is taken back."))
    if not reason.strip():
        raise WrongExemption(_("Say why the exemption is taken back."))
    if not by.strip():
        raise WrongExemption(_("Say who records this."))
    key = {name: plain(entry[name]) for name in KEY}

    def tables() -> dict[str, pd.DataFrame]:
        same = [
            one
            for one in _in_force_of(store, entry["unit"])
            if int(one["submission"]) == int(entry["submission"]) and {name: plain(one[name]) for name in KEY} == key
        ]
        if not same:
            raise changed_by(newest_exemption(store, entry["unit"]))
        row = {**key, "code": same[0]["code"], "reason": reason.strip(), "withdrawn": True}
        return {"exemption": pd.DataFrame([row], dtype=object)}

    return store.add("exemption", tables, received_by=by.strip(), reason=reason.strip())


def exemptions_of(store: Store, unit: str, day: date, every: bool = False) -> pd.DataFrame:
    """The exemptions of all that stands at and below a unit on a day: those in force then, or all that were not taken back.

    Columns: COLUMNS, reason (as it was typed), submission, received_by, received_at.
    """
    path = store.read("unit_path", unit=unit, day=day)["path"]
    scope = path.iloc[0] if len(path) else f"/{unit}/"
    here = store.read("current_units", scope=scope, day=day)["unit"]
    found = store.read("exemptions", scope=scope, day=None if every else day)
    return found[found["unit"].isin(here)].reset_index(drop=True)


def exempt_enterprises(
    exemptions: pd.DataFrame, units: pd.DataFrame, progress: pd.DataFrame, day: date
) -> pd.DataFrame:
    """One row per existing enterprise of which nothing is expected because it is exempt: unit, name, parent, code, note.

    ``exemptions`` are those in force on the day, ``progress`` the progress table of all of them. The reason is the one for
    all indicators where there is one.
    """
    expected = set(progress.loc[progress["leaf"] & (progress["expected"] > 0), "unit"]) if len(progress) else set()
    first = exemptions[exemptions["code"] != NOT_ASKED].sort_values(["unit", "indicator"], na_position="first")
    first = first[~first["unit"].isin(expected)].drop_duplicates("unit")
    gone = (units["closed"] <= pd.Timestamp(day)) | (units["opened"] > pd.Timestamp(day))
    about = units.loc[~gone & (units["kind"] == "enterprise"), ["unit", "name", "parent"]]
    return about.merge(first[["unit", "code", "note"]], on="unit").reset_index(drop=True)


def exempt_from_indicator(
    exemptions: pd.DataFrame, units: pd.DataFrame, indicators: pd.DataFrame, indicator: str, day: date
) -> pd.DataFrame:
    """One row per existing unit whose kind reports an indicator and which is exempt from it, or not to report it: unit,
    name, code, note. What is not to be reported is never called exempt.

    ``exemptions`` are those in force on the day.
    """
    about = indicators[indicators["indicator"] == indicator].iloc[0]
    parts = [about["numerator"], about["denominator"]] if about["kind"] == "rate" else [indicator]
    words = ";".join(indicators.loc[indicators["indicator"].isin(parts), "reported_by"])
    kinds = {word.removeprefix("unionised_") for word in words.split(";")}
    here = units[
        units["kind"].isin(kinds) & ~(units["closed"] <= pd.Timestamp(day)) & ~(units["opened"] > pd.Timestamp(day))
    ]
    found = exemptions[exemptions["indicator"].isna() | exemptions["indicator"].isin([indicator, *parts])]
    found = found.assign(rank=(found["code"] == NOT_ASKED) * 2 + found["indicator"].notna())
    found = found.sort_values("rank", ascending=False, kind="stable").drop_duplicates("unit")
    return here[["unit", "name"]].merge(found[["unit", "code", "note"]], on="unit").reset_index(drop=True)
