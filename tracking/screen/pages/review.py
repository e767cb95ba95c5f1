"""What was handed in from below: what changed, what strains a rule; accepted by one click or a few, or returned (审核)."""

import pandas as pd
import streamlit as st

from tracking.accounts import STATES, accept, awaiting, give_back, reviews_of
from tracking.evidence import asks_evidence
from tracking.intake import findings_about
from tracking.language import _, name_of
from tracking.places import page_file
from tracking.screen.session import (
    Form,
    evidence_in,
    may_store,
    needed_in,
    once_for_data,
    page_view,
    plain,
    say,
    scope_of,
    show_table,
    who_works,
)
from tracking.telling import small_share_text
from tracking.telling.tables import cell_text, evidence_table, local_times
from tracking.words import quarter_text

view = page_view(_("Acceptance"))
me, indicators = who_works(view.store), view.indicators.set_index("indicator")
names = view.units[view.units["path"].str.startswith(scope_of(view))].set_index("unit")["name"].to_dict()
reviews = reviews_of(view.store, view.period)
reviews = reviews[reviews["unit"].isin(list(names))].reset_index(drop=True)
figures = awaiting(view.store, view.period)
figures = figures[figures["unit"].isin(reviews.loc[reviews["state"] == "submitted", "unit"])]
findings = (
    {} if view.past or figures.empty else once_for_data(view, "findings", lambda: findings_about(view.store, figures))
)
asked, needed, given = asks_evidence(view.store), needed_in(view), evidence_in(view)
given = given[(given["period"] == view.period) & (given["carrier"] == "figure")]
seen = dict(zip(reviews["unit"], reviews["submission"].astype(int), strict=True))


def figure_of(row: dict, before: str = "") -> str:
    """A figure handed in, or (``before`` old_) the one that counts without it, for reading."""
    about = {name: row[f"{before}{name}"] for name in ("amount", "state", "basis")}
    return cell_text(about, indicators.loc[row["indicator"], "measure"]) if isinstance(about["state"], str) else "—"


def changed(rows: pd.DataFrame) -> pd.DataFrame:
    """The figures that are not what counts already."""
    same = rows["amount"].eq(rows["old_amount"]).fillna(False) & rows["state"].eq(rows["old_state"])
    return rows[~same]


def show_reports() -> None:
    """Every report that was handed in for the quarter, those that wait first."""
    order = reviews["state"].map({"submitted": 0, "returned": 1, "accepted": 2})
    rows = reviews.assign(order=order).sort_values(["order", "handed_in_at"], kind="stable")
    counts = figures.groupby("unit").size()
    new = changed(figures).groupby("unit").size()
    table = pd.DataFrame(
        {
            _("Unit"): rows["unit"].map(names).tolist(),
            _("State"): [_(STATES[state]) for state in rows["state"]],
            _("Handed in on"): local_times(rows["handed_in_at"]),
            _("By"): rows["handed_in_by"].tolist(),
            _("Figures"): [int(counts.get(unit, 0)) for unit in rows["unit"]],
            _("of which changed"): [int(new.get(unit, 0)) for unit in rows["unit"]],
            _("Evidence"): [evidence_part(unit) for unit in rows["unit"]],
            _("To look at"): [len(findings.get(unit, [])) for unit in rows["unit"]],
            _("Reason"): rows["reason"].fillna("").tolist(),
        }
    )
    show_table(table, "reviews", _("Acceptance"))


def evidence_part(unit: str) -> str:
    """Of how many figures of a report that need evidence there is some; how many pieces there are where none is asked."""
    own = figures[(figures["unit"] == unit) & figures["indicator"].isin(asked) & (figures["state"] == "value")]
    codes = set(own["indicator"]) or set(needed.loc[needed["unit"] == unit, "indicator"])
    mine = given[given["unit"] == unit]
    return small_share_text(len(codes & set(mine["subject"])), len(codes)) if codes else str(len(mine) or "")


def accept_clean() -> None:
    """One button for all reports that strain no rule."""
    clean = [unit for unit in waiting if not findings.get(unit) and not overtaken(unit)]
    if not clean:
        return
    form = Form(view.store, "accept_all", view.unit, view.period, says="review", act="review")
    form.button(
        _("Accept all {count} without anything to look at", count=len(clean)),
        lambda _said: accept(view.store, clean, view.period, me, seen),
        lambda _said: _("{count} reports were accepted.", count=len(clean)),
        type="primary",
    )


def overtaken(unit: str) -> bool:
    """Whether somebody stored another figure over one that this unit handed in."""
    return bool(figures.loc[figures["unit"] == unit, "overtaken"].any())


def one_report() -> None:
    """One report: each figure beside what counts now, what strains a rule, and the two decisions."""
    unit = st.selectbox(_("Report of"), waiting, format_func=names.get, key="review_unit")
    rows = figures[figures["unit"] == unit]
    told = {code: name_of(indicators.loc[code].to_dict()) for code in rows["indicator"]}
    st.caption(plain(_("{by}, {time}. What counts now stands beside what was handed in.", by=rows["received_by"].iloc[0],
                       time=local_times(rows["received_at"])[0])))  # fmt: skip
    listed = rows.to_dict("records")
    show_table(
        pd.DataFrame(
            {
                _("Indicator"): [told[row["indicator"]] for row in listed],
                _("Counts now"): [figure_of(row, "old_") for row in listed],
                _("Handed in"): [figure_of(row) for row in listed],
                _("Note"): [
                    _("stored anew above since: stays as it is") if row["overtaken"] else row["note"] or ""
                    for row in listed
                ],
            }
        ),
        "review_figures",
        _("Figures"),
    )
    for finding in findings.get(unit, []):
        st.warning(plain(finding))
    mine = given[given["unit"] == unit]
    if len(mine):
        listed_there = evidence_table(mine, names, told).drop(columns=[_("Unit"), _("Quarter")])
        show_table(listed_there, "review_evidence", _("Evidence"))
        st.page_link(page_file("evidence"), label=_("Evidence: hand in, take out"), icon=":material/attach_file:",
                     query_params=view.link(unit=unit))  # fmt: skip
    with st.container(horizontal=True):
        accepting = Form(view.store, "accept", unit, view.period, says="review", act="review")
        accepting.button(
            _("Accept"), lambda _said: accept(view.store, [unit], view.period, me, seen),
            lambda _said: _("The report of {name} was accepted.", name=names[unit]), type="primary",
        )  # fmt: skip
        give_it_back(unit, told)


def give_it_back(unit: str, told: dict[str, str]) -> None:
    """Return a report, with a reason, and the figures that are not right marked."""
    with st.popover(_("Return it"), icon=":material/undo:"):
        form = Form(view.store, "give_back", unit, view.period, says="review", act="review")
        form.field(st.text_input, _("Reason"), "reason", "")
        form.field(st.multiselect, _("Figures that are not right"), "marked", [], options=list(told), format_func=told.get,
                   placeholder=_("Choose an entry"))  # fmt: skip
        form.button(
            _("Return"),
            lambda said: give_back(view.store, unit, view.period, said["reason"], said["marked"], me, seen.get(unit)),
            lambda said: _("Returned. To be pasted: {message}", message=message_for(unit, said, told)),
        )
        form.footer()


def message_for(unit: str, said: dict, told: dict[str, str]) -> str:
    """A message to the unit, ready to be pasted."""
    marked = _(", ").join(told[code] for code in said["marked"])
    about = _(" ({figures})", figures=marked) if marked else ""
    return _("{name}: your report for {quarter} is returned{about}: {reason}. Please hand it in again.", name=names[unit],
             quarter=quarter_text(view.period), about=about, reason=said["reason"])  # fmt: skip


say("review")
waiting = reviews.loc[reviews["state"] == "submitted", "unit"].tolist()
if reviews.empty:
    st.info(
        _(
            "Nothing was handed in for this quarter. Where a unit asks for that (People), reports from below appear here."
        )
    )
    st.stop()
show_reports()
if waiting and not view.past:
    if may_store("review"):
        accept_clean()
    one_report()
