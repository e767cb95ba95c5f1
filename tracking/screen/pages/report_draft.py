"""The draft of a report on the screen: its outline with the weight of each section, its text, and what is behind a figure or a
sentence that is clicked."""

import streamlit as st

from tracking.language import _
from tracking.quarters import local_time
from tracking.report import (
    BEFORE,
    NO_WORDS,
    OWN,
    STRIKE,
    WORDING,
    Choice,
    Report,
    bare,
    blocks,
    name_of_figure,
    newest_words,
    other_wordings,
    own_words,
    pieces,
    read_choice,
    save_words,
    sentences,
    weight_of,
)
from tracking.screen.pages.figure_source import show_source
from tracking.screen.session import (
    Form,
    View,
    close_window,
    draw_window,
    drawn_by,
    named,
    once,
    open_window,
    opened_window,
    plain,
    say,
)
from tracking.store import StoreProblem

_drawn = drawn_by("report_draft", __file__, '<div class="frame"></div>')
PROGRAM = "program"
OPEN = ("figure", "sentence")  # what can be open beside the draft; also parts of a link to it


def show_draft(view: View, report: Report) -> None:
    """Outline and text; a click on a figure opens its source, one on a sentence what can be made of it."""
    if "sentence said" in st.session_state:
        close_window()
    say("sentence")
    made = once(view, f"draft {report.kind}", lambda: _data(report, newest_words(view.store, *_about(view, report))))
    shown = _drawn(
        data=made, key=f"draft_{report.kind}", on_figure_change=lambda: None, on_sentence_change=lambda: None
    )
    for kind in OPEN:
        if clicked := shown.get(kind) or st.query_params.pop(kind, None):
            open_window(kind, clicked)
    match opened_window():
        case ("figure", key):
            said = report.figures().get(key)
            draw_window(_("Where this figure comes from"), lambda: show_source(view, report.facts, key, said))
        case ("sentence", where) if where in report.sentences and not view.past:
            draw_window(_("This sentence"), lambda: _edit_sentence(view, report, where))


def _about(view: View, report: Report) -> tuple:
    return view.unit, report.kind, view.period


def _data(report: Report, newest: dict[str, dict]) -> dict:
    """What the browser draws: the blocks of the text in sentences and pieces, the outline, and the words of its buttons."""
    drawn: list[dict] = []
    headings: list[dict] = []
    section: dict | None = None
    for number, (style, text) in enumerate(blocks(report, struck=True)):
        place = f"b{number}"
        if style.startswith("heading"):
            level = int(style[-1])
            drawn.append({"heading": level, "text": text, "place": place})
            section = {"title": text, "part": level == 1, "place": place, "texts": [], "waiting": ""}
            headings.append(section)
            continue
        if section is None:
            section = {"title": _("Lead"), "part": True, "place": place, "texts": [], "waiting": ""}
            headings.append(section)
        if style == "text":
            section["texts"].append(text)
        if style == "place":
            section["waiting"] = _("waiting for your words")
        drawn.append({"style": style, "place": place, "sentences": _sentences(report, newest, text)})
    outline = [{**entry, "weight": _weight(entry.pop("texts"))} for entry in headings]
    words = {
        "outline": _("Outline"),
        "edit": _("Another wording, or strike it"),
        "follow": _("Where this figure comes from"),
    }
    return {"title": report.title, "blocks": drawn, "outline": outline, "words": words}


def _weight(texts: list[str]) -> str:
    characters, figures = weight_of(texts)
    return (
        _("{characters} characters, {figures} in a hundred", characters=characters, figures=f"{figures:.1f}")
        if characters
        else ""
    )


def _sentences(report: Report, newest: dict[str, dict], text: str) -> list[dict]:
    """The sentences of a paragraph as they are drawn; of a struck one what the figures would say."""
    found = []
    for where, said in sentences(text):
        known = where if where in report.sentences else ""
        words = said or report.sentences.get(known, "")
        choice = {"key": known, "chosen": bool(newest.get(where, NO_WORDS)["body"]), "struck": bool(known) and not said}
        found.append({**choice, "pieces": pieces(words)})
    return found


def _edit_sentence(view: View, report: Report, where: str) -> None:
    """What can be made of one sentence: another wording, words of her own, nothing at all; and what was chosen before."""
    if "sentence said" in st.session_state:  # it was stored a moment ago
        close_window()
        st.rerun()
    about, now = _about(view, report), report.sentences[where]
    stored = newest_words(view.store, *about).get(where, NO_WORDS)
    choice = read_choice(stored["body"])
    if choice:
        st.caption(
            plain(_("Chosen by {by}, {time}.", by=stored["received_by"], time=local_time(stored["received_at"])))
        )
        for line in _what_changed(report, where, choice):
            st.warning(plain(line))
    form = Form(view.store, "sentence", *about, where)
    seen = int(form.saw(int(stored["submission"])))
    others = other_wordings(now)
    told = {
        PROGRAM: plain(bare(now)),
        **{str(number): plain(bare(text)) for number, text in enumerate(others, start=1)},
        OWN: _("In words of our own"),
        STRIKE: _("Strike it"),
    }
    begin = PROGRAM if not choice else str(min(choice.number, len(others))) if choice.do == WORDING else choice.do
    form.field(st.radio, _("How it shall read"), "how", begin, options=list(told), format_func=told.get)
    if form.values()["how"] == OWN:
        text = bare(choice.words(now)) if choice and choice.do == OWN else bare(now)
        form.field(st.text_area, _("In words of our own"), "text", text, height=120)
        st.caption(_("Figures of the sentence stay figures: they follow the data and lead to their cells."))
    form.by()

    def save(said: dict) -> None:
        do = str(said["how"])
        text = own_words(str(said.get("text") or "").strip(), now) if do == OWN else ""
        made = Choice(do if do in (OWN, STRIKE) else WORDING, now, text, int(do) if do.isdigit() else 0)
        if do == OWN and not text:
            raise StoreProblem(_("Write the sentence, or strike it."))
        if (
            save_words(view.store, *about, {where: "" if do == PROGRAM else made.body()}, named(said), {where: seen})
            is None
        ):
            raise StoreProblem(_("Nothing was changed."))

    say("sentence")
    form.button(_("Save this sentence"), save, lambda _said: _("The sentence is stored."), type="primary")
    form.footer()


def _what_changed(report: Report, where: str, choice: Choice) -> list[str]:
    """How the sentence of today differs from the one that something was chosen for."""
    now = report.sentences.get(where)
    if now is None:
        return [_("The report no longer has this sentence: {said}", said=bare(choice.was))]
    if choice.is_of_another(now):
        return [_("It says something else today. Then: {then} Now: {now}", then=bare(choice.was), now=bare(now))]
    return [
        _("{name}: {then} then, {now} now", name=name_of_figure(report.facts, key), then=then, now=today)
        for key, then, today in choice.changed_figures(now)
    ]


def show_choices(view: View, report: Report) -> None:
    """How many sentences were changed or struck, and which of these say something else today."""
    kept = {
        where: choice
        for where, version in newest_words(view.store, *_about(view, report)).items()
        if "/" in where and not where.endswith(f"/{BEFORE}") and (choice := read_choice(version["body"]))
    }
    if not kept:
        return
    struck = sum(choice.do == STRIKE for choice in kept.values())
    if struck < len(kept):
        st.caption(_("Sentences of your own: {count}.", count=len(kept) - struck))
    if struck:
        st.caption(_("Sentences struck: {count}.", count=struck))
    for where, choice in kept.items():
        for line in _what_changed(report, where, choice):
            st.warning(plain(line))
