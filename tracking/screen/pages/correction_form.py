"""Set one figure of an enterprise right: what is stored, what it should be, and why."""

import pandas as pd
import streamlit as st

from tracking.intake import cell_now, preview_correction, store_correction
from tracking.language import _, name_of
from tracking.reading import ReportProblem
from tracking.screen.session import Form, View, plain, take_from_link
from tracking.telling.tables import cell_text
from tracking.words import quarter_text

BASES = ("quarter", "cumulative")


def correction_form(view: View, unit: str, kind: str) -> None:
    """The form for one figure of a unit of a kind, of the quarter shown or the three before it."""
    store = view.store
    indicators = {row["indicator"]: row for row in _reported_by(view.indicators, kind).to_dict("records")}
    labels = {code: f"{name_of(row)} ({row['measure']})" for code, row in indicators.items()}
    a, b, c = st.columns([4, 2, 2])
    take_from_link("correct", list(indicators), None)
    indicator = a.selectbox(
        _("Indicator"),
        list(labels),
        key="correct",
        index=None,
        placeholder=_("Choose an indicator"),
        format_func=labels.get,
    )
    periods = {period: quarter_text(period) for period in range(view.period, view.period - 4, -1)}
    period = b.selectbox(_("Quarter"), list(periods), format_func=periods.get, key=f"correct_period {view.period}")
    if indicator is None:
        return
    about = indicators[indicator]
    form = Form(store, "correct", unit, indicator, period)
    amount, state, basis = now = cell_now(store, unit, indicator, period)
    seen = form.saw(now)
    told = (
        cell_text({"amount": amount, "state": state, "basis": basis}, about["measure"]) if state else _("not reported")
    )
    c.metric(_("Stored"), plain(told))
    value, how, away = st.columns([3, 3, 2], vertical_alignment="bottom")
    form.field(value.text_input, _("Right figure"), "typed", "")
    if about["kind"] == "flow":
        words = {"quarter": _("this quarter's"), "cumulative": _("year to date")}
        form.field(how.selectbox, _("It is"), "basis", basis or "quarter", options=list(BASES), format_func=words.get)
    if state:
        form.field(away.checkbox, _("withdrawn: there is none"), "withdrawn", False)
    left, right = st.columns([5, 3])
    form.field(left.text_input, _("Reason (required)"), "reason", "")
    form.by(right)

    def preview(said: dict):
        told_as, withdrawn = said.get("basis") or "quarter", bool(said.get("withdrawn"))
        return preview_correction(store, unit, indicator, period, said["typed"] or "", told_as, withdrawn)

    _show_what_would_change(form, preview, about["measure"])
    form.button(
        _("Store the right figure"),
        lambda said: store_correction(store, preview(said), said["by"], said["reason"], _agreed(said), seen),
        lambda _said: _("Corrected: {what}.", what=f"{name_of(about)}, {quarter_text(period)}"),
        type="primary",
    )
    form.footer()


def _reported_by(indicators: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The indicators that a unit of a kind reports itself."""
    words = indicators["reported_by"].str.split(";")
    asked = words.map(lambda said: kind in {word.removeprefix("unionised_") for word in said})
    return indicators[asked & indicators["kind"].ne("rate")]


AGREED = "agreed "


def _agreed(said: dict) -> set[str]:
    return {field.removeprefix(AGREED) for field, value in said.items() if field.startswith(AGREED) and value}


def _show_what_would_change(form: Form, preview, measure: str) -> None:
    """Old → new, and what must be agreed to, as soon as a figure was typed."""
    said = form.values()
    if not said["typed"] and not said.get("withdrawn"):
        return
    try:
        found = preview(said)
    except ReportProblem as problem:
        st.error(plain("\n".join(fault.sentence() for fault in problem.faults)))
        return
    row = found.changes.iloc[0].to_dict()
    old = {"amount": row["old_amount"], "state": row["old_state"], "basis": row["old_basis"]}
    before = _("not reported") if pd.isna(row["old_state"]) else cell_text(old, measure)
    st.markdown(plain(f"{before} → {cell_text(row, measure)}"))
    for note in found.reading.notes:
        st.caption(plain(note))
    for question in found.reading.questions:
        form.field(st.checkbox, plain(question.text), AGREED + question.key, False)
