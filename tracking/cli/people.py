"""Commands around who may sign in: tracking user add, list, role, branch, disable, enable, password, identity."""

import getpass
from typing import Annotated

import pandas as pd
import typer

from tracking.accounts import (
    EVERYTHING,
    ROLES,
    add_person,
    change_person,
    give_new_password,
    identities_of,
    link_identity,
    people_of,
)
from tracking.cli.command import group, open_store, print_table, say
from tracking.language import _

user = group("user", "Who may sign in: accounts, their roles and branches.")
Roles = Annotated[list[str], typer.Option("--role", help=f"{', '.join(ROLES)}; may be said several times.")]
BRANCH = "The code of the unit at the top of the branch; / for everything."


@user.command()
def add(name: str, role: Roles, branch: Annotated[str, typer.Option(help=BRANCH)] = EVERYTHING) -> None:
    """Give somebody an account, with a one-time password that they replace when they sign in first."""
    with open_store() as store:
        password = add_person(store, name, role, branch, _by())
    _say_password(name, password)


@user.command("list")
def list_people() -> None:
    """Who has an account, with roles and branch."""
    with open_store() as store:
        known = identities_of(store).set_index("account")["subject"].to_dict()
        rows = [
            {
                "account": one.name,
                "roles": " ".join(sorted(one.roles)),
                "branch": one.unit or "",
                "disabled": one.disabled,
                "password": "one-time" if one.one_time else "own",
                "office": known.get(one.name, ""),
            }
            for one in people_of(store)
        ]
    print_table(pd.DataFrame(rows, columns=["account", "roles", "branch", "disabled", "password", "office"]))


@user.command("role")
def change_roles(name: str, role: Annotated[list[str], typer.Argument(help=", ".join(ROLES))]) -> None:
    """Give an account other roles."""
    with open_store() as store:
        change_person(store, name, _by(), roles=role)


@user.command("branch")
def change_branch(name: str, unit: Annotated[str, typer.Argument(help=BRANCH)]) -> None:
    """Give an account another branch."""
    with open_store() as store:
        change_person(store, name, _by(), unit=unit)


@user.command()
def disable(name: str) -> None:
    """Let nobody sign in with an account any more; it stays in the records."""
    with open_store() as store:
        change_person(store, name, _by(), disabled=True)


@user.command()
def enable(name: str) -> None:
    """Let somebody sign in again whose account was disabled."""
    with open_store() as store:
        change_person(store, name, _by(), disabled=False)


@user.command()
def password(name: str) -> None:
    """Give an account a new one-time password."""
    with open_store() as store:
        _say_password(name, give_new_password(store, name, _by()))


@user.command()
def identity(name: str, issuer: str, subject: str) -> None:
    """Let somebody in through the office's own sign-in: its address, and what it calls them."""
    with open_store() as store:
        link_identity(store, name, issuer, subject, _by())


def _by() -> str:
    """Who sits at this computer, for the log."""
    return getpass.getuser()


def _say_password(name: str, password: str) -> None:
    say(_("One-time password of {name}, shown this once: {password}", name=name, password=password))
