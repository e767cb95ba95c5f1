"""The phasing of one target: its planned path by quarter beside what was done this year and last, and ways to change it."""

from datetime import date

import pandas as pd
import streamlit as st

from tracking.language import _, name_of
from tracking.plan import Draft, path_with, phasing_typed, quarters_of_year, read_targets, rhythm_of_last_year
from tracking.reading import phasing_fits, quarter_ends_inside
from tracking.screen.pages.plan_drafts import PlanView
from tracking.screen.session import once, plain, show_chart
from tracking.telling import amount_text, measure_text, period_text
from tracking.telling.charts import planned_path
from tracking.telling.tables import path_points, phasing_text

WAYS = ("draft", "even", "catalogue", "last_year", "window", "keep", "typed")


def show_phasing(plan: PlanView) -> None:
    """The tab with the path."""
    draft = plan.draft()
    targets = _readable(plan, draft)
    if not targets:
        st.info(_("There is no target yet whose path could be drawn."))
        return
    about = plan.view.indicators.set_index("indicator").to_dict("index")
    words = {
        place: f"{name_of(about[row['indicator']])} · {period_text(row['period_start'], row['due_date'])}"
        for place, row in targets.items()
    }
    left, right = st.columns([7, 5])
    with right:
        place = st.selectbox(_("Target"), list(targets), format_func=words.get, key="phased_target")
        row = targets[place]
        phasing = _choose(plan, row, about[row["indicator"]])
        if phasing and phasing != row["phasing"]:
            if st.button(_("Use it in the draft"), type="primary", key="use_phasing"):
                draft.change(place, phasing=phasing_typed(phasing))
                st.session_state.pop("phasing_way", None)
                st.rerun()
        elif phasing:
            st.caption(_("This is the phasing of the draft. Save it on the tab Targets."))
    with left:
        _show_path(plan, draft, targets, row, phasing or row["phasing"], about[row["indicator"]])


def _readable(plan: PlanView, draft: Draft) -> dict[int, dict]:
    """Position in the draft → target, for the rows without a fault."""
    rows, faults = plan.read(draft)
    if not faults:
        return rows.to_dict("index")
    found = {}
    for place, typed in enumerate(draft.rows):
        rows, faults = read_targets(plan.unit, [typed], plan.year, plan.view.indicators)
        if len(rows) and not faults:
            found[place] = rows.iloc[0].to_dict()
    return found


def _choose(plan: PlanView, row: dict, about: dict) -> str | None:
    """The phasing chosen; None while it cannot be used."""
    words = {
        "draft": _("as in the draft"), "even": _("even"), "catalogue": _("the catalogue's"), "last_year": _("last year's rhythm"),
        "window": _("window"), "keep": _("due all the time"), "typed": _("typed"),
    }  # fmt: skip
    way = st.radio(_("Phasing"), WAYS, format_func=words.get, key="phasing_way")
    whole_year = (row["period_start"], row["due_date"]) == (date(plan.year, 1, 1), date(plan.year, 12, 31))
    if way == "draft":
        phasing = row["phasing"]
    elif way == "catalogue":
        phasing = about["phasing"]
        st.caption(plain(_("The catalogue says: {phasing}.", phasing=phasing_text(phasing))))
    elif way == "last_year":
        phasing = _last_years(plan, row, about)
    elif way == "typed":
        phasing = _typed(row)
    else:
        phasing = way
    if phasing and "/" in phasing and way in ("catalogue", "last_year") and not whole_year:
        st.caption(_("These percentages are those of a calendar year; this target has another period."))
        return None
    return phasing


def _last_years(plan: PlanView, row: dict, about: dict) -> str | None:
    def read() -> tuple:
        return rhythm_of_last_year(plan.view.store, plan.unit, row["indicator"], plan.year)

    phasing, levels = once(plan.view, f"rhythm {plan.year} {row['indicator']}", read)
    figures = " → ".join(amount_text(level, about["measure"]) for level in levels)
    st.caption(plain(_("Last year at the quarters' ends: {figures}.", figures=figures)))
    if phasing is None:
        st.caption(_("Last year has no rhythm of its own here: a quarter is not known, or nothing was done."))
    else:
        st.caption(plain(_("As a phasing: {phasing}.", phasing=phasing)))
    return phasing


def _typed(row: dict) -> str | None:
    ends = quarter_ends_inside(row["period_start"], row["due_date"])
    if not ends:
        st.caption(_("No quarter ends within this period."))
        return None
    even = [round(100 * number / len(ends)) for number in range(1, len(ends) + 1)]
    now = [int(step) for step in row["phasing"].split("/")] if "/" in row["phasing"] else even
    places = st.columns(len(ends))
    steps = [
        place.number_input(
            _("{month}: %", month=f"{end:%Y-%m}"),
            0,
            100,
            now[number],
            key=f"step {row['indicator']} {row['due_date']} {number}",
        )
        for number, (place, end) in enumerate(zip(places, ends, strict=True))
    ]
    phasing = "/".join(str(step) for step in steps)
    if phasing_fits(phasing, row["period_start"], row["due_date"]):
        return phasing
    st.caption(_("The percentages must rise, and the last is 100 on the due date."))
    return None


def _show_path(plan: PlanView, draft: Draft, targets: dict, row: dict, phasing: str, about: dict) -> None:
    view = plan.view
    key = (row["indicator"], pd.Timestamp(row["period_start"]), pd.Timestamp(row["due_date"]))
    title = _("{name}, cumulative ({measure})", name=name_of(about), measure=measure_text(about["measure"]))
    rows = pd.DataFrame([other | {"phasing": phasing} if other is row else other for other in targets.values()])

    def draw():
        tables = path_with(view.store, plan.unit, plan.year, rows.astype("object"), draft.based_on)
        past = quarters_of_year(view.store, plan.unit, plan.year - 1)
        points = path_points(tables, past, key)
        return planned_path(points, title, about["measure"]), points["due"].tolist()

    figure, dues = once(view, f"path {plan.year} {draft.signature()} {key} {phasing}", draw)
    show_chart(figure, "plan_path", title)
    due = " → ".join(amount_text(value, about["measure"]) for value in dues)
    text = _("{phasing}: due at the quarters' ends {due} ({period}).", phasing=phasing_text(phasing), due=due,
             period=period_text(row["period_start"], row["due_date"]))  # fmt: skip
    st.caption(plain(text))
