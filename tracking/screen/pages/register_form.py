"""Record, renew, correct or end a contract; what is odd about it is said before it is stored."""

from dataclasses import replace
from datetime import timedelta

import pandas as pd
import streamlit as st

from tracking.language import _
from tracking.registers import (
    EARLIEST,
    EXTENTS,
    KINDS,
    LATEST,
    NOT_ON_RECORD,
    Contract,
    Cover,
    DoubtfulContract,
    may_renew,
    record_contracts,
    withdraw_contract,
    years_after,
)
from tracking.screen.session import (
    Form,
    View,
    ask_if_right,
    choice_in_link,
    choose_from,
    known_in,
    named,
    once_for_data,
    scope_of,
    taking_back,
    unless_odd,
)
from tracking.telling import contract_text, day_text

CHOSEN, MODE = "contract_chosen", "contract_mode"
NEW, RENEW, CORRECT = "new", "renew", "correct"
DAY = {"format": "YYYY-MM-DD", "value": None, "min_value": EARLIEST, "max_value": LATEST}


def contract_form(view: View, found: pd.DataFrame, names: dict[str, str]) -> None:
    """The form: a new contract, or what becomes of the one that was chosen in the list."""
    known = {str(one.number): one for one in known_in(view)}
    words = once_for_data(
        view,
        "contracts in words",
        lambda: {str(n): _in_words(known[str(n)], names) for n in found["contract"].tolist()},
    )
    st.markdown(f"## {_('Record a contract')}")
    what = {NEW: _("A new one"), RENEW: _("Renew one"), CORRECT: _("Correct or end one")}
    mode = choice_in_link(_("What"), MODE, what if words else {NEW: what[NEW]}, st.segmented_control, required=True)
    begun, unit = None, None
    if mode == NEW:
        unit = _choose_unit(view, names)
    elif (chosen := _choose_contract(words)) is not None:
        begun = _renewal_of(known[chosen]) if mode == RENEW else known[chosen]
        unit = begun.unit
    if unit is not None:
        form = Form(
            view.store,
            "contract",
            mode,
            begun.renews if begun and mode == RENEW else begun.number if begun else unit,
            act="contracts",
        )
        with st.container(border=True):
            _fields(view, form, unit, begun, mode, names, list(known.values()))
    newest = dict(zip(map(str, found["contract"].tolist()), map(int, found["submission"].tolist()), strict=True))
    taking_back(
        Form(view.store, "contract_back", view.unit, act="contracts"), _("Take back an entry"), words,
        lambda said: withdraw_contract(view.store, known.get(said["entry"]), said["by"], said["reason"], newest.get(said["entry"])),
    )  # fmt: skip


def choose_in_form(contract: int) -> None:
    """Choose a contract in the form, which is drawn below."""
    st.session_state[CHOSEN] = str(contract)
    if st.session_state.get(MODE, NEW) == NEW:
        st.session_state[MODE] = RENEW


def _choose_contract(words: dict[str, str]) -> str | None:
    """The contract that is renewed or corrected."""
    return choose_from(_("Contract"), CHOSEN, words, _("Choose a contract, here or in the list above"))


def _in_words(contract: Contract, names: dict[str, str]) -> str:
    span = f"{day_text(contract.begins)} – {day_text(contract.until)}"
    return f"{names.get(contract.unit, contract.unit)} · {contract_text(contract.kind, contract.extent)} · {span}"


def _renewal_of(contract: Contract) -> Contract:
    """The contract that follows another: from the day after its end, for as many years or else days."""
    end = min(contract.until, contract.ended_on - timedelta(days=1)) if contract.ended_on else contract.until
    first = end + timedelta(days=1)
    years = next((years for years in (1, 2, 3) if contract.until == years_after(contract.begins, years)), None)
    last = years_after(first, years) if years else first + (contract.until - contract.begins)
    return replace(contract, number=None, renews=contract.number, valid_from=first, valid_to=last, signed_on=None,
                   filed_on=None, ended_on=None, ended_reason="", note="")  # fmt: skip


def _choose_unit(view: View, names: dict[str, str]) -> str | None:
    """The unit that signed: enterprises first, then the unions."""
    below = view.units[view.units["path"].str.startswith(scope_of(view))]
    firm = below["kind"] == "enterprise"
    units = {code: names[code] for code in pd.concat([below[firm], below[~firm]])["unit"]}
    return choose_from(_("Signed by"), "contract_unit", units, _("Choose an enterprise or a union"))


def _fields(
    view: View, form: Form, unit: str, begun: Contract | None, mode: str, names: dict[str, str], known: list[Contract]
) -> None:
    """What is typed of a contract, what is odd about it, and the button that stores it."""
    firm = view.units.set_index("unit")["kind"].get(unit) == "enterprise"
    old = begun or Contract(unit, "collective", None, None, extent="own" if firm else "regional")
    _fields_of_contract(form, old, mode, _predecessors(known, old, names))
    if not firm:
        _fields_of_covers(view, form, old, names, mode)
    if mode == CORRECT:
        left, middle, right = st.columns([1, 2, 2])
        form.field(
            left.date_input, _("Ended early: first day on which it does not hold"), "ended_on", old.ended_on, **DAY
        )
        form.field(middle.text_input, _("Why it ended early"), "ended_reason", old.ended_reason)
        form.field(right.text_input, _("Why what is on record is changed"), "reason", "")
    ask_if_right(form)
    form.by(st.columns(4)[0])
    seen = {old.number: _newest(view, old.number)} if mode == CORRECT and old.number else None

    def save(said: dict) -> int:
        contract = _typed(said, old, unit, mode)

        def record(sure: bool) -> int:
            if not sure and mode == NEW:
                _refuse_forgotten_renewal(contract, known)
            return record_contracts(view.store, [contract], named(said), sure, said.get("reason", ""), seen)

        return unless_odd(form, said, record, DoubtfulContract)

    label = _("Save the correction") if mode == CORRECT else _("Record")
    form.button(label, save, lambda said: _("Recorded: {what}.", what=_in_words(_typed(said, old, unit, mode), names)),
                type="primary", below=True)  # fmt: skip
    form.footer()


def _fields_of_contract(form: Form, old: Contract, mode: str, before: dict[str, str]) -> None:
    """Kind, days and number of employees; ``before`` are the contracts that it may renew."""
    kinds = {code: _(word) for code, word in KINDS.items()}
    kind, *days = st.columns(4)
    form.field(kind.selectbox, _("Kind of contract"), "kind", old.kind, options=list(kinds), format_func=kinds.get,
               disabled=mode != NEW)  # fmt: skip
    filed, staff, renews, note = st.columns(4)
    for place, label, name in (
        (days[0], _("First day it holds"), "valid_from"), (days[1], _("Last day (blank: not known)"), "valid_to"),
        (days[2], _("Signed on"), "signed_on"), (filed, _("Filed on"), "filed_on"),
    ):  # fmt: skip
        form.field(place.date_input, label, name, getattr(old, name), **DAY)
    form.field(staff.number_input, _("Employees covered"), "employees", old.employees, min_value=0, step=1, value=None)
    begin = "" if old.renews is None else str(old.renews)
    form.field(renews.selectbox, _("Renews"), "renews", begin, options=list(before), format_func=before.get)
    form.field(note.text_input, _("Note"), "note", old.note)


def _refuse_forgotten_renewal(contract: Contract, known: list[Contract]) -> None:
    """Raise DoubtfulContract for a new contract that begins where another of its kind ends and is not said to renew it."""
    if contract.renews is None and contract.valid_from and (before := may_renew(contract, known)):
        text = _("It begins where another ends ({first} to {last}). If it renews that one, choose it under «Renews».",
                 first=before.begins, last=before.until)  # fmt: skip
        raise DoubtfulContract(text)


def _newest(view: View, number: int) -> int:
    return int(view.store.read("contract_changes", contract=number)["submission"].iloc[0])


def _predecessors(known: list[Contract], old: Contract, names: dict[str, str]) -> dict[str, str]:
    """What a contract may renew: nothing, one that is not on record, or one of the same unit."""
    same = [one for one in known if one.unit == old.unit and one.number != old.number]
    found = {
        str(one.number): _in_words(one, names).partition(" · ")[2]
        for one in sorted(same, key=lambda one: one.begins, reverse=True)
    }
    if old.renews and str(old.renews) not in found:
        found[str(old.renews)] = _("one that was taken back")
    return {"": _("none: it is new"), **found, str(NOT_ON_RECORD): _("one that is not on record")}


def _fields_of_covers(view: View, form: Form, old: Contract, names: dict[str, str], mode: str) -> None:
    """Which enterprises a regional or sectoral contract covers."""
    extents = {code: _(word) for code, word in EXTENTS.items() if code != "own"}
    path = view.units.set_index("unit")["path"].get(old.unit, "")
    firms = view.units[view.units["kind"].eq("enterprise")]
    inside = firms["path"].str.startswith(path) if path else firms["path"].ne("")
    listed = pd.concat([firms[inside], firms[~inside]])["unit"].tolist()
    left, middle, right = st.columns([1, 3, 1])
    form.field(
        left.selectbox, _("Regional or sectoral"), "extent", old.extent, options=list(extents), format_func=extents.get
    )
    form.field(middle.multiselect, _("Enterprises that it covers"), "covers", [cover.unit for cover in old.covers],
               options=listed, format_func=names.get, placeholder=_("Choose enterprises"))  # fmt: skip
    if mode != NEW:
        form.field(right.date_input, _("Those added joined on"), "joined_on", None, **DAY)


def _typed(said: dict, old: Contract, unit: str, mode: str) -> Contract:
    """What was typed, as a contract."""
    there = {cover.unit: cover for cover in old.covers}
    joined = said.get("joined_on")
    covers = tuple(there.get(code, Cover(code, joined_on=joined)) for code in said.get("covers") or ())
    renews = said["renews"]
    return Contract(
        unit, said["kind"], said["valid_from"], said["valid_to"], said.get("extent", "own"), said["employees"],
        said["signed_on"], said["filed_on"], int(renews) if renews else None, said.get("ended_on"),
        said.get("ended_reason", ""), said["note"], covers, old.number if mode == CORRECT else None,
    )  # fmt: skip
