"""Record an exemption or what a unit is not to report, and take one back."""

from datetime import date

import pandas as pd
import streamlit as st

from tracking.catalogue import NOT_ASKED
from tracking.decisions import newest_exemption, record_exemption, withdraw_exemption
from tracking.language import _
from tracking.screen.session import Form, View, searched, take_from_link, taking_back, write_to_link
from tracking.store import number_of
from tracking.telling import day_text, exemption_text
from tracking.words import EXEMPTION_WORDS


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
    with left:
        listed = searched(names, "exempt_unit")
    if st.session_state["exempt_unit"] not in listed:
        st.session_state["exempt_unit"] = None
    unit = left.selectbox(
        _("Unit"), listed, format_func=names.get, key="exempt_unit", index=None, placeholder=_("Choose a unit")
    )
    kind = right.segmented_control(
        _("What"), list(kinds), format_func=kinds.get, default="exempt", key="exempt_kind", required=True
    )
    write_to_link(exempt_unit=unit)
    form = Form(view.store, "exempt", unit, view.year, kind)
    if unit is None:
        return
    choices = _choices(view, unit, kind, indicators)
    seen = form.saw(number_of(newest_exemption(view.store, unit)))

    def entry(values: dict) -> dict:
        return {"code": NOT_ASKED, **values, "unit": unit}

    with st.container(border=True):
        _fields(form, view.year, kind, choices)
        form.button(
            _("Record"), lambda values: record_exemption(view.store, entry(values), values["by"], seen=seen),
            lambda values: _("Recorded: {what}.", what=_in_words(entry(values), names[unit], choices)), type="primary",
        )  # fmt: skip
        form.footer()


def _in_words(entry: dict, name: str, choices: dict[str, str]) -> str:
    until = day_text(entry["exempt_to"]) if entry["exempt_to"] else _("until further notice")
    days = f"{day_text(entry['exempt_from'])} – {until}" if entry["exempt_from"] else ""
    why = exemption_text(entry["code"], entry["note"]) if entry["code"] else ""
    about = name, choices[entry["indicator"]], why, days, entry["approved_by"], entry["document"]
    return " · ".join(filter(None, about))


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


def _fields(form: Form, year: int, kind: str, choices: dict[str, str]) -> None:
    """What is typed of an exemption, and by whom. Its reason is never chosen before somebody chooses it."""
    reasons = {code: _(word) for code, word in EXEMPTION_WORDS.items() if code != NOT_ASKED}
    exempt, day = kind != NOT_ASKED, {"format": "YYYY-MM-DD", "value": None}
    a, b, c = st.columns(3)
    form.field(a.selectbox, _("Indicator"), "indicator", next(iter(choices)), options=list(choices),
               format_func=choices.get)  # fmt: skip
    form.field(b.date_input, _("First day"), "exempt_from", date(year, 1, 1), **day)
    until = date(year, 12, 31) if exempt else None
    form.field(c.date_input, _("To (blank: until further notice)"), "exempt_to", until, **day)
    if exempt:
        form.field(a.selectbox, _("Reason"), "code", options=list(reasons), format_func=reasons.get, index=None,
                   placeholder=_("Choose a reason"))  # fmt: skip
    for place, label, name in (
        (b if exempt else a, _("Reason in words"), "note"),
        (c if exempt else b, _("Approved by"), "approved_by"),
        (a if exempt else c, _("Document"), "document"),
    ):
        form.field(place.text_input, label, name, "")
    form.by(b if exempt else a)


def key_of(row: dict) -> str:
    """What an entry is known by."""
    return f"{row['submission']} {row['unit']} {row['indicator'] or ''} {row['exempt_from']:%Y-%m-%d}"


def withdraw_form(view: View, found: pd.DataFrame, names: dict[str, str], indicators: dict[str, str]) -> None:
    """Take back one of these exemptions, with a reason. What is chosen is the entry, wherever it stands by then."""
    entries = {key_of(row): row for row in found.to_dict("records")}
    words = {
        key: " · ".join((
            names.get(row["unit"], row["unit"]), indicators.get(row["indicator"], _("all indicators")),
            exemption_text(row["code"], row["note"]), day_text(row["exempt_from"]),
        ))
        for key, row in entries.items()
    }  # fmt: skip
    form = Form(view.store, "take_back", view.unit)
    taking_back(
        form, _("Take back an exemption"), words,
        lambda said: withdraw_exemption(view.store, entries.get(said["entry"]), said["by"], said["reason"]),
    )  # fmt: skip
