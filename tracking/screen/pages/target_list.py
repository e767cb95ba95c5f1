"""The targets of a unit as a list that the browser draws, with the verdict and what needs attention; every click leads on."""

from dataclasses import dataclass
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from tracking.evidence import given_of_needed
from tracking.lagging import enterprises_not_reported, rank_enterprises, without_union
from tracking.language import N_, _
from tracking.places import page_file
from tracking.screen.pages.figure_source import open_figure, show_opened_figure
from tracking.screen.session import (
    View,
    cases_in,
    drawn_by,
    exempt_in,
    is_large,
    needed_in,
    once,
    once_for_data,
    progress_of,
    standing_in,
    waiting_in,
)
from tracking.telling import (
    BEHIND,
    COMING,
    HELD,
    SLIGHT,
    UNKNOWN,
    Attention,
    Verdict,
    contracts_attention,
    day_text,
    exempt_text,
    foundings_text,
    help_for,
    sentences_for,
    verdict_of,
    verdict_text,
)
from tracking.telling.charts import paths_of, target_rows
from tracking.telling.tables import plan_text, planned_rows
from tracking.words import STATUS_ICONS

_drawn = drawn_by("target_list", __file__, '<div class="frame"></div>')


@dataclass(frozen=True)
class Look:
    """What the overview is drawn from: the unit's targets, who did not report, the verdict, and what to do."""

    rows: pd.DataFrame
    silent: pd.DataFrame
    verdict: Verdict
    sentences: list[Attention]
    drawn: list[dict]


def look_at(view: View) -> Look:
    """The targets of the view's unit, told once per version of the data."""
    return once(view, "overview", lambda: _look(view))


def _look(view: View) -> Look:
    rows = planned_rows(view.own)
    waiting = waiting_in(view)
    silent = enterprises_not_reported(view.slim, view.units, view.ended, waiting)
    weights = view.indicators.set_index("indicator")["weight"]
    ranked = rank_enterprises(view.slim, view.units, weights, view.unit)
    no_union = without_union(view.slim, view.units)
    sentences = sentences_for(
        view.slim,
        view.unit,
        ranked,
        silent,
        no_union,
        view.period,
        view.overdue,
        waiting=len(waiting),
        evidence=given_of_needed(needed_in(view)),
        more=contracts_attention(standing_in(view)),
        steps=foundings_text(cases_in(view)) if len(no_union) else "",
    )
    this_year, last_year = _quarters(view)
    verdict = verdict_of(rows, last_year[view.quarter - 1] if last_year else pd.DataFrame())
    drawn = target_rows(rows, paths_of(rows, this_year, last_year))
    for row in drawn:
        row["href"] = _address(row["theme"], view.link(indicator=row["key"]))
    return Look(rows, silent, verdict, sentences, drawn)


def _quarters(view: View) -> tuple[list[pd.DataFrame], list[pd.DataFrame]]:
    """The unit's own rows at the ends of this year's quarters up to the view's, and of last year's four; none of a large unit,
    of which each would be reckoned anew."""
    if is_large(view.store, view.unit, view.period):
        return [], []

    def own(period: int) -> pd.DataFrame:
        return progress_of(view.store, view.unit, period, alone=True)

    first = view.year * 4
    this_year = [own(first + number) for number in range(view.quarter - 1)]
    return [*this_year, view.own], [own(first - 4 + number) for number in range(4)]


def _address(page: str, params: dict[str, str]) -> str:
    return f"{page}?{urlencode(params)}"


def show_targets(view: View, look: Look, paper: bool = False) -> None:
    """The list with all that stands around it; ``paper`` draws more columns and nothing to click narrower."""
    data = {
        "paper": paper,
        "title": _("Targets as of {day}", day=day_text(view.as_of)),
        "verdict": verdict_text(look.verdict, view.period) if view.ended else "",
        "tiles": [] if paper or look.rows.empty else _tiles(view, look),
        "rows": look.drawn,
        "attention": [_attention(view, sentence) for sentence in look.sentences],
        "notes": _notes(view, look),
        "help": {
            name: help_for(_(heading)) or ""
            for name, heading in (
                ("graph", N_("Due by now")),
                ("status", N_("Status")),
                ("due", N_("Due by now")),
                ("gap", N_("Against due")),
                ("completion", N_("Completion")),
                ("coverage", N_("Coverage")),
            )
        },
        "words": {
            "group": _("Targets as of {day}", day=day_text(view.as_of)),
            "graph": _("bar: done, line: due"),
            "status": _("status"),
            "figure": _("done / target"),
            "due": _("due by now"),
            "gap": _("against due"),
            "completion": _("completion"),
            "coverage": _("reported"),
            "trend": _("last year, this year"),
            "path": _("path of this year beside last year's"),
            "follow": _("Where this figure comes from"),
            "attention": _("What needs attention"),
        },
    }
    events = {f"on_{name}_change": lambda: None for name in ("target", "figure", "attention", "page")}
    clicked = _drawn(data=data, key="targets", **events)
    if key := clicked.get("target"):
        row = next(row for row in look.drawn if row["key"] == key)
        st.switch_page(page_file(row["theme"]), query_params=view.link(indicator=key))
    if (number := clicked.get("attention")) is not None:
        sentence = look.sentences[int(number)]
        st.switch_page(page_file(sentence.page), query_params=view.link(**sentence.params))
    if page := clicked.get("page"):
        st.switch_page(page_file(page), query_params=view.link())
    if key := clicked.get("figure"):
        open_figure(key)
    show_opened_figure(view)


def _attention(view: View, sentence: Attention) -> dict[str, str]:
    return {
        "start": f"{STATUS_ICONS[sentence.status]} {sentence.start}",
        "rest": sentence.rest,
        "href": _address(sentence.page, view.link(**sentence.params)),
    }


def _tiles(view: View, look: Look) -> list[dict]:
    """How many targets hold, are behind, are still to come: a click shows which; and who did not report."""
    verdict = look.verdict
    far, unknown, silent = verdict.of("far_behind"), verdict.of(*UNKNOWN), len(look.silent)
    if view.overdue and silent:
        overdue = _("{days} days overdue", days=view.overdue)
    else:
        overdue = _("due on {day}", day=day_text(view.report_due))
    told = [
        (HELD, _("Achieved or on pace"), _("{part} of {whole} due", part=verdict.of(*HELD), whole=verdict.due),
         _("{count} achieved", count=verdict.of("achieved"))),
        (SLIGHT, _("Slightly behind"), _("{count} targets", count=verdict.of(*SLIGHT)), _("small steps make it good")),
        (BEHIND, _("Behind"), _("{count} targets", count=verdict.of(*BEHIND)), _("{count} far behind", count=far)),
        (COMING, _("Not due yet"), _("{count} targets", count=verdict.of(*COMING)), _("seasonal or year end")),
    ]  # fmt: skip
    tiles = [
        {"statuses": statuses, "label": label, "value": value, "detail": detail, "page": ""}
        for statuses, label, value, detail in told
    ]
    detail = _("{count} targets cannot be judged", count=unknown) if unknown else overdue
    value = _("{count} enterprises", count=silent)
    return [
        *tiles,
        {"statuses": UNKNOWN, "label": _("Not reported"), "value": value, "detail": detail, "page": "lagging"},
    ]


def _notes(view: View, look: Look) -> list[str]:
    """What the list's marks mean, who is exempt, which plan and limits the verdicts are against."""
    rows, exempt = look.rows, exempt_in(view)
    about = {"unit": view.unit, "plan_year": view.year, "as_of": view.as_of}
    plan = once_for_data(view, "plan", lambda: view.store.read("node_plan", **about))
    carried = len(rows) and rows["carried"].any()
    unsaid = len(rows) and rows["baseline_unknown"].any()
    return [
        *([exempt_text(exempt["code"])] if len(exempt) else []),
        *([_("* with levels carried forward from units that did not report or are exempt. ")] if carried else []),
        *([_("† baseline not filled in, judged in the unit's favour. ")] if unsaid else []),
        plan_text(plan.to_dict("records")),
    ]
