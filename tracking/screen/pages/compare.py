"""Side by side: the towns of a county, the villages and parks of a township, target by target."""

import streamlit as st

from tracking.language import _
from tracking.screen.pages.compare_papers import offer_papers
from tracking.screen.session import (
    above_of,
    choice_in_link,
    is_large,
    once_for_data,
    open_unit,
    page_view,
    plain,
    progress_of,
    show_chart,
    show_units,
)
from tracking.telling import SideBySide, compare_units, legend_text, name_with_period, spread_of
from tracking.telling.charts import spread_strip, unit_bars
from tracking.telling.tables import one_target_table, order_of, side_by_side_table, spread_text
from tracking.words import THEME_SHORT

WIDTH = 300  # pixels of a small chart; as many stand beside one another as there is room for
MAIN = "main"
view = page_view(_("Side by side"), by_day=True)


def look() -> SideBySide:
    """The units below compared, with the same quarter a year before."""
    year_ago = (
        above_of(view.store, view.unit, view.period - 4) if is_large(view.store, view.unit, view.period) else None
    )
    if year_ago is None:
        year_ago = progress_of(view.store, view.unit, view.period - 4)
    return compare_units(view, year_ago, view.slim)


found = once_for_data(view, "side by side", look)
if len(found.units) < 2:
    st.info(_("There are not two towns, villages or parks below {name} to be compared.", name=plain(view.unit_name)))
    st.stop()
if not found.rows:
    st.info(_("There is no plan for this year yet. Import the plan workbook to see progress against targets."))
    st.stop()
names = {key: name_with_period(row) for key, row in found.rows.items()}
themes = {MAIN: _("Main ones")} | {
    theme: _(word) for theme, word in THEME_SHORT.items() if found.of_theme(theme)
}  # fmt: skip
if not found.main():
    del themes[MAIN]
a, b, c = st.columns([5, 5, 8], vertical_alignment="center")
with a:
    theme = choice_in_link(_("Targets shown"), "targets", themes)
keys = found.main() if theme == MAIN else found.of_theme(theme)
with b:
    orders = {"place": _("by targets on pace"), "reported": _("by reports in")}
    by = choice_in_link(_("Order"), "by", orders | {key: _("by {name}", name=names[key]) for key in keys})
order = once_for_data(view, f"order {by}", lambda: order_of(found, by))
with c:
    beside = {"now": _("what was reached"), "year": _("beside last year")}
    shown = choice_in_link(_("What is shown"), "beside", beside, st.segmented_control, required=True)
told = once_for_data(
    view, f"compared {theme} {by} {shown}", lambda: side_by_side_table(found, keys, order, shown == "year")
)
show_units(view, "compared", order, told, _("Units side by side"), 640, width=150)
about = _(
    "On pace: targets achieved or on pace, of those that can be judged. Rank by that; equal ones share it. A click on a name "
    "opens its overview."
)
single = {"count": found.single, "name": plain(view.unit_name)}
others = _(" {count} enterprises right below {name} are not among them.", **single) if found.single else ""
st.caption(f"{legend_text()}  \n{about}{others}")
st.markdown(f"## {_('Each target, unit by unit')}")
st.caption(_("bar: done, line: due by now, end of the grey: target; a dotted line is the target of the whole."))
with st.container(horizontal=True, gap="small"):
    for number, key in enumerate(keys):
        chart = once_for_data(view, f"bars {key} {by}", lambda key=key: unit_bars(found, key, order))
        show_chart(chart, f"bars_{number}", names[key], lambda point: open_unit(view, point["customdata"]), width=WIDTH)
st.markdown(f"## {_('One target')}")
one = choice_in_link(
    _("Target"), "target", {key: names[key] for key in [*keys, *(key for key in names if key not in keys)]}
)
spread = once_for_data(view, f"spread {one}", lambda: spread_of(found.parts[one]))
st.caption(plain(once_for_data(view, f"spread text {one}", lambda: spread_text(found, one, spread))))
if spread:
    title = _("How {name} is spread", name=names[one])
    strip = once_for_data(view, f"strip {one}", lambda: spread_strip(found, one, spread, title))
    show_chart(strip, "strip", title, lambda point: open_unit(view, point["customdata"]))
table = once_for_data(view, f"one {one}", lambda: one_target_table(found, one))
of_one = once_for_data(view, f"order {one}", lambda: order_of(found, one))
show_units(view, "one_target", of_one, table, names[one], width=150)
offer_papers(view, found)
