"""Hand in evidence: of which unit and of what, the files and links, and what each file is warned about."""

import streamlit as st

from tracking.evidence import (
    CARRIERS,
    ENDINGS,
    LARGEST,
    MOST_AT_ONCE,
    Carrier,
    WrongEvidence,
    asks_evidence,
    attach,
    doubt_text,
    link_to,
    looked_at,
)
from tracking.language import _
from tracking.opening import MEGABYTE
from tracking.quarters import period_of
from tracking.screen.session import (
    Form,
    View,
    contracts_in,
    follow_ups_in,
    named,
    needed_in,
    plain,
    scope_of,
    searched,
    take_from_link,
    write_to_link,
)
from tracking.telling import contract_text, day_text

LOOKED = "evidence looked at"
TYPES = [*(ending[1:] for ending in ENDINGS.values()), "jpeg", "webp", "bmp", "wps", "et"]
FIGURE, FOLLOW_UP, PLAN, CONTRACT = CARRIERS


def attach_form(view: View, names: dict[str, str], subjects: dict[str, str]) -> None:
    """The form; ``names`` are those of units, ``subjects`` those of indicators and of what follow-ups are about."""
    left, right = st.columns(2, vertical_alignment="bottom")
    units = _units_in(view)
    take_from_link("evidence_unit", units, view.unit if len(units) == 1 else None)
    with left:
        listed = searched({code: names[code] for code in units}, "evidence_unit")
    if st.session_state["evidence_unit"] not in listed:
        st.session_state["evidence_unit"] = None
    unit = left.selectbox(
        _("Unit"), listed, format_func=names.get, key="evidence_unit", index=None, placeholder=_("Choose a unit")
    )
    write_to_link(evidence_unit=unit)
    if unit is None:
        return
    carriers = _carriers(view, unit, subjects)
    take_from_link("evidence_of", list(carriers), next(iter(carriers)))
    if st.session_state["evidence_of"] not in carriers:
        st.session_state["evidence_of"] = next(iter(carriers))
    words = {key: word for key, (_carrier, word) in carriers.items()}
    about = right.selectbox(_("Of what"), list(words), format_func=words.get, key="evidence_of")
    write_to_link(evidence_of=about)
    form = Form(view.store, "attach", unit, view.period, about, act="evidence")
    with st.container(border=True):
        _fill(view, form, carriers[about][0])


def _units_in(view: View) -> list[str]:
    """The units at and below the page's, those first that still lack evidence."""
    inside = view.units.loc[view.units["path"].str.startswith(scope_of(view)), "unit"].tolist()
    needed = needed_in(view)
    lacking = set(needed.loc[needed["pieces"] == 0, "unit"])
    return sorted(inside, key=lambda unit: unit not in lacking)


def _carriers(view: View, unit: str, subjects: dict[str, str]) -> dict[str, tuple[Carrier, str]]:
    """What of a unit can carry evidence, by a key: its figures of the quarter, its follow-ups, contracts and plan; with words for each."""
    kind = view.units.set_index("unit").loc[unit, "kind"]
    asked = set(asks_evidence(view.store))
    reported_by = view.indicators["reported_by"].fillna("").str.split(";")
    own = view.indicators[reported_by.map(lambda kinds: kind in {one.removeprefix("unionised_") for one in kinds})]
    mark = _(" (asked for)")
    figures = [
        (
            figure_key(code),
            (Carrier(unit, view.period, FIGURE, code), subjects[code] + (mark if code in asked else "")),
        )
        for code in sorted(own["indicator"], key=lambda code: code not in asked)
    ]
    spoken = follow_ups_in(view)
    calls = [
        (f"{FOLLOW_UP} {row['submission']} {row['subject']}",
         (Carrier(unit, int(row["period"]), FOLLOW_UP, row["subject"], int(row["submission"])),
          f"{_(CARRIERS[FOLLOW_UP])} · {day_text(row['said_on'])} · {subjects.get(row['subject'], row['subject'])}"))
        for row in spoken[spoken["unit"] == unit].to_dict("records")
    ]  # fmt: skip
    versions = view.store.read("versions_of_plans", units=[unit], plan_year=view.year)
    plans = [
        (f"{PLAN} {version}",
         (Carrier(unit, period_of(view.year, 1), PLAN, None, int(version)),
          _("plan of {year}, version {version}", year=view.year, version=int(version))))
        for version in versions["version"]
    ]  # fmt: skip
    signed = contracts_in(view)
    contracts = [
        (f"{CONTRACT} {row['contract']}",
         (Carrier(unit, view.period, CONTRACT, row["kind"], int(row["contract"])),
          f"{contract_text(row['kind'], row['extent'])} · {day_text(row['valid_from'])} – {day_text(row['until'])}"))
        for row in signed[signed["unit"] == unit].to_dict("records")
    ]  # fmt: skip
    return dict([*figures, *calls, *contracts, *reversed(plans)])


def figure_key(indicator: str) -> str:
    """How the form's link names the figure of an indicator."""
    return f"{FIGURE} {indicator}"


def _fill(view: View, form: Form, to: Carrier) -> None:
    """What is handed in, and by whom."""
    files = st.file_uploader(
        _("PDF, OFD, pictures, Word, Excel: at most {count} files of 20 MB", count=MOST_AT_ONCE), type=TYPES,
        accept_multiple_files=True, key=form.key("files"), max_upload_size=LARGEST // MEGABYTE,
    )  # fmt: skip
    st.caption(_("Lists of people (names, ID numbers) do not belong here. What stands in a PDF, a picture or an old Word file the "
                 "program cannot see. Photos are kept without the place at which they were taken, but for those in old Word and Excel files."))  # fmt: skip
    doubts, faults = _look(files)
    for fault in faults:
        st.error(plain(fault))
    for doubt in doubts:
        st.warning(plain(doubt))
    sure = bool(doubts) and st.checkbox(_("The data of persons in it are needed"), key=form.key("sure"))
    a, b, c, d = st.columns(4)
    form.field(a.text_input, _("Or a link (https://…)"), "link", "")
    form.field(b.text_input, _("What the link shows"), "title", "")
    form.field(c.text_input, _("Note"), "note", "")
    form.by(d)

    def save(said: dict) -> int:
        good = [file for file in files if not st.session_state[LOOKED][file.file_id][1]]
        if faults and not good and not said["link"]:
            raise WrongEvidence(" ".join(faults))
        pieces = [looked_at(file.name, file.getvalue()) for file in good]
        pieces += [link_to(said["link"], said["title"])] if said["link"] else []
        return attach(view.store, to, pieces, named(said), said["note"], sure=sure)

    def told(_said: dict) -> str:
        return " ".join([_("The evidence was kept."), *faults])

    form.button(_("Hand in"), save, told, type="primary", below=True)
    form.footer()


def _look(files: list) -> tuple[list[str], list[str]]:
    """What files are warned about, and why others may not be kept; each is looked at once, as long as it lies here."""
    known = st.session_state.get(LOOKED, {})
    looked: dict[str, tuple[str, str]] = {}
    for file in files:
        if (found := known.get(file.file_id)) is None:
            try:
                piece = looked_at(file.name, file.getvalue())
                found = doubt_text(piece) if piece.doubts else "", ""
            except WrongEvidence as problem:
                found = "", str(problem)
        looked[file.file_id] = found
    st.session_state[LOOKED] = looked
    return [doubt for doubt, _fault in looked.values() if doubt], [fault for _doubt, fault in looked.values() if fault]
