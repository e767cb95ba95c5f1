"""Record an exemption or what a unit is not to report, and take one back."""

from datetime import date

import pandas as pd
import streamlit as st

from tracking.exemption import WrongExemption, record_exemption, withdraw_exemption
from tracking.figures import EXEMPTION_WORDS, day_text, exemption_text
from tracking.language import _
from tracking.progress.records import NOT_ASKED
from tracking.session import View, plain, take_from_link, write_to_link
from tracking.store import StoreProblem

ABOUT_UNIT = ("exempt_note", "exempt_approved", "exempt_document")


def record_form(view: View, indicators: dict[str, str]) -> None:
    """The form for one exemption; ``indicators`` are their names."""
    path = view.units.loc[view.units["unit"] == view.unit, "path"]
    below = view.units[view.units["path"].str.startswith(path.iloc[0])] if len(path) else view.units
    firm = below["kind"] == "enterprise"
    listed = pd.concat([below[firm], below[~firm]])
    names = dict(zip(listed["unit"], listed["name"], strict=True))
    kinds = {"exempt": _("not judged (exempt)"), NOT_ASKED: _("not to report an indicator")}
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    take_from_link("exempt_unit", list(names), None)
    unit = left.selectbox(
        _("Unit"), list(names), format_func=names.get, key="exempt_unit", index=None, placeholder=_("Choose a unit")
    )
    kind = right.segmented_control(
        _("What"), list(kinds), format_func=kinds.get, default="exempt", key="exempt_kind", required=True
    )
    write_to_link(exempt_unit=unit)
    if said := st.session_state.pop("exempt_said", None):
        st.success(plain(said))
    if unit is None:
        return
    choices = _choices(view, unit, kind, indicators)
    _fill_in(view, unit, kind, next(iter(choices)))
    entry = _fields(kind, choices)
    if entry is not None:
        by = entry.pop("by")
        until = day_text(entry["exempt_to"]) if entry["exempt_to"] else _("until further notice")
        said = _("Recorded: {what}.", what=" · ".join(filter(None, [
            names[unit], choices[entry["indicator"]], exemption_text(entry["code"], entry["note"]),
            f"{day_text(entry['exempt_from'])} – {until}" if entry["exempt_from"] else "", entry["approved_by"],
            entry["document"],
        ])))  # fmt: skip
        _keep(said, record_exemption, view.store, {**entry, "unit": unit}, by)


def _fill_in(view: View, unit: str, kind: str, indicator: str) -> None:
    """Begin anew for another unit or year and after storing, so that nothing is said of a unit that was typed for another.

    The browser keeps what was typed in a field that is only forgotten here, so every field is told what it holds.
    """
    stored, about = st.session_state.pop("exempt_stored", False), (unit, view.year)
    anew = stored or st.session_state.get("exempt_for") != about
    st.session_state["exempt_for"] = about
    if stored:
        st.session_state["exempt_by"] = ""
    if anew:
        st.session_state.pop("exempt_indicator_exempt", None)
        st.session_state.pop(f"exempt_indicator_{NOT_ASKED}", None)
    fields = {
        f"exempt_indicator_{kind}": indicator, "exempt_from": date(view.year, 1, 1),
        "exempt_to_exempt": date(view.year, 12, 31), f"exempt_to_{NOT_ASKED}": None,
        "exempt_code": next(code for code in EXEMPTION_WORDS if code != NOT_ASKED), **dict.fromkeys(ABOUT_UNIT, ""),
    }  # fmt: skip
    for key, value in fields.items():
        if anew or key not in st.session_state:
            st.session_state[key] = value


def _choices(view: View, unit: str, kind: str, indicators: dict[str, str]) -> dict[str, str]:
    """The indicators that it may be about: all or one; what a unit is not to report is one that its kind reports."""
    if kind != NOT_ASKED:
        return {"": _("all indicators"), **indicators}
    of_unit = view.units.loc[view.units["unit"] == unit, "kind"].iloc[0]
    asked = (
        view.indicators["reported_by"]
        .str.split(";")
        .map(lambda words: of_unit in {w.removeprefix("unionised_") for w in words})
    )
    return {code: indicators[code] for code in view.indicators.loc[asked, "indicator"]}


def _fields(kind: str, choices: dict[str, str]) -> dict | None:
    reasons = {code: _(word) for code, word in EXEMPTION_WORDS.items() if code != NOT_ASKED}
    with st.form("exemption"):
        a, b, c = st.columns(3)
        indicator = a.selectbox(_("Indicator"), list(choices), format_func=choices.get, key=f"exempt_indicator_{kind}")
        since = b.date_input(_("First day"), None, format="YYYY-MM-DD", key="exempt_from")
        until = c.date_input(_("To (blank: until further notice)"), None, format="YYYY-MM-DD", key=f"exempt_to_{kind}")
        code = NOT_ASKED
        if kind != NOT_ASKED:
            code = a.selectbox(_("Reason"), list(reasons), format_func=reasons.get, key="exempt_code")
        note = (a if kind == NOT_ASKED else b).text_input(_("Reason in words"), key="exempt_note")
        approved = (b if kind == NOT_ASKED else c).text_input(_("Approved by"), key="exempt_approved")
        document = (c if kind == NOT_ASKED else a).text_input(_("Document"), key="exempt_document")
        by = (a if kind == NOT_ASKED else b).text_input(_("Your name or office"), key="exempt_by")
        if not st.form_submit_button(_("Record"), type="primary"):
            return None
    return {
        "indicator": indicator, "exempt_from": since, "exempt_to": until, "code": code, "note": note.strip(),
        "approved_by": approved.strip(), "document": document.strip(), "by": by,
    }  # fmt: skip


def withdraw_form(view: View, found: pd.DataFrame, table: pd.DataFrame) -> None:
    """Take back one of these exemptions, with a reason."""
    words = [
        " · ".join([row[_("Unit")], row[_("Indicator")], row[_("Reason")], row[_("First day")]])
        for row in table.to_dict("records")
    ]
    if st.session_state.pop("take_back_stored", False):
        st.session_state["take_back_reason"] = st.session_state["take_back_by"] = ""
    with st.popover(_("Take back an exemption"), icon=":material/undo:"):
        place = st.selectbox(_("Entry"), range(len(words)), format_func=words.__getitem__, key="take_back_entry")
        reason = st.text_input(_("Why"), key="take_back_reason")
        by = st.text_input(_("Your name or office"), key="take_back_by")
        if st.button(_("Take back"), key="take_back"):
            said = _("Taken back: {what}.", what=words[place])
            _keep(said, withdraw_exemption, view.store, found.iloc[place].to_dict(), by, reason)


def _keep(said: str, save, *what: object) -> None:
    """Store something and show the page anew with what is ``said`` of it, or say what is wrong with it."""
    try:
        save(*what)
    except (WrongExemption, StoreProblem) as problem:
        st.error(plain(str(problem)))
    else:
        st.session_state["exempt_said"] = said
        st.session_state["take_back_stored" if save is withdraw_exemption else "exempt_stored"] = True
        st.rerun()
