"""Serving: a taken port is a sentence, and a dashboard can be ended by a command."""

import os
import socket
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from journeys import dashboard

from tracking.watching import end_who_listens


def serve(port: int, *arguments: str) -> subprocess.CompletedProcess:
    environment = os.environ | {"BROWSER": "true", "LC_ALL": "C.UTF-8", "STREAMLIT_SERVER_HEADLESS": "true"}
    command = [sys.executable, "-c", "from tracking.cli import main; main()", *arguments, "--port", str(port)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment)


def test_a_port_that_another_program_has_is_a_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = serve(taken.getsockname()[1], "serve")
    assert done.returncode == 2
    assert "is taken by another program" in done.stderr + done.stdout


def test_a_dashboard_that_runs_already_is_said_to_and_is_ended_by_a_command(tmp_path):
    with dashboard(tmp_path / "own.duckdb") as address:
        port = int(address.rsplit(":", 1)[1])
        again = serve(port, "serve")
        assert again.returncode == 2
        assert "running already" in again.stderr + again.stdout
        ended = serve(port, "stop")
        assert ended.returncode == 0
        assert "ended" in ended.stderr + ended.stdout
        assert serve(port, "stop").returncode == 1


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, *_arguments: object) -> None:
        pass


def test_nothing_else_that_listens_is_ended():
    server = HTTPServer(("127.0.0.1", 0), _Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert not end_who_listens(server.server_port, "dashboard.py that nobody has")
    server.shutdown()
