"""The register's counts beside the reports: who causes a difference, and of which indicators the register counts."""

from collections.abc import Collection

import pandas as pd
import streamlit as st

from tracking.language import _
from tracking.registers import count_from_register, counted_since, newest_counted
from tracking.screen.session import (
    Form,
    View,
    beside_in,
    indicator_names,
    may_store,
    named,
    once,
    plain,
    show_table,
    show_units,
)
from tracking.store import number_of
from tracking.telling.tables import register_apart_table, register_sums_table
from tracking.words import quarter_text


def show_beside(view: View, codes: Collection[str], names: dict[str, str]) -> None:
    """What a register counts of some indicators (``codes``) beside what was reported, who causes a difference, and which of the two
    counts; ``names`` are those of units."""
    shown = view.indicators.assign(shown=view.indicators["indicator"].map(indicator_names(view)))
    counts, beside = counted_since(view.store), beside_in(view)
    st.caption(_("Both as of the end of {quarter}; a level that was not reported this quarter is the one reported within a year before.",
                 quarter=quarter_text(view.period)))  # fmt: skip
    counted = {code: period for code, period in counts.items() if period <= view.period}
    key = " ".join(codes)
    table = once(view, f"register sums {key}", lambda: register_sums_table(beside, shown, names, counted, codes))
    show_table(table, "register_sums", _("Register and reports"))
    _show_apart(view, beside, shown, names, codes)
    if not view.past and may_store("setting"):
        _count_form(view, counts, indicator_names(view), codes)


def _show_apart(
    view: View, beside: pd.DataFrame, shown: pd.DataFrame, names: dict[str, str], codes: Collection[str]
) -> None:
    """Every unit and indicator in which the two differ; a click opens the unit."""
    table, units = once(
        view,
        f"register apart {' '.join(codes)}",
        lambda: register_apart_table(beside, shown, names, codes),
    )
    st.markdown(f"## {_('Who causes the differences ({count})', count=len(units))}")
    if units:
        show_units(view, "register_apart", units, table, _("Differences"), most=330)
    else:
        st.caption(_("The register and the reports say the same of every unit."))


def _count_form(view: View, counts: dict[str, int], names: dict[str, str], codes: Collection[str]) -> None:
    """Of which indicators the register counts instead of the reports, and from which quarter on."""
    with st.popover(_("Which of the two counts"), icon=":material/rule:"):
        st.caption(_("What was reported stays on record either way. From the quarter chosen on, the indicators named here are counted from the register on every page and in every report; the others as reported. "
                     "What is corrected in the register later changes the counts of earlier quarters, too, closed ones among them; what was known at closing stays as it was."))  # fmt: skip
        counts = {code: since for code, since in counts.items() if code in codes}
        if counts:
            told = [
                f"{names[code]} ({_('since {quarter}', quarter=quarter_text(since))})" for code, since in counts.items()
            ]
            st.caption(plain(_(", ").join(told)))
        form = Form(view.store, "register_counts", act="setting")
        seen = form.saw(number_of(newest_counted(view.store)))
        form.field(st.multiselect, _("Counted from the register"), "counted", list(counts), options=list(codes),
                   format_func=names.get, placeholder=_("Choose indicators"))  # fmt: skip
        periods = [view.period + number for number in range(-3, 2)]
        words = {period: quarter_text(period) for period in periods}
        form.field(
            st.selectbox, _("From this quarter on"), "since", view.period, options=periods, format_func=words.get
        )
        form.by()

        def save(said: dict) -> int:
            since = {code: counts.get(code, int(said["since"])) for code in said["counted"]}
            return count_from_register(view.store, since, named(said), seen, codes)

        form.button(
            _("Save"),
            save,
            lambda said: _("{count} indicators are counted from the register.", count=len(said["counted"])),
        )
        form.footer()
