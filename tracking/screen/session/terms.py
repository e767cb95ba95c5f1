"""On which terms the dashboard is served to people with accounts: under which names, over which connections, and who looks."""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import streamlit as st

from tracking.accounts import ASKS, ROLES, Person, Sessions, asked_of, may
from tracking.language import _
from tracking.screen.session.plain_text import plain
from tracking.store import Store

COOKIE = "tracking_session"
# Of the session's state: who looks and whether at one firm, anew at each run; and who began it.
KEY, ONE_FIRM, BEGUN_BY = "person looking", "person of one firm", "person who began"
OF_MANY = {"compare", "lagging", "calendar", "exemptions", "start", "review", "changes", "indicators"}


@dataclass(frozen=True)
class Terms:
    """``hosts`` are the names by which browsers may ask for it; ``https`` whether a proxy ends TLS before it; ``open_lan`` whether
    passwords cross the network as they are."""

    hosts: frozenset[str]
    https: bool = False
    open_lan: bool = False


@dataclass
class Gate:
    """The gate of this process: its terms, None where none stands before the pages, and who is signed in."""

    terms: Terms | None
    sessions: Sessions


GATE = Gate(None, Sessions())


def token_of_browser() -> str | None:
    """What the browser that looks was given when its person signed in."""
    return st.context.cookies.get(COOKIE)


def note_who_looks(store: Store | None) -> Person | None:
    """Who looks at the page; None where nobody is signed in, or not any more. Whoever looks is kept signed in."""
    person = None if store is None else GATE.sessions.person(store, token_of_browser())
    if person and st.session_state.setdefault(BEGUN_BY, person.name) != person.name:
        person = None  # what stands on this page is somebody else's
    st.session_state[KEY] = person
    return person


def note_whether_one_firm(store: Store, person: Person) -> None:
    """Note whether the branch of who looks is one enterprise, for the menu."""
    units = store.read("current_units", scope=person.scope, day=store.today()) if person.scope else None
    st.session_state[ONE_FIRM] = units is not None and units["kind"].tolist() == ["enterprise"]


def person_at_the_page() -> Person | None:
    """Who looks at the page, as noted at the begin of the run; None where nobody needs an account."""
    return st.session_state.get(KEY) if GATE.terms else None


def account_looking() -> str:
    """The account of whoever looks; "" where nobody needs one."""
    person = person_at_the_page()
    return person.name if person else ""


def may_store(kind: str = "quarter") -> bool:
    """Whether whoever looks may do a kind of act on the pages; where nobody has an account, everybody may. What is stored is
    asked again."""
    person = person_at_the_page()
    return GATE.terms is None or (person is not None and may(person, kind))


def sees_to_people() -> bool:
    """Whether whoever looks gives others accounts, roles and branches."""
    return GATE.terms is not None and may_store("account")


def pages_hidden() -> set[str]:
    """The pages that whoever looks has no use for: those for storing, where they may not; those about people, where there
    are none; those about many units, where they see one enterprise."""
    hidden = set() if GATE.terms else {"people", "review", "fill_in"}
    hidden |= set() if may_store() else {"start", "imports", "fill_in"}
    hidden |= OF_MANY if GATE.terms and st.session_state.get(ONE_FIRM) else set()
    return hidden | (set() if sees_to_people() else {"people"})


def stop_unless_they_store() -> None:
    """On a page that is for nothing but storing: say to whoever may not that it is not for them, and show no more."""
    if not may_store():
        st.info(plain(_("Your account may look at this, but not store it.")))
        st.stop()


def say_that_it_is_handed_in(store: Store) -> None:
    """On a page that stores figures: say to whoever works below a unit that accepts reports that theirs go there first."""
    if (person := person_at_the_page()) and (asked := asked_of(store, person)):
        rule = _(ASKS[asked[1]])
        st.caption(
            plain(
                _("What {name} stores here is handed in to {unit}: {rule}.", name=person.name, unit=asked[0], rule=rule)
            )
        )


def say_who_looks() -> None:
    """Who is signed in, as what, and the way out; nothing where nobody needs an account."""
    if person := person_at_the_page():
        roles = _(", ").join(_(word) for role, word in ROLES.items() if role in person.roles)
        with st.container(gap=None, key="who_looks"):
            st.caption(plain(f"{person.name} · {roles}"))
            st.html(
                f'<a href="/password" target="_self">{escape(_("Password"))}</a> · '
                f'<a href="/sign-out" target="_self">{escape(_("Sign out"))}</a>'
            )


def still_signed_in(store: Store) -> Callable[[], bool]:
    """Asks whether the person who looks is still signed in, also from a thread that draws no page."""
    token = token_of_browser()
    return lambda: GATE.sessions.person(store, token, touch=False) is not None


def ask_to_sign_in() -> None:
    """Say on a page that its person is not signed in any more, with the way back in."""
    st.warning(plain(_("You are signed out: nothing was done for half an hour, or the account was changed.")))
    st.html(f'<a href="/sign-in" target="_self">{escape(_("Sign in"))}</a>')
