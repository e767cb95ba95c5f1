"""Indicators: everything that can be counted, and the form for what a township counts of its own."""

import streamlit as st

from tracking.catalogue import KINDS, MEASURES, PERCENT, THEMES
from tracking.catalogue import words as known_words
from tracking.handouts.templates import template_for, template_name
from tracking.intake import newest_indicators, own_indicators, record_indicator
from tracking.language import _
from tracking.screen.session import Form, is_example, open_database, plain, read_once, say, show_table, take_from_link
from tracking.store import number_of
from tracking.telling import measure_text
from tracking.telling.tables import indicators_table, reporters_text
from tracking.words import COUNTED_WORDS, THEME_WORDS

NEW = ""
USUAL_REPORTERS = (
    "enterprise", "unionised_enterprise", "enterprise;township", "unionised_enterprise;township", "township",
)  # fmt: skip
USUAL_MEASURES = [measure for measure in (*MEASURES, *known_words()["other_measure"]) if measure != PERCENT]
store = open_database()
st.title(_("Indicators and measures"), anchor=False)
st.caption(
    _(
        "What sheets, plans and reports may count. What your union counts beside it is added below; its name and other names"
        " are then understood in every sheet."
    )
)
say("own")
own = {row["indicator"]: row for row in own_indicators(store)}
catalogue = read_once(store, "current_indicators").to_dict("records")
words = {measure: measure_text(measure) for measure in (*USUAL_MEASURES, PERCENT)}
table = indicators_table([*own.values(), *(row for row in catalogue if row["indicator"] not in own)], words)
show_table(table, "catalogue", _("Indicators and measures"), most=420)


def form_of() -> None:
    """The form for one indicator, a new one or one of ours."""
    take_from_link("own_code", [NEW, *own], NEW)
    code = st.selectbox(_("Which"), [NEW, *own], key="own_code",
                        format_func=({NEW: _("a new indicator")} | {code: row["name"] for code, row in own.items()}).get)  # fmt: skip
    before = own.get(code, {})
    form = Form(store, "own", code, act="indicators")
    seen = form.saw(number_of(newest_indicators(store)))
    with st.container(border=True):
        kind = _fields(form, before)
        form.button(
            _("Record"), lambda said: record_indicator(store, _whole(said, code, kind), said["by"], seen=seen),
            lambda said: _("Recorded: {what}.", what=said["name"]), type="primary",
        )  # fmt: skip
        form.footer()


def _fields(form: Form, before: dict) -> str:
    """The fields of the form; returns how it is counted, as it is chosen now."""
    a, b, c = st.columns(3)
    measures = list(
        dict.fromkeys(filter(None, [*USUAL_MEASURES, before.get("measure"), form.kept.fields.get("measure")]))
    )
    reporters = list(dict.fromkeys([*USUAL_REPORTERS, before.get("reported_by") or "enterprise"]))
    names = {row["indicator"]: row["name"] for row in catalogue if row["kind"] != "rate"}
    form.field(
        a.text_input, _("Name"), "name", before.get("name", ""), placeholder=_("for instance: visits to members")
    )
    form.field(b.selectbox, _("Work"), "theme", before.get("theme", "other"), options=list(THEMES),
               format_func={theme: _(word) for theme, word in THEME_WORDS.items()}.get)  # fmt: skip
    kind = form.field(c.selectbox, _("Counted as"), "kind", before.get("kind", "flow"), options=list(KINDS),
                      format_func={kind: _(word) for kind, word in COUNTED_WORDS.items()}.get)  # fmt: skip
    if kind == "rate":
        for place, label, part in ((a, _("Part"), "numerator"), (b, _("Of"), "denominator")):
            form.field(place.selectbox, label, part, before.get(part), options=list(names), format_func=names.get,
                       index=None, placeholder=_("Choose an indicator"))  # fmt: skip
    else:
        form.field(a.selectbox, _("Counted in"), "measure", before.get("measure"), options=measures, index=None,
                   placeholder=_("Choose or type one"), format_func=lambda measure: words.get(measure, measure),
                   accept_new_options=True)  # fmt: skip
        form.field(b.selectbox, _("Reported by"), "reported_by", before.get("reported_by") or "enterprise",
                   options=reporters, format_func={codes: reporters_text(codes) for codes in reporters}.get)  # fmt: skip
    form.field(c.text_input, _("Also called (separated by commas)"), "synonyms", before.get("synonyms", ""))
    form.by(a)
    return str(kind)


def _whole(said: dict, code: str, kind: str) -> dict[str, str]:
    """A line of the catalogue from the fields; what is not asked for stays as it was."""
    kept = {field: str(value or "") for field, value in own.get(code, {}).items()}
    typed = {field: str(value or "") for field, value in said.items() if field != "by"}
    counted = {"measure": PERCENT} if kind == "rate" else {"numerator": "", "denominator": ""}
    return {**kept, **typed, **counted, "code": code}


def template() -> None:
    """The workbook for many at once."""
    year, quarter = store.today().year, 1
    st.download_button(
        _("Workbook for own indicators"), lambda: template_for(store, "indicators", year, quarter)[1],
        template_name("indicators", year, quarter), icon=":material/download:", on_click="ignore", key="download_indicators",
    )  # fmt: skip


if is_example(store):
    st.caption(plain(_("The example is only to look at; with your own data indicators are added here.")))
else:
    st.markdown(f"## {_('Record an indicator of our own')}")
    form_of()
    template()
