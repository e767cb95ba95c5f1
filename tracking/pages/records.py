"""Records: what was taken in, when, by whom; and every figure that was corrected."""

import streamlit as st

from tracking.language import _
from tracking.session import open_database, show_table
from tracking.tables import changes_table, records_table

store = open_database()
st.subheader(_("Records"), anchor=False)
st.caption(_("Nothing stored is ever overwritten: a correction is a new record with its reason."))
show_table(records_table(store.read("submissions")), "records", _("Records"), height=360)
corrections = store.read("corrections")
st.markdown(f"##### {_('Corrected figures ({count})', count=len(corrections))}")
if len(corrections):
    kinds = corrections["state"].map(lambda state: "withdrawn" if state == "missing" else "corrected")
    table = changes_table(
        corrections.assign(change=kinds), store.read("unit_versions"), store.read("current_indicators")
    )
    table[_("Reason")] = corrections["reason"].fillna("").tolist()
    table[_("By")] = corrections["received_by"].tolist()
    show_table(table, "corrections", _("Corrected figures"))
