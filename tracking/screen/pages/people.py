"""Who may sign in: for the administrator, who gives accounts, roles and branches."""

import pandas as pd
import streamlit as st

from tracking.accounts import (
    ASKS,
    EVERYTHING,
    ROLES,
    Person,
    add_person,
    change_person,
    give_new_password,
    identities_of,
    link_identity,
    people_of,
    rules_of,
    set_rule,
)
from tracking.language import _
from tracking.screen.session import NODE_KINDS, Form, open_database, plain, say, sees_to_people, show_table, who_works
from tracking.store import Store, number_of

store = open_database()
st.title(_("People"), anchor=False)
if not sees_to_people():
    st.info(
        plain(
            _(
                "Accounts are seen to by an administrator. Without accounts nobody signs in, and this computer alone is served."
            )
        )
    )
    st.stop()


def units_here(store: Store) -> dict[str, str]:
    """Code of a unit that an administrator may give as a branch → how it is called."""
    units = store.read("current_units", scope="/", day=store.today())
    named = dict(zip(units["unit"], units["name"] + " (" + units["unit"] + ")", strict=True))
    return ({EVERYTHING: _("Everything")} if store.scope is None else {}) | named


def roles_of(person: Person) -> str:
    """The roles of a person in words."""
    return _(", ").join(_(word) for role, word in ROLES.items() if role in person.roles)


def state_of(person: Person) -> str:
    """Whether somebody may sign in, in words."""
    if person.disabled:
        return _("disabled")
    return _("has not signed in yet") if person.one_time else _("may sign in")


units, me = units_here(store), who_works(store)
roles_named = {role: _(name) for role, name in ROLES.items()}
people = [one for one in people_of(store) if one.unit in units or store.scope is None]
say("add_person", "person")
table = pd.DataFrame(
    {
        _("Account"): [one.name for one in people],
        _("Roles"): [roles_of(one) for one in people],
        _("Branch"): [units.get(one.unit or "", _("none: sees nothing")) for one in people],
        _("State"): [state_of(one) for one in people],
    }
)
show_table(table, "people", _("People"))


def add(said: dict) -> None:
    """Make the account, and keep its password for being said once."""
    st.session_state["one time"] = add_person(store, said["name"], said["roles"], said["unit"], me)


def once(name: str) -> str:
    """The one-time password of an account, said once."""
    password = st.session_state.pop("one time", "")
    return _("One-time password of {name}, shown this once: {password}", name=name, password=password)


st.markdown(f"## {_('A new account')}")
form = Form(store, "add_person", act="account")
left, middle, right = st.columns(3)
form.field(left.text_input, _("Name"), "name", "", autocomplete="off")
form.field(middle.multiselect, _("Roles"), "roles", [], options=list(ROLES), format_func=roles_named.get,
           placeholder=_("Choose an entry"))  # fmt: skip
form.field(right.selectbox, _("Branch"), "unit", None, options=list(units), format_func=units.get, index=None,
           placeholder=_("Choose an entry"))  # fmt: skip
form.button(_("Give an account"), add, lambda said: once(said["name"]))
form.footer()

st.markdown(f"## {_('Change an account')}")
chosen = st.selectbox(
    _("Account"), [one.name for one in people], index=None, key="person_chosen", placeholder=_("Choose an entry")
)
if person := next((one for one in people if one.name == chosen), None):
    change = Form(store, "person", person.name, act="account")
    seen = change.saw(person.submission)
    left, right = st.columns(2)
    change.field(left.multiselect, _("Roles"), "roles", sorted(person.roles), options=list(ROLES),
                 format_func=roles_named.get)  # fmt: skip
    change.field(right.selectbox, _("Branch"), "unit", person.unit, options=list(units), format_func=units.get)

    def keep(said: dict) -> None:
        """Store what was changed of the account."""
        change_person(store, person.name, me, seen, roles=said["roles"], unit=said["unit"])

    def renew(_said: dict) -> None:
        """Give the account another one-time password, and keep it for being said once."""
        st.session_state["one time"] = give_new_password(store, person.name, me, seen)

    with st.container(horizontal=True):
        change.button(_("Keep roles and branch"), keep, lambda _said: _("{name} was changed.", name=person.name))
        password = Form(store, "person", person.name, "password", act="account")
        password.button(_("New one-time password"), renew, lambda _said: once(person.name))
        switch = Form(store, "person", person.name, "switch", act="account")
        switch.button(
            _("Let them sign in again") if person.disabled else _("Disable"),
            lambda _said: change_person(store, person.name, me, seen, disabled=not person.disabled),
            lambda _said: _("{name} was changed.", name=person.name),
        )

    with st.expander(_("The office's own sign-in (OpenID Connect)")):
        office = Form(store, "person", person.name, "office", act="account")
        known = identities_of(store).set_index("account")
        now = known.loc[person.name].to_dict() if person.name in known.index else {"issuer": "", "subject": ""}
        left, right = st.columns(2)
        office.field(left.text_input, _("Address of the sign-in (issuer)"), "issuer", now["issuer"])
        office.field(right.text_input, _("Identifier of the person (subject)"), "subject", now["subject"])
        office.button(
            _("Let them in this way"),
            lambda said: link_identity(store, person.name, said["issuer"], said["subject"], me, seen),
            lambda _said: _("{name} was changed.", name=person.name),
        )
        st.caption(
            _(
                "Both stand on the sign-in page once somebody came from there whom nobody knows. A new one-time password ends it."
            )
        )


st.markdown(f"## {_('Acceptance of reports')}")
rules = rules_of(store).set_index("unit")
nodes = store.read("current_units", scope="/", day=store.today())
nodes = nodes[nodes["kind"].isin(NODE_KINDS)]
called = dict(zip(nodes["unit"], nodes["name"], strict=True))
if called:
    say("rule")
    st.caption(_("Whether what people below a unit fill in or send is looked at there before it counts."))
    asking = st.selectbox(_("Unit"), list(called), format_func=called.get, key="rule_unit")
    now = rules.loc[asking].to_dict() if asking in rules.index else None
    rule, ways = Form(store, "rule", asking, act="acceptance"), {key: _(word) for key, word in ASKS.items()}
    before = rule.saw(number_of(now))
    rule.field(
        st.selectbox,
        _("Reports from below"),
        "asks",
        now["asks"] if now else "off",
        options=list(ways),
        format_func=ways.get,
    )
    rule.button(
        _("Keep this rule"),
        lambda said: set_rule(store, asking, said["asks"], me, before),
        lambda said: _("{name}: {rule}.", name=called[asking], rule=ways[said["asks"]]),
    )
