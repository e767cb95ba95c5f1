"""What became of an enterprise on the way to a union: the day of each step, why it is stuck, what was promised; and unions to confirm."""

from dataclasses import replace
from datetime import date

import pandas as pd
import streamlit as st

from tracking.intake import confirm_founded, figures_of_founded
from tracking.language import _
from tracking.registers import (
    EARLIEST,
    LATEST,
    LISTED,
    STEPS,
    DoubtfulFounding,
    Founding,
    founding_of,
    record_foundings,
    withdraw_founding,
)
from tracking.screen.session import (
    Form,
    View,
    ask_if_right,
    choose_from,
    indicator_names,
    named,
    once_for_data,
    plain,
    scope_of,
    show_table,
    taking_back,
    unless_odd,
)
from tracking.telling import step_text, steps_text
from tracking.telling.tables import founded_table

CHOSEN, MOVED = "founding_unit", "founding moved"
DAY = {"format": "YYYY-MM-DD", "value": None, "min_value": EARLIEST}
ALL_STEPS = [LISTED, *STEPS]


def founding_form(view: View, cases: pd.DataFrame) -> None:
    """The form for the enterprise that was chosen on the board, in the table or here; and the way to take an entry back."""
    about = {row["unit"]: row for row in cases.to_dict("records")}
    unit = _choose(view, about)
    if unit is not None:
        old = founding_of(about[unit]) if unit in about else Founding(unit)
        moved = st.session_state.get(MOVED)
        step = moved["step"] if moved and moved["unit"] == unit else ""
        seen = int(about[unit]["submission"]) if unit in about and not pd.isna(about[unit]["submission"]) else 0
        form = Form(view.store, "founding", unit, *([step] if step else []), act="foundings")
        with st.container(border=True):
            _fields(view, form, old, step, seen)
    entries = {
        code: f"{row['name']}: {steps_text(row)}" for code, row in about.items() if not pd.isna(row["submission"])
    }
    newest = {code: int(about[code]["submission"]) for code in entries}
    taking_back(
        Form(view.store, "founding_back", view.unit, act="foundings"), _("Take an enterprise out of the register"), entries,
        lambda said: withdraw_founding(view.store, said["entry"], said["by"], said["reason"], newest.get(said["entry"])),
    )  # fmt: skip


def _choose(view: View, about: dict[str, dict]) -> str | None:
    """The enterprise whose entry is changed: those of the register first, then any other."""
    inside = view.units["path"].str.startswith(scope_of(view))
    firms = view.units[view.units["kind"].eq("enterprise") & inside]
    words = {
        **{code: row["name"] for code, row in about.items()},
        **dict(zip(firms["unit"], firms["name"], strict=True)),
    }
    return choose_from(_("Enterprise"), CHOSEN, words, _("Choose an enterprise, here or above"))


def moved_to(old: Founding, step: str, today: date) -> Founding:
    """An entry as it is proposed when its card is moved: the step taken today, those after it not taken."""
    place = ALL_STEPS.index(step)
    later = dict.fromkeys(ALL_STEPS[place + 1 :])
    taken = {step: getattr(old, step) or today} if step in STEPS else {}
    return replace(old, **later, **taken)


def _fields(view: View, form: Form, old: Founding, step: str, seen: int) -> None:
    """The days of the steps, the rest that is known, and the button that stores it."""
    begun = moved_to(old, step, view.today) if step else old
    if step:
        text = _(
            "Moved to «{step}». Set the day on which it was taken, and save; until then nothing is stored.",
            step=step_text(step),
        )
        st.info(plain(text), icon=":material/arrow_forward:")
    for column, name in zip(st.columns(len(STEPS)), STEPS, strict=True):
        form.field(column.date_input, step_text(name), name, getattr(begun, name), max_value=view.today, **DAY)
    reason, promised, note = st.columns([2, 1, 2])
    form.field(reason.text_input, _("Why it is stuck"), "stuck_reason", begun.stuck_reason)
    form.field(promised.date_input, _("Promised for"), "promised_on", begun.promised_on, max_value=LATEST, **DAY)
    form.field(note.text_input, _("Note"), "note", begun.note)
    why, by = st.columns([2, 1])
    if old.days:
        form.field(why.text_input, _("Why, where a day on record is changed"), "reason", "")
    ask_if_right(form)
    form.by(by)

    def save(said: dict) -> int:
        entry = Founding(old.unit, **{name: said[name] for name in STEPS}, stuck_reason=said["stuck_reason"],
                         promised_on=said["promised_on"], note=said["note"])  # fmt: skip

        def record(sure: bool) -> int:
            return record_foundings(view.store, [entry], named(said), sure, said.get("reason", ""), {old.unit: seen})

        number = unless_odd(form, said, record, DoubtfulFounding)
        st.session_state.pop(MOVED, None)
        return number

    form.button(
        _("Save"),
        save,
        lambda said: _("Recorded: {what}.", what=_told(view, old.unit, said)),
        type="primary",
        below=True,
    )
    form.footer()


def _told(view: View, unit: str, said: dict) -> str:
    return f"{view.name_of_unit(unit)} · {steps_text(said)}"


def confirm_form(view: View, names: dict[str, str]) -> None:
    """Unions that the register says are founded and that do not stand in the figures yet: proposed, and stored when confirmed."""
    found = once_for_data(view, "figures of founded", lambda: figures_of_founded(view.store))
    found = found[found["unit"].isin(names)].reset_index(drop=True)
    if found.empty:
        return
    units = list(dict.fromkeys(found["unit"]))
    with st.container(border=True):
        st.markdown(f"### {_('Unions founded that the figures do not show yet ({count})', count=len(units))}")
        st.caption(_("From the quarter of its founding an enterprise with a union counts as one: it is asked for members and contracts, and "
                     "stands in the rate. Confirm what is right; each figure can be corrected later like any other."))  # fmt: skip
        table = founded_table(found, names, indicator_names(view))
        show_table(table, "founded", _("Figures of unions founded"), most=220)
        form = Form(view.store, "founded", view.unit)
        left, middle, right = st.columns([2, 2, 1])
        form.field(left.multiselect, _("Enterprises to confirm"), "units", units, options=units, format_func=names.get,
                   placeholder=_("Choose enterprises"))  # fmt: skip
        form.field(middle.text_input, _("On what it rests (number of the approval, …)"), "reason", "")
        form.by(right)
        form.button(
            _("Confirm and store the figures"),
            lambda said: confirm_founded(view.store, said["units"] or (), named(said), said["reason"], found),
            lambda said: _("{count} enterprises are enterprises with a union now.", count=len(said["units"])),
        )
        form.footer()
