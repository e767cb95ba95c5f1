"""tracking user …: who may sign in, from the command line; and on which terms tracking serve opens to others."""

import sys

import pytest
import streamlit.web.cli as streamlit
from people import OWN_WORDS, fill_with_two_towns
from typer.testing import CliRunner

from tracking.accounts import choose_password, person_named, who_signs_in
from tracking.cli import main  # noqa: F401  (all commands)
from tracking.cli.command import app
from tracking.screen.session import terms
from tracking.screen.session.database import _open
from tracking.store.store import Store


@pytest.fixture
def towns(tmp_path):
    """The file of two towns, closed."""
    with Store(tmp_path / "own.duckdb") as store:
        fill_with_two_towns(store)
    return tmp_path / "own.duckdb"


@pytest.fixture
def said(towns, monkeypatch):
    """Says a command on the towns; what Streamlit was started with, too."""
    started: list[list[str]] = []
    monkeypatch.setattr(streamlit, "main", lambda: started.append(sys.argv[1:]))
    monkeypatch.setattr(sys, "argv", ["tracking"])
    monkeypatch.setattr(terms.GATE, "terms", None)
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    monkeypatch.chdir(towns.parent)
    monkeypatch.setenv("TRACKING_DATABASE", str(towns))

    def say(*words: str):
        done = CliRunner().invoke(app, ["--database", str(towns), *words])
        if _open.knows(str(towns)):
            _open(str(towns)).close()
            _open.clear()
        return done, started

    return say


def password_in(output: str) -> str:
    return output.strip().split(": ")[-1]


def test_people_are_added_listed_changed_disabled_and_given_passwords(said, towns):
    done, _started = said("user", "add", "管", "--role", "administrator")
    first = password_in(done.stderr)
    said("user", "add", "乙", "--role", "clerk", "--role", "reviewer", "--branch", "1")
    said("user", "branch", "乙", "10")
    said("user", "role", "乙", "viewer", "chair")
    said("user", "disable", "乙")
    done, _started = said("user", "list", "--format", "csv")
    assert done.stdout.replace("\ufeff", "").splitlines() == [
        "account,roles,branch,disabled,password,office",
        "乙,chair viewer,10,True,one-time,",
        "管,administrator,/,False,one-time,",
    ]
    said("user", "enable", "乙")
    said("user", "identity", "乙", "https://sso.example.cn", "u-1")
    assert "u-1" in said("user", "list")[0].stdout
    done, _started = said("user", "password", "乙")
    with Store(towns) as store:
        assert who_signs_in(store, "管", first)
        assert who_signs_in(store, "乙", password_in(done.stderr)).unit == "10"


@pytest.mark.parametrize(
    "words",
    [
        ("user", "add", "乙", "--role", "clerk"),
        ("user", "add", "管", "--role", "king"),
        ("user", "role", "谁也不是", "clerk"),
        ("user", "add", "管", "--role", "administrator", "--branch", "NOWHERE"),
    ],
)
def test_what_cannot_be_is_one_sentence(said, words):
    done, _started = said(*words)
    assert done.exit_code == 1
    assert len(str(done.exception)) > 10


def with_people(said, towns) -> None:
    done, _started = said("user", "add", "管", "--role", "administrator")
    with Store(towns) as store:
        choose_password(store, "管", password_in(done.stderr), OWN_WORDS)
        assert not person_named(store, "管").one_time


def test_without_accounts_nothing_but_this_computer_is_served(said):
    done, started = said("serve", "--listen", "0.0.0.0", "--plain-http-on-lan")
    assert (done.exit_code, started) == (2, [])
    assert "tracking user add NAME --role administrator" in done.stderr
    done, started = said("serve", "--port", "8765")
    assert started[0][1].endswith("dashboard.py")


def test_with_accounts_the_gate_stands_before_it_on_this_computer_too(said, towns):
    with_people(said, towns)
    done, started = said("serve", "--port", "8765")
    assert done.exit_code == 0, done.output
    assert started[0][1].endswith("gate/app.py")
    assert terms.GATE.terms.hosts == {"localhost", "127.0.0.1"}


def test_others_are_served_only_where_somebody_said_how_passwords_are_kept_from_listeners(said, towns):
    with_people(said, towns)
    done, started = said("serve", "--listen", "0.0.0.0", "--port", "8765")
    assert (done.exit_code, started) == (2, [])
    assert "--plain-http-on-lan" in done.stderr
    done, _started = said("serve", "--behind", "http://tracker.example")
    assert "https://" in done.output
    assert started == []

    said("serve", "--listen", "0.0.0.0", "--plain-http-on-lan", "--name", "tracker", "--port", "8765")
    assert (terms.GATE.terms.open_lan, terms.GATE.terms.https) == (True, False)
    assert {"tracker", "127.0.0.1"} < terms.GATE.terms.hosts
    said("serve", "--behind", "https://tracker.example", "--port", "8765")
    assert (terms.GATE.terms.open_lan, terms.GATE.terms.https) == (False, True)
    assert "tracker.example" in terms.GATE.terms.hosts
    assert started[0][1:] != started[1][1:]
    assert all("gate/app.py" in words[1] for words in started)
