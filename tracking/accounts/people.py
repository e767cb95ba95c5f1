"""Who may sign in: accounts, their roles and branches, and the acts that change them. All of it stands in the log."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from tracking.accounts.passwords import hash_of, is_right, new_one_time_password, refuse_weak
from tracking.harmless import LONGEST_NAME
from tracking.language import N_, _
from tracking.store import Branch, Store, StoreProblem, refuse_unless_seen

ROLES = {
    "chair": N_("Chair"),
    "viewer": N_("Viewer"),
    "clerk": N_("Clerk"),
    "reviewer": N_("Reviewer"),
    "administrator": N_("Administrator"),
}
EVERYTHING = "/"


class WrongPassword(StoreProblem):
    """The present password is another."""


@dataclass(frozen=True)
class Person:
    """Somebody who may sign in. ``unit`` is the top of their branch, «/» for everything, None for nothing.

    ``scope`` is the path of that unit today; None where it is not known, so they see nothing. ``submission`` is the newest
    change of the account.
    """

    name: str
    roles: frozenset[str]
    unit: str | None
    scope: str | None
    one_time: bool
    disabled: bool
    password: str
    submission: int

    def is_any(self, *roles: str) -> bool:
        """Whether the person has one of the roles."""
        return not self.roles.isdisjoint(roles)


def same_name(name: str) -> str:
    """What two ways of writing one name have in common: ZHANG and Zhang are one person."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def people_of(store: Store) -> list[Person]:
    """Everybody who has an account, disabled or not, by name."""
    whole = whole_of(store)
    return [_person(whole, row) for row in whole.read("accounts").to_dict("records")]


def whole_of(store: Store) -> Store:
    """The store in which accounts are looked up, whatever the one at hand shows of it."""
    return store.whole if isinstance(store, Branch) else store


def has_people(store: Store) -> bool:
    """Whether anybody has an account: then nobody looks without signing in."""
    return bool(len(whole_of(store).read("accounts")))


def person_named(store: Store, name: str) -> Person | None:
    """The person of a name; None where there is none."""
    whole, wanted = whole_of(store), same_name(name)
    rows = whole.read("accounts")
    found = [number for number, one in enumerate(rows["account"]) if same_name(one) == wanted]
    return _person(whole, rows.iloc[found[0]].to_dict()) if found else None


def _person(store: Store, row: dict) -> Person:
    unit = row["unit"] if isinstance(row["unit"], str) else None
    return Person(
        name=row["account"],
        roles=frozenset(row["roles"].split()),
        unit=unit,
        scope=_path_of(store, unit),
        one_time=bool(row["one_time"]),
        disabled=bool(row["disabled"]),
        password=row["password"],
        submission=int(row["submission"]),
    )


def _path_of(store: Store, unit: str | None) -> str | None:
    if unit in (None, EVERYTHING):
        return unit
    found = store.read("unit_path", unit=unit, day=store.today())
    return str(found["path"].iloc[0]) if len(found) else None


def who_signs_in(store: Store, name: str, password: str) -> Person | None:
    """The person of a name and password; None where one of them is wrong or the account is disabled, at the same cost."""
    found = person_named(store, name)
    right = is_right(password, found.password if found else None)
    return found if right and found and not found.disabled else None


# ---- acts --------------------------------------------------------------------------------------------------------------


def add_person(store: Store, name: str, roles: Iterable[str], unit: str | None, by: str) -> str:
    """Give somebody an account; returns the one-time password with which they sign in first. Raises StoreProblem."""
    name = unicodedata.normalize("NFKC", name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise StoreProblem(_("An account has a name of at most {count} characters.", count=LONGEST_NAME))
    password = new_one_time_password()
    person = Person(name, frozenset(roles), unit, None, True, False, hash_of(password), 0)

    def tables() -> dict[str, pd.DataFrame]:
        if person_named(store, name):
            raise StoreProblem(_("There is an account named {name} already.", name=name))
        return _rows(store, person)

    store.add("account", tables, received_by=by, reason=f"{name}: {told(person)}")
    return password


def change_person(store: Store, name: str, by: str, seen: int | None = None, **what: Any) -> int:
    """Give a person other ``roles`` or another branch (``unit``), or let them sign in no more (``disabled``) or again.

    Their sessions end where they are disabled. Raises StoreProblem; StoreChanged where the account is not as it was ``seen`` any
    more.
    """
    if "roles" in what:
        what["roles"] = frozenset(what["roles"])
    return _change_account(store, name, by, seen, **what)


def give_new_password(store: Store, name: str, by: str, seen: int | None = None) -> str:
    """Give a person a new one-time password, which is returned; as change_person. Their sessions end, and it is the only way in:
    who their office's sign-in says they are is forgotten."""
    password = new_one_time_password()
    known = identities_of(store)
    gone = known[known["account"].map(same_name) == same_name(name)].assign(subject=None)
    _change_account(store, name, by, seen, gone, password=hash_of(password), one_time=True)
    return password


def link_identity(store: Store, name: str, issuer: str, subject: str, by: str, seen: int | None = None) -> int:
    """Let a person in whom their office's sign-in calls ``subject``; as change_person.

    A password that is for one time alone ends; one of their own stays a way in. Raises StoreProblem also where somebody else is
    called so.
    """
    issuer, subject = issuer.strip(), subject.strip()
    if not subject or not issuer.startswith(("https://", "http://")) or max(len(issuer), len(subject)) > LONGEST_NAME:
        raise StoreProblem(_("The office's sign-in is known by its address (https://…), and a person there by an identifier."))  # fmt: skip
    found = person_named(store, name)
    unknown = {"password": hash_of(new_one_time_password()), "one_time": False} if found and found.one_time else {}
    row = pd.DataFrame([{"account": found.name if found else name, "issuer": issuer, "subject": subject}])
    return _change_account(store, name, by, seen, row, **unknown)


def _refuse_taken_identity(store: Store, identity: pd.DataFrame) -> None:
    """Raise StoreProblem where somebody else is called so, or the account is somebody there already: their sessions would go on."""
    known, new = identities_of(store), identity.iloc[0]
    mine = known["account"].map(same_name) == same_name(new["account"])
    same = (known["issuer"] == new["issuer"]) & (known["subject"] == new["subject"])
    if (same & ~mine).any():
        raise StoreProblem(_("This is {name} already.", name=known.loc[same & ~mine, "account"].iloc[0]))
    if mine.any():
        raise StoreProblem(_("{name} is somebody there already. A new one-time password ends that first.", name=new["account"]))  # fmt: skip


def identities_of(store: Store) -> pd.DataFrame:
    """Who is let in through their office's sign-in; columns as sql/identities.sql."""
    return whole_of(store).read("identities")


def person_of_identity(store: Store, issuer: str, subject: str) -> Person | None:
    """The person whom an office's sign-in calls so; None where nobody is, or they may not sign in."""
    known = identities_of(store)
    found = known.loc[(known["issuer"] == issuer) & (known["subject"] == subject), "account"]
    person = person_named(store, found.iloc[0]) if len(found) else None
    return person if person and not person.disabled else None


def choose_password(store: Store, name: str, old: str, new: str) -> Person:
    """Replace a person's own password; their sessions end. Raises WrongPassword; StoreProblem for a weak new one."""
    if who_signs_in(store, name, old) is None:
        raise WrongPassword(_("The present password is not right."))
    refuse_weak(new, name)
    if new == old:
        raise StoreProblem(_("The new password is the old one."))
    _change_account(store, name, name, None, password=hash_of(new), one_time=False)
    found = person_named(store, name)
    assert found is not None
    return found


def _change_account(
    store: Store, name: str, by: str, seen: int | None, identity: pd.DataFrame | None = None, **fields: Any
) -> int:
    found = person_named(store, name)
    if found is None:
        raise StoreProblem(_("There is no account named {name}.", name=name))

    def tables() -> dict[str, pd.DataFrame]:
        newest = whole_of(store).read("accounts").set_index("account").loc[found.name]
        refuse_unless_seen(seen, newest.to_dict())
        now = person_named(store, found.name)
        if identity is not None and identity["subject"].notna().any():
            _refuse_taken_identity(store, identity)
        more = {} if identity is None or identity.empty else {"identity": identity}
        return {} if now is None else _rows(store, replace(now, **fields)) | more

    about = _("new password") if "password" in fields else told(replace(found, **fields))
    about = _("sign-in of the office") if identity is not None and identity["subject"].notna().any() else about
    return store.add("account", tables, received_by=by, reason=f"{found.name}: {about}")


def told(person: Person) -> str:
    """The roles and branch of a person, as the log has them."""
    off = [_("disabled")] if person.disabled else []
    return ", ".join([*sorted(person.roles), person.unit or "—", *off])


def _rows(store: Store, person: Person) -> dict[str, pd.DataFrame]:
    """The row of an account that may be stored. Raises StoreProblem: some administrator must be left, who sees to the others."""
    if not person.roles or not person.roles <= set(ROLES):
        raise StoreProblem(_("A role is one of these: {roles}.", roles=", ".join(ROLES)))
    if person.unit not in (None, EVERYTHING) and _path_of(whole_of(store), person.unit) is None:
        raise StoreProblem(_("No unit has the code {code}.", code=str(person.unit)))
    rows = whole_of(store).read("accounts").to_dict("records")
    others = [row for row in rows if same_name(row["account"]) != same_name(person.name) and not row["disabled"]]
    stays = person.is_any("administrator") and not person.disabled
    if not stays and not any("administrator" in row["roles"].split() for row in others):
        raise StoreProblem(
            _("Nobody would be left who sees to the accounts: an administrator who may sign in is needed first.")
        )
    row = {
        "account": person.name,
        "roles": " ".join(sorted(person.roles)),
        "unit": person.unit,
        "password": person.password,
        "one_time": person.one_time,
        "disabled": person.disabled,
    }
    return {"account": pd.DataFrame([row]).astype({"unit": object})}
