"""Enterprises, for reading: those behind, those that did not report, those without a union."""

import pandas as pd

from tracking.decisions import PROMISE_ICONS
from tracking.language import N_, _
from tracking.progress import BEHIND_STATUSES
from tracking.rows import Row
from tracking.telling import day_text, peers_text, several, strip_text
from tracking.telling.tables.told import Told, number_or_none, tell_count_of, tell_share


def behind_table(behind: pd.DataFrame, parents: dict[str, str], follow_ups: pd.DataFrame) -> pd.DataFrame:
    """Enterprises behind, for reading: the rows of calls.enterprises_behind in their order, with their latest promise."""
    promised = _latest_promise(follow_ups)
    return pd.DataFrame(
        {
            _("Enterprise"): behind["name"],
            _("Behind"): [tell_count_of(b, t) for b, t in zip(behind["behind"], behind["targets"], strict=True)],
            _("Of the gap"): [tell_share(share or None, 1) for share in behind["contribution"]],
            _("What is wrong"): [several(wrong) for wrong in behind["wrong"]],
            _("Eight quarters"): [_tell_strip(strip) for strip in behind["strip"]],
            _("Phone"): behind["phone"].fillna("—"),
            _("Promised"): [promised.get(unit, Told("—", "")) for unit in behind["unit"]],
            _("Lag index"): behind["index"].round(2),
            _("Village or park"): behind["parent"].map(parents),
            _("Employees"): behind["employees"].astype("Int64"),
            _("Quarters running"): behind["streak"],
            _("Gap points per 100 employees"): (behind["per_hundred"] * 100).round(1),
            _("Among peers"): [_tell_peers(row) for row in behind[["quartile", "peers", "alike"]].to_dict("records")],
            _("Sector"): behind["sector"].fillna("—"),
            _("Ownership"): behind["ownership"].fillna("—"),
            _("How the lag index is made up"): behind["formula"],
        }
    )


def _tell_strip(strip: list[str]) -> Told:
    """Sorted by how many of the quarters were behind."""
    return Told(strip_text(strip), float(sum(status in BEHIND_STATUSES for status in strip)))


def _tell_peers(row: dict) -> Told:
    return Told(peers_text(row), number_or_none(row["quartile"]))


def _latest_promise(follow_ups: pd.DataFrame) -> dict[str, Told]:
    """Unit → its newest promise that counts, with its state: ○ 2020年8月31日."""
    if follow_ups.empty:
        return {}
    rows = follow_ups[follow_ups["promised_on"].notna() & (follow_ups["state"] != "replaced")].drop_duplicates("unit")
    return {
        row["unit"]: Told(
            f"{PROMISE_ICONS[row['state']]} {day_text(row['promised_on'])}", f"{row['promised_on']:%Y-%m-%d}"
        )
        for row in rows.to_dict("records")
    }


def silent_table(silent: pd.DataFrame, parents: dict[str, str], overdue: int) -> pd.DataFrame:
    """Enterprises that did not report, for reading, with their office contact."""
    return pd.DataFrame(
        {
            _("Enterprise"): silent["name"],
            _("Days overdue"): max(overdue, 0),
            _("Phone"): silent["phone"].fillna("—"),
            _("Of the employees"): [tell_share(share, 1) for share in silent["share"]],
            _("Of what is due"): [tell_share(share, 1) for share in silent["due_share"]],
            _("Office"): silent["contact"].fillna("—"),
            _("Employees"): silent["employees"].astype("Int64"),
            _("Village or park"): silent["parent"].map(parents),
        }
    )


def doubts_table(doubts: pd.DataFrame, names: dict[str, str], indicators: dict[str, str]) -> pd.DataFrame:
    """Figures worth a second look, for reading, each with its reason."""
    rows = doubts.to_dict("records")
    return pd.DataFrame(
        {
            _("Enterprise"): [names.get(row["unit"], _("all")) for row in rows],
            _("Indicator"): [indicators.get(row["indicator"], "—") for row in rows],
            _("Why it is worth a look"): [doubt_text(row) for row in rows],
        }
    )


def doubt_text(row: Row) -> str:
    """The reason, with its counts."""
    words = {
        "exact": N_("all {count} targets stand at exactly 100%"),
        "exact_for_all": N_("all {count} enterprises stand at exactly 100% of their targets"),
        "same_again": N_(
            "{count} figures of 5 or more are the same as in the quarter before, and no other figure differs"
        ),
        "last_jump": N_("{count} of {of} came in the last quarter before the target fell due"),
        "as_asked": N_("all {count} figures of this quarter are exactly what was asked for"),
    }
    return _(words[row["doubt"]], count=f"{row['count']:g}", of=f"{row['of']:g}")


def no_union_table(found: pd.DataFrame, parents: dict[str, str]) -> pd.DataFrame:
    """Enterprises that should have a union and have none, for reading."""
    return pd.DataFrame(
        {
            _("Enterprise"): found["name"],
            _("Village or park"): found["parent"].map(parents),
            _("Sector"): found["sector"].fillna("—"),
            _("Employees"): found["employees"].astype("Int64"),
        }
    )
