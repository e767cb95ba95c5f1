"""Who may sign in, and what each may see and do: people, roles, branches, passwords, sessions."""

from tracking.accounts.acceptance import (
    ASKS,
    FIGURE,
    STATES,
    accept,
    asked_of,
    awaiting,
    give_back,
    marked_in,
    reviews_of,
    rules_of,
    set_rule,
    units_waiting,
)
from tracking.accounts.people import (
    EVERYTHING,
    ROLES,
    Person,
    WrongPassword,
    add_person,
    change_person,
    choose_password,
    give_new_password,
    has_people,
    identities_of,
    link_identity,
    people_of,
    person_named,
    person_of_identity,
    who_signs_in,
    whole_of,
)
from tracking.accounts.rights import ACTS, as_seen_by, may
from tracking.accounts.sessions import Guesses, Sessions
