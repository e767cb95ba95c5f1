"""One enterprise: its targets, all its quarters, and where each number came from."""

import streamlit as st

from tracking.figures import day_text
from tracking.language import _
from tracking.session import page_view, plain, progress_of
from tracking.tables import figures_table, history_table, origins_table, planned_rows

view = page_view(_("One enterprise"))
enterprises = view.units[view.units["kind"] == "enterprise"]
names = dict(zip(enterprises["unit"], enterprises["name"], strict=True))
code = st.selectbox(
    _("Enterprise"), list(names), format_func=lambda unit: names.get(unit, unit), key="enterprise", bind="query-params"
)
if code is None:
    st.info(_("There is no enterprise below this unit."))
    st.stop()
about = enterprises[enterprises["unit"] == code].iloc[0]
facts = [
    code,
    view.unit_name(about["parent"]),
    about["ownership"],
    about["sector"],
    _("{count} employees", count=int(about["employees"])) if about["employees"] == about["employees"] else None,
    _("opened {day}", day=day_text(about["opened"])) if about["opened"] == about["opened"] else None,
    _("closed {day}", day=day_text(about["closed"])) if about["closed"] == about["closed"] else None,
    about["contact"],
    about["phone"],
]
st.caption(plain(" · ".join(str(fact) for fact in facts if isinstance(fact, str) and fact)))
exempt = view.store.read("exemptions", scope=f"{about['path']}", day=view.as_of)
for row in exempt.to_dict("records"):
    st.info(plain(_("Exempt until {day}: {reason}", day=day_text(row["exempt_to"]), reason=row["reason"])))


def own_of(period: int):
    """The enterprise's rows of the progress table in another quarter."""
    table = progress_of(view.store, view.unit, period // 4, period % 4 + 1)
    return table[table["unit"] == code] if len(table) else table


own = view.progress[view.progress["unit"] == code]
planned = planned_rows(own)
st.markdown(f"##### {_('Targets')}")
if planned.empty:
    st.caption(_("This enterprise has no target of its own."))
else:
    table = figures_table(planned, own_of(view.period - 1), own_of(view.period - 4), view.today)
    st.dataframe(table, hide_index=True, height="content", key="enterprise_targets", alt=_("Targets"))
reports = view.store.read("unit_reports", unit=code)
cells = view.store.read("cells", scope=about["path"], first_period=view.period - 8, last_period=view.period)
cells = cells[cells["unit"] == code]
st.markdown(f"##### {_('All quarters')}")
st.caption(_("Blank means not reported; 0 is a figure. Money is in yuan."))
st.dataframe(
    history_table(cells, view.indicators),
    hide_index=True,
    height="content",
    key="enterprise_quarters",
    alt=_("All quarters"),
)
st.markdown(f"##### {_('Where each number came from')}")
st.dataframe(
    origins_table(reports, view.indicators),
    hide_index=True,
    key="enterprise_origins",
    alt=_("Where each number came from"),
)
