"""Enterprises, for reading: those behind, those that did not report, those without a union."""

import pandas as pd

from tracking.calls import peers_text, several, strip_text
from tracking.figures import day_text, percent_text, small_share_text
from tracking.follow_up import STATE_ICONS
from tracking.language import N_, _


def behind_table(behind: pd.DataFrame, parents: dict[str, str], follow_ups: pd.DataFrame) -> pd.DataFrame:
    """Enterprises behind, for reading: the rows of calls.enterprises_behind in their order, with their latest promise."""
    promised = _latest_promise(follow_ups)
    return pd.DataFrame(
        {
            _("Enterprise"): behind["name"],
            _("Behind"): [small_share_text(b, t) for b, t in zip(behind["behind"], behind["targets"], strict=True)],
            _("Of the gap"): [percent_text(share, 1) if share else "—" for share in behind["contribution"]],
            _("What is wrong"): [several(wrong) for wrong in behind["wrong"]],
            _("Eight quarters"): [strip_text(strip) for strip in behind["strip"]],
            _("Phone"): behind["phone"].fillna("—"),
            _("Promised"): [promised.get(unit, "—") for unit in behind["unit"]],
            _("Lag index"): behind["index"].round(2),
            _("Village or park"): behind["parent"].map(parents),
            _("Employees"): behind["employees"].astype("Int64"),
            _("Quarters running"): behind["streak"],
            _("Gap points per 100 employees"): (behind["per_hundred"] * 100).round(1),
            _("Among peers"): [peers_text(row) for row in behind[["quartile", "peers", "alike"]].to_dict("records")],
            _("Sector"): behind["sector"].fillna("—"),
            _("Ownership"): behind["ownership"].fillna("—"),
            _("How the lag index is made up"): behind["formula"],
        }
    )


def _latest_promise(follow_ups: pd.DataFrame) -> dict[str, str]:
    """Unit → its newest promise that counts, with its state: ○ 2020年8月31日."""
    if follow_ups.empty:
        return {}
    rows = follow_ups[follow_ups["promised_on"].notna() & (follow_ups["state"] != "replaced")].drop_duplicates("unit")
    return {
        row["unit"]: f"{STATE_ICONS[row['state']]} {day_text(row['promised_on'])}" for row in rows.to_dict("records")
    }


def silent_table(silent: pd.DataFrame, parents: dict[str, str], overdue: int) -> pd.DataFrame:
    """Enterprises that did not report, with their office contact."""
    return pd.DataFrame(
        {
            _("Enterprise"): silent["name"],
            _("Days overdue"): max(overdue, 0),
            _("Phone"): silent["phone"].fillna("—"),
            _("Of the employees"): [percent_text(share, 1) for share in silent["share"]],
            _("Of what is due"): [percent_text(share, 1) for share in silent["due_share"]],
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


def doubt_text(row) -> str:
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
    """Enterprises that should have a union and have none."""
    return pd.DataFrame(
        {
            _("Enterprise"): found["name"],
            _("Village or park"): found["parent"].map(parents),
            _("Sector"): found["sector"].fillna("—"),
            _("Employees"): found["employees"].astype("Int64"),
        }
    )
