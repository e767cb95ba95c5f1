"""Forms that lose nothing: what is typed stays, on every page and in every tab, until it is stored or thrown away.

A form here is fields and a button, not Streamlit's form: that would store when somebody presses Enter in a field, and it
would know nothing of what was typed before its button is pressed. What a button does is told when it is drawn, so it is
about what stood on the screen, also where somebody else changed that before it was pressed.
"""

import uuid
from collections.abc import Callable

import pandas as pd
import streamlit as st
from streamlit.web.server.starlette.starlette_app_utils import decode_xsrf_token_string

from tracking.language import _, current_language, speaking
from tracking.plan import edited
from tracking.quarters import local_time
from tracking.reading import ReportProblem
from tracking.screen.session.draft_file import DraftFile, Kept
from tracking.screen.session.plain_text import plain
from tracking.screen.session.remembering import remembered
from tracking.screen.session.terms import account_looking, may_store
from tracking.store import OtherStore, Store, StoreChanged, StoreProblem, refuse_text

COOKIE = "_streamlit_xsrf"
UNSAID = "problems not said yet"


@remembered(4)
def _drafts(path: str, _store: Store) -> DraftFile:
    return DraftFile(_store.home.with_name(_store.home.name + ".drafts"))


def drafts_of(store: Store) -> DraftFile:
    """The drafts kept beside a database, shared by all who look at it."""
    return _drafts(str(store.home), store)


def branch_of(store: Store | OtherStore) -> str:
    """The branch of which alone a store tells; "" where it tells everything."""
    return (store.scope or "") if isinstance(store, Store) else ""


def this_browser() -> str:
    """A name for who looks: their account; without accounts the browser, the same after a reload and in a second tab, until it
    is closed."""
    if account := account_looking():
        return f"account {account}"
    if "browser" not in st.session_state:
        token, _time = decode_xsrf_token_string(st.context.cookies.get(COOKIE) or "")
        st.session_state["browser"] = token.hex() if token else uuid.uuid4().hex
    return st.session_state["browser"]


def who_works(store: Store | OtherStore) -> str:
    """The account of who looks; without accounts the name that was given on this browser, on whatever page, "" before one was."""
    if account := account_looking():
        return account
    return "" if isinstance(store, OtherStore) else drafts_of(store).name(this_browser())


def ask_name(store: Store, key: str, place=st) -> str:
    """Ask who works; what was said in another form or on another page stands there already."""
    known = who_works(store)
    if account_looking():
        st.session_state[key] = known
        place.text_input(_("Account"), key=key, disabled=True)
        return known
    if key not in st.session_state or st.session_state.get(f"{key} known") != known:
        st.session_state[key] = st.session_state[f"{key} known"] = known

    def keep() -> None:
        name = st.session_state[key].strip()
        if not why_not_kept(name):
            drafts_of(store).set_name(this_browser(), name)
        st.session_state[f"{key} known"] = who_works(store)

    name = place.text_input(_("Your name or office"), key=key, autocomplete="name", on_change=keep).strip()
    if problem := why_not_kept(name):
        place.error(plain(problem))
    return name


def why_not_kept(value: object) -> str | None:
    """Why something typed is not even kept as a draft: it holds what the store's door refuses, such as a person's number."""
    if isinstance(value, dict | list):
        return next(filter(None, map(why_not_kept, value.values() if isinstance(value, dict) else value)), None)
    try:
        refuse_text("note", value if isinstance(value, str) else "")
    except StoreProblem as problem:
        return str(problem)
    return None


def say(*forms: str) -> None:
    """Say once what was stored by forms with these names, or why nothing was; also where such a form is gone by now.

    It takes the same place whether it says something or not: what stands below would else be drawn anew at the next run, and
    a grid in which somebody types would lose what has the focus. Why nothing was stored by a long form is said below its button
    instead (Form.button); here only if that is not drawn any more.
    """
    place = st.container()
    for form in forms:
        if text := st.session_state.pop(f"{form} said", None):
            place.success(plain(text))
        if st.session_state.pop(f"{form} below", False):
            st.session_state.setdefault(UNSAID, {})[form] = place
        elif text := st.session_state.pop(f"{form} problem", None):
            place.error(plain(text))


def say_what_is_left() -> None:
    """Say, at the end of a page, why nothing was stored by long forms that are gone by now."""
    for form, place in st.session_state.pop(UNSAID, {}).items():
        if text := st.session_state.pop(f"{form} problem", None):
            place.error(plain(text))


def named(values: dict) -> str:
    """Who works, from a form's values. Raises StoreProblem where nobody said it."""
    if not values["by"]:
        raise StoreProblem(_("Please say who you are: a name or an office."))
    return values["by"]


class Form:
    """One form of a page, about something: a unit, a quarter …  Its draft is kept under both.

    ``says`` is where its messages are told, if not under its own name; ``act`` the kind of what it stores, where that is not for
    everybody who fills in figures.
    """

    def __init__(self, store: Store, name: str, *about: object, says: str | None = None, act: str = "quarter"):
        self.name, self._says, self._store = name, says or name, store
        self._may = may_store(act)
        self._file, self._owner = drafts_of(store), this_browser()
        whose = branch_of(store)  # a draft is offered to others of the branch
        self._form = " ".join(map(str, (name, *about, *([whose] if whose else []))))
        self._turn, self._refused = f"{self._form} turn", f"{self._form} refused"
        self._drawn: list[str] = []
        self._now: object = None

    @property
    def kept(self) -> Kept:
        """What is kept of it by now."""
        return self._file.of(self._owner, self._form) or Kept(self._owner, self._form)

    def key(self, field: str) -> str:
        """The key of a widget: it begins with the form's and the field's name."""
        turn = st.session_state.get(self._turn, 0)
        return f"{self.name}_{field} {self._form}" + (f" {turn}" if turn else "")

    def field(self, widget: Callable, label: str, field: str, begin: object = None, **settings: object) -> object:
        """A field drawn by a widget (column.text_input …), with what was typed in it before, else with ``begin``."""
        key, options, kept = self.key(field), settings.get("options"), self.kept.fields
        untouched = field not in kept and st.session_state.get(f"{key} began", begin) != begin
        if key not in st.session_state or untouched:
            value = kept.get(field, begin)
            known = options is None or all(one in options for one in (value if isinstance(value, list) else [value]))
            st.session_state[key] = value if known else begin
        st.session_state[f"{key} began"] = begin
        self._drawn.append(field)
        return widget(label, key=key, on_change=self._keep, args=(field, begin), **settings)

    def grid(self, stored: list[dict], frame: Callable[[list[dict]], pd.DataFrame], **settings: object) -> Callable:
        """An editor of rows, begun with those ``stored``; returns what tells the rows as they are edited by then.

        It tells its edits by the places of the rows that it was given, so these stay as long as it stands on the screen.
        """
        now = self.kept.fields.get("rows", stored)
        if st.session_state.get(f"{self.key('rows')} shown") not in (None, stored) and not self.kept.fields:
            self._turn_over()  # somebody else stored other rows
        key = self.key("rows")
        if key not in st.session_state or f"{key} shown" not in st.session_state:
            st.session_state[f"{key} shown"] = now
        shown = st.session_state[f"{key} shown"]

        def rows() -> list[dict]:
            return edited(shown, st.session_state.get(key, {}))

        def keep() -> None:
            now = rows()
            if problem := why_not_kept(now):
                st.session_state[f"{self._says} problem"] = problem
                return
            self._file.keep(self._owner, self._form, {} if now == stored else {"rows": now}, self.based_on)

        st.data_editor(frame(shown), key=key, on_change=keep, **settings)
        return rows

    def fill(self, rows: list[dict]) -> None:
        """Put rows into the grid's draft, as if they had been typed; to be called before it is drawn."""
        self._file.keep(self._owner, self._form, {"rows": rows}, self.based_on)
        self._turn_over()

    def by(self, place=st) -> str:
        """Ask who works, see ask_name."""
        self._drawn.append("by")
        return ask_name(self._store, self.key("by"), place)

    def saw(self, now: object) -> object:
        """What of the form's matter its person has seen: what stands there ``now``, unless something is being typed.

        What comes in while something is typed was not seen, however often the page is drawn meanwhile: only once storing
        was refused for it.
        """
        self._now = now
        if st.session_state.pop(self._refused, False) and self.kept.fields:
            self.keep_mine()
        return self.based_on

    @property
    def based_on(self) -> object:
        """What its person had seen when the draft was begun; without a draft what stands there."""
        return self.kept.seen if self.kept.fields else self._now

    def values(self) -> dict[str, object]:
        """What stands in its fields."""
        values = {field: st.session_state.get(self.key(field)) for field in self._drawn}
        return {field: value.strip() if isinstance(value, str) else value for field, value in values.items()}

    def button(
        self, label: str, save: Callable[[dict], object], said: Callable[[dict], str], place=st, below: bool = False,
        **settings: object,
    ) -> None:  # fmt: skip
        """The button that stores: ``save`` takes the fields' values, ``said`` tells what was stored. Of a form so long that the
        top of the page is out of sight, why nothing was stored is said ``below`` the button."""
        if not self._may:
            settings |= {"disabled": True, "help": _("Your account may look at this, but not store it.")}
        place.button(label, key=self.key("do"), on_click=self._act, args=(save, said, current_language()), **settings)
        if below:
            st.session_state[f"{self._says} below"] = True
            if text := st.session_state.pop(f"{self._says} problem", None):
                st.error(plain(text))

    def footer(self) -> None:
        """Say that a draft is kept and since when, with the way to throw it away, or to go on with another's."""
        kept = self.kept
        if kept.fields:
            with st.container(horizontal=True, vertical_alignment="center"):
                if self._file.unwritten:
                    st.caption(_("Kept only until the program ends: the draft could not be written to the disk."))
                else:
                    st.caption(_("Draft kept, {time}; not stored yet.", time=local_time(kept.at)[-5:]))
                with st.popover(_("Throw away"), type="tertiary"):
                    st.caption(_("What was typed here is lost then."))
                    st.button(_("Throw away for good"), key=self.key("throw"), on_click=self.begin_anew)
            return
        for other in self._file.others(self._owner, self._form)[:1]:
            text = _("{by} left a draft here ({time}).", by=other.by or _("Somebody"), time=local_time(other.at))
            with st.container(horizontal=True, vertical_alignment="center"):
                st.caption(plain(text))
                st.button(
                    _("Go on with it"), key=self.key("go_on"), type="tertiary", on_click=self._take_over, args=(other,)
                )

    def begin_anew(self) -> None:
        """Forget what was typed. The fields get other keys, because a browser keeps what stands in a field it knows."""
        self._file.forget(self._owner, self._form)
        self._turn_over()

    def _turn_over(self) -> None:
        st.session_state[self._turn] = st.session_state.get(self._turn, 0) + 1

    def _act(self, save: Callable[[dict], object], said: Callable[[dict], str], language: str) -> None:
        values = self.values()
        with speaking(language):
            try:
                save(values)
            except (StoreProblem, ReportProblem) as problem:
                st.session_state[f"{self._says} problem"] = str(problem)
                st.session_state[self._refused] = isinstance(problem, StoreChanged)
            else:
                st.session_state[f"{self._says} said"] = said(values)
                self.begin_anew()

    def _take_over(self, other: Kept) -> None:
        self._file.take_over(self._owner, other)
        self._turn_over()

    def keep_mine(self) -> None:
        """Go on with the draft although somebody stored something else, which stands beside it."""
        self._file.keep(self._owner, self._form, self.kept.fields, self._now)

    def _keep(self, field: str, begin: object) -> None:
        if (key := self.key(field)) not in st.session_state:
            return  # it was stored in the same moment
        kept, value = self.kept, st.session_state[key]
        if problem := why_not_kept(value):
            st.session_state[f"{self._says} problem"] = problem
            return
        fields = {**kept.fields, field: value}
        if value == begin or (value in ("", None) and begin in ("", None)):
            fields.pop(field)
        self._file.keep(self._owner, self._form, fields, self.based_on)


def taking_back(form: Form, label: str, words: dict[str, str], take_back: Callable[[dict], object]) -> None:
    """The form that takes back one of some entries. ``words`` tell each by what it is known by, wherever it stands then."""
    with st.popover(label, icon=":material/undo:"):
        form.field(st.selectbox, _("Entry"), "entry", options=list(words), format_func=words.get, index=None,
                   placeholder=_("Choose an entry"))  # fmt: skip
        form.field(st.text_input, _("Why"), "reason", "")
        form.by()
        form.button(_("Take back"), take_back, lambda said: _("Taken back: {what}.", what=words[said["entry"]]))
        form.footer()
