"""One enterprise: its targets, all its quarters, and where each number came from."""

import pandas as pd
import streamlit as st

from tracking.figures import day_text
from tracking.language import _
from tracking.session import once, page_view, plain, progress_of, show_table, take_from_link, write_to_link
from tracking.tables import figures_table, history_table, origins_table, planned_rows

view = page_view(_("One enterprise"))
enterprises = view.units[(view.units["kind"] == "enterprise") & view.units["unit"].isin(view.progress["unit"])]
names = dict(zip(enterprises["unit"], enterprises["name"], strict=True))
if not names:
    st.info(_("There is no enterprise below this unit."))
    st.stop()
take_from_link("enterprise", list(names), next(iter(names)))
code = st.selectbox(
    _("Enterprise"), list(names), format_func=names.get, key="enterprise", label_visibility="collapsed"
)  # fmt: skip
write_to_link(enterprise=code)
about = enterprises[enterprises["unit"] == code].iloc[0]
st.markdown(f"#### {plain(about['name'])}")
facts = [
    code,
    view.unit_name(about["parent"]),
    about["ownership"],
    about["sector"],
    _("{count} employees", count=int(about["employees"])) if pd.notna(about["employees"]) else None,
    _("opened {day}", day=day_text(about["opened"])) if pd.notna(about["opened"]) else None,
    _("closed {day}", day=day_text(about["closed"])) if pd.notna(about["closed"]) else None,
    about["contact"],
    about["phone"],
]
st.caption(plain(" · ".join(str(fact) for fact in facts if isinstance(fact, str) and fact)))
exempt = view.store.read("exemptions", scope=f"{about['path']}", day=view.as_of)
for row in exempt.to_dict("records"):
    st.info(plain(_("Exempt until {day}: {reason}", day=day_text(row["exempt_to"]), reason=row["reason"])))


own = view.progress[view.progress["unit"] == code]
planned = planned_rows(own)
st.markdown(f"##### {_('Targets')}")
if planned.empty:
    st.caption(_("This enterprise has no target of its own."))
else:
    table = figures_table(
        planned,
        progress_of(view.store, code, view.period - 1, alone=True),
        progress_of(view.store, code, view.period - 4, alone=True),
        view.today,
    )
    show_table(table, "enterprise_targets", _("Targets"))
reports = view.store.read("unit_reports", unit=code)
cells = view.store.read("cells", scope=about["path"], first_period=view.period - 8, last_period=view.period)
cells = cells[cells["unit"] == code]
st.markdown(f"##### {_('All quarters')}")
st.caption(_("Blank means not reported; 0 is a figure. Money is in yuan."))
something = cells.groupby("indicator")["amount"].transform("sum") != 0
busy = once(view, f"busy {code}", lambda: history_table(cells[something], view.indicators))
idle = once(view, f"idle {code}", lambda: history_table(cells[~something], view.indicators))
show_table(busy, "enterprise_quarters", _("All quarters"))
with st.expander(_("Indicators with nothing but zeros ({count})", count=len(idle))):
    show_table(idle, "enterprise_zeros", _("Indicators with nothing but zeros"))
st.markdown(f"##### {_('Where each number came from')}")
show_table(origins_table(reports, view.indicators), "enterprise_origins", _("Where each number came from"), height=420)
