"""One file on record: what it changed, and the form that takes it back as a whole."""

import pandas as pd
import streamlit as st

from tracking.decisions import KINDS, preview_taking_back, take_back
from tracking.intake import target_changes, unit_changes
from tracking.language import _, name_of
from tracking.plan import newest_versions, targets_of_versions
from tracking.quarters import local_time
from tracking.registers import contracts_of, open_cases
from tracking.screen.session import Form, plain, say, show_table, take_from_link, write_to_link
from tracking.store import Store
from tracking.telling.tables import (
    cases_table,
    contracts_table,
    target_changes_table,
    told_cells_table,
    unit_changes_table,
)
from tracking.words import quarter_text


def show_one_file(store: Store, submissions: pd.DataFrame, taken_back: pd.DataFrame) -> None:
    """Choose a file, see what it changed and, if it was a mistake, take it back."""
    rows = {str(row["submission"]): row for row in submissions.to_dict("records") if row["kind"] in KINDS}
    rows = {key: row for key, row in rows.items() if row["file_name"] != "data/indicators.csv"}
    if not rows:
        return
    words = {key: _words(row) for key, row in rows.items()}
    st.markdown(f"## {_('What a file changed')}")
    take_from_link("file", list(rows), None)
    chosen = st.selectbox(
        _("File"), list(rows), format_func=words.get, key="file", index=None,
        placeholder=_("Choose a file"), label_visibility="collapsed",
    )  # fmt: skip
    write_to_link(file=chosen)
    say("take_back_file")
    if chosen is None:
        return
    row = rows[chosen]
    _show_changes(store, row)
    gone = taken_back[taken_back["withdraws"] == row["submission"]].to_dict("records")
    if gone:
        who = {"by": gone[0]["received_by"], "time": local_time(gone[0]["received_at"]), "reason": gone[0]["reason"]}
        st.info(plain(_("Taken back by {by}, {time}: {reason}", **who)))
    else:
        _offer_to_take_back(store, row)


def _words(row: dict) -> str:
    when = local_time(row["received_at"])
    about = quarter_text(int(row["period"])) if pd.notna(row["period"]) else ""
    return " · ".join(filter(None, (when, row["file_name"] or _("typed on a page"), about, row["received_by"])))


def _show_changes(store: Store, row: dict) -> None:
    """Old and new of everything that a file stored."""
    submission, kind = int(row["submission"]), row["kind"]
    units, indicators = store.read("unit_versions"), store.read("current_indicators")
    names = dict(zip(units["unit"], units["name"], strict=True))
    if kind == "quarter":
        table = told_cells_table(store.read("submission_cells", submission=submission), names, indicators)
    elif kind == "plan":
        before, after = store.as_of(submission - 1), store.as_of(submission)
        year = int(row["plan_year"])
        versions = after.read("plan_versions")
        mine = versions.loc[versions["submission"] == submission, "unit"]
        targets = [targets_of_versions(one, newest_versions(one, mine, year), year) for one in (before, after)]
        table = target_changes_table(target_changes(*targets), units, indicators, (_("Before"), _("After")))
    elif kind == "units":
        before, after = (store.as_of(number).read("unit_versions") for number in (submission - 1, submission))
        nothing = {"place": pd.DataFrame(), "exemption": pd.DataFrame()}
        same = after.astype("str").merge(before.astype("str"), how="left", indicator=True)["_merge"].eq("both")
        listed = after.assign(change=same.map({True: "unchanged", False: "changed"}).to_numpy())
        table = unit_changes_table(unit_changes(before, listed, {}, nothing), names, indicators)
    elif kind == "foundings":
        told = open_cases(store.as_of(submission), "/", store.today(), ())
        table = cases_table(told[told["submission"] == submission].reset_index(drop=True), names)
    elif kind == "contracts":
        told = contracts_of(store.as_of(submission), "/", store.today())
        table = contracts_table(told[told["submission"] == submission].reset_index(drop=True), names)
    else:
        table = pd.DataFrame({_("Indicator"): [name_of(one) for one in indicators.to_dict("records")]})
    if table.empty:
        st.caption(_("Nothing."))
    else:
        show_table(table, f"file_{submission}", _("What a file changed"), most=300)


def _offer_to_take_back(store: Store, row: dict) -> None:
    """What would be put back, and the reason for it."""
    submission = int(row["submission"])
    form = Form(store, "take_back_file", submission)
    with st.expander(_("Take this file back …"), icon=":material/undo:"):
        found = preview_taking_back(store, submission)
        if not any(len(rows) for rows in found.tables.values()):
            st.caption(_("Nothing of this file is in force any more, so there is nothing to take back."))
            return
        st.caption(_("Nothing is deleted: what held before the file is stored again, with your reason."))
        units, indicators = store.read("unit_versions"), store.read("current_indicators")
        names = dict(zip(units["unit"], units["name"], strict=True))
        if len(found.cells):
            table = told_cells_table(found.cells, names, indicators)
            show_table(table, "put_back", _("What would be put back"), most=300)
        if len(found.targets):
            table = target_changes_table(found.targets, units, indicators, (_("Now"), _("After")))
            show_table(table, "plans_put_back", _("What would be put back"))
        for sentence in found.others:
            st.markdown(plain(sentence))
        if found.later:
            st.caption(_("{count} things stay as they are, because something else was stored over them since.",
                         count=found.later))  # fmt: skip
        seen = form.saw(found.signature())
        left, right = st.columns(2)
        form.field(left.text_input, _("Reason (required)"), "reason", "")
        form.by(right)
        with st.popover(_("Take the file back")):
            st.markdown(plain(_words(row)))
            form.button(
                _("Yes, take it back"),
                lambda said: take_back(store, submission, said["by"], said["reason"], seen),
                lambda _said: _("Taken back: {what}.", what=_words(row)),
                type="primary",
            )
        form.footer()
