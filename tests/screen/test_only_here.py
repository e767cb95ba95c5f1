"""The dashboard serves this computer only, whatever asks for more, and asks nobody in the internet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
import streamlit as st
from apps import texts
from streamlit import config, net_util
from streamlit.web import cli as streamlit
from streamlit.web.server import server_util
from typer.testing import CliRunner

from tracking.cli.command import app
from tracking.screen.only_here import refused_address

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("address", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.0.0.2"])
def test_this_computer_is_served(address):
    assert refused_address(address) is None


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "0.0.0.0",
        "::",
        "192.168.1.5",
        "10.0.0.1",
        "office.example",
        "unix:///tmp/x.sock",
        "127.0.0.1.example",
        "0",
    ],
)
def test_no_other_address_is(address):
    assert "no accounts" in refused_address(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "192.168.1.5", "::"])
def test_serve_refuses_an_address_that_the_environment_asks_for(run_tracking, address):
    done = run_tracking("serve", "--port", "1", STREAMLIT_SERVER_ADDRESS=address)
    assert done.returncode == 2
    assert done.stderr.startswith(f"The dashboard would be open to other computers ({address})")
    assert "Traceback" not in done.stderr


@pytest.fixture
def served(monkeypatch, tmp_path):
    """What ``tracking serve`` would have started, and everything that Streamlit asks others."""
    started, asked = [], []
    monkeypatch.setattr(net_util, "get_external_ip", net_util.get_external_ip)
    monkeypatch.setattr(net_util, "get_internal_ip", net_util.get_internal_ip)
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(requests, "get", lambda url, **_more: asked.append(url) or pytest.fail(f"asked {url}"))
    monkeypatch.setattr(streamlit, "main", lambda: started.append(sys.argv[1:]))
    monkeypatch.setattr(sys, "argv", ["tracking"])
    monkeypatch.setenv("TRACKING_DATABASE", str(tmp_path / "own.duckdb"))
    monkeypatch.delenv("STREAMLIT_SERVER_ADDRESS", raising=False)
    monkeypatch.chdir(tmp_path)

    def serve(*more: str):
        return CliRunner().invoke(app, ["--database", str(tmp_path / "own.duckdb"), "serve", *more]), started, asked

    return serve


def test_serve_says_to_streamlit_that_only_this_computer_is_served(served):
    done, started, _asked = served("--port", "8765")
    assert done.exit_code == 0, done.output
    assert started[0][-4:] == ["--server.port", "8765", "--server.address", "127.0.0.1"]


def test_serve_refuses_what_the_configuration_asks_for(served, monkeypatch, tmp_path):
    changed = tmp_path / "config.toml"
    changed.write_text('[server]\naddress = "0.0.0.0"\n', encoding="utf-8")
    monkeypatch.setattr("tracking.cli.serving.SETTINGS", changed)
    done, started, _asked = served()
    assert (done.exit_code, started) == (2, [])
    assert "no accounts" in done.stderr


def test_what_is_configured_at_home_for_other_programs_does_not_open_the_dashboard(served, monkeypatch, tmp_path):
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "config.toml").write_text('[server]\naddress = "0.0.0.0"\n', encoding="utf-8")
    monkeypatch.setenv("HOME", str(tmp_path))
    _done, started, _asked = served()
    assert started[0][-2:] == ["--server.address", "127.0.0.1"]


def test_serve_takes_no_address(served):
    done, started, _asked = served("--server.address", "0.0.0.0")
    assert (done.exit_code, started) == (2, [])


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://192.168.1.5:8501", "https://8.8.8.8"])
def test_an_origin_that_is_not_known_is_refused_and_nobody_is_asked_about_it(served, origin):
    _done, _started, asked = served()
    assert not server_util.is_url_from_allowed_origins(origin)
    assert server_util.is_url_from_allowed_origins("http://localhost:8501")
    assert asked == []


def test_without_that_streamlit_would_ask(monkeypatch):
    asked = []
    monkeypatch.setattr(net_util, "_external_ip", None)
    monkeypatch.setattr(requests, "get", lambda url, **_more: asked.append(url))
    server_util.is_url_from_allowed_origins("http://evil.example")
    assert len(asked) == 2


@pytest.mark.parametrize("address", [None, "0.0.0.0"])
def test_started_without_the_command_the_page_shows_nothing_but_why(opened, own, monkeypatch, address):
    asked_for = config.get_option
    monkeypatch.setattr(st, "get_option", lambda name: address if name == "server.address" else asked_for(name))
    app = opened(own)
    assert not app.exception
    assert len(app.error) == 1
    assert "open to other computers" in app.error[0].value
    assert "柳溪" not in texts(app)
    assert not app.dataframe


def test_the_program_starts_without_streamlit_and_reads_the_configuration_of_its_own_folder(tmp_path):
    command = "import sys, tracking.cli; assert 'streamlit' not in sys.modules"
    subprocess.run(
        [sys.executable, "-c", command], cwd=tmp_path, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
